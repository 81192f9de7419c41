#include "report/report.h"

#include "report/log_words.h"

static const char *service_state(enum verdict_status status)
{
    static const char *const states[] = { [VERDICT_OK] = "OK",
                                          [VERDICT_WARNING] = "WARNING",
                                          [VERDICT_PROBLEM] = "CRITICAL",
                                          [VERDICT_UNDECIDED] = "UNKNOWN" };
    return states[status];
}

/* A bar would begin the performance data. */
static void put_without_bars(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        buf_add_char(out, text.at[i] == '|' || text.at[i] == '\n' ? ' ' : text.at[i]);
}

void report_monitoring(const struct report *report, struct buf *out)
{
    const struct diagnosis *diagnosis = report->diagnosis;
    struct buf sentence;
    buf_init(&sentence, 2 * KIB);
    if (report->log && log_words_break_ins(report, &sentence))
        buf_add_char(&sentence, ' ');
    report_sentence(report, &sentence);
    buf_addf(out, "%s - ", service_state(diagnosis->status));
    if (diagnosis->candidate_count)
        buf_addf(out, "%s: ", cause_row(diagnosis->candidates[0].cause)->label);
    put_without_bars(out, buf_span(&sentence));
    buf_addf(out, " | time=%.3fs logins=%u\n", (double)report->record->total_ms / 1000, report->record->logins_used);
    buf_free(&sentence);
}
