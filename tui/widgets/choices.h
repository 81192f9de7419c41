#pragma once

#include "canvas.h"

/*
 * A question with a few answers that are all shown: side by side, where they do not fit in
 * more rows, in a narrow column one below the other. Of the round ones exactly one is chosen; square ones each for
 * itself.
 */
enum { CHOICES_MAX = 6 };
struct choice {
    struct span text;
    bool is_on;
    bool is_fixed; /* cannot be changed: shown for the sake of clarity */
};
struct choices {
    struct choice all[CHOICES_MAX];
    size_t count;
    bool is_square;
    size_t cursor; /* the one that has the focus, when the question has it */
    bool has_focus;
};

/* Paints from the spot on; returns how many rows were used. */
int choices_draw(const struct choices *choices, struct canvas *canvas, struct spot spot);
