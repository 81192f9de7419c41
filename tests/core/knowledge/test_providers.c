#include "knowledge/providers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_rows_are_sound(void **state)
{
    (void)state;
    assert_true(provider_count() >= 190);
    for (size_t i = 0; i < provider_count(); i++) {
        const struct provider *provider = provider_at(i);
        if (!provider->key[0] || !provider->name[0] || !provider->source[0] || strlen(provider->checked) != 10)
            fail_msg("row %zu lacks its key, name, source or date", i);
        if (provider->smtp_list[0] && provider->smtp_count == 0)
            fail_msg("%s: endpoints that cannot be read: %s", provider->key, provider->smtp_list);
        for (size_t k = 0; k < provider->smtp_count; k++)
            if (!provider->smtp[k].host[0] || !provider->smtp[k].port || !provider->smtp[k].security)
                fail_msg("%s: endpoint %zu is incomplete", provider->key, k);
        if (provider_by_key(span_of(provider->key)) != provider)
            fail_msg("%s stands twice", provider->key);
    }
}

/* A domain belongs to one provider; rows of regions of one service share what their source says they share. */
static void test_domains_stand_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < provider_count(); i++) {
        const struct provider *provider = provider_at(i);
        struct span rest = span_of(provider->domains);
        struct span domain;
        while (span_cut(&rest, ',', &domain)) {
            const struct provider *owner = provider_by_domain(span_trim(domain));
            if (owner != provider)
                fail_msg("%.*s: %s and %s", SPAN_ARG(domain), provider->key, owner ? owner->key : "nobody");
        }
    }
}

static void test_dates_are_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < provider_count(); i++) {
        int year;
        int month;
        int day;
        const struct provider *provider = provider_at(i);
        if (sscanf(provider->checked, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 2020 || month < 1 ||
            month > 12 || day < 1 || day > 31)
            fail_msg("%s: checked %s", provider->key, provider->checked);
    }
}

static void test_lookups(void **state)
{
    static const struct {
        const struct provider *(*find)(struct span);
        const char *asked, *key;
    } rows[] = {
        { provider_by_domain, "qq.com", "qq" },
        { provider_by_domain, "QQ.COM", "qq" },
        { provider_by_domain, "gmail.com", "gmail" },
        { provider_by_domain, "163.com", "163" },
        { provider_by_domain, "mail.ru", "mail.ru" },
        { provider_by_domain, "no-such-domain.example", NULL },
        { provider_by_host, "smtp.qq.com", "qq" },
        { provider_by_host, "imap.qq.com", "qq" },
        { provider_by_host, "smtp.example.com", NULL },
        { provider_by_mx, "mxbiz1.qq.com", "exmail" },
        { provider_by_mx, "mx3.qq.com", "qq" },
        { provider_by_mx, "mx.example.net", NULL },
        { provider_by_name, "163 Mail", "163" },
        { provider_by_name, "QQ Mail", "qq" },
        { provider_by_name, "Microsoft 365", "microsoft365" },
        { provider_by_name, "Gmail", "gmail" },
        { provider_by_name, "smtp.gmail.com", "gmail" },
        { provider_by_name, "Gmail (receiving)", NULL },
        { provider_by_name, "", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct provider *found = rows[i].find(span_of(rows[i].asked));
        if (!rows[i].key != !found || (found && strcmp(found->key, rows[i].key) != 0))
            fail_msg("%s: %s, not %s", rows[i].asked, found ? found->key : "nothing",
                     rows[i].key ? rows[i].key : "nothing");
    }
}

static void test_secrets(void **state)
{
    (void)state;
    assert_int_equal(provider_by_key(SPAN("gmail"))->first_secret, SECRET_APP_PASSWORD);
    assert_int_equal(provider_by_key(SPAN("qq"))->first_secret, SECRET_AUTHORIZATION_CODE);
    assert_int_equal(provider_by_key(SPAN("163"))->first_secret, SECRET_AUTHORIZATION_CODE);
    assert_true(provider_by_key(SPAN("qq"))->has_switch);
    assert_string_equal(provider_by_key(SPAN("sendgrid"))->login_fixed, "apikey");
}

static void test_old_rows_are_told(void **state)
{
    (void)state;
    struct provider provider = { .checked = "2026-01-01" };
    int64_t new_year = 1767225600; /* 2026-01-01 */
    assert_false(provider_is_old(&provider, new_year + 30 * 86400));
    assert_true(provider_is_old(&provider, new_year + (PROVIDER_OLD_DAYS + 2) * (int64_t)86400));
    provider.checked = "some day";
    assert_true(provider_is_old(&provider, new_year));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_sound),  cmocka_unit_test(test_domains_stand_once),
        cmocka_unit_test(test_dates_are_dates), cmocka_unit_test(test_lookups),
        cmocka_unit_test(test_secrets),         cmocka_unit_test(test_old_rows_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
