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
                   { ",\thash:/b", "/b", ".db" },
                   { "texthash:/etc/postfix/sasl_passwd", "/etc/postfix/sasl_passwd", "" },
                   { "mysql:/etc/postfix/passwords.cf", NULL, NULL },
                   { "hash:relative", NULL, NULL },
                   { "hash:", NULL, NULL },
                   { "", NULL, NULL } };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct setting_table table;
        struct span value = span_of(tables[i].value);
        bool found = server_settings_table(&value, &table);
        assert_int_equal(found, tables[i].source != NULL);
        if (found) {
            assert_true(span_equal(table.source, span_of(tables[i].source)));
            assert_string_equal(table.suffix, tables[i].suffix);
        }
    }
    struct span two = SPAN("lmdb:/a, hash:/b");
    struct setting_table table;
    assert_true(server_settings_table(&two, &table) && server_settings_table(&two, &table));
    assert_true(span_equal(table.map, SPAN("hash:/b")));
    assert_false(server_settings_table(&two, &table));
}

static void test_keys(void **state)
{
    static const struct {
        const char *relayhost;
        const char *exact, *host; /* NULL: not to be told */
    } relays[] = {
        { "[smtp.example.com]:587", "[smtp.example.com]:587", "smtp.example.com" },
        { "[smtp.example.com]", "[smtp.example.com]", "smtp.example.com" },
        { "smtp.example.com:587", NULL, NULL },
        { "[]:587", NULL, NULL },
        { "[smtp.example.com", NULL, NULL },
        { "", NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof relays / sizeof *relays; i++) {
        char exact[RELAY_KEY_MAX];
        char host[RELAY_KEY_MAX];
        bool known = server_settings_keys(span_of(relays[i].relayhost), exact, host);
        if (known != (relays[i].exact != NULL))
            fail_msg("%s", relays[i].relayhost);
        if (known) {
            assert_string_equal(exact, relays[i].exact);
            assert_string_equal(host, relays[i].host);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_faults), cmocka_unit_test(test_tables),
                                        cmocka_unit_test(test_keys) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
