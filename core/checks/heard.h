#pragma once

#include "net/resolve.h"
#include "smtp/session.h"

/* Puts the session's last reply into a fact: code, enhanced code, words, time. What proves it is the caller's to say.
 */
void heard_reply(const struct session *session, struct fact *fact);

/*
 * Our own address as the server names it in a reply: "Hello host [203.0.113.9]". Not one of theirs, and not
 * what we said ourselves in EHLO; a public one before others. False when it names none.
 */
struct heard_not {
    const struct addresses *theirs;
    const char *helo; /* "[192.168.1.5]" */
};
bool heard_address(struct span words, const struct heard_not *except, char ret_address[ADDRESS_MAX]);
