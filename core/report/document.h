#pragma once

#include "base/buf.h"
#include "facts/stage.h"
#include "facts/transcript.h"

/*
 * A report on its way to paper: what it says, piece by piece, and nothing about how that
 * looks. All text in it is clean (base/clean.h) and of one line. The forms put it on paper.
 */
enum block_kind {
    BLOCK_TITLE,
    BLOCK_VERDICT, /* the one sentence; status says how it is */
    BLOCK_HEADING,
    BLOCK_TEXT,
    BLOCK_POINT, /* label and text */
    BLOCK_STEP,  /* numbered, from 1 after any other kind */
    BLOCK_ITEM,  /* status and text; label, if any, is what it rests on */
    BLOCK_QUOTE, /* word for word; label, if any, says when */
    BLOCK_LINE,  /* of a transcript; label holds its number and time */
    BLOCK_COMMAND,
};

struct block {
    enum block_kind kind;
    enum status status;
    enum speaker from;
    char *label; /* never NULL in a document; may be empty */
    char *text;
};

struct document {
    struct block *blocks;
    size_t count, room;
};

enum { DOCUMENT_BLOCKS_MAX = 400000 };

/* Copies the texts; NULL is empty. What would be over DOCUMENT_BLOCKS_MAX is dropped. */
void document_add(struct document *document, const struct block *block);
void document_clear(struct document *document);

/* The forms that put it on paper; the report says in which language, how wide, and with colours or not. */
struct report;
void document_text(const struct document *document, const struct report *report, struct buf *out);
void document_markdown(const struct document *document, const struct report *report, struct buf *out);
void document_html(const struct document *document, const struct report *report, struct buf *out);
