/* What a report holds: the words of the option, what is usual for whom, and what is left out. */
#include "base/mem.h"
#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define V PART_BIT(PART_VERDICT)
#define F PART_BIT(PART_FINDINGS)
#define T PART_BIT(PART_TRANSCRIPT)
#define N PART_BIT(PART_NETWORK)
#define A PART_BIT(PART_ANSWERS)

static void test_words(void **state)
{
    static const struct {
        const char *words;
        unsigned parts; /* 0: not understood */
    } rows[] = {
        { "verdict", PARTS_CHOSEN | V },
        { "verdict,transcript", PARTS_CHOSEN | V | T },
        { "all", PARTS_ALL },
        { "none", PARTS_CHOSEN },
        { "none,network", PARTS_CHOSEN | N },
        { "", 0 },
        { "verdicts", 0 },
        { "verdict,,answers", 0 },
        { "Verdict", 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned parts = 77;
        bool is_understood = parts_from_words(span_of(rows[i].words), &parts);
        if (is_understood != (rows[i].parts != 0) || parts != (rows[i].parts ? rows[i].parts : 77))
            fail_msg("\"%s\": %x", rows[i].words, parts);
    }
}

static const struct {
    enum audience audience;
    unsigned parts, held;
    bool has_answer, has_session, is_explain, leaves_out;
} rows[] = {
    { AUDIENCE_ANYONE, 0, V | F | T | N | A, true, true, false, false },
    { AUDIENCE_ADMIN, 0, V | F | T | N | A, true, true, false, false },
    { AUDIENCE_USER, 0, V | A, true, true, false, true },
    { AUDIENCE_PROVIDER, 0, V | N | A, true, true, false, true },
    { AUDIENCE_USER, PARTS_ALL, V | F | T | N | A, true, true, false, false },
    { AUDIENCE_ADMIN, PARTS_CHOSEN, 0, true, true, false, true },
    /* What is not there is not left out. */
    { AUDIENCE_ADMIN, PARTS_ALL & ~A, V | F | T | N, false, true, false, false },
    { AUDIENCE_ADMIN, PARTS_ALL & ~A, V | F | T | N, true, true, false, true },
    { AUDIENCE_ADMIN, PARTS_ALL & ~T, V | F | N | A, true, false, false, false },
    { AUDIENCE_ADMIN, PARTS_ALL & ~N, V | F | T | A, true, true, true, false },
};

static void test_held(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct fact answer = fact_new(FACT_ANSWER, "questions");
        struct report report = {
            .record = &record, .audience = rows[i].audience, .parts = rows[i].parts, .is_explain = rows[i].is_explain
        };
        record_init(&record);
        if (rows[i].has_answer)
            (void)record_add(&record, &answer);
        if (rows[i].has_session)
            (void)record_session(&record, 1);
        for (int part = 0; part < PART_COUNT; part++)
            if (report_includes(&report, (enum part)part) != ((rows[i].held & PART_BIT(part)) != 0))
                fail_msg("row %zu: %s", i, part_word((enum part)part));
        if (report_leaves_out(&report) != rows[i].leaves_out)
            fail_msg("row %zu: left out", i);
        record_clear(&record);
    }
}

/* The own network is some checks' findings; what was asked of the server stays. */
static void test_network(void **state)
{
    static const struct {
        const char *check;
        bool is_told;
    } checks[] = { { "path", false },          { "this-network", false }, { "dns-compare", false },
                   { "packet-filter", false }, { "port-587", true },      { "ping", true },
                   { "smtp-login", true } };
    struct report report = { .parts = PARTS_ALL & ~N };
    (void)state;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct fact fact = fact_new(FACT_NET_PATH, checks[i].check);
        assert_int_equal(parts_tell(&report, &fact), checks[i].is_told);
    }
    report.parts = PARTS_ALL;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct fact fact = fact_new(FACT_NET_PATH, checks[i].check);
        assert_true(parts_tell(&report, &fact));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
