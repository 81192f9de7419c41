/* Pages as text, painted without a terminal from a record made by hand: every time and number is the same each run. */
#include "app.h"
#include "base/mem.h"
#include "checks/check.h"
#include "support/sample.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { REFUSAL_LINE = SAMPLE_REFUSAL_LINE, WORKED = 1767225600, CHECKED = WORKED + 86400 };

struct page {
    struct app app;
    struct record record;
};

static void open_page(struct page *page, const char *language, int rows, int cols)
{
    struct target target;
    assert_true(app_init(&page->app, language));
    page->app.is_test = true;
    canvas_resize(&page->app.canvas, rows, cols);
    sample_record(&page->record);
    page->app.fixed = &page->record;
    page->app.has_diagnosis = true;
    page->app.diagnosis = sample_diagnosis;
    target_init(&target);
    strcpy(target.address, "anna@example.com");
    target.server = (struct endpoint){ "smtp.example.com", 587, SECURITY_STARTTLS };
    app_fill(&page->app, &target);
    target_copy(&page->app.ran, &target);
    target_clear(&target);
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
        if (*letters == '\x14')
            key = (struct key){ KEY_CODE_CONTROL, 't' };
        if (*letters == '\t')
            key = (struct key){ KEY_CODE_TAB, 0 };
        if (*letters == '\n')
            key = (struct key){ KEY_CODE_ENTER, 0 };
        if (*letters == '\b')
            key = (struct key){ KEY_CODE_BACKSPACE, 0 };
        if (*letters == '\033')
            key = (struct key){ KEY_CODE_ESCAPE, 0 };
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

/* A page: where to go, which keys to press there, in which size; painted in these languages. */
struct row {
    const char *name;
    enum screen_id screen;
    const char *keys;
    int rows, cols;
    const char *languages;
};

static const struct row rows[] = {
    { "result", SCREEN_NETWORK, "", 24, 80, "en zh ru" },
    { "result-line", SCREEN_NETWORK, "\t", 24, 80, "en zh ru" },
    { "result-line-15", SCREEN_NETWORK, "\tkkkkkk", 24, 80, "en zh ru" },
    { "result-line-wide", SCREEN_NETWORK, "\tkkkk", 36, 120, "en zh ru" },
    { "result-line-huge", SCREEN_NETWORK, "\t", 60, 200, "en zh ru" },
    { "result-search", SCREEN_NETWORK, "/auth", 24, 80, "en zh ru" },
    { "result-search-none", SCREEN_NETWORK, "/pineapple", 24, 80, "en zh ru" },
    { "result-hit", SCREEN_NETWORK, "/auth\nn", 24, 80, "en zh ru" },
    { "result-filter", SCREEN_NETWORK, "\tf", 24, 80, "en zh ru" },
    { "result-problems", SCREEN_NETWORK, "\tfff", 24, 80, "en zh ru" },
    { "result-bytes", SCREEN_NETWORK, "x", 24, 80, "en zh ru" },
    { "result-bytes-wide", SCREEN_NETWORK, "x", 36, 120, "en" },
    { "result-select", SCREEN_NETWORK, "\tvkkk", 24, 80, "en zh ru" },
    { "result-text", SCREEN_NETWORK, "\t\tj", 24, 80, "en zh ru" },
    { "result-zoom-lines", SCREEN_NETWORK, "\tz", 24, 80, "en zh ru" },
    { "result-passed", SCREEN_NETWORK, "+", 24, 80, "en zh ru" },
    { "result-zoom", SCREEN_NETWORK, "z", 24, 80, "en zh ru" },
    { "result-wide", SCREEN_NETWORK, "", 36, 120, "en zh ru" },
    { "status", SCREEN_STATUS, "", 24, 80, "en zh ru" },
    { "verdict", SCREEN_VERDICT, "", 24, 80, "en zh ru" },
    { "verdict-wide", SCREEN_VERDICT, "", 36, 120, "en zh ru" },
    { "correct", SCREEN_VERDICT, "", 24, 80, "en zh ru" },
    { "help", SCREEN_NETWORK, "?", 24, 80, "en zh ru" },
    { "commands", SCREEN_NETWORK, ":", 24, 80, "en zh ru" },
    { "commands-typed", SCREEN_NETWORK, ":copy", 24, 80, "en zh ru" },
    { "commands-wide", SCREEN_NETWORK, ":", 36, 120, "en" },
    { "plan", SCREEN_SERVER, "\x14", 24, 80, "en zh ru" },
    { "plan-end", SCREEN_SERVER, "\x14       ", 24, 80, "en zh ru" },
    { "help-wide", SCREEN_VERDICT, "?", 36, 120, "en zh ru" },
    { "result-huge", SCREEN_NETWORK, "", 60, 200, "en zh ru" },
    { "verdict-huge", SCREEN_VERDICT, "", 60, 200, "en zh ru" },
    { "report", SCREEN_VERDICT, "w", 24, 80, "en zh ru" },
    { "report-user", SCREEN_VERDICT, "w\t\t ", 24, 80, "en zh ru" },
    { "report-html", SCREEN_VERDICT, "w  \t \t  \t\t \t", 24, 80, "en zh ru" },
    { "report-wide", SCREEN_VERDICT, "w", 36, 120, "en zh ru" },
    { "report-huge", SCREEN_VERDICT, "w", 60, 200, "en" },
    { "report-small", SCREEN_VERDICT, "w", 18, 64, "ru" },
    { "report-parts", SCREEN_VERDICT, "w\t\t\tll ", 24, 80, "en zh ru" },
    { "report-help", SCREEN_VERDICT, "w?", 24, 80, "en zh ru" },
    { "leave", SCREEN_VERDICT, "q", 24, 80, "en zh ru" },
    { "leave-wide", SCREEN_VERDICT, "q", 36, 120, "en" },
    { "leave-huge", SCREEN_VERDICT, "q", 60, 200, "en" },
    { "start-wide", SCREEN_START, "", 36, 120, "en" },
    { "start-huge", SCREEN_START, "", 60, 200, "en" },
    { "account-wide", SCREEN_ACCOUNT, "", 36, 120, "en" },
    { "account-huge", SCREEN_ACCOUNT, "", 60, 200, "en" },
    { "credentials-wide", SCREEN_CREDENTIALS, "secret ", 36, 120, "en" },
    { "credentials-huge", SCREEN_CREDENTIALS, "secret ", 60, 200, "en" },
    { "server-huge", SCREEN_SERVER, "", 60, 200, "en" },
    { "status-wide", SCREEN_STATUS, "", 36, 120, "en" },
    { "status-huge", SCREEN_STATUS, "", 60, 200, "en" },
    { "help-huge", SCREEN_NETWORK, "?", 60, 200, "en" },
    { "commands-huge", SCREEN_NETWORK, ":", 60, 200, "en" },
    { "call-huge", SCREEN_CALL, "", 60, 200, "en" },
    { "settings-wide", SCREEN_SETTINGS, "", 36, 120, "en" },
    { "settings-huge", SCREEN_SETTINGS, "", 60, 200, "en" },
    { "small-verdict", SCREEN_VERDICT, "", 18, 64, "en" },
    { "small-account", SCREEN_ACCOUNT, "", 18, 64, "en" },
    { "credentials", SCREEN_CREDENTIALS, "secret ", 24, 80, "en zh ru" },
    { "server-wide", SCREEN_SERVER, "", 36, 120, "en zh ru" },
    { "small-line", SCREEN_NETWORK, "\t", 18, 64, "en zh ru" },
    { "small", SCREEN_NETWORK, "", 18, 64, "en zh ru" },
    { "too-small", SCREEN_NETWORK, "", 10, 30, "en zh ru" },
};

static bool is_page_golden(struct page *page, const struct row *row, const char *language)
{
    char name[64];
    app_go(&page->app, row->screen);
    if (row->screen == SCREEN_CREDENTIALS)
        app_key(&page->app, (struct key){ KEY_CODE_DOWN, 0 });
    type(&page->app, row->keys);
    char *text = page_text(&page->app);
    (void)snprintf(name, sizeof name, "%s-%s", row->name, language);
    bool same = screen_is_golden(TEST_DIR, name, text);
    free(text);
    return same;
}

static bool check_page(const struct row *row, const char *language)
{
    struct page page;
    open_page(&page, language, row->rows, row->cols);
    bool same = is_page_golden(&page, row, language);
    close_page(&page);
    return same;
}

static void test_pages(void **state)
{
    bool all = true;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span rest = span_of(rows[i].languages);
        struct span language;
        while (span_word(&rest, &language)) {
            char id[8];
            (void)snprintf(id, sizeof id, "%.*s", SPAN_ARG(language));
            all &= check_page(&rows[i], id);
        }
    }
    assert_true(all);
}

/* Since it worked: the port, and the address that the server saw. */
static void set_changed(struct page *page)
{
    struct comparison *compared = &page->app.compared;
    snapshot_take(&page->record, CHECKED, &compared->now);
    compared->good = compared->now;
    compared->good.time = WORKED;
    strcpy(compared->good.figures[FIGURE_PORT], "465");
    strcpy(compared->good.figures[FIGURE_PUBLIC_ADDRESS], "198.51.100.77");
    strcpy(compared->now.figures[FIGURE_PUBLIC_ADDRESS], "198.51.100.78");
    comparison_make(compared);
}

static const struct row changed_rows[] = {
    { "verdict-changed", SCREEN_VERDICT, "  ", 24, 80, "en zh ru" },
    { "verdict-changed-wide", SCREEN_VERDICT, "", 36, 120, "en zh ru" },
    { "verdict-changed-huge", SCREEN_VERDICT, "", 60, 200, "en" },
};

static void test_changed(void **state)
{
    bool all = true;
    (void)state;
    for (size_t i = 0; i < sizeof changed_rows / sizeof *changed_rows; i++) {
        struct span rest = span_of(changed_rows[i].languages);
        struct span language;
        while (span_word(&rest, &language)) {
            struct page page;
            char id[8];
            (void)snprintf(id, sizeof id, "%.*s", SPAN_ARG(language));
            open_page(&page, id, changed_rows[i].rows, changed_rows[i].cols);
            set_changed(&page);
            all &= is_page_golden(&page, &changed_rows[i], id);
            close_page(&page);
        }
    }
    assert_true(all);
}

/* Some checks have ended, two run, the others wait. */
static size_t fill_checks(struct check_view *checks)
{
    static const enum status statuses[] = {
        STATUS_OK, STATUS_OK, STATUS_OK, STATUS_WARNING, STATUS_OK, STATUS_PROBLEM
    };
    enum { ENDED = sizeof statuses / sizeof *statuses };
    size_t count = check_count();
    for (size_t i = 0; i < count; i++) {
        checks[i] = (struct check_view){ .id = check_at(i)->id, .step = check_at(i)->step, .ms = -1 };
        checks[i].state = i < ENDED ? CHECK_ENDED : i < ENDED + 2 ? CHECK_RUNNING : CHECK_QUEUED;
        checks[i].status = i < ENDED ? statuses[i] : STATUS_SKIPPED;
        checks[i].ms = i < ENDED ? 12 : -1;
    }
    return count;
}

static bool check_running(const struct row *row, const char *language)
{
    struct page page;
    struct check_view *checks = mem_new(check_count() * sizeof *checks);
    open_page(&page, language, row->rows, row->cols);
    page.app.fixed_check_count = fill_checks(checks);
    page.app.fixed_checks = checks;
    page.app.view.transcript.follows = true;
    page.app.has_diagnosis = false;
    bool same = is_page_golden(&page, row, language);
    page.app.fixed_checks = NULL;
    close_page(&page);
    free(checks);
    return same;
}

static void test_running(void **state)
{
    static const struct row pages[] = {
        { "running", SCREEN_NETWORK, "", 24, 80, "en zh ru" },
        { "running-wide", SCREEN_NETWORK, "", 36, 120, "en zh ru" },
        { "running-huge", SCREEN_NETWORK, "", 60, 200, "en" },
        { "running-small", SCREEN_NETWORK, "", 18, 64, "ru" },
    };
    bool all = true;
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct span rest = span_of(pages[i].languages);
        struct span language;
        while (span_word(&rest, &language)) {
            char id[8];
            (void)snprintf(id, sizeof id, "%.*s", SPAN_ARG(language));
            all &= check_running(&pages[i], id);
        }
    }
    assert_true(all);
}

/* At 80 columns no title, step or key is cut in any language, on any screen. */
static void test_nothing_cut(void **state)
{
    static const char *const languages[] = { "en", "zh", "ru" };
    (void)state;
    for (size_t l = 0; l < 3; l++)
        for (int screen = SCREEN_START; screen < SCREEN_COUNT; screen++) {
            struct page page;
            open_page(&page, languages[l], 24, 80);
            app_go(&page.app, (enum screen_id)screen);
            char *text = page_text(&page.app);
            char *rail = strchr(text, '\n') + 1;
            *strchr(rail, '\n') = '\0';
            char *end = text + strlen(text) + 1;
            while (strchr(end, '\n') && strchr(end, '\n')[1])
                end = strchr(end, '\n') + 1;
            if (strstr(text, "…") || strstr(end, "…") || !strstr(end, "F1") || !strstr(end, "F10"))
                fail_msg("%s %d: %s | %s", languages[l], screen, text, end);
            free(text);
            close_page(&page);
        }
}

/* The page of a log, with its causes, a search by time, and one line explained. */
static const struct row log_rows[] = {
    { "log", SCREEN_LOG, "", 24, 80, "en zh ru" },
    { "log-time", SCREEN_LOG, "t9\n", 24, 80, "en zh ru" },
    { "log-asking", SCREEN_LOG, "a", 24, 80, "en zh ru" },
    { "log-asking-failure", SCREEN_LOG, "eeea", 24, 80, "en" },
    { "log-times", SCREEN_LOG, "eeef", 24, 80, "en zh ru" },
    { "log-span", SCREEN_LOG, "t9:02-9:10\n", 24, 80, "en zh ru" },
    { "log-none", SCREEN_LOG, "ax\n", 24, 80, "en zh ru" },
    { "log-outside", SCREEN_LOG, "t23:00\n", 24, 80, "en zh ru" },
    { "log-raw", SCREEN_LOG, "h", 24, 80, "en" },
    { "log-cause", SCREEN_LOG, "\t\n", 24, 80, "en zh ru" },
    { "log-hostile", SCREEN_LOG, "/evil\n\n", 24, 80, "en" },
    { "log-help", SCREEN_LOG, "?", 24, 80, "en zh ru" },
    { "log-wide", SCREEN_LOG, "t9\n", 36, 120, "en zh ru" },
    { "log-huge", SCREEN_LOG, "t9\n", 60, 200, "en zh ru" },
};

static bool check_log(const struct row *row, const char *language)
{
    struct page page;
    char name[64];
    open_page(&page, language, row->rows, row->cols);
    app_open_file(&page.app, TEST_DIR "/golden/logs/viewer.log");
    assert_int_equal(page.app.screen, SCREEN_LOG);
    while (log_page_work(&page.app))
        continue;
    for (const char *key = row->keys; *key; key++) {
        type(&page.app, (char[]){ *key, '\0' });
        while (log_page_work(&page.app))
            continue;
    }
    char *text = page_text(&page.app);
    (void)snprintf(name, sizeof name, "%s-%s", row->name, language);
    bool same = screen_is_golden(TEST_DIR, name, text);
    free(text);
    close_page(&page);
    return same;
}

static void test_logs(void **state)
{
    bool all = true;
    (void)state;
    for (size_t i = 0; i < sizeof log_rows / sizeof *log_rows; i++) {
        struct span rest = span_of(log_rows[i].languages);
        struct span language;
        while (span_word(&rest, &language)) {
            char id[8];
            (void)snprintf(id, sizeof id, "%.*s", SPAN_ARG(language));
            all &= check_log(&log_rows[i], id);
        }
    }
    assert_true(all);
}

/* From a line of the log to what was said at that second, and back. */
static void test_same_moment(void **state)
{
    struct page page;
    struct tm tm = { .tm_year = 125, .tm_mon = 10, .tm_mday = 23, .tm_hour = 9, .tm_min = 2, .tm_sec = 13 };
    (void)state;
    open_page(&page, "en", 24, 80);
    tm.tm_isdst = -1;
    page.record.sessions[0]->began = (int64_t)mktime(&tm) * 1000000;
    app_open_file(&page.app, TEST_DIR "/golden/logs/viewer.log");
    while (log_page_work(&page.app))
        continue;
    type(&page.app, "s");
    assert_int_equal(page.app.screen, SCREEN_LOG); /* three hours before the run */
    type(&page.app, "/auth failed\n");
    assert_int_equal(page.app.log.view.line, 4);
    type(&page.app, "s");
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    assert_int_equal(page.app.view.pane, PANE_TRANSCRIPT);
    assert_int_equal(page.app.view.transcript.line, 1);
    page.app.log.view.line = 0;
    type(&page.app, "s");
    assert_int_equal(page.app.screen, SCREEN_LOG);
    assert_int_equal(page.app.log.view.line, 4);
    close_page(&page);
}

/* Another language: every finding in it at once, the selection and the typed text as they were. */
static void test_language_keeps_everything(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    app_go(&page.app, SCREEN_NETWORK);
    type(&page.app, "j\tkk");
    struct result_view before = page.app.view;
    char *english = page_text(&page.app);
    type(&page.app, "L");
    char *chinese = page_text(&page.app);
    assert_non_null(strstr(english, "Transcript"));
    assert_null(strstr(chinese, "Transcript"));
    assert_non_null(strstr(chinese, "会话记录"));
    assert_int_equal(page.app.view.fact, before.fact);
    assert_int_equal(page.app.view.transcript.line, before.transcript.line);
    type(&page.app, "LL");
    char *again = page_text(&page.app);
    assert_string_equal(english, again);
    free(english);
    free(chinese);
    free(again);
    close_page(&page);
}

/* From finding to line and back; the line that proves is the one selected. */
static void test_proof_by_hand(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    app_go(&page.app, SCREEN_NETWORK);
    assert_int_equal(page.app.view.fact, 4);
    assert_int_equal(page.app.view.transcript.line, REFUSAL_LINE);
    type(&page.app, "\n");
    assert_int_equal(page.app.view.pane, PANE_TRANSCRIPT);
    type(&page.app, "kkkkkk\n"); /* line 15 proves that a sign-in is offered */
    assert_int_equal(page.app.view.pane, PANE_FINDINGS);
    assert_int_equal(page.app.view.fact, 3);
    app_go(&page.app, SCREEN_VERDICT);
    type(&page.app, "\n");
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    assert_int_equal(page.app.view.fact, 4);
    assert_int_equal(page.app.view.transcript.line, REFUSAL_LINE);
    close_page(&page);
}

static void press(struct app *app, enum key_code code)
{
    app_key(app, (struct key){ code, 0 });
}

static char *file_text(const char *path)
{
    struct buf text;
    char piece[4096];
    size_t len;
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    buf_init(&text, 1 * MIB);
    while ((len = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(&text, (struct span){ piece, len });
    (void)fclose(file);
    return buf_take(&text);
}

/* From anywhere with F9: what is written is what was shown, once; then another name stands there. */
static void test_report(void **state)
{
    struct page page;
    char folder[] = "/tmp/smtpdoctor-report-XXXXXX";
    char path[80];
    char second[80];
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.html", folder);
    (void)snprintf(second, sizeof second, "%s/a-2.html", folder);
    open_page(&page, "en", 24, 80);
    app_go(&page.app, SCREEN_NETWORK);
    press(&page.app, KEY_CODE_F9);
    assert_int_equal(page.app.screen, SCREEN_REPORT);
    type(&page.app, "  \t  \t  \t\t \t"); /* HTML, Russian, provider, no name, file */
    field_set(&page.app.report.file, span_of(path));
    type(&page.app, "\n");
    char *shown = page_text(&page.app);
    assert_non_null(strstr(shown, "Written: "));
    assert_null(strstr(shown, second));
    char *written = file_text(path);
    assert_string_equal(written, buf_text(&page.app.report.preview));
    assert_non_null(strstr(written, "<html lang=\"ru\">"));
    assert_non_null(strstr(written, "ACCOUNT-1@example.com"));
    assert_null(strstr(written, "anna@"));
    type(&page.app, "\n");
    assert_true(span_equal(field_text(&page.app.report.file), span_of(second)));
    assert_int_equal(access(second, F_OK), -1);
    type(&page.app, "\n");
    assert_int_equal(access(second, F_OK), 0);
    press(&page.app, KEY_CODE_ESCAPE);
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    (void)unlink(path);
    (void)unlink(second);
    (void)rmdir(folder);
    free(shown);
    free(written);
    close_page(&page);
}

/* Space changes the preview at once, for the readers of the moment; the report says what it does not hold. */
static void test_report_parts(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    app_go(&page.app, SCREEN_VERDICT);
    type(&page.app, "w\t\t\t");
    free(page_text(&page.app));
    assert_non_null(strstr(buf_text(&page.app.report.preview), "EHLO"));
    assert_null(strstr(buf_text(&page.app.report.preview), "Not in this report"));
    type(&page.app, "ll ");
    free(page_text(&page.app));
    assert_null(strstr(buf_text(&page.app.report.preview), "  C  EHLO"));
    assert_non_null(strstr(buf_text(&page.app.report.preview), "Not in this report: the conversations"));
    type(&page.app, " ");
    free(page_text(&page.app));
    assert_null(strstr(buf_text(&page.app.report.preview), "Not in this report"));
    type(&page.app, "kl"); /* for the user: what is usual there */
    char *shown = page_text(&page.app);
    assert_non_null(strstr(shown, "[ ] transcript"));
    assert_non_null(strstr(buf_text(&page.app.report.preview), "Not in this report: the findings one by one"));
    free(shown);
    close_page(&page);
}

/* Without a result there is nothing to report, and that is said. */
static void test_no_report(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 24, 80);
    page.app.has_diagnosis = false;
    app_go(&page.app, SCREEN_NETWORK);
    press(&page.app, KEY_CODE_F9);
    assert_int_equal(page.app.screen, SCREEN_NETWORK);
    assert_true(span_equal(buf_span(&page.app.news), app_text(&page.app, "ui.news.no-report")));
    close_page(&page);
}

/* No size crashes, however small. */
static void test_all_sizes(void **state)
{
    (void)state;
    for (int size = 0; size < 48; size++)
        for (int screen = SCREEN_START; screen < SCREEN_COUNT; screen++) {
            struct page page;
            open_page(&page, "ru", 1 + size, 1 + size * 5);
            app_go(&page.app, (enum screen_id)screen);
            for (int overlay = OVERLAY_NONE; overlay <= OVERLAY_CORRECT; overlay++) {
                page.app.overlay = (enum overlay)overlay;
                free(page_text(&page.app));
            }
            close_page(&page);
        }
}

static void set_hostile(struct record *record, const char *bytes, size_t len)
{
    struct line line = { .n = 24, .from = SPEAKER_SERVER, .raw = (char *)bytes, .len = len };
    session_log_add(record->sessions[0], &line);
    memcpy(record->facts[4].text, bytes, len);
    record->facts[4].text[len] = '\0';
}

/* What a server says never moves the cursor, hides, or paints over our own words. */
static void test_hostile_text(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } texts[] = {
#define HOSTILE(text) { text, sizeof(text) - 1 }
        HOSTILE("535 \033[31mred\033]0;title\a"),
        HOSTILE("535 GOOD\rEVIL"),
        HOSTILE("535 a\bb\tc\nd"),
        HOSTILE("535 \xc2\x9b"
                "31m"),
        HOSTILE("535 \xff\xc0\x80"),
        HOSTILE("535 \xe2\x80\xaelive"),
        HOSTILE("535 a\xe2\x80\x8b"
                "b"),
        HOSTILE("535 \x00 nul"),
        HOSTILE("535 {host} %s %n"),
        HOSTILE("535 \xf3\xa0\x81\x81"),
        HOSTILE("535 e\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct page page;
        open_page(&page, "en", 24, 80);
        set_hostile(&page.record, texts[i].bytes, texts[i].len);
        app_go(&page.app, SCREEN_NETWORK);
        type(&page.app, "\tG");
        char *text = page_text(&page.app);
        for (const char *c = text; *c; c++)
            if ((unsigned char)*c < 0x20 && *c != '\n')
                fail_msg("text %zu lets 0x%02x through", i, (unsigned char)*c);
        assert_null(strstr(text, "\xe2\x80\xae"));
        assert_null(strstr(text, "\xe2\x80\x8b"));
        assert_null(strstr(text, "\xc2\x9b"));
        assert_non_null(strstr(text, "── Findings ──"));
        free(text);
        close_page(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_running),
        cmocka_unit_test(test_logs),
        cmocka_unit_test(test_same_moment),
        cmocka_unit_test(test_nothing_cut),
        cmocka_unit_test(test_language_keeps_everything),
        cmocka_unit_test(test_proof_by_hand),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_report_parts),
        cmocka_unit_test(test_no_report),
        cmocka_unit_test(test_all_sizes),
        cmocka_unit_test(test_hostile_text),
    };
    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
