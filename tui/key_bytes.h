#pragma once

#include "base/utf8.h"
#include "key.h"

/*
 * Bytes of a keyboard become keys: control characters, characters whose bytes come one by one, and the sequences that
 * terminals send. Pure; whoever reads the terminal hands the bytes over. Start with all zero.
 */
struct key_bytes {
    char utf8[UTF8_MAX_BYTES]; /* the bytes of a character that came so far */
    size_t len;
};

/* The key of a byte (0 to 255) that is no ESC. KEY_CODE_NONE: the character goes on. Keeps nothing of a whole one. */
struct key key_bytes_take(struct key_bytes *bytes, int byte);
/*
 * Behind a lone ESC: the key of that name when nothing follows; else KEY_CODE_UNKNOWN, behind the end of whatever it
 * was: a sequence that nobody knows, an answer of the terminal that came late, a letter with Alt. next gives the next
 * byte; negative: there is none.
 */
struct key key_bytes_escape(int (*next)(void));

/* What xterm, the Linux console, rxvt, screen and the vt family send, whatever TERM says. */
struct key_sequence {
    const char *bytes;
    enum key_code code;
};
size_t key_sequence_count(void);
const struct key_sequence *key_sequence_at(size_t index);
