#include "checks/published.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *host, *domain;
} rows[] = {
    { "mx7.in.hoster.example", "hoster.example" },
    { "mx.hoster.example.", "hoster.example" },
    { "hoster.example", "hoster.example" },
    { "mx1.hoster.co.uk", "hoster.co.uk" },
    { "mx1.mail.hoster.com.cn", "hoster.com.cn" },
    { "mx.yandex.ru", "yandex.ru" },
    { "a.mx.mail.ru", "mail.ru" },
    { "co.uk", "co.uk" },
    { "localhost", "" },
    { ".", "" },
    { "", "" },
};

static void test_base_domain(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span base = published_base_domain(span_of(rows[i].host));
        if (!span_equal(base, span_of(rows[i].domain)))
            fail_msg("%s: %.*s", rows[i].host, SPAN_ARG(base));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_base_domain) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
