#pragma once

#include "base/limits.h"
#include "practice/script.h"

/*
 * The name server of a case (RFC 1035, over UDP, on 127.0.0.1): it knows the names that the case lists and
 * says about each what the case wants, truth or not. A name that is not listed does not exist.
 */
struct name_server {
    int fd; /* -1: the case looks no names up */
    uint16_t port;
    const struct script *script; /* borrowed */
};

/* True without a socket when the case has no names. False with errno when no port can be had. Close it all the same. */
bool name_server_open(struct name_server *server, const struct script *script);
void name_server_close(struct name_server *server);
/* Takes one question that has come and answers it; never waits. */
void name_server_answer(struct name_server *server);
/* The answer's bytes to a question's bytes. False when there is none to be given. */
bool name_server_reply(const struct script *script, struct span question, struct buf *ret_answer);
