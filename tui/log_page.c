#include "log_page.h"

#include "app.h"
#include "base/mem.h"

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
    page->wants_failure = page->waits = false;
    page->query[0] = '\0';
    app_go(app, SCREEN_LOG);
    app_news(app, "ui.log.opened");
}

/* From the time that was asked for to what went wrong for the account. */
static void seek_failure(struct app *app)
{
    struct log_wish wish = { .is_failure = true };
    struct span account = account_forms_name(app->forms);
    app->log.wants_failure = false;
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
    if (page->wants_failure)
        seek_failure(app);
    else if (page->view.sought.text[0])
        news_of(app, is_found ? "ui.log.found.account" : "ui.log.not-found.account", span_of(page->view.sought.text));
    else
        app_news(app, is_found ? "ui.log.found" : "ui.log.not-found");
}

bool log_page_work(struct app *app)
{
    struct log_page *page = &app->log;
    bool was_gone = page->view.is_gone;
    if (!log_view_step(&page->view, clock_after_ms(LOG_STEP_MS)))
        return false;
    if (page->view.is_gone && !was_gone)
        app_news(app, "ui.log.gone");
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

static void go_to_time(struct app *app, int64_t time)
{
    if (app->log.view.is_filtered)
        log_view_filter(&app->log.view, &(struct log_wish){ 0 });
    log_view_time(&app->log.view, time);
    begin_wait(app);
}

void log_page_seek_time(struct app *app, int64_t time)
{
    app->log.wants_failure = false;
    go_to_time(app, time);
}

/* ---- what is asked on the last row ---- */

void log_page_ask(struct app *app, enum log_prompt prompt)
{
    app->log.prompt = prompt;
    field_clear(&app->log.field);
    if (prompt == LOG_PROMPT_ACCOUNT)
        field_set(&app->log.field, account_forms_name(app->forms));
}

void log_page_answer(struct app *app)
{
    struct log_page *page = &app->log;
    enum log_prompt prompt = page->prompt;
    struct span text = span_trim(field_text(&page->field));
    int64_t time;
    page->prompt = LOG_PROMPT_NONE;
    if (prompt == LOG_PROMPT_ACCOUNT) {
        filter_account(app, text);
    } else if (prompt == LOG_PROMPT_SEARCH && text.len) {
        mem_copy_text(page->query, sizeof page->query, text);
        log_page_seek_query(app, 1);
    } else if (prompt == LOG_PROMPT_TIME && text.len) {
        page->wants_failure = true;
        if (log_time_typed(text, page->view.newest, &time))
            go_to_time(app, time);
        else
            news_of(app, "ui.log.no-time", text);
    }
}
