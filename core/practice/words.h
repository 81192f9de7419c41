#pragma once

#include "base/buf.h"

/*
 * The small grammar inside a line of a case: words between blanks, "words in quotes" that may
 * hold blanks, and in both the escapes \\ \" \r \n \t and \xHH for any byte.
 */

/* Appends the next word of *rest to out. False at the end, or when a quote or an escape is broken. */
bool words_next(struct span *rest, struct buf *out);
/* Appends text with its escapes expanded. False when one is broken. */
bool words_expand(struct span text, struct buf *out);
/* "300ms", "3s", "-2h", "90d" in ms; a unit is needed. False when malformed or over ten years. */
bool words_duration(struct span text, int64_t *ret_ms);
