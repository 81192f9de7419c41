/* A log of any size: its causes above, its lines, and what the selected one means. */
#include "base/clean.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WIDE = 100, CAUSES_MAX = 4, EXPLANATION_ROWS = 8, LABEL_CELLS = 15, TEXT_MAX = 32 * 1024, SHIFT = 16 };

/* ---- what is known besides ---- */

/* The account that the wizard is about; empty: none was named. */
static struct span account_of(const struct app *app)
{
    struct app *own = (struct app *)app;
    struct span login = span_trim(field_text(&form_row(&own->forms[SCREEN_CREDENTIALS], "login")->field));
    return login.len ? login : span_trim(field_text(&form_row(&own->forms[SCREEN_ACCOUNT], "address")->field));
}

static void add_clean(struct buf *out, const char *text)
{
    (void)clean_add(out, span_of(text), CLEAN_LINE_MAX);
}

static void add_filled(const struct app *app, const char *key, const struct fact *values, struct buf *out)
{
    words_fill(out, app_text(app, key), values);
}

static void news_of(struct app *app, const char *key, struct span text)
{
    app_news_about(app, key, (size_t)app->log.view.line + 1, text);
}

/* ---- painting: the head ---- */

static void add_title(const struct app *app, struct buf *out)
{
    const char *slash = strrchr(app->log.view.path, '/');
    add_clean(out, slash ? slash + 1 : app->log.view.path);
}

/* "42 % read   line 17 / 8123456   anna@example.com": where one is, and what is shown. */
static void add_position(const struct app *app, struct buf *out)
{
    const struct log_view *view = &app->log.view;
    const struct log_index *index = &view->index;
    struct fact values = { .ms = -1, .number = index->size ? (int64_t)(index->read * 100 / index->size) : 100 };
    if (!index->is_whole && index->read < index->size) {
        add_filled(app, "ui.log.progress", &values, out);
        buf_add_text(out, "   ");
    }
    uint64_t count = log_view_count(view);
    uint64_t place = log_view_place(view, view->line);
    (void)buf_addf(out, "%" PRIu64 " / %" PRIu64, count ? (place < count ? place + 1 : count) : 0, count);
    if (view->is_filtered && view->match_count == LOG_MATCHES_MAX)
        buf_add_text(out, "+");
}

static void add_filter(const struct app *app, struct buf *out)
{
    const struct log_wish *wish = &app->log.view.filter;
    char key[80];
    if (wish->text[0])
        add_clean(out, wish->text);
    if (wish->cause != CAUSE_NONE) {
        (void)snprintf(key, sizeof key, "cause.%s.short", cause_row(wish->cause)->label);
        buf_add_text(out, out->len ? " · " : "");
        buf_add(out, app_text(app, key));
    }
    if (out->len == 0)
        buf_add(out, app_text(app, "ui.log.lines"));
}

static void draw_cause(struct app *app, struct spot spot, enum cause cause, bool is_selected)
{
    const struct log_group *group = &app->log.view.answer.groups[cause];
    char key[80];
    char count[24];
    char last[20] = "";
    (void)snprintf(key, sizeof key, "cause.%s.short", cause_row(cause)->label);
    (void)snprintf(count, sizeof count, "%" PRIu64, group->count);
    if (group->last != LOG_NO_TIME)
        log_time_text(group->last, last);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, 1, 1 }, STYLE_ACCENT, span_of(is_selected ? "▸" : " "));
    (void)canvas_text_right(&app->canvas, (struct spot){ spot.row, 3, 9 }, STYLE_BOLD, span_of(count));
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, 14, spot.cells - 32 }, STYLE_TEXT, app_text(app, key));
    (void)canvas_text_right(&app->canvas, (struct spot){ spot.row, spot.cells - 18, 17 }, STYLE_DIM, span_of(last));
    if (is_selected)
        canvas_mark(&app->canvas, (struct spot){ spot.row, 3, spot.cells - 4 });
}

/* The causes of the whole log; returns the rows taken. */
static int draw_head(struct app *app, struct area area)
{
    struct log_page *page = &app->log;
    enum cause causes[CAUSES_MAX];
    size_t count = log_view_causes(&page->view, causes, CAUSES_MAX);
    size_t rows = area.rows < 18 ? (count < 2 ? count : 2) : count;
    struct buf title;
    struct buf note;
    buf_init(&title, 1 * KIB);
    buf_init(&note, 1 * KIB);
    add_title(app, &title);
    struct fact values = { .ms = -1, .number = (int64_t)page->view.answer.failures };
    add_filled(app, page->view.index.is_whole ? "ui.log.failures" : "ui.log.failures.yet", &values, &note);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            buf_span(&title),
                                            buf_span(&note),
                                            page->pane == LOG_PANE_CAUSES });
    if (page->cause >= count)
        page->cause = count ? count - 1 : 0;
    size_t first = page->cause >= rows && rows ? page->cause - rows + 1 : 0;
    for (size_t i = 0; i < rows; i++)
        draw_cause(app, (struct spot){ area.row + 1 + (int)i, 0, area.cols }, causes[first + i],
                   page->pane == LOG_PANE_CAUSES && first + i == page->cause);
    buf_free(&title);
    buf_free(&note);
    return 1 + (int)rows;
}

/* ---- painting: the lines ---- */

static struct span shifted(struct span text, int characters)
{
    size_t at = 0;
    while (characters > 0 && at < text.len) {
        at++;
        while (at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80)
            at++;
        characters--;
    }
    return span_from(text, at);
}

static bool is_problem(const struct log_view *view, uint64_t line)
{
    size_t problem = log_index_problem(&view->index, line);
    return problem != SIZE_MAX && view->index.problems[problem].line == line;
}

static void draw_line(struct app *app, struct spot spot, uint64_t line)
{
    const struct log_view *view = &app->log.view;
    bool is_selected = line == view->line;
    bool is_bad = is_problem(view, line);
    struct buf raw;
    struct buf text;
    buf_init(&raw, LOG_LINE_SHOWN);
    buf_init(&text, LOG_LINE_SHOWN);
    (void)log_index_line(&view->index, line, &raw);
    (void)clean_add(&text, buf_span(&raw), CLEAN_LINE_MAX);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col, 1 }, STYLE_ACCENT,
                      span_of(is_selected ? "▸" : " "));
    if (is_bad)
        (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + 2, 1 }, STYLE_PROBLEM,
                          span_of(show_sign(STATUS_PROBLEM)));
    struct spot rest = { spot.row, spot.col + 4, spot.cells - 4 };
    (void)canvas_text(&app->canvas, rest, STYLE_TEXT, shifted(buf_span(&text), app->log.shift));
    if (is_selected)
        canvas_mark(&app->canvas, rest);
    buf_free(&raw);
    buf_free(&text);
}

/* Each row stands for a part of the file: red where something failed in it, full where one is. */
static void draw_bar(struct app *app, struct area area)
{
    const struct log_view *view = &app->log.view;
    double lines = (double)view->index.lines;
    if (view->index.read && view->index.read < view->index.size)
        lines *= (double)view->index.size / (double)view->index.read;
    for (int row = 0; row < area.rows && lines > 0; row++) {
        uint64_t from = (uint64_t)(lines * row / area.rows);
        uint64_t to = (uint64_t)(lines * (row + 1) / area.rows);
        size_t problem = log_index_problem(&view->index, from);
        bool has_problem = problem != SIZE_MAX && view->index.problems[problem].line < to;
        bool is_here = view->line >= from && (view->line < to || row == area.rows - 1);
        canvas_repeat(&app->canvas, (struct spot){ area.row + row, area.col, 1 },
                      has_problem ? STYLE_PROBLEM : STYLE_DIM,
                      is_here       ? 0x2588
                      : has_problem ? 0x2503
                                    : 0x2502);
    }
}

static void keep_in_sight(struct log_view *view, int rows)
{
    uint64_t count = log_view_count(view);
    uint64_t place = log_view_place(view, view->line);
    uint64_t page = rows > 0 ? (uint64_t)rows : 1;
    if (place < view->top)
        view->top = place;
    if (place >= view->top + page)
        view->top = place - page / 2;
    if (view->top + page > count)
        view->top = count > page ? count - page : 0;
}

static void draw_lines(struct app *app, struct area area)
{
    struct log_view *view = &app->log.view;
    struct buf title;
    struct buf note;
    buf_init(&title, 1 * KIB);
    buf_init(&note, 1 * KIB);
    add_filter(app, &title);
    add_position(app, &note);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            buf_span(&title),
                                            buf_span(&note),
                                            app->log.pane == LOG_PANE_LINES });
    struct area inner = { area.row + 1, area.col, area.rows - 1, area.cols - 1 };
    keep_in_sight(view, inner.rows);
    uint64_t count = log_view_count(view);
    for (int row = 0; row < inner.rows && view->top + (uint64_t)row < count; row++)
        draw_line(app, (struct spot){ inner.row + row, inner.col + 1, inner.cols - 2 },
                  log_view_at(view, view->top + (uint64_t)row));
    if (count == 0)
        (void)canvas_text(&app->canvas, (struct spot){ inner.row, inner.col + 3, inner.cols - 4 }, STYLE_DIM,
                          app_text(app, view->filter_is_done ? "ui.log.none" : "ui.log.looking"));
    draw_bar(app, (struct area){ inner.row, area.col + area.cols - 1, inner.rows, 1 });
    buf_free(&title);
    buf_free(&note);
}

/* ---- painting: the explanation ---- */

static struct flow_label label_of(const struct app *app, const char *key)
{
    return (struct flow_label){ app_text(app, key), LABEL_CELLS, STYLE_BOLD };
}

static void add_seen(const struct app *app, const struct log_told *told, struct buf *out)
{
    const char *const parts[] = { told->account, told->client, told->queue_id };
    char key[64];
    char time[20];
    if (told->time != LOG_NO_TIME) {
        log_time_exact(told->time, time);
        buf_add_text(out, time);
        buf_add_text(out, "  ");
    }
    (void)snprintf(key, sizeof key, "ui.log.kind.%s", log_kind_word(told->kind));
    buf_add(out, app_text(app, key));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i][0]) {
            buf_add_text(out, " · ");
            add_clean(out, parts[i]);
        }
}

static void explain_cause(const struct app *app, struct flow *flow, const struct log_told *told)
{
    static const struct {
        const char *part, *label;
    } rows[] = { { "sentence", "ui.log.cause" }, { "why", "ui.explain.why" }, { "do", "ui.explain.do" } };
    const struct candidate *candidate = &told->diagnosis.candidates[0];
    const struct fact *proof = candidate->for_count ? &told->record.facts[candidate->for_facts[0]] : NULL;
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause_part part = { candidate->cause, rows[i].part, told->diagnosis.provider, proof };
        buf_clear(&text);
        if (words_cause(&app->words, &part, &text))
            flow_numbered(flow, label_of(app, rows[i].label), buf_span(&text));
    }
    buf_free(&text);
}

static void explain_line(struct app *app, struct flow *flow)
{
    struct log_view *view = &app->log.view;
    const struct log_told *told = log_view_count(view) ? log_view_told(view) : NULL;
    struct buf text;
    if (!told) {
        flow_text(flow, 0, STYLE_DIM, app_text(app, "ui.log.no-line"));
        return;
    }
    buf_init(&text, TEXT_MAX);
    add_seen(app, told, &text);
    flow_labelled(flow, label_of(app, "ui.explain.seen"), STYLE_TEXT, buf_span(&text));
    bool is_failure = log_kind_is_failure(told->kind);
    if (told->diagnosis.candidate_count)
        explain_cause(app, flow, told);
    else
        flow_labelled(flow, label_of(app, "ui.log.cause"), STYLE_DIM,
                      app_text(app, is_failure ? "logs.no-cause" : "ui.log.no-failure"));
    buf_free(&text);
}

static void draw_explanation(struct app *app, struct area area)
{
    struct log_page *page = &app->log;
    struct area inner = { area.row + 1, area.col + 1, area.rows - 1, area.cols - 2 };
    struct fact values = { .ms = -1, .number = (int64_t)page->view.line + 1 };
    struct buf title;
    struct flow flow = flow_start(&app->canvas, inner, page->scroll);
    explain_line(app, &flow);
    if (flow_clamp(&flow, page->scroll) != page->scroll) {
        page->scroll = flow_clamp(&flow, page->scroll);
        canvas_fill(&app->canvas, inner, STYLE_TEXT);
        flow = flow_start(&app->canvas, inner, page->scroll);
        explain_line(app, &flow);
    }
    buf_init(&title, 1 * KIB);
    add_filled(app, "ui.pane.line", &values, &title);
    bool has_more = flow.row - flow.scroll > inner.rows;
    bool has_focus = page->pane == LOG_PANE_EXPLANATION;
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            buf_span(&title),
                                            !has_more   ? SPAN_EMPTY
                                            : has_focus ? SPAN("PgDn ↓")
                                                        : SPAN("Enter ↓"),
                                            has_focus });
    buf_free(&title);
}

/* ---- painting: all ---- */

static void draw_prompt(struct app *app, struct area area)
{
    static const char *const keys[] = { [LOG_PROMPT_SEARCH] = "ui.log.ask.search",
                                        [LOG_PROMPT_TIME] = "ui.log.ask.time",
                                        [LOG_PROMPT_ACCOUNT] = "ui.log.ask.account" };
    int row = area.row + area.rows - 1;
    canvas_fill(&app->canvas, (struct area){ row, area.col, 1, area.cols }, STYLE_TEXT);
    int used = canvas_text(&app->canvas, (struct spot){ row, 1, area.cols / 2 }, STYLE_BOLD,
                           app_text(app, keys[app->log.prompt]));
    field_draw(&app->log.field, &app->canvas, (struct spot){ row, used + 3, area.cols - used - 4 }, true);
}

static void draw_page(struct app *app, struct area area)
{
    int head = draw_head(app, area);
    struct area rest = { area.row + head, area.col, area.rows - head, area.cols };
    bool is_big = app->log.pane == LOG_PANE_EXPLANATION;
    if (area.cols >= WIDE) {
        int left = area.cols * 58 / 100;
        draw_lines(app, (struct area){ rest.row, 0, rest.rows, left });
        draw_explanation(app, (struct area){ rest.row, left + 1, rest.rows, area.cols - left - 1 });
        return;
    }
    int below = is_big ? rest.rows - 4 : EXPLANATION_ROWS > rest.rows / 2 ? rest.rows / 2 : EXPLANATION_ROWS;
    draw_lines(app, (struct area){ rest.row, 0, rest.rows - below, area.cols });
    draw_explanation(app, (struct area){ rest.row + rest.rows - below, 0, below, area.cols });
}

static void draw(struct app *app, struct area area)
{
    if (!app->log.view.is_open) {
        (void)canvas_text(&app->canvas, (struct spot){ area.row + 2, 3, area.cols - 4 }, STYLE_DIM,
                          app_text(app, "ui.log.not-open"));
        return;
    }
    draw_page(app, area);
    if (app->log.prompt != LOG_PROMPT_NONE)
        draw_prompt(app, area);
}

/* ---- looking for something, and telling how it ended ---- */

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
    struct span account = account_of(app);
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

static void seek(struct app *app, const struct log_wish *wish, int step)
{
    app->log.wants_failure = false;
    log_view_seek(&app->log.view, wish, step);
    begin_wait(app);
}

static void seek_query(struct app *app, int step)
{
    struct log_wish wish = { 0 };
    if (app->log.query[0] == '\0') {
        app_news(app, "ui.search.first");
        return;
    }
    mem_copy_text(wish.query, sizeof wish.query, span_of(app->log.query));
    seek(app, &wish, step);
}

static void set_filter(struct app *app, const struct log_wish *wish)
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
    set_filter(app, &wish);
}

static void choose_cause(struct app *app)
{
    enum cause causes[CAUSES_MAX];
    size_t count = log_view_causes(&app->log.view, causes, CAUSES_MAX);
    struct log_wish wish = app->log.view.filter;
    if (app->log.cause >= count)
        return;
    wish.cause = causes[app->log.cause];
    set_filter(app, &wish);
}

static void go_to_time(struct app *app, int64_t time)
{
    if (app->log.view.is_filtered)
        log_view_filter(&app->log.view, &(struct log_wish){ 0 });
    log_view_time(&app->log.view, time);
    begin_wait(app);
}

/* ---- the same moment ---- */

/* Microseconds of the wall clock as a log on this machine would write them, in seconds. */
static int64_t clock_of_log(int64_t us)
{
    time_t when = (time_t)(us / 1000000);
    struct tm tm = { 0 };
    return localtime_r(&when, &tm) ? (int64_t)timegm(&tm) : (int64_t)when;
}

void log_page_same_moment(struct app *app)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    const struct session_log *log = transcript_log(view, app_record(app));
    const struct line *line = transcript_line(view, app_record(app));
    if (!log || !line || log->began == 0) {
        app_news(app, "ui.log.no-moment");
        return;
    }
    int64_t time = clock_of_log(log->began + line->us);
    trail_add(app);
    app_go(app, SCREEN_LOG);
    app->log.wants_failure = false;
    go_to_time(app, time);
}

/* The line of the conversation that was said nearest to that time, at most a minute away. */
static bool nearest_line(const struct record *record, int64_t time, struct evidence *ret_place)
{
    enum { FAR = 60 };
    int64_t best = FAR + 1;
    for (size_t i = 0; i < record->session_count; i++) {
        const struct session_log *log = record->sessions[i];
        for (size_t k = 0; log->began && k < log->line_count; k++) {
            int64_t away = llabs(clock_of_log(log->began + log->lines[k].us) - time);
            if (away >= best)
                continue;
            best = away;
            *ret_place = (struct evidence){ log->id, log->lines[k].n };
        }
    }
    return best <= FAR;
}

static void go_to_conversation(struct app *app)
{
    const struct log_told *told = log_view_told(&app->log.view);
    const struct record *record = app->fixed ? app->fixed : app->run ? run_record(app->run) : NULL;
    struct evidence place;
    if (!told || !record || told->time == LOG_NO_TIME || !nearest_line(record, told->time, &place)) {
        app_news(app, "ui.log.no-moment");
        return;
    }
    trail_add(app);
    app_go(app, SCREEN_NETWORK);
    app->view.pane = PANE_TRANSCRIPT;
    transcript_select(&app->view.transcript, record, place);
}

/* ---- keys ---- */

static void open_prompt(struct app *app, enum log_prompt prompt)
{
    app->log.prompt = prompt;
    field_clear(&app->log.field);
    if (prompt == LOG_PROMPT_ACCOUNT)
        field_set(&app->log.field, account_of(app));
}

static void take_prompt(struct app *app)
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
        seek_query(app, 1);
    } else if (prompt == LOG_PROMPT_TIME && text.len) {
        page->wants_failure = true;
        if (log_time_typed(text, page->view.newest, &time))
            go_to_time(app, time);
        else
            news_of(app, "ui.log.no-time", text);
    }
}

static bool act_prompt(struct app *app, enum action action)
{
    if (action == ACTION_ENTER)
        take_prompt(app);
    else if (action == ACTION_ESCAPE || action == ACTION_STOP)
        app->log.prompt = LOG_PROMPT_NONE;
    return action != ACTION_HELP && action != ACTION_LANGUAGE && action != ACTION_REDRAW && action != ACTION_QUIT;
}

/* Esc takes away one thing at a time. */
static void go_out(struct app *app)
{
    struct log_page *page = &app->log;
    if (page->view.job != LOG_JOB_NONE) {
        page->view.job = LOG_JOB_NONE;
        page->waits = false;
    } else if (page->pane != LOG_PANE_LINES) {
        page->pane = LOG_PANE_LINES;
    } else if (page->view.is_filtered) {
        set_filter(app, &(struct log_wish){ 0 });
    } else {
        app_go(app, SCREEN_LOGS);
    }
}

static bool move(struct app *app, enum action action)
{
    enum { PAGE = 10 };
    static const struct {
        enum action action;
        int64_t by;
    } moves[] = { { ACTION_UP, -1 },          { ACTION_DOWN, 1 },           { ACTION_PAGE_UP, -PAGE },
                  { ACTION_PAGE_DOWN, PAGE }, { ACTION_FIRST, -INT64_MAX }, { ACTION_LAST, INT64_MAX } };
    struct log_page *page = &app->log;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        int64_t by = moves[i].by;
        if (moves[i].action != action)
            continue;
        if (page->pane == LOG_PANE_LINES) {
            log_view_move(&page->view, by);
            page->scroll = 0;
        } else if (page->pane == LOG_PANE_CAUSES) {
            page->cause = by > 0 ? page->cause + 1 : page->cause - (page->cause > 0);
        } else {
            page->scroll = by > PAGE ? 1 << 20 : by < -PAGE || page->scroll + by < 0 ? 0 : page->scroll + (int)by;
        }
        return true;
    }
    return false;
}

static void enter(struct app *app)
{
    if (app->log.pane == LOG_PANE_CAUSES)
        choose_cause(app);
    else
        app->log.pane = app->log.pane == LOG_PANE_LINES ? LOG_PANE_EXPLANATION : LOG_PANE_LINES;
}

static bool act_search(struct app *app, enum action action)
{
    const struct log_wish failure = { .is_failure = true };
    switch (action) {
    case ACTION_NEXT_PROBLEM:
    case ACTION_PREVIOUS_PROBLEM:
        seek(app, &failure, action == ACTION_NEXT_PROBLEM ? 1 : -1);
        return true;
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
        seek_query(app, action == ACTION_NEXT_HIT ? 1 : -1);
        return true;
    case ACTION_SEARCH:
        open_prompt(app, LOG_PROMPT_SEARCH);
        return true;
    case ACTION_TIME:
        open_prompt(app, LOG_PROMPT_TIME);
        return true;
    case ACTION_ACCOUNT:
    case ACTION_FILTER:
        open_prompt(app, LOG_PROMPT_ACCOUNT);
        return true;
    default:
        return false;
    }
}

static bool act_place(struct app *app, enum action action)
{
    struct log_page *page = &app->log;
    switch (action) {
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        page->pane = (page->pane + (action == ACTION_NEXT_PANE ? LOG_PANES - 1 : 1)) % LOG_PANES;
        return true;
    case ACTION_LEFT:
    case ACTION_RIGHT:
        page->shift += action == ACTION_RIGHT ? SHIFT : page->shift > 0 ? -SHIFT : 0;
        return true;
    case ACTION_ENTER:
        enter(app);
        return true;
    case ACTION_ESCAPE:
        go_out(app);
        return true;
    case ACTION_PREVIOUS_STEP:
        app_go(app, SCREEN_LOGS);
        return true;
    case ACTION_MOMENT:
        go_to_conversation(app);
        return true;
    default:
        return false;
    }
}

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    if (!app->log.view.is_open) {
        if (action == ACTION_ESCAPE)
            app_go(app, SCREEN_LOGS);
        return action == ACTION_ESCAPE;
    }
    log_view_look_again(&app->log.view);
    if (app->log.prompt != LOG_PROMPT_NONE)
        return act_prompt(app, action);
    return move(app, action) || act_search(app, action) || act_place(app, action);
}

static enum place place(const struct app *app)
{
    return app->log.prompt != LOG_PROMPT_NONE ? PLACE_FIELD : (enum place)(PLACE_PAGE | PLACE_LOG);
}

static bool type(struct app *app, struct key key)
{
    return field_key(&app->log.field, key);
}

static void paste(struct app *app, struct span text)
{
    if (app->log.prompt != LOG_PROMPT_NONE)
        (void)field_paste(&app->log.field, text);
    else
        app_read_text(app, text);
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint lines[] = { { ACTION_ENTER, "ui.act.explain" },
                                         { ACTION_NEXT_PROBLEM, "ui.log.act.problem" },
                                         { ACTION_TIME, "ui.log.act.time" },
                                         { ACTION_ACCOUNT, "ui.log.act.account" },
                                         { ACTION_SEARCH, NULL },
                                         { ACTION_NEXT_PANE, NULL },
                                         { ACTION_ESCAPE, "ui.act.back" },
                                         { ACTION_HELP, NULL },
                                         { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    static const struct hint causes[] = { { ACTION_UP, "ui.log.act.cause" },
                                          { ACTION_ENTER, "ui.log.act.only" },
                                          { ACTION_NEXT_PANE, NULL },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    static const struct hint typing[] = { { ACTION_ENTER, "ui.log.act.go" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    static const struct hint closed[] = {
        { ACTION_ESCAPE, "ui.act.back" }, { ACTION_HELP, NULL }, { ACTION_QUIT, NULL }, { ACTION_NONE, NULL }
    };
    if (!app->log.view.is_open)
        return closed;
    if (app->log.prompt != LOG_PROMPT_NONE)
        return typing;
    return app->log.pane == LOG_PANE_CAUSES ? causes : lines;
}

const struct screen screen_log = {
    .word = "log",
    .place = place,
    .draw = draw,
    .act = act,
    .type = type,
    .paste = paste,
    .hints = hints,
};
