#pragma once

#include "logs/log_event.h"

/*
 * The frame around what a program says: the time, the host and the process of a syslog line
 * (RFC 3164, RFC 5424, ISO times, with or without a priority), or the object that
 * `journalctl -o json` prints for one entry. Costs few instructions where a line resembles the one before.
 */
struct log_line {
    struct span raw;
    struct span host, process; /* empty: no syslog line; process without its pid */
    struct span text;          /* behind "process[pid]: ", or the whole line */
    unsigned pid;
    int64_t time;
    uint64_t host_hash; /* span_hash() of the host */
};

enum { LOG_HEAD_ROOM = 64 };

/* What is remembered between lines of one file. Zero it but for now. */
struct log_frame {
    int64_t now; /* when the file was written last, wall-clock seconds: for a year that is missing */
    char day[16];
    int64_t day_time; /* of the day that stands in `day` */
    /* The time and the host of the line before, as they stand there: most lines begin like the one before. */
    char head[LOG_HEAD_ROOM];
    size_t head_len, host_at;
    int64_t head_time;
    uint64_t host_hash;
};

/* Takes the frame off. The bytes must be writable: those of a journal's object are unescaped in place. */
void log_line_read(struct log_frame *frame, struct span raw, struct log_line *ret_line);

/* "2026-11-23 10:00:00" or with a T, dots or slashes, with or without a fraction. ret_len (may be NULL): how long it
 * was, zone included.
 */
bool log_time_iso(struct log_frame *frame, struct span text, int64_t *ret_time, size_t *ret_len);
/* Days since 1970-01-01 of a date of the Gregorian calendar. */
int64_t log_days(int year, int month, int day);
/* Makes the span from first to last hold that time; LOG_NO_TIME holds nothing and changes nothing. */
void log_time_widen(int64_t *first, int64_t *last, int64_t time);
/* "2026-11-23 10:00", for people; out has room for 20 bytes. */
void log_time_text(int64_t time, char out[20]);
/* The same with seconds. */
void log_time_exact(int64_t time, char out[20]);
