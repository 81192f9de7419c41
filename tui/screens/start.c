/* The first page: what to do, recent cases, and practice. Nothing here touches the network. */
#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"
#include "rehearsal.h"
#include "remember.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>
#include <time.h>

enum { MENU_CONTINUE, MENU_NEW, MENU_MESSAGE, MENU_FILE, MENU_COURSE, MENU_SETTINGS, MENU_MAX };
enum { COL_POINTER = 1, COL_NUMBER = 3, COL_TITLE = 6, TITLE_CELLS = 30, TEXT_COLS = 76, PROMISE_ROWS = 3 };
enum { COL_WHEN = 3, WHEN_CELLS = 11, ACCOUNT_CELLS = 30, RECENT_ROWS = 3, CASE_ROWS_MIN = 3, KEY_MAX = 96 };

static const char *const menu_words[MENU_MAX] = { "continue", "new", "message", "file", "course", "settings" };

/*
 * Three lists below each other, one after the other in app->start_row: what to do, recent
 * cases, practice. What there is nothing of is not there.
 */
struct lists {
    int menu[MENU_MAX];
    size_t menu_count, recent_count, practice_count;
    const struct recent_case *unfinished;
};

static struct lists lists_of(const struct app *app)
{
    struct lists lists = { .recent_count = app->state.count, .practice_count = practice_count() };
    lists.unfinished = state_unfinished(&app->state);
    for (int i = 0; i < MENU_MAX; i++)
        if (i != MENU_CONTINUE || lists.unfinished)
            lists.menu[lists.menu_count++] = i;
    return lists;
}

static size_t row_count(const struct lists *lists)
{
    return lists->menu_count + lists->recent_count + lists->practice_count;
}

const struct recent_case *start_recent(const struct app *app)
{
    struct lists lists = lists_of(app);
    size_t row = app->start_row - lists.menu_count;
    if (app->start_row >= lists.menu_count && row < lists.recent_count)
        return &app->state.cases[row];
    bool is_continue = app->start_row < lists.menu_count && lists.menu[app->start_row] == MENU_CONTINUE;
    return is_continue ? lists.unfinished : NULL;
}

static void draw_pointer(struct app *app, struct spot spot)
{
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
    canvas_mark(&app->canvas, (struct spot){ spot.row, spot.col + COL_NUMBER, spot.cells - COL_NUMBER - 1 });
}

/* The time of today, the day of what is older. */
static void add_when(int64_t when, struct buf *out)
{
    char text[32] = "";
    struct tm then;
    struct tm now;
    time_t moments[] = { (time_t)when, (time_t)clock_wall() };
    if (!localtime_r(&moments[0], &then) || !localtime_r(&moments[1], &now))
        return;
    bool is_today = then.tm_year == now.tm_year && then.tm_yday == now.tm_yday;
    (void)strftime(text, sizeof text, is_today ? "%H:%M" : "%Y-%m-%d", &then);
    buf_add_text(out, text);
}

static void add_account(const struct recent_case *recent, struct buf *out)
{
    clean_add(out, span_of(recent->address[0] ? recent->address : recent->server.host), CLEAN_LINE_MAX);
}

/* "stopped at step 2 of 7, 09:12" */
static void add_stop(const struct app *app, const struct recent_case *recent, struct buf *out)
{
    struct fact fact = { .number = recent->step ? recent->step : 1, .ms = -1 };
    struct buf when;
    buf_init(&when, 64);
    add_when(recent->time, &when);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&when));
    words_fill(out, app_text(app, "ui.start.stopped"), &fact);
    buf_free(&when);
}

static void add_title(const struct app *app, int item, const struct lists *lists, struct buf *out)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "ui.start.%s", menu_words[item]);
    buf_add(out, app_text(app, key));
    if (item != MENU_CONTINUE)
        return;
    buf_add_text(out, "  ");
    add_account(lists->unfinished, out);
}

static void add_about(const struct app *app, int item, const struct lists *lists, struct buf *out)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "ui.start.%s.about", menu_words[item]);
    if (item == MENU_CONTINUE)
        add_stop(app, lists->unfinished, out);
    else
        buf_add(out, app_text(app, key));
}

static void draw_menu_row(struct app *app, struct spot spot, const struct lists *lists, size_t row)
{
    char number[24];
    struct buf text;
    int about = COL_TITLE + TITLE_CELLS + 1;
    buf_init(&text, 4 * KIB);
    (void)snprintf(number, sizeof number, "%zu", row + 1);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_NUMBER, 2 }, STYLE_ACCENT, span_of(number));
    add_title(app, lists->menu[row], lists, &text);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_TITLE, TITLE_CELLS }, STYLE_BOLD,
                      buf_span(&text));
    buf_clear(&text);
    add_about(app, lists->menu[row], lists, &text);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + about, spot.cells - about - 1 }, STYLE_DIM,
                      buf_span(&text));
    buf_free(&text);
}

/* ---- recent cases ---- */

static enum status status_of(const struct recent_case *recent)
{
    return recent->has_verdict ? sign_of_verdict(recent->status) : STATUS_SKIPPED;
}

/* The cause by its short name; a label that is not known any more is no reason to show nothing. */
static void add_verdict(const struct app *app, const struct recent_case *recent, struct buf *out)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "cause.%s.short", recent->cause);
    struct fact step = { .number = recent->step ? recent->step : 1, .ms = -1 };
    if (!recent->has_verdict)
        words_fill(out, app_text(app, "ui.recent.stopped"), &step);
    else if (recent->cause[0] && words_has(&app->words, key))
        buf_add(out, app_text(app, key));
    else {
        (void)snprintf(key, sizeof key, "ui.recent.%s", verdict_status_word(recent->status));
        buf_add(out, app_text(app, key));
    }
}

static void draw_recent_row(struct app *app, struct spot spot, size_t index)
{
    const struct recent_case *recent = &app->state.cases[index];
    enum status status = status_of(recent);
    struct buf text;
    int col = spot.col + COL_WHEN;
    buf_init(&text, 4 * KIB);
    add_when(recent->time, &text);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, col, WHEN_CELLS }, STYLE_DIM, buf_span(&text));
    buf_clear(&text);
    col += WHEN_CELLS + 1;
    add_account(recent, &text);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, col, ACCOUNT_CELLS }, STYLE_TEXT, buf_span(&text));
    buf_clear(&text);
    col += ACCOUNT_CELLS + 1;
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, col, 1 }, show_status_style(status),
                      span_of(sign_text(status)));
    add_verdict(app, recent, &text);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, col + 2, spot.col + spot.cells - col - 3 }, STYLE_TEXT,
                      buf_span(&text));
    buf_free(&text);
}

/* ---- practice ---- */

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

/* A list with its title: where its rows begin in start_row, and who paints one. */
struct section {
    const char *title;
    size_t first, count;
    void (*draw_row)(struct app *app, struct spot spot, size_t index);
};

static void draw_section(struct app *app, struct area area, const struct section *section)
{
    bool has_focus = app->start_row >= section->first && app->start_row < section->first + section->count;
    size_t rows = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t selected = has_focus ? app->start_row - section->first : 0;
    size_t top = selected >= rows && rows ? selected - rows + 1 : 0;
    char note[48];
    (void)snprintf(note, sizeof note, "%zu / %zu", has_focus ? selected + 1 : 0, section->count);
    show_rule(
        &app->canvas,
        &(struct rule){ { area.row, area.col, area.cols }, app_text(app, section->title), span_of(note), has_focus });
    for (size_t i = 0; i < rows && top + i < section->count; i++) {
        struct spot spot = { area.row + 1 + (int)i, area.col, area.cols };
        section->draw_row(app, spot, top + i);
        clicks_add_row(&app->clicks, spot, section->first + top + i);
        if (has_focus && top + i == selected)
            draw_pointer(app, spot);
    }
}

/* Recent cases get what they need, as long as practice keeps a few rows. */
static void draw_sections(struct app *app, struct area area, const struct lists *lists)
{
    int wanted = (int)lists->recent_count + 1;
    int most = area.rows - CASE_ROWS_MIN - 1 > RECENT_ROWS ? area.rows / 2 : RECENT_ROWS;
    int recent = !lists->recent_count ? 0 : wanted < most ? wanted : most;
    struct section recents = { "ui.start.recent", lists->menu_count, lists->recent_count, draw_recent_row };
    struct section cases = { "ui.start.practice", lists->menu_count + lists->recent_count, lists->practice_count,
                             draw_case_row };
    if (recent)
        draw_section(app, (struct area){ area.row, area.col, recent, area.cols }, &recents);
    draw_section(app, (struct area){ area.row + recent, area.col, area.rows - recent, area.cols }, &cases);
}

static void draw(struct app *app, struct area area)
{
    struct lists lists = lists_of(app);
    int cols = area.cols - 6 > TEXT_COLS ? TEXT_COLS : area.cols - 6;
    struct area text = { area.row, area.col + 3, area.rows, cols };
    struct flow intro = flow_start(&app->canvas, text, 0);
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    flow_skip(&intro);
    flow_text(&intro, 0, STYLE_TEXT, app_text(app, "ui.start.intro"));
    int row = area.row + intro.row + 1;
    for (size_t i = 0; i < lists.menu_count; i++) {
        struct spot spot = { row + (int)i, area.col, area.cols };
        draw_menu_row(app, spot, &lists, i);
        clicks_add_row(&app->clicks, spot, i);
        if (app->start_row == i)
            draw_pointer(app, spot);
    }
    row += (int)lists.menu_count + 1;
    int end = area.row + area.rows - PROMISE_ROWS;
    draw_sections(app, (struct area){ row, area.col, end - row, area.cols }, &lists);
    struct flow promise = flow_start(&app->canvas, (struct area){ end, area.col + 3, PROMISE_ROWS, area.cols - 6 }, 0);
    flow_skip(&promise);
    flow_text(&promise, 0, STYLE_DIM, app_text(app, "ui.start.promise"));
}

/* ---- keys ---- */

static void open_item(struct app *app, int item)
{
    switch (item) {
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
    case MENU_COURSE:
        training_open_course(app);
        break;
    default:
        preferences_open(app);
    }
}

static void open_row(struct app *app)
{
    struct lists lists = lists_of(app);
    const struct recent_case *recent = start_recent(app);
    if (recent)
        remember_open(app, recent);
    else if (app->start_row < lists.menu_count)
        open_item(app, lists.menu[app->start_row]);
    else
        rehearsal_start(app, app->start_row - lists.menu_count - lists.recent_count);
}

static void ask_to_forget(struct app *app)
{
    const struct recent_case *recent = start_recent(app);
    if (!recent) {
        app_news(app, "ui.news.not-here");
        return;
    }
    app->recent = *recent;
    app->overlay = OVERLAY_FORGET;
}

/* To the first row of the next list that is there. */
static void next_list(struct app *app, int step)
{
    struct lists lists = lists_of(app);
    size_t firsts[3] = { 0, lists.menu_count, lists.menu_count + lists.recent_count };
    int here = app->start_row >= firsts[2] ? 2 : app->start_row >= firsts[1] ? 1 : 0;
    here = (here + 3 + step) % 3;
    if (here == 1 && !lists.recent_count)
        here += step;
    app->start_row = firsts[here];
}

static void click(struct app *app, size_t row)
{
    bool again = app->start_row == row;
    app->start_row = row;
    if (again)
        open_row(app);
}

static void move(struct app *app, long step)
{
    struct lists lists = lists_of(app);
    long row = (long)app->start_row + step;
    long last = (long)row_count(&lists) - 1;
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
        next_list(app, action == ACTION_NEXT_PANE ? 1 : -1);
    else if (action == ACTION_FORGET)
        ask_to_forget(app);
    else if (action == ACTION_STEP && number >= 1 && number <= lists_of(app).menu_count)
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
    static const struct hint lists[] = {
        { ACTION_UP, "ui.act.choose" }, { ACTION_ENTER, "ui.act.open" }, { ACTION_NEXT_PANE, "ui.act.lists" },
        { ACTION_LANGUAGE, NULL },      { ACTION_HELP, NULL },           { ACTION_QUIT, NULL },
        { ACTION_NONE, NULL }
    };
    static const struct hint recent[] = { { ACTION_UP, "ui.act.choose" }, { ACTION_ENTER, "ui.act.open" },
                                          { ACTION_FORGET, NULL },        { ACTION_NEXT_PANE, "ui.act.lists" },
                                          { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    if (start_recent(app))
        return recent;
    return app->state.count ? lists : rows;
}

const struct screen screen_start = { .word = "start", .draw = draw, .act = act, .click = click, .hints = hints };
