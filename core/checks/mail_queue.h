#pragma once

#include "base/span.h"

/* What waits in a mail server's queue. */
struct mail_queue {
    size_t count;     /* messages */
    size_t deferred;  /* of them with a failed delivery behind them */
    int64_t oldest_s; /* age of the oldest, -1: unknown */
    char reason[256]; /* why most of them wait, the server's words; empty: unknown */
    size_t reason_count;
};

/*
 * Reads what the servers' own commands print: one JSON object a line (postqueue -j), `exim -bp`,
 * `smtpctl show queue` (a message a line, fields with |), `mailq` of Sendmail. now: wall clock,
 * seconds. What it cannot read counts as nothing.
 */
void mail_queue_postfix(struct span text, int64_t now, struct mail_queue *ret_queue);
void mail_queue_exim(struct span text, int64_t now, struct mail_queue *ret_queue);
void mail_queue_opensmtpd(struct span text, int64_t now, struct mail_queue *ret_queue);
void mail_queue_sendmail(struct span text, int64_t now, struct mail_queue *ret_queue);
