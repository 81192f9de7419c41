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

/* ---- the lines ---- */

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
    log_view_line(view, line, &raw);
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
