#include "report/document.h"
#include "report/markdown.h"
#include "report/report.h"

#include <string.h>

static bool is_one_of(char c, const char *letters)
{
    return c != '\0' && strchr(letters, c) != NULL;
}

/* "1." and "1)" would begin a list, "-" and "+" as well, "=" would underline a heading. */
static bool begins_block(struct span text, size_t at)
{
    size_t digits = 0;
    while (digits < at && is_one_of(text.at[digits], "0123456789"))
        digits++;
    if (at == 0)
        return is_one_of(text.at[0], "-+=");
    return digits == at && is_one_of(text.at[at], ".)");
}

void markdown_add(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_one_of(text.at[i], "\\`*_[]<>|#~&") || begins_block(text, i))
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
}

/* ---- blocks ---- */

struct page {
    const struct report *report;
    struct buf *out;
    enum block_kind last;
    unsigned step;
};

static void put_label(struct page *page, const char *label)
{
    buf_add_text(page->out, "- **");
    markdown_add(page->out, span_of(label));
    buf_addf(page->out, "**%.*s", SPAN_ARG(words_get(page->report->words, "report.colon")));
}

static void put_item(struct page *page, const struct block *block)
{
    struct span status = report_word(page->report, "status.", status_word(block->status));
    if (block->status == STATUS_OK || block->status == STATUS_SKIPPED)
        buf_add_text(page->out, "- ");
    else
        buf_addf(page->out, "- **%.*s** ", SPAN_ARG(status));
    markdown_add(page->out, span_of(block->text));
    if (block->label[0]) {
        buf_add_text(page->out, "  \n  ");
        markdown_add(page->out, span_of(block->label));
    }
}

/* Four blanks make it code: nothing in it is formatting. */
static void put_code(struct page *page, const struct block *block)
{
    if (block->kind == BLOCK_QUOTE && block->label[0])
        buf_addf(page->out, "    %s\n", block->label);
    buf_add_text(page->out, "    ");
    if (block->kind == BLOCK_LINE)
        buf_addf(page->out, "%s  ", block->label);
    buf_add_text(page->out, block->text);
}

static bool is_code(enum block_kind kind)
{
    return kind == BLOCK_QUOTE || kind == BLOCK_LINE || kind == BLOCK_COMMAND;
}

static bool is_list(enum block_kind kind)
{
    return kind == BLOCK_POINT || kind == BLOCK_STEP || kind == BLOCK_ITEM;
}

/* Things of one kind stand together; everything else is a paragraph of its own. */
static void put_gap(struct page *page, const struct block *block)
{
    bool together = page->last == block->kind && (is_list(block->kind) || is_code(block->kind));
    if (page->out->len && !together)
        buf_add_char(page->out, '\n');
    /* After a list, four blanks would go on with it. */
    if (is_list(page->last) && is_code(block->kind))
        buf_add_text(page->out, "<!-- -->\n\n");
    page->step = block->kind == BLOCK_STEP ? (together ? page->step + 1 : 1) : 0;
    page->last = block->kind;
}

static void put_block(struct page *page, const struct block *block)
{
    static const char *const starts[] = {
        [BLOCK_TITLE] = "# ", [BLOCK_HEADING] = "## ", [BLOCK_VERDICT] = "**", [BLOCK_TEXT] = ""
    };
    put_gap(page, block);
    if (is_code(block->kind)) {
        put_code(page, block);
    } else if (block->kind == BLOCK_ITEM) {
        put_item(page, block);
    } else {
        if (block->kind == BLOCK_POINT)
            put_label(page, block->label);
        else if (block->kind == BLOCK_STEP)
            buf_addf(page->out, "%u. ", page->step);
        else
            buf_add_text(page->out, starts[block->kind]);
        markdown_add(page->out, span_of(block->text));
        buf_add_text(page->out, block->kind == BLOCK_VERDICT ? "**" : "");
    }
    buf_add_char(page->out, '\n');
}

void document_markdown(const struct document *document, const struct report *report, struct buf *out)
{
    struct page page = { .report = report, .out = out, .last = BLOCK_TITLE };
    for (size_t i = 0; i < document->count; i++)
        put_block(&page, &document->blocks[i]);
}
