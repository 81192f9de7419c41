#pragma once

#include "practice/doorman.h"
#include "practice/talk.h"

#include <stdatomic.h>

/*
 * The server of a case speaks with one client: a small, proper SMTP server (RFC 5321, 3207, 4954, 1870,
 * 2920) whose behaviour at each point is the case's. Messages are taken and thrown away.
 */
struct login_counts {
    atomic_uint all, failed;
};

struct dialogue_wish {
    const struct service *service;
    struct tls_identity *identity; /* for TLS, whether from the first byte or after STARTTLS */
    struct login_counts *counts;   /* of all clients of the case */
    struct limits limits;
};

/* Takes the socket over, returns when the conversation has ended. */
void dialogue_run(int fd, const struct dialogue_wish *wish);

/* For the dialogue's own files. */
struct dialogue {
    struct talk talk;
    const struct dialogue_wish *wish;
    const struct behaviour *behaviour;
    struct buf line;
    unsigned mistakes;
    bool in_tls, has_greeted, is_turned_away, is_signed_in, has_sender;
    unsigned recipients;
    char helo[HOST_MAX];
    char user[SCRIPT_TEXT_MAX];
    char sender[MAIL_MAX];
    char recipient[MAIL_MAX];
};

/* Says what the case, or else the usual, has for this point. Returns its reply code, 0 when it was none. */
unsigned dialogue_say(struct dialogue *dialogue, enum point point);
/* Says text as it is. */
void dialogue_tell(struct dialogue *dialogue, const char *text);
/* The parameters of an EHLO keyword as offered now. False when it is not offered. */
bool dialogue_offers(const struct dialogue *dialogue, struct span keyword, struct span *ret_parameters);
/* The commands are refused until there is TLS, since signing in is offered only there. */
bool dialogue_wants_tls(const struct dialogue *dialogue);
/* AUTH (RFC 4954). */
void dialogue_auth(struct dialogue *dialogue, struct span argument);
