#pragma once

#include "report/line_explain.h"
#include "report/words.h"

/*
 * What a coach says beside a conversation that is held by hand: what the lines mean that have just come, each
 * part once, "PART  meaning" and an LF; what is the same in every conversation is not told a second time in it. Made of
 * the same explanations as those of a transcript (line_explain).
 */
void coach_tell(const struct words *words, const struct session_log *log, unsigned first_line, struct buf *out);
