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

/* In the order in which they were given. */
static size_t list_answers(const struct record *record, const struct fact *ret_answers[QUESTION_COUNT])
{
    size_t count = 0;
    for (size_t i = 0; i < record->fact_count && count < QUESTION_COUNT; i++) {
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

struct call_entry call_entry(const struct diagnosis *diagnosis)
{
    struct call_entry entry = { .status = diagnosis->status, .provider = diagnosis->provider, .is_new = true };
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

void call_note_add(struct call_note *note, const struct record *record, const struct diagnosis *diagnosis,
                   const struct fact *answer)
{
    struct call_entry entry = call_entry(diagnosis);
    const struct fact *fact = answer ? answer : diagnosis_proof(record, diagnosis);
    entry.has_fact = fact != NULL;
    if (fact)
        entry.fact = *fact;
    entry.at = answer ? answer->number : 0;
    if (note->count == CALL_ENTRIES_MAX)
        memmove(note->entries, note->entries + 1, --note->count * sizeof *note->entries);
    entry.is_new = !answer || note->count == 0 || differs(&entry, &note->entries[note->count - 1]);
    note->entries[note->count++] = entry;
}

/* As the case stood when only so many of the answers were known. */
static void add_then(struct call_note *note, const struct record *record, const struct fact *const *answers,
                     size_t count)
{
    struct diagnosis *diagnosis = mem_new(sizeof *diagnosis);
    struct record then = *record;
    then.facts = mem_new((record->fact_count + 1) * sizeof *then.facts);
    then.fact_count = 0;
    for (size_t i = 0; i < record->fact_count; i++)
        if (!is_answer(&record->facts[i]))
            then.facts[then.fact_count++] = record->facts[i];
    for (size_t i = 0; i < count; i++)
        then.facts[then.fact_count++] = *answers[i];
    diagnose(&then, diagnosis);
    call_note_add(note, &then, diagnosis, count ? answers[count - 1] : NULL);
    free(then.facts);
    free(diagnosis);
}

void call_note_of(const struct record *record, struct call_note *ret_note)
{
    const struct fact *answers[QUESTION_COUNT];
    size_t count = list_answers(record, answers);
    ret_note->count = 0;
    for (size_t i = 0; count > 0 && i <= count; i++)
        add_then(ret_note, record, answers, i);
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
    struct buf sentence;
    struct fact seen = { .ms = -1 };
    buf_init(&sentence, 4 * KIB);
    if (entry->has_fact)
        words_fact(words, &entry->fact, &sentence);
    if (entry->has_fact && entry->fact.kind == FACT_ANSWER) {
        buf_add(out, buf_span(&sentence));
    } else {
        mem_copy_text(seen.text, sizeof seen.text, buf_span(&sentence));
        words_fill(out, words_get(words, entry->has_fact ? "call.seen" : "call.checked"), &seen);
    }
    buf_free(&sentence);
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
