#pragma once

#include "report/report.h"

/*
 * A report about the same, with everything covered that the report says is to be left out
 * (report->hide); report->log must be NULL. Facts keep their places and lines their numbers, so the diagnosis holds.
 */
struct redacted;
struct redacted *redact_new(const struct report *report);
/* Borrowed: lives as long as the redacted. */
const struct report *redacted_report(const struct redacted *redacted);
void redacted_free(struct redacted *redacted);

/*
 * How often something is left out of body, which is what was written of the report; and in how
 * many lines of its record a secret was masked, which happens before they are written down.
 */
struct redact_counts {
    size_t masked, account, network;
};
struct redact_counts redact_count(const struct report *report, struct span body);
