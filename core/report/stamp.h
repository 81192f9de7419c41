#pragma once

#include "base/buf.h"

/*
 * Moments of the wall clock for people who compare logs of several machines: in the zone of
 * this machine with its offset, and in UTC. Microseconds since 1970; seconds are shown.
 */

/* "2026-11-22 04:11:58 +0100 (03:11:58 UTC)"; one of them when the zone is UTC. */
void stamp_add(struct buf *out, int64_t us);
/* "2026-11-22 03:11 UTC" */
void stamp_add_short(struct buf *out, int64_t us);
/* "2026-11-22T03:11:58Z", for scripts (RFC 3339). */
void stamp_add_machine(struct buf *out, int64_t us);
/* "2026-11-22-0311" in UTC, for the name of a file. */
void stamp_add_name(struct buf *out, int64_t us);
