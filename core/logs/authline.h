#pragma once

#include "base/span.h"

/* Lines of a pasted sign-in: whose they are told by the marks that programs put before them. */

/* The line without the client's mark ("C:", "->"), what stands before that, and the blanks around it. */
struct span authline_bare(struct span line);
/* What curl -v and Python's smtplib say of their own between a challenge and its answer. */
bool authline_is_between(struct span line);
/* The server asks for more: 334 (RFC 4954, 4). */
bool authline_is_challenge(struct span line);
/* What may be an answer to that: one token and nothing else. */
bool authline_is_answer(struct span line);
/* Bytes of the token at the start of text: base64, an address, a password without blanks. */
size_t authline_token(struct span text);
