#pragma once

#include "base/span.h"

#define UTF8_MAX_BYTES 4

/*
 * Takes one character off *rest. False at the end of the bytes. An invalid byte is taken
 * alone: then *ret_valid is false and *ret_char is that byte.
 */
bool utf8_next(struct span *rest, uint32_t *ret_char, bool *ret_valid);
/* Bytes written to out (1 to 4). */
size_t utf8_put(uint32_t character, char out[UTF8_MAX_BYTES]);
bool utf8_is_valid(struct span text);
/* Terminal cells of one character: 0, 1 or 2; -1 for a control. */
int utf8_cells(uint32_t character);
/* Terminal cells of clean text. */
size_t utf8_width(struct span text);
/* The longest prefix of at most `cells` cells that does not split a character. */
struct span utf8_fit(struct span text, size_t cells);

/*
 * Makes letters small in place, where that keeps their length: ASCII, Latin-1 (É), Cyrillic.
 * What is no UTF-8 stays as it is.
 */
void utf8_lower(char *text, size_t len);
