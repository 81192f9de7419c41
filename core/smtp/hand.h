#pragma once

#include "net/tls.h"
#include "smtp/hand_review.h"
#include "smtp/session.h"

/*
 * A conversation held by hand: one line at a time, and its reply, everything written down by the scribe. Never
 * sends anything on its own but QUIT at the end, and never says anything to the person: hand_review() and the
 * transcript are for that. The target tells the server (host, port, security), the way there (proxy, resolver,
 * practice detours), and which authority is trusted besides the system's.
 */
enum { HAND_UNASKED_MAX = 64 };

struct hand {
    const struct target *target; /* borrowed, as is the scribe */
    const struct scribe *scribe;
    struct limits limits; /* of the whole conversation */
    struct session session;
    bool has_session;
    bool has_counted; /* the sign-in under way */
    unsigned unasked; /* replies that nothing was asked for */
    struct hand_state state;
    struct tls_report tls; /* of the last handshake */
};

/* Connects, with TLS first where the security is TLS, and hears the greeting. False when that did not come about;
 * the transcript says why. Close it all the same. */
bool hand_open(struct hand *hand, const struct target *target, const struct scribe *scribe, struct limits limits);
/* Says QUIT where that makes sense. */
void hand_close(struct hand *hand);

/* Hears what the server has said unasked, such as a farewell after a long silence; at most HAND_UNASKED_MAX times in a
 * conversation. False when that was the end. */
bool hand_listen(struct hand *hand);
/*
 * Sends one line as typed and hears what comes of it: the handshake too after STARTTLS, nothing
 * for a line of a message. Listens before that. False when the
 * conversation is over; state.is_open is the same.
 */
bool hand_say(struct hand *hand, struct span line);
/* The answer to a 334: these bytes in base64. */
bool hand_answer(struct hand *hand, struct span bytes);
/* A whole sign-in (session_login). */
bool hand_login(struct hand *hand, const struct login *login);
/* The usual one of the mechanisms offered that take a password; false when there is none we know. */
bool hand_mechanism(const struct hand_state *state, enum mechanism *ret_mechanism);
