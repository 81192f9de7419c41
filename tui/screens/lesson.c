/* A lesson: its text, one page for each task, and the end. Hints only on request, the next page only by a key. */
#include "lesson_words.h"
#include "screen.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { INDENT = 3, ROW_INDENT = 5, TEXT_COLS = 90, FIELD_CELLS = 40, PAGE_STEP = 8, TOLD_MAX = 16 * 1024 };

struct page {
    struct app *app;
    const struct lesson_view *view;
    struct flow flow;
};

static void tell(struct page *page, unsigned style, struct span text)
{
    flow_text(&page->flow, INDENT, style, text);
}

/* ---- a task ---- */

static void tell_choice(struct page *page, size_t row, bool can_choose, struct span text)
{
    bool is_selected = can_choose && row == page->view->row;
    char number[24];
    int top = page->flow.row;
    (void)snprintf(number, sizeof number, "%2zu", row + 1);
    flow_put(&page->flow, (struct spot){ 0, 0, 1 }, STYLE_ACCENT, is_selected ? SPAN("▸") : SPAN_EMPTY);
    flow_put(&page->flow, (struct spot){ 0, 2, 2 }, STYLE_DIM, span_of(number));
    flow_text(&page->flow, ROW_INDENT, is_selected ? STYLE_BOLD : STYLE_TEXT, text);
    for (int i = top; can_choose && i < page->flow.row; i++) {
        const struct area *area = &page->flow.area;
        int line = area->row + i - page->flow.scroll;
        if (line >= area->row && line < area->row + area->rows)
            clicks_add_row(&page->app->clicks, (struct spot){ line, area->col, area->cols }, row);
    }
}

static void tell_lines(struct page *page, const struct task *task)
{
    for (size_t i = 0; i < task->lines.count; i++)
        tell_choice(page, i, task->kind == TASK_PICK, span_of(task->lines.at[i]));
    if (task->lines.count)
        flow_skip(&page->flow);
}

static void tell_options(struct page *page, const struct task *task)
{
    for (size_t i = 0; i < task->options.count; i++)
        tell_choice(page, i, true, task_option(&page->app->words, page->view->lesson, task, i));
    if (task->options.count)
        flow_skip(&page->flow);
}

static void tell_field(struct page *page, const struct task *task)
{
    const struct area *area = &page->flow.area;
    int line = area->row + page->flow.row - page->flow.scroll;
    if (task->kind != TASK_TYPE)
        return;
    if (line >= area->row && line < area->row + area->rows)
        field_draw(&page->view->answer, &page->app->canvas, (struct spot){ line, area->col + INDENT, FIELD_CELLS },
                   !page->view->is_solved && !page->view->is_shown);
    flow_next(&page->flow);
    flow_skip(&page->flow);
}

static void tell_hints(struct page *page, const struct task *task)
{
    for (unsigned i = 1; i <= page->view->hints; i++) {
        struct fact values = { .number = i, .ms = -1 };
        struct buf text;
        buf_init(&text, TOLD_MAX);
        words_fill(&text, app_text(page->app, "ui.lesson.hint"), &values);
        show_add_sentence(&text, task_hint(&page->app->words, page->view->lesson, task, i));
        tell(page, STYLE_ACCENT, buf_span(&text));
        buf_free(&text);
    }
}

static void tell_outcome(struct page *page, const struct task *task)
{
    struct app *app = page->app;
    struct buf text;
    if (!page->view->is_solved && !page->view->is_shown)
        return;
    buf_init(&text, TOLD_MAX);
    if (page->view->is_solved) {
        buf_add(&text, app_text(app, "lesson.right"));
    } else {
        struct buf answer;
        struct fact values = { .ms = -1 };
        buf_init(&answer, FACT_TEXT_MAX - 1);
        task_tell_answer(&app->words, page->view->lesson, task, &answer);
        (void)snprintf(values.text, sizeof values.text, "%s", buf_text(&answer));
        words_fill(&text, app_text(app, "lesson.the-answer"), &values);
        buf_free(&answer);
    }
    flow_put(&page->flow, (struct spot){ 0, 0, 1 }, STYLE_OK, page->view->is_solved ? SPAN("✓") : SPAN("–"));
    tell(page, STYLE_BOLD, buf_span(&text));
    tell(page, STYLE_TEXT, task_text(&app->words, page->view->lesson, task, "why"));
    buf_free(&text);
}

static void tell_task(struct page *page, const struct task *task)
{
    tell(page, STYLE_BOLD, task_text(&page->app->words, page->view->lesson, task, "ask"));
    flow_skip(&page->flow);
    tell_lines(page, task);
    if (task->kind == TASK_CHOOSE)
        tell_options(page, task);
    tell_field(page, task);
    tell_hints(page, task);
    tell_outcome(page, task);
}

/* ---- the page ---- */

static void tell_all(struct page *page)
{
    const struct task *task = lesson_task(page->view);
    const struct lesson_view *view = page->view;
    flow_skip(&page->flow);
    if (task) {
        tell_task(page, task);
    } else if (!lesson_is_at_end(view)) {
        tell(page, STYLE_TEXT, lesson_text(&page->app->words, view->lesson));
        flow_skip(&page->flow);
        tell(page, STYLE_DIM, app_text(page->app, "ui.lesson.begin"));
    } else {
        tell(page, STYLE_BOLD, app_text(page->app, view->has_shown ? "lesson.seen" : "lesson.done"));
        flow_skip(&page->flow);
        tell(page, STYLE_TEXT,
             app_text(page->app, view->index + 1 < lesson_count() ? "ui.lesson.next" : "ui.lesson.last"));
    }
}

static void draw_rule(struct app *app, struct area area)
{
    const struct lesson_view *view = &app->training.lesson;
    struct fact values = { .number = (int64_t)view->index + 1, .ms = -1 };
    struct span title = lesson_title(&app->words, view->lesson);
    struct buf text;
    char note[64];
    (void)snprintf(values.text, sizeof values.text, "%.*s", SPAN_ARG(title));
    (void)snprintf(note, sizeof note, "%zu / %zu", view->page + 1, view->lesson->task_count + 2);
    buf_init(&text, TOLD_MAX);
    words_fill(&text, app_text(app, "ui.lesson.title"), &values);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols }, buf_span(&text), span_of(note), true });
    buf_free(&text);
}

static void draw(struct app *app, struct area area)
{
    struct lesson_view *view = &app->training.lesson;
    int cols = area.cols - 2 > TEXT_COLS ? TEXT_COLS : area.cols - 2;
    struct area text = { area.row + 1, area.col + 1, area.rows - 1, cols };
    if (!view->lesson) {
        canvas_repeat(&app->canvas, (struct spot){ area.row, area.col, area.cols }, STYLE_DIM, 0x2500);
        return;
    }
    draw_rule(app, area);
    for (int turn = 0; turn < 2; turn++) {
        struct page page = { app, view, flow_start(&app->canvas, text, view->scroll) };
        tell_all(&page);
        int fitting = flow_clamp(&page.flow, view->scroll);
        if (fitting == view->scroll)
            break;
        view->scroll = fitting;
        canvas_fill(&app->canvas, text, STYLE_TEXT);
    }
}

/* ---- keys ---- */

static bool is_typing(const struct app *app)
{
    const struct lesson_view *view = &app->training.lesson;
    const struct task *task = lesson_task(view);
    return task && task->kind == TASK_TYPE && !view->is_solved && !view->is_shown;
}

static enum place place(const struct app *app)
{
    return is_typing(app) ? PLACE_FIELD : PLACE_PAGE | PLACE_LESSON;
}

static bool type(struct app *app, struct key key)
{
    return field_key(&app->training.lesson.answer, key);
}

static void paste(struct app *app, struct span text)
{
    if (is_typing(app))
        (void)field_paste(&app->training.lesson.answer, text);
}

static void choose(struct app *app, size_t row)
{
    struct lesson_view *view = &app->training.lesson;
    if (row < lesson_rows(lesson_task(view)) && !view->is_solved && !view->is_shown)
        view->row = row;
}

static void move(struct app *app, int step)
{
    struct lesson_view *view = &app->training.lesson;
    size_t rows = lesson_rows(lesson_task(view));
    if (rows == 0 || view->is_solved || view->is_shown) {
        view->scroll += step;
        if (view->scroll < 0)
            view->scroll = 0;
    } else if (step > 0 ? view->row + 1 < rows : view->row > 0) {
        view->row = (size_t)((long)view->row + step);
    }
}

static void scroll(struct app *app, int step)
{
    struct lesson_view *view = &app->training.lesson;
    view->scroll = view->scroll + step < 0 ? 0 : view->scroll + step;
}

/* On to the next page, as far as this one is done. */
static void go_on(struct app *app)
{
    const struct lesson_view *view = &app->training.lesson;
    if (lesson_task(view) && !view->is_solved && !view->is_shown)
        app_news(app, "ui.news.answer-first");
    else
        lesson_turn(app, 1);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    switch (action) {
    case ACTION_UP:
    case ACTION_DOWN:
        move(app, action == ACTION_UP ? -1 : 1);
        return true;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        scroll(app, action == ACTION_PAGE_UP ? -PAGE_STEP : PAGE_STEP);
        return true;
    case ACTION_ENTER:
    case ACTION_TOGGLE:
        lesson_answer(app);
        return true;
    case ACTION_HINT:
        lesson_hint(app);
        return true;
    case ACTION_SOLUTION:
    case ACTION_SHOW_PASSWORD:
        lesson_show(app);
        return true;
    case ACTION_ESCAPE:
    case ACTION_BACK:
        training_open_course(app);
        return true;
    case ACTION_PREVIOUS_STEP:
        lesson_turn(app, -1);
        return true;
    case ACTION_NEXT_STEP:
        go_on(app);
        return true;
    case ACTION_STEP:
        choose(app, number - 1);
        return true;
    default:
        return false;
    }
}

static void click(struct app *app, size_t row)
{
    struct lesson_view *view = &app->training.lesson;
    bool again = view->row == row && !view->is_solved && !view->is_shown;
    choose(app, row);
    if (again)
        lesson_answer(app);
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint reading[] = { { ACTION_ENTER, "ui.act.on" },
                                           { ACTION_PAGE_DOWN, "ui.act.scroll" },
                                           { ACTION_ESCAPE, "ui.act.back" },
                                           { ACTION_HELP, NULL },
                                           { ACTION_QUIT, NULL },
                                           { ACTION_NONE, NULL } };
    static const struct hint choosing[] = { { ACTION_UP, "ui.act.choose" },
                                            { ACTION_ENTER, "ui.act.give-answer" },
                                            { ACTION_HINT, NULL },
                                            { ACTION_SOLUTION, NULL },
                                            { ACTION_ESCAPE, "ui.act.back" },
                                            { ACTION_HELP, NULL },
                                            { ACTION_QUIT, NULL },
                                            { ACTION_NONE, NULL } };
    static const struct hint typing[] = { { ACTION_ENTER, "ui.act.give-answer" },
                                          { ACTION_HINT, NULL },
                                          { ACTION_SHOW_PASSWORD, "ui.act.solution" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    const struct lesson_view *view = &app->training.lesson;
    if (!lesson_task(view) || view->is_solved || view->is_shown)
        return reading;
    return is_typing(app) ? typing : choosing;
}

const struct screen screen_lesson = { .word = "lesson",
                                      .place = place,
                                      .draw = draw,
                                      .act = act,
                                      .type = type,
                                      .paste = paste,
                                      .click = click,
                                      .hints = hints };
