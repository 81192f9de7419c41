#pragma once

#include "report/report.h"

/* Whether a text that was read is a conversation: commands of a client and replies of a server. */
bool report_is_conversation(const struct session_log *log);

/*
 * Such a conversation line by line: each command and each line of a reply with what it means at
 * this point, and where it failed what would stand there otherwise. Long ones are shown up to
 * the end, the middle left out.
 */
void report_lines(const struct report *report, const struct session_log *log, struct buf *out);
