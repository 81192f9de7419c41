#include "screens/result.h"

#include "show.h"

#include <stdio.h>

enum { WIDE = 100, FINDINGS_MIN = 3, FINDINGS_MAX = 6, EXPLANATION_ROWS = 8, ONE_PANE_ROWS = 14 };

static void add_transcript_note(struct app *app, struct buf *out)
{
    const struct record *record = app_record(app);
    const struct result_view *view = app_view(app);
    (void)buf_addf(out, "%u / %zu", view->transcript.session, record->session_count);
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
    buf_init(&note, 64);
    if (record->session_count)
        add_transcript_note(app, &note);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.pane.transcript"),
                                            buf_span(&note),
                                            look.has_focus });
    buf_free(&note);
    struct area inner = { area.row + 1, area.col, area.rows - 1, area.cols };
    if (record->session_count == 0)
        (void)canvas_text(&app->canvas, (struct spot){ inner.row, inner.col + 3, inner.cols - 3 }, STYLE_DIM,
                          app_text(app, "ui.transcript.none"));
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
    int explanation = EXPLANATION_ROWS + (app_view(app)->pane == PANE_TRANSCRIPT);
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

/* A small terminal, or z: one pane alone. */
static void draw_one(struct app *app, struct area area)
{
    if (app_view(app)->pane == PANE_TRANSCRIPT) {
        int explanation = area.rows / 2;
        draw_transcript(app, (struct area){ area.row, area.col, area.rows - explanation, area.cols });
        explain_draw(app, (struct area){ area.row + area.rows - explanation, area.col, explanation, area.cols });
        return;
    }
    int findings = findings_rows(app);
    findings_draw(app, (struct area){ area.row, area.col, findings, area.cols });
    explain_draw(app, (struct area){ area.row + findings, area.col, area.rows - findings, area.cols });
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
    (void)run_checks(app->run, &count);
    if (action == ACTION_UP && app->view.check > 0)
        app->view.check--;
    if (action == ACTION_DOWN && app->view.check + 1 < count)
        app->view.check++;
    return action == ACTION_UP || action == ACTION_DOWN || action == ACTION_ENTER;
}

/* Enter on a line goes to the finding that rests on it. */
static void go_to_user_of_line(struct app *app)
{
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    for (size_t i = 0; i < record->fact_count; i++)
        for (unsigned j = 0; j < record->facts[i].evidence_count; j++) {
            const struct evidence *evidence = &record->facts[i].evidence[j];
            if (evidence->session != view->transcript.session || evidence->line != view->transcript.line ||
                !finding_belongs(app, &record->facts[i]))
                continue;
            view->fact = (long)i;
            view->pane = PANE_FINDINGS;
            view->shows_passed |= record->facts[i].status == STATUS_OK;
            view->explain_scroll = 0;
            return;
        }
    app_news(app, "ui.line.unused");
}

static bool act_transcript(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    if (action == ACTION_ENTER && !app_is_running(app)) {
        go_to_user_of_line(app);
        return true;
    }
    if (action == ACTION_BACK) {
        view->pane = PANE_FINDINGS;
        view->explain_scroll = 0;
        return true;
    }
    if (!transcript_act(&view->transcript, app_record(app), action))
        return false;
    view->explain_scroll = 0;
    return true;
}

bool result_act(struct app *app, enum action action)
{
    struct result_view *view = app_view(app);
    bool is_live = app_is_running(app) && app->screen != SCREEN_LOGS;
    if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE) {
        view->pane = view->pane == PANE_FINDINGS ? PANE_TRANSCRIPT : PANE_FINDINGS;
        view->explain_scroll = 0;
        return true;
    }
    if (action == ACTION_ZOOM) {
        view->is_zoomed = !view->is_zoomed;
        return true;
    }
    if (view->pane == PANE_TRANSCRIPT && act_transcript(app, action))
        return true;
    if (is_live)
        return act_running(app, action);
    return app_diagnosis(app) && findings_act(app, action);
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
                                         { ACTION_BACK, NULL },        { ACTION_ZOOM, NULL },
                                         { ACTION_HELP, NULL },        { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    if (app_is_running(app) && app->screen != SCREEN_LOGS)
        return running;
    return app_view(app)->pane == PANE_TRANSCRIPT ? lines : findings;
}
