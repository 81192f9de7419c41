#pragma once

#include "base/span.h"

/* What waits in a mail server's queue. */
struct mail_queue {
    size_t count;     /* messages */
    size_t deferred;  /* of them with a failed delivery behind them; with Exim: that have waited for over an hour */
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

/* Whether it is more than the mail that is just on its way: much, much of it deferred, or some of it old. */
bool mail_queue_is_long(const struct mail_queue *queue);
/* How long the oldest waits, in hours and minutes: "72:05"; "?" when unknown. */
void mail_queue_age(const struct mail_queue *queue, char *out, size_t room);

/* Exim keeps the reasons apart: the ids of the first messages in `exim -bp`, and the last failure in `exim -Mvl ID`. */
enum { EXIM_ID_MAX = 32 };
size_t mail_queue_exim_ids(struct span text, char ids[][EXIM_ID_MAX], size_t room);
struct span mail_queue_exim_failure(struct span log);
