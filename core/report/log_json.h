#pragma once

#include "report/report.h"

#include <jansson.h>

/*
 * The keys that `logs --format json` adds: lines, bytes, unread, files, from, to, kinds, groups, hours, clients,
 * accounts, steps. Times are "2026-11-23 10:00:00", as the log's own clock shows them; null: none was read.
 */
void log_json_add(const struct report_log *log, json_t *root);
/* One failure as it comes, for --follow: an object on one line. */
void log_json_event(const struct log_event *event, enum cause cause, struct buf *out);
