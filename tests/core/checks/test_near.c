#include "checks/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_slips(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned slips;
    } rows[] = { { "gmail.com", "gmail.com", 0 },
                 { "gmail.com", "Gmail.COM", 0 },
                 { "gmial.com", "gmail.com", 1 },
                 { "gmal.com", "gmail.com", 1 },
                 { "gmaill.com", "gmail.com", 1 },
                 { "gnail.com", "gmail.com", 1 },
                 { "gnial.com", "gmail.com", 2 },
                 { "", "ab", 2 },
                 { "", "abc", NEAR_FAR },
                 { "abc", "xyz", NEAR_FAR },
                 { "578", "587", 1 },
                 { "856", "587", 2 } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(near_slips(span_of(rows[i].a), span_of(rows[i].b)), rows[i].slips);
        assert_int_equal(near_slips(span_of(rows[i].b), span_of(rows[i].a)), rows[i].slips);
    }
}

static void test_too_long(void **state)
{
    char text[NEAR_LEN_MAX + 2];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(near_slips((struct span){ text, NEAR_LEN_MAX }, (struct span){ text, NEAR_LEN_MAX }), 0);
    assert_int_equal(near_slips((struct span){ text, sizeof text }, (struct span){ text, sizeof text }), NEAR_FAR);
}

static void test_providers(void **state)
{
    static const struct {
        const char *domain;
        bool is_unknown;
        const char *meant;
    } rows[] = { { "gmial.com", false, "gmail.com" },
                 { "gmail.com", false, "" },
                 { "corp.test", true, "" },
                 { "hotmial.com", false, "hotmail.com" },
                 { "yandex.tu", false, "yandex.ru" },
                 { "q.com", false, "" },
                 { "ok.ru", false, "" },
                 { "136.com", true, "163.com" },
                 { "mail.ri", true, "mail.ru" } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span meant = near_provider(span_of(rows[i].domain), rows[i].is_unknown);
        if (!span_equal(meant, span_of(rows[i].meant)))
            fail_msg("%s: %.*s", rows[i].domain, SPAN_ARG(meant));
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *domain;
        const char *first, *second;
        size_t count;
    } rows[] = { { "crop.test", "rcop.test", "corp.test", 3 },
                 { "firma.con", "firma.com", "ifrma.con", 5 },
                 { "aa.test", "", "", 0 },
                 { "localhost", "", "", 0 },
                 { "averyverylongnamewithoutend.test", "vaeryverylongnamewithoutend.test",
                   "aevryverylongnamewithoutend.test", NEAR_NAMES_MAX } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char names[NEAR_NAMES_MAX][HOST_MAX] = { "", "" };
        size_t count = near_names(span_of(rows[i].domain), names);
        if (count != rows[i].count || strcmp(names[0], rows[i].first) != 0 || strcmp(names[1], rows[i].second) != 0)
            fail_msg("%s: %zu %s %s", rows[i].domain, count, names[0], names[1]);
    }
}

static void test_ports(void **state)
{
    static const struct {
        uint16_t port, meant;
    } rows[] = { { 578, 587 }, { 857, 587 }, { 856, 587 }, { 543, 587 }, { 456, 465 }, { 645, 465 }, { 5877, 587 },
                 { 58, 0 },    { 587, 0 },   { 465, 0 },   { 2525, 0 },  { 993, 0 },   { 443, 0 },   { 25, 0 },
                 { 26, 0 },    { 10587, 0 }, { 110, 0 },   { 0, 0 },     { 4650, 465 } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (near_port(rows[i].port) != rows[i].meant)
            fail_msg("%u: %u", rows[i].port, near_port(rows[i].port));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips), cmocka_unit_test(test_too_long), cmocka_unit_test(test_providers),
        cmocka_unit_test(test_names), cmocka_unit_test(test_ports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
