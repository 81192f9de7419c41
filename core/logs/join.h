#pragma once

#include "logs/log_event.h"

/*
 * Puts together what stands on several lines: a queue id's client, account, sender and message id
 * with its later refusal or delivery; a sign-in that failed with the reason that the user database
 * wrote beside it; a TLS error with the client; what is said in the course of a session; what the
 * transcript of a client says (transcript.h). Of two lines about one
 * failure, one of which is an echo, the first is counted. Tables are bounded: of messages that are
 * under way the JOIN_MESSAGES used last are known, of deliveries, reasons and processes a few. A message that the
 * server has done with frees its place.
 */
enum { JOIN_MESSAGES = 16384, JOIN_TEXT = 72 };

struct join;
struct join *join_new(void);
void join_free(struct join *join);

/*
 * Fills in what the event itself does not say. What it points to then lives until the next
 * call. False: the line only says more about others (DETAIL, SENDER, SESSION, MESSAGE_ID, STARTED, REMOVED) or what was
 * told already, it is not to be counted.
 */
bool join_event(struct join *join, struct log_event *event);

/* Reasons for which no failure was found beside them are failures of their own: the next of them, false when none is
 * left. */
bool join_left_over(struct join *join, struct log_event *ret_event);
/* Only fetches into the cache what join_event() will need for an event with this key. */
void join_expect(const struct join *join, uint64_t key);
/* Messages that were forgotten because too many were under way. */
uint64_t join_forgotten(const struct join *join);
