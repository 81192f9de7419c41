#include "checks/login_form.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_may_help(void **state)
{
    static const struct {
        unsigned code;
        const char *enhanced, *text, *mechanisms;
        bool may_help;
    } rows[] = { { 535, "5.7.8", "Error: authentication failed: (reason unavailable)", "", true },
                 { 535, "5.7.8", "Error: authentication failed: UGFzc3dvcmQ6", "", true },
                 { 535, "5.7.3", "Authentication unsuccessful", "GSSAPI NTLM LOGIN", true },
                 { 535, "5.7.3", "Authentication unsuccessful", "LOGIN XOAUTH2", false },
                 { 535, "", "Incorrect authentication data", "", true },
                 { 535, "5.7.8", "Too many failed attempts, try again later", "", false },
                 { 535, "5.7.8", "authentication failed, 2 attempts remaining", "", false },
                 { 535, "", "账户登录次数过多", "", false },
                 { 535, "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
                   "", false },
                 { 534, "5.7.9", "Application-specific password required", "", false },
                 { 454, "4.7.0", "Temporary authentication failure", "", false },
                 { 550, "", "no", "", false },
                 { 530, "5.7.0", "Must issue a STARTTLS command first", "", false } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct form_refusal refusal = { .code = rows[i].code,
                                        .enhanced = span_of(rows[i].enhanced),
                                        .text = span_of(rows[i].text),
                                        .mechanisms = span_of(rows[i].mechanisms) };
        if (login_form_may_help(&refusal) != rows[i].may_help)
            fail_msg("%u %s", rows[i].code, rows[i].text);
    }
}

static void test_other(void **state)
{
    static const struct {
        const char *address, *login, *mechanisms, *other;
        enum correction form;
    } rows[] = { { "anna@firm.test", "", "PLAIN LOGIN", "anna", CORRECTION_LOCAL_PART },
                 { "anna@firm.test", "anna@inner.firm.test", "PLAIN", "anna", CORRECTION_LOCAL_PART },
                 { "anna@firm.test", "", "GSSAPI NTLM LOGIN", "FIRM\\anna", CORRECTION_DOMAIN_USER },
                 { "anna@firm.test", "FIRM\\anna", "NTLM LOGIN", "anna@firm.test", CORRECTION_FULL_ADDRESS },
                 { "anna@firm.test", "anna", "PLAIN", "anna@firm.test", CORRECTION_FULL_ADDRESS },
                 { "anna@gmail.com", "anna", "PLAIN", "anna@gmail.com", CORRECTION_FULL_ADDRESS },
                 { "anna@laposte.net", "anna", "PLAIN", NULL, CORRECTION_NONE },
                 { "", "anna", "PLAIN", NULL, CORRECTION_NONE },
                 { "@firm.test", "", "PLAIN", NULL, CORRECTION_NONE },
                 { "anna@gmail.com", "", "PLAIN", NULL, CORRECTION_NONE },
                 { "anna@laposte.net", "", "PLAIN NTLM", "anna", CORRECTION_LOCAL_PART },
                 { "", "", "PLAIN", NULL, CORRECTION_NONE } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct target target;
        struct target other;
        struct form_refusal refusal = { .code = 535, .mechanisms = span_of(rows[i].mechanisms) };
        target_init(&target);
        mem_copy_text(target.address, sizeof target.address, span_of(rows[i].address));
        mem_copy_text(target.login, sizeof target.login, span_of(rows[i].login));
        assert_int_equal(login_form_other(&target, &refusal, &other), rows[i].form);
        if (rows[i].other) {
            assert_string_equal(other.login, rows[i].other);
            target_clear(&other);
        }
        target_clear(&target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_may_help), cmocka_unit_test(test_other) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
