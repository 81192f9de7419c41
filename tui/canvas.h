#pragma once

#include "base/buf.h"

/*
 * A page of character cells. Screens paint on it; only the terminal file shows it, so what
 * was painted can be tested, and compared, without a terminal.
 */
enum style {
    STYLE_TEXT,
    STYLE_BOLD,
    STYLE_ACCENT, /* what has the focus, keys, the client's lines */
    STYLE_OK,
    STYLE_PROBLEM,
    STYLE_WARNING,
    STYLE_DIM,
    STYLE_TITLE, /* the first line */
    STYLE_FIELD, /* what can be typed over */
    STYLE_HIT,   /* what a search found */
    STYLE_COUNT,
    STYLE_MARKED = 0x40 /* added to any of them: selected, or the line that proves */
};

enum { CELL_CHARS = 3 };
struct cell {
    uint32_t chars[CELL_CHARS]; /* a character and up to two combining marks; 0: none */
    uint8_t cells;              /* 1, 2, or 0 for the right half of a wide one */
    uint8_t style;
};

/* What the terminal cannot show right: decorations become ASCII, or everything does. */
enum canvas_letters { LETTERS_ALL, LETTERS_NO_DECORATION, LETTERS_ASCII };

struct canvas {
    int rows, cols;
    struct cell *cells;
    enum canvas_letters letters;
    int cursor_row, cursor_col; /* where the cursor stands, -1: hidden */
};

/* Rows and columns of a part of the canvas. */
struct area {
    int row, col, rows, cols;
};

/* Where text begins and how many cells it may take. */
struct spot {
    int row, col, cells;
};

void canvas_init(struct canvas *canvas, int rows, int cols);
void canvas_free(struct canvas *canvas);
/* Everything becomes blank and the cursor hidden. Sizes below 1 become 1. */
void canvas_resize(struct canvas *canvas, int rows, int cols);
void canvas_clear(struct canvas *canvas);
struct area canvas_area(const struct canvas *canvas);

/*
 * Paints clean text. What does not fit is cut, the cut shown as "…"; what lies outside the
 * canvas is left out. Returns the cells taken. A character that may not be shown is "?".
 */
int canvas_text(struct canvas *canvas, struct spot spot, unsigned style, struct span text);
/* The same, ending at the right edge of the spot. Returns the cells taken. */
int canvas_text_right(struct canvas *canvas, struct spot spot, unsigned style, struct span text);
/* One character repeated over the spot. */
void canvas_repeat(struct canvas *canvas, struct spot spot, unsigned style, uint32_t character);
/* Blanks with a style. */
void canvas_fill(struct canvas *canvas, struct area area, unsigned style);
/* Adds STYLE_MARKED to what is painted there; plain text becomes bold. */
void canvas_mark(struct canvas *canvas, struct spot spot);
/* Gives what is painted there another style; what is marked stays marked. */
void canvas_restyle(struct canvas *canvas, struct spot spot, enum style style);
void canvas_cursor(struct canvas *canvas, int row, int col);

/* The page as text: one line a row, blanks at the end removed. */
void canvas_dump(const struct canvas *canvas, struct buf *out);
