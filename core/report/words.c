#include "report/words.h"

#include "base/clean.h"
#include "base/mem.h"
#include "knowledge/providers.h"
#include "report/note.h"
#include "report/stamp.h"

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

/* What fills the braces; without words, what scripts see ("starttls") stands for what people read. */
struct filling {
    const struct words *words;
    const struct fact *fact;
    const char *provider; /* key, or NULL: the fact's subject */
};

static void put_text(struct buf *out, const char *raw)
{
    clean_add(out, span_of(raw), TEXT_SHOWN_MAX);
}

static void put_number(struct buf *out, int64_t number, bool is_there)
{
    if (is_there)
        buf_addf(out, "%lld", (long long)number);
}

static void put_word(struct buf *out, const struct filling *filling, const char *prefix, const char *word)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "%s.%.60s", prefix, word);
    if (filling->words && words_has(filling->words, key))
        buf_add(out, words_get(filling->words, key));
    else
        put_text(out, word);
}

static void put_provider(struct buf *out, const struct filling *filling)
{
    const char *key = filling->provider ? filling->provider : filling->fact->subject;
    const struct provider *provider = provider_by_key(span_of(key));
    put_text(out, provider ? provider->name : key);
}

/* Part of a fact that is shown as it is, or NULL. */
static const char *text_of(struct span name, const struct fact *fact)
{
    const struct {
        const char *name, *text;
    } rows[] = {
        { "host", fact->where.host },   { "enhanced", fact->enhanced }, { "subject", fact->subject },
        { "expected", fact->expected }, { "text", fact->text },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(name, span_of(rows[i].name)))
            return rows[i].text;
    return NULL;
}

static bool put_value(struct buf *out, struct span name, const struct filling *filling)
{
    const struct fact *fact = filling->fact;
    const char *text = text_of(name, fact);
    if (text)
        put_text(out, text);
    else if (span_equal(name, SPAN("port")))
        put_number(out, fact->where.port, fact->where.port > 0);
    else if (span_equal(name, SPAN("code")))
        put_number(out, fact->code, fact->code > 0);
    else if (span_equal(name, SPAN("number")))
        put_number(out, fact->number, true);
    else if (span_equal(name, SPAN("ms")))
        put_number(out, fact->ms, fact->ms >= 0);
    else if (span_equal(name, SPAN("security")))
        put_word(out, filling, "security", security_word(fact->where.security));
    else if (span_equal(name, SPAN("correction")))
        put_word(out, filling, "correction", fact->subject);
    else if (span_equal(name, SPAN("why")))
        put_word(out, filling, "why", fact->subject);
    else if (span_equal(name, SPAN("provider")))
        put_provider(out, filling);
    else
        return false;
    return true;
}

/* Where nothing was filled in, the blank behind it goes too. */
static bool leaves_blank(const struct buf *out, struct span rest)
{
    bool after_blank = out->len == 0 || out->at[out->len - 1] == ' ';
    return after_blank && rest.len && rest.at[0] == ' ';
}

static void fill(struct buf *out, struct span text, const struct filling *filling)
{
    while (text.len) {
        size_t open = span_find_char(text, '{');
        size_t close = open == SPAN_NONE ? SPAN_NONE : span_find_char(span_from(text, open), '}');
        if (close == SPAN_NONE) {
            buf_add(out, text);
            break;
        }
        struct span name = span_head(span_from(text, open + 1), close - 1);
        buf_add(out, span_head(text, open));
        size_t before = out->len;
        if (!put_value(out, name, filling))
            buf_add(out, span_head(span_from(text, open), close + 1));
        text = span_from(text, open + close + 1);
        if (out->len == before && leaves_blank(out, text))
            text = span_from(text, 1);
    }
}

static const struct fact nothing = { .ms = -1 };

void words_fill(struct buf *out, struct span text, const struct fact *fact)
{
    fill(out, text, &(struct filling){ .fact = fact ? fact : &nothing });
}

/* ---- facts and causes ---- */

/* Of a run before: when that was, behind the sentence. */
static void add_before(const struct words *words, const struct fact *fact, struct buf *out)
{
    struct buf stamp;
    struct fact then = { .ms = -1 };
    buf_init(&stamp, KIB);
    stamp_add_short(&stamp, fact->before);
    mem_copy_text(then.text, sizeof then.text, buf_span(&stamp));
    /* Full-width punctuation brings its own distance. */
    if (out->len && (unsigned char)out->at[out->len - 1] < 0x80)
        buf_add_char(out, ' ');
    words_fill(out, words_get(words, "fact.before"), &then);
    buf_free(&stamp);
}

void words_fact(const struct words *words, const struct fact *fact, struct buf *out)
{
    char key[KEY_MAX];
    const char *word = fact_row(fact->kind)->word;
    /* A field, a reason, a source: some subjects have a sentence of their own, and so has each answer. */
    if (fact->kind == FACT_ANSWER)
        (void)snprintf(key, sizeof key, "fact.%s.%.60s.%.40s", word, fact->subject, fact->text);
    else
        (void)snprintf(key, sizeof key, "fact.%s.%.60s", word, fact->subject);
    if (!fact->subject[0] || !words_has(words, key))
        (void)snprintf(key, sizeof key, "fact.%s", word);
    fill(out, words_get(words, key), &(struct filling){ .words = words, .fact = fact });
    /* A reply of nothing but its code leaves a blank at the end. */
    if (out->len && out->at[out->len - 1] == ' ')
        out->at[--out->len] = '\0';
    if (fact->before)
        add_before(words, fact, out);
}

bool words_advice(const struct words *words, const struct fact *fact, struct buf *out)
{
    char key[KEY_MAX];
    const char *word = fact_row(fact->kind)->word;
    (void)snprintf(key, sizeof key, "do.%s.%.60s", word, fact->subject);
    if (!fact->subject[0] || !words_has(words, key))
        (void)snprintf(key, sizeof key, "do.%s", word);
    if (!words_has(words, key))
        return false;
    fill(out, words_get(words, key), &(struct filling){ .words = words, .fact = fact });
    return true;
}

/* A sentence that ends in a server's own words has no full stop, or the one of those words inside brackets. */
static bool is_ended(struct span sentence)
{
    static const char *const ends[] = { ".", "!", "?", ":", "…", "。", "！", "？", "：", ".)", "。）" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (span_ends_nocase(sentence, span_of(ends[i])))
            return true;
    return false;
}

static void add_advice(const struct words *words, const char *advice, struct buf *out)
{
    if (!is_ended(buf_span(out)))
        buf_add(out, words_get(words, "sentence.stop"));
    /* Chinese puts no blank behind its full stop. */
    bool ends_in_ascii = (unsigned char)out->at[out->len - 1] < 0x80;
    buf_addf(out, "%s%s", ends_in_ascii ? " " : "", advice);
}

void words_warnings(const struct words *words, const struct judged *judged, struct buf *out)
{
    for (size_t i = 0; i < judged->diagnosis->warning_count; i++) {
        const struct fact *fact = &judged->record->facts[judged->diagnosis->warnings[i]];
        struct buf advice;
        buf_init(&advice, 4 * KIB);
        buf_add_text(out, out->len ? "\n" : "");
        words_fact(words, fact, out);
        if (words_advice(words, fact, &advice))
            add_advice(words, buf_text(&advice), out);
        buf_free(&advice);
    }
}

/* The proof was a sign-in that the server took. What a cause has to say of its proof goes before everything else. */
static bool was_accepted(const struct fact *proof)
{
    return proof && (proof->kind == FACT_CORRECTED_OK || proof->kind == FACT_FORM_OK);
}

/* Some proofs have words of their own: a sign-in that was taken, a rule that was found. */
static bool own_key(const struct words *words, const struct cause_part *part, char *key)
{
    const char *label = cause_row(part->cause)->label;
    if (!part->proof)
        return false;
    (void)snprintf(key, KEY_MAX, "cause.%s.%s.accepted", label, part->part);
    if (was_accepted(part->proof) && words_has(words, key))
        return true;
    (void)snprintf(key, KEY_MAX, "cause.%s.%s.of-%s", label, part->part, fact_row(part->proof->kind)->word);
    return words_has(words, key);
}

bool words_cause(const struct words *words, const struct cause_part *part, struct buf *out)
{
    char key[KEY_MAX];
    const char *label = cause_row(part->cause)->label;
    bool is_own = own_key(words, part, key);
    if (!is_own)
        (void)snprintf(key, sizeof key, "cause.%s.%s.%.40s", label, part->part, part->provider ? part->provider : "-");
    if (!is_own && !words_has(words, key))
        (void)snprintf(key, sizeof key, "cause.%s.%s", label, part->part);
    if (!words_has(words, key))
        return false;
    fill(out, words_get(words, key), &(struct filling){ words, part->proof ? part->proof : &nothing, part->provider });
    return true;
}

static bool waits_for_password(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->not_tested_count; i++)
        if (strcmp(diagnosis->not_tested[i].check, "smtp-login") == 0 &&
            strcmp(diagnosis->not_tested[i].why, "no-password") == 0)
            return true;
    return false;
}

static const char *undecided_key(const struct record *record, const struct diagnosis *diagnosis)
{
    if (record_find(record, FACT_NOTHING_RECOGNISED))
        return "verdict.undecided.nothing";
    if (record_find(record, FACT_REPLY_POSITIVE) && !record_find(record, FACT_REPLY) && !record_find(record, FACT_SAID))
        return "verdict.undecided.positive";
    /* Somebody was reached who would take a password. */
    if (record_find(record, FACT_AUTH_OFFERED) && waits_for_password(diagnosis))
        return "verdict.undecided.no-password";
    return diagnosis->next_test ? "verdict.undecided" : "verdict.undecided.stopped";
}

/* Somewhere, that is: an endpoint that failed does not speak for the others. */
static bool was_sign_in_tried(const struct record *record)
{
    static const enum fact_kind kinds[] = { FACT_LOGIN_OK,         FACT_LOGIN_REFUSED, FACT_LOGIN_SILENT,
                                            FACT_LOGIN_CLOSED,     FACT_LOGIN_BROKEN,  FACT_CORRECTED_OK,
                                            FACT_CORRECTED_REFUSED };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (record_find(record, kinds[i]))
            return true;
    return false;
}

/* Where a sign-in was tried, a part may have a text of its own: "proves.sent". */
static bool tell_after_sign_in(const struct words *words, const struct cause_part *wanted, struct buf *out)
{
    char key[KEY_MAX];
    char sent[40];
    struct cause_part after = *wanted;
    (void)snprintf(sent, sizeof sent, "%.30s.sent", wanted->part);
    after.part = sent;
    return !own_key(words, wanted, key) && words_cause(words, &after, out);
}

bool words_verdict_part(const struct words *words, const struct judged *judged, const char *part, struct buf *out)
{
    const struct diagnosis *diagnosis = judged->diagnosis;
    if (diagnosis->candidate_count == 0)
        return false;
    struct cause_part wanted = { .cause = diagnosis->candidates[0].cause,
                                 .part = part,
                                 .provider = diagnosis->provider,
                                 .proof = diagnosis_proof(judged->record, diagnosis) };
    return (was_sign_in_tried(judged->record) && tell_after_sign_in(words, &wanted, out)) ||
           words_cause(words, &wanted, out);
}

void words_verdict(const struct words *words, const struct judged *judged, struct buf *out)
{
    const struct diagnosis *diagnosis = judged->diagnosis;
    switch (diagnosis->status) {
    case VERDICT_OK:
        buf_add(out, words_get(words, "verdict.ok"));
        return;
    case VERDICT_UNDECIDED:
        buf_add(out, words_get(words, undecided_key(judged->record, diagnosis)));
        return;
    case VERDICT_WARNING:
    case VERDICT_PROBLEM:
        break;
    }
    if (diagnosis->candidate_count == 0) {
        buf_add(out, words_get(words, diagnosis->status == VERDICT_WARNING ? "verdict.warning" : "verdict.undecided"));
        return;
    }
    if (!words_verdict_part(words, judged, "sentence", out))
        buf_add_text(out, cause_row(diagnosis->candidates[0].cause)->label);
}

/* ---- transcript lines ---- */

/* What stands before "<password hidden>" in a masked line. */
static struct span before_mask(struct span raw)
{
    size_t mask = span_find_char(raw, '<');
    return mask == SPAN_NONE ? raw : span_head(raw, mask);
}

void words_line(const struct words *words, const struct line *line, struct buf *out)
{
    char key[KEY_MAX];
    struct fact argument = { .ms = -1 };
    struct span raw = line_raw(line);
    bool is_masked = line->note == NOTE_USER_HIDDEN || line->note == NOTE_SECRET_HIDDEN;
    (void)snprintf(key, sizeof key, "note.%s", note_word(line->note));
    if (line->note == NOTE_NONE || !words_has(words, key)) {
        clean_add(out, raw, CLEAN_LINE_MAX);
        return;
    }
    if (note_add(words, line, out))
        return;
    mem_copy_text(argument.text, sizeof argument.text, is_masked ? before_mask(raw) : raw);
    words_fill(out, words_get(words, key), &argument);
}
