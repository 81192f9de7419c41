#include "practice/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

#define TOP "smtpdoctor-progress 1\n"

static void says_which_line_is_broken(void **state)
{
    static const struct {
        const char *text;
        unsigned line;
    } rows[] = {
        { "", 0 },
        { "smtpdoctor-progress 2\n", 1 },
        { TOP "lesson starttls\n", 2 },
        { TOP "lesson starttls maybe 2026-01-01\n", 2 },
        { TOP "lesson starttls done 2026-01-01 twice\n", 2 },
        { TOP "case greylisted 101 2026-01-01\n", 2 },
        { TOP "case greylisted done 2026-01-01\n", 2 },
        { TOP "nap starttls done 2026-01-01\n", 2 },
    };
    static struct progress progress;
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct practice_error error = { 0 };
        if (progress_read(span_of(rows[i].text), &progress, &error))
            fail_msg("read without an error: %s", rows[i].text);
        assert_int_equal(error.line, rows[i].line);
        assert_true(error.expected[0]);
    }
}

static void nothing_reached_is_lost(void **state)
{
    static struct progress progress;
    (void)state;
    progress.count = 0;
    progress_note_lesson(&progress, "starttls", false);
    assert_false(progress_find(&progress, PROGRESS_LESSON, SPAN("starttls"))->is_done);
    progress_note_lesson(&progress, "starttls", true);
    progress_note_lesson(&progress, "starttls", false);
    assert_true(progress_find(&progress, PROGRESS_LESSON, SPAN("starttls"))->is_done);
    progress_note_case(&progress, "greylisted", 60);
    progress_note_case(&progress, "greylisted", 85);
    progress_note_case(&progress, "greylisted", 20);
    assert_int_equal(progress_find(&progress, PROGRESS_CASE, SPAN("greylisted"))->points, 85);
    assert_null(progress_find(&progress, PROGRESS_CASE, SPAN("starttls")));
    assert_int_equal(progress.count, 2);
    assert_int_equal(progress_lessons_done(&progress), 1);
}

static void what_was_written_is_read(void **state)
{
    static struct progress progress, again;
    struct practice_error error = { 0 };
    struct buf text;
    (void)state;
    progress.count = 0;
    progress_note_lesson(&progress, "starttls", true);
    progress_note_case(&progress, "monday-morning/locked", 85);
    buf_init(&text, PROGRESS_BYTES_MAX);
    progress_write(&progress, &text);
    assert_true(progress_read(buf_span(&text), &again, &error));
    assert_int_equal(again.count, 2);
    assert_memory_equal(&again.rows[1], &progress.rows[1], sizeof again.rows[1]);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_line_is_broken),
        cmocka_unit_test(nothing_reached_is_lost),
        cmocka_unit_test(what_was_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
