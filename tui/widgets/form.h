#pragma once

#include "actions.h"
#include "report/words.h"
#include "widgets/field.h"

/*
 * A page of questions. Rows come from a table; what was answered lives in the rows, so going
 * back and switching the language lose nothing.
 */
enum row_kind {
    ROW_TEXT,   /* a line of text */
    ROW_SECRET, /* the same, masked */
    ROW_CHOICE, /* one of a few, all of them shown */
    ROW_CYCLE,  /* one of many, the chosen one shown */
    ROW_CHECK,  /* yes or no: chosen is 1 or 0 */
    ROW_BUTTON,
};
enum { FORM_ROWS_MAX = 12, FORM_LABEL_CELLS = 16 };

struct form_row {
    enum row_kind kind;
    const char *word;           /* texts "ui.field.WORD" and "ui.field.WORD.help" */
    size_t max;                 /* bytes of a text */
    const char *const *options; /* keys of texts, or plain words; ended by NULL */
    struct field field;
    size_t chosen;
    enum status mark; /* what was noticed about the text; STATUS_OK with has_mark false: nothing */
    bool has_mark;
};

struct form {
    struct form_row rows[FORM_ROWS_MAX];
    size_t count;
    size_t focus;
};

void form_init(struct form *form, const struct form_row *rows, size_t count);
void form_clear(struct form *form);
/* The row with this word; it must exist. */
struct form_row *form_row(struct form *form, const char *word);
const struct form_row *form_focused(const struct form *form);
bool form_in_field(const struct form *form);
/* Up, down, next, previous field; left, right and toggle change a choice. True when something was done. */
bool form_act(struct form *form, enum action action);

struct form_look {
    const struct words *words;
    struct area area;
    int *tops; /* gets the canvas row where each row of the form begins; NULL: not wanted */
};
/* Paints the rows; returns how many canvas rows were used. */
int form_draw(const struct form *form, struct canvas *canvas, const struct form_look *look);
