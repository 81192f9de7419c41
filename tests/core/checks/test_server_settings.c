#include "checks/server_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GOOD                                                                                                           \
    "relayhost = [smtp.example.com]:587\nsmtp_sasl_auth_enable = yes\n"                                                \
    "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_sasl_security_options = noanonymous\n"              \
    "smtp_tls_security_level = encrypt\n"

static const struct {
    const char *what;
    const char *postconf;
    const char *words; /* with a blank behind each */
} rows[] = {
    { "nothing set", "", "" },
    { "a good relay", GOOD, "" },
    { "no login", "relayhost = [smtp.example.com]:587\nsmtp_tls_security_level = may\n", "relay-without-login " },
    { "no table", "smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n",
      "login-without-passwords " },
    { "the default options", "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/x\n",
      "plaintext-forbidden " },
    { "allowed inside TLS",
      "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/x\nsmtp_sasl_security_options = noplaintext\n"
      "smtp_sasl_tls_security_options = noanonymous\n",
      "" },
    { "465 without wrappermode",
      "relayhost = [smtp.example.com]:465\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/x\n"
      "smtp_sasl_security_options =\tnoanonymous\n",
      "wrappermode-missing " },
    { "no TLS",
      "relayhost = smtp.example.com\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/x\n"
      "smtp_sasl_security_options = noanonymous\n",
      "relay-unencrypted " },
    { "this machine only", "inet_interfaces = loopback-only\n", "loopback-only " },
    { "rubbish", "=\n= x\nrelayhost\n\xff\xfe\n", "" },
};

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct setting_fault faults[SETTING_FAULTS_MAX];
        char words[256] = "";
        size_t count = server_settings_postfix(span_of(rows[i].postconf), faults);
        size_t len = 0;
        for (size_t f = 0; f < count; f++)
            len += (size_t)snprintf(words + len, sizeof words - len, "%s ", faults[f].word);
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("%s: %s", rows[i].what, words);
    }
}

static void test_tables(void **state)
{
    static const struct {
        const char *value, *source, *suffix;
    } tables[] = { { "hash:/etc/postfix/sasl_passwd", "/etc/postfix/sasl_passwd", ".db" },
                   { "lmdb:/a, hash:/b", "/a", ".lmdb" },
                   { "texthash:/etc/postfix/sasl_passwd", NULL, NULL },
                   { "hash:relative", NULL, NULL },
                   { "", NULL, NULL } };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct span source;
        const char *suffix;
        bool found = server_settings_table(span_of(tables[i].value), &source, &suffix);
        assert_int_equal(found, tables[i].source != NULL);
        if (found) {
            assert_true(span_equal(source, span_of(tables[i].source)));
            assert_string_equal(suffix, tables[i].suffix);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_faults), cmocka_unit_test(test_tables) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
