/* Every practice case in the wizard itself: the verdict page says the right sentence, in all languages. */
#include "language.h"
#include "practice/practice.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define F2 "\033OQ"
#define DOWN "\033OB"
#define TAB "\t"
#define ENTER "\r"

/* Sentences are wrapped on the screen: they are compared without blanks. */
static void squeeze(const char *text, char *out, size_t room)
{
    size_t len = 0;
    for (; *text && len + 1 < room; text++)
        if (*text != ' ' && *text != '\n')
            out[len++] = *text;
    out[len] = '\0';
}

static void expected_sentence(const struct practice_about *about, const struct words *words, char *out, size_t room)
{
    char key[96];
    if (about->cause == CAUSE_NONE)
        (void)snprintf(key, sizeof key, "verdict.ok");
    else
        (void)snprintf(key, sizeof key, "cause.%s.sentence", cause_row(about->cause)->label);
    struct span text = words_get(words, key);
    char sentence[512];
    (void)snprintf(sentence, sizeof sentence, "%.*s", SPAN_ARG(text));
    squeeze(sentence, out, room);
}

static bool shows_verdict(struct screen *screen, const struct practice_about *about, const struct words *words)
{
    char wanted[512];
    char shown[16 * 1024];
    char *text = screen_text(screen);
    expected_sentence(about, words, wanted, sizeof wanted);
    squeeze(text, shown, sizeof shown);
    bool found = strstr(shown, wanted) != NULL;
    /* A slow greeting or the like: everything works, with a warning. */
    if (!found && about->cause == CAUSE_NONE) {
        struct span warning = words_get(words, "verdict.warning");
        char sentence[512];
        (void)snprintf(sentence, sizeof sentence, "%.*s", SPAN_ARG(warning));
        squeeze(sentence, wanted, sizeof wanted);
        found = strstr(shown, wanted) != NULL;
    }
    if (!found)
        print_message("%s: not on the screen: %s\n%s\n", about->id, wanted, text);
    free(text);
    return found;
}

static void open_case(struct screen *screen, size_t index)
{
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    const struct screen_start start = { 24, 80, arguments, NULL, NULL };
    assert_true(screen_open(screen, &start));
    assert_true(screen_key(screen, TAB));
    for (size_t i = 0; i < index; i++)
        assert_true(screen_key(screen, DOWN));
    assert_true(screen_key(screen, ENTER));
    assert_true(screen_wait_jobs(screen));
    assert_true(screen_key(screen, "7"));
}

static void test_every_case_on_the_screen(void **state)
{
    struct languages languages;
    size_t wrong = 0;
    (void)state;
    assert_true(languages_open(&languages));
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        struct screen screen;
        practice_about(practice_at(i), &about);
        open_case(&screen, i);
        for (size_t l = 0; l < LANGUAGES; l++) {
            struct words words = languages_words(&languages, l);
            wrong += !shows_verdict(&screen, &about, &words);
            assert_true(screen_key(&screen, F2));
        }
        screen_close(&screen);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_case_on_the_screen) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
