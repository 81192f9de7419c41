/* The course: lessons and cases in the order in which they are to be done, and how far one is. */
#include "lesson_words.h"
#include "screen.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { COL_POINTER = 1, COL_SIGN = 3, COL_TITLE = 6, INTRO_ROWS = 4, TEXT_COLS = 76, KEY_ROOM = 128 };

struct mark {
    const char *sign;
    unsigned style;
    char note[32]; /* points */
};

static struct mark mark_of_lesson(const struct progress *progress, const char *id)
{
    const struct progress_row *row = progress_find(progress, PROGRESS_LESSON, span_of(id));
    if (!row)
        return (struct mark){ "·", STYLE_DIM, "" };
    return row->is_done ? (struct mark){ "✓", STYLE_OK, "" } : (struct mark){ "–", STYLE_DIM, "" };
}

static struct mark mark_of_case(const struct progress *progress, const char *id)
{
    unsigned points = 0;
    struct mark state = { "·", STYLE_DIM, "" };
    if (!training_points(progress, id, &points))
        return state;
    state = (struct mark){ "✓", STYLE_OK, "" };
    (void)snprintf(state.note, sizeof state.note, "%u", points);
    return state;
}

static void draw_row(struct app *app, struct spot spot, const struct mark *state, struct span title)
{
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, 1 }, state->style,
                      span_of(state->sign));
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_TITLE, spot.cells - COL_TITLE - 18 },
                      STYLE_TEXT, title);
}

static void draw_lesson(struct app *app, struct spot spot, size_t index)
{
    struct lesson *lesson = lesson_at(index);
    struct mark state = mark_of_lesson(&app->training.progress, lesson->id);
    struct fact values = { .number = (int64_t)index + 1, .ms = -1 };
    struct buf note;
    buf_init(&note, KIB);
    words_fill(&note, app_text(app, "ui.course.lesson"), &values);
    draw_row(app, spot, &state, lesson_title(&app->words, lesson));
    (void)canvas_text_right(&app->canvas, (struct spot){ spot.row, spot.col + spot.cells - 17, 16 }, STYLE_ACCENT,
                            buf_span(&note));
    buf_free(&note);
    lesson_free(lesson);
}

static void draw_case(struct app *app, struct spot spot, size_t index)
{
    struct practice_about about;
    char key[KEY_ROOM];
    practice_about(practice_at(index), &about);
    struct mark state = mark_of_case(&app->training.progress, about.id);
    (void)snprintf(key, sizeof key, "practice.%.80s.title", about.id);
    draw_row(app, spot, &state, app_text(app, key));
    (void)snprintf(key, sizeof key, "ui.level.%s", about.level);
    struct spot right = { spot.row, spot.col + spot.cells - 17, 16 };
    (void)canvas_text_right(&app->canvas, right, STYLE_DIM, state.note[0] ? span_of(state.note) : app_text(app, key));
}

static void draw_items(struct app *app, struct area area)
{
    const struct training *training = &app->training;
    size_t rows = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t top = training->row >= rows && rows ? training->row - rows + 1 : 0;
    char note[48];
    (void)snprintf(note, sizeof note, "%zu / %zu", training->row + 1, training->course.count);
    show_rule(
        &app->canvas,
        &(struct rule){ { area.row, area.col, area.cols }, app_text(app, "ui.course.title"), span_of(note), true });
    for (size_t i = top; i < training->course.count && i < top + rows; i++) {
        const struct course_item *item = &training->course.items[i];
        struct spot spot = { area.row + 1 + (int)(i - top), area.col, area.cols };
        (item->is_lesson ? draw_lesson : draw_case)(app, spot, item->index);
        clicks_add_row(&app->clicks, spot, i);
        if (i != training->row)
            continue;
        (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
        canvas_mark(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, spot.cells - COL_SIGN - 1 });
    }
}

static void draw(struct app *app, struct area area)
{
    int cols = area.cols - 6 > TEXT_COLS ? TEXT_COLS : area.cols - 6;
    struct flow intro = flow_start(&app->canvas, (struct area){ area.row, area.col + 3, area.rows, cols }, 0);
    canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
    flow_skip(&intro);
    flow_text(&intro, 0, STYLE_TEXT, app_text(app, "ui.course.intro"));
    int used = intro.row + 1;
    draw_items(app, (struct area){ area.row + used, area.col, area.rows - used, area.cols });
}

static void move(struct app *app, long step)
{
    struct training *training = &app->training;
    long row = (long)training->row + step;
    long last = (long)training->course.count - 1;
    training->row = (size_t)(row > last ? last : row);
    if (row < 0 || last < 0)
        training->row = 0;
}

static bool act(struct app *app, enum action action, unsigned number)
{
    enum { PAGE = 8, ALL = 1 << 20 };
    static const struct {
        enum action action;
        long step;
    } moves[] = {
        { ACTION_UP, -1 },          { ACTION_DOWN, 1 },     { ACTION_PAGE_UP, -PAGE },
        { ACTION_PAGE_DOWN, PAGE }, { ACTION_FIRST, -ALL }, { ACTION_LAST, ALL },
    };
    (void)number;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].action == action) {
            move(app, moves[i].step);
            return true;
        }
    if (action == ACTION_ENTER || action == ACTION_TOGGLE)
        training_open_item(app);
    else if (action == ACTION_NEXT_STEP)
        training_open_item(app);
    else if (action == ACTION_ESCAPE || action == ACTION_PREVIOUS_STEP)
        app_go(app, SCREEN_START);
    else
        return false;
    return true;
}

static void click(struct app *app, size_t row)
{
    bool again = app->training.row == row;
    app->training.row = row;
    if (again)
        training_open_item(app);
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint rows[] = { { ACTION_UP, "ui.act.choose" }, { ACTION_ENTER, "ui.act.open" },
                                        { ACTION_HAND, NULL },          { ACTION_ESCAPE, "ui.act.back" },
                                        { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },
                                        { ACTION_NONE, NULL } };
    (void)app;
    return rows;
}

const struct screen screen_course = { .word = "course", .draw = draw, .act = act, .click = click, .hints = hints };
