/* Asking a person: the question on the verdict page, the page for a call, and fix and retest. */
#include "app.h"
#include "interview.h"
#include "language.h"
#include "show.h"
#include "support/sample.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct page {
    struct app app;
    struct record record;
};

/* An ordinary refusal, judged by the diagnosis itself. */
static void open_page(struct page *page, const char *language, int rows, int cols)
{
    struct target target;
    assert_true(app_init(&page->app, language));
    page->app.is_test = true;
    canvas_resize(&page->app.canvas, rows, cols);
    sample_record(&page->record);
    (void)strcpy(page->record.facts[4].text, "authentication failed");
    page->app.fixed = &page->record;
    diagnose(&page->record, &page->app.diagnosis);
    page->app.has_diagnosis = true;
    target_init(&target);
    (void)strcpy(target.address, "anna@example.com");
    target.server = (struct endpoint){ "smtp.example.com", 587, SECURITY_STARTTLS };
    app_fill(&page->app, &target);
    target_clear(&target);
    app_go(&page->app, SCREEN_VERDICT);
}

static void close_page(struct page *page)
{
    app_free(&page->app);
    record_clear(&page->record);
}

static void type(struct app *app, const char *letters)
{
    for (; *letters; letters++) {
        struct key key = { KEY_CODE_CHARACTER, (unsigned char)*letters };
        if (*letters == '\n')
            key = (struct key){ KEY_CODE_ENTER, 0 };
        if (*letters == '\033')
            key = (struct key){ KEY_CODE_ESCAPE, 0 };
        if (*letters == '\v')
            key = (struct key){ KEY_CODE_DOWN, 0 };
        app_key(app, key);
    }
}

static char *page_text(struct app *app)
{
    struct buf text;
    buf_init(&text, 1 * MIB);
    app_draw(app);
    canvas_dump(&app->canvas, &text);
    return buf_take(&text);
}

static enum cause cause_of(const struct app *app)
{
    return app->diagnosis.candidates[0].cause;
}

/* ---- pages ---- */

static const struct {
    const char *name, *keys;
    int rows, cols;
} rows[] = {
    { "verdict-asks", "", 24, 80 },       { "verdict-answered", "y", 24, 80 },
    { "verdict-fix", "f", 24, 80 },       { "call", "tl", 24, 80 },
    { "call-answered", "tly", 24, 80 },   { "call-words", "ty\vs", 24, 80 },
    { "call-done", "tnuuuuuuu", 24, 80 }, { "call-wide", "tly", 36, 120 },
    { "call-small", "tl", 18, 64 },
};

static bool check_page(size_t index, const char *language)
{
    struct page page;
    char name[64];
    open_page(&page, language, rows[index].rows, rows[index].cols);
    type(&page.app, rows[index].keys);
    char *text = page_text(&page.app);
    (void)snprintf(name, sizeof name, "%s-%s", rows[index].name, language);
    bool same = screen_is_golden(TEST_DIR, name, text);
    free(text);
    close_page(&page);
    return same;
}

static void test_pages(void **state)
{
    bool all = true;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        all &= check_page(i, "en");
        all &= check_page(i, "zh");
        all &= check_page(i, "ru");
    }
    assert_true(all);
}

/* ---- answers ---- */

/* One key, and the verdict is another; the same key again changes nothing that was not asked. */
static void test_answer_changes_verdict(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    assert_int_equal(cause_of(&page.app), CAUSE_BAD_CREDENTIALS);
    assert_int_equal(page.app.diagnosis.question, QUESTION_WEBMAIL);
    type(&page.app, "o"); /* not one of its answers */
    assert_null(question_answer(&page.record, QUESTION_WEBMAIL));
    type(&page.app, "y");
    assert_int_equal(cause_of(&page.app), CAUSE_APP_PASSWORD_REQUIRED);
    assert_string_equal(question_answer(&page.record, QUESTION_WEBMAIL)->text, "yes");
    assert_string_equal(target_answer(&page.app.base, "webmail"), "yes");
    assert_int_not_equal(page.app.diagnosis.question, QUESTION_WEBMAIL);
    close_page(&page);
}

/* A Russian keyboard layout answers as well. */
static void test_other_layout(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "ru", 24, 80);
    app_key(&page.app, (struct key){ KEY_CODE_CHARACTER, 0x0442 }); /* т stands where n stands */
    assert_string_equal(question_answer(&page.record, QUESTION_WEBMAIL)->text, "no");
    close_page(&page);
}

/* The screen stays in the agent's language, what is said is in the caller's, and both can change at any moment. */
static void test_two_languages(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    type(&page.app, "tl");
    char *chinese = page_text(&page.app);
    assert_non_null(strstr(chinese, "Webmail takes the same password"));
    assert_non_null(strstr(chinese, "麻烦您用浏览器"));
    type(&page.app, "l");
    char *russian = page_text(&page.app);
    assert_non_null(strstr(russian, "Webmail takes the same password"));
    assert_non_null(strstr(russian, "в браузере"));
    type(&page.app, "LL"); /* the screen is Russian now, the caller still is */
    char *both = page_text(&page.app);
    assert_null(strstr(both, "Webmail"));
    assert_non_null(strstr(both, "Откройте, пожалуйста"));
    free(chinese);
    free(russian);
    free(both);
    close_page(&page);
}

/* What was answered stays in the list, and can be answered otherwise. */
static void test_slip_is_mended(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    type(&page.app, "ty");
    interview_freshen(&page.app);
    assert_int_equal(page.app.call.questions[page.app.call.count - 1], QUESTION_WEBMAIL);
    for (size_t i = 0; i < QUESTION_COUNT; i++)
        app_key(&page.app, (struct key){ KEY_CODE_DOWN, 0 });
    type(&page.app, "n");
    assert_string_equal(question_answer(&page.record, QUESTION_WEBMAIL)->text, "no");
    assert_int_equal(cause_of(&page.app), CAUSE_BAD_CREDENTIALS);
    close_page(&page);
}

/* The note has what was seen first, then each answer; a verdict is told when it is a new one. */
static void test_note(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    type(&page.app, "tyu");
    const struct call_note *note = &page.app.call.note;
    assert_int_equal(note->count, 3);
    assert_int_equal(note->entries[0].fact.kind, FACT_LOGIN_REFUSED);
    assert_int_equal(note->entries[0].cause, CAUSE_BAD_CREDENTIALS);
    assert_int_equal(note->entries[1].cause, CAUSE_APP_PASSWORD_REQUIRED);
    assert_true(note->entries[1].is_new);
    assert_false(note->entries[2].is_new);
    for (int i = 0; i < 2 * CALL_ENTRIES_MAX; i++)
        interview_seen(&page.app);
    assert_int_equal(note->count, CALL_ENTRIES_MAX);
    close_page(&page);
}

/* Every question fits the page for a call in every language: asked, said, and its keys seen. */
static void test_every_question_fits(void **state)
{
    static const char *const languages[] = { "en", "zh", "ru" };
    (void)state;
    for (size_t l = 0; l < 3; l++)
        for (int q = QUESTION_NONE + 1; q < QUESTION_COUNT; q++) {
            struct page page;
            struct buf keys;
            char key[16];
            open_page(&page, languages[l], 24, 80);
            type(&page.app, "tl");
            page.app.call.questions[0] = (enum question)q;
            page.app.call.open = page.app.call.count = 1;
            page.app.call.is_fresh = true;
            char *text = page_text(&page.app);
            buf_init(&keys, KIB);
            show_add_choices(&page.app.words, (enum question)q, &keys);
            (void)snprintf(key, sizeof key, "u\302\240");
            if (strstr(text, "…") || !strstr(text, "▸ ?") || !strstr(buf_text(&keys), key))
                fail_msg("%s in %s:\n%s", question_key((enum question)q), languages[l], text);
            buf_free(&keys);
            free(text);
            close_page(&page);
        }
}

/* ---- fix and retest, against a server ---- */

#define ENTER "\r"
#define CTRL_U "\025"

static size_t case_index(const char *id)
{
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        if (strcmp(about.id, id) == 0)
            return i;
    }
    fail_msg("no case %s", id);
    return 0;
}

static void open_case(struct screen *screen, const char *id)
{
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    const struct screen_start start = { 24, 80, arguments, NULL, NULL };
    assert_true(screen_open(screen, &start));
    assert_true(screen_key(screen, "\t"));
    for (size_t i = case_index(id); i > 0; i--)
        assert_true(screen_key(screen, "\033OB"));
    assert_true(screen_key(screen, ENTER));
    assert_true(screen_wait_jobs(screen));
    assert_true(screen_key(screen, "7"));
}

static void expect(struct screen *screen, const char *text)
{
    char *shown = screen_text(screen);
    if (!strstr(shown, text))
        fail_msg("not on the screen: %s\n%s", text, shown);
    free(shown);
}

/* The setting in a box, a few keys, and before and now side by side. */
static void test_fix_password(void **state)
{
    struct screen screen;
    (void)state;
    open_case(&screen, "wrong-password");
    assert_true(screen_key(&screen, "f"));
    expect(&screen, "Sign-ins used  1 / 3");
    assert_true(screen_key(&screen, CTRL_U));
    for (const char *letter = "Winter-2025"; *letter; letter++)
        assert_true(screen_key(&screen, (char[]){ *letter, '\0' }));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_wait_jobs(&screen));
    expect(&screen, "✗ Wrong user name or password");
    expect(&screen, "✓ Everything works");
    char *shown = screen_text(&screen);
    assert_null(strstr(shown, "Winter"));
    free(shown);
    assert_true(screen_key(&screen, "t"));
    expect(&screen, "→ Wrong user name or password (likely)");
    expect(&screen, "→ Everything works");
    screen_close(&screen);
}

static void test_fix_port(void **state)
{
    struct screen screen;
    (void)state;
    open_case(&screen, "tls-on-starttls-port");
    assert_true(screen_key(&screen, "f"));
    assert_true(screen_key(&screen, ENTER));    /* the port stays */
    assert_true(screen_key(&screen, "\033OC")); /* STARTTLS */
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_wait_jobs(&screen));
    expect(&screen, "587 TLS");
    expect(&screen, "587 STARTTLS");
    expect(&screen, "✓ Everything works");
    screen_close(&screen);
}

/* Esc leaves everything as it was; what is about no setting has none to change. */
static void test_fix_left(void **state)
{
    struct screen screen;
    (void)state;
    open_case(&screen, "wrong-password");
    assert_true(screen_key(&screen, "f"));
    assert_true(screen_key(&screen, "x"));
    assert_true(screen_key(&screen, "\033"));
    expect(&screen, "One question");
    assert_true(screen_key(&screen, "2"));
    expect(&screen, "***********");
    screen_close(&screen);
    open_case(&screen, "too-many-connections");
    assert_true(screen_key(&screen, "f"));
    expect(&screen, "is no setting");
    screen_close(&screen);
}

/* Taken in another form of the name: the caller is told that form, and not one that was refused. */
static void test_call_tells_the_form_that_was_taken(void **state)
{
    (void)state;
    struct page page;
    struct fact taken = fact_new(FACT_FORM_OK, "login-form");
    open_page(&page, "en", 24, 80);
    (void)strcpy(taken.subject, "local-part");
    (void)strcpy(taken.expected, "anna.b");
    taken.chosen = true;
    assert_non_null(record_add(&page.record, &taken));
    diagnose(&page.record, &page.app.diagnosis);
    type(&page.app, "t");
    char *text = page_text(&page.app);
    if (!strstr(text, "Enter anna.b as the user name") || strstr(text, "full mail address"))
        fail_msg("%s", text);
    free(text);
    close_page(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_answer_changes_verdict),
        cmocka_unit_test(test_other_layout),
        cmocka_unit_test(test_two_languages),
        cmocka_unit_test(test_slip_is_mended),
        cmocka_unit_test(test_note),
        cmocka_unit_test(test_every_question_fits),
        cmocka_unit_test(test_fix_password),
        cmocka_unit_test(test_fix_port),
        cmocka_unit_test(test_fix_left),
        cmocka_unit_test(test_call_tells_the_form_that_was_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
