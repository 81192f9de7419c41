#include "base/late.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct late zlib = LATE_LIBRARY("libz.so.1");
static struct late absent = LATE_LIBRARY("libsmtpdoctor-has-none.so.1");

/* As the library's header would say it. */
const char *zlibVersion(void);
int sum_of(int a, int b);

LATE(&zlib, const char *, zlibVersion, (void), (), "")
LATE(&absent, int, sum_of, (int a, int b), (a, b), -1)

static void test_there(void **state)
{
    (void)state;
    assert_true(strchr(zlibVersion(), '.') != NULL);
    assert_string_equal(late_trouble(&zlib), "");
    assert_null(late_find(&zlib, "smtpdoctor_has_no_such_function"));
}

static void test_not_there(void **state)
{
    (void)state;
    assert_int_equal(sum_of(3, 4), -1);
    assert_null(late_find(&absent, "sum_of"));
    assert_non_null(strstr(late_trouble(&absent), absent.file));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there),
        cmocka_unit_test(test_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
