#pragma once

#include "base/buf.h"

/* What single characters are, and the plain form of those that are not what they seem. */

enum letter_kind {
    LETTER_USUAL,
    LETTER_BLANK, /* space, tab, no-break and ideographic space, line ends */
    LETTER_CONTROL,
    LETTER_HIDDEN,    /* zero width, bidirectional marks, soft hyphen … */
    LETTER_FULLWIDTH, /* U+FF01 to U+FF5E */
    LETTER_CORRECTED, /* curly quotes, dashes, ellipsis: put in by a text program */
    LETTER_CYRILLIC,
    LETTER_GREEK,
    LETTER_LATIN,
};
enum letter_kind letter_kind(uint32_t character);

/* The ASCII character that is meant, or the same one when nothing is known. */
uint32_t letter_halfwidth(uint32_t character);
uint32_t letter_straight(uint32_t character);
/* The Latin letter that looks the same as this Cyrillic or Greek one, or the same one. */
uint32_t letter_lookalike(uint32_t character);
/* What the same key types on an English keyboard, for a letter of the Russian layout. */
uint32_t letter_on_qwerty(uint32_t character);
