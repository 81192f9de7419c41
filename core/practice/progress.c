#include "practice/progress.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- text ---- */

static bool read_row(struct span line, struct progress_row *ret_row)
{
    struct span kind, id, value, date, rest = line;
    uint64_t points = 0;
    if (!span_word(&rest, &kind) || !span_word(&rest, &id) || !span_word(&rest, &value) || !span_word(&rest, &date))
        return false;
    *ret_row = (struct progress_row){ .kind = span_equal(kind, SPAN("case")) ? PROGRESS_CASE : PROGRESS_LESSON };
    mem_copy_text(ret_row->id, sizeof ret_row->id, id);
    mem_copy_text(ret_row->date, sizeof ret_row->date, date);
    ret_row->is_done = span_equal(value, SPAN("done"));
    if (id.len >= sizeof ret_row->id || span_trim(rest).len)
        return false;
    if (ret_row->kind == PROGRESS_LESSON)
        return span_equal(kind, SPAN("lesson")) && (ret_row->is_done || span_equal(value, SPAN("seen")));
    bool good = span_number(value, POINTS_MAX, &points);
    ret_row->points = (unsigned)points;
    return good;
}

static const char *read_line(struct progress *progress, struct span line, unsigned number)
{
    if (number == 1)
        return span_equal(line, SPAN("smtpdoctor-progress 1")) ? NULL : "smtpdoctor-progress 1";
    if (span_trim(line).len == 0)
        return NULL;
    if (progress->count == PROGRESS_ROWS_MAX)
        return "at most 512 lines";
    if (!read_row(line, &progress->rows[progress->count]))
        return "lesson NAME done|seen DATE, or case NAME POINTS DATE";
    progress->count++;
    return NULL;
}

bool progress_read(struct span text, struct progress *ret_progress, struct practice_error *ret_error)
{
    struct span line;
    unsigned number = 0;
    const char *expected = NULL;
    ret_progress->count = 0;
    while (!expected && span_line(&text, &line))
        expected = read_line(ret_progress, line, ++number);
    if (!expected && number == 0)
        expected = "smtpdoctor-progress 1";
    if (!expected)
        return true;
    ret_error->line = number;
    (void)snprintf(ret_error->expected, sizeof ret_error->expected, "%s", expected);
    return false;
}

void progress_write(const struct progress *progress, struct buf *out)
{
    buf_add_text(out, "smtpdoctor-progress 1\n");
    for (size_t i = 0; i < progress->count; i++) {
        const struct progress_row *row = &progress->rows[i];
        if (row->kind == PROGRESS_LESSON)
            buf_addf(out, "lesson %s %s %s\n", row->id, row->is_done ? "done" : "seen", row->date);
        else
            buf_addf(out, "case %s %u %s\n", row->id, row->points, row->date);
    }
}

/* ---- rows ---- */

const struct progress_row *progress_find(const struct progress *progress, enum progress_kind kind, struct span id)
{
    for (size_t i = 0; i < progress->count; i++)
        if (progress->rows[i].kind == kind && span_equal(span_of(progress->rows[i].id), id))
            return &progress->rows[i];
    return NULL;
}

static void write_date(char *out, size_t room)
{
    struct tm day;
    time_t now = (time_t)clock_wall();
    if (!gmtime_r(&now, &day) || strftime(out, room, "%Y-%m-%d", &day) == 0)
        out[0] = '\0';
}

/* The row of this id, a new one when there is none; NULL when there is no room. */
static struct progress_row *row_of(struct progress *progress, enum progress_kind kind, const char *id, bool *ret_is_new)
{
    struct progress_row *row = (struct progress_row *)progress_find(progress, kind, span_of(id));
    *ret_is_new = !row;
    if (row || progress->count == PROGRESS_ROWS_MAX)
        return row;
    row = &progress->rows[progress->count++];
    *row = (struct progress_row){ .kind = kind };
    mem_copy_text(row->id, sizeof row->id, span_of(id));
    return row;
}

void progress_note_lesson(struct progress *progress, const char *id, bool is_done)
{
    bool is_new;
    struct progress_row *row = row_of(progress, PROGRESS_LESSON, id, &is_new);
    if (!row || (!is_new && (row->is_done || !is_done)))
        return;
    row->is_done = is_done;
    write_date(row->date, sizeof row->date);
}

void progress_note_case(struct progress *progress, const char *id, unsigned points)
{
    bool is_new;
    struct progress_row *row = row_of(progress, PROGRESS_CASE, id, &is_new);
    if (!row || (!is_new && row->points >= points))
        return;
    row->points = points;
    write_date(row->date, sizeof row->date);
}

size_t progress_lessons_done(const struct progress *progress)
{
    size_t done = 0;
    for (size_t i = 0; i < progress->count; i++)
        done += progress->rows[i].kind == PROGRESS_LESSON && progress->rows[i].is_done;
    return done;
}
