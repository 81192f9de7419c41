#include "report/document.h"

#include "base/utf8.h"
#include "report/report.h"
#include "report/wrap.h"

#include <string.h>

enum { COLUMNS = 80, COLUMNS_LEAST = 40, LABEL_CELLS = 24, STEP_CELLS = 3, ITEM_INDENT = 4, LINE_INDENT = 16 };

struct page {
    const struct report *report;
    struct buf *out;
    int columns;
    enum block_kind last;
    unsigned step;
};

static void blanks(struct page *page, int count)
{
    while (count-- > 0)
        buf_add_char(page->out, ' ');
}

static void paragraph(struct page *page, const char *text, int indent)
{
    wrap_add(page->out, span_of(text), page->columns, indent);
}

static const char *bold(const struct page *page, bool starts)
{
    if (!page->report->colour)
        return "";
    return starts ? "\033[1m" : "\033[0m";
}

static void put_sign(struct page *page, enum status status)
{
    static const char *const signs[] = { [STATUS_OK] = "✓",
                                         [STATUS_WARNING] = "!",
                                         [STATUS_PROBLEM] = "✗",
                                         [STATUS_UNKNOWN] = "?",
                                         [STATUS_SKIPPED] = "–" };
    buf_addf(page->out, "%s ", signs[status]);
}

static void put_title(struct page *page, const struct block *block)
{
    buf_add_text(page->out, bold(page, true));
    paragraph(page, block->text, 0);
    buf_add_text(page->out, bold(page, false));
}

static void put_verdict(struct page *page, const struct block *block)
{
    put_sign(page, block->status);
    buf_add_text(page->out, bold(page, true));
    paragraph(page, block->text, 2);
    buf_add_text(page->out, bold(page, false));
}

static void put_plain(struct page *page, const struct block *block)
{
    paragraph(page, block->text, 0);
}

static void put_point(struct page *page, const struct block *block)
{
    int width = (int)utf8_width(span_of(block->label));
    buf_add_text(page->out, block->label);
    if (width >= LABEL_CELLS)
        buf_add_char(page->out, '\n');
    blanks(page, width >= LABEL_CELLS ? LABEL_CELLS : LABEL_CELLS - width);
    paragraph(page, block->text, LABEL_CELLS);
}

static void put_step(struct page *page, const struct block *block)
{
    buf_addf(page->out, "%u. ", page->step);
    paragraph(page, block->text, STEP_CELLS);
}

static void put_item(struct page *page, const struct block *block)
{
    blanks(page, 2);
    put_sign(page, block->status);
    paragraph(page, block->text, ITEM_INDENT);
    if (!block->label[0])
        return;
    blanks(page, ITEM_INDENT + 2);
    paragraph(page, block->label, ITEM_INDENT + 2);
}

static void put_quote(struct page *page, const struct block *block)
{
    blanks(page, 2);
    if (block->label[0]) {
        paragraph(page, block->label, 2);
        blanks(page, ITEM_INDENT);
    }
    paragraph(page, block->text, ITEM_INDENT);
}

static void put_line(struct page *page, const struct block *block)
{
    buf_addf(page->out, "%s  ", block->label);
    paragraph(page, block->text, LINE_INDENT);
}

/* On one line however long it is: it is there to be copied. */
static void put_command(struct page *page, const struct block *block)
{
    buf_addf(page->out, "%s\n", block->text);
}

static bool is_own_paragraph(const struct page *page, const struct block *block)
{
    if (page->out->len == 0)
        return false;
    if (block->kind == BLOCK_HEADING || block->kind == BLOCK_VERDICT || block->kind == BLOCK_COMMAND)
        return true;
    return page->last == BLOCK_VERDICT || (page->last != block->kind && page->last != BLOCK_HEADING);
}

static void put_block(struct page *page, const struct block *block)
{
    static void (*const kinds[])(struct page *, const struct block *) = {
        [BLOCK_TITLE] = put_title,     [BLOCK_VERDICT] = put_verdict, [BLOCK_HEADING] = put_title,
        [BLOCK_TEXT] = put_plain,      [BLOCK_POINT] = put_point,     [BLOCK_STEP] = put_step,
        [BLOCK_ITEM] = put_item,       [BLOCK_QUOTE] = put_quote,     [BLOCK_LINE] = put_line,
        [BLOCK_COMMAND] = put_command,
    };
    if (is_own_paragraph(page, block))
        buf_add_char(page->out, '\n');
    page->step = block->kind == BLOCK_STEP && page->last == BLOCK_STEP ? page->step + 1 : 1;
    page->last = block->kind;
    kinds[block->kind](page, block);
}

void document_text(const struct document *document, const struct report *report, struct buf *out)
{
    struct page page = { .report = report, .out = out, .columns = COLUMNS, .last = BLOCK_TITLE };
    if (report->columns)
        page.columns = report->columns < COLUMNS_LEAST ? COLUMNS_LEAST : (int)report->columns;
    for (size_t i = 0; i < document->count; i++)
        put_block(&page, &document->blocks[i]);
}
