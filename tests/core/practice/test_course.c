#include "practice/course.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

static void says_which_line_is_broken(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
        const char *expected;
    } rows[] = {
        { "", 0, "id NAME" },
        { "lesson starttls\n", 1, "id NAME" },
        { "id a\n", 1, "lesson NAME" },
        { "id a\nlesson astrology\n", 2, "lesson NAME" },
        { "id a\nlesson starttls\nlesson 4\n", 3, "each once" },
        { "id a\ncase no-such-case\n", 2, "case NAME" },
        { "id a\ncase wrong-password\ncase wrong-password\n", 3, "each once" },
        { "id a\nbreak 5 minutes\n", 2, "id, title, lesson or case" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct practice_error error = { 0 };
        static struct course course;
        if (course_read(span_of(rows[i].text), &course, &error))
            fail_msg("read without an error: %s", rows[i].text);
        if (error.line != rows[i].line || !strstr(error.expected, rows[i].expected))
            fail_msg("%s\nline %u, expected: %s", rows[i].text, error.line, error.expected);
    }
}

/* The course for newcomers: all lessons in their order, every case once, the first ones easy. */
static void the_course_leaves_nothing_out(void **state)
{
    static struct course course;
    size_t lessons = 0, cases = 0;
    (void)state;
    assert_true(course_find(SPAN("newcomer"), &course));
    for (size_t i = 0; i < course.count; i++) {
        if (course.items[i].is_lesson)
            assert_int_equal(course.items[i].index, lessons++);
        else
            cases++;
    }
    assert_int_equal(lessons, lesson_count());
    assert_int_equal(cases, practice_count());
    assert_true(course.items[0].is_lesson);
    assert_false(course_find(SPAN("no-such-course"), &course));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_line_is_broken),
        cmocka_unit_test(the_course_leaves_nothing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
