#include "logs/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a text's decisive reply is; code 0: there is none. */
static void test_decisive_reply(void **state)
{
    static const struct {
        const char *text;
        unsigned code;
        const char *enhanced;
        enum stage stage;
        const char *words;
    } rows[] = {
        { "535 5.7.8 Error: authentication failed", 535, "5.7.8", STAGE_AUTH, "authentication failed" },
        { "535-5.7.8 Username and Password not accepted.\n535 5.7.8  Learn more", 535, "5.7.8", STAGE_AUTH,
          "Username and Password" },
        { "Error: Invalid login: 534-5.7.9 Application-specific password required", 534, "5.7.9", STAGE_AUTH,
          "Application-specific" },
        { "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')", 535, "5.7.8", STAGE_AUTH,
          "authentication failed" },
        { "Expected response code \"250\" but got code \"535\", with message \"535 5.7.8 no\"", 535, "5.7.8",
          STAGE_AUTH, "no" },
        { "postfix/smtp[1]: 4A7F: to=<a@b.c>, relay=mx.b.c[192.0.2.1]:25, delay=2, dsn=5.1.1, status=bounced (host "
          "mx.b.c[192.0.2.1] said: 550 5.1.1 <a@b.c>: User unknown (in reply to RCPT TO command))",
          550, "5.1.1", STAGE_RCPT, "User unknown" },
        { "2026-01-02 10:00:00 1abc SMTP error from remote mail server after MAIL FROM:<a@b.c>: 553 sorry", 553, "",
          STAGE_MAIL, "sorry" },
        { "<- 220 mx ESMTP\n-> EHLO a\n<- 250 mx\n-> MAIL FROM:<a@b.c>\n<- 530 5.7.0 Authentication required", 530,
          "5.7.0", STAGE_MAIL, "Authentication required" },
        { "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full", 552, "5.2.2", STAGE_RCPT, "Mailbox full" },
        { "response: '421 4.7.0 Too many connections'", 421, "4.7.0", STAGE_NONE, "Too many" },
        { "S: 220 hi\nC: EHLO x\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGEAYg==\nS: 535 no", 535, "", STAGE_AUTH,
          "no" },
        { "554 5.7.1 &lt;a@b.c&gt;: Relay access denied", 554, "5.7.1", STAGE_NONE, "<a@b.c>: Relay" },
        { "dial tcp 192.0.2.1:587: i/o timeout", 0, "", STAGE_NONE, "" },
        { "connected to port 465 at 12:535 on 2026-11-23", 0, "", STAGE_NONE, "" },
        { "HTTP/1.1 500 Internal", 0, "", STAGE_NONE, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        const struct fact *reply = record_find(&record, FACT_REPLY);
        if ((reply ? reply->code : 0) != rows[i].code)
            fail_msg("row %zu: code %u", i, reply ? reply->code : 0);
        if (reply && (strcmp(reply->enhanced, rows[i].enhanced) != 0 || reply->stage != rows[i].stage ||
                      !strstr(reply->text, rows[i].words)))
            fail_msg("row %zu: %s %s '%s'", i, reply->enhanced, stage_word(reply->stage), reply->text);
        record_clear(&record);
    }
}

static bool record_holds(const struct record *record, const char *word)
{
    for (size_t i = 0; i < record->fact_count; i++)
        if (strstr(record->facts[i].text, word) || strstr(record->facts[i].subject, word))
            return true;
    for (size_t i = 0; i < record->session_count; i++)
        for (size_t k = 0; k < record->sessions[i]->line_count; k++)
            if (strstr(record->sessions[i]->lines[k].raw, word))
                return true;
    return false;
}

static void test_secrets_never_reach_the_record(void **state)
{
    static const struct {
        const char *text, *secret;
    } rows[] = {
        { "C: AUTH PLAIN AGFubmEAVG9wU2VjcmV0\nS: 535 5.7.8 no", "AGFubmEAVG9wU2VjcmV0" },
        { "AUTH LOGIN\n334 VXNlcm5hbWU6\nYW5uYUBleGFtcGxl\n334 UGFzc3dvcmQ6\nVG9wU2VjcmV0MTIz\n535 no",
          "VG9wU2VjcmV0MTIz" },
        { "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 VXNlcm5hbWU6\nCLIENT -> SERVER: YW5uYUBleGFtcGxl\n"
          "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: VG9wU2VjcmV0MTIz\nSERVER -> CLIENT: 535 no",
          "VG9wU2VjcmV0MTIz" },
        { "535 no\npassword=TopSecret123", "TopSecret123" },
        { "smtp://anna:TopSecret123@smtp.example.com:587 failed: 535 no", "TopSecret123" },
        { "{ auth: { \"user\": \"a\", \"pass\": \"TopSecret123\" } } 535 no", "TopSecret123" },
        { "Authorization: Bearer ya29.TopSecret123 535 no", "TopSecret123" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        if (record_holds(&record, rows[i].secret))
            fail_msg("row %zu: the secret is in the record", i);
        record_clear(&record);
    }
}

static void test_character_sets(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        { "535 \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc", "授权码" },
        { "535 \xcd\xe5\xe2\xe5\xf0\xed\xfb\xe9 \xef\xe0\xf0\xee\xeb\xfc \xef\xf0\xe8\xeb\xee\xe6\xe5\xed\xe8\xff",
          "пароль" },
        { "535 \\u6388\\u6743\\u7801", "授权码" },
        { "535 =E6=8E=88=E6=9D=83=E7=A0=81", "授权码" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        if (!record_holds(&record, rows[i].words))
            fail_msg("row %zu: '%s'", i, record.fact_count ? record.facts[0].text : "");
        record_clear(&record);
    }
}

static void test_any_bytes_are_answered(void **state)
{
    (void)state;
    size_t len = 16u * 1024 * 1024;
    char *bytes = malloc(len);
    uint32_t seed = 7;
    struct record record;
    struct intake_context context = { 0 };
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    record_init(&record);
    intake_read(&record, (struct span){ bytes, len }, &context);
    assert_true(record.fact_count > 0);
    record_clear(&record);
    free(bytes);
}

static void test_nothing_is_said_to_be_nothing(void **state)
{
    (void)state;
    struct record record;
    struct intake_context context = { 0 };
    record_init(&record);
    intake_read(&record, SPAN("the quick brown fox"), &context);
    assert_non_null(record_find(&record, FACT_NOTHING_RECOGNISED));
    record_clear(&record);
    record_init(&record);
    intake_read(&record, SPAN_EMPTY, &context);
    assert_non_null(record_find(&record, FACT_NOTHING_RECOGNISED));
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decisive_reply),
        cmocka_unit_test(test_secrets_never_reach_the_record),
        cmocka_unit_test(test_character_sets),
        cmocka_unit_test(test_any_bytes_are_answered),
        cmocka_unit_test(test_nothing_is_said_to_be_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
