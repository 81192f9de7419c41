#pragma once

#include "base/span.h"

/*
 * Who signs in, out of what a client sent for it (RFC 4954, 4). Of that the name alone is kept: what a program has
 * put in the place of a secret, and the secret itself, are not.
 */
enum signin_part {
    SIGNIN_NOTHING, /* nothing that holds a name */
    SIGNIN_NAME,    /* the name alone: LOGIN */
    SIGNIN_PAIR,    /* before the password: PLAIN (RFC 4616) */
    SIGNIN_TOKEN,   /* before a token: XOAUTH2 */
};

/* What is sent first with that mechanism. */
enum signin_part signin_first(struct span mechanism);
/* What is sent to that question of the server, the text behind its 334, in base64 or as it was decoded. */
enum signin_part signin_asked(struct span question);
/* The name in what was sent, in base64. False, and ret_name stays as it is, when none can be read. */
bool signin_name(enum signin_part part, struct span sent, char *ret_name, size_t room);
