#include "checks/packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *ours, *theirs;
    enum fits fits;
} addresses[] = {
    { "192.0.2.9", "192.0.2.9", FITS },
    { "192.0.2.9", "192.0.2.8", FITS_NOT },
    { "192.0.2.9", "192.0.2.0/24", FITS },
    { "192.0.2.9", "192.0.2.8/31", FITS },
    { "192.0.2.9", "192.0.2.10/31", FITS_NOT },
    { "192.0.2.9", "0.0.0.0/0", FITS },
    { "192.0.2.9", "192.0.2.0/255.255.255.0", FITS },
    { "192.0.2.9", "192.0.7.9/255.255.0.255", FITS },
    { "192.0.2.9", "192.0.2.1-192.0.2.9", FITS },
    { "192.0.2.9", "192.0.2.1-192.0.2.8", FITS_NOT },
    { "192.0.2.9", "mail.example", FITS_MAYBE },
    { "192.0.2.9", "192.0.2.0/33", FITS_MAYBE },
    { "192.0.2.9", "", FITS_MAYBE },
    { "fd77::1", "fd77::/32", FITS },
    { "fd77::1", "fd77::1/128", FITS },
    { "fd77::1", "fd78::/16", FITS_NOT },
    { "fd77::1", "192.0.2.9", FITS_MAYBE },
};

static void test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct packet packet;
        assert_true(packet_to(addresses[i].ours, 587, &packet));
        enum fits fits = address_fits(packet.to, packet.is_v6, span_of(addresses[i].theirs));
        if (fits != addresses[i].fits)
            fail_msg("%s in %s: %d", addresses[i].ours, addresses[i].theirs, fits);
    }
}

static const struct {
    const char *text;
    bool is_read;
    uint64_t low, high;
} ports[] = {
    { "587", true, 587, 587 },   { "submission", true, 587, 587 }, { "25-600", true, 25, 600 },
    { "25:600", true, 25, 600 }, { ":600", true, 0, 600 },         { "25:", true, 25, 65535 },
    { "", false, 0, 0 },         { "65536", false, 0, 0 },         { "ftp-x", false, 0, 0 },
    { "25:x", false, 0, 0 },
};

static void test_ports(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        struct numbers numbers = { 0, 0 };
        if (ports_read(span_of(ports[i].text), &numbers) != ports[i].is_read || numbers.low != ports[i].low ||
            numbers.high != ports[i].high)
            fail_msg("%s", ports[i].text);
    }
    assert_int_equal(numbers_fit((struct numbers){ 1024, 65535 }, (struct numbers){ 0, 1023 }), FITS_NOT);
    assert_int_equal(numbers_fit((struct numbers){ 1024, 65535 }, (struct numbers){ 0, 2000 }), FITS_MAYBE);
    assert_int_equal(numbers_fit((struct numbers){ 1024, 65535 }, (struct numbers){ 0, 65535 }), FITS);
}

static void test_words(void **state)
{
    struct packet packet = { .interface = "eth0" };
    struct packet unknown = { .port = 587 };
    (void)state;
    assert_int_equal(interface_fits(&packet, SPAN("eth0"), '*'), FITS);
    assert_int_equal(interface_fits(&packet, SPAN("eth*"), '*'), FITS);
    assert_int_equal(interface_fits(&packet, SPAN("eth+"), '*'), FITS_NOT);
    assert_int_equal(interface_fits(&packet, SPAN("eth"), '*'), FITS_NOT);
    assert_int_equal(interface_fits(&packet, SPAN(""), '*'), FITS_NOT);
    assert_int_equal(interface_fits(&unknown, SPAN("eth0"), '*'), FITS_MAYBE);
    assert_int_equal(protocol_fits(SPAN("udp")), FITS_NOT);
    assert_int_equal(state_fits(SPAN("NEW")), FITS);
    assert_int_equal(state_fits(SPAN("INVALID")), FITS_NOT);
    assert_int_equal(state_fits(SPAN("untracked")), FITS_MAYBE);
    assert_int_equal(address_type_fits(&packet, SPAN("LOCAL")), FITS_NOT);
}

/* Every machine has this one. */
static void test_this_machine(void **state)
{
    struct packet packet;
    (void)state;
    assert_true(packet_to("127.0.0.1", 25, &packet));
    assert_true(packet.is_local);
    assert_string_equal(packet.interface, "lo");
    assert_int_equal(address_type_fits(&packet, SPAN("local")), FITS);
    assert_false(packet_to("mail.example", 25, &packet));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
