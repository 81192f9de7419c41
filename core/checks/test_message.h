#pragma once

#include "checks/check.h"
#include "smtp/session.h"

/*
 * Sends target->message to target->send_to (and cc), in a session that has signed in; when
 * there is one to send. Writes MESSAGE_SENT or MESSAGE_REFUSED facts with the time of each
 * stage.
 */
void test_message_send(struct session *session, const struct target *target);

/* The id under which the server keeps the message, out of the words of its last reply; empty when it names none. */
struct span queue_id_of(struct span reply);
