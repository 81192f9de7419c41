#include "report/page.h"

#include "base/utf8.h"
#include "report/sign.h"
#include "report/wrap.h"

enum { COLUMNS = 80, COLUMNS_LEAST = 40, ITEM_INDENT = 4 };

struct page page_of(const struct report *report, struct buf *out)
{
    struct page page = { .report = report, .out = out, .columns = COLUMNS };
    if (report->columns)
        page.columns = report->columns < COLUMNS_LEAST ? COLUMNS_LEAST : (int)report->columns;
    return page;
}

void page_ink(struct page *page, enum ink ink)
{
    static const char *const codes[] = { "\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[1;31m", "\033[33m" };
    if (page->report->colour)
        buf_add_text(page->out, codes[ink]);
}

void page_blanks(struct page *page, int count)
{
    while (count-- > 0)
        buf_add_char(page->out, ' ');
}

void page_text(struct page *page, struct span text, int indent)
{
    wrap_add(page->out, text, page->columns, indent);
}

void page_sign(struct page *page, enum status status)
{
    static const enum ink inks[] = { [STATUS_OK] = INK_GOOD,
                                     [STATUS_WARNING] = INK_WARN,
                                     [STATUS_PROBLEM] = INK_BAD,
                                     [STATUS_UNKNOWN] = INK_WARN,
                                     [STATUS_SKIPPED] = INK_DIM };
    page_ink(page, inks[status]);
    buf_add_text(page->out, sign_text(status));
    page_ink(page, INK_PLAIN);
    buf_add_char(page->out, ' ');
}

void page_heading(struct page *page, const char *key)
{
    buf_add_char(page->out, '\n');
    page_ink(page, INK_BOLD);
    buf_add(page->out, words_get(page->report->words, key));
    page_ink(page, INK_PLAIN);
    buf_add_char(page->out, '\n');
}

void page_label(struct page *page, const char *key)
{
    struct span text = words_get(page->report->words, key);
    int width = (int)utf8_width(text);
    page_ink(page, INK_BOLD);
    buf_add(page->out, text);
    page_ink(page, INK_PLAIN);
    if (width >= PAGE_LABEL_CELLS) {
        buf_add_char(page->out, '\n');
        width = 0;
    }
    page_blanks(page, PAGE_LABEL_CELLS - width);
}

void page_labelled(struct page *page, const char *key, struct span text)
{
    page_label(page, key);
    page_text(page, text, PAGE_LABEL_CELLS);
}

void page_item(struct page *page, enum status status, struct span text)
{
    page_blanks(page, 2);
    page_sign(page, status);
    page_text(page, text, ITEM_INDENT);
}

void page_quote(struct page *page, struct evidence evidence, int indent)
{
    const struct line *line = record_line(page->report->record, evidence);
    struct buf text;
    if (!line)
        return;
    buf_init(&text, 4 * KIB);
    buf_addf(&text, "%u:%-3u %c  ", evidence.session, line->n,
             line->from == SPEAKER_CLIENT   ? 'C'
             : line->from == SPEAKER_SERVER ? 'S'
                                            : '-');
    words_line(page->report->words, line, &text);
    page_text(page, buf_span(&text), indent + 3);
    buf_free(&text);
}
