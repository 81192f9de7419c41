#pragma once

#include "facts/record.h"

/*
 * Our clock beside another's. From this many seconds on the difference counts: servers that are
 * strict about time (tokens, logs), and certificates, whose dates are a day's.
 */
enum { CLOCK_DRIFT_S = 5 * 60, CLOCK_OFF_S = 12 * 3600 };

/*
 * CLOCK_RIGHT, CLOCK_DRIFT or CLOCK_OFF, with number the seconds that ours is ahead (below 0:
 * behind), subject who told the time, text theirs. ours and theirs: seconds since 1970.
 */
struct fact clock_compare(int64_t ours, int64_t theirs, struct span who, const char *check);

/*
 * The moment that a greeting names: "220 host ESMTP Sendmail 8.15; Tue, 24 Nov 2026 10:00:00 +0100".
 * False when it names none.
 */
bool clock_in_greeting(struct span greeting, int64_t *ret_seconds);
