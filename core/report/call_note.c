#include "report/call_note.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_answer(const struct fact *fact)
{
    enum question question;
    return fact->kind == FACT_ANSWER && question_from_key(span_of(fact->subject), &question);
}

static size_t list_answers(const struct record *record, const struct fact *ret_answers[CALL_ENTRIES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < record->fact_count && count < CALL_ENTRIES_MAX - 1; i++) {
        const struct fact *fact = &record->facts[i];
        if (!is_answer(fact))
            continue;
        size_t place = count++;
        for (; place > 0 && ret_answers[place - 1]->number > fact->number; place--)
            ret_answers[place] = ret_answers[place - 1];
        ret_answers[place] = fact;
    }
    return count;
}

/* As the case stood when only these answers were known. */
static void judge(const struct record *record, const struct fact *const *answers, size_t count,
                  struct diagnosis *ret_diagnosis)
{
    struct record then = *record;
    then.facts = mem_new((record->fact_count + 1) * sizeof *then.facts);
    then.fact_count = 0;
    for (size_t i = 0; i < record->fact_count; i++)
        if (!is_answer(&record->facts[i]))
            then.facts[then.fact_count++] = record->facts[i];
    for (size_t i = 0; i < count; i++)
        then.facts[then.fact_count++] = *answers[i];
    diagnose(&then, ret_diagnosis);
    free(then.facts);
}

static struct call_entry entry_of(const struct diagnosis *diagnosis, const struct fact *answer)
{
    struct call_entry entry = { .answer = answer,
                                .at = answer ? answer->number : 0,
                                .status = diagnosis->status,
                                .provider = diagnosis->provider };
    if (diagnosis->candidate_count) {
        entry.cause = diagnosis->candidates[0].cause;
        entry.certainty = diagnosis->candidates[0].certainty;
    }
    return entry;
}

static bool differs(const struct call_entry *a, const struct call_entry *b)
{
    return a->status != b->status || a->cause != b->cause || a->certainty != b->certainty;
}

void call_note(const struct record *record, struct call_note *ret_note)
{
    const struct fact *answers[CALL_ENTRIES_MAX];
    size_t count = list_answers(record, answers);
    struct diagnosis *diagnosis = mem_new(sizeof *diagnosis);
    ret_note->count = 0;
    for (size_t i = 0; count > 0 && i <= count; i++) {
        struct call_entry *entry = &ret_note->entries[i];
        judge(record, answers, i, diagnosis);
        *entry = entry_of(diagnosis, i ? answers[i - 1] : NULL);
        entry->is_new = i == 0 || differs(entry, entry - 1);
        ret_note->count++;
    }
    free(diagnosis);
}

void call_time(int64_t at, char out[CALL_TIME_MAX])
{
    time_t seconds = (time_t)at;
    struct tm parts;
    out[0] = '\0';
    if (at > 0 && localtime_r(&seconds, &parts))
        (void)strftime(out, CALL_TIME_MAX, "%H:%M", &parts);
}

void call_said(const struct words *words, const struct call_entry *entry, struct buf *out)
{
    if (entry->answer)
        words_fact(words, entry->answer, out);
    else
        buf_add(out, words_get(words, "call.seen"));
}

void call_verdict(const struct words *words, const struct call_entry *entry, struct buf *out)
{
    char key[64];
    struct buf name;
    struct fact both = { .ms = -1 };
    struct cause_part part = { .cause = entry->cause, .part = "short", .provider = entry->provider };
    if (entry->cause == CAUSE_NONE) {
        (void)snprintf(key, sizeof key, "call.%s", verdict_status_word(entry->status));
        buf_add(out, words_get(words, key));
        return;
    }
    buf_init(&name, KIB);
    (void)words_cause(words, &part, &name);
    (void)snprintf(key, sizeof key, "certainty.%s", certainty_word(entry->certainty));
    mem_copy_text(both.subject, sizeof both.subject, buf_span(&name));
    mem_copy_text(both.text, sizeof both.text, words_get(words, key));
    words_fill(out, words_get(words, "report.candidate"), &both);
    buf_free(&name);
}
