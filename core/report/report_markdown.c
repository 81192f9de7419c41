#include "report/markdown.h"
#include "report/report.h"

#include "base/clean.h"
#include "base/mem.h"

#include <stdlib.h>

static void put_heading(const struct report *report, const char *key, struct buf *out)
{
    struct span text = words_get(report->words, key);
    buf_addf(out, "\n## %.*s\n\n", SPAN_ARG(text));
}

static void put_steps(struct span steps, struct buf *out)
{
    struct span line;
    unsigned number = 1;
    while (span_line(&steps, &line)) {
        buf_addf(out, "%u. ", number++);
        markdown_add(out, line);
        buf_add_char(out, '\n');
    }
}

static void put_part(const struct report *report, const char *key, const char *part, struct buf *out)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_part(report, part, &text)) {
        put_heading(report, key, out);
        markdown_add(out, buf_span(&text));
        buf_add_char(out, '\n');
    }
    buf_free(&text);
}

static void put_point(const struct report *report, const char *key, struct span text, struct buf *out)
{
    buf_addf(out, "- **%.*s**%.*s", SPAN_ARG(words_get(report->words, key)),
             SPAN_ARG(words_get(report->words, "report.colon")));
    markdown_add(out, text);
    buf_add_char(out, '\n');
}

/* Password or server, whose side, how sure. */
static void put_points(const struct report *report, struct buf *out)
{
    const struct candidate *first = &report->diagnosis->candidates[0];
    struct buf password;
    if (report->diagnosis->candidate_count == 0)
        return;
    buf_add_char(out, '\n');
    buf_init(&password, KIB);
    if (report_password(report, &password))
        put_point(report, "report.password", buf_span(&password), out);
    buf_free(&password);
    put_point(report, "report.side", report_word(report, "verdict.side.", side_word(first->side)), out);
    put_point(report, "report.certainty", report_word(report, "verdict.certainty.", certainty_word(first->certainty)),
              out);
}

static void put_verdict(const struct report *report, struct buf *out)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    report_sentence(report, &text);
    buf_add_text(out, "# ");
    markdown_add(out, buf_span(&text));
    buf_add_char(out, '\n');
    put_points(report, out);
    put_part(report, "report.proves", "proves", out);
    buf_clear(&text);
    if (report_actions(report, &text)) {
        put_heading(report, "report.do", out);
        put_steps(buf_span(&text), out);
    }
    buf_free(&text);
}

static void put_ruled_out(const struct report *report, struct buf *out)
{
    const struct diagnosis *diagnosis = report->diagnosis;
    for (size_t i = 0; i < diagnosis->ruled_out_count; i++) {
        struct buf text;
        if (i == 0)
            put_heading(report, "report.ruled-out", out);
        if (!report_is_new_exclusion(report, i))
            continue;
        buf_init(&text, 4 * KIB);
        report_excluded(report, diagnosis->ruled_out[i].because, &text);
        buf_add_text(out, "- ");
        markdown_add(out, buf_span(&text));
        buf_clear(&text);
        words_fact(report->words, &report->record->facts[diagnosis->ruled_out[i].because], &text);
        buf_add_text(out, "  \n  ");
        markdown_add(out, buf_span(&text));
        buf_add_char(out, '\n');
        buf_free(&text);
    }
}

static void put_not_tested(const struct report *report, struct buf *out)
{
    for (size_t i = 0; i < report->diagnosis->not_tested_count; i++) {
        struct buf text;
        buf_init(&text, KIB);
        if (i == 0)
            put_heading(report, "report.not-tested", out);
        report_not_tested(report, i, &text);
        buf_add_text(out, "- ");
        markdown_add(out, buf_span(&text));
        buf_add_char(out, '\n');
        buf_free(&text);
    }
}

/* With what to do about it, where no cause says so. */
static void put_finding(const struct report *report, const struct fact *fact, struct buf *out)
{
    struct buf text;
    struct span status = report_word(report, "status.", status_word(fact->status));
    buf_init(&text, 4 * KIB);
    words_fact(report->words, fact, &text);
    buf_addf(out, "- **%.*s** ", SPAN_ARG(status));
    if (fact->where.port)
        buf_addf(out, "%u: ", fact->where.port);
    markdown_add(out, buf_span(&text));
    buf_clear(&text);
    if (fact->status == STATUS_WARNING && words_advice(report->words, fact, &text)) {
        buf_add_text(out, "  \n  ");
        markdown_add(out, buf_span(&text));
    }
    buf_add_char(out, '\n');
    buf_free(&text);
}

static void put_findings(const struct report *report, struct buf *out)
{
    bool has_reply = record_find(report->record, FACT_REPLY) != NULL;
    put_heading(report, "report.findings", out);
    for (size_t i = 0; i < report->record->fact_count; i++) {
        const struct fact *fact = &report->record->facts[i];
        if (fact->status == STATUS_SKIPPED || fact->kind == FACT_CONTEXT || fact->kind == FACT_ANSWER ||
            (has_reply && fact->kind == FACT_SAID) || !parts_tell(report, fact))
            continue;
        put_finding(report, fact, out);
    }
}

static void put_cleaned(struct buf *out, struct span raw)
{
    struct buf clean;
    buf_init(&clean, 4 * KIB);
    clean_add(&clean, raw, CLEAN_LINE_MAX);
    markdown_add(out, buf_span(&clean));
    buf_free(&clean);
}

/* A text that was read has no server. */
static void put_session_title(const struct session_log *log, struct buf *out)
{
    buf_addf(out, "%s### %u", log->id > 1 ? "\n" : "", log->id);
    if (log->where.host[0]) {
        buf_add_text(out, ": ");
        put_cleaned(out, span_of(log->where.host));
        buf_addf(out, ":%u %s", log->where.port, security_word(log->where.security));
    }
    buf_add_text(out, "\n\n");
}

static void put_session(const struct report *report, const struct session_log *log, struct buf *out)
{
    put_session_title(log, out);
    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];
        /* Four blanks make it code: nothing in it is formatting. */
        buf_addf(out, "    %3u %8.3f %c  ", line->n, (double)line->us / 1e6,
                 line->from == SPEAKER_CLIENT   ? 'C'
                 : line->from == SPEAKER_SERVER ? 'S'
                                                : '-');
        words_line(report->words, line, out);
        buf_add_char(out, '\n');
    }
}

static void put_changes(const struct report *report, struct buf *out)
{
    struct buf text;
    if (!changes_matter(report->compared, report->diagnosis->status))
        return;
    buf_init(&text, 8 * KIB);
    changes_head(report->words, report->compared, &text);
    buf_add_char(out, '\n');
    markdown_add(out, buf_span(&text));
    buf_add_text(out, "\n\n");
    for (size_t i = 0; i < report->compared->count; i++) {
        buf_clear(&text);
        changes_line(report->words, report->compared, i, &text);
        buf_add_text(out, "- ");
        markdown_add(out, buf_span(&text));
        buf_add_char(out, '\n');
    }
    buf_free(&text);
}

/* ---- what was asked, what it changed, and what is still to be asked ---- */

static void put_call_entry(const struct report *report, const struct call_entry *entry, struct buf *out)
{
    char time[CALL_TIME_MAX];
    struct buf text;
    buf_init(&text, 4 * KIB);
    call_time(entry->at, time);
    buf_addf(out, "- %s%s", time, time[0] ? " " : "");
    call_said(report->words, entry, &text);
    markdown_add(out, buf_span(&text));
    buf_clear(&text);
    if (entry->is_new) {
        call_verdict(report->words, entry, &text);
        buf_add_text(out, "  \n  → ");
        markdown_add(out, buf_span(&text));
    }
    buf_add_char(out, '\n');
    buf_free(&text);
}

static void put_call_note(const struct report *report, struct buf *out)
{
    struct call_note *note = mem_new(sizeof *note);
    if (report->note)
        *note = *report->note;
    else
        call_note_of(report->record, note);
    if (note->count)
        put_heading(report, "report.call", out);
    for (size_t i = 0; i < note->count; i++)
        put_call_entry(report, &note->entries[i], out);
    free(note);
}

static void put_next(const struct report *report, struct buf *out)
{
    if (!report->diagnosis->next_test)
        return;
    put_heading(report, "report.next", out);
    markdown_add(out, report_word(report, "next.", report->diagnosis->next_test));
    buf_add_char(out, '\n');
}

/* ---- the page ---- */

static void put_sessions(const struct report *report, struct buf *out)
{
    if (report->record->session_count)
        put_heading(report, "report.transcript", out);
    for (size_t i = 0; i < report->record->session_count; i++)
        put_session(report, report->record->sessions[i], out);
}

void report_markdown(const struct report *report, struct buf *out)
{
    bool has_verdict = report_includes(report, PART_VERDICT);
    if (report->log)
        report_log_markdown(report, out);
    if (has_verdict) {
        put_verdict(report, out);
        put_next(report, out);
    }
    if (report_includes(report, PART_ANSWERS))
        put_call_note(report, out);
    put_changes(report, out);
    if (has_verdict) {
        put_ruled_out(report, out);
        put_not_tested(report, out);
    }
    if (report_includes(report, PART_FINDINGS))
        put_findings(report, out);
    if (report_includes(report, PART_TRANSCRIPT))
        put_sessions(report, out);
}
