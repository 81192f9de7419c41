#pragma once

#include "report/document.h"
#include "report/report.h"

/*
 * What a report says to whom: every audience is a row of sections in their order. Adds the
 * whole report to an empty document, what was left out included.
 */
void compose(const struct report *report, struct document *document);
/* Only what was left out: counts the words that stand in for it in body. */
void compose_receipt(const struct report *report, struct span body, struct document *document);
