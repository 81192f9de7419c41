#include "rail.h"

#include "app.h"
#include "screen.h"
#include "show.h"

#include <stdio.h>

enum { FULL_COLS = 76, WIDE = 100 };

enum screen_id rail_step(const struct app *app)
{
    enum screen_id screen = app->screen == SCREEN_SETTINGS ? app->before_settings : app->screen;
    if (screen == SCREEN_HAND)
        screen = app->hand.from;
    if (screen == SCREEN_COURSE || screen == SCREEN_LESSON)
        return SCREEN_START;
    if (screen == SCREEN_EXAM)
        return SCREEN_VERDICT;
    if (screen == SCREEN_CALL)
        return app->call.from;
    screen = screen == SCREEN_REPORT ? app->report.from : screen;
    return screen == SCREEN_LOG ? SCREEN_LOGS : screen;
}

/* The worse of two; unknown and skipped never hide a problem. */
static bool is_worse(enum status a, enum status b)
{
    static const int weight[STATUS_COUNT] = {
        [STATUS_OK] = 1, [STATUS_SKIPPED] = 0, [STATUS_UNKNOWN] = 2, [STATUS_WARNING] = 3, [STATUS_PROBLEM] = 4,
    };
    return weight[a] > weight[b];
}

static bool step_status(const struct app *app, enum step step, enum status *ret_status)
{
    const struct record *record = app_main_record(app);
    bool known = false;
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact_row(fact->kind)->step != step || (known && !is_worse(fact->status, *ret_status)))
            continue;
        *ret_status = fact->status;
        known = true;
    }
    return known;
}

struct mark {
    const char *sign;
    unsigned style;
};

static struct mark mark_of(const struct app *app, enum screen_id id)
{
    enum status status = STATUS_OK;
    bool is_form = id <= SCREEN_SERVER;
    if (rail_step(app) == id)
        return (struct mark){ "▸", STYLE_ACCENT };
    if (app_is_running(app) && id >= SCREEN_NETWORK)
        return (struct mark){ "·", STYLE_DIM };
    if (id == SCREEN_VERDICT && app_verdict(app, &status))
        return (struct mark){ sign_text(status), show_status_style(status) };
    if (step_status(app, screen_at(id)->step, &status))
        return (struct mark){ sign_text(status), show_status_style(status) };
    if (app->skipped[id])
        return (struct mark){ "–", STYLE_DIM };
    return is_form && app->visited[id] ? (struct mark){ "✓", STYLE_OK } : (struct mark){ "·", STYLE_DIM };
}

static int draw_step(struct app *app, int col, enum screen_id id, bool is_short)
{
    struct canvas *canvas = &app->canvas;
    struct mark mark = mark_of(app, id);
    bool is_current = rail_step(app) == id;
    char key[64];
    char number[8] = "";
    col += canvas_text(canvas, (struct spot){ 1, col, 1 }, mark.style, span_of(mark.sign)) + 1;
    if (is_short && !is_current)
        return col + 1;
    if (canvas->cols >= WIDE) {
        (void)snprintf(number, sizeof number, "%d ", id);
        col += canvas_text(canvas, (struct spot){ 1, col, 2 }, STYLE_DIM, span_of(number));
    }
    (void)snprintf(key, sizeof key, "ui.step.%s", screen_at(id)->word);
    col += canvas_text(canvas, (struct spot){ 1, col, canvas->cols - col - 5 }, is_current ? STYLE_BOLD : STYLE_TEXT,
                       app_text(app, key));
    return col + (canvas->cols >= WIDE ? 3 : 2);
}

void rail_draw(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    char position[16];
    int col = 1;
    if (rail_step(app) == SCREEN_START)
        return;
    for (int id = SCREEN_ACCOUNT; id <= SCREEN_VERDICT; id++)
        col = draw_step(app, col, (enum screen_id)id, canvas->cols < FULL_COLS);
    (void)snprintf(position, sizeof position, "%d/%d", (int)rail_step(app), SCREEN_VERDICT);
    (void)canvas_text_right(canvas, (struct spot){ 1, canvas->cols - 6, 5 }, STYLE_DIM, span_of(position));
}
