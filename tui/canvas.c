#include "canvas.h"

#include "base/clean.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct cell blank = { { ' ' }, 1, STYLE_TEXT };

void canvas_init(struct canvas *canvas, int rows, int cols)
{
    memset(canvas, 0, sizeof *canvas);
    canvas_resize(canvas, rows, cols);
}

void canvas_free(struct canvas *canvas)
{
    free(canvas->cells);
    memset(canvas, 0, sizeof *canvas);
}

void canvas_resize(struct canvas *canvas, int rows, int cols)
{
    canvas->rows = rows < 1 ? 1 : rows;
    canvas->cols = cols < 1 ? 1 : cols;
    free(canvas->cells);
    canvas->cells = mem_new((size_t)canvas->rows * (size_t)canvas->cols * sizeof *canvas->cells);
    canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    size_t count = (size_t)canvas->rows * (size_t)canvas->cols;
    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = blank;
    canvas->cursor_row = canvas->cursor_col = -1;
}

struct area canvas_area(const struct canvas *canvas)
{
    return (struct area){ 0, 0, canvas->rows, canvas->cols };
}

static struct cell *cell_at(const struct canvas *canvas, int row, int col)
{
    if (row < 0 || row >= canvas->rows || col < 0 || col >= canvas->cols)
        return NULL;
    return &canvas->cells[(size_t)row * (size_t)canvas->cols + (size_t)col];
}

/* Overwriting one half of a wide character leaves a blank in its other half. */
static void cell_release(const struct canvas *canvas, int row, int col)
{
    struct cell *cell = cell_at(canvas, row, col);
    struct cell *left = cell_at(canvas, row, col - 1);
    struct cell *right = cell_at(canvas, row, col + 1);
    if (cell && cell->cells == 0 && left)
        left->chars[0] = ' ', left->cells = 1;
    if (cell && cell->cells == 2 && right)
        right->chars[0] = ' ', right->cells = 1;
}

static uint32_t decoration_as_ascii(uint32_t c)
{
    static const struct {
        uint32_t shown;
        char ascii;
    } rows[] = {
        { 0x2500, '-' }, { 0x2502, '|' }, { 0x250c, '+' }, { 0x2510, '+' }, { 0x2514, '+' }, { 0x2518, '+' },
        { 0x252c, '+' }, { 0x2534, '+' }, { 0x251c, '+' }, { 0x2524, '+' }, { 0x253c, '+' }, { 0x25b8, '>' },
        { 0x2026, '~' }, { 0x00b7, '.' }, { 0x2013, '-' }, { 0x2014, '-' }, { 0x2713, 'v' }, { 0x2717, 'X' },
        { 0x2191, '^' }, { 0x2193, 'v' }, { 0x2190, '<' }, { 0x2192, '>' }, { 0x201c, '"' }, { 0x201d, '"' },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].shown == c)
            return (uint32_t)rows[i].ascii;
    return c;
}

static uint32_t letter_shown(const struct canvas *canvas, uint32_t c, bool valid)
{
    if (!valid || clean_is_hidden(c) || utf8_cells(c) < 0)
        return '?';
    if (canvas->letters != LETTERS_ALL)
        c = decoration_as_ascii(c);
    return canvas->letters == LETTERS_ASCII && c > 0x7e ? '?' : c;
}

static void put_character(struct canvas *canvas, struct spot at, unsigned style, uint32_t c)
{
    struct cell *cell = cell_at(canvas, at.row, at.col);
    struct cell *right = cell_at(canvas, at.row, at.col + 1);
    if (!cell || (at.cells == 2 && !right))
        return;
    cell_release(canvas, at.row, at.col);
    if (at.cells == 2) {
        cell_release(canvas, at.row, at.col + 1);
        *right = (struct cell){ { 0 }, 0, (uint8_t)style };
    }
    *cell = (struct cell){ { c }, (uint8_t)at.cells, (uint8_t)style };
}

static void put_combining(struct canvas *canvas, int row, int col, uint32_t c)
{
    struct cell *cell = cell_at(canvas, row, col);
    for (int i = 1; cell && i < CELL_CHARS; i++)
        if (!cell->chars[i]) {
            cell->chars[i] = c;
            return;
        }
}

/* Paints without looking at the width again; returns the cells taken. */
static int put_text(struct canvas *canvas, struct spot spot, unsigned style, struct span text)
{
    int used = 0;
    int base = -1;
    uint32_t c;
    bool valid;
    while (utf8_next(&text, &c, &valid)) {
        c = letter_shown(canvas, c, valid);
        int cells = utf8_cells(c);
        if (cells == 0) {
            put_combining(canvas, spot.row, base, c);
            continue;
        }
        if (used + cells > spot.cells)
            break;
        base = spot.col + used;
        put_character(canvas, (struct spot){ spot.row, base, cells }, style, c);
        used += cells;
    }
    return used;
}

int canvas_text(struct canvas *canvas, struct spot spot, unsigned style, struct span text)
{
    if (spot.cells <= 0 || spot.row < 0 || spot.row >= canvas->rows)
        return 0;
    if (utf8_width(text) <= (size_t)spot.cells)
        return put_text(canvas, spot, style, text);
    struct span fitting = utf8_fit(text, (size_t)spot.cells - 1);
    int used = put_text(canvas, spot, style, fitting);
    struct spot end = { spot.row, spot.col + used, spot.cells - used };
    return used + put_text(canvas, end, style, SPAN("…"));
}

int canvas_text_right(struct canvas *canvas, struct spot spot, unsigned style, struct span text)
{
    int cells = (int)utf8_width(text);
    if (cells < spot.cells) {
        spot.col += spot.cells - cells;
        spot.cells = cells;
    }
    return canvas_text(canvas, spot, style, text);
}

void canvas_repeat(struct canvas *canvas, struct spot spot, unsigned style, uint32_t character)
{
    uint32_t shown = letter_shown(canvas, character, true);
    for (int i = 0; i < spot.cells; i++)
        put_character(canvas, (struct spot){ spot.row, spot.col + i, 1 }, style, shown);
}

void canvas_fill(struct canvas *canvas, struct area area, unsigned style)
{
    for (int row = 0; row < area.rows; row++)
        canvas_repeat(canvas, (struct spot){ area.row + row, area.col, area.cols }, style, ' ');
}

void canvas_mark(struct canvas *canvas, struct spot spot)
{
    for (int i = 0; i < spot.cells; i++) {
        struct cell *cell = cell_at(canvas, spot.row, spot.col + i);
        if (cell && (cell->style & ~STYLE_MARKED) == STYLE_TEXT)
            cell->style = STYLE_BOLD;
        if (cell)
            cell->style |= STYLE_MARKED;
    }
}

void canvas_restyle(struct canvas *canvas, struct spot spot, enum style style)
{
    for (int i = 0; i < spot.cells; i++) {
        struct cell *cell = cell_at(canvas, spot.row, spot.col + i);
        if (cell)
            cell->style = (uint8_t)((cell->style & STYLE_MARKED) | style);
    }
}

void canvas_cursor(struct canvas *canvas, int row, int col)
{
    bool inside = cell_at(canvas, row, col) != NULL;
    canvas->cursor_row = inside ? row : -1;
    canvas->cursor_col = inside ? col : -1;
}

static void dump_row(const struct canvas *canvas, int row, struct buf *out)
{
    size_t end = out->len;
    for (int col = 0; col < canvas->cols; col++) {
        const struct cell *cell = cell_at(canvas, row, col);
        char bytes[UTF8_MAX_BYTES];
        for (int i = 0; cell->cells && i < CELL_CHARS && cell->chars[i]; i++)
            buf_add(out, (struct span){ bytes, utf8_put(cell->chars[i], bytes) });
        if (cell->chars[0] != ' ' && cell->chars[0] != 0)
            end = out->len;
    }
    out->len = end;
    buf_add_char(out, '\n');
}

void canvas_dump(const struct canvas *canvas, struct buf *out)
{
    for (int row = 0; row < canvas->rows; row++)
        dump_row(canvas, row, out);
}
