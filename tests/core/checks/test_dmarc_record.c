#include "checks/dmarc_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *record;
    enum dmarc_fault fault;
    struct dmarc dmarc;
} rows[] = {
    { "v=DMARC1; p=none", DMARC_GOOD, { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "", 0 } } },
    { "v=DMARC1;p=reject", DMARC_GOOD, { DMARC_REJECT, DMARC_REJECT, 100, false, false, false, { "", 0 } } },
    { "v = DMARC1 ; p = Quarantine ; sp=none; pct=20; aspf=s; adkim=s;",
      DMARC_GOOD,
      { DMARC_QUARANTINE, DMARC_NONE, 20, true, true, false, { "", 0 } } },
    /* RFC 7489, B.2 */
    { "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com",
      DMARC_GOOD,
      { DMARC_NONE, DMARC_NONE, 100, false, false, true, { "", 0 } } },
    { "v=DMARC1; p=quarantine; rua=mailto:a@example.com, mailto:b@thirdparty.example!10m; unknown=1",
      DMARC_GOOD,
      { DMARC_QUARANTINE, DMARC_QUARANTINE, 100, false, false, true, { "", 0 } } },
    { "v=DMARC1; rua=mailto:a@example.com",
      DMARC_NO_POLICY,
      { DMARC_NONE, DMARC_NONE, 100, false, false, true, { "", 0 } } },
    { "v=DMARC1; p=rejct", DMARC_BAD_POLICY, { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "rejct", 5 } } },
    { "v=DMARC1; p=reject; sp=all",
      DMARC_BAD_POLICY,
      { DMARC_REJECT, DMARC_REJECT, 100, false, false, false, { "all", 3 } } },
    { "v=DMARC1; p=none; rua=a@example.com",
      DMARC_BAD_REPORTS,
      { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "a@example.com", 13 } } },
    { "v=DMARC1; p=none; pct=101", DMARC_BAD_TAG, { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "101", 3 } } },
    { "v=DMARC1; p=none; aspf=strict",
      DMARC_BAD_TAG,
      { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "strict", 6 } } },
    { "v=DMARC1; p=none; reject", DMARC_BAD_TAG, { DMARC_NONE, DMARC_NONE, 100, false, false, false, { "", 0 } } },
    { "p=reject; v=DMARC1", DMARC_OTHER_TEXT, { 0 } },
    { "v=DMARC2; p=reject", DMARC_OTHER_TEXT, { 0 } },
    { "v=spf1 -all", DMARC_OTHER_TEXT, { 0 } },
    { "", DMARC_OTHER_TEXT, { 0 } },
};

static void reads_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dmarc got = { 0 };
        const struct dmarc *wanted = &rows[i].dmarc;
        enum dmarc_fault fault = dmarc_read(span_of(rows[i].record), &got);
        bool same = got.policy == wanted->policy && got.subdomain_policy == wanted->subdomain_policy &&
                    got.percent == wanted->percent && got.strict_spf == wanted->strict_spf &&
                    got.strict_dkim == wanted->strict_dkim && got.has_reports == wanted->has_reports &&
                    span_equal(got.faulty, wanted->faulty);
        if (fault != rows[i].fault || !same)
            fail_msg("%s: %s, %s, \"%.*s\"", rows[i].record, dmarc_fault_word(fault), dmarc_policy_word(got.policy),
                     SPAN_ARG(got.faulty));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_records) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
