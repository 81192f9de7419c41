#include "widgets/form.h"

#include "base/utf8.h"
#include "show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { COL_POINTER = 1, COL_LABEL = 3, COL_VALUE = COL_LABEL + FORM_LABEL_CELLS, FIELD_CELLS = 44 };

void form_init(struct form *form, const struct form_row *rows, size_t count)
{
    memset(form, 0, sizeof *form);
    for (size_t i = 0; i < count && i < FORM_ROWS_MAX; i++) {
        form->rows[i] = rows[i];
        field_init(&form->rows[i].field, rows[i].max, rows[i].kind == ROW_SECRET);
        form->count++;
    }
}

void form_clear(struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        field_clear(&form->rows[i].field);
}

struct form_row *form_row(struct form *form, const char *word)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->rows[i].word, word) == 0)
            return &form->rows[i];
    assert(!"a form row that does not exist");
    return &form->rows[0];
}

const struct form_row *form_focused(const struct form *form)
{
    return &form->rows[form->focus];
}

static bool is_field(const struct form_row *row)
{
    return row->kind == ROW_TEXT || row->kind == ROW_SECRET;
}

bool form_in_field(const struct form *form)
{
    return is_field(form_focused(form));
}

static size_t option_count(const struct form_row *row)
{
    size_t count = 0;
    while (row->options && row->options[count])
        count++;
    return row->kind == ROW_CHECK ? 2 : count;
}

static bool change_choice(struct form_row *row, int step)
{
    size_t count = option_count(row);
    if (count == 0)
        return false;
    row->chosen = (row->chosen + count + (size_t)(step + (int)count)) % count;
    return true;
}

static bool move_focus(struct form *form, int step)
{
    form->focus = (form->focus + form->count + (size_t)(step + (int)form->count)) % form->count;
    return true;
}

bool form_act(struct form *form, enum action action)
{
    switch (action) {
    case ACTION_UP:
    case ACTION_PREVIOUS_PANE:
        return move_focus(form, -1);
    case ACTION_DOWN:
    case ACTION_NEXT_PANE:
        return move_focus(form, 1);
    case ACTION_LEFT:
        return change_choice(&form->rows[form->focus], -1);
    case ACTION_RIGHT:
    case ACTION_TOGGLE:
        return change_choice(&form->rows[form->focus], 1);
    default:
        return false;
    }
}

static struct span row_text(const struct words *words, const struct form_row *row)
{
    char key[64];
    (void)snprintf(key, sizeof key, "ui.field.%s", row->word);
    return words_get(words, key);
}

struct painter {
    struct canvas *canvas;
    const struct form_look *look;
    int row;
};

static struct spot spot_at(const struct painter *painter, int col, int cells)
{
    int room = painter->look->area.cols - col - 1;
    return (struct spot){ painter->row, painter->look->area.col + col, cells < room ? cells : room };
}

static void draw_pointer(const struct painter *painter, bool has_focus)
{
    if (has_focus)
        (void)canvas_text(painter->canvas, spot_at(painter, COL_POINTER, 1), STYLE_ACCENT, SPAN("▸"));
}

static void draw_label(const struct painter *painter, const struct form_row *row, bool has_focus)
{
    draw_pointer(painter, has_focus);
    (void)canvas_text(painter->canvas, spot_at(painter, COL_LABEL, FORM_LABEL_CELLS - 1),
                      has_focus ? STYLE_BOLD : STYLE_TEXT, row_text(painter->look->words, row));
}

static void draw_field(const struct painter *painter, const struct form_row *row, bool has_focus)
{
    struct spot spot = spot_at(painter, COL_VALUE, FIELD_CELLS);
    draw_label(painter, row, has_focus);
    field_draw(&row->field, painter->canvas, spot, has_focus);
    if (row->has_mark)
        (void)canvas_text(painter->canvas, spot_at(painter, COL_VALUE + spot.cells + 2, 2),
                          show_status_style(row->mark), span_of(sign_text(row->mark)));
}

static void draw_choice(struct painter *painter, const struct form_row *row, bool has_focus)
{
    draw_label(painter, row, has_focus);
    for (size_t i = 0; row->options[i]; i++) {
        bool is_chosen = row->chosen == i;
        struct spot box = spot_at(painter, COL_VALUE, 4);
        (void)canvas_text(painter->canvas, box, is_chosen && has_focus ? STYLE_ACCENT : STYLE_TEXT,
                          is_chosen ? SPAN("(*)") : SPAN("( )"));
        (void)canvas_text(painter->canvas, spot_at(painter, COL_VALUE + 4, painter->look->area.cols),
                          is_chosen ? STYLE_BOLD : STYLE_TEXT, words_get(painter->look->words, row->options[i]));
        painter->row++;
    }
    painter->row--;
}

static void draw_cycle(const struct painter *painter, const struct form_row *row, bool has_focus)
{
    draw_label(painter, row, has_focus);
    struct spot spot = spot_at(painter, COL_VALUE, FIELD_CELLS);
    spot.col += canvas_text(painter->canvas, spot, has_focus ? STYLE_ACCENT : STYLE_DIM, SPAN("< "));
    spot.col +=
        canvas_text(painter->canvas, spot, STYLE_BOLD, words_get(painter->look->words, row->options[row->chosen]));
    (void)canvas_text(painter->canvas, spot, has_focus ? STYLE_ACCENT : STYLE_DIM, SPAN(" >"));
}

static void draw_check(const struct painter *painter, const struct form_row *row, bool has_focus)
{
    draw_pointer(painter, has_focus);
    (void)canvas_text(painter->canvas, spot_at(painter, COL_LABEL, 4), has_focus ? STYLE_ACCENT : STYLE_TEXT,
                      row->chosen ? SPAN("[x]") : SPAN("[ ]"));
    (void)canvas_text(painter->canvas, spot_at(painter, COL_LABEL + 4, painter->look->area.cols),
                      has_focus ? STYLE_BOLD : STYLE_TEXT, row_text(painter->look->words, row));
}

static void draw_button(struct painter *painter, const struct form_row *row, bool has_focus)
{
    struct buf text;
    painter->row++;
    buf_init(&text, 256);
    (void)buf_addf(&text, "[ %.*s ]", SPAN_ARG(row_text(painter->look->words, row)));
    draw_pointer(painter, has_focus);
    struct spot spot = spot_at(painter, COL_LABEL, painter->look->area.cols);
    int used = canvas_text(painter->canvas, spot, has_focus ? STYLE_ACCENT : STYLE_TEXT, buf_span(&text));
    if (has_focus)
        canvas_mark(painter->canvas, (struct spot){ spot.row, spot.col, used });
    buf_free(&text);
}

static void draw_row(struct painter *painter, const struct form_row *row, bool has_focus)
{
    switch (row->kind) {
    case ROW_TEXT:
    case ROW_SECRET:
        draw_field(painter, row, has_focus);
        break;
    case ROW_CHOICE:
        draw_choice(painter, row, has_focus);
        break;
    case ROW_CYCLE:
        draw_cycle(painter, row, has_focus);
        break;
    case ROW_CHECK:
        draw_check(painter, row, has_focus);
        break;
    case ROW_BUTTON:
        draw_button(painter, row, has_focus);
        break;
    }
    painter->row++;
}

int form_draw(const struct form *form, struct canvas *canvas, const struct form_look *look)
{
    struct painter painter = { canvas, look, look->area.row };
    for (size_t i = 0; i < form->count; i++) {
        if (look->tops)
            look->tops[i] = painter.row;
        draw_row(&painter, &form->rows[i], form->focus == i);
    }
    return painter.row - look->area.row;
}
