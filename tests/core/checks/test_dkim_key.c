#include "checks/dkim_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RSA_1024                                                                                                       \
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDdEDjkn91+o9BwEXjdiILzxYBbtw8GSDDqvXCWVyfEau/"                              \
    "11YlW1AIgJrjGlKY78t7PAecLzyr4AagSOH/fwlKyMhRk+Mjz9ZgZ3ho6TLqWJtVh8Qiy8tqRIzelardjWKnnBz0OwRCl6P0ZUE6D/"           \
    "dii+o1yrplEgyqOAQA7wCjXEwIDAQAB"
#define RSA_512                                                                                                        \
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANSJ4Eazndz649xddF2WGQdkaSw/"                                                     \
    "6nB84NRQvPd1T+nFLimXWatQ0qov+aGbBtwc8cdO1c7fK+9oWf3QOfA2u0sCAwEAAQ=="
#define RSA_768_BARE                                                                                                   \
    "MGgCYQDOeAeClBWpzsRdRXrfJZDcutbAPu+jTwqOJweqZZOJqF0YJJcNgvVme/"                                                   \
    "MsLvyKuljRxS228rXPRkvm9+4p2G82IZlKr2bIN44sovlnczRces9xicA69bO3AEyuA1rapGkCAwEAAQ=="

static const struct {
    const char *record;
    enum dkim_state state;
    enum dkim_kind kind;
    unsigned bits;
    bool is_test, not_mail;
} rows[] = {
    { "v=DKIM1; k=rsa; p=" RSA_1024, DKIM_READ, DKIM_RSA, 1024, false, false },
    { "p=" RSA_1024, DKIM_READ, DKIM_RSA, 1024, false, false },
    { "v=DKIM1; t=y:s; s=email; p=" RSA_1024 ";", DKIM_READ, DKIM_RSA, 1024, true, false },
    { "v=DKIM1; t=s; s=tlsrpt; p=" RSA_1024, DKIM_READ, DKIM_RSA, 1024, false, true },
    { "k=rsa; p=" RSA_512, DKIM_READ, DKIM_RSA, 512, false, false },
    { "p=" RSA_768_BARE, DKIM_READ, DKIM_RSA, 768, false, false },
    /* RFC 8463, A.2 */
    { "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", DKIM_READ, DKIM_ED25519, 256, false,
      false },
    { "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7h cvPapiMlrwIaaPcHURo", DKIM_READ, DKIM_ED25519, 256, false,
      false },
    { "v=DKIM1; k=ed25519; p=11qYAYKx", DKIM_UNREADABLE, DKIM_ED25519, 0, false, false },
    { "v=DKIM1; k=rsa; p=", DKIM_REVOKED, DKIM_RSA, 0, false, false },
    { "v=DKIM1; p= ; t=y", DKIM_REVOKED, DKIM_RSA, 0, false, false },
    { "v=DKIM1; k=rsa; p=bm8ga2V5", DKIM_UNREADABLE, DKIM_RSA, 0, false, false },
    { "v=DKIM1; p=***", DKIM_UNREADABLE, DKIM_RSA, 0, false, false },
    { "v=DKIM1; p=MAA=", DKIM_UNREADABLE, DKIM_RSA, 0, false, false },
    { "v=DKIM1; p=MIL/", DKIM_UNREADABLE, DKIM_RSA, 0, false, false },
    { "v=spf1 -all", DKIM_NO_KEY, DKIM_RSA, 0, false, false },
    { "v=DKIM1; k=rsa", DKIM_NO_KEY, DKIM_RSA, 0, false, false },
    { "v=DMARC1; p=none", DKIM_NO_KEY, DKIM_RSA, 0, false, false },
    { "o=~; some text", DKIM_NO_KEY, DKIM_RSA, 0, false, false },
    { "", DKIM_NO_KEY, DKIM_RSA, 0, false, false },
};

static void reads_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dkim_key key = { 0 };
        enum dkim_state got = dkim_key_read(span_of(rows[i].record), &key);
        if (got != rows[i].state)
            fail_msg("%s: %d", rows[i].record, (int)got);
        if (got != DKIM_READ)
            continue;
        assert_int_equal(key.kind, rows[i].kind);
        assert_int_equal(key.bits, rows[i].bits);
        assert_int_equal(key.is_test, rows[i].is_test);
        assert_int_equal(key.not_mail, rows[i].not_mail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_keys) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
