#include "loop.h"

#include "app.h"
#include "checkup.h"
#include "copy.h"

enum { FRAME_MS = 33, SLOW_FRAME_MS = 1000, TICK_MS = 250 };

static void take_keys(struct app *app)
{
    struct key key;
    while (!app->is_leaving && (key = term_key(app->term)).code != KEY_CODE_NONE) {
        if (key.code == KEY_CODE_PASTE) {
            app_paste(app, term_pasted(app->term));
            term_forget_paste(app->term);
        } else {
            app_key(app, key);
        }
        if (key.code != KEY_CODE_RESIZE)
            app->keys++;
    }
}

static void paint(struct app *app)
{
    int rows;
    int cols;
    term_size(app->term, &rows, &cols);
    if (rows != app->canvas.rows || cols != app->canvas.cols)
        canvas_resize(&app->canvas, rows, cols);
    if (app->plain.len) {
        copy_show_plain(app);
    } else {
        app_draw(app);
        term_paint(app->term, &app->canvas);
    }
    term_idle(app->term, app->keys, app_is_running(app) || hand_view_is_busy(app) ? 1 : 0);
    app->is_dirty = app->is_urgent = false;
}

static moment next_frame(const struct app *app, moment last)
{
    int frame_ms = term_is_slow(app->term) ? SLOW_FRAME_MS : FRAME_MS;
    if (app->is_urgent)
        return 0;
    if (app->is_dirty)
        return last + (moment)frame_ms * 1000;
    return app_is_running(app) && !app->is_test ? last + (moment)TICK_MS * 1000 : CLOCK_NEVER;
}

static moment next_turn(const struct app *app, moment last)
{
    moment frame = next_frame(app, last);
    moment look = log_page_look(app);
    if (log_view_works(&app->log.view))
        return 0;
    return frame < look ? frame : look;
}

static void wait_for_work(const struct app *app, moment until)
{
    int fds[TERM_FDS];
    struct pollfd polled[TERM_FDS + 2] = { 0 };
    term_fds(app->term, fds);
    for (int i = 0; i < TERM_FDS; i++)
        polled[i] = (struct pollfd){ fds[i], POLLIN, 0 };
    polled[TERM_FDS] = (struct pollfd){ checkup_fd(app), POLLIN, 0 };
    polled[TERM_FDS + 1] = (struct pollfd){ hand_view_fd(app), POLLIN, 0 };
    (void)limits_wait_any((struct limits){ until, -1 }, polled, TERM_FDS + 2);
}

void loop_run(struct app *app)
{
    moment last = 0;
    while (!app->is_leaving) {
        wait_for_work(app, next_turn(app, last));
        take_keys(app);
        app->is_dirty |= checkup_work(app);
        app->is_dirty |= log_page_work(app);
        app->is_dirty |= hand_view_work(app);
        moment now = clock_now();
        if (now < next_frame(app, last) || app->is_leaving)
            continue;
        paint(app);
        last = now;
    }
}
