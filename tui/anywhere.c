#include "anywhere.h"

#include "app.h"
#include "checkup.h"
#include "screen.h"

/* ---- from step to step ---- */

static void go_step(struct app *app, int step)
{
    int wanted = (int)app->screen + step;
    if (wanted < SCREEN_START)
        wanted = SCREEN_START;
    if (wanted > SCREEN_VERDICT)
        wanted = SCREEN_VERDICT;
    trail_forget(app);
    app_go(app, (enum screen_id)wanted);
}

static void ask_to_leave(struct app *app)
{
    if (app_is_running(app) || app->has_diagnosis)
        app->overlay = OVERLAY_LEAVE;
    else
        app->is_leaving = true;
}

static void skip_step(struct app *app)
{
    if (app->screen == SCREEN_START || app->screen >= SCREEN_VERDICT)
        return;
    enum screen_id left = app->screen;
    go_step(app, 1);
    app->skipped[left] = true;
    app_news(app, "ui.news.skipped");
}

static void go_back(struct app *app)
{
    if (app->screen == SCREEN_START)
        ask_to_leave(app);
    else
        go_step(app, -1);
}

static void stop_or_leave(struct app *app)
{
    if (app_is_running(app))
        checkup_stop(app);
    else
        ask_to_leave(app);
}

/* ---- the table ---- */

static void open_help(struct app *app)
{
    app->overlay = OVERLAY_HELP;
    app->overlay_scroll = 0;
}

static void open_plan(struct app *app)
{
    app->overlay = OVERLAY_PLAN;
    app->overlay_scroll = 0;
}

static void open_commands(struct app *app)
{
    app->overlay = OVERLAY_COMMANDS;
    app->command_row = 0;
    field_clear(&app->command);
}

static void redraw(struct app *app)
{
    if (app->term)
        term_redraw(app->term);
}

static void go_next(struct app *app)
{
    go_step(app, 1);
}

static void next_language(struct app *app)
{
    app_set_language(app, app->language + 1);
}

bool anywhere_act(struct app *app, enum action action, unsigned number)
{
    static const struct {
        enum action action;
        void (*act)(struct app *app);
    } rows[] = {
        { ACTION_HELP, open_help },
        { ACTION_PLAN, open_plan },
        { ACTION_COMMANDS, open_commands },
        { ACTION_LANGUAGE, next_language },
        { ACTION_QUIT, ask_to_leave },
        { ACTION_STOP, stop_or_leave },
        { ACTION_ESCAPE, go_back },
        { ACTION_PREVIOUS_STEP, go_back },
        { ACTION_NEXT_STEP, go_next },
        { ACTION_SETTINGS, preferences_open },
        { ACTION_REPORT, report_open },
        { ACTION_RERUN, checkup_ask },
        { ACTION_TEST_MESSAGE, checkup_ask_test },
        { ACTION_SKIP, skip_step },
        { ACTION_CALL, call_open },
        { ACTION_HAND, hand_view_open },
        { ACTION_REDRAW, redraw },
    };
    if (action == ACTION_BACK)
        return trail_return(app);
    if (action == ACTION_ESCAPE && trail_return(app))
        return true;
    if (action == ACTION_STEP) {
        trail_forget(app);
        app_go(app, (enum screen_id)number);
        return true;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].action == action) {
            rows[i].act(app);
            return true;
        }
    return false;
}
