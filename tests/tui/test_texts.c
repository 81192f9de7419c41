/* The texts of the screens: there in every language, inside their limits, well set. */
#include "base/utf8.h"
#include "language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct languages languages;

static int open_languages(void **state)
{
    (void)state;
    return languages_open(&languages) ? 0 : -1;
}

static bool is_ours(struct span key)
{
    return span_starts(key, SPAN("ui."));
}

/* The keys are the same in all three; what English has, the others say in their own words. */
static void test_same_keys(void **state)
{
    size_t seen = 0;
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span key;
        struct span text;
        for (size_t i = 0; catalogue_at(&languages.all[l].catalogue, i, &key, &text); i++) {
            struct span other;
            if (!is_ours(key))
                continue;
            seen++;
            for (size_t m = 0; m < LANGUAGES; m++)
                if (!catalogue_get(&languages.all[m].catalogue, key, &other))
                    fail_msg("%.*s is not there in %s", SPAN_ARG(key), languages.all[m].id);
        }
    }
    assert_true(seen > 300);
}

/* Placeholders stand in every language or in none. */
static void test_same_placeholders(void **state)
{
    static const char *const names[] = { "{number}", "{text}", "{expected}", "{host}", "{port}" };
    struct span key;
    struct span english;
    (void)state;
    for (size_t i = 0; catalogue_at(&languages.all[0].catalogue, i, &key, &english); i++)
        for (size_t l = 1; is_ours(key) && l < LANGUAGES; l++)
            for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
                struct span text;
                assert_true(catalogue_get(&languages.all[l].catalogue, key, &text));
                bool there = span_find(text, span_of(names[n])) != SPAN_NONE;
                if (there != (span_find(english, span_of(names[n])) != SPAN_NONE))
                    fail_msg("%.*s: %s in %s", SPAN_ARG(key), names[n], languages.all[l].id);
            }
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(1, 1 << 20);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static void check_limit(struct span key, uint64_t limit)
{
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span text;
        assert_true(catalogue_get(&languages.all[l].catalogue, key, &text));
        if (utf8_width(text) > limit)
            fail_msg("%.*s in %s: %zu cells, %u allowed", SPAN_ARG(key), languages.all[l].id, utf8_width(text),
                     (unsigned)limit);
    }
}

static size_t check_limits(const char *path)
{
    char *file = read_file(path);
    struct span rest = span_of(file);
    struct span line;
    uint64_t limit = 0;
    size_t checked = 0;
    while (span_line(&rest, &line)) {
        struct span word = SPAN_EMPTY;
        if (span_starts(line, SPAN("# At most "))) {
            struct span number = span_from(line, 10);
            assert_true(span_word(&number, &word) && span_number(word, 200, &limit));
        } else if (span_starts(line, SPAN("msgid \"")) && limit) {
            struct span key = span_from(line, 7);
            check_limit(span_head(key, key.len - 1), limit);
            checked++;
            limit = 0;
        }
    }
    free(file);
    return checked;
}

/* "# At most N cells." above a text is a promise that every language keeps, in whichever file it stands. */
static void test_width_limits(void **state)
{
    size_t checked = 0;
    glob_t files;
    (void)state;
    assert_false(glob(SOURCE_DIR "/help-texts/en/*.po", 0, NULL, &files));
    for (size_t i = 0; i < files.gl_pathc; i++)
        checked += check_limits(files.gl_pathv[i]);
    globfree(&files);
    assert_true(checked > 200);
}

/* Rail names are the narrowest place: seven of them and the position share one line. */
static void test_rail_fits(void **state)
{
    static const char *const steps[] = { "account", "credentials", "server", "network", "status", "logs", "verdict" };
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        size_t cells = 1;
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            char key[64];
            struct span text;
            (void)snprintf(key, sizeof key, "ui.step.%s", steps[i]);
            assert_true(catalogue_get(&languages.all[l].catalogue, span_of(key), &text));
            cells += 2 + utf8_width(text) + 2;
        }
        assert_true(cells <= 75);
    }
}

/* No exclamation marks, no control characters; Chinese has full-width punctuation, Russian its own quotes. */
static void test_setting(void **state)
{
    (void)state;
    for (size_t l = 0; l < LANGUAGES; l++) {
        struct span key;
        struct span text;
        bool is_chinese = strcmp(languages.all[l].id, "zh") == 0;
        bool is_russian = strcmp(languages.all[l].id, "ru") == 0;
        for (size_t i = 0; catalogue_at(&languages.all[l].catalogue, i, &key, &text); i++) {
            if (!is_ours(key) || span_equal(key, SPAN("ui.help.signs.list")))
                continue;
            bool wrong = span_find_char(text, '!') != SPAN_NONE || span_find(text, SPAN("！")) != SPAN_NONE;
            for (size_t c = 0; c < text.len; c++)
                wrong |= (unsigned char)text.at[c] < 0x20 && text.at[c] != '\n';
            wrong |=
                is_chinese && (span_find(text, SPAN("。 ")) != SPAN_NONE || span_find(text, SPAN("， ")) != SPAN_NONE);
            wrong |= is_russian && span_find_char(text, '"') != SPAN_NONE;
            if (wrong)
                fail_msg("%.*s in %s", SPAN_ARG(key), languages.all[l].id);
        }
    }
}

static void test_choosing(void **state)
{
    static const struct {
        const char *wanted;
        const char *id;
    } rows[] = {
        { "zh", "zh" },    { "ru_RU.UTF-8", "ru" }, { "zh_CN.UTF-8", "zh" },
        { "en_US", "en" }, { "C", "en" },           { "", "en" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(languages.all[languages_choose(&languages, rows[i].wanted)].id, rows[i].id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_keys), cmocka_unit_test(test_same_placeholders), cmocka_unit_test(test_width_limits),
        cmocka_unit_test(test_rail_fits), cmocka_unit_test(test_setting),           cmocka_unit_test(test_choosing),
    };
    return cmocka_run_group_tests(tests, open_languages, NULL);
}
