#pragma once

#include "base/limits.h"
#include "logs/log_line.h"
#include "logs/unpack.h"

/*
 * Reads a log of any size at the speed of the disk: threads take chunks in turn, each reads
 * its lines, and their events are handed out one chunk after the other, in the order of the file.
 * Memory is bounded: SCAN_CHUNK and its events for each thread. Of a line that is longer than a
 * chunk the first SCAN_LINE_MAX bytes are read, and it is counted in `cut`.
 */
enum { SCAN_CHUNK = 256 * 1024, SCAN_LINE_MAX = 32 * 1024, SCAN_THREADS_MAX = 8 };

struct scan_counts {
    uint64_t lines;
    uint64_t bytes; /* unpacked */
    uint64_t cut;   /* lines that were too long to be read whole */
    uint64_t kinds[LOG_KIND_COUNT];
    uint64_t went_out;   /* deliveries to other servers that went well: at least one of each chunk that has any */
    int64_t first, last; /* earliest and latest time, LOG_NO_TIME: none was read */
};

/* Takes the events; from one thread at a time, in order. What an event points to lives during the call only. */
struct scan_sink {
    void *owner;
    void (*take)(void *owner, struct log_event *event);
    /* May be NULL. Told of an event shortly before take(), to have at hand what it will need; changes nothing. */
    void (*expect)(void *owner, const struct log_event *event);
    bool wants_all; /* each delivery and each message id; else deliveries that went well are only counted */
    bool is_folded; /* of a message that nothing happened to, the arrival may be all (fold.h); not with wants_all */
};

struct scan {
    struct scan_sink sink;
    unsigned threads; /* 1 to SCAN_THREADS_MAX */
    int64_t now;      /* when the file was written last: for a year that is missing */
    struct limits limits;
};

struct scan_end {
    enum unpack_end end;
    int error; /* errno, with UNPACK_ERROR */
    const char *packing;
    bool cancelled;
};

/* Reads fd to its end. Adds to counts, which scan_counts_init() has made. */
struct scan_end scan_file(int fd, const struct scan *scan, struct scan_counts *counts);
/* The same for whole lines in memory, which must be writable; with one thread. */
void scan_lines(struct span lines, const struct scan *scan, struct scan_counts *counts);
void scan_counts_init(struct scan_counts *counts);

/* ---- shared with log_index.h ---- */

/* Whether a line that was read so is handed out at all; deliveries that went well only when all are wanted. */
bool scan_wants(enum log_kind kind, const struct log_line *line, bool wants_all);
/* What an event takes from the frame of its line. Its offset is left alone. */
void scan_finish_event(const struct log_line *line, struct log_event *event);
