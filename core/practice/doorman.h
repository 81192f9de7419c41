#pragma once

#include "practice/script.h"
#include "smtp/ehlo.h"

/*
 * The server's side of one SASL exchange (RFC 4422), without base64 and without I/O: an answer
 * of the client goes in, the next challenge or the decision comes out. PLAIN, LOGIN, XOAUTH2 and
 * OAUTHBEARER compare byte by byte; the password of an account is also its token. CRAM-MD5, DIGEST-MD5 and
 * SCRAM are libgsasl's.
 */
struct Gsasl;
struct Gsasl_session;
struct doorman {
    enum mechanism mechanism;
    const struct accounts *accounts;
    const char *host;
    char user[SCRIPT_TEXT_MAX]; /* who wants in, as far as is known */
    unsigned turns;
    bool is_refused; /* the error message is out; whatever comes now, the end is a refusal */
    struct Gsasl *context;
    struct Gsasl_session *session;
};

enum doorman_turn {
    DOORMAN_ASK,    /* send the challenge and wait for the answer */
    DOORMAN_ACCEPT, /* send the challenge, unless it is empty, take an empty answer, and let the client in */
    DOORMAN_REFUSE,
    DOORMAN_GARBLED /* the answer makes no sense */
};

/* False when nobody here speaks this mechanism. Close it all the same. accounts and host are borrowed. */
bool doorman_open(struct doorman *doorman, enum mechanism mechanism, const struct accounts *accounts, const char *host);
void doorman_close(struct doorman *doorman);
/* answer NULL: the client has not said anything yet. */
enum doorman_turn doorman_step(struct doorman *doorman, const struct span *answer, struct buf *challenge);
