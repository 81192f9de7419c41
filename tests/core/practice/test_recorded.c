#include "practice/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

#define REPORT(verdict, sessions)                                                                                      \
    "{\"schema\":\"smtpdoctor/1\",\"verdict\":" verdict ",\"causes\":[],\"findings\":[],\"sessions\":[" sessions "]}"
#define LINE(from, text) "{\"ms\":1,\"from\":\"" from "\",\"text\":\"" text "\"}"
#define EVENT(note, text) "{\"ms\":1,\"from\":\"event\",\"note\":\"" note "\",\"text\":\"" text "\"}"
#define SESSION(port, security, lines)                                                                                 \
    "{\"id\":1,\"host\":\"smtp.firm.example\",\"port\":" port ",\"security\":\"" security "\",\"lines\":[" lines "]}"
#define BAD "{\"status\":\"problem\",\"cause\":\"sender-mismatch\",\"side\":\"user-settings\"}"

/* One line each, as a report has them. */
/* clang-format off */
static const char report[] = REPORT(
    BAD,
    SESSION("587", "starttls",
            EVENT("connected", "192.0.2.1:587") ","
            LINE("server", "220-two lines") ","
            LINE("server", "220 smtp.firm.example \\\\o/") ","
            LINE("client", "EHLO me") ","
            LINE("server", "250-smtp.firm.example") ","
            LINE("server", "250-SIZE 1000") ","
            LINE("server", "250 STARTTLS") ","
            LINE("client", "STARTTLS") ","
            LINE("server", "220 go") ","
            EVENT("tls", "TLSv1.3") ","
            LINE("client", "EHLO me") ","
            LINE("server", "250-smtp.firm.example") ","
            LINE("server", "250 AUTH PLAIN") ","
            LINE("client", "AUTH PLAIN <hidden>") ","
            LINE("server", "235 ok") ","
            LINE("client", "MAIL FROM:<boss@firm.example>") ","
            LINE("client", "QUIT") ","
            LINE("server", "553 5.7.1 <boss@firm.example>: not yours, ask post@firm.example") ","
            LINE("server", "221 bye")) ","
    SESSION("465", "tls", EVENT("connect-failed", "192.0.2.1 port 465: refused")) ","
    SESSION("25", "starttls", EVENT("connect-failed", "192.0.2.1 port 25: silent")));
/* clang-format on */

static void makes_a_case_of_a_report(void **state)
{
    static const char *const wanted[] = {
        "cause sender-mismatch\n",
        "server smtp.firm.example\nport 587\nsecurity starttls\n",
        "listen 587 starttls\n",
        "reply greeting 220-two lines\nreply greeting 220 smtp.firm.example \\\\o/\n",
        "ehlo SIZE 1000\n",
        "ehlo-after-tls AUTH PLAIN\n",
        "accept-any\n",
        "reply mail 553 5.7.1 <{sender}>: not yours, ask someone@practice.example\n",
        "refuse 465\n",
        "silent 25\n",
    };
    struct practice_error error = { 0 };
    struct buf out;
    (void)state;
    buf_init(&out, 64 * KIB);
    if (!recorded_case(span_of(report), &out, &error))
        fail_msg("line %u: %s\n%s", error.line, error.expected, buf_text(&out));
    for (size_t i = 0; i < ROWS(wanted); i++)
        if (!strstr(buf_text(&out), wanted[i]))
            fail_msg("not there: %s\n%s", wanted[i], buf_text(&out));
    assert_null(strstr(buf_text(&out), "boss@"));
    buf_free(&out);
}

static void tells_what_is_no_report(void **state)
{
    static const char *const rows[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"schema\":\"other/1\",\"sessions\":[]}",
        REPORT(BAD, ""),
        REPORT(BAD, SESSION("0", "tls", "")),
        /* a host that would be another line of the case */
        REPORT(BAD, "{\"id\":1,\"host\":\"a b\\nlisten 1 tls\",\"port\":1,\"security\":\"tls\",\"lines\":[]}"),
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct practice_error error = { 0 };
        struct buf out;
        buf_init(&out, 64 * KIB);
        if (recorded_case(span_of(rows[i]), &out, &error))
            fail_msg("taken: %s", rows[i]);
        assert_true(error.expected[0]);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_case_of_a_report),
        cmocka_unit_test(tells_what_is_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
