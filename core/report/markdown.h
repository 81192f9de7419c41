#pragma once

#include "base/buf.h"

/* Appends clean text so that nothing in it is formatting, an entity or the start of a list (CommonMark 2.4). */
void markdown_add(struct buf *out, struct span text);
