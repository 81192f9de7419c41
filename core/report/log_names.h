#pragma once

#include "base/span.h"
#include "knowledge/cause.h"

/*
 * Who is in a log, and how it went for them: a table of names (clients or accounts), and one of who signed in from
 * where. Bounded: when a table is full, new names are only counted in `left_out`.
 */
enum { LOG_NAMES_MAX = 32768, LOG_PAIRS_MAX = 65536, LOG_NAME_ROOM = 72, LOG_TALLY = 4 };

/* What a sign-in that works touches comes first: nearly all of them do, and so they touch one line of the cache. */
struct log_name {
    uint64_t logins_ok;
    int64_t last_ok; /* of its sign-ins that worked */
    uint32_t len;
    char name[LOG_NAME_ROOM];
    enum cause cause;  /* the most frequent; log_people_finish() */
    uint64_t failures; /* of every kind */
    uint64_t logins_failed;
    int64_t first, last; /* of its failures, LOG_NO_TIME: none had a time */
    int64_t hour;        /* the hour in which `in_hour` sign-ins failed */
    uint32_t in_hour, most_in_hour;
    uint32_t others;  /* how many accounts it tried, or from how many clients it was tried; log_people_finish() */
    uint32_t inside;  /* of a client: how many accounts signed in from it */
    uint32_t outside; /* of a client: how many of those it tried never did */
    /* How often which cause; of more than LOG_TALLY the frequent ones stay. */
    uint32_t tally[LOG_TALLY];
    uint8_t causes[LOG_TALLY];
};

/* Where an entry stands: its place + 1 (0: free), and the upper half of its hash. */
struct log_place {
    uint32_t place, hash;
};

/* Finds entries by their hash, which stand one after the other elsewhere: those in use stay close together. */
struct log_places {
    struct log_place *all; /* a power of two, at least twice as many as entries */
    size_t count;
};

struct log_names {
    struct log_name *all;
    size_t count, room;
    struct log_places places;
    uint64_t left_out; /* times a name found no place */
};

/* One account signing in from one client. */
struct log_pair {
    uint32_t client, account; /* places in their tables, from 0 */
    uint64_t ok;
    int64_t first_ok, last_ok;
    uint64_t failed;
    int64_t first, last;
};

struct log_pairs {
    struct log_pair *all;
    size_t count, room;
    struct log_places places;
    uint64_t left_out;
};

void log_names_init(struct log_names *names);
void log_names_free(struct log_names *names);
/* NULL when the name is empty or the table full. */
struct log_name *log_names_take(struct log_names *names, struct span name);
/* By what names are put in order: how often it failed, how many others it has to do with. */
uint64_t log_name_failures(const struct log_name *name);
uint64_t log_name_others(const struct log_name *name);
/* The n names with the most of it, most first, those with none left out; returns how many. */
size_t log_names_top(const struct log_names *names, uint64_t (*most)(const struct log_name *name),
                     const struct log_name **ret_top, size_t n);

void log_pairs_init(struct log_pairs *pairs);
void log_pairs_free(struct log_pairs *pairs);
/* Places in their tables, from 0. NULL when the table is full. */
struct log_pair *log_pairs_take(struct log_pairs *pairs, uint32_t client, uint32_t account);
