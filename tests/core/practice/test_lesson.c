#include "practice/lesson.h"

#include <stdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

#define TOP "id a\ntask b\n"

static void says_which_line_is_broken(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *expected;
    } rows[] = {
        { "", 0, "id NAME" },
        { "id A\n", 1, "id NAME" },
        { "id a\n", 1, "something to do" },
        { "task b\ntype x\n", 2, "id NAME" },
        { "id a\nline S: 220 x\n", 2, "task NAME" },
        { TOP, 2, "pick, type or choose" },
        { TOP "type x\ntask b\n", 4, "task NAME, each once" },
        { TOP "line 220 x\n", 3, "line S: TEXT" },
        { TOP "line S: 220 x\npick 2\n", 4, "pick NUMBER" },
        { TOP "line S: 220 x\npick 0\n", 4, "pick NUMBER" },
        { TOP "pick 1\n", 3, "pick NUMBER" },
        { TOP "option x\nchoose y\n", 4, "choose OPTION" },
        { TOP "option x\noption x\n", 4, "option NAME, each once" },
        { TOP "option x\nchoose x\ntype x\n", 5, "type ANSWER" },
        { TOP "type\n", 3, "type ANSWER" },
        { TOP "type x\nhints 4\n", 4, "hints NUMBER" },
        { TOP "sides left\n", 3, "sides" },
        { TOP "answer x\n", 3, "a keyword" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct practice_error error = { 0 };
        struct lesson *lesson = lesson_read(span_of(rows[i].text), &error);
        if (lesson)
            fail_msg("read without an error: %s", rows[i].text);
        if (error.line != rows[i].line || !strstr(error.expected, rows[i].expected))
            fail_msg("%s\nline %u, expected: %s", rows[i].text, error.line, error.expected);
    }
}

static void compares_answers_as_a_person_would(void **state)
{
    static const struct {
        const char *answer;
        bool is_right;
    } rows[] = { { "535", true },        { " 535\n", true },      { "Error 535", true }, { "error   535", true },
                 { "535 Error", false }, { "53", false },         { "5355", false },     { "", false },
                 { " ", false },         { "error 535 x", false } };
    struct practice_error error = { 0 };
    (void)state;
    struct lesson *lesson = lesson_read(SPAN(TOP "type 535\ntype error 535\n"), &error);
    assert_non_null(lesson);
    for (size_t i = 0; i < ROWS(rows); i++)
        if (task_is_right(&lesson->tasks[0], span_of(rows[i].answer)) != rows[i].is_right)
            fail_msg("'%s'", rows[i].answer);
    lesson_free(lesson);
}

/* Each right answer of each task is taken, and nothing else that could be given is. */
static void walk_task(const struct lesson *lesson, const struct task *task)
{
    char number[24];
    size_t right = 0;
    size_t choices = task->kind == TASK_PICK ? task->lines.count : task->options.count;
    for (size_t i = 0; i < task->right.count; i++)
        if (!task_is_right(task, span_of(task->right.at[i])))
            fail_msg("%s %s: its own answer is not taken", lesson->id, task->name);
    for (size_t i = 0; task->kind != TASK_TYPE && i < choices; i++) {
        (void)snprintf(number, sizeof number, "%zu", i + 1);
        right += task_is_right(task, span_of(task->kind == TASK_PICK ? number : task->options.at[i]));
    }
    if (task->kind != TASK_TYPE && (right != task->right.count || right >= choices))
        fail_msg("%s %s: %zu of %zu would be right", lesson->id, task->name, right, choices);
    assert_false(task_is_right(task, SPAN("pineapple")));
    assert_false(task_is_right(task, SPAN("999")));
}

static void every_lesson_can_be_solved(void **state)
{
    (void)state;
    assert_int_equal(lesson_count(), 16);
    for (size_t i = 0; i < lesson_count(); i++) {
        struct lesson *lesson = lesson_at(i);
        char number[24];
        size_t index;
        assert_true(lesson->task_count >= 2);
        assert_true(lesson_find(span_of(lesson->id), &index));
        assert_int_equal(index, i);
        (void)snprintf(number, sizeof number, "%zu", i + 1);
        assert_true(lesson_find(span_of(number), &index));
        assert_int_equal(index, i);
        for (size_t j = 0; j < lesson->task_count; j++)
            walk_task(lesson, &lesson->tasks[j]);
        lesson_free(lesson);
    }
    size_t ignored;
    assert_null(lesson_at(lesson_count()));
    assert_false(lesson_find(SPAN("0"), &ignored));
    assert_false(lesson_find(SPAN("17"), &ignored));
    assert_false(lesson_find(SPAN("no-such-lesson"), &ignored));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_line_is_broken),
        cmocka_unit_test(compares_answers_as_a_person_would),
        cmocka_unit_test(every_lesson_can_be_solved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
