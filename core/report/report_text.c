#include "report/report.h"
#include "report/call_note.h"
#include "report/report_lines.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "knowledge/providers.h"
#include "report/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS = 80,
    COLUMNS_LEAST = 40,
    LABEL_CELLS = 17,
    PROOFS_SHOWN = 4,
    RECOGNISED_SHOWN = 12,
    TEXT_SHOWN_MAX = 400
};

/* The page being written: where, how wide, with which colours. */
struct page {
    const struct report *report;
    struct buf *out;
    size_t columns;
};

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_BAD, INK_WARN };

static void ink(struct page *page, enum ink colour)
{
    static const char *const codes[] = { "\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[1;31m", "\033[33m" };
    if (page->report->colour)
        buf_add_text(page->out, codes[colour]);
}

static void blanks(struct page *page, size_t count)
{
    while (count--)
        buf_add_char(page->out, ' ');
}

/* Text from here on, its further lines indented. */
static void paragraph(struct page *page, struct span text, size_t indent)
{
    wrap_add(page->out, text, (int)page->columns, (int)indent);
}

static void label(struct page *page, const char *key)
{
    struct span text = words_get(page->report->words, key);
    size_t width = utf8_width(text);
    ink(page, INK_BOLD);
    buf_add(page->out, text);
    ink(page, INK_PLAIN);
    if (width >= LABEL_CELLS) {
        buf_add_char(page->out, '\n');
        width = 0;
    }
    blanks(page, LABEL_CELLS - width);
}

static void heading(struct page *page, const char *key)
{
    buf_add_char(page->out, '\n');
    ink(page, INK_BOLD);
    buf_add(page->out, words_get(page->report->words, key));
    ink(page, INK_PLAIN);
    buf_add_char(page->out, '\n');
}

static const char *sign_of(enum status status)
{
    static const char *const signs[] = { [STATUS_OK] = "✓",
                                         [STATUS_WARNING] = "!",
                                         [STATUS_PROBLEM] = "✗",
                                         [STATUS_UNKNOWN] = "?",
                                         [STATUS_SKIPPED] = "–" };
    return signs[status];
}

static enum ink ink_of(enum status status)
{
    static const enum ink inks[] = { [STATUS_OK] = INK_GOOD,
                                     [STATUS_WARNING] = INK_WARN,
                                     [STATUS_PROBLEM] = INK_BAD,
                                     [STATUS_UNKNOWN] = INK_WARN,
                                     [STATUS_SKIPPED] = INK_DIM };
    return inks[status];
}

static enum status status_of(enum verdict_status status)
{
    static const enum status statuses[] = { [VERDICT_OK] = STATUS_OK,
                                            [VERDICT_WARNING] = STATUS_WARNING,
                                            [VERDICT_PROBLEM] = STATUS_PROBLEM,
                                            [VERDICT_UNDECIDED] = STATUS_UNKNOWN };
    return statuses[status];
}

static void put_sign(struct page *page, enum status status)
{
    ink(page, ink_of(status));
    buf_add_text(page->out, sign_of(status));
    ink(page, INK_PLAIN);
    buf_add_char(page->out, ' ');
}

/* ---- the verdict ---- */

static void put_sentence(struct page *page)
{
    struct buf text;
    buf_init(&text, 4 * KIB);
    report_sentence(page->report, &text);
    put_sign(page, status_of(page->report->diagnosis->status));
    ink(page, INK_BOLD);
    paragraph(page, buf_span(&text), 2);
    ink(page, INK_PLAIN);
    buf_free(&text);
}

static void put_labelled(struct page *page, const char *key, struct span text)
{
    label(page, key);
    paragraph(page, text, LABEL_CELLS);
}

static void put_part(struct page *page, const char *key, const char *part)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_part(page->report, part, &text) && text.len)
        put_labelled(page, key, buf_span(&text));
    buf_free(&text);
}

/* The question that brought the person here. */
static void put_password(struct page *page)
{
    struct buf text;
    buf_init(&text, KIB);
    if (report_password(page->report, &text))
        put_labelled(page, "report.password", buf_span(&text));
    buf_free(&text);
}

static void put_side(struct page *page)
{
    const struct candidate *first = &page->report->diagnosis->candidates[0];
    put_labelled(page, "report.side", report_word(page->report, "verdict.side.", side_word(first->side)));
}

/* Numbered, one a line. */
static void put_steps(struct page *page, struct span steps)
{
    struct span line;
    unsigned number = 1;
    while (span_line(&steps, &line)) {
        if (number > 1)
            blanks(page, LABEL_CELLS);
        buf_addf(page->out, "%u. ", number++);
        paragraph(page, line, LABEL_CELLS + 3);
    }
}

static void put_listed(struct page *page, const char *key, const char *part)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_part(page->report, part, &text) && text.len) {
        label(page, key);
        put_steps(page, buf_span(&text));
    }
    buf_free(&text);
}

static void put_actions(struct page *page)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_actions(page->report, &text) && text.len) {
        label(page, "report.do");
        put_steps(page, buf_span(&text));
    }
    buf_free(&text);
}

static void put_proof_line(struct page *page, const struct evidence *evidence, size_t indent)
{
    const struct line *line = record_line(page->report->record, *evidence);
    struct buf text;
    if (!line)
        return;
    buf_init(&text, 4 * KIB);
    buf_addf(&text, "%u:%-3u %c  ", evidence->session, line->n,
             line->from == SPEAKER_CLIENT   ? 'C'
             : line->from == SPEAKER_SERVER ? 'S'
                                            : '-');
    words_line(page->report->words, line, &text);
    paragraph(page, buf_span(&text), indent + 3);
    buf_free(&text);
}

struct proofs {
    struct evidence shown[PROOFS_SHOWN];
    unsigned count;
};

static bool is_before(const struct evidence *a, const struct evidence *b)
{
    return a->session != b->session ? a->session < b->session : a->line < b->line;
}

/* Each line once, in the order of the conversation. */
static void add_proof(struct proofs *proofs, const struct evidence *evidence)
{
    unsigned place = proofs->count;
    for (unsigned i = 0; i < proofs->count; i++)
        if (proofs->shown[i].session == evidence->session && proofs->shown[i].line == evidence->line)
            return;
    if (proofs->count == PROOFS_SHOWN)
        return;
    for (; place > 0 && is_before(evidence, &proofs->shown[place - 1]); place--)
        proofs->shown[place] = proofs->shown[place - 1];
    proofs->shown[place] = *evidence;
    proofs->count++;
}

/* What proves it was said on no wire, but seen on this machine or in the DNS: the finding itself is the proof. */
static bool put_finding_as_proof(struct page *page, const struct candidate *first)
{
    const struct fact *fact = first->for_count ? &page->report->record->facts[first->for_facts[0]] : NULL;
    struct buf text;
    if (!fact || !fact_is_off_wire(fact))
        return false;
    buf_init(&text, 4 * KIB);
    words_fact(page->report->words, fact, &text);
    put_labelled(page, "report.proof", buf_span(&text));
    buf_free(&text);
    return true;
}

static void put_proof(struct page *page)
{
    const struct candidate *first = &page->report->diagnosis->candidates[0];
    const struct record *record = page->report->record;
    struct proofs proofs = { .count = 0 };
    if (put_finding_as_proof(page, first))
        return;
    for (size_t i = 0; i < first->for_count; i++) {
        const struct fact *fact = &record->facts[first->for_facts[i]];
        for (unsigned k = 0; k < fact->evidence_count; k++)
            if (record_line(record, fact->evidence[k]))
                add_proof(&proofs, &fact->evidence[k]);
    }
    for (unsigned i = 0; i < proofs.count; i++) {
        if (i == 0)
            label(page, "report.proof");
        else
            blanks(page, LABEL_CELLS);
        put_proof_line(page, &proofs.shown[i], LABEL_CELLS);
    }
}

static void put_certainty(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    const char *word = certainty_word(diagnosis->candidates[0].certainty);
    put_labelled(page, "report.certainty", report_word(page->report, "verdict.certainty.", word));
}

/* How to answer: "--answer webmail=yes|no|unknown". */
static void put_answers(struct page *page)
{
    enum question question = page->report->diagnosis->question;
    struct buf text;
    if (question == QUESTION_NONE || !page->report->names_options)
        return;
    buf_init(&text, 256);
    buf_addf(&text, "--answer %s=", question_key(question));
    for (int i = 0, count = 0; i < TOLD_COUNT; i++)
        if (question_takes(question, (enum told)i))
            buf_addf(&text, "%s%s", count++ ? "|" : "", told_word((enum told)i));
    blanks(page, LABEL_CELLS);
    ink(page, INK_DIM);
    paragraph(page, buf_span(&text), LABEL_CELLS);
    ink(page, INK_PLAIN);
    buf_free(&text);
}

static void put_next_test(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    if (diagnosis->next_test)
        put_labelled(page, "report.next", report_word(page->report, "next.", diagnosis->next_test));
    put_answers(page);
    if (diagnosis->correction != CORRECTION_NONE)
        put_labelled(page, "report.corrected",
                     report_word(page->report, "next.correction.", correction_word(diagnosis->correction)));
}

/* "App password needed (possible)". */
static void add_candidate(const struct report *report, const struct candidate *candidate, struct buf *out)
{
    struct cause_part part = { .cause = candidate->cause, .part = "short" };
    struct fact both = { .ms = -1 };
    struct buf name;
    buf_init(&name, KIB);
    words_cause(report->words, &part, &name);
    mem_copy_text(both.subject, sizeof both.subject, buf_span(&name));
    mem_copy_text(both.text, sizeof both.text, report_word(report, "certainty.", certainty_word(candidate->certainty)));
    words_fill(out, words_get(report->words, "report.candidate"), &both);
    buf_free(&name);
}

static void put_others(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    for (size_t i = 1; i < diagnosis->candidate_count && i < 4; i++) {
        struct buf text;
        buf_init(&text, KIB);
        add_candidate(page->report, &diagnosis->candidates[i], &text);
        if (i == 1)
            label(page, "report.others");
        else
            blanks(page, LABEL_CELLS);
        paragraph(page, buf_span(&text), LABEL_CELLS);
        buf_free(&text);
    }
}

static void put_verdict(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    put_sentence(page);
    if (diagnosis->candidate_count || diagnosis->next_test || diagnosis->warning_count)
        buf_add_char(page->out, '\n');
    if (diagnosis->warning_count)
        put_actions(page);
    if (diagnosis->candidate_count) {
        put_password(page);
        put_side(page);
        put_certainty(page);
        put_part(page, "report.proves", "proves");
        put_listed(page, "report.why", "why");
        put_actions(page);
        put_part(page, "report.ask", "ask");
        put_proof(page);
        put_others(page);
    }
    put_next_test(page);
}

/* ---- what was ruled out, what was left open ---- */

/* What was seen, and beneath it what that rules out. */
static void put_ruled_out(struct page *page)
{
    const struct report *report = page->report;
    for (size_t i = 0; i < report->diagnosis->ruled_out_count; i++) {
        size_t because = report->diagnosis->ruled_out[i].because;
        struct buf text;
        if (!report_is_new_exclusion(report, i))
            continue;
        buf_init(&text, 4 * KIB);
        if (i == 0)
            heading(page, "report.ruled-out");
        report_excluded(report, because, &text);
        blanks(page, 2);
        put_sign(page, STATUS_OK);
        paragraph(page, buf_span(&text), 4);
        buf_clear(&text);
        words_fact(report->words, &report->record->facts[because], &text);
        blanks(page, 6);
        ink(page, INK_DIM);
        paragraph(page, buf_span(&text), 6);
        ink(page, INK_PLAIN);
        buf_free(&text);
    }
}

static void put_changes(struct page *page)
{
    const struct report *report = page->report;
    struct buf text;
    if (!changes_matter(report->compared, report->diagnosis->status))
        return;
    buf_init(&text, 8 * KIB);
    changes_head(report->words, report->compared, &text);
    buf_add_char(page->out, '\n');
    ink(page, INK_BOLD);
    paragraph(page, buf_span(&text), 0);
    ink(page, INK_PLAIN);
    for (size_t i = 0; i < report->compared->count; i++) {
        buf_clear(&text);
        changes_line(report->words, report->compared, i, &text);
        blanks(page, 2);
        put_sign(page, STATUS_WARNING);
        paragraph(page, buf_span(&text), 4);
    }
    buf_free(&text);
}

static void put_not_tested(struct page *page)
{
    const struct report *report = page->report;
    for (size_t i = 0; i < report->diagnosis->not_tested_count; i++) {
        struct buf text;
        buf_init(&text, KIB);
        report_not_tested(report, i, &text);
        if (i == 0)
            heading(page, "report.not-tested");
        blanks(page, 2);
        put_sign(page, STATUS_SKIPPED);
        paragraph(page, buf_span(&text), 4);
        buf_free(&text);
    }
}

/* ---- all findings, step by step ---- */

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
    blanks(page, 2);
    put_sign(page, fact->status);
    paragraph(page, buf_span(&text), 4);
    buf_clear(&text);
    if (fact->status == STATUS_WARNING && words_advice(page->report->words, fact, &text)) {
        blanks(page, 4);
        paragraph(page, buf_span(&text), 4);
    }
    buf_free(&text);
}

static void put_findings(struct page *page)
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
                heading(page, key);
            }
            any = true;
            put_finding(page, i);
        }
    }
}

/* ---- what was asked, and what it changed ---- */

static void put_call_entry(struct page *page, const struct call_entry *entry)
{
    char time[CALL_TIME_MAX];
    struct buf text;
    buf_init(&text, 4 * KIB);
    call_time(entry->at, time);
    call_said(page->report->words, entry, &text);
    buf_addf(page->out, "  %-*s", time[0] ? CALL_TIME_MAX - 1 : 0, time);
    paragraph(page, buf_span(&text), time[0] ? CALL_TIME_MAX + 1 : 2);
    buf_clear(&text);
    if (entry->is_new) {
        call_verdict(page->report->words, entry, &text);
        blanks(page, CALL_TIME_MAX + 1);
        ink(page, INK_DIM);
        buf_add_text(page->out, "→ ");
        paragraph(page, buf_span(&text), CALL_TIME_MAX + 3);
        ink(page, INK_PLAIN);
    }
    buf_free(&text);
}

static void put_call_note(struct page *page)
{
    const struct call_note *kept = page->report->note;
    struct call_note *note = mem_new(sizeof *note);
    if (!kept)
        call_note_of(page->report->record, note);
    for (size_t i = 0; kept ? i < kept->count : i < note->count; i++) {
        if (i == 0)
            heading(page, "report.call");
        put_call_entry(page, kept ? &kept->entries[i] : &note->entries[i]);
    }
    free(note);
}

/* ---- what was recognised in a text ---- */

/* "535 5.7.8 Error: authentication failed", readable; or what else was seen, as a sentence. */
static void add_readable(const struct report *report, const struct fact *fact, struct buf *out)
{
    if (fact->kind != FACT_REPLY && fact->kind != FACT_REPLY_POSITIVE && fact->kind != FACT_SAID) {
        words_fact(report->words, fact, out);
        return;
    }
    if (fact->code)
        buf_addf(out, "%u ", fact->code);
    if (fact->enhanced[0])
        buf_addf(out, "%s ", fact->enhanced);
    clean_add(out, span_of(fact->text), TEXT_SHOWN_MAX);
}

/* The line as it came, when it says more than what was read in it. */
static void put_original(struct page *page, const struct fact *fact, struct span readable)
{
    const struct line *line = record_line(page->report->record, fact->evidence[0]);
    if (fact->evidence_count == 0 || !line || span_find(readable, line_raw(line)) != SPAN_NONE)
        return;
    blanks(page, 4);
    ink(page, INK_DIM);
    put_proof_line(page, &fact->evidence[0], 4);
    ink(page, INK_PLAIN);
}

static void put_recognised(struct page *page, const struct fact *fact)
{
    struct buf text;
    buf_init(&text, 4 * KIB);
    add_readable(page->report, fact, &text);
    size_t len = text.len;
    if (fact->stage != STAGE_NONE) {
        struct span stage = report_word(page->report, "stage.", stage_word(fact->stage));
        buf_addf(&text, "  [%.*s]", SPAN_ARG(stage));
    }
    blanks(page, 2);
    put_sign(page, fact->status);
    paragraph(page, buf_span(&text), 4);
    put_original(page, fact, span_head(buf_span(&text), len));
    buf_free(&text);
}

/* Rules of providers change: long ago is said, with the day. */
static void put_age(struct page *page, const struct provider *provider)
{
    struct fact fact = { .ms = -1 };
    struct buf text;
    if (!provider || !provider_is_old(provider, clock_wall()))
        return;
    mem_copy_text(fact.text, sizeof fact.text, span_of(provider->checked));
    buf_init(&text, KIB);
    words_fill(&text, words_get(page->report->words, "report.provider-old"), &fact);
    blanks(page, 2);
    put_sign(page, STATUS_WARNING);
    paragraph(page, buf_span(&text), 4);
    buf_free(&text);
}

static void put_provider(struct page *page)
{
    struct fact fact = fact_new(FACT_PROVIDER_KNOWN, "text");
    struct buf text;
    if (!page->report->diagnosis->provider)
        return;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(page->report->diagnosis->provider));
    buf_init(&text, KIB);
    words_fact(page->report->words, &fact, &text);
    blanks(page, 2);
    put_sign(page, STATUS_OK);
    paragraph(page, buf_span(&text), 4);
    buf_free(&text);
    put_age(page, provider_by_key(span_of(fact.subject)));
}

static void put_all_recognised(struct page *page)
{
    const struct record *record = page->report->record;
    bool has_reply = record_find(record, FACT_REPLY) != NULL;
    size_t shown = 0;
    if (record_find(record, FACT_NOTHING_RECOGNISED))
        return;
    heading(page, "report.recognised");
    put_provider(page);
    for (size_t i = 0; i < record->fact_count && shown < RECOGNISED_SHOWN; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == FACT_CONTEXT || fact->kind == FACT_ANSWER || (has_reply && fact->kind == FACT_SAID))
            continue;
        put_recognised(page, fact);
        shown++;
    }
}

static void put_conversation(struct page *page)
{
    const struct record *record = page->report->record;
    const struct session_log *log = record->session_count ? record->sessions[0] : NULL;
    if (!report_is_conversation(log))
        return;
    heading(page, "report.lines");
    report_lines(page->report, log, page->out);
}

/* ---- the page ---- */

static struct page page_of(const struct report *report, struct buf *out)
{
    struct page page = { .report = report, .out = out, .columns = report->columns ? report->columns : COLUMNS };
    if (page.columns < COLUMNS_LEAST)
        page.columns = COLUMNS_LEAST;
    return page;
}

/* Of a text. */
static void put_read(struct page *page)
{
    if (report_includes(page->report, PART_FINDINGS))
        put_all_recognised(page);
    if (report_includes(page->report, PART_TRANSCRIPT))
        put_conversation(page);
}

/* Of a run. */
static void put_seen(struct page *page)
{
    put_changes(page);
    if (report_includes(page->report, PART_VERDICT)) {
        put_ruled_out(page);
        put_not_tested(page);
    }
    if (report_includes(page->report, PART_FINDINGS))
        put_findings(page);
}

void report_text(const struct report *report, struct buf *out)
{
    struct page page = page_of(report, out);
    if (report->log)
        report_log_text(report, out);
    if (report->log && report->diagnosis->candidate_count)
        heading(&page, "logs.most");
    if (report_includes(report, PART_VERDICT))
        put_verdict(&page);
    if (report->log)
        return;
    if (report_includes(report, PART_ANSWERS))
        put_call_note(&page);
    if (report->is_explain)
        put_read(&page);
    else
        put_seen(&page);
}

void report_cause(const struct report *report, enum cause cause, struct buf *out)
{
    struct diagnosis diagnosis = { .status = VERDICT_PROBLEM, .candidate_count = 1 };
    struct report about = *report;
    struct page page = page_of(&about, out);
    diagnosis.candidates[0] = (struct candidate){ .cause = cause, .side = cause_row(cause)->side };
    about.diagnosis = &diagnosis;
    put_sentence(&page);
    buf_add_char(out, '\n');
    put_side(&page);
    put_part(&page, "report.proves", "proves");
    put_listed(&page, "report.why", "why");
    put_actions(&page);
    put_part(&page, "report.ask", "ask");
    put_part(&page, "report.prevent", "prevent");
}
