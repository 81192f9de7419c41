#pragma once

#include "base/span.h"
#include "knowledge/cause.h"

/*
 * Who is in a log, and how it went for them: a table of names (clients or accounts), and one of who signed in from
 * where. Bounded: when a table is full, new names are only counted in `left_out`.
 */
enum { LOG_NAMES_MAX = 32768, LOG_PAIRS_MAX = 65536, LOG_NAME_ROOM = 72 };

struct log_name {
    char name[LOG_NAME_ROOM];
    uint32_t len;
    uint64_t failures; /* of every kind */
    enum cause cause;  /* of the last one */
    uint64_t logins_failed, logins_ok;
    int64_t first, last; /* of its failures, LOG_NO_TIME: none had a time */
    int64_t last_ok;     /* of its sign-ins that worked */
    int64_t hour;        /* the hour in which `in_hour` sign-ins failed */
    uint32_t in_hour, most_in_hour;
    uint32_t others; /* how many accounts it tried, or from how many clients it was tried; log_pairs_count() */
};

/* Where a name stands: the place + 1 (0: free), and the upper half of its hash. */
struct log_place {
    uint32_t place, hash;
};

struct log_names {
    struct log_name *all;
    struct log_place *places; /* a power of two, at least twice as many as names */
    size_t place_count;
    size_t count, room;
    uint64_t left_out; /* times a name found no place */
};

/* One account signing in from one client. */
struct log_pair {
    uint32_t client, account; /* places + 1; 0: free */
    uint64_t failed, ok;
    int64_t first, last, last_ok;
};

struct log_pairs {
    struct log_pair *all;
    size_t count;
    uint64_t left_out;
};

void log_names_init(struct log_names *names);
void log_names_free(struct log_names *names);
/* NULL when the name is empty or the table full. */
struct log_name *log_names_take(struct log_names *names, struct span name);
/* Only fetches into the cache what log_names_take() will need. */
void log_names_expect(const struct log_names *names, struct span name);
/* The n names with the most failures, most first; returns how many. */
size_t log_names_top(const struct log_names *names, const struct log_name **ret_top, size_t n);

void log_pairs_init(struct log_pairs *pairs);
void log_pairs_free(struct log_pairs *pairs);
/* Places in their tables, from 0. NULL when the table is full. */
struct log_pair *log_pairs_take(struct log_pairs *pairs, uint32_t client, uint32_t account);
