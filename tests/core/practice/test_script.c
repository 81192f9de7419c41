#include "practice/script.h"
#include "practice/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define TOP "id a\nlevel easy\ncause none\naddress a@b.example\n"

static const struct {
    const char *text;
    unsigned line;
    const char *expected;
} broken_rows[] = {
    { "", 0, "id NAME" },
    { "id A\n", 1, "id NAME" },
    { "id a\nlevel none\n", 2, "level easy" },
    { "id a\n\nlevel easy\ncause bad-luck\n", 4, "cause LABEL" },
    { "id a\ncause none\naddress a@b.example\nlisten 25 plain\n", 4, "level easy" },
    { "id a\nlevel easy\naddress a@b.example\nlisten 25 plain\n", 4, "cause LABEL" },
    { "id a\nlevel easy\ncause none\nlisten 25 plain\n", 4, "address" },
    { TOP, 4, "a service" },
    { TOP "side left\n", 5, "side user-password" },
    { TOP "undecided yes\n", 5, "undecided" },
    { TOP "address a b\n", 5, "address MAIL-ADDRESS" },
    { TOP "password \"open\n", 5, "password WORD" },
    { TOP "password a\\x0\n", 5, "password WORD" },
    { TOP "password a\\x00b\n", 5, "password WORD" },
    { TOP "port 0\n", 5, "port NUMBER" },
    { TOP "port 65536\n", 5, "port NUMBER" },
    { TOP "security rot13\n", 5, "security tls" },
    { TOP "size many\n", 5, "size BYTES" },
    { TOP "answer yes\n", 5, "answer KEY=VALUE" },
    { TOP "accept anna\n", 5, "accept LOGIN PASSWORD" },
    { TOP "reply nowhere 550 no\n", 5, "reply POINT" },
    { TOP "reply mail 55 no\n", 5, "reply POINT" },
    { TOP "reply mail no\n", 5, "reply POINT" },
    { TOP "reply mail 550 \\q\n", 5, "reply POINT" },
    { TOP "delay greeting 3\n", 5, "delay POINT" },
    { TOP "delay greeting -3s\n", 5, "delay POINT" },
    { TOP "delay greeting 601s\n", 5, "delay POINT" },
    { TOP "cut ehlo far\n", 5, "cut POINT" },
    { TOP "at ehlo leave\n", 5, "at POINT" },
    { TOP "after ehlo 3s\n", 5, "after POINT" },
    { TOP "certificate-valid -1d -2d\n", 5, "certificate-valid" },
    { TOP "certificate-rsa 17\n", 5, "certificate-rsa" },
    { TOP "listen 587\n", 5, "listen PORT" },
    { TOP "listen 587 tls\nlisten 587 plain\n", 6, "each port once" },
    { TOP "refuse 25 now\n", 5, "refuse PORT" },
    { TOP "listen 587 tls\npassword x\n", 6, "above the first service" },
    { TOP "name smtp.b.example 192.0.2.1\n", 5, "of this machine" },
    { TOP "name smtp.b.example\n", 5, "name HOST" },
    { TOP "timeout 0\n", 5, "timeout SECONDS" },
    { TOP "variants one\n", 5, "variants NAME NAME" },
    { TOP "variants one two one\n", 5, "each once" },
    { TOP "when one\n", 5, "when NAME" },
    { TOP "variants one two\nwhen three\n", 6, "when NAME" },
    { TOP "variants one two\nwhen two\nlissen 1 tls\nend\n", 7, "a keyword" },
    { TOP "variants one two\nwhen two\nwhen one\n", 7, "end before the next" },
    { TOP "variants one two\nend\n", 6, "end, below" },
    { TOP "variants one two\nwhen two\nlisten 1 tls\n", 7, "\"end\"" },
    { TOP "lissen 587 tls\n", 5, "a keyword" },
    { TOP "listen 1 plain\nlisten 2 plain\nlisten 3 plain\nlisten 4 plain\nlisten 5 plain\n", 9, "at most 4" },
};

static void says_which_line_is_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(broken_rows); i++) {
        struct practice_error error = { 0 };
        if (script_read(span_of(broken_rows[i].text), 0, &error))
            fail_msg("read without an error: %s", broken_rows[i].text);
        assert_int_equal(error.line, broken_rows[i].line);
        if (!strstr(error.expected, broken_rows[i].expected))
            fail_msg("%s\nexpected: %s", broken_rows[i].text, error.expected);
    }
}

static struct script *read_good(const char *text)
{
    struct practice_error error = { 0 };
    struct script *script = script_read(span_of(text), 0, &error);
    if (!script)
        fail_msg("line %u: %s", error.line, error.expected);
    return script;
}

static void reads_what_the_person_typed(void **state)
{
    (void)state;
    struct script *script =
        read_good("# a remark\n\nid b-2\nlevel hard\r\ncause bad-credentials\nside server\nundecided\n"
                  "address anna@practice.example\nlogin -\npassword \" a\\\"b\\x20 \"\n"
                  "server smtp.practice.example\nport 587\nsecurity starttls\nmechanism PLAIN\n"
                  "sender s@x.example\nrecipient r@x.example\nsize 50000000\nallow-plain\n"
                  "answer network=home wifi\nlisten 587 starttls\n");
    const struct person *person = &script->person;
    assert_string_equal(script->id, "b-2");
    assert_string_equal(script->level, "hard");
    assert_int_equal(script->cause, CAUSE_BAD_CREDENTIALS);
    assert_int_equal(script->side, SIDE_SERVER);
    assert_true(script->undecided);
    assert_string_equal(person->address, "anna@practice.example");
    assert_string_equal(person->login, "");
    assert_true(person->has_password);
    assert_string_equal(person->password, " a\"b  ");
    assert_int_equal(person->port, 587);
    assert_int_equal(person->security, SECURITY_STARTTLS);
    assert_string_equal(person->recipient, "r@x.example");
    assert_int_equal(person->size, 50000000);
    assert_true(person->allow_plain);
    assert_false(person->allow_bad_certificate);
    assert_string_equal(person->answers.at[0], "network=home wifi");
    script_free(script);
}

static void reads_the_variant_that_is_wanted(void **state)
{
    const struct span text = SPAN(TOP "variants one two\nwhen two\ncause greylisted\nend\nwhen one two\nport 25\nend\n"
                                      "when one\npassword x\nend\nlisten 25 plain\n");
    struct practice_error error = { 0 };
    (void)state;
    struct script *one = script_read(text, 0, &error);
    struct script *two = script_read(text, 1, &error);
    assert_non_null(one);
    assert_non_null(two);
    assert_int_equal(script_variants(one), 2);
    assert_int_equal(one->cause, CAUSE_NONE);
    assert_int_equal(two->cause, CAUSE_GREYLISTED);
    assert_int_equal(one->person.port, 25);
    assert_int_equal(two->person.port, 25);
    assert_string_equal(one->person.password, "x");
    assert_false(two->person.has_password);
    script_free(one);
    script_free(two);
    /* what is wrong in the second only is found all the same */
    assert_null(practice_read(SPAN(TOP "variants one two\nwhen two\nport 0\nend\nlisten 25 plain\n"), &error));
    assert_int_equal(error.line, 7);
}

static void passes_common_lines_on_to_services(void **state)
{
    (void)state;
    struct script *script = read_good(TOP "ehlo PIPELINING\nehlo SIZE 1\naccept a b\nreply mail 550 no\n"
                                          "listen 25 plain\nehlo SIZE 2\nreply mail 551-not\nreply mail 551 here\n"
                                          "accept c d\nlisten 465 tls\nreset 2525\n");
    const struct behaviour *own = &script->services[0]->behaviour;
    const struct behaviour *common = &script->services[1]->behaviour;
    assert_int_equal(script->service_count, 3);
    assert_int_equal(own->ehlo.count, 1);
    assert_string_equal(own->ehlo.at[0], "SIZE 2");
    assert_int_equal(own->accounts.count, 1);
    assert_string_equal(own->accounts.at[0].user, "c");
    assert_string_equal(buf_text(&own->manners[POINT_MAIL].reply), "551-not\r\n551 here");
    assert_int_equal(common->ehlo.count, 2);
    assert_string_equal(common->accounts.at[0].user, "a");
    assert_string_equal(buf_text(&common->manners[POINT_MAIL].reply), "550 no");
    assert_string_equal(common->host, "mail.practice.example");
    assert_int_equal(script->services[2]->kind, SERVICE_RESET);
    script_free(script);
}

static void keeps_bytes_of_a_reply(void **state)
{
    (void)state;
    struct script *script = read_good(TOP "reply mail 550 \\xc4\\xe3\\xba\\xc3\\r\\n\nreply rcpt \"+OK\\x00\"\n"
                                          "delay greeting 3s\ndrip greeting 20ms\ncut ehlo 7\nat helo reset\n"
                                          "after quit silent\nlisten 25 plain\n");
    const struct manner *manners = script->services[0]->behaviour.manners;
    assert_true(span_equal(buf_span(&manners[POINT_MAIL].reply), SPAN("550 \xc4\xe3\xba\xc3\r\n")));
    assert_true(span_equal(buf_span(&manners[POINT_RCPT].reply), SPAN("+OK\0")));
    assert_int_equal(manners[POINT_GREETING].delay_ms, 3000);
    assert_int_equal(manners[POINT_GREETING].drip_ms, 20);
    assert_true(manners[POINT_EHLO].is_cut);
    assert_int_equal(manners[POINT_EHLO].cut, 7);
    assert_int_equal(manners[POINT_HELO].instead, LEAVE_RESET);
    assert_int_equal(manners[POINT_QUIT].then, LEAVE_SILENT);
    script_free(script);
}

static void reads_durations(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t ms;
    } rows[] = {
        { "300ms", true, 300 }, { "3s", true, 3000 },  { "2h", true, 7200000 }, { "-1d", true, -86400000 },
        { "0s", true, 0 },      { "3", false, 0 },     { "s", false, 0 },       { "", false, 0 },
        { "--3s", false, 0 },   { "4000d", false, 0 }, { "3m", false, 0 },      { "99999999999999999999s", false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t ms = 0;
        assert_int_equal(words_duration(span_of(rows[i].text), &ms), rows[i].good);
        assert_int_equal(ms, rows[i].ms);
    }
}

static void gives_out_a_case_read_from_text(void **state)
{
    struct practice_error error = { 0 };
    struct practice_about about;
    (void)state;
    assert_null(practice_read(SPAN("id a\nwhat\n"), &error));
    assert_int_equal(error.line, 2);
    struct practice_case *practice = practice_read(SPAN(TOP "listen 25 plain\n"), &error);
    assert_non_null(practice);
    practice_about(practice, &about);
    assert_string_equal(about.id, "a");
    assert_string_equal(about.level, "easy");
    assert_int_equal(about.cause, CAUSE_NONE);
    assert_false(about.undecided);
    practice_case_free(practice);
    practice_case_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_line_is_broken),        cmocka_unit_test(reads_what_the_person_typed),
        cmocka_unit_test(reads_the_variant_that_is_wanted), cmocka_unit_test(passes_common_lines_on_to_services),
        cmocka_unit_test(keeps_bytes_of_a_reply),           cmocka_unit_test(reads_durations),
        cmocka_unit_test(gives_out_a_case_read_from_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
