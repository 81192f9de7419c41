/* What a run has found: since the last one that worked, what is ruled out, what is open, and each finding. */
#include "report/passage.h"

#include "report/page.h"

#include <stdio.h>

void passage_changes(struct page *page)
{
    const struct report *report = page->report;
    struct buf text;
    if (!changes_matter(report->compared, report->diagnosis->status))
        return;
    buf_init(&text, 8 * KIB);
    changes_head(report->words, report->compared, &text);
    buf_add_char(page->out, '\n');
    page_ink(page, INK_BOLD);
    page_text(page, buf_span(&text), 0);
    page_ink(page, INK_PLAIN);
    for (size_t i = 0; i < report->compared->count; i++) {
        buf_clear(&text);
        changes_line(report->words, report->compared, i, &text);
        page_item(page, STATUS_WARNING, buf_span(&text));
    }
    buf_free(&text);
}

/* What was seen, and beneath it what that rules out. */
void passage_ruled_out(struct page *page)
{
    const struct report *report = page->report;
    for (size_t i = 0; i < report->diagnosis->ruled_out_count; i++) {
        size_t because = report->diagnosis->ruled_out[i].because;
        struct buf text;
        if (!report_is_new_exclusion(report, i))
            continue;
        buf_init(&text, 4 * KIB);
        if (i == 0)
            page_heading(page, "report.ruled-out");
        report_excluded(report, because, &text);
        page_item(page, STATUS_OK, buf_span(&text));
        buf_clear(&text);
        words_fact(report->words, &report->record->facts[because], &text);
        page_blanks(page, 6);
        page_ink(page, INK_DIM);
        page_text(page, buf_span(&text), 6);
        page_ink(page, INK_PLAIN);
        buf_free(&text);
    }
}

void passage_not_tested(struct page *page)
{
    const struct report *report = page->report;
    for (size_t i = 0; i < report->diagnosis->not_tested_count; i++) {
        struct buf text;
        buf_init(&text, KIB);
        report_not_tested(report, i, &text);
        if (i == 0)
            page_heading(page, "report.not-tested");
        page_item(page, STATUS_SKIPPED, buf_span(&text));
        buf_free(&text);
    }
}

static bool is_shown(const struct page *page, const struct fact *fact, enum step step)
{
    return parts_tell(page->report, fact) && fact_row(fact->kind)->step == step && fact->kind != FACT_CONTEXT &&
           fact->kind != FACT_ANSWER && fact->status != STATUS_SKIPPED;
}

static void put_finding(struct page *page, size_t place)
{
    const struct fact *fact = &page->report->record->facts[place];
    struct buf text;
    buf_init(&text, 4 * KIB);
    if (fact->where.port)
        buf_addf(&text, "%u: ", fact->where.port);
    words_fact(page->report->words, fact, &text);
    /* A blank that does not break: the number stays with its unit. */
    if (fact->ms > 0)
        buf_addf(&text, "  %lld\302\240ms", (long long)fact->ms);
    page_item(page, fact->status, buf_span(&text));
    buf_clear(&text);
    if (fact->status == STATUS_WARNING && words_advice(page->report->words, fact, &text)) {
        page_blanks(page, 4);
        page_text(page, buf_span(&text), 4);
    }
    buf_free(&text);
}

void passage_findings(struct page *page)
{
    const struct record *record = page->report->record;
    for (int step = 0; step < STEP_COUNT; step++) {
        bool any = false;
        for (size_t i = 0; i < record->fact_count; i++) {
            if (!is_shown(page, &record->facts[i], (enum step)step))
                continue;
            if (!any) {
                char key[40];
                (void)snprintf(key, sizeof key, "step.%s", step_word((enum step)step));
                page_heading(page, key);
            }
            any = true;
            put_finding(page, i);
        }
    }
}
