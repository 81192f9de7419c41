#pragma once

#include "practice/dialogue.h"

#include <pthread.h>

/* The clients of a server, a thread each. Used by one thread alone; the guests share nothing but their wishes. */
enum { GUESTS_MAX = 256 };

enum guest_state { GUEST_NONE, GUEST_HERE, GUEST_GONE };

struct guest {
    pthread_t thread;
    int fd;
    const struct dialogue_wish *wish;
    atomic_int state;
};

struct guests {
    struct guest at[GUESTS_MAX];
};

/* Takes the socket over. A guest for whom there is no room is told 421 and sent away. */
void guests_welcome(struct guests *guests, int fd, const struct dialogue_wish *wish);
/* Waits until all have left; their limits must have been cancelled. */
void guests_wait(struct guests *guests);
