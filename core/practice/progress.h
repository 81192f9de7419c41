#pragma once

#include "base/buf.h"
#include "practice/practice.h"

#include <stddef.h>

/*
 * What a learner has done, as text one line each:
 *
 *     smtpdoctor-progress 1
 *     lesson starttls done 2026-03-02          done, or seen when the answers were shown
 *     case monday-morning/locked 85 2026-03-02     the best result of 100
 */
enum progress_kind { PROGRESS_LESSON, PROGRESS_CASE };
enum { PROGRESS_ID_MAX = 96, PROGRESS_ROWS_MAX = 512, PROGRESS_BYTES_MAX = 128 * 1024, POINTS_MAX = 100 };

struct progress_row {
    enum progress_kind kind;
    char id[PROGRESS_ID_MAX];
    bool is_done;    /* of a lesson */
    unsigned points; /* of a case */
    char date[12];
};

struct progress {
    struct progress_row rows[PROGRESS_ROWS_MAX];
    size_t count;
};

/* False when the text is broken; ret_error then tells where. */
bool progress_read(struct span text, struct progress *ret_progress, struct practice_error *ret_error);
void progress_write(const struct progress *progress, struct buf *out);

/* NULL when there is none. */
const struct progress_row *progress_find(const struct progress *progress, enum progress_kind kind, struct span id);
/* Nothing already reached is lost: a lesson that was done stays done, of the points the best count. */
void progress_note_lesson(struct progress *progress, const char *id, bool is_done);
void progress_note_case(struct progress *progress, const char *id, unsigned points);
/* How many lessons are done; how many cases were tried, whatever the variant. */
size_t progress_lessons_done(const struct progress *progress);
