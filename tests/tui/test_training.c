/* A learner in the wizard: the course, every lesson to its end, an exam from the complaint to the score. */
#include "app.h"
#include "progress_file.h"
#include "support/home.h"
#include "support/sample.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define ENTER "\r"
#define DOWN "\033OB"
#define RIGHT "\033OC"

static const char *const language_ids[] = { "en", "zh", "ru" };

static void open_app(struct app *app, const char *language)
{
    assert_true(app_init(app, language));
    app->is_test = true;
    canvas_resize(&app->canvas, 24, 80);
}

static void press(struct app *app, enum key_code code, size_t times)
{
    for (size_t i = 0; i < times; i++)
        app_key(app, (struct key){ code, 0 });
}

static void type(struct app *app, const char *letters)
{
    for (; *letters; letters++)
        app_key(app, (struct key){ KEY_CODE_CHARACTER, (unsigned char)*letters });
}

static bool is_golden_page(struct app *app, const char *name, const char *language)
{
    struct buf text;
    char full[64];
    buf_init(&text, 1 * MIB);
    app_draw(app);
    canvas_dump(&app->canvas, &text);
    (void)snprintf(full, sizeof full, "%s-%s", name, language);
    bool same = screen_is_golden(TEST_DIR, full, buf_text(&text));
    buf_free(&text);
    return same;
}

/* At the three sizes. */
static bool is_golden(struct app *app, const char *name, const char *language)
{
    static const struct {
        const char *ending;
        int rows, cols;
    } sizes[] = { { "-wide", 36, 120 }, { "-huge", 60, 200 }, { "", 24, 80 } };
    bool same = true;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char sized[48];
        assert_true(snprintf(sized, sizeof sized, "%s%s", name, sizes[i].ending) < (int)sizeof sized);
        canvas_resize(&app->canvas, sizes[i].rows, sizes[i].cols);
        same &= is_golden_page(app, sized, language);
    }
    return same;
}

/* ---- lessons ---- */

/* As a person would: first something wrong, then what is right. */
static void solve(struct app *app, const struct task *task)
{
    struct lesson_view *view = &app->training.lesson;
    size_t wrong = 0, right = 0;
    if (task->kind == TASK_TYPE) {
        type(app, "pineapple");
        press(app, KEY_CODE_ENTER, 1);
        assert_false(view->is_solved);
        press(app, KEY_CODE_BACKSPACE, strlen("pineapple"));
        type(app, task->right.at[0]);
        press(app, KEY_CODE_ENTER, 1);
        return;
    }
    for (size_t i = lesson_rows(task); i-- > 0;) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", i + 1);
        bool is_right = task_is_right(task, span_of(task->kind == TASK_PICK ? number : task->options.at[i]));
        *(is_right ? &right : &wrong) = i;
    }
    press(app, KEY_CODE_DOWN, wrong);
    press(app, KEY_CODE_ENTER, 1);
    assert_false(view->is_solved);
    press(app, KEY_CODE_UP, wrong);
    press(app, KEY_CODE_DOWN, right);
    press(app, KEY_CODE_ENTER, 1);
}

/* From lesson 1 to the end of the last one, with Enter alone between them. */
static void test_every_lesson_can_be_done(void **state)
{
    static struct app app;
    (void)state;
    open_app(&app, "en");
    training_open_course(&app);
    lesson_open(&app, 0);
    for (size_t i = 0; i < lesson_count(); i++) {
        struct lesson_view *view = &app.training.lesson;
        assert_int_equal(app.screen, SCREEN_LESSON);
        assert_int_equal(view->index, i);
        press(&app, KEY_CODE_ENTER, 1);
        while (lesson_task(view)) {
            solve(&app, lesson_task(view));
            if (!view->is_solved)
                fail_msg("%s %s", view->lesson->id, lesson_task(view)->name);
            press(&app, KEY_CODE_ENTER, 1);
        }
        assert_true(lesson_is_at_end(view));
        assert_true(progress_find(&app.training.progress, PROGRESS_LESSON, span_of(view->lesson->id))->is_done);
        press(&app, KEY_CODE_ENTER, 1);
    }
    assert_int_equal(app.screen, SCREEN_COURSE);
    assert_int_equal(progress_lessons_done(&app.training.progress), lesson_count());
    app_free(&app);
}

/* The next page comes only after an answer; an answer that was shown does not count as done. */
static void test_hints_and_answers_only_on_request(void **state)
{
    static struct app app;
    struct lesson_view *view = &app.training.lesson;
    (void)state;
    open_app(&app, "en");
    lesson_open(&app, 0);
    press(&app, KEY_CODE_ENTER, 1);
    type(&app, "]");
    assert_int_equal(view->page, 1);
    assert_int_equal(view->hints, 0);
    type(&app, "h");
    assert_int_equal(view->hints, 1);
    type(&app, "h");
    assert_int_equal(view->hints, 1);
    type(&app, "x");
    assert_true(view->is_shown);
    press(&app, KEY_CODE_ENTER, 1);
    press(&app, KEY_CODE_DOWN, 7);
    press(&app, KEY_CODE_ENTER, 2);
    assert_true(lesson_is_at_end(view));
    assert_false(progress_find(&app.training.progress, PROGRESS_LESSON, SPAN("what-smtp-is"))->is_done);
    app_free(&app);
}

/* ---- how it looks ---- */

static void open_sample_exam(struct app *app, struct record *record)
{
    sample_record(record);
    app->fixed = record;
    app->has_diagnosis = true;
    app->diagnosis = sample_diagnosis;
    for (size_t i = 0; i < practice_count(); i++)
        if (practice_at(i) == practice_find(SPAN("wrong-password")))
            app->training.exam.index = i;
    app->training.exam.is_on = true;
    app->training.exam.runs = 1;
    app_go(app, SCREEN_EXAM);
}

static void commit_sample_exam(struct app *app)
{
    struct exam_view *exam = &app->training.exam;
    struct practice_about about;
    practice_about(practice_at(exam->index), &about);
    exam->attempt = (struct attempt){ CAUSE_APP_PASSWORD_REQUIRED, SIDE_USER_PASSWORD, 2, 2, true };
    score_attempt(&about, &exam->attempt, &exam->score);
    exam->is_committed = true;
}

static bool check_pages(const char *language)
{
    static struct app app;
    struct record record;
    bool same = true;
    open_app(&app, language);
    training_open_course(&app);
    progress_note_lesson(&app.training.progress, "what-smtp-is", true);
    progress_note_lesson(&app.training.progress, "five-stages", false);
    progress_note_case(&app.training.progress, "all-well-starttls", 85);
    same &= is_golden(&app, "course", language);
    lesson_open(&app, 3);
    same &= is_golden(&app, "lesson-text", language);
    press(&app, KEY_CODE_ENTER, 1);
    press(&app, KEY_CODE_ENTER, 2);
    type(&app, "h");
    press(&app, KEY_CODE_ENTER, 1);
    same &= is_golden(&app, "lesson-task", language);
    type(&app, "x");
    same &= is_golden(&app, "lesson-shown", language);
    lesson_open(&app, 4);
    press(&app, KEY_CODE_ENTER, 1);
    type(&app, "anna");
    same &= is_golden(&app, "lesson-type", language);
    lesson_open(&app, 13);
    press(&app, KEY_CODE_ENTER, 1);
    same &= is_golden(&app, "lesson-log", language);
    open_sample_exam(&app, &record);
    press(&app, KEY_CODE_DOWN, 3);
    press(&app, KEY_CODE_RIGHT, 1);
    same &= is_golden(&app, "exam", language);
    commit_sample_exam(&app);
    same &= is_golden(&app, "exam-score", language);
    app_free(&app);
    record_clear(&record);
    return same;
}

static void test_pages(void **state)
{
    bool all = true;
    (void)state;
    for (size_t l = 0; l < 3; l++)
        all &= check_pages(language_ids[l]);
    assert_true(all);
}

/* Whatever is pressed, no lesson is wider than a small terminal allows, and nothing crashes at any size. */
static void test_all_sizes(void **state)
{
    static struct app app;
    (void)state;
    open_app(&app, "ru");
    training_open_course(&app);
    for (size_t i = 0; i < lesson_count(); i++) {
        lesson_open(&app, i);
        for (size_t page = 0; page <= app.training.lesson.lesson->task_count + 1; page++)
            for (int size = 1; size < 40; size += 3) {
                app.training.lesson.page = page;
                app.training.lesson.is_solved = size % 2;
                app.training.lesson.hints =
                    lesson_task(&app.training.lesson) ? lesson_task(&app.training.lesson)->hints : 0;
                canvas_resize(&app.canvas, size, size * 5);
                app_draw(&app);
            }
    }
    app_free(&app);
}

/* ---- an exam, with the real server behind it ---- */

/* No page, line or key tells the program's verdict before the learner has told theirs. */
static void test_the_verdict_stays_hidden(void **state)
{
    static struct app app;
    struct record record;
    enum status status;
    (void)state;
    open_app(&app, "en");
    open_sample_exam(&app, &record);
    assert_true(exam_is_open(&app));
    assert_int_equal(app_diagnosis(&app)->candidate_count, 0);
    assert_int_equal(app_diagnosis(&app)->status, VERDICT_UNDECIDED);
    assert_true(app_verdict(&app, &status));
    assert_int_equal(status, STATUS_UNKNOWN);
    app_go(&app, SCREEN_VERDICT);
    assert_int_equal(app.screen, SCREEN_EXAM);
    press(&app, KEY_CODE_ENTER, 1); /* without a run of its own and a side nothing is taken */
    assert_true(exam_is_open(&app));
    commit_sample_exam(&app);
    assert_true(app_diagnosis(&app)->candidate_count > 0);
    app_go(&app, SCREEN_VERDICT);
    assert_int_equal(app.screen, SCREEN_VERDICT);
    app_free(&app);
    record_clear(&record);
}

static void go_to_case(struct screen *screen, const char *id)
{
    struct course course;
    size_t row = 0;
    assert_true(course_at(0, &course));
    while (course.items[row].is_lesson || practice_at(course.items[row].index) != practice_find(span_of(id)))
        row++;
    assert_true(screen_key(screen, "4"));
    for (size_t i = 0; i < row; i++)
        assert_true(screen_key(screen, DOWN));
    assert_true(screen_key(screen, ENTER));
}

static size_t row_of(enum cause wanted)
{
    enum cause cause;
    for (size_t row = 0; exam_cause(row, &cause); row++)
        if (cause == wanted)
            return row;
    fail_msg("no such cause in the list");
    return 0;
}

static void check_file(const struct home *home)
{
    char path[HOME_PATH_MAX + 128];
    struct stat about;
    home_file(home, "state", "progress", path);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    char *text = home_read(home, "state", "progress");
    assert_non_null(text);
    assert_non_null(strstr(text, "case wrong-password 100 "));
    free(text);
}

/* Through a terminal: the complaint, the checks, the verdict, 100 points, written down for the owner alone. */
static void test_an_exam_from_end_to_end(void **state)
{
    struct home home;
    (void)state;
    assert_true(home_make(&home));
    const char *const arguments[] = { PROGRAM, "--lang", "en", NULL };
    const struct screen_start start = { 24, 80, arguments, NULL, &home };
    struct screen screen;
    assert_true(screen_open(&screen, &start));
    go_to_case(&screen, "wrong-password");
    assert_true(screen_shows(&screen, "Your verdict"));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_shows(&screen, "Run the checks first"));
    assert_true(screen_key(&screen, "r"));
    assert_true(screen_wait_jobs(&screen));
    assert_true(screen_key(&screen, "7"));
    assert_false(screen_shows(&screen, "was refused"));
    for (size_t i = row_of(CAUSE_BAD_CREDENTIALS); i > 0; i--)
        assert_true(screen_key(&screen, DOWN));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_shows(&screen, "Choose who has to act"));
    assert_true(screen_key(&screen, RIGHT));
    assert_true(screen_key(&screen, ENTER));
    assert_true(screen_shows(&screen, "100 / 100"));
    assert_true(screen_shows(&screen, "535 5.7.8"));
    screen_close(&screen);
    check_file(&home);
    home_remove(&home);
}

/* A file that is not ours is neither read nor written over. */
static void test_a_foreign_file_stays(void **state)
{
    static struct progress progress;
    struct home home;
    (void)state;
    assert_true(home_make(&home));
    assert_true(home_enter(&home));
    assert_true(progress_load(&progress));
    assert_int_equal(progress.count, 0);
    assert_true(home_write(&home, "state", "progress", "my own notes\n"));
    assert_false(progress_load(&progress));
    static struct app app;
    open_app(&app, "en");
    app.keeps = true;
    training_open_course(&app);
    assert_true(app.news.len > 0);
    lesson_open(&app, 0);
    lesson_turn(&app, 3);
    char *text = home_read(&home, "state", "progress");
    assert_string_equal(text, "my own notes\n");
    free(text);
    app_free(&app);
    home_remove(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_lesson_can_be_done),
        cmocka_unit_test(test_hints_and_answers_only_on_request),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_all_sizes),
        cmocka_unit_test(test_the_verdict_stays_hidden),
        cmocka_unit_test(test_an_exam_from_end_to_end),
        cmocka_unit_test(test_a_foreign_file_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
