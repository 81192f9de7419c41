#include "net/interfaces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
#define ZERO "00000000000000000000000000000000"

static const struct {
    const char *what;
    bool is_v6;
    const char *text;
    const char *routes; /* with a blank behind each: interface, and =gateway */
} rows[] = {
    { "nothing", false, "", "" },
    { "a head only", false, HEAD, "" },
    { "a default route", false,
      HEAD "eth0\t000A0A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
           "wlan0\t00000000\t01020A0A\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
      "wlan0=10.10.2.1 " },
    { "cable and Wi-Fi", false,
      HEAD "eth0\t00000000\t010A0A0A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
           "wlan0\t00000000\t01020A0A\t0003\t0\t0\t600\t00000000\t0\t0\t0\n",
      "eth0=10.10.10.1 wlan0=10.10.2.1 " },
    { "a tunnel has no gateway", false, HEAD "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n", "tun0 " },
    { "unreachable", false, HEAD "*\t00000000\t00000000\t0200\t0\t0\t4278198272\t00000000\t0\t0\t0\n", "" },
    { "half of the world is no default route", false,
      HEAD "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n", "" },
    { "cut off", false, HEAD "eth0\t00000000\t0102", "" },
    { "no numbers", false, HEAD "eth0\t00000000\tzz\tzz\t0\t0\t0\t00000000\t0\t0\t0\n", "eth0 " },
    { "v6", true,
      ZERO " 00 " ZERO " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n",
      "eth0=fe80::1 " },
    { "v6, unreachable", true, ZERO " 00 " ZERO " 00 " ZERO " ffffffff 00000001 00000000 00200200       lo\n", "" },
    { "v6, unreachable on purpose", true,
      ZERO " 00 " ZERO " 00 " ZERO " 00000400 00000001 00000000 00000201     eth0\n", "" },
    { "v6, a network only", true,
      "fd000000000000000000000000000000 40 " ZERO " 00 " ZERO " 00000100 00000001 00000000 00000001     eth0\n", "" },
};

static void test_default_routes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct default_routes routes = { .count = 0 };
        char told[512] = "";
        size_t len = 0;
        default_routes_add(&routes, span_of(rows[i].text), rows[i].is_v6);
        for (size_t k = 0; k < routes.count; k++)
            len += (size_t)snprintf(told + len, sizeof told - len, "%s%s%s ", routes.list[k].name,
                                    routes.list[k].gateway[0] ? "=" : "", routes.list[k].gateway);
        if (strcmp(told, rows[i].routes) != 0)
            fail_msg("%s: %s", rows[i].what, told);
    }
}

static void test_links(void **state)
{
    static const struct {
        const char *driver, *name;
        bool is_point_to_point;
        enum link link;
    } links[] = {
        { "e1000e", "eth0", false, LINK_PLAIN },    { "", "eth0", false, LINK_PLAIN },
        { "veth", "eth0", false, LINK_PLAIN },      { "tun", "tun0", true, LINK_TUNNEL },
        { "tun", "tap0", false, LINK_TUNNEL },      { "wireguard", "office", true, LINK_TUNNEL },
        { "wireguard", "wg0", false, LINK_TUNNEL }, { "", "wg0", true, LINK_TUNNEL },
        { "ppp", "ppp0", true, LINK_PPP },          { "", "ppp0", true, LINK_PPP },
        { "ppp", "dsl", true, LINK_PPP },
    };
    (void)state;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (link_of_driver(span_of(links[i].driver), span_of(links[i].name), links[i].is_point_to_point) !=
            links[i].link)
            fail_msg("%s %s", links[i].driver, links[i].name);
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_default_routes), cmocka_unit_test(test_links),
                                        cmocka_unit_test(test_loopback_is_seen), cmocka_unit_test(test_own_addresses) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
