#include "checks/address_kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text;
    enum address_kind kind;
} rows[] = {
    { "", ADDRESS_NONE },
    { "mail.example", ADDRESS_NONE },
    { "192.0.2", ADDRESS_NONE },
    { "8.8.8.8", ADDRESS_PUBLIC },
    { "172.15.255.255", ADDRESS_PUBLIC },
    { "172.16.0.0", ADDRESS_PRIVATE },
    { "172.31.255.255", ADDRESS_PRIVATE },
    { "172.32.0.0", ADDRESS_PUBLIC },
    { "10.1.2.3", ADDRESS_PRIVATE },
    { "192.168.1.1", ADDRESS_PRIVATE },
    { "100.64.0.1", ADDRESS_PRIVATE },
    { "100.128.0.1", ADDRESS_PUBLIC },
    { "127.0.0.9", ADDRESS_LOOPBACK },
    { "0.0.0.0", ADDRESS_RESERVED },
    { "169.254.1.1", ADDRESS_LINK_LOCAL },
    { "192.0.2.1", ADDRESS_RESERVED },
    { "255.255.255.255", ADDRESS_RESERVED },
    { "2a00:1450:4001::1", ADDRESS_PUBLIC },
    { "::1", ADDRESS_LOOPBACK },
    { "::", ADDRESS_RESERVED },
    { "fe80::1", ADDRESS_LINK_LOCAL },
    { "fd77::1", ADDRESS_PRIVATE },
    { "2001:db8::1", ADDRESS_RESERVED },
    { "::ffff:10.0.0.1", ADDRESS_PRIVATE },
    { "::ffff:8.8.8.8", ADDRESS_PUBLIC },
};

static void tells_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (address_kind_of(rows[i].text) != rows[i].kind)
            fail_msg("%s: %d", rows[i].text, (int)address_kind_of(rows[i].text));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tells_kinds) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
