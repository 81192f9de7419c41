#pragma once

#include "report/report.h"

/*
 * A page of text for a terminal, while it is written: as wide as the report says, in colours or without. Whatever is
 * written begins where the last piece ended; further lines of a text stand under its indent. Borrows report and out.
 */
struct page {
    const struct report *report;
    struct buf *out;
    int columns;
};
struct page page_of(const struct report *report, struct buf *out);

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_BAD, INK_WARN };
/* From here on; nothing on a page without colours. */
void page_ink(struct page *page, enum ink ink);
void page_blanks(struct page *page, int count);
/* The rest of the line, and as many more as it takes. */
void page_text(struct page *page, struct span text, int indent);
/* A sign of its colour, and a blank. */
void page_sign(struct page *page, enum status status);

/* Takes texts of the language by their key. A heading leaves a line free above it. */
void page_heading(struct page *page, const char *key);
/* At the left, as wide as PAGE_LABEL_CELLS; on a line of its own when it is longer. */
enum { PAGE_LABEL_CELLS = 17 };
void page_label(struct page *page, const char *key);
void page_labelled(struct page *page, const char *key, struct span text);
/* A sign two cells from the left, and a text behind it. */
void page_item(struct page *page, enum status status, struct span text);
/* A line of a conversation with its place; nothing where the record has no such line. */
void page_quote(struct page *page, struct evidence evidence, int indent);
