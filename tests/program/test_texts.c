/* Everything that can be learned, caused, noted or asked has its words in every language, and they fit together. */
#include "base/utf8.h"
#include "checks/check.h"
#include "diagnosis/diagnose.h"
#include "language.h"
#include "practice/practice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct languages languages;

static int open_languages(void **state)
{
    (void)state;
    return languages_open(&languages) ? 0 : -1;
}

static struct span text_in(size_t language, const char *key)
{
    struct span text = SPAN_EMPTY;
    if (!catalogue_get(&languages.all[language].catalogue, span_of(key), &text))
        fail_msg("%s has no text in %s", key, languages.all[language].id);
    return text;
}

static void need(const char *prefix, const char *word, const char *part)
{
    char key[160];
    (void)snprintf(key, sizeof key, "%s.%s%s", prefix, word, part);
    for (size_t l = 0; l < LANGUAGES; l++)
        (void)text_in(l, key);
}

/* ---- every row of every table ---- */

static void test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACT_COUNT; i++)
        need("fact", fact_row((enum fact_kind)i)->word, "");
}

/* What is to be done about a finding belongs to one that exists. */
static void test_advice(void **state)
{
    struct span key;
    struct span text;
    size_t seen = 0;
    (void)state;
    for (size_t i = 0; catalogue_at(&languages.all[0].catalogue, i, &key, &text); i++) {
        enum fact_kind kind;
        if (!span_starts(key, SPAN("do.")))
            continue;
        struct span word = span_from(key, sizeof "do." - 1);
        size_t subject = span_find_char(word, '.');
        if (!fact_from_word(subject == SPAN_NONE ? word : span_head(word, subject), &kind))
            fail_msg("%.*s is about no finding", SPAN_ARG(key));
        seen++;
    }
    assert_true(seen > 0);
}

static void add_chosen(struct record *record, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "smtp-login");
    fact.chosen = true;
    assert_non_null(record_add(record, &fact));
}

/* A verdict that says "but something should be looked at" names it, and says what to do, in each language. */
static void test_warnings(void **state)
{
    size_t seen = 0;
    (void)state;
    for (int kind = 0; kind < FACT_COUNT; kind++) {
        struct record record;
        struct diagnosis diagnosis;
        record_init(&record);
        add_chosen(&record, FACT_LOGIN_OK);
        add_chosen(&record, (enum fact_kind)kind);
        diagnose(&record, &diagnosis);
        if (diagnosis.status == VERDICT_WARNING) {
            assert_int_equal(diagnosis.warning_count, 1);
            assert_int_equal(diagnosis.warnings[0], 1);
            need("do", fact_row((enum fact_kind)kind)->word, "");
            seen++;
        } else {
            assert_int_equal(diagnosis.warning_count, 0);
        }
        record_clear(&record);
    }
    assert_true(seen > 15);
}

static void test_causes(void **state)
{
    static const char *const parts[] = { ".sentence", ".short", ".proves", ".why", ".do", ".ask", ".prevent" };
    (void)state;
    for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            need("cause", cause_row((enum cause)i)->label, parts[k]);
}

static void test_words(void **state)
{
    (void)state;
    for (int i = 0; i < NOTE_COUNT; i++)
        need("note", note_word((enum note)i), "");
    for (int i = 0; i < STEP_COUNT; i++)
        need("step", step_word((enum step)i), "");
    for (int i = 0; i < STAGE_COUNT; i++)
        need("stage", stage_word((enum stage)i), "");
    for (int i = 0; i < STATUS_COUNT; i++)
        need("status", status_word((enum status)i), "");
    for (int i = 0; i < SECURITY_COUNT; i++)
        need("security", security_word((enum security)i), "");
    for (int i = 0; i < SIDE_COUNT; i++) {
        need("side", side_word((enum side)i), "");
        need("verdict.side", side_word((enum side)i), "");
    }
    for (int i = CERTAINTY_POSSIBLE; i <= CERTAINTY_PROVEN; i++) {
        need("certainty", certainty_word((enum certainty)i), "");
        need("verdict.certainty", certainty_word((enum certainty)i), "");
    }
    for (int i = CORRECTION_NONE; i < CORRECTION_COUNT; i++)
        need("correction", correction_word((enum correction)i), "");
    for (int i = CORRECTION_NONE + 1; i < CORRECTION_COUNT; i++)
        need("next.correction", correction_word((enum correction)i), "");
}

static void test_checks(void **state)
{
    static const char *const whys[] = { "no-password", "depends", "out-of-time", "cancelled", "not-asked",
                                        "budget",      "unsafe",  "no-endpoint", "answered",  "mechanism" };
    (void)state;
    for (size_t i = 0; i < check_count(); i++)
        need("check", check_at(i)->id, "");
    for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
        need("why", whys[i], "");
}

/* Each question has what is read, what is said aloud, and a sentence for each of its answers. */
static void test_questions(void **state)
{
    (void)state;
    for (int q = QUESTION_NONE + 1; q < QUESTION_COUNT; q++) {
        const char *key = question_key((enum question)q);
        need("next", key, "");
        need("question", key, ".short");
        need("question", key, ".say");
        for (int c = 0; c < TOLD_COUNT; c++) {
            char answer[64];
            if (!question_takes((enum question)q, (enum told)c))
                continue;
            (void)snprintf(answer, sizeof answer, ".%s", told_word((enum told)c));
            need("fact.answer", key, answer);
            need("choice", told_word((enum told)c), "");
        }
    }
}

static void test_practice(void **state)
{
    (void)state;
    assert_true(practice_count() >= 25);
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        need("practice", about.id, ".title");
        need("practice", about.id, ".story");
    }
}

/* ---- the same in every language ---- */

static void test_same_keys(void **state)
{
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span key;
        struct span text;
        for (size_t i = 0; catalogue_at(&languages.all[l].catalogue, i, &key, &text); i++)
            for (size_t m = 0; m < LANGUAGES; m++) {
                struct span other;
                if (!catalogue_get(&languages.all[m].catalogue, key, &other))
                    fail_msg("%.*s is in %s, not in %s", SPAN_ARG(key), languages.all[l].id, languages.all[m].id);
            }
    }
}

/* The next "{name}" of *rest. */
static bool next_placeholder(struct span *rest, struct span *ret_name)
{
    size_t open = span_find_char(*rest, '{');
    size_t close = open == SPAN_NONE ? SPAN_NONE : span_find_char(span_from(*rest, open), '}');
    if (close == SPAN_NONE)
        return false;
    *ret_name = span_head(span_from(*rest, open), close + 1);
    *rest = span_from(*rest, open + close + 1);
    return true;
}

static bool is_known(struct span placeholder)
{
    static const char *const names[] = { "{host}",     "{port}",     "{code}",      "{enhanced}", "{text}",
                                         "{subject}",  "{expected}", "{number}",    "{ms}",       "{security}",
                                         "{provider}", "{why}",      "{correction}" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(placeholder, span_of(names[i])))
            return true;
    return false;
}

static void check_placeholders(size_t from, struct span key, struct span text)
{
    struct span name;
    while (next_placeholder(&text, &name)) {
        if (!is_known(name))
            fail_msg("%.*s in %s: nobody fills %.*s", SPAN_ARG(key), languages.all[from].id, SPAN_ARG(name));
        for (size_t l = 0; l < LANGUAGES; l++) {
            struct span other = SPAN_EMPTY;
            assert_true(catalogue_get(&languages.all[l].catalogue, key, &other));
            if (span_find(other, name) == SPAN_NONE)
                fail_msg("%.*s: %.*s is missing in %s", SPAN_ARG(key), SPAN_ARG(name), languages.all[l].id);
        }
    }
}

static void test_same_placeholders(void **state)
{
    size_t seen = 0;
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span key;
        struct span text;
        for (size_t i = 0; catalogue_at(&languages.all[l].catalogue, i, &key, &text); i++, seen++)
            if (key.len)
                check_placeholders(l, key, text);
    }
    assert_true(seen > 3000);
}

/* ---- how they are set ---- */

static bool is_of_facts(struct span key)
{
    static const char *const prefixes[] = { "fact.",   "note.",  "why.",      "check.",  "report.", "cli.",
                                            "option-", "about.", "question.", "choice.", "next." };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (span_starts(key, span_of(prefixes[i])))
            return true;
    return false;
}

/* No exclamation marks; Chinese has full-width punctuation, Russian its own quotes. */
static void test_setting(void **state)
{
    static const struct {
        size_t language;
        const char *wrong;
    } rows[] = { { 0, "!" },   { 1, "!" }, { 1, "！" }, { 1, "。 " }, { 1, "， " },
                 { 1, "： " }, { 2, "!" }, { 2, "\"" }, { 2, "'" } };
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct span key;
        struct span text;
        for (size_t i = 0; catalogue_at(&languages.all[rows[r].language].catalogue, i, &key, &text); i++)
            if (is_of_facts(key) && span_find(text, span_of(rows[r].wrong)) != SPAN_NONE)
                fail_msg("%.*s in %s: %s", SPAN_ARG(key), languages.all[rows[r].language].id, rows[r].wrong);
    }
}

/* A fact's sentence without what fills it stays on one line of the narrowest screen. */
static void test_facts_fit(void **state)
{
    enum { CELLS = 76 };
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span key;
        struct span text;
        for (size_t i = 0; catalogue_at(&languages.all[l].catalogue, i, &key, &text); i++)
            if (span_starts(key, SPAN("fact.")) && utf8_width(text) > CELLS)
                fail_msg("%.*s in %s: %zu cells", SPAN_ARG(key), languages.all[l].id, utf8_width(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),     cmocka_unit_test(test_causes),
        cmocka_unit_test(test_words),     cmocka_unit_test(test_checks),
        cmocka_unit_test(test_practice),  cmocka_unit_test(test_same_keys),
        cmocka_unit_test(test_setting),   cmocka_unit_test(test_same_placeholders),
        cmocka_unit_test(test_facts_fit), cmocka_unit_test(test_questions),
        cmocka_unit_test(test_advice),    cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, open_languages, NULL);
}
