#pragma once

#include "diagnosis/diagnose.h"

/*
 * The few lines of conversations that are shown word for word as proof: each of them once, in the order in which they
 * were said. Borrows nothing: places in a record. Starts empty as { .count = 0 }.
 */
enum { QUOTES_MAX = 4 };
struct quotes {
    struct evidence lines[QUOTES_MAX];
    size_t count;
};

/* A full set stays as it is. */
void quotes_add(struct quotes *quotes, struct evidence line);
/* The lines on which the cause rests, the first facts first; said by anybody, or by a server only. */
void quotes_prove(struct quotes *quotes, const struct record *record, const struct candidate *cause, bool by_server);
/* The last replies of a conversation; NULL has none. */
void quotes_last_replies(struct quotes *quotes, const struct session_log *log);
