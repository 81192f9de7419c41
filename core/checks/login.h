#pragma once

#include "checks/check.h"
#include "diagnosis/diagnose.h"
#include "smtp/session.h"

/* A sign-in and, after it, the questions about sender, recipient and size. */
struct login_wish {
    const struct target *target; /* name and secret to use */
    enum correction correction;  /* NONE: as typed; else facts are CORRECTED_… with this word */
    bool is_form;                /* tried by ourselves: facts are FORM_… with that word */
};

struct login_outcome {
    bool accepted;
    bool refused; /* a 4xx or 5xx reply */
    unsigned code;
    unsigned attempts; /* how often the secret was sent */
    /* of a refusal: what else it said, and all mechanisms of EHLO, raw */
    char enhanced[ENHANCED_MAX];
    char text[256];
    char mechanisms[128];
};

/*
 * Chooses a mechanism that both sides know (the given one, else the simplest that is safe
 * here), signs in, and once falls back to the next when the server refuses the mechanism
 * itself (RFC 4954: 504). Writes LOGIN_… or CORRECTED_…, SENDER_…, RECIPIENT_…, SIZE_… facts.
 */
void login_run(struct session *session, const struct login_wish *wish, struct login_outcome *ret_outcome);

/* Whether a mechanism can be agreed on; writes MECHANISM_NONE or MECHANISM_OAUTH_ONLY when not. */
bool login_is_possible(struct session *session, const struct target *target, const char *check);
