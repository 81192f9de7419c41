/* What the wizard does with what it remembers: the first page, the forms, the settings; and pages of them as text. */
#include "remember.h"

#include "report/report.h"
#include "support/home.h"
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

#define F10 "\033[21~"
#define F12 "\033[24~"
#define DELETE "\033[3~"
#define DOWN "\033OB"
#define ENTER "\r"
#define TAB "\t"

/* 2026-01-01 09:12 UTC and before: days, never the time of today. */
enum { DAY = 86400, NEW_YEAR = 1767258720 };

static struct home home;

static int open_home(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    return home_make(&home) && home_enter(&home) ? 0 : -1;
}

static int close_home(void **state)
{
    (void)state;
    home_remove(&home);
    return 0;
}

static struct recent_case sample(const char *address, int64_t time)
{
    struct recent_case recent = { .server = { "smtp.example.com", 587, SECURITY_STARTTLS }, .time = time };
    (void)snprintf(recent.address, sizeof recent.address, "%s", address);
    return recent;
}

static void put_samples(struct state *state, bool unfinished)
{
    struct recent_case works = sample("info@shop.example", NEW_YEAR - 3 * DAY);
    struct recent_case refused = sample("anna@example.com", NEW_YEAR - DAY);
    struct recent_case odd = sample("scan@office.example", NEW_YEAR - 2 * DAY);
    struct recent_case left = sample("otto@example.com", NEW_YEAR);
    works.has_verdict = refused.has_verdict = odd.has_verdict = true;
    works.status = VERDICT_OK;
    refused.status = odd.status = VERDICT_PROBLEM;
    strcpy(refused.cause, "bad-credentials");
    strcpy(odd.cause, "a-cause-of-tomorrow");
    left.step = SCREEN_CREDENTIALS;
    assert_int_equal(state_put(state, &works), STATE_FINE);
    assert_int_equal(state_put(state, &odd), STATE_FINE);
    assert_int_equal(state_put(state, &refused), STATE_FINE);
    if (unfinished)
        assert_int_equal(state_put(state, &left), STATE_FINE);
}

static void open_app(struct app *app, const char *language)
{
    assert_true(app_init(app, language));
    app->is_test = app->keeps = app->keeps_settings = true;
    canvas_resize(&app->canvas, 24, 80);
}

static char *page_text(struct app *app)
{
    struct buf text;
    buf_init(&text, 1 * MIB);
    app_draw(app);
    canvas_dump(&app->canvas, &text);
    return buf_take(&text);
}

static bool check_page(struct app *app, const char *page, const char *language)
{
    char name[64];
    char *text = page_text(app);
    (void)snprintf(name, sizeof name, "%s-%s", page, language);
    bool same = screen_is_golden(TEST_DIR, name, text);
    free(text);
    return same;
}

static const char *const languages[] = { "en", "zh", "ru" };

static void key(struct app *app, enum key_code code)
{
    app_key(app, (struct key){ code, 0 });
}

static void test_pages(void **unused)
{
    bool all = true;
    struct state state;
    (void)unused;
    state_init(&state);
    put_samples(&state, true);
    for (size_t l = 0; l < 3; l++) {
        struct app app;
        open_app(&app, languages[l]);
        remember_start(&app);
        all &= check_page(&app, "start-recent", languages[l]);
        key(&app, KEY_CODE_TAB);
        key(&app, KEY_CODE_DOWN);
        all &= check_page(&app, "start-recent-row", languages[l]);
        key(&app, KEY_CODE_DELETE);
        all &= check_page(&app, "start-forget", languages[l]);
        app.overlay = OVERLAY_NONE;
        canvas_resize(&app.canvas, 36, 120);
        all &= check_page(&app, "start-recent-wide", languages[l]);
        canvas_resize(&app.canvas, 24, 80);
        key(&app, KEY_CODE_F12);
        all &= check_page(&app, "settings", languages[l]);
        app.preferences.focus = SETTING_TIMEOUT;
        app_key(&app, (struct key){ KEY_CODE_CHARACTER, 'x' });
        app.canvas.letters = LETTERS_NO_DECORATION;
        all &= check_page(&app, "settings-wrong", languages[l]);
        app_free(&app);
    }
    state_free(&state);
    assert_true(all);
}

static void assert_field(struct app *app, enum screen_id screen, const char *word, const char *wanted)
{
    struct span text = field_text(&form_row(&app->forms[screen], word)->field);
    assert_true(span_equal(text, span_of(wanted)));
}

/* Enter on a recent case fills the forms; the password is not there, whatever was typed before. */
static void test_opened(void **unused)
{
    struct app app;
    struct state state;
    (void)unused;
    state_init(&state);
    put_samples(&state, true);
    open_app(&app, "en");
    remember_start(&app);
    field_set(&form_row(&app.forms[SCREEN_CREDENTIALS], "password")->field, SPAN("other's"));
    /* What was left comes first. */
    assert_string_equal(start_recent(&app)->address, "otto@example.com");
    key(&app, KEY_CODE_ENTER);
    assert_int_equal(app.screen, SCREEN_CREDENTIALS);
    assert_field(&app, SCREEN_ACCOUNT, "address", "otto@example.com");
    assert_field(&app, SCREEN_CREDENTIALS, "password", "");
    assert_field(&app, SCREEN_SERVER, "port", "587");
    app_go(&app, SCREEN_START);
    key(&app, KEY_CODE_TAB);
    key(&app, KEY_CODE_DOWN);
    assert_string_equal(start_recent(&app)->address, "anna@example.com");
    /* Forgetting asks; no keeps it, yes does not. */
    key(&app, KEY_CODE_DELETE);
    assert_int_equal(app.overlay, OVERLAY_FORGET);
    key(&app, KEY_CODE_ESCAPE);
    assert_int_equal(app.state.count, 4);
    key(&app, KEY_CODE_DELETE);
    app_key(&app, (struct key){ KEY_CODE_CHARACTER, 'y' });
    assert_int_equal(app.state.count, 3);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state.count, 3);
    /* On the rows of the menu there is nothing to forget. */
    key(&app, KEY_CODE_HOME);
    key(&app, KEY_CODE_DOWN);
    key(&app, KEY_CODE_DELETE);
    assert_int_equal(app.overlay, OVERLAY_NONE);
    app_free(&app);
    state_free(&state);
}

/* Left in the middle: kept with its step; left unchanged after a verdict: the verdict stays. */
static void test_left(void **unused)
{
    struct app app;
    struct state state;
    (void)unused;
    state_init(&state);
    put_samples(&state, false);
    open_app(&app, "en");
    remember_start(&app);
    remember_open(&app, state_find(&app.state, &(struct recent_case){ .address = "anna@example.com" }));
    remember_leaving(&app);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_null(state_unfinished(&state));
    field_set(&form_row(&app.forms[SCREEN_SERVER], "port")->field, SPAN("465"));
    app_go(&app, SCREEN_SERVER);
    remember_leaving(&app);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_non_null(state_unfinished(&state));
    assert_int_equal(state_unfinished(&state)->server.port, 465);
    assert_int_equal(state_unfinished(&state)->step, SCREEN_SERVER);
    /* Neither when it is not wanted, nor of a practice. */
    app.settings.keep_recent = 0;
    field_set(&form_row(&app.forms[SCREEN_ACCOUNT], "address")->field, SPAN("new@example.com"));
    remember_leaving(&app);
    assert_int_equal(state_load(&state), STATE_FINE);
    assert_int_equal(state.count, 3);
    app_free(&app);
    state_free(&state);
}

/* The section of what changed: on the verdict page, in the text, and in JSON; hidden where that is asked for. */
static void test_reported(void **unused)
{
    struct record record;
    struct comparison compared = { .good.time = NEW_YEAR };
    struct languages all;
    struct buf out;
    (void)unused;
    assert_true(languages_open(&all));
    struct words words = languages_words(&all, 0);
    sample_record(&record);
    snapshot_take(&record, NEW_YEAR + DAY, &compared.now);
    compared.good = compared.now;
    compared.good.time = NEW_YEAR;
    strcpy(compared.good.figures[FIGURE_PORT], "465");
    strcpy(compared.good.figures[FIGURE_PUBLIC_ADDRESS], "198.51.100.77");
    strcpy(compared.now.figures[FIGURE_PUBLIC_ADDRESS], "198.51.100.78");
    comparison_make(&compared);
    assert_int_equal(compared.count, 2);
    struct report report = {
        .record = &record, .diagnosis = &sample_diagnosis, .words = &words, .language = "en", .compared = &compared
    };
    buf_init(&out, REPORT_MAX);
    report_write(&report, FORMAT_TEXT, &out);
    assert_non_null(strstr(buf_text(&out), "Different from 2026-01-01, when it last worked:\n  ! Port: 465 → 587"));
    buf_clear(&out);
    report_write(&report, FORMAT_JSON, &out);
    assert_non_null(strstr(buf_text(&out), "\"since\": \"2026-01-01T09:12:00Z\""));
    assert_non_null(strstr(buf_text(&out), "\"before\": \"465\""));
    for (int audience = 0; audience < AUDIENCE_COUNT; audience++)
        for (int format = 0; format < FORMAT_COUNT; format++) {
            report.audience = (enum audience)audience;
            buf_clear(&out);
            report_write(&report, (enum format)format, &out);
            assert_int_equal(strstr(buf_text(&out), "465") != NULL, format != FORMAT_MONITORING);
        }
    report.audience = AUDIENCE_ANYONE;
    report.hide = HIDE_ALL;
    for (int format = 0; format < FORMAT_COUNT; format++) {
        buf_clear(&out);
        report_write(&report, (enum format)format, &out);
        assert_null(strstr(buf_text(&out), "198.51.100.7"));
    }
    report.hide = 0;
    compared.count = 0;
    buf_clear(&out);
    report_write(&report, FORMAT_TEXT, &out);
    assert_non_null(
        strstr(buf_text(&out), "Since 2026-01-01, when it last worked, nothing of what can be compared has"));
    buf_free(&out);
    record_clear(&record);
}

/* A click does what the row or the key under it does. */
static void test_clicks(void **unused)
{
    struct app app;
    (void)unused;
    open_app(&app, "en");
    free(page_text(&app));
    struct key third = { KEY_CODE_CLICK, 7 * CLICK_COLS + 10 };
    app_key(&app, third);
    assert_int_equal(app.start_row, 2);
    free(page_text(&app));
    app_key(&app, third);
    assert_int_equal(app.screen, SCREEN_LOGS);
    app_go(&app, SCREEN_START);
    char *text = page_text(&app);
    const char *last = strrchr(strstr(text, " ↑↓ Choose"), 'F'); /* F10 */
    uint32_t col = 1;
    for (const char *at = strstr(text, " ↑↓ Choose") + 1; at < last; at++)
        col += (*at & 0xc0) != 0x80;
    free(text);
    app_key(&app, (struct key){ KEY_CODE_CLICK, 23 * CLICK_COLS + col });
    assert_true(app.is_leaving);
    app_free(&app);
}

static void open_wizard(struct screen *screen, const char *option)
{
    const char *const arguments[] = { PROGRAM, "--lang", "en", option, NULL };
    const struct screen_start start = { 24, 80, arguments, NULL, &home };
    assert_true(screen_open(screen, &start));
}

/* The real program: what was typed is offered next time, without the password; settings hold and are written. */
static void test_program(void **unused)
{
    struct screen screen;
    (void)unused;
    open_wizard(&screen, NULL);
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_keys(&screen, "anna@example.com", 16));
    assert_true(screen_keys(&screen, TAB TAB TAB ENTER, 4));
    assert_true(screen_keys(&screen, TAB, 1));
    assert_true(screen_keys(&screen, "hush-hush", 9));
    assert_true(screen_keys(&screen, F12, 1));
    assert_true(screen_keys(&screen, DOWN DOWN " ", 3));
    assert_true(screen_shows(&screen, "> Plain signs"));
    assert_int_equal(screen_end(&screen, F10), 0);
    screen_close(&screen);
    char *text = home_read(&home, "state", "recent.json");
    assert_non_null(strstr(text, "anna@example.com"));
    assert_null(strstr(text, "hush-hush"));
    free(text);
    text = home_read(&home, "config", "settings");
    assert_string_equal(text, "ascii = on\n");
    free(text);
    assert_true(home_write(&home, "config", "settings", "ascii = on\ncolour = blue\n"));
    open_wizard(&screen, NULL);
    assert_true(screen_shows(&screen, "> 1  Continue  anna@example.com     stopped at step 2 of 7"));
    assert_true(screen_shows(&screen, "line 2: colour may be: auto, none, light, dark"));
    assert_int_equal(screen_end(&screen, F10), 0);
    screen_close(&screen);
    assert_true(home_write(&home, "state", "recent.json", "{}"));
    open_wizard(&screen, NULL);
    assert_true(screen_keys(&screen, DOWN, 1));
    assert_int_equal(screen_end(&screen, F10), 0);
    screen_close(&screen);
    assert_null(home_read(&home, "state", "recent.json"));
    open_wizard(&screen, "--no-save");
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_keys(&screen, "anna@example.com", 16));
    assert_int_equal(screen_end(&screen, F10), 0);
    screen_close(&screen);
    assert_null(home_read(&home, "state", "recent.json"));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_home, close_home)
    const struct CMUnitTest tests[] = {
        TEST(test_pages),    TEST(test_opened), TEST(test_left),
        TEST(test_reported), TEST(test_clicks), TEST(test_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
