#pragma once

#include "run/queue.h"

/*
 * What runs when. The conductor is one thread: it looks at what was typed, finds the
 * settings, looks the name up, speaks to all ports side by side, lets one of them sign in as
 * soon as it is fit for it, and gives up what is still open once the answer is known.
 */
struct conductor_wish {
    const struct target *target; /* stays unchanged until conduct() returns */
    struct queue *queue;
    int cancel_fd; /* readable when the user wants to stop */
    unsigned logins_left;
};
/* Runs to the end; the last note it puts is EVENT_FINISHED. */
void conduct(const struct conductor_wish *wish);
