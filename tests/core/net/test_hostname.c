#include "net/hostname.h"

#include "core/net/loopback.h"

static void test_names_go_over_the_wire_as_ascii(void **state)
{
    (void)state;
    static char label64[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example";
    static const struct {
        const char *name, *wire;
    } rows[] = {
        { "smtp.example.com", "smtp.example.com" },
        { "smtp.example.com.", "smtp.example.com" },
        { "SMTP.Example.COM", "SMTP.Example.COM" },
        { "_submission._tcp.example.com", "_submission._tcp.example.com" },
        { "почта.рф", "xn--80a1acny.xn--p1ai" },
        { "_submission._tcp.почта.рф", "_submission._tcp.xn--80a1acny.xn--p1ai" },
        { "邮件.例子", "xn--5nq051n.xn--fsqu00a" },
        { "smtp。例子", "smtp.xn--fsqu00a" },
        { "localhost", "localhost" },
        { "", NULL },
        { NULL, NULL },
        { ".", NULL },
        { "a..b", NULL },
        { ".a", NULL },
        { "a..", NULL },
        { "smtp example.com", NULL },
        { "smtp\t.example.com", NULL },
        { "a\\046b.example", NULL },
        { "\xff\xfe.example", NULL },
        { "почта\xcc.рф", NULL },
        { label64, NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char wire[HOST_MAX] = "untouched";
        bool is_name = hostname_to_wire(rows[i].name, wire);
        print_message("%s\n", rows[i].name ? rows[i].name : "NULL");
        assert_int_equal(is_name, rows[i].wire != NULL);
        assert_string_equal(wire, rows[i].wire ? rows[i].wire : "untouched");
    }
}

static void test_length_ends_at_253(void **state)
{
    (void)state;
    char name[300];
    char wire[HOST_MAX];
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = i % 50 == 49 ? '.' : 'a';
    name[253] = '\0';
    assert_true(hostname_to_wire(name, wire));
    name[253] = 'a';
    name[254] = '\0';
    assert_false(hostname_to_wire(name, wire));
}

static void test_addresses_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *host, *address;
        bool is_v6;
    } rows[] = {
        { "192.0.2.1", "192.0.2.1", false },
        { "[192.0.2.1]", "192.0.2.1", false },
        { "2001:db8::1", "2001:db8::1", true },
        { "[2001:db8::1]", "2001:db8::1", true },
        { "::ffff:192.0.2.1", "::ffff:192.0.2.1", true },
        { "fe80::1%lo", "fe80::1%lo", true },
        { "192.0.2", NULL, false },
        { "192.0.2.256", NULL, false },
        { "mail.example", NULL, false },
        { "mail%example", NULL, false },
        { "[]", NULL, false },
        { "", NULL, false },
        { NULL, NULL, false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char address[ADDRESS_MAX];
        bool is_v6 = false;
        print_message("%s\n", rows[i].host ? rows[i].host : "NULL");
        assert_int_equal(hostname_is_address(rows[i].host, address, &is_v6), rows[i].address != NULL);
        if (rows[i].address) {
            assert_string_equal(address, rows[i].address);
            assert_int_equal(is_v6, rows[i].is_v6);
        }
    }
}

static void test_addresses_are_turned_round(void **state)
{
    (void)state;
    char name[HOST_MAX];
    assert_true(hostname_reverse("192.0.2.1", name));
    assert_string_equal(name, "1.2.0.192.in-addr.arpa");
    assert_true(hostname_reverse("2001:db8::567:89ab", name));
    assert_string_equal(name, "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    assert_false(hostname_reverse("mail.example", name));
}

static void test_within_a_domain(void **state)
{
    static const struct {
        const char *host, *domain;
        bool is_within;
    } names[] = { { "corp.test", "corp.test", true },
                  { "mail.corp.test", "Corp.Test", true },
                  { "evilcorp.test", "corp.test", false },
                  { "test", "corp.test", false },
                  { "corp.test", "", false },
                  { "", "corp.test", false } };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (hostname_is_within(span_of(names[i].host), span_of(names[i].domain)) != names[i].is_within)
            fail_msg("%s, %s", names[i].host, names[i].domain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_go_over_the_wire_as_ascii),
        cmocka_unit_test(test_length_ends_at_253),
        cmocka_unit_test(test_addresses_are_known),
        cmocka_unit_test(test_addresses_are_turned_round),
        cmocka_unit_test(test_within_a_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
