/* Boxes over a screen: help, questions; and who takes the keys while one is open. */
#include "base/clean.h"
#include "base/utf8.h"
#include "checkup.h"
#include "fix.h"
#include "possible.h"
#include "remember.h"
#include "run/plan.h"
#include "screen.h"
#include "search.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { BOX_COLS = 70, QUESTION_COLS = 60, QUESTION_ROWS = 9, KEY_CELLS = 12 };

struct area overlay_box(struct app *app, int rows, int cols, struct span title)
{
    struct canvas *canvas = &app->canvas;
    rows = rows > canvas->rows - 2 ? canvas->rows - 2 : rows;
    cols = cols > canvas->cols - 4 ? canvas->cols - 4 : cols;
    struct area box = { (canvas->rows - rows) / 2, (canvas->cols - cols) / 2, rows, cols };
    int last_row = box.row + box.rows - 1;
    int last_col = box.col + box.cols - 1;
    canvas_fill(canvas, box, STYLE_TEXT);
    for (int row = box.row; row <= last_row; row++) {
        canvas_repeat(canvas, (struct spot){ row, box.col, 1 }, STYLE_DIM, 0x2502);
        canvas_repeat(canvas, (struct spot){ row, last_col, 1 }, STYLE_DIM, 0x2502);
    }
    canvas_repeat(canvas, (struct spot){ box.row, box.col, box.cols }, STYLE_DIM, 0x2500);
    canvas_repeat(canvas, (struct spot){ last_row, box.col, box.cols }, STYLE_DIM, 0x2500);
    canvas_repeat(canvas, (struct spot){ box.row, box.col, 1 }, STYLE_DIM, 0x250c);
    canvas_repeat(canvas, (struct spot){ box.row, last_col, 1 }, STYLE_DIM, 0x2510);
    canvas_repeat(canvas, (struct spot){ last_row, box.col, 1 }, STYLE_DIM, 0x2514);
    canvas_repeat(canvas, (struct spot){ last_row, last_col, 1 }, STYLE_DIM, 0x2518);
    int used = canvas_text(canvas, (struct spot){ box.row, box.col + 3, box.cols - 6 }, STYLE_BOLD, title);
    canvas_repeat(canvas, (struct spot){ box.row, box.col + 2, 1 }, STYLE_TEXT, ' ');
    canvas_repeat(canvas, (struct spot){ box.row, box.col + 3 + used, 1 }, STYLE_TEXT, ' ');
    return (struct area){ box.row + 1, box.col + 2, box.rows - 2, box.cols - 4 };
}

/* ---- help ---- */

struct span action_text(const struct app *app, enum action action)
{
    char key[64];
    (void)snprintf(key, sizeof key, "ui.help.%s", action_word(action));
    return app_text(app, key);
}

/* All keys of an action in this place, "F1 ?". */
static void add_labels(enum action action, struct buf *out)
{
    for (size_t i = 0; i < binding_count(); i++) {
        const struct binding *row = binding_at(i);
        if (row->action != action || !row->label)
            continue;
        (void)buf_addf(out, "%s%s", out->len ? " " : "", row->label);
    }
}

static void help_row(const struct app *app, struct flow *flow, enum action action)
{
    struct buf labels;
    buf_init(&labels, 128);
    add_labels(action, &labels);
    flow_put(flow, (struct spot){ 0, 0, KEY_CELLS }, STYLE_ACCENT, buf_span(&labels));
    flow_text(flow, KEY_CELLS, STYLE_TEXT, action_text(app, action));
    buf_free(&labels);
}

static void help_about(struct app *app, struct flow *flow)
{
    char key[64];
    (void)snprintf(key, sizeof key, "ui.help.screen.%s", screen_at(app->screen)->word);
    flow_text(flow, 0, STYLE_TEXT, app_text(app, key));
    flow_skip(flow);
    flow_text(flow, 0, STYLE_BOLD, app_text(app, "ui.help.keys"));
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++)
        if (action_label((enum action)action, PLACE_ANY) && action_belongs(app, (enum action)action))
            help_row(app, flow, (enum action)action);
    flow_skip(flow);
    flow_text(flow, 0, STYLE_BOLD, app_text(app, "ui.help.signs"));
    flow_text(flow, 0, STYLE_TEXT, app_text(app, "ui.help.signs.list"));
    flow_skip(flow);
    flow_text(flow, 0, STYLE_DIM, app_text(app, "ui.help.layout"));
}

/* A box of text that can be scrolled. */
static void draw_scrolled(struct app *app, const char *title, void (*write)(struct app *app, struct flow *flow))
{
    struct area inner = overlay_box(app, app->canvas.rows - 4, BOX_COLS, app_text(app, title));
    struct area text = { inner.row, inner.col, inner.rows - 1, inner.cols };
    for (int turn = 0; turn < 2; turn++) {
        struct flow flow = flow_start(&app->canvas, text, app->overlay_scroll);
        write(app, &flow);
        int fitting = flow_clamp(&flow, app->overlay_scroll);
        if (fitting == app->overlay_scroll)
            break;
        app->overlay_scroll = fitting;
        canvas_fill(&app->canvas, text, STYLE_TEXT);
    }
    (void)canvas_text(&app->canvas, (struct spot){ inner.row + inner.rows - 1, inner.col, inner.cols }, STYLE_DIM,
                      app_text(app, "ui.help.close"));
}

/* ---- what would be sent, and to whom ---- */

static void plan_about(struct app *app, struct flow *flow)
{
    struct target target;
    struct buf text;
    struct span line;
    target_init(&target);
    app_target(app, &target);
    buf_init(&text, 64 * KIB);
    plan_write(&app->words, &target, flow->area.cols, &text);
    struct span rest = buf_span(&text);
    while (span_cut(&rest, '\n', &line)) {
        if (line.len)
            flow_text(flow, 0, STYLE_TEXT, line);
        else
            flow_skip(flow);
    }
    buf_free(&text);
    target_clear(&target);
}

static bool key_in_help(struct app *app, enum action action)
{
    enum { PAGE = 10 };
    if (action == ACTION_DOWN)
        app->overlay_scroll++;
    else if (action == ACTION_UP)
        app->overlay_scroll -= app->overlay_scroll > 0;
    else if (action == ACTION_PAGE_DOWN || action == ACTION_TOGGLE)
        app->overlay_scroll += PAGE;
    else if (action == ACTION_PAGE_UP)
        app->overlay_scroll -= app->overlay_scroll >= PAGE ? PAGE : app->overlay_scroll;
    else if (action == ACTION_ESCAPE || action == ACTION_HELP || action == ACTION_PLAN || action == ACTION_ENTER ||
             action == ACTION_QUIT)
        app->overlay = OVERLAY_NONE;
    return true;
}

/* ---- questions ---- */

static const char *question_word(enum overlay overlay)
{
    return overlay == OVERLAY_LEAVE    ? "leave"
           : overlay == OVERLAY_RERUN  ? "rerun"
           : overlay == OVERLAY_SEND   ? "send"
           : overlay == OVERLAY_FORGET ? "forget"
                                       : "correct";
}

static void add_question(const struct app *app, struct buf *out)
{
    char key[64];
    char numbers[48];
    (void)snprintf(key, sizeof key, "ui.ask.%s", question_word(app->overlay));
    if (app->overlay == OVERLAY_LEAVE && app_is_running(app))
        (void)snprintf(key, sizeof key, "ui.ask.leave.running");
    buf_add(out, app_text(app, key));
    if (app->overlay == OVERLAY_LEAVE)
        return;
    if (app->overlay == OVERLAY_FORGET) {
        buf_add_char(out, '\n');
        clean_add(out, span_of(app->recent.address[0] ? app->recent.address : app->recent.server.host), CLEAN_LINE_MAX);
        return;
    }
    if (app->overlay == OVERLAY_SEND) {
        const struct target *ran = &app->ran;
        buf_add_char(out, '\n');
        clean_add(out, span_of(ran->recipient[0] ? ran->recipient : ran->address), CLEAN_LINE_MAX);
        buf_add_char(out, '\n');
    }
    (void)snprintf(numbers, sizeof numbers, " %u / %u", app->logins_used, app->base.max_logins);
    buf_add_text(out, "\n");
    buf_add(out, app_text(app, "ui.verdict.logins"));
    buf_add_text(out, numbers);
}

static void draw_question(struct app *app)
{
    char key[64];
    struct buf text;
    (void)snprintf(key, sizeof key, "ui.ask.%s.title", question_word(app->overlay));
    struct area inner = overlay_box(app, QUESTION_ROWS, QUESTION_COLS, app_text(app, key));
    buf_init(&text, 4096);
    add_question(app, &text);
    struct flow flow = flow_start(&app->canvas, (struct area){ inner.row, inner.col, inner.rows - 2, inner.cols }, 0);
    flow_text(&flow, 0, STYLE_TEXT, buf_span(&text));
    (void)canvas_text(&app->canvas, (struct spot){ inner.row + inner.rows - 1, inner.col, inner.cols }, STYLE_ACCENT,
                      app_text(app, "ui.ask.keys"));
    buf_free(&text);
}

static void answer_yes(struct app *app)
{
    enum overlay overlay = app->overlay;
    app->overlay = OVERLAY_NONE;
    if (overlay == OVERLAY_LEAVE)
        app->is_leaving = true;
    else if (overlay == OVERLAY_SEND)
        checkup_send_test(app);
    else if (overlay == OVERLAY_FORGET)
        remember_forget(app);
    else
        checkup_start(app, overlay == OVERLAY_CORRECT);
}

static bool key_in_question(struct app *app, enum action action)
{
    if (action == ACTION_ENTER || action == ACTION_YES)
        answer_yes(app);
    else if (action == ACTION_ESCAPE || action == ACTION_NO || action == ACTION_QUIT)
        app->overlay = OVERLAY_NONE;
    else if (action == ACTION_STOP && app->overlay == OVERLAY_LEAVE)
        app->is_leaving = true;
    return true;
}

bool overlay_key(struct app *app, struct key key)
{
    unsigned number;
    static const enum place places[] = {
        [OVERLAY_NONE] = PLACE_PAGE,      [OVERLAY_HELP] = PLACE_PAGE,    [OVERLAY_PLAN] = PLACE_PAGE,
        [OVERLAY_COMMANDS] = PLACE_FIELD, [OVERLAY_SEARCH] = PLACE_FIELD, [OVERLAY_FIX] = PLACE_FIELD
    };
    enum place place = app->overlay <= OVERLAY_FIX ? places[app->overlay] : PLACE_QUESTION;
    if (app->overlay == OVERLAY_NONE)
        return false;
    enum action action = action_of(key, place, &number);
    if (action == ACTION_LANGUAGE) {
        app_set_language(app, app->language + 1);
        return true;
    }
    if (app->overlay == OVERLAY_HELP || app->overlay == OVERLAY_PLAN)
        return key_in_help(app, action);
    if (app->overlay == OVERLAY_COMMANDS)
        palette_key(app, key);
    else if (app->overlay == OVERLAY_SEARCH)
        search_key(app, key, action);
    else if (app->overlay == OVERLAY_FIX)
        fix_key(app, key);
    else
        return key_in_question(app, action);
    return true;
}

void overlay_draw(struct app *app)
{
    if (app->overlay == OVERLAY_HELP)
        draw_scrolled(app, "ui.help.title", help_about);
    else if (app->overlay == OVERLAY_PLAN)
        draw_scrolled(app, "ui.plan.title", plan_about);
    else if (app->overlay == OVERLAY_COMMANDS)
        palette_draw(app);
    else if (app->overlay == OVERLAY_SEARCH)
        search_draw(app);
    else if (app->overlay == OVERLAY_FIX)
        fix_draw(app);
    else
        draw_question(app);
}
