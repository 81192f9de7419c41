#include "knowledge/patterns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The words of the first alternative, as a text that a server could have sent. */
static void write_example(const struct pattern *pattern, char *out, size_t room)
{
    const char *end = strstr(pattern->words, " | ");
    size_t len = end ? (size_t)(end - pattern->words) : strlen(pattern->words);
    (void)snprintf(out, room, "%.*s", (int)len, pattern->words);
    for (char *mark = strstr(out, " & "); mark; mark = strstr(mark, " & "))
        mark[1] = '-';
}

static struct span first_of(const char *list)
{
    struct span rest = span_of(list);
    struct span piece = SPAN_EMPTY;
    span_cut(&rest, '|', &piece);
    return span_trim(piece);
}

static struct saying example_of(const struct pattern *pattern, char *text, char *enhanced)
{
    struct saying saying = { .provider = first_of(pattern->providers) };
    uint64_t code = 0;
    struct span wanted = first_of(pattern->enhanced);
    if (pattern->codes[0] && span_number(first_of(pattern->codes), 599, &code))
        saying.code = code < 6 ? (unsigned)code * 100 + 50 : (unsigned)code;
    if (pattern->stages[0])
        assert_true(stage_from_word(first_of(pattern->stages), &saying.stage));
    if (wanted.len && wanted.at[0] == '.')
        (void)sprintf(enhanced, "5%.*s", SPAN_ARG(wanted));
    else if (!span_equal(wanted, SPAN("-")))
        (void)sprintf(enhanced, "%.*s", SPAN_ARG(wanted));
    saying.enhanced = span_of(enhanced);
    saying.lower = span_of(text);
    saying_index(&saying);
    return saying;
}

static void test_every_row_is_sound_and_reached(void **state)
{
    (void)state;
    assert_true(pattern_count() >= 500);
    for (size_t i = 0; i < pattern_count(); i++) {
        const struct pattern *pattern = pattern_at(i);
        char text[1024] = "";
        char enhanced[32] = "";
        write_example(pattern, text, sizeof text);
        struct saying saying = example_of(pattern, text, enhanced);
        if (pattern->cause == CAUSE_NONE || pattern->weight < 1 || !pattern->source[0])
            fail_msg("%s: cause, weight or source is missing", pattern->id);
        if (!pattern_holds(pattern, &saying))
            fail_msg("%s: not reached by its own words", pattern->id);
        if (strchr(pattern->codes, ' ') || strchr(pattern->stages, ' ') || strchr(pattern->providers, ' ') ||
            strchr(pattern->enhanced, ' '))
            fail_msg("%s: the lists have no blanks", pattern->id);
        if (!pattern->words[0] && !pattern->codes[0] && !pattern->enhanced[0])
            fail_msg("%s: holds for everything", pattern->id);
        for (const char *c = pattern->words; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                fail_msg("%s: words are compared in lower case", pattern->id);
    }
}

static void test_ids_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < pattern_count(); i++)
        for (size_t k = i + 1; k < pattern_count(); k++)
            if (strcmp(pattern_at(i)->id, pattern_at(k)->id) == 0)
                fail_msg("%s stands twice", pattern_at(i)->id);
}

static void test_every_cause_has_a_pattern(void **state)
{
    (void)state;
    for (int cause = 1; cause < CAUSE_COUNT; cause++) {
        size_t rows = 0;
        for (size_t i = 0; i < pattern_count(); i++)
            rows += pattern_at(i)->cause == (enum cause)cause;
        if (rows == 0)
            fail_msg("no pattern leads to %s", cause_row((enum cause)cause)->label);
    }
}

/* A row holds only where all its conditions do. */
static void test_conditions(void **state)
{
    (void)state;
    struct saying saying = { .stage = STAGE_AUTH, .code = 535, .enhanced = SPAN("5.7.8"), .lower = SPAN("no words") };
    saying_index(&saying);
    struct pattern pattern = { .providers = "", .stages = "auth|mail", .codes = "5", .enhanced = ".7.8", .words = "" };
    assert_true(pattern_holds(&pattern, &saying));
    pattern.codes = "534|535";
    assert_true(pattern_holds(&pattern, &saying));
    pattern.codes = "4";
    assert_false(pattern_holds(&pattern, &saying));
    pattern.codes = "";
    pattern.stages = "rcpt";
    assert_false(pattern_holds(&pattern, &saying));
    pattern.stages = "";
    pattern.enhanced = "-";
    assert_false(pattern_holds(&pattern, &saying));
    pattern.enhanced = "5.7.9|5.7.8";
    assert_true(pattern_holds(&pattern, &saying));
    pattern.providers = "gmail";
    assert_false(pattern_holds(&pattern, &saying));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_sound_and_reached),
        cmocka_unit_test(test_ids_are_unique),
        cmocka_unit_test(test_every_cause_has_a_pattern),
        cmocka_unit_test(test_conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
