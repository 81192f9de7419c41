#include "logs/intake.h"

#include "diagnosis/diagnose.h"
#include "knowledge/patterns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct span first_of(const char *list)
{
    struct span rest = span_of(list);
    struct span piece = SPAN_EMPTY;
    span_cut(&rest, '|', &piece);
    return piece;
}

/* Cuts the next piece before " | " or " & " off. */
static bool cut_piece(struct span *rest, const char *separator, struct span *ret_piece)
{
    size_t at = span_find(*rest, span_of(separator));
    *ret_piece = span_head(*rest, at);
    bool any = rest->len > 0;
    *rest = at == SPAN_NONE ? SPAN_EMPTY : span_from(*rest, at + strlen(separator));
    return any;
}

/* A reply, or words of a program, just as the row describes it. */
static struct fact example_of(const struct pattern *pattern, struct span words)
{
    struct fact fact = fact_new(pattern->codes[0] || pattern->stages[0] ? FACT_REPLY : FACT_SAID, "text");
    struct span enhanced = first_of(pattern->enhanced);
    struct span piece;
    uint64_t code = 0;
    size_t len = 0;
    fact.chosen = true;
    if (pattern->stages[0])
        assert_true(stage_from_word(first_of(pattern->stages), &fact.stage));
    if (pattern->codes[0] && span_number(first_of(pattern->codes), 599, &code))
        fact.code = code < 6 ? (unsigned)code * 100 + 50 : (unsigned)code;
    if (enhanced.len && !span_equal(enhanced, SPAN("-")))
        (void)snprintf(fact.enhanced, sizeof fact.enhanced, "%s%.*s", enhanced.at[0] == '.' ? "5" : "",
                       SPAN_ARG(enhanced));
    while (cut_piece(&words, " & ", &piece))
        len += (size_t)snprintf(fact.text + len, sizeof fact.text - len, "%.*s  ", SPAN_ARG(piece));
    return fact;
}

static void judge(const struct pattern *pattern, struct span words, struct diagnosis *diagnosis)
{
    struct record record;
    record_init(&record);
    if (pattern->providers[0]) {
        struct fact context = fact_new(FACT_CONTEXT, "text");
        (void)strcpy(context.subject, "provider");
        (void)snprintf(context.text, sizeof context.text, "%.*s", SPAN_ARG(first_of(pattern->providers)));
        record_add(&record, &context);
    }
    struct fact fact = example_of(pattern, words);
    record_add(&record, &fact);
    diagnose(&record, diagnosis);
    record_clear(&record);
}

/* Rows of a cause that is meant to stand second: the same words have another cause before it. */
static bool is_second(const char *id)
{
    static const char *const ids[] = {
        "loop-own-server-dns",
        "loop-own-server-config-mx",
        "smtp-service-off-no-permission-code",
        "qq-abnormal-service",
        "authorization-code-required-535-error-authentication-failed",
        "qq-535-error-authentication-failed",
        "163-535-error-authentication-failed",
    };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* Where the cause of a row stands when its own words are said. */
static size_t place_with(const struct pattern *pattern, struct span words)
{
    struct diagnosis diagnosis;
    size_t place = 0;
    judge(pattern, words, &diagnosis);
    while (place < diagnosis.candidate_count && diagnosis.candidates[place].cause != pattern->cause)
        place++;
    return place;
}

/* Each alternative of the words finds the cause of its row; and a strong row leads with at least one of them. */
static void test_no_row_is_shadowed(void **state)
{
    enum { STRONG = 80, FIRST_FEW = 3 };
    (void)state;
    for (size_t i = 0; i < pattern_count(); i++) {
        const struct pattern *pattern = pattern_at(i);
        struct span rest = span_of(pattern->words);
        struct span words = SPAN_EMPTY;
        bool leads = false;
        bool more = true;
        for (cut_piece(&rest, " | ", &words); more; more = cut_piece(&rest, " | ", &words)) {
            size_t place = place_with(pattern, words);
            leads = leads || place == 0;
            if (place >= FIRST_FEW && pattern->weight >= FIRST_FEW * 10)
                fail_msg("%s: \"%.*s\" does not find %s", pattern->id, SPAN_ARG(words),
                         cause_row(pattern->cause)->label);
        }
        if (!leads && pattern->weight >= STRONG && !is_second(pattern->id))
            fail_msg("%s: always behind another cause", pattern->id);
    }
}

/* Some row leads to each cause. */
static void test_every_cause_is_reached(void **state)
{
    bool reached[CAUSE_COUNT] = { true };
    (void)state;
    for (size_t i = 0; i < pattern_count(); i++) {
        const struct pattern *pattern = pattern_at(i);
        struct span rest = span_of(pattern->words);
        struct span words = SPAN_EMPTY;
        struct diagnosis diagnosis;
        cut_piece(&rest, " | ", &words);
        judge(pattern, words, &diagnosis);
        if (diagnosis.candidate_count)
            reached[diagnosis.candidates[0].cause] = true;
    }
    for (int i = 0; i < CAUSE_COUNT; i++)
        if (!reached[i])
            fail_msg("%s is reached by no row", cause_row((enum cause)i)->label);
}

/* Backslashes are part of what servers print: "\x16\x03\x01" is the start of TLS on a plain port. */
static void test_escapes_are_kept(void **state)
{
    static const char *const rows[] = {
        "improper command pipelining after CONNECT from unknown[192.0.2.1]: \\x16\\x03\\x01\\x02",
        "SMTP protocol synchronization error: input=\"\\x16\\x03\\x01\"",
        "non-SMTP command from unknown[192.0.2.1]: \\026\\003\\001",
    };
    const struct intake_context nothing_told = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        record_init(&record);
        intake_read(&record, span_of(rows[i]), &nothing_told);
        diagnose(&record, &diagnosis);
        if (diagnosis.candidate_count == 0 || diagnosis.candidates[0].cause != CAUSE_TLS_MODE_MISMATCH)
            fail_msg("%s: not seen as TLS", rows[i]);
        record_clear(&record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_row_is_shadowed),
                                        cmocka_unit_test(test_every_cause_is_reached),
                                        cmocka_unit_test(test_escapes_are_kept) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
