#pragma once

#include "canvas.h"
#include "diagnosis/questions.h"
#include "facts/record.h"
#include "facts/stage.h"
#include "report/sign.h"
#include "report/words.h"

/* The colour of a status; its sign (report/sign.h) alone is enough. */
unsigned show_status_style(enum status status);

/* How a finding is called on the screen: a letter of its step and a number, "A1". Stays the same while facts are added.
 */
enum { SHORT_NAME_MAX = 8 };
void show_short_name(const struct record *record, size_t fact, char out[SHORT_NAME_MAX]);
/* The few cells at the right of a finding: "535 5.7.8", or the word of its kind. */
enum { DETAIL_MAX = 32 };
void show_detail(const struct fact *fact, char out[DETAIL_MAX]);

/* Puts a sentence behind another: with a blank between them, but none after full-width punctuation. */
void show_add_sentence(struct buf *out, struct span sentence);

/* Puts " (likely)" behind a verdict. */
void show_add_certainty(const struct words *words, enum certainty certainty, struct buf *out);

/* The answers of a question and their keys: "y yes   n no   u not known". */
void show_add_choices(const struct words *words, enum question question, struct buf *out);

/* A horizontal line with a title in it, and a note at its right end. */
struct rule {
    struct spot spot;
    struct span title, note;
    bool has_focus;
};
void show_rule(struct canvas *canvas, const struct rule *rule);
