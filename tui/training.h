#pragma once

#include "diagnosis/diagnose.h"
#include "practice/course.h"
#include "practice/progress.h"
#include "practice/score.h"
#include "widgets/field.h"

/*
 * A learner in the wizard: the course, the lesson that is open, the case that is an exam. While an
 * exam is open the program keeps its own verdict to itself, on every page.
 */
struct app;

/* A lesson: its text is page 0, then a page for each task, then the end. */
struct lesson_view {
    struct lesson *lesson; /* NULL: none is open */
    size_t index;
    size_t page;
    size_t row; /* selected line or option */
    unsigned hints;
    bool is_solved, is_shown; /* of the task on this page */
    bool has_shown;           /* of any task */
    int scroll;
    struct field answer;
};

struct exam_view {
    bool is_on;
    bool is_committed;
    size_t index, variant; /* of the case */
    unsigned runs;
    size_t row;     /* in the list of causes */
    enum side side; /* SIDE_NONE: not chosen yet; right only where nothing is wrong */
    struct attempt attempt;
    struct score score;
    int scroll;
};

struct training {
    bool has_course;
    bool is_kept; /* the file of progress is ours, and is written */
    struct course course;
    size_t row; /* selected in the course */
    struct progress progress;
    struct lesson_view lesson;
    struct exam_view exam;
};

void training_init(struct training *training);
void training_clear(struct training *training);

/* Opens the page of the course; reads the progress the first time. */
void training_open_course(struct app *app);
/* Opens the item that is selected there. */
void training_open_item(struct app *app);
/* The best result of a case, whatever its variant; false when it was never tried. */
bool training_points(const struct progress *progress, const char *id, unsigned *ret_points);

/* ---- lessons ---- */

void lesson_open(struct app *app, size_t index);
/* NULL on the page of text and at the end. */
const struct task *lesson_task(const struct lesson_view *view);
bool lesson_is_at_end(const struct lesson_view *view);
/* How many rows one can choose from: lines or options. */
size_t lesson_rows(const struct task *task);
void lesson_turn(struct app *app, int pages);
void lesson_answer(struct app *app);
void lesson_hint(struct app *app);
void lesson_show(struct app *app);

/* ---- exams ---- */

void exam_open(struct app *app, size_t index);
/* Its verdict is still hidden. */
bool exam_is_open(const struct app *app);
/* What is shown in place of the verdict: nothing is decided. */
const struct diagnosis *exam_hidden(void);
/* Leaves the exam, if there is one: another case, or the person's own account. */
void exam_leave(struct app *app);
void exam_note_run(struct app *app);
/* The causes in the order of the ladder, "nothing is wrong" first; false behind the last. */
bool exam_cause(size_t row, enum cause *ret_cause);
/* Takes what is chosen as the learner's verdict and scores it; or says what is missing. */
void exam_commit(struct app *app);
