/* What was said, word for word: the lines that prove it, whole conversations, and the tables of a log. */
#include "report/section.h"

#include "base/clean.h"
#include "report/composer.h"
#include "report/quotes.h"
#include "report/repeat.h"
#include "report/stamp.h"

#include <stdio.h>

/* What proves the cause; where no reply does, the last ones of the conversation. */
static void find_quotes(const struct composer *composer, struct quotes *quotes)
{
    const struct report *report = composer->report;
    const struct candidate *first = composer_cause(composer);
    struct endpoint where;
    if (first)
        quotes_prove(quotes, report->record, first, !report->is_explain);
    if (quotes->count == 0 && repeat_endpoint(report->record, report->target, &where))
        quotes_last_replies(quotes, record_session_at(report->record, &where));
}

static void put_quote(struct composer *composer, struct evidence evidence)
{
    const struct record *record = composer->report->record;
    const struct line *line = record_line(record, evidence);
    const struct session_log *log = record->sessions[evidence.session - 1];
    struct buf when;
    buf_init(&when, KIB);
    if (log->began)
        stamp_add(&when, log->began + line->us);
    words_line(composer->report->words, line, &composer->text);
    composer_put(composer, (struct block){ .kind = BLOCK_QUOTE, .from = line->from, .label = (char *)buf_text(&when) });
    buf_free(&when);
}

void section_replies(struct composer *composer)
{
    struct quotes quotes = { .count = 0 };
    composer->heading = composer->report->is_explain ? "report.proof" : "report.replies";
    find_quotes(composer, &quotes);
    for (size_t i = 0; i < quotes.count; i++)
        put_quote(composer, quotes.lines[i]);
}

static const char *speaker_sign(enum speaker from)
{
    return from == SPEAKER_CLIENT ? "C" : from == SPEAKER_SERVER ? "S" : "-";
}

static void put_session(struct composer *composer, const struct session_log *log)
{
    char label[64];
    if (log->where.host[0]) {
        buf_addf(&composer->text, "%u: ", log->id);
        clean_add(&composer->text, span_of(log->where.host), CLEAN_LINE_MAX);
        buf_addf(&composer->text, ":%u %s", log->where.port, security_word(log->where.security));
        buf_add_text(&composer->text, log->began ? "  " : "");
        if (log->began)
            stamp_add(&composer->text, log->began);
        composer_put(composer, (struct block){ .kind = BLOCK_TEXT });
    }
    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];
        (void)snprintf(label, sizeof label, "%3u %8.3f %s", line->n, (double)line->us / 1e6, speaker_sign(line->from));
        words_line(composer->report->words, line, &composer->text);
        if (composer->text.len == 0)
            buf_add_char(&composer->text, ' ');
        composer_put(composer, (struct block){ .kind = BLOCK_LINE, .from = line->from, .label = label });
    }
}

void section_transcript(struct composer *composer)
{
    const struct record *record = composer->report->record;
    composer->heading = "report.transcript";
    for (size_t i = 0; i < record->session_count; i++)
        put_session(composer, record->sessions[i]);
}

/* Tables of text: as they are. */
void section_log(struct composer *composer)
{
    struct buf text;
    struct span rest;
    struct span line;
    if (!composer->report->log)
        return;
    buf_init(&text, REPORT_MAX);
    report_log_text(composer->report, &text);
    rest = buf_span(&text);
    while (span_line(&rest, &line)) {
        buf_add(&composer->text, line.len ? line : SPAN(" "));
        composer_put(composer, (struct block){ .kind = BLOCK_LINE, .from = SPEAKER_SERVER });
    }
    buf_free(&text);
}
