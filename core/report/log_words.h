#pragma once

#include "report/log_hours.h"
#include "report/report.h"

/* The sentences about a log, shared by the forms that people read. Everything from outside is cleaned. */

/* "8 123 456 lines read, 2026-11-01 00:00 to 2026-11-23 10:00", and what could not be read, one a line. */
void log_words_read(const struct report *report, struct buf *out);
/* "delivered 998877 · deferred 1234": what the lines told that were asked for, of all kinds. */
void log_words_kinds(const struct report *report, struct buf *out);
/* Whether all that was asked for was read and nothing in it failed, in the end. */
bool log_is_well(const struct report_log *log);
/* Why there is no failure to judge; false (and nothing written) when there is one. */
bool log_words_nothing(const struct report *report, struct buf *out);
/* Who guessed a password and signed in, one a line; false when nobody did. */
bool log_words_break_ins(const struct report *report, struct buf *out);
/* How many messages still wait at the end, since when, how often they are tried; false when none does. */
bool log_words_waiting(const struct report *report, struct buf *out);
/* Why they wait for a destination. */
void log_words_destination(const struct report *report, const struct log_name *destination, struct buf *out);
/* "/var/log/mail.log:1234"; false when it is not known. */
bool log_words_place(const struct report *report, size_t file, uint64_t line, struct buf *out);
/* The short name of a group's cause. */
void log_words_cause(const struct report *report, enum cause cause, struct buf *out);
/* "2026-11-01 00:12 to 2026-11-23 09:58"; empty when no time was read. */
void log_words_span(const struct report *report, int64_t first, int64_t last, struct buf *out);
/* Whether a person or a guesser was at it; false when there is nothing to say. */
bool log_words_guessing(const struct report *report, const struct log_group *group, struct buf *out);
/* What is to be said about a client, or an account. */
void log_words_client(const struct report *report, const struct log_name *client, struct buf *out);
void log_words_account(const struct report *report, const struct log_name *account, struct buf *out);
/* "each column is 6 hours, from 2026-11-01 00:00; the highest is 812". */
void log_words_chart(const struct report *report, const struct log_chart *chart, struct buf *out);
/* "2026-11-23 09:00:12 deferred: …" without the line. */
void log_words_step(const struct report *report, const struct log_step *step, struct buf *out);
/* One failure as it comes, for --follow: "2026-11-23 09:00:12  Greylisted: try again later  anna@example.com
 * 192.0.2.1". */
void log_words_event(const struct report *report, const struct log_event *event, enum cause cause, struct buf *out);
