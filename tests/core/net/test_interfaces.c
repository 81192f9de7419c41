#include "net/interfaces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
#define ZERO "00000000000000000000000000000000"

static const struct {
    const char *what;
    bool (*read)(struct span, char *, size_t);
    const char *text;
    const char *name; /* NULL: none */
} rows[] = {
    { "nothing", route_v4_default, "", NULL },
    { "a head only", route_v4_default, HEAD, NULL },
    { "a default route", route_v4_default,
      HEAD "eth0\t000A0A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
           "wlan0\t00000000\t01020A0A\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
      "wlan0" },
    { "half of the world is no default route", route_v4_default,
      HEAD "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n", NULL },
    { "cut off", route_v4_default, HEAD "eth0\t00000000\t0102", NULL },
    { "v6", route_v6_default,
      ZERO " 00 " ZERO " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n", "eth0" },
    { "v6, unreachable", route_v6_default,
      ZERO " 00 " ZERO " 00 " ZERO " ffffffff 00000001 00000000 00200200       lo\n", NULL },
    { "v6, a network only", route_v6_default,
      "fd000000000000000000000000000000 40 " ZERO " 00 " ZERO " 00000100 00000001 00000000 00000001     eth0\n", NULL },
};

static void test_default_routes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[INTERFACE_NAME_MAX] = "";
        bool found = rows[i].read(span_of(rows[i].text), name, sizeof name);
        if (found != (rows[i].name != NULL) || (found && strcmp(name, rows[i].name) != 0))
            fail_msg("%s: \"%s\"", rows[i].what, name);
    }
}

static void test_loopback_is_seen(void **state)
{
    (void)state;
    struct interfaces interfaces;
    char source[ADDRESS_MAX] = "";
    interfaces_read(&interfaces);
    const struct interface *interface = interfaces_find(&interfaces, "127.0.0.1");
    assert_non_null(interface);
    assert_true(interface->is_loopback);
    assert_true(route_source("127.0.0.1", source, sizeof source));
    assert_string_equal(source, "127.0.0.1");
    assert_false(route_source("no address", source, sizeof source));
}

static void test_own_addresses(void **state)
{
    static const struct {
        const char *address;
        bool is_own;
    } addresses[] = { { "127.0.0.1", true }, { "127.0.1.1", true }, { "::1", true },       { "192.0.2.1", false },
                      { "0.0.0.0", false },  { "::", false },       { "mail.test", false } };
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (address_is_own(addresses[i].address) != addresses[i].is_own)
            fail_msg("%s", addresses[i].address);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_default_routes), cmocka_unit_test(test_loopback_is_seen),
                                        cmocka_unit_test(test_own_addresses) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
