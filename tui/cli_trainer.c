/* What a trainer does: courses, results of a class, real cases as practice. */
#include "base/clean.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "practice/course.h"
#include "practice/recorded.h"
#include "cli.h"
#include "lesson_words.h"
#include "progress_file.h"
#include "training.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_MAX = 1024 * 1024, RECORDED_MAX = 256 * 1024 };

/* "FILE:7: expected …" */
static int fail_at(const struct cli *cli, const char *key, const char *path, const struct practice_error *error)
{
    char where[128];
    (void)snprintf(where, sizeof where, "%.100s:%u", path, error->line);
    return cli_fail(cli, key, where, error->expected);
}

/* ---- a course ---- */

static int open_course(const struct cli *cli, const char *word, struct course *ret_course)
{
    struct practice_error error = { 0 };
    struct buf text;
    if (course_find(span_of(word), ret_course))
        return 0;
    if (access(word, F_OK) != 0)
        return cli_fail(cli, "practice-cli.no-course", word, "");
    buf_init(&text, MIB);
    int status = cli_read_file(cli, word, &text);
    if (status == 0 && !course_read(buf_span(&text), ret_course, &error))
        status = fail_at(cli, "practice-cli.course-broken", word, &error);
    buf_free(&text);
    return status;
}

/* True when it is done. */
static bool tell_lesson(const struct cli *cli, const struct progress *progress, size_t index, struct buf *out)
{
    struct lesson *lesson = lesson_at(index);
    const struct progress_row *row = progress_find(progress, PROGRESS_LESSON, span_of(lesson->id));
    struct span title = lesson_title(&cli->words, lesson);
    bool done = row && row->is_done;
    buf_addf(out, "  %s      lesson %-30s %.*s\n", done ? "✓" : row ? "–" : "·", lesson->id, SPAN_ARG(title));
    lesson_free(lesson);
    return done;
}

static bool tell_case(const struct cli *cli, const struct progress *progress, size_t index, struct buf *out)
{
    struct practice_about about;
    char key[96];
    char points[8] = "";
    unsigned best = 0;
    practice_about(practice_at(index), &about);
    bool tried = training_points(progress, about.id, &best);
    if (tried)
        (void)snprintf(points, sizeof points, "%u", best);
    (void)snprintf(key, sizeof key, "practice.%.70s.title", about.id);
    struct span title = words_get(&cli->words, key);
    buf_addf(out, "  %s %3s  case   %-30s %.*s\n", tried ? "✓" : "·", points, about.id, SPAN_ARG(title));
    return tried;
}

static void tell_course(const struct cli *cli, const struct course *course, struct buf *out)
{
    struct progress *progress = mem_new(sizeof *progress);
    size_t done = 0;
    char key[96];
    (void)progress_load(progress);
    (void)snprintf(key, sizeof key, "course.%.64s.title", course->id);
    if (course->title[0])
        (void)clean_add(out, span_of(course->title), COURSE_TITLE_MAX);
    else if (words_has(&cli->words, key))
        buf_add(out, words_get(&cli->words, key));
    buf_add_char(out, '\n');
    for (size_t i = 0; i < course->count; i++)
        done += course->items[i].is_lesson ? tell_lesson(cli, progress, course->items[i].index, out)
                                           : tell_case(cli, progress, course->items[i].index, out);
    buf_addf(out, "%zu / %zu\n", done, course->count);
    free(progress);
}

int cli_course(struct cli *cli)
{
    struct course course;
    struct buf out;
    if (cli->rest_count > 2)
        return cli_fail(cli, "cli.too-many", cli->rest[2], "");
    int status = cli->rest_count == 2 ? open_course(cli, cli->rest[1], &course) : !course_at(0, &course);
    if (status)
        return status;
    buf_init(&out, OUT_MAX);
    tell_course(cli, &course, &out);
    status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}

/* ---- the results of a class ---- */

struct result {
    const char *file;
    size_t lessons, cases;
    unsigned points; /* of all cases together */
};

static struct result result_of(const char *file, const struct progress *progress)
{
    struct result result = { .file = file, .lessons = progress_lessons_done(progress) };
    for (size_t i = 0; i < progress->count; i++)
        if (progress->rows[i].kind == PROGRESS_CASE) {
            result.cases++;
            result.points += progress->rows[i].points;
        }
    return result;
}

static unsigned mean(const struct result *result)
{
    return result->cases ? (unsigned)((result->points + result->cases / 2) / result->cases) : 0;
}

static json_t *json_of(const struct progress *progress, const struct result *result)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_row *row = &progress->rows[i];
        if (row->kind == PROGRESS_LESSON)
            json_array_append_new(rows, json_pack("{s:s, s:s, s:s}", "lesson", row->id, "state",
                                                  row->is_done ? "done" : "seen", "date", row->date));
        else
            json_array_append_new(
                rows, json_pack("{s:s, s:i, s:s}", "case", row->id, "points", (int)row->points, "date", row->date));
    }
    return json_pack("{s:s, s:i, s:i, s:i, s:o}", "file", result->file, "lessons_done", (int)result->lessons,
                     "cases_tried", (int)result->cases, "mean_points", (int)mean(result), "rows", rows);
}

static void add_cell(struct buf *out, struct span text, size_t cells)
{
    size_t width = utf8_width(text);
    buf_add(out, text);
    buf_addf(out, "%*s", width < cells ? (int)(cells - width) : 1, "");
}

enum { NAME_CELLS = 34, CELLS = 14 };

static void add_head(const struct cli *cli, struct buf *out)
{
    static const char *const keys[] = { "results.file", "results.lessons", "results.cases", "results.mean" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        add_cell(out, words_get(&cli->words, keys[i]), i ? CELLS : NAME_CELLS);
    buf_add_char(out, '\n');
}

static void add_row(const struct result *result, struct buf *out)
{
    struct buf name;
    char number[32];
    buf_init(&name, KIB);
    (void)clean_add(&name, span_of(result->file), CLEAN_LINE_MAX);
    add_cell(out, buf_span(&name), NAME_CELLS);
    (void)snprintf(number, sizeof number, "%zu / %zu", result->lessons, lesson_count());
    add_cell(out, span_of(number), CELLS);
    (void)snprintf(number, sizeof number, "%zu", result->cases);
    add_cell(out, span_of(number), CELLS);
    buf_addf(out, "%u\n", mean(result));
    buf_free(&name);
}

static int read_progress(const struct cli *cli, const char *path, struct progress *ret_progress)
{
    struct practice_error error = { 0 };
    struct buf text;
    buf_init(&text, PROGRESS_BYTES_MAX);
    int status = cli_read_file(cli, path, &text);
    if (status == 0 && !progress_read(buf_span(&text), ret_progress, &error))
        status = fail_at(cli, "practice-cli.progress-broken", path, &error);
    buf_free(&text);
    return status;
}

static int collect(struct cli *cli, json_t *people, struct buf *out)
{
    struct progress *progress = mem_new(sizeof *progress);
    int status = 0;
    for (size_t i = 1; i < cli->rest_count && status == 0; i++) {
        status = read_progress(cli, cli->rest[i], progress);
        if (status)
            break;
        struct result result = result_of(cli->rest[i], progress);
        json_array_append_new(people, json_of(progress, &result));
        add_row(&result, out);
    }
    free(progress);
    return status;
}

int cli_results(struct cli *cli)
{
    struct buf out;
    if (cli->rest_count < 2)
        return cli_fail(cli, "practice-cli.no-results", "", "");
    json_t *people = json_array();
    buf_init(&out, OUT_MAX);
    add_head(cli, &out);
    int status = collect(cli, people, &out);
    json_t *root = json_pack("{s:o}", "results", people);
    if (status == 0 && cli->format == FORMAT_JSON) {
        char *text = json_dumps(root, JSON_INDENT(2));
        buf_clear(&out);
        buf_add_text(&out, text ? text : "{}");
        buf_add_char(&out, '\n');
        free(text);
    }
    if (status == 0)
        status = cli_write(cli, &out);
    json_decref(root);
    buf_free(&out);
    return status;
}

/* ---- a real case ---- */

int cli_record(struct cli *cli)
{
    struct practice_error error = { 0 };
    struct buf report;
    struct buf out;
    if (cli->rest_count != 2)
        return cli_fail(cli, "practice-cli.no-report", "", "");
    buf_init(&report, REPORT_MAX);
    buf_init(&out, RECORDED_MAX);
    int status = cli_read_file(cli, cli->rest[1], &report);
    if (status == 0 && !recorded_case(buf_span(&report), &out, &error))
        status = fail_at(cli, "practice-cli.report-broken", cli->rest[1], &error);
    if (status == 0)
        status = cli_write(cli, &out);
    buf_free(&out);
    buf_free(&report);
    return status;
}
