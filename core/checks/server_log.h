#pragma once

#include "base/span.h"
#include "logs/log_event.h"

/*
 * What of a mail server's own log concerns these checks: the same moment, and the account or the client's address.
 * Times are seconds as the clock on the wall of this machine shows them, which is how logs are written.
 */
enum { LOG_CLIENTS_MAX = 16 };
struct log_interest {
    int64_t from, until;
    struct span account; /* as it signs in; empty: none */
    struct span clients[LOG_CLIENTS_MAX];
    size_t client_count;
};

bool server_log_concerns(const struct log_interest *interest, const struct log_event *event);
/* Reads whole lines, which must be writable, and hands out the failed sign-ins, failed TLS and the server's own trouble
 * that concern. */
void server_log_read(struct span lines, const struct log_interest *interest, void *owner,
                     void (*take)(void *owner, const struct log_event *event));
