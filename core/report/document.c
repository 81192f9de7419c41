#include "report/document.h"

#include "base/mem.h"

#include <stdlib.h>

void document_add(struct document *document, const struct block *block)
{
    if (document->count == DOCUMENT_BLOCKS_MAX)
        return;
    if (document->count == document->room) {
        size_t room = document->room ? document->room * 2 : 64;
        document->blocks =
            mem_grow(document->blocks, document->room * sizeof *document->blocks, room * sizeof *document->blocks);
        document->room = room;
    }
    struct block *added = &document->blocks[document->count++];
    *added = *block;
    added->label = mem_text(span_of(block->label));
    added->text = mem_text(span_of(block->text));
}

void document_clear(struct document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        free(document->blocks[i].label);
        free(document->blocks[i].text);
    }
    free(document->blocks);
    *document = (struct document){ 0 };
}
