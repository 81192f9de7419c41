#pragma once

#include "report/compare.h"
#include "report/words.h"

/* How a comparison is told: in words, and for scripts. What comes from outside is cleaned. */

/* "Since it last worked, on 2026-01-02:"; or that nothing of what was compared has changed. */
void changes_head(const struct words *words, const struct comparison *comparison, struct buf *out);
/* "Port: 587 → 465"; index counts from 0 to comparison->count - 1. */
void changes_line(const struct words *words, const struct comparison *comparison, size_t index, struct buf *out);
/*
 * Whether there is something to say: there was a run that worked, and either this one differs, or
 * it is in trouble and that nothing differs is worth knowing. NULL says no.
 */
bool changes_matter(const struct comparison *comparison, enum verdict_status status);
