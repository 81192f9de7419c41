#pragma once

#include "base/secret.h"
#include "net/tls.h"
#include "smtp/ehlo.h"

/*
 * The client's side of one SASL exchange (RFC 4422), without base64 and without I/O: a
 * challenge goes in, an answer comes out. Keeps borrowing user, secret, host and tls.
 *
 * PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login), XOAUTH2 (Google) and OAUTHBEARER
 * (RFC 7628) send user and secret byte by byte as given. SCRAM (RFC 5802, 7677), CRAM-MD5
 * (RFC 2195) and DIGEST-MD5 (RFC 2831) are libgsasl's: it prepares both with SASLprep (RFC
 * 4013), so full-width letters become plain ones there and text that SASLprep forbids is
 * SASL_IMPOSSIBLE; bytes behind a NUL are not seen.
 */
struct sasl_wish {
    enum mechanism mechanism;
    struct span user;
    const struct secret *secret;
    const char *host; /* of the server, as dialled: DIGEST-MD5, OAUTHBEARER */
    uint16_t port;    /* OAUTHBEARER */
    struct tls *tls;  /* for the channel binding of -PLUS; NULL: plain */
};

struct Gsasl;
struct Gsasl_session;
struct sasl {
    struct sasl_wish wish;
    unsigned answers; /* given so far */
    bool is_finished; /* the last answer has been given */
    bool is_unproven; /* the server has yet to prove that it knows the secret (SCRAM, DIGEST-MD5) */
    struct Gsasl *context;
    struct Gsasl_session *session;
};

enum sasl_turn {
    SASL_ANSWER,    /* send the answer, which may be empty */
    SASL_GIVE_WAY,  /* the challenge is an error message: send the answer, a refusal follows */
    SASL_IMPOSSIBLE /* there is no answer to that: cancel */
};

/* What a SCRAM server may ask us to compute: under a second, so that none can keep us busy for hours. */
enum { SASL_ITERATIONS_MAX = 1000000 };

/* False when this mechanism cannot be used here: no channel to bind to for -PLUS, or no support by the library.
 * *ret_why is a few English words for it. Close it all the same. */
bool sasl_open(struct sasl *sasl, const struct sasl_wish *wish, const char **ret_why);
/* Safe on a zero sasl. */
void sasl_close(struct sasl *sasl);

/* The client speaks first: its first answer can go with the AUTH command (RFC 4954, 4). */
bool sasl_speaks_first(enum mechanism mechanism);
/* LOGIN is answered by position: servers ask in words of their own, some not even in base64. */
bool sasl_ignores_challenge(const struct sasl *sasl);

/*
 * ret_answer is opened as a vault and is the caller's to close, unless IMPOSSIBLE; then
 * *ret_why says why in a few English words.
 */
struct sasl_answer {
    struct buf bytes;
    const char *why;
};
enum sasl_turn sasl_answer(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer);
