#pragma once

#include "logs/log_format.h"

/*
 * For servers that log the SMTP dialogue line by line: what a line of it tells. Lines of one session have one key, so
 * that join.h knows the client, the account and the mechanism when a reply refuses something.
 */

/* A reply that we gave, or that was given to us. OTHER when it is none, or neither a refusal nor a sign-in. */
enum log_kind dialogue_reply(struct span reply, bool is_ours, struct log_event *event);
/* What the client says: SESSION when it names a mechanism or the sender, or answers the server's question. */
enum log_kind dialogue_command(struct span command, struct log_event *event);
/* The server's question within a sign-in, "334 VXNlcm5hbWU6": SESSION. */
enum log_kind dialogue_question(struct span reply, struct log_event *event);
/* What the server says to its client: one of the two above. */
enum log_kind dialogue_answer(struct span reply, struct log_event *event);

/* The address of "192.0.2.1:25", "[192.0.2.1:25]", "[2001:db8::1]:25". */
struct span dialogue_address(struct span endpoint);
