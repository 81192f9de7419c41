#pragma once

#include "facts/record.h"

/*
 * Reads any text that a person pastes: a bare reply, the words of a mail program around one, a
 * transcript, a bounce, lines of a log, in any encoding. Writes facts: FACT_REPLY for each
 * refusal (the decisive one first), FACT_REPLY_POSITIVE, FACT_SAID for words of the client's
 * side, FACT_CONTEXT for what was told and what is seen around it. Judges nothing.
 */

/* What the person told besides the text. Empty, 0, UNKNOWN, NONE: not told. */
struct intake_context {
    char provider[64];
    char host[HOST_MAX];
    uint16_t port;
    enum security security;
    char mechanism[MECHANISM_MAX];
    enum stage stage;
};

enum { INTAKE_MAX = 16 * 1024 * 1024, INTAKE_LINES_KEPT = 2000 };

/* Never fails; when nothing is recognised adds FACT_NOTHING_RECOGNISED. Secrets are masked before they reach the
 * record. */
void intake_read(struct record *record, struct span text, const struct intake_context *context);
