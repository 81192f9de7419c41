#pragma once

#include "checks/check.h"
#include "diagnosis/diagnose.h"

/* What a refused sign-in said, and what the server showed of itself. */
struct form_refusal {
    unsigned code;          /* RFC 5321 */
    struct span enhanced;   /* RFC 3463, or empty */
    struct span text;       /* the reply's words, raw */
    struct span mechanisms; /* all that EHLO offered, in one line */
};

/*
 * Whether the refusal may be about how the name is written: a plain "no such pair", and no word of
 * limits, locks, or another kind of secret. Never when the words threaten to lock the account.
 */
bool login_form_may_help(const struct form_refusal *refusal);

/*
 * The one other form of the name that is worth a sign-in: for a bare name or DOMAIN\user the full address;
 * for an address what the known provider wants, where Windows signs people in (NTLM is offered)
 * DOMAIN\user, elsewhere the part before the @. Fills in a copy of the target; CORRECTION_NONE, and nothing is filled
 * in, when there is none.
 */
enum correction login_form_other(const struct target *target, const struct form_refusal *refusal,
                                 struct target *ret_target);
