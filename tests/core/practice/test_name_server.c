#include "net/resolve.h"
#include "practice/name_server.h"
#include "practice/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

#define TOP "id a\nlevel easy\ncause none\naddress a@b.example\n"
#define NAMES                                                                                                          \
    "name smtp.practice.example 127.0.0.1\nname two.example 127.0.0.2\nname two.example 127.0.0.3\n"                   \
    "name six.example ::1\nname none.example no-record\nname sick.example server-failed\n"                             \
    "name shy.example refused\nname odd.example broken\nname mute.example silent\n"

/* What our own resolver makes of what the case's name server says. */
static void says_what_the_case_wants(void **state)
{
    static const struct {
        const char *name;
        enum record_type type;
        enum answer_kind kind;
        size_t count;
        const char *first;
    } rows[] = {
        { "smtp.practice.example", RECORD_A, ANSWER_FOUND, 1, "127.0.0.1" },
        { "SMTP.Practice.Example", RECORD_A, ANSWER_FOUND, 1, "127.0.0.1" },
        { "smtp.practice.example", RECORD_AAAA, ANSWER_NO_RECORD, 0, NULL },
        { "two.example", RECORD_A, ANSWER_FOUND, 2, "127.0.0.2" },
        { "six.example", RECORD_AAAA, ANSWER_FOUND, 1, "::1" },
        { "none.example", RECORD_A, ANSWER_NO_RECORD, 0, NULL },
        { "sick.example", RECORD_A, ANSWER_SERVER_FAILED, 0, NULL },
        { "shy.example", RECORD_A, ANSWER_REFUSED, 0, NULL },
        { "unlisted.example", RECORD_A, ANSWER_NO_NAME, 0, NULL },
    };
    struct practice_error error = { 0 };
    struct target target;
    (void)state;
    struct practice_case *practice = practice_read(SPAN(TOP NAMES "listen 25 plain\n"), &error);
    if (!practice)
        fail_msg("line %u: %s", error.line, error.expected);
    struct practice_server *server = practice_serve(practice, 0);
    assert_non_null(server);
    target_init(&target);
    practice_target(practice, server, &target);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct dns_question question = { rows[i].name, rows[i].type, target.resolver };
        struct dns_answer answer;
        resolve(&question, limits_within(LIMITS_NONE, 5000), &answer);
        if (answer.kind != rows[i].kind || answer.count != rows[i].count)
            fail_msg("%s: %s, %zu records", rows[i].name, answer_word(answer.kind), answer.count);
        if (rows[i].first)
            assert_string_equal(answer.records[0].text, rows[i].first);
    }
    target_clear(&target);
    practice_server_free(server);
    practice_case_free(practice);
}

/* A question that is none is not answered; the answer to a silent name is none either. */
static void does_not_answer_nonsense(void **state)
{
#define QUESTION(bytes)                                                                                                \
    {                                                                                                                  \
        bytes, sizeof(bytes) - 1                                                                                       \
    }
#define HEAD "\1\2\1\0\0\1\0\0\0\0\0\0"
    static const struct span rows[] = {
        QUESTION(""),
        QUESTION("\1\2\1"),
        QUESTION(HEAD),
        QUESTION(HEAD "\3two\7example"),
        QUESTION(HEAD "\3two\7example\0\0"),
        QUESTION(HEAD "\xc0\x0c\0\1\0\1"),
        QUESTION(HEAD "\77two\0\0\1\0\1"),
        QUESTION("\1\2\x81\0\0\1\0\0\0\0\0\0\3two\7example\0\0\1\0\1"),
        QUESTION("\1\2\1\0\0\2\0\0\0\0\0\0\3two\7example\0\0\1\0\1"),
        QUESTION(HEAD "\4mute\7example\0\0\1\0\1"),
    };
    struct practice_error error = { 0 };
    struct buf answer;
    (void)state;
    struct script *script = script_read(SPAN(TOP NAMES "listen 25 plain\n"), 0, &error);
    assert_non_null(script);
    buf_init(&answer, 512);
    for (size_t i = 0; i < ROWS(rows); i++)
        if (name_server_reply(script, rows[i], &answer))
            fail_msg("row %zu was answered", i);
    assert_true(name_server_reply(script, (struct span)QUESTION(HEAD "\3two\7example\0\0\1\0\1"), &answer));
    assert_int_equal(answer.len, 12 + 17 + 2 * 16);
    buf_free(&answer);
    script_free(script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_case_wants),
        cmocka_unit_test(does_not_answer_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
