/* The real program behind a terminal of our own, from the first frame to the last byte. */
#include "practice/practice.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define F1 "\033OP"
#define F2 "\033OQ"
#define F5 "\033[15~"
#define F8 "\033[19~"
#define F10 "\033[21~"
#define DOWN "\033OB"
#define TAB "\t"
#define ENTER "\r"
#define ESC "\033"

enum { ROWS = 24, COLS = 80 };

static void open_with(struct screen *screen, const char *language, const char *const *environment)
{
    const char *const arguments[] = { PROGRAM, "--lang", language, NULL };
    const struct screen_start start = { ROWS, COLS, arguments, environment, NULL };
    assert_true(screen_open(screen, &start));
}

static void open_wizard(struct screen *screen, const char *language)
{
    open_with(screen, language, NULL);
}

static void check_golden(struct screen *screen, const char *page, const char *language)
{
    char name[64];
    char *text = screen_text(screen);
    (void)snprintf(name, sizeof name, "%s-%s", page, language);
    bool same = screen_is_golden(TEST_DIR, name, text);
    free(text);
    assert_true(same);
}

/* Moves down the list of practice cases until this one is on the selected row, and starts it. */
static void start_case(struct screen *screen, const char *id)
{
    assert_true(screen_key(screen, TAB));
    struct practice_about about;
    for (size_t i = 0; i < practice_count(); i++) {
        practice_about(practice_at(i), &about);
        if (strcmp(about.id, id) == 0)
            break;
        assert_true(screen_key(screen, DOWN));
    }
    assert_true(screen_key(screen, ENTER));
    assert_true(screen_wait_jobs(screen));
}

static const char *const all_languages[] = { "en", "zh", "ru" };

static void test_first_pages(void **state)
{
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        struct screen screen;
        open_wizard(&screen, all_languages[l]);
        assert_true(screen.on_alternate);
        check_golden(&screen, "start", all_languages[l]);
        assert_true(screen_key(&screen, ENTER));
        check_golden(&screen, "account", all_languages[l]);
        assert_true(screen_keys(&screen, F8, 1));
        check_golden(&screen, "credentials-empty", all_languages[l]);
        assert_true(screen_keys(&screen, F8, 1));
        check_golden(&screen, "server", all_languages[l]);
        assert_int_equal(screen_end(&screen, F10), 0);
        assert_false(screen.on_alternate);
        assert_true(screen.cursor_shown);
        screen_close(&screen);
    }
}

/* F2 changes every word; what was typed, and where the cursor is, stays. */
static void test_language_switch(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    assert_true(screen_keys(&screen, ENTER "anna@example.com", 17));
    assert_true(screen_shows(&screen, "Which account cannot send?"));
    assert_true(screen_key(&screen, F2));
    assert_true(screen_shows(&screen, "哪个账号发不出邮件？"));
    assert_true(screen_shows(&screen, "anna@example.com"));
    assert_true(screen_keys(&screen, F2 "x", 2));
    assert_true(screen_shows(&screen, "С какого адреса не уходят письма?"));
    assert_true(screen_shows(&screen, "anna@example.comx"));
    screen_close(&screen);
}

/* Letters are text in a field; a sequence that nobody knows acts nowhere. */
static void test_keys_that_do_not_act(void **state)
{
    static const char *const unknown[] = { "\033[99;99X", "\033[1;5A", "\033O!", "\033x",
                                           "\033[?1;2c",  "\033[200",  "\xff" };
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (!screen_key(&screen, unknown[i]))
            fail_msg("sequence %zu", i);
    assert_true(screen_shows(&screen, "New check"));
    assert_true(screen_keys(&screen, ENTER "qLr?5", 6));
    assert_true(screen_shows(&screen, "qLr?5"));
    assert_true(screen_key(&screen, ESC));
    assert_true(screen_shows(&screen, "New check"));
    assert_int_equal(screen_end(&screen, "\xd0\xb9"), 0); /* й stands where q stands */
    screen_close(&screen);
}

/* A case from the list: run, result, proof, verdict, in the language of the moment; its exit status. */
/* What a terminal answers when nobody waits for it any more is not typed into a field, and chooses nothing. */
static void test_late_answers(void **state)
{
    static const char *const answers[] = { "\033]11;rgb:0000/0000/0000\033\\", "\033]11;rgb:ffff/ffff/ffff\a",
                                           "\033P1$r0m\033\\", "\033[1;2R" };
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    char *before = screen_text(&screen);
    char *title = strndup(before, strcspn(before, "\n"));
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        assert_true(screen_key(&screen, answers[i]));
        assert_true(screen_shows(&screen, title));
        assert_true(screen_shows(&screen, "Find out why a mail program cannot send"));
    }
    free(title);
    free(before);
    screen_close(&screen);
}

static void test_practice(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    start_case(&screen, "wrong-password");
    assert_true(screen_shows(&screen, "PRACTICE"));
    assert_true(screen_shows(&screen, "535 5.7.8"));
    assert_true(screen_shows(&screen, "^^^ ^^^^^"));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_shows(&screen, "The server speaks."));
    assert_true(screen_key(&screen, "7"));
    assert_true(screen_shows(&screen, "Who can fix it"));
    assert_true(screen_key(&screen, F2));
    assert_true(screen_shows(&screen, "由谁解决"));
    assert_int_equal(screen_end(&screen, "qy"), 2);
    assert_true(screen_shows(&screen, "。")); /* the verdict stays on the normal screen */
    screen_close(&screen);
}

/* The corrected attempt is offered, asked about, and made; after it the sign-in works. */
static void test_corrected_attempt(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    start_case(&screen, "blank-at-the-end");
    assert_true(screen_key(&screen, "7"));
    assert_true(screen_shows(&screen, "One more try"));
    assert_true(screen_key(&screen, "c"));
    assert_true(screen_shows(&screen, "Corrected attempt"));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_wait_jobs(&screen));
    assert_true(screen_shows(&screen, "235 2.7.0"));
    screen_close(&screen);
}

/* Ctrl-C stops the checks first; what was found stays, and only then leaving is asked. */
static void test_stopping(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    start_case(&screen, "all-well-starttls");
    assert_true(screen_key(&screen, "\003"));
    assert_true(screen_shows(&screen, "Leave?"));
    assert_true(screen_keys(&screen, ESC, 1));
    assert_true(screen_key(&screen, "\003"));
    assert_int_equal(screen_end(&screen, "y"), 0);
    assert_true(screen.cursor_shown);
    screen_close(&screen);
}

static void test_pasting(void **state)
{
    struct screen screen;
    char *huge = malloc((1 << 20) + 1);
    (void)state;
    assert_non_null(huge);
    memset(huge, 'q', 1 << 20);
    huge[1 << 20] = '\0';
    open_wizard(&screen, "en");
    assert_true(screen_keys(&screen, ENTER, 1));
    assert_true(screen_paste(&screen, "anna@example.com\nq\nq\n"));
    assert_true(screen_shows(&screen, "anna@example.com"));
    assert_true(screen_shows(&screen, "the rest of the paste was left out"));
    assert_true(screen_paste(&screen, huge));
    assert_true(screen_shows(&screen, "the rest of the paste was left out"));
    assert_true(screen_keys(&screen, ESC, 1));
    assert_true(screen_paste(&screen, "The server said:\n535 5.7.8 Error: authentication failed\n"));
    assert_true(screen_shows(&screen, "535 5.7.8"));
    screen_close(&screen);
    free(huge);
}

static void test_sizes(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = { { 36, 120 }, { 60, 200 }, { 10, 30 }, { 1, 1 }, { 16, 60 }, { 24, 80 } };
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    char *before = screen_text(&screen);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        assert_true(screen_resize(&screen, sizes[i].rows, sizes[i].cols));
    assert_true(screen_key(&screen, "\f")); /* Ctrl-L paints everything anew */
    char *after = screen_text(&screen);
    assert_string_equal(before, after);
    free(before);
    free(after);
    screen_close(&screen);
}

/* However it is killed, the terminal is whole: normal screen, cursor, line modes. */
static void test_signals(void **state)
{
    static const int signals[] = { SIGTERM, SIGHUP, SIGABRT, SIGSEGV };
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct screen screen;
        open_wizard(&screen, "en");
        assert_false(kill(screen.pid, signals[i]));
        int status = screen_wait_end(&screen);
        if (status == 0 || screen.on_alternate || !screen.cursor_shown)
            fail_msg("signal %d: status %d, alternate %d, cursor %d", signals[i], status, screen.on_alternate,
                     screen.cursor_shown);
        screen_close(&screen);
    }
}

/* The window closes: the program ends by itself. */
static void test_hang_up(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    (void)close(screen.fd);
    screen.fd = -1;
    assert_int_not_equal(screen_wait_end(&screen), -1);
    screen_close(&screen);
}

/* Any TERM that can place a cursor, any locale: keys act the same, and Cyrillic is never garbage. */
static void test_terminals_and_locales(void **state)
{
    static const char *const environments[][4] = {
        { "TERM=linux", NULL },       { "TERM=vt100", NULL },
        { "TERM=screen", NULL },      { "TERM=tmux-256color", NULL },
        { "TERM=ansi", NULL },        { "LANG=C", NULL },
        { "LANG=en_US.UTF-8", NULL }, { "LC_ALL=POSIX", "TERM=xterm", NULL },
        { "NO_COLOR=1", NULL },       { "ESCDELAY=junk", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof environments / sizeof *environments; i++) {
        struct screen screen;
        open_with(&screen, "ru", environments[i]);
        assert_true(screen_shows(&screen, "Новая проверка"));
        assert_true(screen_keys(&screen, "\033[B\033OB", 2));
        assert_true(screen_key(&screen, F1));
        assert_true(screen_shows(&screen, "Помощь"));
        assert_true(screen_key(&screen, ESC));
        assert_true(screen_key(&screen, "\033[[B")); /* F2 of the Linux console */
        assert_true(screen_shows(&screen, "New check"));
        assert_int_equal(screen_end(&screen, F10), 0);
        screen_close(&screen);
    }
}

/* TERM=dumb and none at all are asked line by line: test_plain.c. */
static void test_no_terminal(void **state)
{
    static const char *const environment[] = { "TERM=nosuchterm", NULL };
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    const struct screen_start start = { ROWS, COLS, arguments, environment, NULL };
    struct screen screen;
    (void)state;
    assert_false(screen_open(&screen, &start));
    assert_int_equal(screen_wait_end(&screen), 64);
    assert_true(screen_shows(&screen, "cannot show pages"));
    assert_true(screen_shows(&screen, "smtpdoctor --plain"));
    screen_close(&screen);
}

/* The selected row stands out, and without colour it still does. */
static void test_what_stands_out(void **state)
{
    static const char *const plain[] = { "NO_COLOR=1", NULL };
    struct screen screen;
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        open_with(&screen, "en", turn ? plain : NULL);
        struct screen_cell selected = screen_cell(&screen, 5, 10);
        struct screen_cell other = screen_cell(&screen, 6, 10);
        assert_true(selected.bold && selected.reverse);
        assert_false(other.reverse);
        assert_true(turn == 0 || screen_cell(&screen, 5, 3).colour == -1);
        screen_close(&screen);
    }
}

/* Stars on the screen; the password itself in no byte of the output. F4 shows it, as asked. */
static void test_password_is_hidden(void **state)
{
    struct screen screen;
    (void)state;
    open_wizard(&screen, "en");
    assert_true(screen_keys(&screen, ENTER "a@b.example" F8, 13));
    assert_true(screen_keys(&screen, DOWN "geheim-42", 10));
    assert_true(screen_shows(&screen, "*********"));
    char *text = screen_text(&screen);
    assert_null(strstr(text, "geheim"));
    free(text);
    assert_true(screen_key(&screen, "\033OS"));
    assert_true(screen_shows(&screen, "geheim-42"));
    assert_true(screen_key(&screen, "\033OS"));
    text = screen_text(&screen);
    assert_null(strstr(text, "geheim"));
    free(text);
    screen_close(&screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_pages),
        cmocka_unit_test(test_language_switch),
        cmocka_unit_test(test_keys_that_do_not_act),
        cmocka_unit_test(test_late_answers),
        cmocka_unit_test(test_practice),
        cmocka_unit_test(test_corrected_attempt),
        cmocka_unit_test(test_stopping),
        cmocka_unit_test(test_pasting),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_hang_up),
        cmocka_unit_test(test_terminals_and_locales),
        cmocka_unit_test(test_no_terminal),
        cmocka_unit_test(test_what_stands_out),
        cmocka_unit_test(test_password_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
