#pragma once

#include "base/buf.h"

/* RFC 4648, 4: standard alphabet with padding, no line breaks. */
void base64_encode(struct buf *out, struct span bytes);
/* False (and out as before) when text is not exactly valid base64. */
bool base64_decode(struct buf *out, struct span text);
