#include "report/document.h"

#include "base/utf8.h"
#include "report/page.h"
#include "report/sign.h"

enum { LABEL_CELLS = 24, STEP_CELLS = 3, ITEM_INDENT = 4, LINE_INDENT = 16 };

/* A document on its way onto a page. */
struct printer {
    struct page page;
    enum block_kind last;
    unsigned step;
};

static void put_text(struct printer *printer, const char *text, int indent)
{
    page_text(&printer->page, span_of(text), indent);
}

/* Of no colour: bold is all that a document has. */
static void put_sign(struct printer *printer, enum status status)
{
    buf_addf(printer->page.out, "%s ", sign_text(status));
}

static void put_title(struct printer *printer, const struct block *block)
{
    page_ink(&printer->page, INK_BOLD);
    put_text(printer, block->text, 0);
    page_ink(&printer->page, INK_PLAIN);
}

static void put_verdict(struct printer *printer, const struct block *block)
{
    put_sign(printer, block->status);
    page_ink(&printer->page, INK_BOLD);
    put_text(printer, block->text, 2);
    page_ink(&printer->page, INK_PLAIN);
}

static void put_plain(struct printer *printer, const struct block *block)
{
    put_text(printer, block->text, 0);
}

static void put_point(struct printer *printer, const struct block *block)
{
    int width = (int)utf8_width(span_of(block->label));
    buf_add_text(printer->page.out, block->label);
    if (width >= LABEL_CELLS)
        buf_add_char(printer->page.out, '\n');
    page_blanks(&printer->page, width >= LABEL_CELLS ? LABEL_CELLS : LABEL_CELLS - width);
    put_text(printer, block->text, LABEL_CELLS);
}

static void put_step(struct printer *printer, const struct block *block)
{
    buf_addf(printer->page.out, "%u. ", printer->step);
    put_text(printer, block->text, STEP_CELLS);
}

static void put_item(struct printer *printer, const struct block *block)
{
    page_blanks(&printer->page, 2);
    put_sign(printer, block->status);
    put_text(printer, block->text, ITEM_INDENT);
    if (!block->label[0])
        return;
    page_blanks(&printer->page, ITEM_INDENT + 2);
    put_text(printer, block->label, ITEM_INDENT + 2);
}

static void put_quote(struct printer *printer, const struct block *block)
{
    page_blanks(&printer->page, 2);
    if (block->label[0]) {
        put_text(printer, block->label, 2);
        page_blanks(&printer->page, ITEM_INDENT);
    }
    put_text(printer, block->text, ITEM_INDENT);
}

static void put_line(struct printer *printer, const struct block *block)
{
    buf_addf(printer->page.out, "%s  ", block->label);
    put_text(printer, block->text, LINE_INDENT);
}

/* On one line however long it is: it is there to be copied. */
static void put_command(struct printer *printer, const struct block *block)
{
    buf_addf(printer->page.out, "%s\n", block->text);
}

static bool is_own_paragraph(const struct printer *printer, const struct block *block)
{
    if (printer->page.out->len == 0)
        return false;
    if (block->kind == BLOCK_HEADING || block->kind == BLOCK_VERDICT || block->kind == BLOCK_COMMAND)
        return true;
    return printer->last == BLOCK_VERDICT || (printer->last != block->kind && printer->last != BLOCK_HEADING);
}

static void put_block(struct printer *printer, const struct block *block)
{
    static void (*const kinds[])(struct printer *, const struct block *) = {
        [BLOCK_TITLE] = put_title,     [BLOCK_VERDICT] = put_verdict, [BLOCK_HEADING] = put_title,
        [BLOCK_TEXT] = put_plain,      [BLOCK_POINT] = put_point,     [BLOCK_STEP] = put_step,
        [BLOCK_ITEM] = put_item,       [BLOCK_QUOTE] = put_quote,     [BLOCK_LINE] = put_line,
        [BLOCK_COMMAND] = put_command,
    };
    if (is_own_paragraph(printer, block))
        buf_add_char(printer->page.out, '\n');
    printer->step = block->kind == BLOCK_STEP && printer->last == BLOCK_STEP ? printer->step + 1 : 1;
    printer->last = block->kind;
    kinds[block->kind](printer, block);
}

void document_text(const struct document *document, const struct report *report, struct buf *out)
{
    struct printer printer = { .page = page_of(report, out), .last = BLOCK_TITLE };
    for (size_t i = 0; i < document->count; i++)
        put_block(&printer, &document->blocks[i]);
}
