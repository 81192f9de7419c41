/* Moments in the zone of this machine and in UTC. */
#include "report/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define AT INT64_C(1795317118000000) /* 2026-11-22 03:11:58 UTC */

static const struct {
    const char *zone;
    void (*add)(struct buf *out, int64_t us);
    const char *expected;
} rows[] = {
    { "UTC", stamp_add, "2026-11-22 03:11:58 UTC" },
    { "XXX-8", stamp_add, "2026-11-22 11:11:58 +0800 (03:11:58 UTC)" },
    { "XXX-5:30", stamp_add, "2026-11-22 08:41:58 +0530 (03:11:58 UTC)" },
    { "XXX5", stamp_add, "2026-11-21 22:11:58 -0500 (2026-11-22 03:11:58 UTC)" },
    { "XXX-8", stamp_add_short, "2026-11-22 03:11 UTC" },
    { "XXX-8", stamp_add_machine, "2026-11-22T03:11:58Z" },
    { "XXX-8", stamp_add_name, "2026-11-22-0311" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        assert_int_equal(setenv("TZ", rows[i].zone, 1), 0);
        tzset();
        buf_init(&out, KIB);
        rows[i].add(&out, AT);
        assert_string_equal(buf_text(&out), rows[i].expected);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
