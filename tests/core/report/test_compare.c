/* What changed since it worked: figures out of a record, and which of them count as different. */
#include "report/compare.h"
#include "support/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *name;
    enum figure figure;
    const char *before, *now;
    bool is_changed;
} rows[] = {
    { "the same", FIGURE_PORT, "587", "587", false },
    { "another port", FIGURE_PORT, "587", "465", true },
    { "not known before", FIGURE_TLS, "", "TLSv1.3", false },
    { "not known now", FIGURE_TLS, "TLSv1.3", "", false },
    { "case of a host", FIGURE_SERVER, "Mail.Example", "mail.example", false },
    { "order of mechanisms", FIGURE_MECHANISMS, "PLAIN LOGIN", "LOGIN PLAIN", false },
    { "one mechanism less", FIGURE_MECHANISMS, "PLAIN LOGIN", "PLAIN", true },
    { "one mechanism more", FIGURE_MECHANISMS, "PLAIN", "PLAIN XOAUTH2", true },
    { "another mechanism", FIGURE_MECHANISMS, "PLAIN LOGIN", "PLAIN XOAUTH2", true },
    { "a mechanism that begins alike", FIGURE_MECHANISMS, "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", true },
    { "addresses take turns", FIGURE_ADDRESSES, "192.0.2.1, 192.0.2.2", "192.0.2.2, 192.0.2.3", false },
    { "all addresses are others", FIGURE_ADDRESSES, "192.0.2.1, 192.0.2.2", "198.51.100.1", true },
    { "an address that begins alike", FIGURE_ADDRESSES, "192.0.2.1", "192.0.2.11", true },
    { "names of a certificate", FIGURE_CERTIFICATE_NAMES, "a.example, b.example", "b.example, a.example", false },
    { "a new certificate", FIGURE_CERTIFICATE_END, "2026-01-01", "2026-04-01", true },
    { "another issuer", FIGURE_CERTIFICATE_ISSUER, "CN=Good CA", "CN=Scanner", true },
    { "seen from elsewhere", FIGURE_PUBLIC_ADDRESS, "192.0.2.7", "198.51.100.7", true },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct comparison comparison = { .good.time = 1, .now.time = 2 };
        snprintf(comparison.good.figures[rows[i].figure], sizeof comparison.good.figures[0], "%s", rows[i].before);
        snprintf(comparison.now.figures[rows[i].figure], sizeof comparison.now.figures[0], "%s", rows[i].now);
        comparison_make(&comparison);
        if (comparison.count != rows[i].is_changed)
            fail_msg("%s: %zu changes", rows[i].name, comparison.count);
        if (comparison.count)
            assert_int_equal(comparison.changed[0], rows[i].figure);
    }
}

/* Where it never worked there is nothing to compare with, whatever the figures are. */
static void test_never_worked(void **state)
{
    struct comparison comparison = { .good.time = 0, .now.time = 2 };
    (void)state;
    strcpy(comparison.good.figures[FIGURE_PORT], "25");
    strcpy(comparison.now.figures[FIGURE_PORT], "587");
    comparison_make(&comparison);
    assert_int_equal(comparison.count, 0);
}

static void test_taken(void **state)
{
    static const struct {
        enum figure figure;
        const char *text;
    } wanted[] = {
        { FIGURE_SERVER, "smtp.example.com" },
        { FIGURE_PORT, "587" },
        { FIGURE_SECURITY, "starttls" },
        { FIGURE_TLS, "TLSv1.3" },
        { FIGURE_MECHANISMS, "PLAIN LOGIN XOAUTH2" },
        { FIGURE_CERTIFICATE_ISSUER, "" },
        { FIGURE_PUBLIC_ADDRESS, "" },
        { FIGURE_CAPABILITIES, "" },
    };
    struct record record;
    struct snapshot taken;
    (void)state;
    sample_record(&record);
    snapshot_take(&record, 7, &taken);
    assert_int_equal(taken.time, 7);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_string_equal(taken.figures[wanted[i].figure], wanted[i].text);
    record_clear(&record);
}

/* Of two ports that work either may win: what won last time is looked at again, as long as it works. */
static void test_like(void **state)
{
    static const struct endpoint earlier = { "mx.example", 465, SECURITY_TLS };
    static const struct endpoint winner = { "mx.example", 587, SECURITY_STARTTLS };
    (void)state;
    for (int works = 0; works < 2; works++) {
        struct record record;
        struct comparison comparison = { 0 };
        struct fact fact = fact_new(FACT_AUTH_OFFERED, "port-465");
        record_init(&record);
        fact.where = earlier;
        fact.chosen = true;
        record_add(&record, &fact);
        snapshot_take(&record, 7, &comparison.good);
        record_clear(&record);
        record_init(&record);
        fact.where = winner;
        record_add(&record, &fact);
        fact = fact_new(works ? FACT_AUTH_OFFERED : FACT_PORT_SILENT, "port-465");
        fact.where = earlier;
        record_add(&record, &fact);
        snapshot_take_like(&record, &comparison.good, 8, &comparison.now);
        comparison_make(&comparison);
        assert_int_equal(comparison.count, works ? 0 : 2);
        if (!works)
            assert_int_equal(comparison.changed[0], FIGURE_PORT);
        record_clear(&record);
    }
}

/* How servers answer to EHLO, and the address that is to be read in it. */
static const struct greeting {
    const char *hello, *greeting, *address;
} greetings[] = {
    { "EHLO [192.168.1.5]", "250-mx.example at your service, [203.0.113.5]", "203.0.113.5" },
    { "EHLO laptop", "250-mx.example Hello laptop [203.0.113.5]", "203.0.113.5" },
    { "EHLO [192.168.1.5]", "250-mx.example Hello [192.168.1.5] [203.0.113.5], pleased to meet you", "203.0.113.5" },
    { "EHLO [192.168.1.5]", "250-mx.example Hello [192.168.1.5]", "" },
    { "EHLO laptop", "250-mx.example Hello [2001:db8::7]", "2001:db8::7" },
    { "EHLO laptop", "250-mx.example Hello [IPv6:2001:db8::7]", "IPv6:2001:db8::7" },
    { "EHLO laptop", "250-mx.example Hello [mad] [", "" },
    { "EHLO laptop", "250-mx.example", "" },
};

static void add_line(struct session_log *log, enum speaker from, const char *raw)
{
    struct line line = { .n = (unsigned)log->line_count + 1, .from = from, .raw = (char *)raw, .len = strlen(raw) };
    session_log_add(log, &line);
}

static void test_greetings(void **state)
{
    static const struct endpoint where = { "mx.example", 465, SECURITY_TLS };
    (void)state;
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        struct record record;
        struct snapshot taken;
        struct fact fact = fact_new(FACT_EHLO_OK, "port-465");
        record_init(&record);
        struct session_log *log = record_session(&record, 1);
        log->where = fact.where = where;
        fact.chosen = true;
        record_add(&record, &fact);
        add_line(log, SPEAKER_CLIENT, greetings[i].hello);
        add_line(log, SPEAKER_SERVER, greetings[i].greeting);
        add_line(log, SPEAKER_SERVER, "250-AUTH PLAIN");
        add_line(log, SPEAKER_SERVER, "250-SIZE 1000");
        add_line(log, SPEAKER_SERVER, "250 8BITMIME");
        add_line(log, SPEAKER_CLIENT, "QUIT");
        add_line(log, SPEAKER_SERVER, "250 bye");
        snapshot_take(&record, 7, &taken);
        assert_string_equal(taken.figures[FIGURE_PUBLIC_ADDRESS], greetings[i].address);
        assert_string_equal(taken.figures[FIGURE_CAPABILITIES], "SIZE 8BITMIME");
        record_clear(&record);
    }
}

static void test_good(void **state)
{
    struct record record;
    struct diagnosis diagnosis = { .status = VERDICT_OK };
    struct fact fact = fact_new(FACT_LOGIN_OK, "smtp-login");
    (void)state;
    record_init(&record);
    assert_true(snapshot_is_good(&record, &diagnosis));
    diagnosis.status = VERDICT_WARNING;
    assert_false(snapshot_is_good(&record, &diagnosis));
    record_add(&record, &fact);
    assert_true(snapshot_is_good(&record, &diagnosis));
    diagnosis.status = VERDICT_PROBLEM;
    assert_false(snapshot_is_good(&record, &diagnosis));
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_never_worked), cmocka_unit_test(test_taken),
        cmocka_unit_test(test_like), cmocka_unit_test(test_greetings),    cmocka_unit_test(test_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
