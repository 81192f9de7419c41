#include "widgets/choices.h"

#include "base/utf8.h"

enum { BOX_CELLS = 4, GAP_CELLS = 3, NARROW = 40 };

static int cells_of(const struct choices *choices)
{
    int cells = 0;
    for (size_t i = 0; i < choices->count; i++)
        cells += BOX_CELLS + (int)utf8_width(choices->all[i].text) + (i ? GAP_CELLS : 0);
    return cells;
}

static struct span box_of(const struct choices *choices, const struct choice *choice)
{
    if (choices->is_square)
        return choice->is_on ? SPAN("[x]") : SPAN("[ ]");
    return choice->is_on ? SPAN("(*)") : SPAN("( )");
}

/* Returns the cells taken. */
static int draw_one(const struct choices *choices, size_t index, struct canvas *canvas, struct spot spot)
{
    const struct choice *choice = &choices->all[index];
    bool has_focus = choices->has_focus && choices->cursor == index;
    unsigned style = choice->is_fixed ? STYLE_DIM : choice->is_on ? STYLE_BOLD : STYLE_TEXT;
    struct spot text = { spot.row, spot.col + BOX_CELLS, spot.cells - BOX_CELLS };
    (void)canvas_text(canvas, spot, has_focus ? STYLE_ACCENT : style, box_of(choices, choice));
    int used = BOX_CELLS + canvas_text(canvas, text, style, choice->text);
    if (has_focus)
        canvas_mark(canvas, (struct spot){ spot.row, spot.col, used });
    return used;
}

/* In a narrow column each has a row of its own; elsewhere a row is filled before the next begins. */
int choices_draw(const struct choices *choices, struct canvas *canvas, struct spot spot)
{
    bool is_stacked = spot.cells < NARROW && cells_of(choices) > spot.cells;
    struct spot at = spot;
    for (size_t i = 0; i < choices->count; i++) {
        int cells = BOX_CELLS + (int)utf8_width(choices->all[i].text);
        if (i && (is_stacked || at.col + cells > spot.col + spot.cells))
            at = (struct spot){ at.row + 1, spot.col, spot.cells };
        int used = draw_one(choices, i, canvas, at);
        at.col += used + GAP_CELLS;
        at.cells -= used + GAP_CELLS;
    }
    return at.row - spot.row + 1;
}
