/* The usual page: what a report says at the command line when nobody in particular reads it. */
#include "report/page.h"
#include "report/passage.h"

/* Of a text. */
static void put_read(struct page *page)
{
    if (report_includes(page->report, PART_FINDINGS))
        passage_recognised(page);
    if (report_includes(page->report, PART_TRANSCRIPT))
        passage_conversation(page);
}

/* Of a run. */
static void put_seen(struct page *page)
{
    passage_changes(page);
    if (report_includes(page->report, PART_VERDICT)) {
        passage_ruled_out(page);
        passage_not_tested(page);
    }
    if (report_includes(page->report, PART_FINDINGS))
        passage_findings(page);
}

void report_text(const struct report *report, struct buf *out)
{
    struct page page = page_of(report, out);
    if (report->log)
        report_log_text(report, out);
    if (report->log && report->diagnosis->candidate_count)
        page_heading(&page, report->log->answer->trail ? "logs.last" : "logs.most");
    if (report_includes(report, PART_VERDICT))
        passage_verdict(&page);
    if (report->log)
        return;
    if (report_includes(report, PART_ANSWERS))
        passage_answers(&page);
    if (report->is_explain)
        put_read(&page);
    else
        put_seen(&page);
}

void report_cause(const struct words *words, enum cause cause, struct buf *out)
{
    static const struct record nothing = { 0 };
    struct diagnosis diagnosis = { .status = VERDICT_PROBLEM, .candidate_count = 1 };
    struct report about = { .words = words, .record = &nothing, .diagnosis = &diagnosis };
    struct page page = page_of(&about, out);
    diagnosis.candidates[0] = (struct candidate){ .cause = cause, .side = cause_row(cause)->side };
    passage_cause(&page);
}
