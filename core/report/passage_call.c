/* What the person was asked and has said, and how the verdict changed with it. */
#include "report/passage.h"

#include "base/mem.h"
#include "report/page.h"

#include <stdlib.h>

static void put_call_entry(struct page *page, const struct call_entry *entry)
{
    char time[CALL_TIME_MAX];
    struct buf text;
    buf_init(&text, 4 * KIB);
    call_time(entry->at, time);
    call_said(page->report->words, entry, &text);
    buf_addf(page->out, "  %-*s", time[0] ? CALL_TIME_MAX - 1 : 0, time);
    page_text(page, buf_span(&text), time[0] ? CALL_TIME_MAX + 1 : 2);
    buf_clear(&text);
    if (entry->is_new) {
        call_verdict(page->report->words, entry, &text);
        page_blanks(page, CALL_TIME_MAX + 1);
        page_ink(page, INK_DIM);
        buf_add_text(page->out, "→ ");
        page_text(page, buf_span(&text), CALL_TIME_MAX + 3);
        page_ink(page, INK_PLAIN);
    }
    buf_free(&text);
}

void passage_answers(struct page *page)
{
    const struct call_note *kept = page->report->note;
    struct call_note *note = mem_new(sizeof *note);
    if (!kept)
        call_note_of(page->report->record, note);
    for (size_t i = 0; kept ? i < kept->count : i < note->count; i++) {
        if (i == 0)
            page_heading(page, "report.call");
        put_call_entry(page, kept ? &kept->entries[i] : &note->entries[i]);
    }
    free(note);
}
