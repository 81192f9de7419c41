#pragma once

#include "base/buf.h"
#include "facts/record.h"

/*
 * The commands with which somebody without this program sees the same: the endpoint, the
 * encryption and the login that were used. A password is never in them: swaks and curl ask
 * for it. Everything in them is clean and quoted for a shell.
 */
#define REPEAT_TOOLS(_)                                                                                                \
    _(REPEAT_SWAKS, "swaks")                                                                                           \
    _(REPEAT_OPENSSL, "openssl")                                                                                       \
    _(REPEAT_CURL, "curl")
enum repeat_tool {
#define X(id, word) id,
    REPEAT_TOOLS(X)
#undef X
        REPEAT_TOOL_COUNT
};
const char *repeat_tool_word(enum repeat_tool tool);

struct repeat {
    const struct target *target;
    struct endpoint where;
    uint16_t port; /* to dial; differs from where.port in practice */
    char mechanism[MECHANISM_MAX];
};

/* The endpoint that was signed in to, was chosen, or was asked for; false when none is known. */
bool repeat_endpoint(const struct record *record, const struct target *target, struct endpoint *ret_where);
/* The mechanism that was used there ("PLAIN"), or asked for; empty when neither. */
void repeat_mechanism(const struct record *record, const struct endpoint *where, char out[MECHANISM_MAX]);

/* False when there is nothing to repeat. */
bool repeat_read(const struct record *record, const struct target *target, struct repeat *ret_repeat);
/* Appends the command on one line; false (and nothing written) where this tool cannot do the same. */
bool repeat_command(const struct repeat *repeat, enum repeat_tool tool, struct buf *out);
