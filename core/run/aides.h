#pragma once

#include "run/desk.h"

#include <pthread.h>

/*
 * The checks beside the chain, one thread each, started as soon as what they need is known.
 * They never keep the verdict waiting, but for those that decide it.
 */
enum { AIDES_MAX = 48 };

struct aides;

struct aide {
    struct aides *aides;
    const struct check *check;
    struct inquiry inquiry; /* with limits of its own */
    pthread_t thread;
    bool is_running;      /* under the lock */
    struct scribe scribe; /* the desk's, with the facts counted */
    unsigned facts;
    bool is_cut_short; /* what it has told is not all */
};

struct aides {
    const struct inquiry *inquiry; /* its ground is filled in by the conductor, before aides_start() */
    struct desk *desk;
    int cancel_fd; /* eventfd: stops them all */
    int bell;      /* eventfd: one of them has ended */
    pthread_mutex_t lock;
    struct aide list[AIDES_MAX];
    size_t count;
    moment began;
};

void aides_open(struct aides *aides, const struct inquiry *inquiry, struct desk *desk);
/* Starts every check of this moment, or writes down why it is left out. */
void aides_start(struct aides *aides, enum check_when when);
/* This moment will not come: what belongs to it is skipped without a word, for the chain has told why. */
void aides_forgo(struct aides *aides, enum check_when when);
/*
 * Waits for the checks that are worth it, stops the others and joins them all. What was
 * stopped is told as "not finished in time", or "stopped" when the user did it.
 */
void aides_close(struct aides *aides);
