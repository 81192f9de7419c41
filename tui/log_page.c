#include "log_page.h"

#include "app.h"
#include "base/mem.h"
#include "log_times.h"

#include <string.h>

static void news_of(struct app *app, const char *key, struct span text)
{
    app_news_about(app, key, (size_t)app->log.view.line + 1, text);
}

void log_page_open(struct app *app)
{
    struct log_page *page = &app->log;
    page->pane = LOG_PANE_LINES;
    page->prompt = LOG_PROMPT_NONE;
    page->cause = 0;
    page->scroll = page->shift = 0;
    page->wants_failure = page->waits = page->is_raw = false;
    page->query[0] = '\0';
    app_go(app, SCREEN_LOG);
    app_news(app, page->view.copy.end == LOG_COPY_NONE ? "ui.log.opened" : "ui.log.unpacking");
}

/* A time outside the log is told, with where the log begins or ends. */
static bool tell_outside(struct app *app)
{
    const struct log_view *view = &app->log.view;
    bool is_before = view->found == LOG_FOUND_BEFORE;
    char time[20];
    if (!is_before && view->found != LOG_FOUND_AFTER)
        return false;
    log_time_exact(is_before ? view->index.first : view->newest, time);
    news_of(app, is_before ? "ui.log.before" : "ui.log.after", span_of(time));
    return true;
}

/* From the time that was asked for to what went wrong for the account. */
static void seek_failure(struct app *app)
{
    struct log_wish wish = { .is_failure = true };
    struct span account = account_forms_name(app->forms);
    app->log.wants_failure = false;
    if (app->log.view.filter.text[0])
        account = span_of(app->log.view.filter.text);
    if (app->log.view.found != LOG_FOUND_YES || account.len == 0) {
        app_news(app, app->log.view.found == LOG_FOUND_YES ? "ui.log.found" : "ui.log.not-found");
        return;
    }
    mem_copy_text(wish.text, sizeof wish.text, account);
    log_view_seek(&app->log.view, &wish, 0);
    app->log.waits = true;
}

static void tell_found(struct app *app)
{
    struct log_page *page = &app->log;
    bool is_found = page->view.found == LOG_FOUND_YES;
    page->waits = false;
    page->scroll = 0;
    if (tell_outside(app))
        page->wants_failure = false;
    else if (page->wants_failure)
        seek_failure(app);
    else if (page->view.sought.text[0])
        news_of(app, is_found ? "ui.log.found.account" : "ui.log.not-found.account", span_of(page->view.sought.text));
    else
        app_news(app, is_found ? "ui.log.found" : "ui.log.not-found");
}

moment log_page_look(const struct app *app)
{
    bool is_shown = app->screen == SCREEN_LOG && app->log.view.is_open && !app->log.view.is_gone;
    return is_shown ? clock_after_ms(LOG_LOOK_MS) : CLOCK_NEVER;
}

static void tell_unpacked(struct app *app, enum log_copy_end end)
{
    static const char *const keys[] = { [LOG_COPY_WHOLE] = "ui.log.unpacked",
                                        [LOG_COPY_DAMAGED] = "ui.log.damaged",
                                        [LOG_COPY_NO_ROOM] = "ui.log.no-room.rest" };
    /* An answer that stands there is not pushed away by good news. */
    if (end != LOG_COPY_WHOLE || app->news.len == 0 ||
        span_equal(buf_span(&app->news), app_text(app, "ui.log.unpacking")))
        app_news(app, keys[end]);
}

bool log_page_work(struct app *app)
{
    struct log_page *page = &app->log;
    bool was_gone = page->view.is_gone;
    bool was_unpacked = page->view.copy.end != LOG_COPY_GOES_ON;
    if (page->view.is_open && app->screen == SCREEN_LOG)
        log_view_look_again(&page->view);
    if (!log_view_step(&page->view, clock_after_ms(LOG_STEP_MS)))
        return false;
    if (page->view.is_gone && !was_gone)
        app_news(app, "ui.log.gone");
    else if (!was_unpacked && page->view.copy.end != LOG_COPY_GOES_ON)
        tell_unpacked(app, page->view.copy.end);
    else if (page->waits && page->view.job == LOG_JOB_NONE)
        tell_found(app);
    return app->screen == SCREEN_LOG;
}

/* What was asked for is mostly near: it is there before the page is painted. */
static void begin_wait(struct app *app)
{
    app->log.waits = true;
    app_news(app, "ui.log.looking");
    (void)log_page_work(app);
}

void log_page_seek(struct app *app, const struct log_wish *wish, int step)
{
    app->log.wants_failure = false;
    log_view_seek(&app->log.view, wish, step);
    begin_wait(app);
}

void log_page_seek_query(struct app *app, int step)
{
    struct log_wish wish = { 0 };
    if (app->log.query[0] == '\0') {
        app_news(app, "ui.search.first");
        return;
    }
    mem_copy_text(wish.query, sizeof wish.query, span_of(app->log.query));
    log_page_seek(app, &wish, step);
}

void log_page_filter(struct app *app, const struct log_wish *wish)
{
    log_view_filter(&app->log.view, wish);
    app->log.pane = LOG_PANE_LINES;
    app->log.scroll = 0;
    app->log.waits = false;
    (void)log_page_work(app);
}

static void filter_account(struct app *app, struct span account)
{
    struct log_wish wish = app->log.view.filter;
    mem_copy_text(wish.text, sizeof wish.text, account);
    log_page_filter(app, &wish);
}

void log_page_choose_cause(struct app *app)
{
    enum cause causes[LOG_CAUSES_SHOWN];
    size_t count = log_view_causes(&app->log.view, causes, LOG_CAUSES_SHOWN);
    struct log_wish wish = app->log.view.filter;
    if (app->log.cause >= count)
        return;
    wish.cause = causes[app->log.cause];
    log_page_filter(app, &wish);
}

static void go_to_time(struct app *app, int64_t from, int64_t end)
{
    log_view_time(&app->log.view, from, end);
    begin_wait(app);
}

void log_page_seek_time(struct app *app, int64_t time)
{
    app->log.wants_failure = false;
    if (app->log.view.is_filtered)
        log_view_filter(&app->log.view, &(struct log_wish){ 0 });
    go_to_time(app, time, time + 1);
}

static void filter_times(struct app *app, int64_t from, int64_t to)
{
    struct log_wish wish = app->log.view.filter;
    wish.from = from;
    wish.to = to;
    log_page_filter(app, &wish);
}

void log_page_shift(struct app *app, int by)
{
    struct log_page *page = &app->log;
    bool was_raw = page->is_raw;
    page->is_raw = by < 0 && page->shift == 0;
    if (!was_raw || by < 0)
        page->shift = page->shift + by > 0 ? page->shift + by : 0;
}

/* ---- what is asked on the last row ---- */

/* Whose failure is selected; else the account that is being looked at; else whoever the selected line names. */
static struct span account_meant(struct app *app)
{
    const struct log_told *told = log_view_count(&app->log.view) ? log_view_told(&app->log.view) : NULL;
    struct span known = account_forms_name(app->forms);
    struct span named = !told ? SPAN_EMPTY : span_of(told->account[0] ? told->account : told->client);
    bool is_failure = told && log_kind_is_failure(told->kind);
    return named.len && (is_failure || known.len == 0) ? named : known;
}

/* Five minutes before the selected line to five after it, as it would be typed. */
static void propose_times(struct app *app)
{
    enum { AROUND = 300, DAY_CHARS = 11, CLOCK_CHARS = 5 };
    const struct log_told *told = log_view_count(&app->log.view) ? log_view_told(&app->log.view) : NULL;
    char from[20];
    char to[20];
    struct buf text;
    if (!told || told->time == LOG_NO_TIME)
        return;
    log_time_text(told->time - AROUND, from);
    log_time_text(told->time + AROUND, to);
    bool is_same_day = strncmp(from, to, DAY_CHARS) == 0;
    buf_init(&text, 64);
    buf_add_text(&text, from);
    buf_add_char(&text, '-');
    buf_add_text(&text, to + (is_same_day ? DAY_CHARS : 0));
    field_set(&app->log.field, buf_span(&text));
    buf_free(&text);
}

void log_page_ask(struct app *app, enum log_prompt prompt)
{
    app->log.prompt = prompt;
    field_clear(&app->log.field);
    if (prompt == LOG_PROMPT_ACCOUNT)
        field_set(&app->log.field, account_meant(app));
    else if (prompt == LOG_PROMPT_TIMES)
        propose_times(app);
}

/* One time is gone to, two are a filter; where a filter was asked for, one is its hour, minute or day. */
static void take_times(struct app *app, struct span text, bool is_filter)
{
    struct log_view *view = &app->log.view;
    struct log_times times = { 0 };
    if (text.len == 0 && !is_filter)
        return;
    if (text.len && !log_times_typed(text, view->index.first, view->newest, &times)) {
        news_of(app, "ui.log.no-time", text);
        return;
    }
    if (is_filter || times.is_range) {
        filter_times(app, times.from, times.to);
        return;
    }
    app->log.wants_failure = true;
    if (view->filter.from != view->filter.to)
        filter_times(app, 0, 0);
    go_to_time(app, times.from, times.to);
}

void log_page_answer(struct app *app)
{
    struct log_page *page = &app->log;
    enum log_prompt prompt = page->prompt;
    struct span text = span_trim(field_text(&page->field));
    page->prompt = LOG_PROMPT_NONE;
    if (prompt == LOG_PROMPT_ACCOUNT) {
        filter_account(app, text);
    } else if (prompt == LOG_PROMPT_SEARCH && text.len) {
        mem_copy_text(page->query, sizeof page->query, text);
        log_page_seek_query(app, 1);
    } else if (prompt == LOG_PROMPT_TIME || prompt == LOG_PROMPT_TIMES) {
        take_times(app, text, prompt == LOG_PROMPT_TIMES);
    }
}
