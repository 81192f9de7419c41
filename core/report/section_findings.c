/* What was found, what it rules out, what is open, and how to see it again. */
#include "report/section.h"

#include "base/mem.h"
#include "report/composer.h"
#include "report/repeat.h"

#include <stdlib.h>
#include <string.h>

void section_ruled_out(struct composer *composer)
{
    const struct report *report = composer->report;
    composer->heading = "report.ruled-out";
    for (size_t i = 0; i < report->diagnosis->ruled_out_count; i++) {
        size_t because = report->diagnosis->ruled_out[i].because;
        struct buf reason;
        if (!report_is_new_exclusion(report, i))
            continue;
        buf_init(&reason, COMPOSER_TEXT_MAX);
        words_fact(report->words, &report->record->facts[because], &reason);
        report_excluded(report, because, &composer->text);
        composer_put(composer,
                     (struct block){ .kind = BLOCK_ITEM, .status = STATUS_OK, .label = (char *)buf_text(&reason) });
        buf_free(&reason);
    }
}

void section_open(struct composer *composer)
{
    const struct diagnosis *diagnosis = composer->report->diagnosis;
    composer->heading = "report.not-tested";
    for (size_t i = 0; i < diagnosis->not_tested_count; i++) {
        report_not_tested(composer->report, i, &composer->text);
        composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
    }
    composer->heading = "report.next";
    if (diagnosis->next_test)
        buf_add(&composer->text, report_word(composer->report, "next.", diagnosis->next_test));
    composer_put(composer, (struct block){ .kind = BLOCK_TEXT });
}

/* How long a password is, and what is odd about it, is nobody else's business. */
static bool is_told(const struct composer *composer, const struct fact *fact)
{
    bool is_about_secret = strcmp(fact->subject, "password") == 0;
    return fact->kind != FACT_CONTEXT && fact->kind != FACT_ANSWER && fact->status != STATUS_SKIPPED &&
           parts_tell(composer->report, fact) && (composer_speaks_to_user(composer) || !is_about_secret);
}

/* With what to do about it, where no cause says so. */
static void put_finding(struct composer *composer, const struct fact *fact)
{
    struct buf advice;
    buf_init(&advice, COMPOSER_TEXT_MAX);
    if (fact->status == STATUS_WARNING)
        (void)words_advice(composer->report->words, fact, &advice);
    if (fact->where.port)
        buf_addf(&composer->text, "%u: ", fact->where.port);
    words_fact(composer->report->words, fact, &composer->text);
    /* A blank that does not break: the number stays with its unit. */
    if (fact->ms > 0)
        buf_addf(&composer->text, "  %lld\302\240ms", (long long)fact->ms);
    composer_put(composer,
                 (struct block){ .kind = BLOCK_ITEM, .status = fact->status, .label = (char *)buf_text(&advice) });
    buf_free(&advice);
}

void section_findings(struct composer *composer)
{
    const struct record *record = composer->report->record;
    composer->heading = "report.findings";
    for (size_t i = 0; i < record->fact_count; i++)
        if (is_told(composer, &record->facts[i]))
            put_finding(composer, &record->facts[i]);
}

void section_changes(struct composer *composer)
{
    const struct report *report = composer->report;
    if (!changes_matter(report->compared, report->diagnosis->status))
        return;
    composer->heading = "report.changes";
    changes_head(report->words, report->compared, &composer->text);
    composer_put(composer, (struct block){ .kind = BLOCK_TEXT });
    for (size_t i = 0; i < report->compared->count; i++) {
        changes_line(report->words, report->compared, i, &composer->text);
        composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_WARNING });
    }
}

static void put_call_entry(struct composer *composer, const struct call_entry *entry)
{
    char time[CALL_TIME_MAX];
    struct buf verdict;
    enum status status = entry->has_fact ? entry->fact.status : STATUS_UNKNOWN;
    buf_init(&verdict, COMPOSER_TEXT_MAX);
    call_time(entry->at, time);
    buf_addf(&composer->text, "%s%s", time, time[0] ? "  " : "");
    call_said(composer->report->words, entry, &composer->text);
    if (entry->is_new) {
        buf_add_text(&verdict, "→ ");
        call_verdict(composer->report->words, entry, &verdict);
    }
    composer_put(composer, (struct block){ .kind = BLOCK_ITEM, .status = status, .label = (char *)buf_text(&verdict) });
    buf_free(&verdict);
}

void section_answers(struct composer *composer)
{
    const struct call_note *kept = composer->report->note;
    struct call_note *note = mem_new(sizeof *note);
    composer->heading = "report.call";
    if (kept)
        *note = *kept;
    else
        call_note_of(composer->report->record, note);
    for (size_t i = 0; i < note->count; i++)
        put_call_entry(composer, &note->entries[i]);
    free(note);
}

void section_repeat(struct composer *composer)
{
    struct repeat repeat;
    if (!repeat_read(composer->report->record, composer->report->target, &repeat))
        return;
    composer->heading = "report.repeat";
    composer_put_key(composer, BLOCK_TEXT, "report.repeat.note");
    for (int tool = 0; tool < REPEAT_TOOL_COUNT; tool++)
        if (repeat_command(&repeat, (enum repeat_tool)tool, &composer->text))
            composer_put(composer, (struct block){ .kind = BLOCK_COMMAND });
}
