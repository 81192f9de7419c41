/* What stands around every screen: title, rail of steps, one line of news, one line of keys. */
#include "base/clean.h"
#include "base/utf8.h"
#include "rail.h"
#include "screen.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>
#include <string.h>

enum { MIN_COLS = 60, MIN_ROWS = 16, TITLE_MAX = 2048, KEYS_MARGIN = 1 };

/* ---- title ---- */

/* "anna@example.com > smtp.example.com:587"; only the server when both are too long. */
static void add_target(struct app *app, struct buf *out, int room)
{
    struct target target;
    struct buf server;
    target_init(&target);
    app_target(app, &target);
    buf_init(&server, TITLE_MAX);
    (void)clean_add(&server, span_of(target.server.host), CLEAN_LINE_MAX);
    if (server.len && target.server.port)
        (void)buf_addf(&server, ":%u", target.server.port);
    (void)clean_add(out, span_of(target.address), CLEAN_LINE_MAX);
    if (server.len && (int)(utf8_width(buf_span(out)) + utf8_width(buf_span(&server)) + 3) > room)
        buf_clear(out);
    if (server.len)
        (void)buf_addf(out, "%s%s", out->len ? " > " : "", buf_text(&server));
    buf_free(&server);
    target_clear(&target);
}

static void add_languages(const struct app *app, struct buf *out)
{
    if (app->screen != SCREEN_START) {
        (void)buf_addf(out, "%s F2", app->languages.all[app->language].short_name);
        return;
    }
    for (size_t i = 0; i < LANGUAGES; i++)
        (void)buf_addf(out, "%s%s", i ? "  " : "", app->languages.all[i].own_name);
    buf_add_text(out, "   F2");
}

static void draw_title(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    struct buf text;
    buf_init(&text, TITLE_MAX);
    canvas_fill(canvas, (struct area){ 0, 0, 1, canvas->cols }, STYLE_TITLE);
    add_languages(app, &text);
    int right = canvas_text_right(canvas, (struct spot){ 0, 0, canvas->cols - 1 }, STYLE_TITLE, buf_span(&text)) + 3;
    int col =
        1 + canvas_text(canvas, (struct spot){ 0, 1, canvas->cols - right }, STYLE_TITLE, app_text(app, "ui.title"));
    if (app->practice) {
        col += 3;
        col += canvas_text(canvas, (struct spot){ 0, col, canvas->cols - right - col }, STYLE_TITLE | STYLE_MARKED,
                           app_text(app, "ui.practice"));
    }
    buf_clear(&text);
    int room = canvas->cols - right - col - 3;
    if (app->screen != SCREEN_START && app->screen != SCREEN_COURSE && app->screen != SCREEN_LESSON)
        add_target(app, &text, room);
    (void)canvas_text(canvas, (struct spot){ 0, col + 3, room }, STYLE_TITLE, buf_span(&text));
    buf_free(&text);
}

/* ---- news and keys ---- */

static void add_counts(const struct app *app, struct buf *out)
{
    const struct record *record = app_record(app);
    unsigned counts[STATUS_COUNT] = { 0 };
    for (size_t i = 0; i < record->fact_count; i++)
        counts[record->facts[i].status]++;
    static const enum status order[] = { STATUS_PROBLEM, STATUS_WARNING, STATUS_UNKNOWN, STATUS_OK, STATUS_SKIPPED };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (counts[order[i]])
            (void)buf_addf(out, "%s%s %u", out->len ? "   " : "", sign_text(order[i]), counts[order[i]]);
}

/* What just happened; when nothing did, where things stand. */
static void draw_news(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    struct buf text;
    buf_init(&text, TITLE_MAX);
    if (app->news.len)
        buf_add(&text, buf_span(&app->news));
    else if (app_is_running(app))
        buf_add(&text, app_text(app, "ui.news.checking"));
    else if (app->screen >= SCREEN_NETWORK && app->screen < SCREEN_COURSE && app->screen != SCREEN_LOG &&
             app_diagnosis(app))
        add_counts(app, &text);
    else if (app->screen <= SCREEN_SERVER && app->screen != SCREEN_START && !app->run)
        buf_add(&text, app_text(app, "ui.news.nothing-sent"));
    (void)canvas_text(canvas, (struct spot){ canvas->rows - 2, 1, canvas->cols - 2 }, STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static struct span hint_text(const struct app *app, const struct hint *hint)
{
    char key[64];
    if (hint->text)
        return app_text(app, hint->text);
    (void)snprintf(key, sizeof key, "ui.act.%s", action_word(hint->action));
    return app_text(app, key);
}

enum place screen_place(const struct app *app)
{
    const struct screen *screen = screen_at(app->screen);
    return screen->place ? screen->place(app) : PLACE_PAGE;
}

static int hint_cells(const struct app *app, const struct hint *hint)
{
    const char *label = action_label(hint->action, screen_place(app));
    return label ? (int)(utf8_width(span_of(label)) + 1 + utf8_width(hint_text(app, hint)) + 2) : 0;
}

/* Hints that fit, the last ones dropped first; help always stays. */
static void draw_keys(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    const struct hint *hints = screen_at(app->screen)->hints(app);
    static const struct hint help = { ACTION_HELP, NULL };
    int row = canvas->rows - 1;
    int col = KEYS_MARGIN;
    int kept = hint_cells(app, &help);
    bool has_help = false;
    for (const struct hint *hint = hints; hint->action != ACTION_NONE; hint++) {
        bool is_help = hint->action == ACTION_HELP;
        int needed = hint_cells(app, hint);
        int room = canvas->cols + 1 - col - (has_help || is_help ? 0 : kept);
        if (needed == 0 || needed > room)
            continue;
        const char *label = action_label(hint->action, screen_place(app));
        has_help |= is_help;
        struct key key = { KEY_CODE_NONE, 0 };
        if (action_key(hint->action, screen_place(app), &key))
            clicks_add_key(&app->clicks, (struct spot){ row, col, needed - 2 }, key);
        col += canvas_text(canvas, (struct spot){ row, col, canvas->cols - col }, STYLE_ACCENT, span_of(label)) + 1;
        col += canvas_text(canvas, (struct spot){ row, col, canvas->cols - col }, STYLE_TEXT, hint_text(app, hint)) + 2;
    }
}

static void draw_too_small(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    struct buf text;
    struct fact sizes = { .ms = -1 };
    (void)snprintf(sizes.text, sizeof sizes.text, "%dx%d", canvas->cols, canvas->rows);
    (void)snprintf(sizes.expected, sizeof sizes.expected, "%dx%d", MIN_COLS, MIN_ROWS);
    buf_init(&text, 1024);
    words_fill(&text, app_text(app, "ui.too-small"), &sizes);
    struct flow flow = flow_start(canvas, (struct area){ canvas->rows / 3, 1, canvas->rows, canvas->cols - 2 }, 0);
    flow_text(&flow, 0, STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

void frame_draw(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    if (canvas->cols < MIN_COLS || canvas->rows < MIN_ROWS) {
        draw_too_small(app);
        return;
    }
    int top = rail_step(app) == SCREEN_START ? 1 : 2;
    draw_title(app);
    rail_draw(app);
    screen_at(app->screen)->draw(app, (struct area){ top, 0, canvas->rows - top - 2, canvas->cols });
    draw_news(app);
    draw_keys(app);
    if (app->overlay != OVERLAY_NONE) {
        canvas_cursor(canvas, -1, -1);
        overlay_draw(app);
    }
}
