/* SMTP by hand: the conversation, the coach beside or below it, and the line that is typed. */
#include "base/clean.h"
#include "screen.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { WIDE_COLS = 110, SAID_MAX = 64 * 1024, PAGE_STEP = 5, PROMPT_COL = 1 };

/* ---- the conversation ---- */

static void add_title(const struct app *app, struct buf *out)
{
    const struct endpoint *server = &app->hand.target.server;
    struct fact values = { .ms = -1 };
    (void)snprintf(values.text, sizeof values.text, "%s:%u", server->host, server->port);
    words_fill(out, app_text(app, "ui.hand.title"), &values);
}

static void draw_lines(struct app *app, struct area area)
{
    struct hand_view *view = &app->hand;
    struct buf title;
    buf_init(&title, KIB);
    add_title(app, &title);
    struct span kind = app_text(app, view->target.detour_count ? "ui.hand.practice" : "ui.hand.real");
    show_rule(&app->canvas,
              &(struct rule){ { area.row, area.col, area.cols }, buf_span(&title), kind, view->is_over_lines });
    buf_free(&title);
    if (!view->run)
        return;
    struct transcript_look look = { .words = &app->words,
                                    .record = hand_run_record(view->run),
                                    .name = "",
                                    .has_focus = false,
                                    .hides_times = app->is_test };
    transcript_draw(&view->transcript, &app->canvas, (struct area){ area.row + 1, area.col, area.rows - 1, area.cols },
                    &look);
}

/* ---- the coach ---- */

static void tell(struct app *app, struct flow *flow, struct span said)
{
    enum hand_topic topic = app->hand.topic;
    bool is_warning = topic == TOPIC_REVIEW || topic == TOPIC_EFFECT;
    struct span line;
    while (span_cut(&said, '\n', &line))
        flow_text(flow, 0, is_warning ? STYLE_WARNING : STYLE_TEXT, line);
}

static void draw_coach(struct app *app, struct area area)
{
    struct hand_view *view = &app->hand;
    struct area inner = { area.row + 1, area.col + 1, area.rows - 1, area.cols - 2 };
    struct flow flow = flow_start(&app->canvas, inner, view->scroll);
    struct buf said;
    buf_init(&said, SAID_MAX);
    hand_view_say(app, &said);
    tell(app, &flow, buf_span(&said));
    if (flow_clamp(&flow, view->scroll) != view->scroll) {
        view->scroll = flow_clamp(&flow, view->scroll);
        canvas_fill(&app->canvas, inner, STYLE_TEXT);
        flow = flow_start(&app->canvas, inner, view->scroll);
        tell(app, &flow, buf_span(&said));
    }
    bool has_more = flow.row - flow.scroll > inner.rows;
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.hand.coach"),
                                            has_more ? SPAN("PgDn ↓") : SPAN_EMPTY,
                                            !view->is_over_lines });
    buf_free(&said);
}

/* ---- the line ---- */

static struct span prompt_of(const struct app *app)
{
    const struct hand_view *view = &app->hand;
    if (view->wait == WAITS_CONSENT)
        return app_text(app, "ui.hand.yes-no");
    return view->run && hand_run_state(view->run)->in_content ? SPAN("·") : SPAN(">");
}

static void draw_prompt(struct app *app, struct area area)
{
    struct hand_view *view = &app->hand;
    struct canvas *canvas = &app->canvas;
    canvas_repeat(canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    struct spot spot = { area.row + 1, area.col + PROMPT_COL, area.cols - 2 * PROMPT_COL };
    int used = canvas_text(canvas, spot, STYLE_ACCENT, prompt_of(app)) + 1;
    hand_view_mask(view);
    field_draw(&view->line, canvas, (struct spot){ spot.row, spot.col + used, spot.cells - used },
               view->wait != WAITS_CONSENT);
}

static void draw(struct app *app, struct area area)
{
    bool is_wide = area.cols >= WIDE_COLS;
    struct area rest = { area.row, area.col, area.rows - 2, area.cols };
    struct area lines = rest;
    struct area coach = rest;
    if (is_wide) {
        lines.cols = rest.cols * 11 / 20;
        coach.col += lines.cols + 1;
        coach.cols -= lines.cols + 1;
    } else {
        lines.rows = rest.rows / 2;
        coach.row += lines.rows;
        coach.rows -= lines.rows;
    }
    draw_lines(app, lines);
    draw_coach(app, coach);
    draw_prompt(app, (struct area){ area.row + area.rows - 2, area.col, 2, area.cols });
}

/* ---- keys ---- */

static enum place place(const struct app *app)
{
    return app->hand.wait == WAITS_CONSENT ? PLACE_QUESTION : PLACE_FIELD | PLACE_HAND;
}

static bool type(struct app *app, struct key key)
{
    return field_key(&app->hand.line, key);
}

static void paste(struct app *app, struct span text)
{
    if (app->hand.wait != WAITS_CONSENT && !field_paste(&app->hand.line, text))
        app_news(app, "ui.news.hand-one-line");
}

static void scroll(struct app *app, int step)
{
    struct hand_view *view = &app->hand;
    if (view->is_over_lines && view->run)
        (void)transcript_act(&view->transcript, hand_run_record(view->run),
                             step < 0 ? ACTION_PAGE_UP : ACTION_PAGE_DOWN);
    else
        view->scroll = view->scroll + step < 0 ? 0 : view->scroll + step;
}

static void leave(struct app *app)
{
    hand_view_drop(app);
    app_go(app, app->hand.from);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    switch (action) {
    case ACTION_ENTER:
        hand_view_enter(app);
        return true;
    case ACTION_YES:
    case ACTION_NO:
        hand_view_consent(app, action == ACTION_YES);
        return true;
    case ACTION_UP:
    case ACTION_DOWN:
        hand_view_recall(app, action == ACTION_UP ? -1 : 1);
        return true;
    case ACTION_COMPLETE:
        hand_view_complete(app);
        return true;
    case ACTION_PREVIOUS_PANE:
        app->hand.is_over_lines = !app->hand.is_over_lines;
        return true;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        scroll(app, action == ACTION_PAGE_UP ? -PAGE_STEP : PAGE_STEP);
        return true;
    case ACTION_SHOW_PASSWORD:
        app->hand.line.is_shown = !app->hand.line.is_shown;
        return true;
    case ACTION_ESCAPE:
    case ACTION_STOP:
        if (!hand_view_stop(app))
            leave(app);
        return true;
    case ACTION_HAND:
        return true;
    default:
        return false;
    }
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint typing[] = { { ACTION_ENTER, "ui.act.send-line" },
                                          { ACTION_COMPLETE, NULL },
                                          { ACTION_UP, "ui.act.history" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_PAGE_DOWN, "ui.act.scroll" },
                                          { ACTION_PREVIOUS_PANE, "ui.act.other-half" },
                                          { ACTION_NONE, NULL } };
    static const struct hint unseen[] = { { ACTION_ENTER, "ui.act.send-line" },
                                          { ACTION_SHOW_PASSWORD, NULL },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    static const struct hint asking[] = { { ACTION_YES, "ui.act.send-line" },
                                          { ACTION_NO, "ui.act.do-not-send" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_NONE, NULL } };
    if (app->hand.wait == WAITS_CONSENT)
        return asking;
    return app->hand.wait == WAITS_LINE ? typing : unseen;
}

const struct screen screen_hand = {
    .word = "hand", .place = place, .draw = draw, .act = act, .type = type, .paste = paste, .hints = hints
};
