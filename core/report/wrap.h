#pragma once

#include "base/buf.h"

/*
 * Takes the next line of at most `cells` cells off *rest, breaking where the writing system
 * allows it (UAX 14), never inside a host name or a web address unless it is wider than the
 * line. A line end in the text ends the line. False at the end.
 */
bool wrap_next(struct span *rest, int cells, struct span *ret_line);
/* How many lines that makes. */
int wrap_count(struct span text, int cells);
/* Writes text with a line end behind it; the first line is taken to begin at the indent already. */
void wrap_add(struct buf *out, struct span text, int cells, int indent);
