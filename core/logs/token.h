#pragma once

#include "facts/record.h"

/*
 * OAuth sign-ins in pasted text. The response of XOAUTH2 (user=…^Aauth=Bearer …^A^A) or of
 * OAUTHBEARER (RFC 7628, 3.1) becomes facts: of a token that is a JWT (RFC 7519) its expiry,
 * audience, scope and user, of any other nothing. The token itself is never kept.
 */
void token_read(struct record *record, struct span response, unsigned line);
/* The server's error object (RFC 7628, 3.2.2): {"status":"400","schemes":"Bearer","scope":"…"}. */
void token_read_error(struct record *record, struct span object, unsigned line);
