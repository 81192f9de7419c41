#include "checks/spf_judge.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The zone of RFC 7208, A, and records with faults. */
static const struct row {
    const char *name;
    enum record_type type;
    const char *text; /* NULL: the name server fails */
} zone[] = {
    { "example.com", RECORD_A, "192.0.2.10" },
    { "example.com", RECORD_A, "192.0.2.11" },
    { "example.com", RECORD_MX, "mail-a.example.com" },
    { "example.com", RECORD_MX, "mail-b.example.com" },
    { "amy.example.com", RECORD_A, "192.0.2.65" },
    { "mail-a.example.com", RECORD_A, "192.0.2.129" },
    { "mail-b.example.com", RECORD_A, "192.0.2.130" },
    { "mail-b.example.com", RECORD_AAAA, "2001:db8::130" },
    { "example.org", RECORD_MX, "mail-c.example.org" },
    { "mail-c.example.org", RECORD_A, "192.0.2.140" },
    { "192.0.2.10", RECORD_PTR, "example.com" },
    { "192.0.2.65", RECORD_PTR, "amy.example.com" },
    { "192.0.2.66", RECORD_PTR, "amy.example.com" },
    { "all.test", RECORD_TXT, "v=spf1 +all" },
    { "a.test", RECORD_TXT, "v=spf1 a:example.com -all" },
    { "a-org.test", RECORD_TXT, "v=spf1 a:example.org -all" },
    { "mx.test", RECORD_TXT, "v=spf1 mx:example.com -all" },
    { "mx2.test", RECORD_TXT, "v=spf1 mx:example.com mx:example.org -all" },
    { "mx30.test", RECORD_TXT, "v=spf1 mx:example.com/30 mx:example.org/30 -all" },
    { "ptr.test", RECORD_TXT, "v=spf1 ptr:example.com -all" },
    { "ip4.test", RECORD_TXT, "v=spf1 ip4:192.0.2.128/28 -all" },
    { "ip6.test", RECORD_TXT, "v=spf1 ip6:2001:db8::/126 ~all" },
    { "soft.test", RECORD_TXT, "v=spf1 ip4:203.0.113.0/24 ~all" },
    { "neutral.test", RECORD_TXT, "v=spf1 ip4:203.0.113.0/24" },
    { "include.test", RECORD_TXT, "v=spf1 include:mx.test include:a.test ?all" },
    { "redirect.test", RECORD_TXT, "v=spf1 redirect=mx.test" },
    { "nowhere.test", RECORD_TXT, "v=spf1 redirect=none.test" },
    { "self.test", RECORD_TXT, "v=spf1 include:self.test -all" },
    { "gone.test", RECORD_TXT, "v=spf1 include:none.test -all" },
    { "two.test", RECORD_TXT, "v=spf1 -all" },
    { "two.test", RECORD_TXT, "v=spf1 +all" },
    { "other.test", RECORD_TXT, "verification=1" },
    { "verified.test", RECORD_TXT, "verification=1" },
    { "verified.test", RECORD_TXT, "v=spf1 -all" },
    { "wrong.test", RECORD_TXT, "v=spf1 +all ip4:1.2.3" },
    { "void.test", RECORD_TXT, "v=spf1 a:v1.test a:v2.test a:v3.test +all" },
    { "void2.test", RECORD_TXT, "v=spf1 a:v1.test a:v2.test +all" },
    { "exists.test", RECORD_TXT, "v=spf1 exists:%{ir}.list.test -all" },
    { "129.2.0.192.list.test", RECORD_A, "127.0.0.2" },
    { "person.test", RECORD_TXT, "v=spf1 exists:%{l}.list.test -all" },
    { "fails.test", RECORD_TXT, NULL },
    { "depends.test", RECORD_TXT, "v=spf1 include:fails.test -all" },
    { "passes-first.test", RECORD_TXT, "v=spf1 ip4:192.0.2.129 include:fails.test -all" },
    { "bcc.test", RECORD_TXT, "v=spf1 -ip4:192.0.2.129 +all" },
};

static void ask(void *owner, const struct dns_question *question, struct dns_answer *ret_answer)
{
    unsigned *asked = owner;
    ret_answer->kind = ANSWER_NO_NAME;
    (*asked)++;
    for (size_t i = 0; i < sizeof zone / sizeof *zone; i++) {
        if (strcmp(zone[i].name, question->name) != 0)
            continue;
        if (!zone[i].text)
            ret_answer->kind = ANSWER_SERVER_FAILED;
        else if (ret_answer->kind == ANSWER_NO_NAME)
            ret_answer->kind = ANSWER_NO_RECORD;
        if (!zone[i].text || zone[i].type != question->type)
            continue;
        ret_answer->kind = ANSWER_FOUND;
        mem_copy_text(ret_answer->records[ret_answer->count++].text, DNS_TEXT_MAX, span_of(zone[i].text));
    }
}

static const struct {
    const char *domain, *address;
    enum spf_result result;
    enum spf_fault fault;
} rows[] = {
    { "all.test", "192.0.2.129", SPF_PASS, SPF_GOOD },
    { "a.test", "192.0.2.10", SPF_PASS, SPF_GOOD },
    { "a.test", "192.0.2.129", SPF_FAIL, SPF_GOOD },
    { "a-org.test", "192.0.2.140", SPF_FAIL, SPF_GOOD },
    { "mx.test", "192.0.2.129", SPF_PASS, SPF_GOOD },
    { "mx.test", "192.0.2.140", SPF_FAIL, SPF_GOOD },
    { "mx.test", "2001:db8::130", SPF_PASS, SPF_GOOD },
    { "mx.test", "2001:db8::131", SPF_FAIL, SPF_GOOD },
    { "mx2.test", "192.0.2.140", SPF_PASS, SPF_GOOD },
    { "mx30.test", "192.0.2.131", SPF_PASS, SPF_GOOD },
    { "mx30.test", "192.0.2.132", SPF_FAIL, SPF_GOOD },
    { "ptr.test", "192.0.2.65", SPF_PASS, SPF_GOOD },
    { "ptr.test", "192.0.2.66", SPF_FAIL, SPF_GOOD }, /* a name that does not lead back */
    { "ptr.test", "192.0.2.140", SPF_FAIL, SPF_GOOD },
    { "ip4.test", "192.0.2.143", SPF_PASS, SPF_GOOD },
    { "ip4.test", "192.0.2.65", SPF_FAIL, SPF_GOOD },
    { "ip4.test", "2001:db8::1", SPF_FAIL, SPF_GOOD },
    { "ip6.test", "2001:db8::3", SPF_PASS, SPF_GOOD },
    { "ip6.test", "2001:db8::4", SPF_SOFTFAIL, SPF_GOOD },
    { "soft.test", "192.0.2.1", SPF_SOFTFAIL, SPF_GOOD },
    { "neutral.test", "192.0.2.1", SPF_NEUTRAL, SPF_GOOD },
    { "include.test", "192.0.2.10", SPF_PASS, SPF_GOOD },
    { "include.test", "192.0.2.1", SPF_NEUTRAL, SPF_GOOD }, /* the included -all does not count */
    { "redirect.test", "192.0.2.130", SPF_PASS, SPF_GOOD },
    { "redirect.test", "192.0.2.1", SPF_FAIL, SPF_GOOD },
    { "nowhere.test", "192.0.2.1", SPF_PERMERROR, SPF_NO_INCLUDE },
    { "self.test", "192.0.2.1", SPF_PERMERROR, SPF_TOO_MANY_LOOKUPS },
    { "gone.test", "192.0.2.1", SPF_PERMERROR, SPF_NO_INCLUDE },
    { "two.test", "192.0.2.1", SPF_PERMERROR, SPF_TWO_RECORDS },
    { "other.test", "192.0.2.1", SPF_NONE, SPF_GOOD },
    { "none.test", "192.0.2.1", SPF_NONE, SPF_GOOD },
    { "verified.test", "192.0.2.1", SPF_FAIL, SPF_GOOD },
    { "wrong.test", "192.0.2.1", SPF_PERMERROR, SPF_BAD_ADDRESS }, /* although +all stands before it (4.6) */
    { "void.test", "192.0.2.1", SPF_PERMERROR, SPF_TOO_MANY_VOIDS },
    { "void2.test", "192.0.2.1", SPF_PASS, SPF_GOOD },
    { "exists.test", "192.0.2.129", SPF_PASS, SPF_GOOD },
    { "exists.test", "192.0.2.130", SPF_FAIL, SPF_GOOD },
    { "fails.test", "192.0.2.1", SPF_TEMPERROR, SPF_GOOD },
    { "depends.test", "192.0.2.1", SPF_TEMPERROR, SPF_GOOD },
    { "passes-first.test", "192.0.2.129", SPF_PASS, SPF_GOOD },
    { "bcc.test", "192.0.2.129", SPF_FAIL, SPF_GOOD },
};

static void judges(void **state)
{
    static struct spf_verdict verdict;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned asked = 0;
        struct spf_asker asker = { &asked, ask };
        spf_judge(&asker, rows[i].domain, rows[i].address, &verdict);
        if (verdict.result != rows[i].result || verdict.fault != rows[i].fault)
            fail_msg("%s from %s: %s %s", rows[i].domain, rows[i].address, spf_result_word(verdict.result),
                     spf_fault_word(verdict.fault));
        assert_true(asked <= 12);
    }
}

static void tells_more(void **state)
{
    static struct spf_verdict verdict;
    unsigned asked = 0;
    struct spf_asker asker = { &asked, ask };
    (void)state;
    spf_judge(&asker, "wrong.test", "192.0.2.1", &verdict);
    assert_string_equal(verdict.place, "ip4:1.2.3");
    spf_judge(&asker, "include.test", "192.0.2.1", &verdict);
    assert_int_equal(verdict.name_count, 2);
    assert_string_equal(verdict.names[0], "mx.test");
    assert_int_equal(verdict.lookups, 4);
    assert_false(verdict.allows_all || verdict.sends_nothing);
    spf_judge(&asker, "all.test", "192.0.2.1", &verdict);
    assert_true(verdict.allows_all);
    spf_judge(&asker, "verified.test", "192.0.2.1", &verdict);
    assert_true(verdict.sends_nothing);
    spf_judge(&asker, "person.test", "192.0.2.1", &verdict);
    assert_true(verdict.names_person);
    spf_judge(&asker, "depends.test", "192.0.2.1", &verdict);
    assert_string_equal(verdict.place, "fails.test");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(judges), cmocka_unit_test(tells_more) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
