#pragma once

#include "net/fetch_wire.h"

/* One connection to a mailbox, with its sign-in; private to net/fetch_*.c. */
struct attempt {
    const struct fetch_login *login;
    struct fetch_login_result *result;
    struct fetch_wire wire;
    bool stays;          /* for commands after the sign-in */
    bool is_signed_in;   /* what we say from now on is shown */
    struct buf *answer;  /* what the server says, a line each, is added; NULL: not wanted */
    bool saw_greeting;   /* of the right protocol */
    bool saw_id;         /* ID is offered (RFC 2971): some servers ask for it */
    bool saw_specialuse; /* SPECIAL-USE is offered (RFC 6154) */
    bool in_exchange;    /* the lines that follow are parts of a sign-in */
    bool was_asked;      /* a sign-in was begun */
};

/* False when the sign-in must not even begin; result->end says why. */
bool attempt_may_begin(const struct fetch_login *login, struct fetch_login_result *result);
/* Signs in, with a second try where no mechanism was found in the first; fills in result but for ms. Close it in any
 * case. */
void attempt_sign_in(struct attempt *attempt, struct limits limits);
