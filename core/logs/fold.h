#pragma once

#include "logs/log_event.h"

/*
 * Most messages come and go within a few lines, and nothing happens to them: of such a one the event of its arrival
 * is enough. The sender goes into that event, and its end makes it whole (is_whole). What joins the lines gets a
 * third of the events then, and what counts them counts the same.
 */
enum { FOLD_PLACES = 256 };

struct fold_place {
    uint64_t key;   /* of the message, 0: free */
    size_t arrival; /* which of the events that is */
};

/* The arrivals that may still get something; all zero: none. */
struct fold {
    struct fold_place places[FOLD_PLACES];
};

/* True when events[last] has gone into an event before it, and is to be left out. */
bool fold_event(struct fold *fold, struct log_event *events, size_t last);
