#pragma once

#include "checks/check.h"
#include "run/queue.h"

#include <stdatomic.h>

/* Where the workers' notes go: a scribe onto the queue, and the states of checks. Shared by all workers of a run. */
struct desk {
    struct queue *queue;
    atomic_uint sessions;
    atomic_uint logins;
    struct ground *ground; /* counts the facts; NULL is fine */
};

struct scribe desk_scribe(struct desk *desk);
/* Lets through only what a second sign-in brings to light; the rest is known already. */
struct scribe desk_login_scribe(struct desk *desk);
void desk_check(struct desk *desk, const char *check, enum check_state state);
void desk_choose(struct desk *desk, const struct endpoint *where);
void desk_finish(struct desk *desk);
