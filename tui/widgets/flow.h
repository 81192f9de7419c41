#pragma once

#include "canvas.h"

/*
 * Text that runs down a part of the canvas, wrapped, and scrolled: what stands above or below
 * the area is counted but not painted. After the last piece, `row` is the whole height.
 */
struct flow {
    struct canvas *canvas;
    struct area area;
    int scroll; /* rows hidden above */
    int row;    /* the next row, counted from the top of the text */
};

struct flow flow_start(struct canvas *canvas, struct area area, int scroll);
/* A paragraph, wrapped, every line moved in by indent cells. Empty text adds nothing. */
void flow_text(struct flow *flow, int indent, unsigned style, struct span text);
/* A label, and a paragraph beside it; in a narrow area below it. */
struct flow_label {
    struct span text;
    int cells;
    unsigned style;
};
void flow_labelled(struct flow *flow, struct flow_label label, unsigned style, struct span text);
/* The lines of text as "1. …", "2. …"; a single one has no number. */
void flow_numbered(struct flow *flow, struct flow_label label, struct span text);
void flow_skip(struct flow *flow);
/* Paints in the current row, without moving on; and moves on. */
void flow_put(struct flow *flow, struct spot spot, unsigned style, struct span text);
void flow_next(struct flow *flow);
/* Keeps scroll inside what there is. */
int flow_clamp(const struct flow *flow, int scroll);
