#include "screens/result.h"

#include "copy.h"
#include "moment.h"
#include "search.h"
#include "show.h"

#include <stdio.h>

enum { WIDE = 100, FINDINGS_MIN = 3, FINDINGS_MAX = 6, EXPLANATION_ROWS = 8, ONE_PANE_ROWS = 14 };

/* "/535 2/7   only the server   wrapped   1 / 3": what is done to the lines, and which session it is. */
static void add_transcript_note(struct app *app, struct buf *out)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    char key[64];
    size_t place;
    size_t count;
    transcript_hits(view, &place, &count);
    if (view->query[0])
        (void)buf_addf(out, "/%s %zu/%zu   ", view->query, place, count);
    (void)snprintf(key, sizeof key, "ui.filter.%s", line_filter_word(view->filter));
    if (view->filter != FILTER_NONE) {
        buf_add(out, app_text(app, key));
        buf_add_text(out, "   ");
    }
    (void)buf_addf(out, "%u / %zu", view->session, app_record(app)->session_count);
}

static bool is_all_filtered(const struct result_view *view, const struct record *record)
{
    const struct session_log *log = transcript_log(&view->transcript, record);
    return log && log->line_count && transcript_count(&view->transcript, log) == 0;
}

static void draw_transcript(struct app *app, struct area area)
{
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    char name[SHORT_NAME_MAX] = "";
    struct buf note;
    bool has_fact = view->fact != NO_FACT && (size_t)view->fact < record->fact_count;
    struct transcript_look look = { .words = &app->words,
                                    .record = record,
                                    .fact = has_fact ? &record->facts[view->fact] : NULL,
                                    .name = name,
                                    .has_focus = view->pane == PANE_TRANSCRIPT,
                                    .hides_times = app->is_test };
    if (has_fact)
        show_short_name(record, (size_t)view->fact, name);
    buf_init(&note, 512);
    transcript_refresh(&view->transcript, record, &app->words);
    if (record->session_count)
        add_transcript_note(app, &note);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.pane.transcript"),
                                            buf_span(&note),
                                            look.has_focus });
    buf_free(&note);
    struct area inner = { area.row + 1, area.col, area.rows - 1, area.cols };
    if (record->session_count == 0 || is_all_filtered(view, record))
        (void)canvas_text(&app->canvas, (struct spot){ inner.row, inner.col + 3, inner.cols - 3 }, STYLE_DIM,
                          app_text(app, record->session_count ? "ui.filter.nothing" : "ui.transcript.none"));
    transcript_draw(&view->transcript, &app->canvas, inner, &look);
}

static int findings_rows(const struct app *app)
{
    size_t facts[FINDINGS_MAX];
    size_t passed;
    int rows = (int)findings_list(app, facts, FINDINGS_MAX, &passed) + 2;
    return rows < FINDINGS_MIN ? FINDINGS_MIN : rows > FINDINGS_MAX ? FINDINGS_MAX : rows;
}

static void draw_stacked(struct app *app, struct area area)
{
    int findings = findings_rows(app);
    int explanation = EXPLANATION_ROWS + explain_is_about_line(app_view(app));
    if (findings + explanation > area.rows * 2 / 3)
        explanation = area.rows * 2 / 3 - findings;
    int rest = area.rows - findings - explanation;
    findings_draw(app, (struct area){ area.row, area.col, findings, area.cols });
    explain_draw(app, (struct area){ area.row + findings, area.col, explanation, area.cols });
    draw_transcript(app, (struct area){ area.row + findings + explanation, area.col, rest, area.cols });
}

static void draw_columns(struct app *app, struct area area)
{
    int left = area.cols * 47 / 100;
    int findings = findings_rows(app) + 2;
    findings_draw(app, (struct area){ area.row, area.col, findings, left });
    explain_draw(app, (struct area){ area.row + findings, area.col, area.rows - findings, left });
    for (int row = 1; row < area.rows; row++)
        canvas_repeat(&app->canvas, (struct spot){ area.row + row, area.col + left, 1 }, STYLE_DIM, 0x2502);
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col + left, 1 }, STYLE_DIM, 0x252c);
    draw_transcript(app, (struct area){ area.row, area.col + left + 1, area.rows, area.cols - left - 1 });
}

/* A small terminal, or z: the pane with the focus. */
static void draw_one(struct app *app, struct area area)
{
    const struct result_view *view = app_view(app);
    int rows = view->pane == PANE_TRANSCRIPT ? area.rows - (view->is_zoomed ? 0 : area.rows / 2)
               : view->pane == PANE_FINDINGS ? findings_rows(app)
                                             : 0;
    struct area above = { area.row, area.col, rows, area.cols };
    if (view->pane == PANE_TRANSCRIPT)
        draw_transcript(app, above);
    else if (rows)
        findings_draw(app, above);
    if (rows < area.rows)
        explain_draw(app, (struct area){ area.row + rows, area.col, area.rows - rows, area.cols });
}

static void draw_nothing_yet(struct app *app, struct area area)
{
    show_rule(
        &app->canvas,
        &(struct rule){ { area.row, area.col, area.cols }, app_text(app, "ui.pane.findings"), SPAN_EMPTY, false });
    (void)canvas_text(&app->canvas, (struct spot){ area.row + 2, area.col + 3, area.cols - 4 }, STYLE_DIM,
                      app_text(app, "ui.result.not-run"));
}

void result_draw(struct app *app, struct area area)
{
    bool is_live = app_is_running(app) && app->screen != SCREEN_LOGS;
    if (is_live)
        running_draw(app, area);
    else if (!app_diagnosis(app))
        draw_nothing_yet(app, area);
    else if (area.rows < ONE_PANE_ROWS || app_view(app)->is_zoomed)
        draw_one(app, area);
    else if (area.cols >= WIDE)
        draw_columns(app, area);
    else
        draw_stacked(app, area);
}

/* ---- keys ---- */

static bool act_running(struct app *app, enum action action)
{
    size_t count;
    (void)app_checks(app, &count);
    if (action == ACTION_UP && app->view.check > 0)
        app->view.check--;
    if (action == ACTION_DOWN && app->view.check + 1 < count)
        app->view.check++;
    return action == ACTION_UP || action == ACTION_DOWN || action == ACTION_ENTER;
}

static bool rests_on_line(const struct app *app, const struct fact *fact)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    for (unsigned i = 0; finding_belongs(app, fact) && i < fact->evidence_count; i++)
        if (fact->evidence[i].session == view->session && fact->evidence[i].line == view->line)
            return true;
    return false;
}

/* Enter on a line goes to the finding that rests on it; with several, to the one behind the finding one came from. */
static void go_to_user_of_line(struct app *app)
{
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    size_t start = view->fact == NO_FACT ? 0 : (size_t)view->fact + 1;
    for (size_t i = 0; i < record->fact_count; i++) {
        size_t index = (start + i) % record->fact_count;
        if (!rests_on_line(app, &record->facts[index]))
            continue;
        trail_add(app);
        view->fact = (long)index;
        view->pane = PANE_FINDINGS;
        view->shows_passed |= record->facts[index].status == STATUS_OK;
        view->explain_scroll = 0;
        return;
    }
    app_news(app, "ui.line.unused");
}

static void choose_filter(struct app *app)
{
    struct transcript_view *view = &app_view(app)->transcript;
    char key[64];
    transcript_set_filter(view, app_record(app), (view->filter + 1) % FILTERS);
    (void)snprintf(key, sizeof key, "ui.filter.%s", line_filter_word(view->filter));
    app_news(app, key);
}

static void go_to_problem(struct app *app, int step)
{
    if (!transcript_next_problem(&app_view(app)->transcript, app_record(app), step))
        app_news(app, "ui.news.no-more");
}

/* Esc takes away one thing at a time: the selected lines, the search, the filter. */
static bool drop_one(struct app *app)
{
    struct transcript_view *view = &app_view(app)->transcript;
    if (view->anchor)
        view->anchor = 0;
    else if (view->filter != FILTER_NONE && view->query[0] == '\0')
        transcript_set_filter(view, app_record(app), FILTER_NONE);
    else if (!search_drop(app))
        return false;
    return true;
}

static void tell_lines(struct app *app, enum action action)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    if (action == ACTION_WRAP)
        app_news(app, view->wraps ? "ui.wrap.on" : "ui.wrap.off");
    else if (action == ACTION_SELECT && view->anchor)
        app_news(app, "ui.select.on");
}

static bool act_transcript(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    if (action == ACTION_ENTER && !app_is_running(app)) {
        go_to_user_of_line(app);
    } else if (action == ACTION_NEXT_PROBLEM || action == ACTION_PREVIOUS_PROBLEM) {
        go_to_problem(app, action == ACTION_NEXT_PROBLEM ? 1 : -1);
    } else if (action == ACTION_ESCAPE) {
        return drop_one(app);
    } else if (transcript_act(&view->transcript, app_record(app), action)) {
        tell_lines(app, action);
    } else {
        return false;
    }
    view->explain_scroll = 0;
    return true;
}

/* What can be done to the conversation from any pane. */
static bool act_conversation(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    switch (action) {
    case ACTION_SEARCH:
        search_open(app);
        return true;
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
        search_go(app, action == ACTION_NEXT_HIT ? 1 : -1);
        return true;
    case ACTION_FILTER:
        choose_filter(app);
        return true;
    case ACTION_WRAP:
        (void)transcript_act(&view->transcript, app_record(app), action);
        tell_lines(app, action);
        return true;
    case ACTION_BYTES:
        view->shows_bytes = !view->shows_bytes;
        view->pane = view->pane == PANE_FINDINGS ? PANE_TRANSCRIPT : view->pane;
        view->reads_line = true;
        view->explain_scroll = 0;
        return true;
    case ACTION_COPY:
        copy_item(app);
        return true;
    case ACTION_COPY_ALL:
        copy_conversation(app);
        return true;
    case ACTION_PLAIN:
        copy_open_plain(app);
        return true;
    default:
        return false;
    }
}

static void change_pane(struct app *app, int step)
{
    struct result_view *view = app_view(app);
    bool is_live = app_is_running(app) && app->screen != SCREEN_LOGS;
    int panes = is_live ? PANE_EXPLANATION : PANES;
    if (view->pane != PANE_EXPLANATION)
        view->reads_line = view->pane == PANE_TRANSCRIPT;
    view->pane = (enum pane)(((int)view->pane + step + panes) % panes);
    if (view->pane != PANE_EXPLANATION)
        view->explain_scroll = 0;
}

static bool act_pane(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    bool is_live = app_is_running(app) && app->screen != SCREEN_LOGS;
    if (view->pane == PANE_TRANSCRIPT && act_transcript(app, action))
        return true;
    if (is_live)
        return act_running(app, action);
    if (view->pane == PANE_EXPLANATION && explain_act(app, action))
        return true;
    return app_diagnosis(app) && findings_act(app, action);
}

bool result_act(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    bool has_lines = app_record(app)->session_count > 0;
    transcript_refresh(&view->transcript, app_record(app), &app->words);
    if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE) {
        change_pane(app, action == ACTION_NEXT_PANE ? 1 : -1);
        return true;
    }
    if (app->log.view.is_open &&
        (action == ACTION_MOMENT || (action == ACTION_SKIP && view->pane == PANE_TRANSCRIPT))) {
        moment_in_log(app);
        return true;
    }
    if (action == ACTION_ZOOM) {
        view->is_zoomed = !view->is_zoomed;
        return true;
    }
    if (action == ACTION_BACK && view->pane != PANE_FINDINGS && app->trail.count == 0) {
        view->pane = PANE_FINDINGS;
        view->explain_scroll = 0;
        return true;
    }
    return (has_lines && act_conversation(app, action)) || act_pane(app, action);
}

const struct hint *result_hints(const struct app *app)
{
    static const struct hint running[] = { { ACTION_UP, NULL },       { ACTION_NEXT_PANE, NULL }, { ACTION_STOP, NULL },
                                           { ACTION_LANGUAGE, NULL }, { ACTION_HELP, NULL },      { ACTION_QUIT, NULL },
                                           { ACTION_NONE, NULL } };
    static const struct hint findings[] = { { ACTION_UP, "ui.act.finding" }, { ACTION_ENTER, "ui.act.proof" },
                                            { ACTION_NEXT_PANE, NULL },      { ACTION_RERUN, NULL },
                                            { ACTION_NEXT_STEP, NULL },      { ACTION_HELP, NULL },
                                            { ACTION_QUIT, NULL },           { ACTION_NONE, NULL } };
    static const struct hint lines[] = { { ACTION_UP, "ui.act.line" }, { ACTION_ENTER, "ui.act.used" },
                                         { ACTION_SEARCH, NULL },      { ACTION_FILTER, NULL },
                                         { ACTION_COPY, NULL },        { ACTION_ZOOM, NULL },
                                         { ACTION_HELP, NULL },        { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    static const struct hint hits[] = { { ACTION_UP, "ui.act.line" },  { ACTION_NEXT_HIT, NULL },
                                        { ACTION_PREVIOUS_HIT, NULL }, { ACTION_ESCAPE, "ui.act.end-search" },
                                        { ACTION_COPY, NULL },         { ACTION_HELP, NULL },
                                        { ACTION_QUIT, NULL },         { ACTION_NONE, NULL } };
    static const struct hint text[] = { { ACTION_UP, "ui.act.scroll" }, { ACTION_NEXT_PANE, NULL },
                                        { ACTION_COPY, NULL },          { ACTION_ZOOM, NULL },
                                        { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },
                                        { ACTION_NONE, NULL } };
    const struct result_view *view = app_view(app);
    if (app_is_running(app) && app->screen != SCREEN_LOGS)
        return running;
    if (view->pane == PANE_TRANSCRIPT)
        return view->transcript.query[0] ? hits : lines;
    return view->pane == PANE_EXPLANATION ? text : findings;
}
