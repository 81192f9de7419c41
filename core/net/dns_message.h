#pragma once

#include "net/resolve.h"

/*
 * Reads DNS messages (RFC 1035, 4.1) out of bytes you already have. Nothing in them is
 * trusted: lengths and compression pointers are followed only inside the bytes and only backwards.
 */

/* Fills in kind, canonical and, when FOUND, the records. ANSWER_BROKEN when the message cannot be read. */
void dns_message_read(struct span message, enum record_type type, struct dns_answer *ret_answer);

/* True when the bytes are a response to a question of this type about this name; its id is not looked at. */
bool dns_message_answers(struct span message, const char *name, enum record_type type);
