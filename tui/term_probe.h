#pragma once

#include "canvas.h"

/* What a terminal answered when it was asked: LANG alone is not to be trusted. */
enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

struct probe_answer {
    bool answered;
    int narrow_cells;   /* columns taken by é: 1 with UTF-8, 2 in an 8-bit terminal */
    int line_cells;     /* by ─ */
    int cyrillic_cells; /* by П */
    enum background background;
};

/*
 * Writes three characters on the current line, asks each time where the cursor went, wipes
 * them, and waits PROBE_MS at most. Bytes that were no answer (typed meanwhile) are kept.
 */
enum { PROBE_MS = 300, PROBE_TYPED_MAX = 64 };
struct probe_typed {
    char bytes[PROBE_TYPED_MAX];
    size_t len;
};
void probe_terminal(struct probe_answer *ret_answer, struct probe_typed *ret_typed);

/* Reads the answers out of bytes; pure. True when all three columns are there. */
bool probe_read(struct span bytes, struct probe_answer *ret_answer, struct probe_typed *ret_typed);
/* Which characters can be shown, by the locale and by the answer. */
enum canvas_letters probe_letters(const struct probe_answer *answer);
