#pragma once

#include "smtp/session.h"

/* Puts the session's last reply into a fact: code, enhanced code, words, time. What proves it is the caller's to say.
 */
void heard_reply(const struct session *session, struct fact *fact);
