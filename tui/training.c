#include "training.h"

#include "app.h"
#include "progress_file.h"
#include "rehearsal.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 200 };

void training_init(struct training *training)
{
    field_init(&training->lesson.answer, ANSWER_MAX, false);
}

void training_clear(struct training *training)
{
    field_clear(&training->lesson.answer);
    lesson_free(training->lesson.lesson);
    training->lesson.lesson = NULL;
}

/* ---- the course ---- */

void training_open_course(struct app *app)
{
    struct training *training = &app->training;
    if (!training->has_course) {
        training->has_course = course_at(0, &training->course);
        training->is_kept = app->keeps && progress_load(&training->progress);
    }
    app_go(app, SCREEN_COURSE);
    if (app->keeps && !training->is_kept)
        app_news(app, "ui.news.progress-foreign");
}

void training_open_item(struct app *app)
{
    const struct training *training = &app->training;
    if (training->row >= training->course.count)
        return;
    const struct course_item *item = &training->course.items[training->row];
    if (item->is_lesson)
        lesson_open(app, item->index);
    else
        exam_open(app, item->index);
}

bool training_points(const struct progress *progress, const char *id, unsigned *ret_points)
{
    bool found = false;
    size_t len = strlen(id);
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_row *row = &progress->rows[i];
        bool same = strncmp(row->id, id, len) == 0 && (row->id[len] == '\0' || row->id[len] == '/');
        if (row->kind != PROGRESS_CASE || !same)
            continue;
        if (!found || row->points > *ret_points)
            *ret_points = row->points;
        found = true;
    }
    return found;
}

static void keep(struct app *app)
{
    if (app->training.is_kept && !progress_save(&app->training.progress))
        app_news(app, "ui.news.progress-unwritable");
}

/* ---- lessons ---- */

static void reset_page(struct lesson_view *view)
{
    view->row = 0;
    view->hints = 0;
    view->scroll = 0;
    view->is_solved = view->is_shown = false;
    field_clear(&view->answer);
}

void lesson_open(struct app *app, size_t index)
{
    struct lesson_view *view = &app->training.lesson;
    lesson_free(view->lesson);
    view->lesson = lesson_at(index);
    view->index = index;
    view->page = 0;
    view->has_shown = false;
    reset_page(view);
    app_go(app, SCREEN_LESSON);
}

const struct task *lesson_task(const struct lesson_view *view)
{
    if (!view->lesson || view->page == 0 || view->page > view->lesson->task_count)
        return NULL;
    return &view->lesson->tasks[view->page - 1];
}

bool lesson_is_at_end(const struct lesson_view *view)
{
    return view->lesson && view->page > view->lesson->task_count;
}

size_t lesson_rows(const struct task *task)
{
    if (!task || task->kind == TASK_TYPE)
        return 0;
    return task->kind == TASK_PICK ? task->lines.count : task->options.count;
}

static void finish(struct app *app)
{
    struct lesson_view *view = &app->training.lesson;
    progress_note_lesson(&app->training.progress, view->lesson->id, !view->has_shown);
    keep(app);
}

void lesson_turn(struct app *app, int pages)
{
    struct lesson_view *view = &app->training.lesson;
    if (!view->lesson)
        return;
    long page = (long)view->page + pages;
    if (page < 0)
        return;
    if (page > (long)view->lesson->task_count + 1) {
        if (view->index + 1 < lesson_count())
            lesson_open(app, view->index + 1);
        else
            training_open_course(app);
        return;
    }
    view->page = (size_t)page;
    reset_page(view);
    if (lesson_is_at_end(view))
        finish(app);
}

static void give_answer(const struct lesson_view *view, const struct task *task, char *out, size_t room)
{
    struct span typed = field_text(&view->answer);
    if (task->kind == TASK_PICK)
        (void)snprintf(out, room, "%zu", view->row + 1);
    else if (task->kind == TASK_CHOOSE)
        (void)snprintf(out, room, "%s", task->options.at[view->row]);
    else
        (void)snprintf(out, room, "%.*s", SPAN_ARG(typed));
}

void lesson_answer(struct app *app)
{
    char answer[ANSWER_MAX + 1];
    struct lesson_view *view = &app->training.lesson;
    const struct task *task = lesson_task(view);
    if (!task || view->is_solved || view->is_shown) {
        lesson_turn(app, 1);
        return;
    }
    give_answer(view, task, answer, sizeof answer);
    view->is_solved = task_is_right(task, span_of(answer));
    if (!view->is_solved)
        app_news(app, "lesson.wrong");
}

void lesson_hint(struct app *app)
{
    struct lesson_view *view = &app->training.lesson;
    const struct task *task = lesson_task(view);
    if (task && view->hints < task->hints)
        view->hints++;
    else
        app_news(app, task ? "lesson.no-more-hints" : "ui.news.not-here");
}

void lesson_show(struct app *app)
{
    struct lesson_view *view = &app->training.lesson;
    if (!lesson_task(view)) {
        app_news(app, "ui.news.not-here");
        return;
    }
    if (view->is_solved)
        return;
    view->is_shown = view->has_shown = true;
}

/* ---- exams ---- */

/* A test of screens sees the same variant each time. */
static size_t pick_variant(const struct app *app, size_t index)
{
    return app->is_test ? 0 : practice_any_variant(practice_at(index));
}

void exam_open(struct app *app, size_t index)
{
    struct exam_view *exam = &app->training.exam;
    size_t variant = pick_variant(app, index);
    if (!rehearsal_open(app, index, variant))
        return;
    *exam = (struct exam_view){ .is_on = true, .index = index, .variant = variant };
    app_go(app, SCREEN_EXAM);
}

bool exam_is_open(const struct app *app)
{
    return app->training.exam.is_on && !app->training.exam.is_committed;
}

const struct diagnosis *exam_hidden(void)
{
    static const struct diagnosis undecided = { .status = VERDICT_UNDECIDED };
    return &undecided;
}

void exam_leave(struct app *app)
{
    app->training.exam.is_on = false;
}

void exam_note_run(struct app *app)
{
    if (exam_is_open(app))
        app->training.exam.runs++;
}

bool exam_cause(size_t row, enum cause *ret_cause)
{
    static const char rungs[] = "-ABCDEFGHIJKLMNOP";
    for (size_t i = 0; i < sizeof rungs - 1; i++)
        for (int cause = 0; cause < CAUSE_COUNT; cause++)
            if (cause_row((enum cause)cause)->rung == rungs[i] && row-- == 0) {
                *ret_cause = (enum cause)cause;
                return true;
            }
    return false;
}

static void note_score(struct app *app, const struct practice_about *about)
{
    char id[PROGRESS_ID_MAX];
    (void)snprintf(id, sizeof id, "%.60s%s%s", about->id, about->variant[0] ? "/" : "", about->variant);
    progress_note_case(&app->training.progress, id, app->training.exam.score.sum);
    keep(app);
}

void exam_commit(struct app *app)
{
    struct exam_view *exam = &app->training.exam;
    struct practice_about about;
    struct practice_tally tally;
    enum cause cause;
    if (!app->has_diagnosis || !app->server) {
        app_news(app, "ui.news.exam-look-first");
        return;
    }
    if (!exam_cause(exam->row, &cause))
        return;
    if (cause != CAUSE_NONE && exam->side == SIDE_NONE) {
        app_news(app, "ui.news.exam-side");
        return;
    }
    practice_server_tally(app->server, &tally);
    practice_about_variant(practice_at(exam->index), exam->variant, &about);
    exam->attempt = (struct attempt){ .cause = cause,
                                      .side = cause == CAUSE_NONE ? SIDE_NONE : exam->side,
                                      .runs = exam->runs,
                                      .logins = tally.logins,
                                      .is_locked = tally.is_locked };
    score_attempt(&about, &exam->attempt, &exam->score);
    exam->is_committed = true;
    exam->scroll = 0;
    note_score(app, &about);
}
