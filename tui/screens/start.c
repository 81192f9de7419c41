/* The first page: what to do, and the practice cases. Nothing here touches the network. */
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { MENU_NEW, MENU_MESSAGE, MENU_FILE, MENU_COUNT };
enum { COL_POINTER = 1, COL_NUMBER = 3, COL_TITLE = 6, TITLE_CELLS = 30, TEXT_COLS = 76, PROMISE_ROWS = 3 };

static const char *const menu_words[MENU_COUNT] = { "new", "message", "file" };

static size_t row_count(void)
{
    return MENU_COUNT + practice_count();
}

static void draw_pointer(struct app *app, struct spot spot)
{
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
    canvas_mark(&app->canvas, (struct spot){ spot.row, spot.col + COL_NUMBER, spot.cells - COL_NUMBER - 1 });
}

static void draw_menu_row(struct app *app, struct spot spot, size_t row)
{
    char key[64];
    char number[8];
    (void)snprintf(number, sizeof number, "%zu", row + 1);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_NUMBER, 2 }, STYLE_ACCENT, span_of(number));
    (void)snprintf(key, sizeof key, "ui.start.%s", menu_words[row]);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_TITLE, TITLE_CELLS }, STYLE_BOLD,
                      app_text(app, key));
    (void)snprintf(key, sizeof key, "ui.start.%s.about", menu_words[row]);
    int about = COL_TITLE + TITLE_CELLS + 1;
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + about, spot.cells - about - 1 }, STYLE_DIM,
                      app_text(app, key));
}

static void draw_case_row(struct app *app, struct spot spot, size_t index)
{
    char key[96];
    struct practice_about about;
    practice_about(practice_at(index), &about);
    (void)snprintf(key, sizeof key, "ui.level.%s", about.level);
    struct spot level = { spot.row, spot.col + spot.cells - 16, 15 };
    int used = canvas_text_right(&app->canvas, level, STYLE_DIM, app_text(app, key));
    (void)snprintf(key, sizeof key, "practice.%s.title", about.id);
    struct spot title = { spot.row, spot.col + COL_NUMBER, spot.cells - COL_NUMBER - used - 3 };
    (void)canvas_text(&app->canvas, title, STYLE_TEXT, app_text(app, key));
}

static void draw_cases(struct app *app, struct area area)
{
    size_t rows = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t selected = app->start_row < MENU_COUNT ? 0 : app->start_row - MENU_COUNT;
    size_t top = selected >= rows && rows ? selected - rows + 1 : 0;
    char note[48];
    bool has_focus = app->start_row >= MENU_COUNT;
    (void)snprintf(note, sizeof note, "%zu / %zu", has_focus ? selected + 1 : 0, practice_count());
    show_rule(&app->canvas,
              &(struct rule){
                  { area.row, area.col, area.cols }, app_text(app, "ui.start.practice"), span_of(note), has_focus });
    for (size_t i = 0; i < rows && top + i < practice_count(); i++) {
        struct spot spot = { area.row + 1 + (int)i, area.col, area.cols };
        draw_case_row(app, spot, top + i);
        if (has_focus && top + i == selected)
            draw_pointer(app, spot);
    }
}

static void draw(struct app *app, struct area area)
{
    int cols = area.cols - 6 > TEXT_COLS ? TEXT_COLS : area.cols - 6;
    struct area text = { area.row, area.col + 3, area.rows, cols };
    struct flow intro = flow_start(&app->canvas, text, 0);
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    flow_skip(&intro);
    flow_text(&intro, 0, STYLE_TEXT, app_text(app, "ui.start.intro"));
    int row = area.row + intro.row + 1;
    for (size_t i = 0; i < MENU_COUNT; i++) {
        struct spot spot = { row + (int)i, area.col, area.cols };
        draw_menu_row(app, spot, i);
        if (app->start_row == i)
            draw_pointer(app, spot);
    }
    row += MENU_COUNT + 1;
    int end = area.row + area.rows - PROMISE_ROWS;
    draw_cases(app, (struct area){ row, area.col, end - row, area.cols });
    struct flow promise = flow_start(&app->canvas, (struct area){ end, area.col + 3, PROMISE_ROWS, area.cols - 6 }, 0);
    flow_skip(&promise);
    flow_text(&promise, 0, STYLE_DIM, app_text(app, "ui.start.promise"));
}

static void open_row(struct app *app)
{
    switch (app->start_row) {
    case MENU_NEW:
        app_go(app, SCREEN_ACCOUNT);
        break;
    case MENU_MESSAGE:
        app_go(app, SCREEN_LOGS);
        app_news(app, "ui.news.paste-here");
        break;
    case MENU_FILE:
        app_go(app, SCREEN_LOGS);
        app_news(app, "ui.news.type-file");
        break;
    default:
        app_start_practice(app, app->start_row - MENU_COUNT);
    }
}

static void move(struct app *app, long step)
{
    long row = (long)app->start_row + step;
    long last = (long)row_count() - 1;
    app->start_row = (size_t)(row < 0 ? 0 : row > last ? last : row);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    enum { PAGE = 6, ALL = 1 << 20 };
    static const struct {
        enum action action;
        long step;
    } moves[] = {
        { ACTION_UP, -1 },          { ACTION_DOWN, 1 },     { ACTION_PAGE_UP, -PAGE },
        { ACTION_PAGE_DOWN, PAGE }, { ACTION_FIRST, -ALL }, { ACTION_LAST, ALL },
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].action == action) {
            move(app, moves[i].step);
            return true;
        }
    if (action == ACTION_NEXT_PANE || action == ACTION_PREVIOUS_PANE)
        app->start_row = app->start_row < MENU_COUNT ? MENU_COUNT : 0;
    else if (action == ACTION_STEP && number >= 1 && number <= MENU_COUNT)
        app->start_row = number - 1;
    else if (action != ACTION_ENTER && action != ACTION_TOGGLE)
        return action == ACTION_STEP;
    if (action == ACTION_ENTER || action == ACTION_TOGGLE || action == ACTION_STEP)
        open_row(app);
    return true;
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint rows[] = {
        { ACTION_UP, "ui.act.choose" }, { ACTION_ENTER, "ui.act.open" }, { ACTION_NEXT_PANE, "ui.act.practice" },
        { ACTION_LANGUAGE, NULL },      { ACTION_HELP, NULL },           { ACTION_QUIT, NULL },
        { ACTION_NONE, NULL }
    };
    (void)app;
    return rows;
}

const struct screen screen_start = { .word = "start", .draw = draw, .act = act, .hints = hints };
