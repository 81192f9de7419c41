/* All commands that are possible at the moment, by name and with their keys; typing filters them. */
#include "base/mem.h"
#include "base/utf8.h"
#include "possible.h"
#include "screen.h"

#include <stdio.h>

enum { BOX_COLS = 70, KEY_CELLS = 12, STEPS = SCREEN_VERDICT, COMMANDS_MAX = ACTION_COUNT + STEPS };

struct command {
    enum action action;
    enum screen_id screen; /* where ACTION_STEP goes */
};

/* ---- the list ---- */

static void add_name(const struct app *app, struct command command, struct buf *out)
{
    char key[64];
    buf_add(out, action_text(app, command.action));
    if (command.action != ACTION_STEP)
        return;
    (void)snprintf(key, sizeof key, "ui.step.%s", screen_at(command.screen)->word);
    buf_add_text(out, ": ");
    buf_add(out, app_text(app, key));
}

static void add_key(const struct app *app, struct command command, struct buf *out)
{
    const char *label = action_label(command.action, screen_place(app));
    if (command.action != ACTION_STEP)
        buf_add_text(out, label ? label : "");
    else if (label)
        (void)buf_addf(out, "%d", (int)command.screen);
}

/* Every word that was typed stands somewhere in the name, in the word of the action, or is its key. */
static bool matches(const struct app *app, struct command command)
{
    struct span typed = field_text(&app->command);
    struct span word;
    struct buf name;
    bool all = true;
    buf_init(&name, 512);
    add_name(app, command, &name);
    buf_add_text(&name, " ");
    buf_add_text(&name, action_word(command.action));
    buf_add_text(&name, " ");
    add_key(app, command, &name);
    while (all && span_word(&typed, &word))
        all = span_find_nocase(buf_span(&name), word) != SPAN_NONE;
    buf_free(&name);
    return all;
}

static size_t matching(const struct app *app, struct command found[COMMANDS_MAX])
{
    enum action actions[ACTION_COUNT];
    size_t possible = actions_possible(app, actions);
    size_t count = 0;
    for (size_t i = 0; i < possible; i++) {
        struct command command = { actions[i], SCREEN_START };
        if (command.action != ACTION_STEP && command.action != ACTION_COMMANDS && matches(app, command))
            found[count++] = command;
    }
    for (int id = SCREEN_ACCOUNT; id <= SCREEN_VERDICT; id++) {
        struct command command = { ACTION_STEP, (enum screen_id)id };
        if (app->screen != command.screen && matches(app, command))
            found[count++] = command;
    }
    return count;
}

/* ---- painting ---- */

static void draw_row(struct app *app, struct spot spot, struct command command)
{
    struct canvas *canvas = &app->canvas;
    struct buf text;
    buf_init(&text, 512);
    add_key(app, command, &text);
    (void)canvas_text(canvas, (struct spot){ spot.row, spot.col, KEY_CELLS }, STYLE_ACCENT, buf_span(&text));
    buf_clear(&text);
    add_name(app, command, &text);
    (void)canvas_text(canvas, (struct spot){ spot.row, spot.col + KEY_CELLS, spot.cells - KEY_CELLS }, STYLE_TEXT,
                      buf_span(&text));
    buf_free(&text);
}

void palette_draw(struct app *app)
{
    struct command found[COMMANDS_MAX];
    size_t count = matching(app, found);
    struct canvas *canvas = &app->canvas;
    struct area inner = overlay_box(app, canvas->rows - 4, BOX_COLS, app_text(app, "ui.commands.title"));
    size_t rows = inner.rows > 2 ? (size_t)inner.rows - 2 : 0;
    size_t top = app->command_row >= rows ? app->command_row - rows + 1 : 0;
    (void)canvas_text(canvas, (struct spot){ inner.row, inner.col, 1 }, STYLE_ACCENT, SPAN(":"));
    field_draw(&app->command, canvas, (struct spot){ inner.row, inner.col + 2, inner.cols - 2 }, true);
    if (count == 0)
        (void)canvas_text(canvas, (struct spot){ inner.row + 2, inner.col + 2, inner.cols - 2 }, STYLE_DIM,
                          app_text(app, "ui.commands.none"));
    for (size_t i = 0; i < rows && top + i < count; i++) {
        struct spot spot = { inner.row + 2 + (int)i, inner.col + 2, inner.cols - 2 };
        draw_row(app, spot, found[top + i]);
        if (top + i != app->command_row)
            continue;
        (void)canvas_text(canvas, (struct spot){ spot.row, inner.col, 1 }, STYLE_ACCENT, SPAN("▸"));
        canvas_mark(canvas, spot);
    }
}

/* ---- keys ---- */

/* "logs FILE", as on the command line. */
static bool open_typed(struct app *app)
{
    struct span rest = field_text(&app->command);
    struct span word;
    char path[LOG_PATH_MAX];
    if (!span_word(&rest, &word) || !span_equal(word, SPAN("logs")) || span_trim(rest).len == 0)
        return false;
    mem_copy_text(path, sizeof path, span_trim(rest));
    app_open_file(app, path);
    return true;
}

static void run_selected(struct app *app)
{
    struct command found[COMMANDS_MAX];
    size_t count = matching(app, found);
    app->overlay = OVERLAY_NONE;
    if (open_typed(app))
        return;
    if (app->command_row >= count)
        return;
    struct command command = found[app->command_row];
    if (command.action == ACTION_STEP)
        app_go(app, command.screen);
    else
        app_act(app, command.action);
}

static void move(struct app *app, long step)
{
    struct command found[COMMANDS_MAX];
    long last = (long)matching(app, found) - 1;
    long row = (long)app->command_row + step;
    app->command_row = (size_t)(row > last ? (last < 0 ? 0 : last) : row < 0 ? 0 : row);
}

void palette_key(struct app *app, struct key key)
{
    enum { PAGE = 10 };
    unsigned number;
    enum action action = action_of(key, PLACE_FIELD, &number);
    if (action == ACTION_ESCAPE || action == ACTION_QUIT || action == ACTION_STOP || action == ACTION_COMMANDS)
        app->overlay = OVERLAY_NONE;
    else if (action == ACTION_ENTER)
        run_selected(app);
    else if (action == ACTION_DOWN || action == ACTION_UP)
        move(app, action == ACTION_DOWN ? 1 : -1);
    else if (action == ACTION_PAGE_DOWN || action == ACTION_PAGE_UP)
        move(app, action == ACTION_PAGE_DOWN ? PAGE : -PAGE);
    else if (field_key(&app->command, key))
        app->command_row = 0;
}
