#include "search.h"

#include <stdio.h>

static struct transcript_view *view_of(const struct app *app)
{
    return &app_view(app)->transcript;
}

void search_open(struct app *app)
{
    const struct transcript_view *view = view_of(app);
    app->overlay = OVERLAY_SEARCH;
    app->searched_from = (struct evidence){ view->session, view->line };
    field_clear(&app->search);
}

bool search_drop(struct app *app)
{
    struct transcript_view *view = view_of(app);
    bool was_there = view->query[0] != '\0';
    transcript_search(view, app_record(app), &app->words, SPAN_EMPTY);
    return was_there;
}

/* "hit 3 of 17" */
static void add_position(const struct app *app, struct buf *out)
{
    size_t place;
    size_t count;
    struct fact values = { .ms = -1 };
    transcript_hits(view_of(app), &place, &count);
    values.number = (int64_t)place;
    (void)snprintf(values.expected, sizeof values.expected, "%zu", count);
    words_fill(out, app_text(app, count ? "ui.search.hit" : "ui.search.none"), &values);
}

static void tell_position(struct app *app, bool around)
{
    buf_clear(&app->news);
    add_position(app, &app->news);
    if (!around)
        return;
    buf_add_text(&app->news, "   ");
    buf_add(&app->news, app_text(app, "ui.search.around"));
}

void search_go(struct app *app, int step)
{
    struct result_view *view = app_view(app);
    bool around = false;
    if (view->transcript.query[0] == '\0') {
        app_news(app, "ui.search.first");
        return;
    }
    (void)transcript_next_hit(&view->transcript, app_record(app), step, &around);
    view->pane = PANE_TRANSCRIPT;
    view->explain_scroll = 0;
    tell_position(app, around);
}

/* The line where one was counts too when it is a hit. */
static void look_up(struct app *app)
{
    struct transcript_view *view = view_of(app);
    bool around;
    transcript_select(view, app_record(app), app->searched_from);
    transcript_search(view, app_record(app), &app->words, field_text(&app->search));
    if (view->query[0] && !line_set_has(&view->found, app->searched_from))
        (void)transcript_next_hit(view, app_record(app), 1, &around);
}

static void keep(struct app *app)
{
    app->overlay = OVERLAY_NONE;
    if (view_of(app)->query[0] == '\0')
        return;
    app_view(app)->pane = PANE_TRANSCRIPT;
    tell_position(app, false);
}

static void forget(struct app *app)
{
    app->overlay = OVERLAY_NONE;
    (void)search_drop(app);
    transcript_select(view_of(app), app_record(app), app->searched_from);
}

void search_key(struct app *app, struct key key, enum action action)
{
    bool is_empty = field_text(&app->search).len == 0;
    if (action == ACTION_ENTER)
        keep(app);
    else if (action == ACTION_ESCAPE || action == ACTION_STOP || (is_empty && key.code == KEY_CODE_BACKSPACE))
        forget(app);
    else if (action == ACTION_DOWN || action == ACTION_UP)
        search_go(app, action == ACTION_DOWN ? 1 : -1);
    else if (field_key(&app->search, key))
        look_up(app);
}

void search_paste(struct app *app, struct span text)
{
    (void)field_paste(&app->search, text);
    look_up(app);
}

void search_draw(struct app *app)
{
    struct canvas *canvas = &app->canvas;
    int row = canvas->rows - 2;
    struct buf note;
    buf_init(&note, 1 * KIB);
    if (field_text(&app->search).len)
        add_position(app, &note);
    canvas_fill(canvas, (struct area){ row, 0, 2, canvas->cols }, STYLE_TEXT);
    struct spot right = { row, canvas->cols / 3, canvas->cols - canvas->cols / 3 - 1 };
    int used = canvas_text_right(canvas, right, STYLE_DIM, buf_span(&note));
    (void)canvas_text(canvas, (struct spot){ row, 1, 1 }, STYLE_ACCENT, SPAN("/"));
    field_draw(&app->search, canvas, (struct spot){ row, 2, canvas->cols - used - 5 }, true);
    (void)canvas_text(canvas, (struct spot){ row + 1, 1, canvas->cols - 2 }, STYLE_TEXT,
                      app_text(app, "ui.search.keys"));
    buf_free(&note);
}
