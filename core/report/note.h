#pragma once

#include "report/words.h"

/*
 * What an event line of our own says, in the language of the words: a connection that did not come about, an answer
 * that did not come, an end. False, and nothing added, where the line is in other words (a library's, the system's):
 * those are shown as they are.
 */
bool note_add(const struct words *words, const struct line *line, struct buf *out);
