#include "screens/log_panes.h"

#include "base/clean.h"
#include "show.h"
#include "widgets/flow.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_CELLS = 15, TEXT_MAX = 32 * 1024, FEW_ROWS = 18, FEW_CAUSES = 2 };

static void add_clean(struct buf *out, const char *text)
{
    (void)clean_add(out, span_of(text), CLEAN_LINE_MAX);
}

static void add_filled(const struct app *app, const char *key, const struct fact *values, struct buf *out)
{
    words_fill(out, app_text(app, key), values);
}

/* ---- the causes ---- */

static void add_title(const struct app *app, struct buf *out)
{
    const char *slash = strrchr(app->log.view.path, '/');
    add_clean(out, slash ? slash + 1 : app->log.view.path);
    if (app->log.view.copy.end != LOG_COPY_NONE)
        buf_add(out, app_text(app, "ui.log.copy"));
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

int log_causes_draw(struct app *app, struct area area)
{
    struct log_page *page = &app->log;
    enum cause causes[LOG_CAUSES_SHOWN];
    size_t count = log_view_causes(&page->view, causes, LOG_CAUSES_SHOWN);
    size_t rows = area.rows < FEW_ROWS && count > FEW_CAUSES ? FEW_CAUSES : count;
    struct buf title;
    struct buf note;
    buf_init(&title, 1 * KIB);
    buf_init(&note, 1 * KIB);
    add_title(app, &title);
    struct fact values = { .ms = -1, .number = (int64_t)page->view.answer.failures };
    add_filled(app,
               !page->view.index.is_whole ? "ui.log.failures.yet"
               : page->view.is_filtered   ? "ui.log.failures.all"
                                          : "ui.log.failures",
               &values, &note);
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

/* ---- the lines ---- */

/* "42 % read   line 17 / 8123456   anna@example.com": where one is, and what is shown. */
static void add_position(const struct app *app, struct buf *out)
{
    const struct log_view *view = &app->log.view;
    struct fact values = { .ms = -1, .number = (int64_t)(log_view_share(view) * 100) };
    if (values.number < 100) {
        add_filled(app, "ui.log.progress", &values, out);
        buf_add_text(out, "   ");
    }
    uint64_t count = log_view_count(view);
    uint64_t place = log_view_place(view, view->line);
    (void)buf_addf(out, "%" PRIu64 " / %" PRIu64, count ? (place < count ? place + 1 : count) : 0, count);
    if (view->is_filtered && view->match_count == LOG_MATCHES_MAX)
        buf_add_text(out, "+");
}

/* "2025-11-23 09:00–09:30" */
static void add_times(const struct log_wish *wish, struct buf *out)
{
    enum { DAY_CHARS = 11 };
    char from[20];
    char to[20];
    log_time_text(wish->from, from);
    log_time_text(wish->to - 1, to);
    buf_add_text(out, out->len ? " · " : "");
    buf_add_text(out, from);
    buf_add_text(out, "–");
    buf_add_text(out, to + (strncmp(from, to, DAY_CHARS) == 0 ? DAY_CHARS : 0));
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
    if (wish->from != wish->to)
        add_times(wish, out);
    if (out->len == 0)
        buf_add(out, app_text(app, "ui.log.lines"));
}

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

static void draw_line(struct app *app, struct spot spot, uint64_t line)
{
    const struct log_view *view = &app->log.view;
    bool is_selected = line == view->line;
    struct buf raw;
    struct buf text;
    buf_init(&raw, LOG_LINE_SHOWN);
    buf_init(&text, LOG_LINE_SHOWN);
    bool is_bad = log_view_line(view, line, !app->log.is_raw, &raw);
    (void)clean_add(&text, buf_span(&raw), CLEAN_LINE_MAX);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col, 1 }, STYLE_ACCENT,
                      span_of(is_selected ? "▸" : " "));
    if (is_bad)
        (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + 2, 1 }, STYLE_PROBLEM,
                          span_of(sign_text(STATUS_PROBLEM)));
    struct spot rest = { spot.row, spot.col + 4, spot.cells - 4 };
    (void)canvas_text(&app->canvas, rest, STYLE_TEXT, shifted(buf_span(&text), app->log.shift));
    if (is_selected)
        canvas_mark(&app->canvas, rest);
    buf_free(&raw);
    buf_free(&text);
}

/* Each row stands for a part of what is shown: red where something failed in it, full where one is. */
static void draw_bar(struct app *app, struct area area)
{
    const struct log_view *view = &app->log.view;
    double share = view->is_filtered ? 1 : log_view_share(view);
    double lines = (double)log_view_count(view) / (share > 0 ? share : 1);
    uint64_t place = log_view_place(view, view->line);
    int rows = lines < area.rows ? (int)lines : area.rows;
    for (int row = 0; row < rows; row++) {
        uint64_t from = (uint64_t)(lines * row / rows);
        uint64_t to = (uint64_t)(lines * (row + 1) / rows);
        bool has_problem = log_view_fails(view, from, to);
        bool is_here = place >= from && (place < to || row == rows - 1);
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

void log_lines_draw(struct app *app, struct area area)
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

/* ---- the explanation ---- */

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
    struct judged judged = { &told->record, &told->diagnosis };
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&text);
        if (words_verdict_part(&app->words, &judged, rows[i].part, &text))
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
        bool is_empty = log_view_count(view) == 0;
        flow_text(flow, 0, STYLE_DIM,
                  app_text(app, !is_empty              ? "ui.log.no-line"
                                : view->filter_is_done ? "ui.log.none.shown"
                                                       : "ui.log.looking"));
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

void log_explanation_draw(struct app *app, struct area area)
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
    if (log_view_count(&page->view))
        add_filled(app, "ui.pane.line", &values, &title);
    else
        buf_add(&title, app_text(app, "ui.pane.explanation"));
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
