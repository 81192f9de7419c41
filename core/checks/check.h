#pragma once

#include "base/limits.h"
#include "facts/record.h"

/*
 * The questions that are asked of the world. Each check has a row: where it belongs, what it
 * waits for, how long it may take at most, and what it lets out of this machine.
 * A check only writes facts; what they mean is decided elsewhere.
 */
#define SENDINGS(_)                                                                                                    \
    _(SENDS_NOTHING, "nothing")                                                                                        \
    _(SENDS_QUESTION, "question")     /* a name, to the resolver */                                                    \
    _(SENDS_CONNECTION, "connection") /* a connection and EHLO, to the mail server */                                  \
    _(SENDS_LOGIN, "login")           /* name and secret, to the mail server, inside TLS */                            \
    _(SENDS_ENVELOPE, "envelope")     /* sender and recipient, to the mail server */
enum sending {
#define X(id, word) id,
    SENDINGS(X)
#undef X
};
const char *sending_word(enum sending sending);

struct check {
    const char *id; /* also in findings and texts ("check.ID") */
    enum step step;
    const char *after; /* id of the check that must have succeeded, or NULL */
    unsigned within_ms;
    enum sending sends;
};

size_t check_count(void);
const struct check *check_at(size_t index);
/* The row with this id; the id must exist. */
const struct check *check_find(const char *id);
size_t check_index(const char *id);
/* The check of a port: 25, 465, 587, 2525 have their own, any other is "port-own". */
const struct check *check_of_port(uint16_t port);

/* What every check gets: for whom, how long, and where to write. */
struct inquiry {
    const struct target *target;
    struct limits limits;
    const struct scribe *scribe;
};
