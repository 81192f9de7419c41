#include "checks/clock_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { THEIRS = 1795514400 }; /* 2026-11-24 10:00:00 UTC */

static void test_compare(void **state)
{
    static const struct {
        int64_t off;
        enum fact_kind kind;
    } rows[] = { { 0, FACT_CLOCK_RIGHT },
                 { CLOCK_DRIFT_S - 1, FACT_CLOCK_RIGHT },
                 { -CLOCK_DRIFT_S, FACT_CLOCK_DRIFT },
                 { CLOCK_OFF_S - 1, FACT_CLOCK_DRIFT },
                 { CLOCK_OFF_S, FACT_CLOCK_OFF },
                 { -1795514400, FACT_CLOCK_OFF } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fact fact = clock_compare(THEIRS + rows[i].off, THEIRS, SPAN("mail.test"), "plain-web");
        assert_int_equal(fact.kind, rows[i].kind);
        assert_int_equal(fact.number, rows[i].off);
        assert_string_equal(fact.subject, "mail.test");
        assert_string_equal(fact.text, "2026-11-24 10:00 UTC");
    }
}

static void test_greeting(void **state)
{
    static const struct {
        const char *greeting;
        int64_t at;
    } rows[] = { { "mx.test ESMTP Sendmail 8.17.1/8.17.1; Tue, 24 Nov 2026 11:00:00 +0100", THEIRS },
                 { "EX01.test Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 10:00:00 +0000", THEIRS },
                 { "mx.test ESMTP Exim 4.96 Tue, 24 Nov 2026 10:00:00 +0000", THEIRS },
                 { "mx.test ESMTP Postfix", 0 },
                 { "mx.test Mon, somewhen", 0 },
                 { "", 0 } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t at = 0;
        assert_int_equal(clock_in_greeting(span_of(rows[i].greeting), &at), rows[i].at != 0);
        if (rows[i].at)
            assert_int_equal(at, rows[i].at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_compare), cmocka_unit_test(test_greeting) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
