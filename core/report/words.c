#include "report/words.h"

#include "base/clean.h"
#include "knowledge/cause.h"

#include <stdio.h>
#include <string.h>

enum { KEY_MAX = 160, TEXT_SHOWN_MAX = 300 };

bool words_has(const struct words *words, const char *key)
{
    struct span ignored;
    return catalogue_get(words->catalogue, span_of(key), &ignored) ||
           catalogue_get(words->fallback, span_of(key), &ignored);
}

struct span words_get(const struct words *words, const char *key)
{
    struct span text;
    if (catalogue_get(words->catalogue, span_of(key), &text) || catalogue_get(words->fallback, span_of(key), &text))
        return text;
    return span_of(key);
}

/* ---- placeholders ---- */

static void put_text(struct buf *out, const char *raw)
{
    clean_add(out, span_of(raw), TEXT_SHOWN_MAX);
}

static void put_port(struct buf *out, const struct fact *fact)
{
    if (fact->where.port)
        buf_addf(out, "%u", fact->where.port);
}

static void put_code(struct buf *out, const struct fact *fact)
{
    if (fact->code)
        buf_addf(out, "%u", fact->code);
}

static void put_ms(struct buf *out, const struct fact *fact)
{
    if (fact->ms >= 0)
        buf_addf(out, "%lld", (long long)fact->ms);
}

static bool put_value(struct buf *out, struct span name, const struct fact *fact)
{
    if (span_equal(name, SPAN("host")))
        put_text(out, fact->where.host);
    else if (span_equal(name, SPAN("port")))
        put_port(out, fact);
    else if (span_equal(name, SPAN("security")))
        buf_add_text(out, security_word(fact->where.security));
    else if (span_equal(name, SPAN("code")))
        put_code(out, fact);
    else if (span_equal(name, SPAN("enhanced")))
        put_text(out, fact->enhanced);
    else if (span_equal(name, SPAN("subject")) || span_equal(name, SPAN("provider")))
        put_text(out, fact->subject);
    else if (span_equal(name, SPAN("expected")))
        put_text(out, fact->expected);
    else if (span_equal(name, SPAN("text")))
        put_text(out, fact->text);
    else if (span_equal(name, SPAN("number")))
        buf_addf(out, "%lld", (long long)fact->number);
    else if (span_equal(name, SPAN("ms")))
        put_ms(out, fact);
    else
        return false;
    return true;
}

void words_fill(struct buf *out, struct span text, const struct fact *fact)
{
    static const struct fact nothing = { .ms = -1 };
    while (text.len) {
        size_t open = span_find_char(text, '{');
        size_t close = open == SPAN_NONE ? SPAN_NONE : span_find_char(span_from(text, open), '}');
        if (close == SPAN_NONE) {
            buf_add(out, text);
            return;
        }
        struct span name = span_head(span_from(text, open + 1), close - 1);
        buf_add(out, span_head(text, open));
        if (!put_value(out, name, fact ? fact : &nothing))
            buf_add(out, span_head(span_from(text, open), close + 1));
        text = span_from(text, open + close + 1);
    }
}

/* ---- facts and causes ---- */

void words_fact(const struct words *words, const struct fact *fact, struct buf *out)
{
    char key[KEY_MAX];
    const char *word = fact_row(fact->kind)->word;
    /* A field, a reason, a source: some subjects have a sentence of their own. */
    (void)snprintf(key, sizeof key, "fact.%s.%.60s", word, fact->subject);
    if (!fact->subject[0] || !words_has(words, key))
        (void)snprintf(key, sizeof key, "fact.%s", word);
    words_fill(out, words_get(words, key), fact);
}

bool words_cause(const struct words *words, const struct cause_part *part, struct buf *out)
{
    char key[KEY_MAX];
    const char *label = cause_row(part->cause)->label;
    (void)snprintf(key, sizeof key, "cause.%s.%s.%.40s", label, part->part, part->provider ? part->provider : "-");
    if (!part->provider || !words_has(words, key))
        (void)snprintf(key, sizeof key, "cause.%s.%s", label, part->part);
    if (!words_has(words, key))
        return false;
    words_fill(out, words_get(words, key), part->proof);
    return true;
}

static const struct fact *first_proof(const struct record *record, const struct diagnosis *diagnosis)
{
    const struct candidate *first = &diagnosis->candidates[0];
    if (diagnosis->candidate_count == 0 || first->for_count == 0 || first->for_facts[0] >= record->fact_count)
        return NULL;
    return &record->facts[first->for_facts[0]];
}

static const char *undecided_key(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->not_tested_count; i++)
        if (strcmp(diagnosis->not_tested[i].check, "smtp-login") == 0 &&
            strcmp(diagnosis->not_tested[i].why, "no-password") == 0)
            return "verdict.undecided.no-password";
    return "verdict.undecided";
}

void words_verdict(const struct words *words, const struct record *record, const struct diagnosis *diagnosis,
                   struct buf *out)
{
    struct cause_part part = { .part = "sentence", .provider = diagnosis->provider };
    switch (diagnosis->status) {
    case VERDICT_OK:
        buf_add(out, words_get(words, "verdict.ok"));
        return;
    case VERDICT_UNDECIDED:
        buf_add(out, words_get(words, undecided_key(diagnosis)));
        return;
    case VERDICT_WARNING:
    case VERDICT_PROBLEM:
        break;
    }
    if (diagnosis->candidate_count == 0) {
        buf_add(out, words_get(words, diagnosis->status == VERDICT_WARNING ? "verdict.warning" : "verdict.undecided"));
        return;
    }
    part.cause = diagnosis->candidates[0].cause;
    part.proof = first_proof(record, diagnosis);
    if (!words_cause(words, &part, out))
        buf_add_text(out, cause_row(part.cause)->label);
}

/* ---- transcript lines ---- */

void words_line(const struct words *words, const struct line *line, struct buf *out)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "note.%s", note_word(line->note));
    bool is_told = line->note != NOTE_NONE && line->note != NOTE_CUT && line->from == SPEAKER_EVENT;
    if (!is_told || !words_has(words, key)) {
        clean_add(out, line_raw(line), CLEAN_LINE_MAX);
        return;
    }
    struct fact argument = { .ms = -1 };
    (void)snprintf(argument.text, sizeof argument.text, "%.*s", (int)(line->len < 700 ? line->len : 700), line->raw);
    words_fill(out, words_get(words, key), &argument);
}
