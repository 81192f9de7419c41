/* Step 6: a pasted error message, or a text or log file, explained without any network. */
#include "screens/result.h"
#include "show.h"
#include "widgets/flow.h"

#include <string.h>

enum { FIELD_ROW = 3, COL_FIELD = 19, TEXT_COLS = 76, PATH_MAX_BYTES = 1024 };

static enum place place(const struct app *app)
{
    return app->reading.is_open ? PLACE_PAGE : PLACE_FIELD;
}

static void draw_question(struct app *app, struct area area)
{
    int cols = area.cols - 6 > TEXT_COLS ? TEXT_COLS : area.cols - 6;
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    (void)canvas_text(&app->canvas, (struct spot){ area.row + 1, area.col + 1, area.cols - 2 }, STYLE_BOLD,
                      app_text(app, "ui.question.logs"));
    (void)canvas_text(&app->canvas, (struct spot){ area.row + FIELD_ROW, area.col + 1, 1 }, STYLE_ACCENT, SPAN("▸"));
    (void)canvas_text(&app->canvas, (struct spot){ area.row + FIELD_ROW, area.col + 3, COL_FIELD - 4 }, STYLE_BOLD,
                      app_text(app, "ui.field.text"));
    field_draw(&app->reading.file, &app->canvas,
               (struct spot){ area.row + FIELD_ROW, area.col + COL_FIELD, area.cols - COL_FIELD - 3 }, true);
    struct area below = { area.row + FIELD_ROW + 2, area.col + 3, area.rows - FIELD_ROW - 2, cols };
    struct flow flow = flow_start(&app->canvas, below, 0);
    flow_text(&flow, 0, STYLE_DIM, app_text(app, "ui.field.text.help"));
}

static void draw(struct app *app, struct area area)
{
    if (app->reading.is_open)
        result_draw(app, area);
    else
        draw_question(app, area);
}

static bool is_path(struct span text)
{
    return span_starts(text, SPAN("/")) || span_starts(text, SPAN("./")) || span_starts(text, SPAN("../")) ||
           span_starts(text, SPAN("~/"));
}

static void enter(struct app *app)
{
    struct span text = span_trim(field_text(&app->reading.file));
    char path[PATH_MAX_BYTES] = "";
    if (text.len == 0) {
        app_news(app, "ui.news.paste-here");
        return;
    }
    if (!is_path(text)) {
        app_read_text(app, text);
        return;
    }
    memcpy(path, text.at, text.len < sizeof path ? text.len : sizeof path - 1);
    app_open_file(app, path);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    if (app->reading.is_open && result_act(app, action))
        return true;
    if (app->reading.is_open && action == ACTION_ESCAPE) {
        app->reading.is_open = false;
        return true;
    }
    if (app->reading.is_open)
        return false;
    if (action == ACTION_ENTER)
        enter(app);
    return action == ACTION_ENTER;
}

static bool type(struct app *app, struct key key)
{
    return field_key(&app->reading.file, key);
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint question[] = { { ACTION_ENTER, "ui.act.explain" },
                                            { ACTION_ESCAPE, "ui.act.back" },
                                            { ACTION_NEXT_STEP, NULL },
                                            { ACTION_LANGUAGE, NULL },
                                            { ACTION_HELP, NULL },
                                            { ACTION_QUIT, NULL },
                                            { ACTION_NONE, NULL } };
    static const struct hint findings[] = { { ACTION_UP, "ui.act.finding" }, { ACTION_ENTER, "ui.act.proof" },
                                            { ACTION_NEXT_PANE, NULL },      { ACTION_ESCAPE, "ui.act.other-text" },
                                            { ACTION_NEXT_STEP, NULL },      { ACTION_HELP, NULL },
                                            { ACTION_QUIT, NULL },           { ACTION_NONE, NULL } };
    if (!app->reading.is_open)
        return question;
    return app_view(app)->pane == PANE_FINDINGS ? findings : result_hints(app);
}

const struct screen screen_logs = {
    .word = "logs",
    .is_step = true,
    .step = STEP_LOGS,
    .place = place,
    .draw = draw,
    .act = act,
    .type = type,
    .click = findings_click,
    .hints = hints,
};
