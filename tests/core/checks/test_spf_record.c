#include "checks/spf_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *record;
    enum spf_fault fault;
    const char *place; /* the term that is wrong */
} records[] = {
    { "v=spf1", SPF_GOOD, "" },
    { "v=spf1 -all", SPF_GOOD, "" },
    { "v=spf1 +mx/30 a:colo.example.com/28 -all", SPF_GOOD, "" },
    { "v=spf1 a:%{d}/24//64 mx//48 ptr ?all", SPF_GOOD, "" },
    { "v=spf1 ip4:192.0.2.129/27 ip6:2001:db8::/32 ~all", SPF_GOOD, "" },
    { "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", SPF_GOOD, "" },
    { "v=spf1 INCLUDE:Example.NET redirect=_spf.example.com", SPF_GOOD, "" },
    { "v=spf1 exp=explain._spf.%{d} unknown=%anything -all", SPF_GOOD, "" },
    { "v=spf1   a   -all  ", SPF_GOOD, "" },
    { "v=spf1 include: -all", SPF_BAD_DOMAIN, "include:" },
    { "v=spf1 include -all", SPF_BAD_DOMAIN, "include" },
    { "v=spf1 a:192.0.2.1 -all", SPF_BAD_DOMAIN, "a:192.0.2.1" },
    { "v=spf1 include:localhost", SPF_BAD_DOMAIN, "include:localhost" },
    { "v=spf1 exists:%{q}.example.com", SPF_BAD_DOMAIN, "exists:%{q}.example.com" },
    { "v=spf1 exists:%{d0}.example.com", SPF_BAD_DOMAIN, "exists:%{d0}.example.com" },
    { "v=spf1 exists:%(d).example.com", SPF_BAD_DOMAIN, "exists:%(d).example.com" },
    { "v=spf1 ipv4:192.0.2.1 -all", SPF_BAD_TERM, "ipv4:192.0.2.1" },
    { "v=spf1 mx, -all", SPF_BAD_TERM, "mx," },
    { "v=spf1 -all:example.com", SPF_BAD_TERM, "-all:example.com" },
    { "v=spf1 a -", SPF_BAD_TERM, "-" },
    { "v=spf1 ip4:192.0.2 -all", SPF_BAD_ADDRESS, "ip4:192.0.2" },
    { "v=spf1 ip4 -all", SPF_BAD_ADDRESS, "ip4" },
    { "v=spf1 ip6:192.0.2.1", SPF_BAD_ADDRESS, "ip6:192.0.2.1" },
    { "v=spf1 ip4:192.0.2.0/33", SPF_BAD_PREFIX, "ip4:192.0.2.0/33" },
    { "v=spf1 ip4:192.0.2.0/08", SPF_BAD_PREFIX, "ip4:192.0.2.0/08" },
    { "v=spf1 ip6:2001:db8::/129", SPF_BAD_PREFIX, "ip6:2001:db8::/129" },
    { "v=spf1 a/-1", SPF_BAD_PREFIX, "a/-1" },
    { "v=spf1 mx//130", SPF_BAD_PREFIX, "mx//130" },
    { "v=spf1 redirect=a.example redirect=b.example", SPF_TWICE, "redirect=b.example" },
};

static void reads_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        struct span place = SPAN_EMPTY;
        enum spf_fault fault = spf_check(span_of(records[i].record), &place);
        if (fault != records[i].fault)
            fail_msg("%s: %s", records[i].record, spf_fault_word(fault));
        if (fault != SPF_GOOD && !span_equal(place, span_of(records[i].place)))
            fail_msg("%s: at %.*s", records[i].record, SPAN_ARG(place));
    }
}

static void knows_its_version(void **state)
{
    (void)state;
    assert_true(spf_is_record(SPAN("v=spf1")));
    assert_true(spf_is_record(SPAN("V=SPF1 -all")));
    assert_false(spf_is_record(SPAN("v=spf10 -all")));
    assert_false(spf_is_record(SPAN("spf2.0/pra -all")));
    assert_false(spf_is_record(SPAN(" v=spf1 -all")));
}

/* RFC 7208, 7.4; the local part is never told. */
static const struct {
    const char *text, *name;
} macros[] = {
    { "%{s}", "postmaster@email.example.com" },
    { "%{o}", "email.example.com" },
    { "%{d}", "email.example.com" },
    { "%{d4}", "email.example.com" },
    { "%{d2}", "example.com" },
    { "%{d1}", "com" },
    { "%{dr}", "com.example.email" },
    { "%{d2r}", "example.email" },
    { "%{l}", "postmaster" },
    { "%{l-}", "postmaster" },
    { "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com" },
    { "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net" },
    { "%%%_%-", "% %20" },
    { "%{H}", "unknown" },
    { "plain.example", "plain.example" },
};

static void fills_macros(void **state)
{
    static const struct spf_macros values = { "192.0.2.3", "email.example.com", "email.example.com", "unknown" };
    char name[SPF_NAME_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++) {
        assert_true(spf_expand(span_of(macros[i].text), &values, name));
        assert_string_equal(name, macros[i].name);
    }
}

static void fills_addresses_of_six(void **state)
{
    static const struct spf_macros values = { "2001:db8::cb01", "example.com", "example.com", "unknown" };
    char name[SPF_NAME_MAX];
    (void)state;
    assert_true(spf_expand(SPAN("%{ir}.%{v}._spf.%{d2}"), &values, name));
    assert_string_equal(name, "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
}

/* RFC 7208, 7.3: what is too long loses its front. */
static void cuts_long_names(void **state)
{
    char domain[248];
    char name[SPF_NAME_MAX];
    struct spf_macros values = { "192.0.2.3", domain, domain, "unknown" };
    (void)state;
    for (size_t i = 0; i < sizeof domain; i++)
        domain[i] = i % 10 == 9 ? '.' : 'a';
    domain[sizeof domain - 1] = '\0';
    assert_true(spf_expand(SPAN("%{i}.%{d}"), &values, name));
    assert_true(span_starts(span_of(name), SPAN("0.2.3.a")));
    assert_true(span_ends_nocase(span_of(name), span_of(domain)));
}

static void knows_who_asks_for_names(void **state)
{
    (void)state;
    assert_true(spf_names_person(SPAN("%{d}.%{l}._spf.example.com")));
    assert_true(spf_names_person(SPAN("%{S1r}.example.com")));
    assert_false(spf_names_person(SPAN("%{ir}.%{v}._spf.%{d2}")));
    assert_false(spf_names_person(SPAN("plain.example")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_records),   cmocka_unit_test(knows_its_version),
        cmocka_unit_test(fills_macros),    cmocka_unit_test(fills_addresses_of_six),
        cmocka_unit_test(cuts_long_names), cmocka_unit_test(knows_who_asks_for_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
