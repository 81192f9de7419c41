#pragma once

#include "base/clock.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/* Why something stopped. What a server or the network said is a fact, not an outcome. */
#define OUTCOMES(_)                                                                                                    \
    _(OUTCOME_DONE, "done")                                                                                            \
    _(OUTCOME_OUT_OF_TIME, "out-of-time")                                                                              \
    _(OUTCOME_CANCELLED, "cancelled")                                                                                  \
    _(OUTCOME_HUNG_UP, "hung-up")                                                                                      \
    _(OUTCOME_TROUBLE, "trouble")
enum outcome {
#define X(id, word) id,
    OUTCOMES(X)
#undef X
};
const char *outcome_word(enum outcome outcome);

/*
 * How long, and who may stop it. The deadline is a moment, so it is handed down unchanged;
 * cancel_fd becomes readable (or hangs up) when the user wants to stop, -1 for never.
 */
struct limits {
    moment deadline;
    int cancel_fd;
};

#define LIMITS_NONE ((struct limits){ CLOCK_NEVER, -1 })

/* The same limits, but at most ms from now. */
struct limits limits_within(struct limits limits, int64_t ms);
/* Milliseconds left, 0 when over, INT_MAX when there is no deadline: ready for poll(). */
int limits_left_ms(struct limits limits);
bool limits_cancelled(struct limits limits);

/*
 * The one wait of the program. DONE: fd is ready for events (or in error: the next call on
 * it tells); OUT_OF_TIME; CANCELLED; TROUBLE with errno. fd -1 waits for the limits alone.
 */
enum outcome limits_wait(struct limits limits, int fd, short events);
/* The same for several; revents are filled in. At most LIMITS_FDS_MAX of them. */
#define LIMITS_FDS_MAX 64
enum outcome limits_wait_any(struct limits limits, struct pollfd *fds, size_t count);
