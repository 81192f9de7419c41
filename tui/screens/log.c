/* A log of any size: its causes above, its lines, and what the selected one means. */
#include "moment.h"
#include "screens/log_panes.h"

enum { WIDE = 100, EXPLANATION_ROWS = 8, SHIFT = 16 };

/* ---- painting ---- */

static void draw_prompt(struct app *app, struct area area)
{
    static const char *const keys[] = { [LOG_PROMPT_SEARCH] = "ui.log.ask.search",
                                        [LOG_PROMPT_TIME] = "ui.log.ask.time",
                                        [LOG_PROMPT_TIMES] = "ui.log.ask.times",
                                        [LOG_PROMPT_ACCOUNT] = "ui.log.ask.account" };
    int row = area.row + area.rows - 1;
    canvas_fill(&app->canvas, (struct area){ row, area.col, 1, area.cols }, STYLE_TEXT);
    int used = canvas_text(&app->canvas, (struct spot){ row, 1, area.cols / 2 }, STYLE_BOLD,
                           app_text(app, keys[app->log.prompt]));
    field_draw(&app->log.field, &app->canvas, (struct spot){ row, used + 3, area.cols - used - 4 }, true);
}

static void draw_page(struct app *app, struct area area)
{
    int head = log_causes_draw(app, area);
    struct area rest = { area.row + head, area.col, area.rows - head, area.cols };
    bool is_big = app->log.pane == LOG_PANE_EXPLANATION;
    if (area.cols >= WIDE) {
        int left = area.cols * 58 / 100;
        log_lines_draw(app, (struct area){ rest.row, 0, rest.rows, left });
        log_explanation_draw(app, (struct area){ rest.row, left + 1, rest.rows, area.cols - left - 1 });
        return;
    }
    int below = is_big ? rest.rows - 4 : EXPLANATION_ROWS > rest.rows / 2 ? rest.rows / 2 : EXPLANATION_ROWS;
    log_lines_draw(app, (struct area){ rest.row, 0, rest.rows - below, area.cols });
    log_explanation_draw(app, (struct area){ rest.row + rest.rows - below, 0, below, area.cols });
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

/* ---- keys ---- */

static bool act_prompt(struct app *app, enum action action)
{
    if (action == ACTION_ENTER)
        log_page_answer(app);
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
        log_page_filter(app, &(struct log_wish){ 0 });
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
        log_page_choose_cause(app);
    else
        app->log.pane = app->log.pane == LOG_PANE_LINES ? LOG_PANE_EXPLANATION : LOG_PANE_LINES;
}

static bool act_search(struct app *app, enum action action)
{
    const struct log_wish failure = { .is_failure = true };
    switch (action) {
    case ACTION_NEXT_PROBLEM:
    case ACTION_PREVIOUS_PROBLEM:
        log_page_seek(app, &failure, action == ACTION_NEXT_PROBLEM ? 1 : -1);
        return true;
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
        log_page_seek_query(app, action == ACTION_NEXT_HIT ? 1 : -1);
        return true;
    case ACTION_SEARCH:
        log_page_ask(app, LOG_PROMPT_SEARCH);
        return true;
    case ACTION_TIME:
        log_page_ask(app, LOG_PROMPT_TIME);
        return true;
    case ACTION_FILTER:
        log_page_ask(app, LOG_PROMPT_TIMES);
        return true;
    case ACTION_ACCOUNT:
        log_page_ask(app, LOG_PROMPT_ACCOUNT);
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
        log_page_shift(app, action == ACTION_RIGHT ? SHIFT : -SHIFT);
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
        moment_in_conversation(app);
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
