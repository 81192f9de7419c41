#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "logs/log_line.h"
#include "logs/scan.h"

/*
 * Where the lines of a plain file stand, for a screen that shows a log of any size: opens at
 * once, and is filled a step at a time while one looks. Memory is bounded: of every `spacing`-th line
 * the offset is kept, and spacing doubles when there are too many; of every stretch of lines is kept whether one of
 * them tells a failure, and stretches double in the same way. The file may grow (step again), shrink or vanish: then
 * lines read as empty.
 */
enum { LOG_MARKS_MAX = 65536, LOG_STRETCHES = 8192, LOG_LINE_SHOWN = 16 * 1024 };

struct log_index {
    int fd;
    uint64_t size; /* of the file, when it was looked at last */
    uint64_t read; /* bytes that the index knows */
    uint64_t lines;
    uint64_t *marks; /* offset of line i * spacing */
    size_t mark_count, mark_room;
    uint64_t spacing;
    bool has_failure[LOG_STRETCHES];
    uint64_t stretch;    /* lines in each */
    int64_t first, last; /* times */
    struct log_frame frame;
    size_t hint;
    bool is_within;        /* of a line that is longer than a piece */
    bool is_whole;         /* everything that is there now is known */
    struct scan_sink sink; /* may be set after opening: takes the events while they are read, for an answer */
    char *piece;
};

/* When a file was written last, as the clock of a log on this machine shows it. */
int64_t log_index_written(int fd);
/* Does not own fd. False when it is no plain file that can be read at any place. */
bool log_index_open(struct log_index *index, int fd);
void log_index_close(struct log_index *index);
/* Reads on until `until`, or to the end of the file; true when there is more to read. */
bool log_index_step(struct log_index *index, moment until);
/* Line n (from 0) without its end, cut after LOG_LINE_SHOWN bytes. False when there is no such line yet, or any more.
 */
bool log_index_line(const struct log_index *index, uint64_t n, struct buf *out);
/* Where line n begins in the file. False when there is no such line yet, or any more. */
bool log_index_offset(const struct log_index *index, uint64_t n, uint64_t *ret_offset);
/* Whether one of the lines from `from` to before `to` tells a failure, or one of those close to it in a long file. */
bool log_index_fails(const struct log_index *index, uint64_t from, uint64_t to);
/* The first line at or after that time, as far as the index knows; times are taken to go forward. */
uint64_t log_index_time(const struct log_index *index, int64_t time);
