#pragma once

#include "report/document.h"
#include "report/report.h"

/*
 * A document while it is composed. What is collected in `text` becomes the next block, or none when it is empty; a
 * heading waits until there is something under it. Owns `text` alone.
 */
enum { COMPOSER_TEXT_MAX = 64 * 1024 };
struct composer {
    const struct report *report;
    struct document *document;
    const char *heading; /* the key of the one that waits, or NULL */
    struct buf text;
};

void composer_init(struct composer *composer, const struct report *report, struct document *document);
void composer_clear(struct composer *composer);

/* What was collected, as a block; its other members are as given. */
void composer_put(struct composer *composer, struct block block);
/* The same beside a label of the language. */
void composer_put_point(struct composer *composer, const char *key);
/* A text of the language, behind what was collected. */
void composer_put_key(struct composer *composer, enum block_kind kind, const char *key);
/* Each line of a text as a block. */
void composer_put_lines(struct composer *composer, enum block_kind kind, struct span lines);

/* The text of a key, in the language of the report. */
struct span composer_word(const struct composer *composer, const char *key);
/* The verdict's own cause; NULL: there is none. */
const struct candidate *composer_cause(const struct composer *composer);
/* Whether who reads it is the person the sentences are written for. */
bool composer_speaks_to_user(const struct composer *composer);
