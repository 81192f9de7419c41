/* What was recognised in a text. */
#include "report/passage.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"
#include "knowledge/providers.h"
#include "report/page.h"
#include "report/report_lines.h"

enum { RECOGNISED_SHOWN = 12, TEXT_SHOWN_MAX = 400 };

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
    page_blanks(page, 4);
    page_ink(page, INK_DIM);
    page_quote(page, fact->evidence[0], 4);
    page_ink(page, INK_PLAIN);
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
    page_item(page, fact->status, buf_span(&text));
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
    page_item(page, STATUS_WARNING, buf_span(&text));
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
    page_item(page, STATUS_OK, buf_span(&text));
    buf_free(&text);
    put_age(page, provider_by_key(span_of(fact.subject)));
}

void passage_recognised(struct page *page)
{
    const struct record *record = page->report->record;
    bool has_reply = record_find(record, FACT_REPLY) != NULL;
    size_t shown = 0;
    if (record_find(record, FACT_NOTHING_RECOGNISED))
        return;
    page_heading(page, "report.recognised");
    put_provider(page);
    for (size_t i = 0; i < record->fact_count && shown < RECOGNISED_SHOWN; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == FACT_CONTEXT || fact->kind == FACT_ANSWER || (has_reply && fact->kind == FACT_SAID))
            continue;
        put_recognised(page, fact);
        shown++;
    }
}

void passage_conversation(struct page *page)
{
    const struct record *record = page->report->record;
    const struct session_log *log = record->session_count ? record->sessions[0] : NULL;
    if (!report_is_conversation(log))
        return;
    page_heading(page, "report.lines");
    report_lines(page->report, log, page->out);
}
