#include "practice/progress.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
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

static void is_kept_for_the_owner_alone(void **state)
{
    static struct progress progress, again;
    struct stat about;
    char folder[] = "/tmp/progress-XXXXXX";
    char path[256];
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("XDG_STATE_HOME", folder, 1), 0);
    assert_true(progress_load(&again));
    assert_int_equal(again.count, 0);
    progress.count = 0;
    progress_note_lesson(&progress, "starttls", true);
    progress_note_case(&progress, "monday-morning/locked", 85);
    assert_true(progress_save(&progress));
    assert_true(progress_save(&progress));
    assert_true(progress_path(path, sizeof path));
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_true(progress_load(&again));
    assert_int_equal(again.count, 2);
    assert_memory_equal(&again.rows[1], &progress.rows[1], sizeof again.rows[1]);
    assert_int_equal(unlink(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0); /* nothing else was left beside it */
    assert_int_equal(rmdir(folder), 0);
}

/* A file that somebody else has written is neither read as ours nor overwritten. */
static void a_broken_file_is_told(void **state)
{
    static struct progress progress;
    char folder[] = "/tmp/progress-XXXXXX";
    char path[256];
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("XDG_STATE_HOME", folder, 1), 0);
    progress.count = 0;
    assert_true(progress_save(&progress));
    assert_true(progress_path(path, sizeof path));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("my own notes\n", file);
    (void)fclose(file);
    assert_false(progress_load(&progress));
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    (void)rmdir(path);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_which_line_is_broken),
        cmocka_unit_test(nothing_reached_is_lost),
        cmocka_unit_test(is_kept_for_the_owner_alone),
        cmocka_unit_test(a_broken_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
