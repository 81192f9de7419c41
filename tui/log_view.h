#pragma once

#include "base/clock.h"
#include "log_copy.h"
#include "logs/log_index.h"
#include "report/log_answer.h"

/*
 * A log file that is being looked at: which line is selected, which lines are shown, and what is still being looked
 * for. Opens at once whatever the size; all that takes longer (reading on, filters, searches) goes on in
 * log_view_step(), a few milliseconds at a time. Memory is bounded whatever the file holds.
 */
enum { LOG_MATCHES_MAX = 65536, LOG_WISH_MAX = 256, LOG_PATH_MAX = 1024, LOG_STEP_MS = 8 };

/* Lines that are wanted; what is empty, CAUSE_NONE, 0 or false is not asked. Letters compare without case. */
struct log_wish {
    char text[LOG_WISH_MAX];  /* an account, an address */
    char query[LOG_WISH_MAX]; /* what a search is for */
    enum cause cause;
    bool is_failure;
    int64_t from, to; /* `to` is not included; a line without a time has that of the line before */
};

/* One walk over lines of the file, in the order of the file. */
struct log_walk {
    uint64_t line, offset; /* what comes next */
    char *piece;
    size_t at, len;
    bool is_within; /* of a line that is longer than a piece */
    struct log_frame frame;
    size_t hint;
    int64_t time; /* of the last line that has one */
};

/* A line that the filter lets through. */
struct log_match {
    uint64_t line;
    bool is_failure;
};

enum log_job { LOG_JOB_NONE, LOG_JOB_SEEK, LOG_JOB_TIME };
enum log_found { LOG_FOUND_YET, LOG_FOUND_YES, LOG_FOUND_NO, LOG_FOUND_BEFORE, LOG_FOUND_AFTER };

/* What a line says, for its explanation. Raw: clean before showing. */
struct log_told {
    bool is_there;
    uint64_t line;
    enum log_kind kind;
    const char *format; /* literal; NULL: no format knows the line */
    int64_t time;
    char account[MAIL_MAX], client[LOG_NAME_ROOM], queue_id[64];
    struct record record;
    struct diagnosis diagnosis;
};

struct log_view {
    bool is_open;
    char path[LOG_PATH_MAX];
    int fd;
    struct log_copy copy; /* where the file is packed; fd is then the copy's */
    char *scratch;        /* for lines that are changed while they are read */
    struct log_index index;
    struct log_answer answer; /* of all that was read so far; its order is not made */
    int64_t newest;           /* time of the end of the file, known at once where it is not packed; or LOG_NO_TIME */
    uint64_t line, top;       /* selected; top is a place among what is shown */
    bool follows;             /* the last line is selected, and stays so when more come */
    uint64_t looked_at;       /* size of the file then */
    bool is_gone;             /* shrunk: what was known of it is of no use any more */

    struct log_wish filter;
    bool is_filtered, filter_is_done;
    struct log_walk filter_walk;
    struct log_match *matches; /* in order */
    size_t match_count, match_room;
    bool wants_match; /* the selection moves to the next match as soon as there is one */

    enum log_job job;
    enum log_found found; /* how the last one ended */
    struct log_wish sought;
    int step; /* 1 or -1 */
    struct log_walk walk;
    uint64_t before;        /* backwards: lines from here on have been looked at */
    int64_t time, time_end; /* LOG_JOB_TIME */
    struct log_told told;
};

enum log_opened {
    LOG_OPENED,
    LOG_NO_FILE,
    LOG_NO_RIGHT,
    LOG_NOT_PLAIN,
    LOG_PACKED,
    LOG_NO_ROOM,
    LOG_BINARY,
    LOG_NO_LOG
};

/*
 * LOG_NO_LOG: a text that no format knows a line of at its beginning; LOG_PACKED: the same, or nothing that can be
 * unpacked; LOG_NO_ROOM: no file can be made to unpack into. When it is not opened nothing is kept. The view
 * must be zero or closed, and must not be moved while it is open.
 */
enum log_opened log_view_open(struct log_view *view, const char *path);
void log_view_close(struct log_view *view);

/* There is work that log_view_step() would go on with. */
bool log_view_works(const struct log_view *view);
/* Goes on for about that long. True when something changed that is shown. */
bool log_view_step(struct log_view *view, moment until);

/* There is work again if the file has grown or shrunk since. */
void log_view_look_again(struct log_view *view);
/* How much of the file has been read, 0 to 1. */
double log_view_share(const struct log_view *view);

/* How many lines are shown, the line at a place, the place of a line (or of the next one that is shown). */
uint64_t log_view_count(const struct log_view *view);
uint64_t log_view_at(const struct log_view *view, uint64_t place);
uint64_t log_view_place(const struct log_view *view, uint64_t line);
/* Whether one of the lines shown at the places from `from` to before `to` tells a failure. */
bool log_view_fails(const struct log_view *view, uint64_t from, uint64_t to);
/*
 * Moves by so many lines that are shown; stops at both ends, and ends what is being looked for. Who goes down to the
 * last line follows the file from then on.
 */
void log_view_move(struct log_view *view, int64_t by);
void log_view_last(struct log_view *view);

/* Shows only such lines; a wish for nothing shows all. */
void log_view_filter(struct log_view *view, const struct log_wish *wish);
/* Looks for a line that is shown: after (1) or before (-1) the selected one, or from it on (0). */
void log_view_seek(struct log_view *view, const struct log_wish *wish, int step);
/*
 * Goes to the first line that is shown at or after `from`. When the log begins only at `end` or later, or has ended
 * before, to its first or last line: LOG_FOUND_BEFORE, LOG_FOUND_AFTER.
 */
void log_view_time(struct log_view *view, int64_t from, int64_t end);

/* What the selected line says; NULL when it cannot be read. Valid until the next change. */
const struct log_told *log_view_told(struct log_view *view);
/*
 * A line as it may be shown: raw, but its secrets hidden, also those that only the line before announces. True when it
 * tells a failure. Brief: the clock, the program and what it says; the day only where the log has more than one.
 */
bool log_view_line(const struct log_view *view, uint64_t line, bool is_brief, struct buf *out);
/* Causes of the failures read so far, the most frequent first, what is unknown last; returns how many. */
size_t log_view_causes(const struct log_view *view, enum cause *ret_causes, size_t max);
