#pragma once

#include "logs/log_event.h"
#include "report/log_names.h"

/*
 * Which messages are put off and have not left the queue: as far as the log tells the end of each (Postfix, Exim,
 * qmail, Courier). Bounded: what finds no place is only counted in left_out.
 */
enum { LOG_WAITING_MAX = 65536, LOG_DESTINATIONS_SHOWN = 8, LOG_QUEUE_MARKS = 65536 };

struct log_waiting {
    int64_t since, last; /* when it was put off first and last, or LOG_NO_TIME */
    uint32_t times;
    uint32_t destination; /* place in destinations + 1, 0: none */
    enum cause cause;     /* of the last time */
};

struct log_queue {
    uint64_t *keys; /* 0: free */
    /* A bit for each key that ever had a place: most messages that leave the queue never waited, and this stays in a
     * cache. */
    uint64_t marks[LOG_QUEUE_MARKS / 64];
    struct log_waiting *all;
    size_t count;
    uint64_t left_out;
    struct log_names destinations; /* domains; failures: how often none of its servers could be spoken to */
    /* log_queue_finish() */
    int64_t since;    /* the oldest of those that wait */
    int64_t interval; /* seconds between two tries of a message, 0: not known */
    uint64_t times;   /* how often those that wait were put off */
};

void log_queue_init(struct log_queue *queue);
void log_queue_free(struct log_queue *queue);
/* A delivery was put off, or failed for good. */
void log_queue_failed(struct log_queue *queue, const struct log_event *event, enum cause cause);
/* The server has done with it. */
void log_queue_ended(struct log_queue *queue, uint64_t key);
/* Why a message was put off last, CAUSE_NONE when it was not. */
enum cause log_queue_cause(const struct log_queue *queue, uint64_t key);
/* When all is read; destinations get in `others` how many messages wait for them, in `first` since when, and why. */
void log_queue_finish(struct log_queue *queue);
/* The n destinations for which the most messages wait, most first; returns how many. */
size_t log_queue_top(const struct log_queue *queue, const struct log_name **ret_top, size_t n);
