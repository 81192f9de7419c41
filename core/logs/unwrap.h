#pragma once

#include "base/buf.h"

/*
 * Makes pasted text readable: HTML entities, \x and \u escapes, quoted-printable, escaped line
 * ends, and, when the bytes are no UTF-8, the character set that fits best (GB18030, KOI8-R,
 * CP1251, Big5). Plain UTF-8 text comes out as it was.
 */
void unwrap(struct span raw, struct buf *out);
