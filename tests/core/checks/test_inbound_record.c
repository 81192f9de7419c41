#include "checks/inbound_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void ids_are_letters_and_digits(void **state)
{
    static const struct {
        const char *id;
        bool good;
    } rows[] = { { "20240101", true },
                 { "aB9", true },
                 { "", false },
                 { "20240101-x!", false },
                 { "2024 01", false },
                 { "\xd0\xb0", false },
                 { "0123456789abcdef0123456789abcdef", true },
                 { "0123456789abcdef0123456789abcdef0", false } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (sts_id_is_good(span_of(rows[i].id)) != rows[i].good)
            fail_msg("%s", rows[i].id);
}

#define AGE "max_age: 604800\r\n"

static void reads_policies(void **state)
{
    static const struct {
        const char *text, *fault; /* fault NULL: it is good */
        enum sts_mode mode;
    } rows[] = {
        { "version: STSv1\r\nmode: enforce\r\nmx: mail.a.example\r\n" AGE, NULL, STS_ENFORCE },
        { "version: STSv1\nmode: testing\nmx: *.a.example\n" AGE, NULL, STS_TESTING },
        { "version:STSv1\nmode:none\nmax_age:0", NULL, STS_NONE },
        { "\nversion: STSv1\nfuture: x\nnothing\nmode: enforce\nmode: none\nmx: a.b\n" AGE, NULL, STS_ENFORCE },
        { "", "version", STS_NONE },
        { "<html>not found</html>", "version", STS_NONE },
        { "version: STSv2\nmode: enforce\nmx: a.b\n" AGE, "version", STS_NONE },
        { "version: STSv1\nmx: a.b\n" AGE, "mode", STS_NONE },
        { "version: STSv1\nmode: Enforce\nmx: a.b\n" AGE, "mode", STS_NONE },
        { "version: STSv1\nmode: enforce\nmx: a.b\n", "max_age", STS_NONE },
        { "version: STSv1\nmode: enforce\nmx: a.b\nmax_age: week", "max_age", STS_NONE },
        { "version: STSv1\nmode: enforce\nmx: a.b\nmax_age: 31557601", "max_age", STS_NONE },
        { "version: STSv1\nmode: enforce\nmx: a.b\nmax_age: 18446744073709551617", "max_age", STS_NONE },
        { "version: STSv1\nmode: enforce\n" AGE, "mx", STS_NONE },
        { "version: STSv1\nmode: enforce\nmx:\n" AGE, "mx", STS_NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sts_policy policy = { 0 };
        const char *fault = sts_policy_read(span_of(rows[i].text), &policy);
        bool same = rows[i].fault ? fault && strcmp(fault, rows[i].fault) == 0 : !fault && policy.mode == rows[i].mode;
        if (!same)
            fail_msg("%s: %s, %s", rows[i].text, fault ? fault : "good", sts_mode_word(policy.mode));
    }
}

static void policies_name_hosts(void **state)
{
    static const struct {
        const char *mx, *host;
        bool named;
    } rows[] = {
        { "mail.a.example", "mail.a.example", true },   { "Mail.A.example", "mail.a.example", true },
        { "mail.a.example", "mail2.a.example", false }, { "*.a.example", "mail.a.example", true },
        { "*.a.example", "a.example", false },          { "*.a.example", "x.mail.a.example", false },
        { "*.a.example", ".a.example", false },         { "*", "a.example", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[160];
        struct sts_policy policy;
        (void)snprintf(text, sizeof text, "version: STSv1\nmode: enforce\n" AGE "mx: other.example\nmx: %s",
                       rows[i].mx);
        assert_null(sts_policy_read(span_of(text), &policy));
        assert_int_equal(policy.mx_count, 2);
        if (sts_policy_names(&policy, span_of(rows[i].host)) != rows[i].named)
            fail_msg("%s, %s", rows[i].mx, rows[i].host);
    }
}

static void reports_go_to_mail_or_web(void **state)
{
    static const struct {
        const char *rua;
        bool good;
    } rows[] = {
        { "mailto:a@b.example", true },
        { "https://b.example/report", true },
        { "MAILTO:a@b.example", true },
        { "mailto:a@b.example, https://b.example/r", true },
        { "", false },
        { "postmaster", false },
        { "ftp://x", false },
        { "http://b.example/", false },
        { "mailto:", false },
        { "mailto:a", false },
        { "mailto:@b.example", false },
        { "mailto:a@", false },
        { "https://", false },
        { "https:///x", false },
        { "mailto:a@b.example,", true },
        { "mailto:a@b.example,postmaster", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (tls_rpt_is_good(span_of(rows[i].rua)) != rows[i].good)
            fail_msg("%s", rows[i].rua);
}

#define SHA_256 "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f"

static void associations_must_be_whole(void **state)
{
    static const struct {
        const char *text;
        bool usable;
    } rows[] = {
        { "3 1 1 " SHA_256, true },
        { "2 0 1 " SHA_256, true },
        { "3 0 2 " SHA_256 SHA_256, true },
        { "3 0 0 " SHA_256 SHA_256, true },
        { "9 9 9 ", false },
        { "3 1 1 ", false },
        { "3 1 1 aa", false },
        { "3 1 2 " SHA_256, false },
        { "3 1 1 " SHA_256 SHA_256, false },
        { "3 0 0 30", false },
        { "1 1 1 " SHA_256, false }, /* the web's */
        { "0 0 1 " SHA_256, false },
        { "4 1 1 " SHA_256, false },
        { "3 2 1 " SHA_256, false },
        { "3 1 3 " SHA_256, false },
        { "", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (tlsa_is_usable(span_of(rows[i].text)) != rows[i].usable)
            fail_msg("%s", rows[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_letters_and_digits), cmocka_unit_test(reads_policies),
        cmocka_unit_test(policies_name_hosts),        cmocka_unit_test(reports_go_to_mail_or_web),
        cmocka_unit_test(associations_must_be_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
