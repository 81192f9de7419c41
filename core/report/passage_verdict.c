/* The verdict: what it is, whose side, what to do, what proves it, and what else it could be. */
#include "report/passage.h"

#include "base/mem.h"
#include "report/page.h"
#include "report/quotes.h"
#include "report/sign.h"

enum { OTHERS_SHOWN = 3 };

static void put_sentence(struct page *page)
{
    struct buf text;
    buf_init(&text, 4 * KIB);
    report_sentence(page->report, &text);
    page_sign(page, sign_of_verdict(page->report->diagnosis->status));
    page_ink(page, INK_BOLD);
    page_text(page, buf_span(&text), 2);
    page_ink(page, INK_PLAIN);
    buf_free(&text);
}

static void put_part(struct page *page, const char *key, const char *part)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_part(page->report, part, &text) && text.len)
        page_labelled(page, key, buf_span(&text));
    buf_free(&text);
}

/* The question that brought the person here. */
static void put_password(struct page *page)
{
    struct buf text;
    buf_init(&text, KIB);
    if (report_password(page->report, &text))
        page_labelled(page, "report.password", buf_span(&text));
    buf_free(&text);
}

static void put_side(struct page *page)
{
    const struct candidate *first = &page->report->diagnosis->candidates[0];
    page_labelled(page, "report.side", report_word(page->report, "verdict.side.", side_word(first->side)));
}

/* Numbered, one a line. */
static void put_steps(struct page *page, struct span steps)
{
    struct span line;
    unsigned number = 1;
    while (span_line(&steps, &line)) {
        if (number > 1)
            page_blanks(page, PAGE_LABEL_CELLS);
        buf_addf(page->out, "%u. ", number++);
        page_text(page, line, PAGE_LABEL_CELLS + 3);
    }
}

static void put_listed(struct page *page, const char *key, const char *part)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_part(page->report, part, &text) && text.len) {
        page_label(page, key);
        put_steps(page, buf_span(&text));
    }
    buf_free(&text);
}

static void put_actions(struct page *page)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (report_actions(page->report, &text) && text.len) {
        page_label(page, "report.do");
        put_steps(page, buf_span(&text));
    }
    buf_free(&text);
}

/* What proves it was said on no wire, but seen on this machine or in the DNS: the finding itself is the proof. */
static bool put_finding_as_proof(struct page *page)
{
    const struct fact *fact = diagnosis_proof(page->report->record, page->report->diagnosis);
    struct buf text;
    if (!fact || !fact_is_off_wire(fact))
        return false;
    buf_init(&text, 4 * KIB);
    words_fact(page->report->words, fact, &text);
    page_labelled(page, "report.proof", buf_span(&text));
    buf_free(&text);
    return true;
}

static void put_proof(struct page *page)
{
    struct quotes quotes = { .count = 0 };
    if (put_finding_as_proof(page))
        return;
    quotes_prove(&quotes, page->report->record, &page->report->diagnosis->candidates[0], false);
    for (size_t i = 0; i < quotes.count; i++) {
        if (i == 0)
            page_label(page, "report.proof");
        else
            page_blanks(page, PAGE_LABEL_CELLS);
        page_quote(page, quotes.lines[i], PAGE_LABEL_CELLS);
    }
}

static void put_certainty(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    const char *word = certainty_word(diagnosis->candidates[0].certainty);
    page_labelled(page, "report.certainty", report_word(page->report, "verdict.certainty.", word));
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
    page_blanks(page, PAGE_LABEL_CELLS);
    page_ink(page, INK_DIM);
    page_text(page, buf_span(&text), PAGE_LABEL_CELLS);
    page_ink(page, INK_PLAIN);
    buf_free(&text);
}

static void put_next_test(struct page *page)
{
    const struct diagnosis *diagnosis = page->report->diagnosis;
    if (diagnosis->next_test)
        page_labelled(page, "report.next", report_word(page->report, "next.", diagnosis->next_test));
    put_answers(page);
    if (diagnosis->correction != CORRECTION_NONE)
        page_labelled(page, "report.corrected",
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
    for (size_t i = 1; i < diagnosis->candidate_count && i <= OTHERS_SHOWN; i++) {
        struct buf text;
        buf_init(&text, KIB);
        add_candidate(page->report, &diagnosis->candidates[i], &text);
        if (i == 1)
            page_label(page, "report.others");
        else
            page_blanks(page, PAGE_LABEL_CELLS);
        page_text(page, buf_span(&text), PAGE_LABEL_CELLS);
        buf_free(&text);
    }
}

void passage_verdict(struct page *page)
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

void passage_cause(struct page *page)
{
    put_sentence(page);
    buf_add_char(page->out, '\n');
    put_side(page);
    put_part(page, "report.proves", "proves");
    put_listed(page, "report.why", "why");
    put_actions(page);
    put_part(page, "report.ask", "ask");
    put_part(page, "report.prevent", "prevent");
}
