#include "widgets/checklist.h"

#include "show.h"

#include <stdio.h>

enum { COL_SIGN = 3, COL_NAME = 5, TIME_CELLS = 12 };

size_t checklist_ended(const struct check_view *checks, size_t count)
{
    size_t ended = 0;
    for (size_t i = 0; i < count; i++)
        ended += checks[i].state == CHECK_ENDED;
    return ended;
}

static const char *state_sign(const struct check_view *check)
{
    if (check->state == CHECK_ENDED)
        return sign_text(check->status);
    return check->state == CHECK_RUNNING ? "/" : "·";
}

static unsigned state_style(const struct check_view *check)
{
    if (check->state == CHECK_ENDED)
        return show_status_style(check->status);
    return check->state == CHECK_RUNNING ? STYLE_ACCENT : STYLE_DIM;
}

static void add_time(const struct checklist_look *look, const struct check_view *check, struct buf *out)
{
    int64_t ms = check->state == CHECK_RUNNING ? (clock_now() - check->began) / 1000 : check->ms;
    if (check->state == CHECK_QUEUED)
        buf_add(out, words_get(look->words, "ui.state.queued"));
    else if (check->state == CHECK_ENDED && check->status == STATUS_SKIPPED)
        buf_add(out, words_get(look->words, "ui.state.skipped"));
    else if (look->hides_times)
        buf_add_text(out, "0 ms");
    else if (ms < 1000)
        (void)buf_addf(out, "%lld ms", (long long)ms);
    else
        (void)buf_addf(out, "%lld.%lld s", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
}

static void draw_check(struct canvas *canvas, struct area row, const struct checklist_look *look,
                       const struct check_view *check)
{
    char key[64];
    struct buf time;
    (void)snprintf(key, sizeof key, "check.%s", check->id);
    buf_init(&time, 64);
    add_time(look, check, &time);
    struct spot name = { row.row, row.col + COL_NAME, row.cols - COL_NAME - TIME_CELLS - 2 };
    struct spot right = { row.row, row.col + row.cols - TIME_CELLS - 1, TIME_CELLS };
    (void)canvas_text(canvas, (struct spot){ row.row, row.col + COL_SIGN, 1 }, state_style(check),
                      span_of(state_sign(check)));
    (void)canvas_text(canvas, name, check->state == CHECK_RUNNING ? STYLE_BOLD : STYLE_TEXT,
                      words_get(look->words, key));
    (void)canvas_text_right(canvas, right, STYLE_DIM, buf_span(&time));
    buf_free(&time);
}

void checklist_draw(struct canvas *canvas, struct area area, const struct checklist_look *look)
{
    size_t rows = area.rows > 0 ? (size_t)area.rows : 0;
    size_t top = look->selected >= rows ? look->selected - rows + 1 : 0;
    for (size_t i = top; i < look->count && i - top < rows; i++) {
        struct area row = { area.row + (int)(i - top), area.col, 1, area.cols };
        draw_check(canvas, row, look, &look->checks[i]);
        if (i == look->selected) {
            (void)canvas_text(canvas, (struct spot){ row.row, row.col + 1, 1 }, STYLE_ACCENT, SPAN("▸"));
            canvas_mark(canvas, (struct spot){ row.row, row.col + COL_SIGN, row.cols - COL_SIGN });
        }
    }
}
