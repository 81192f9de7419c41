#include "report/log_causes.h"

#include "base/mem.h"

#include <stdlib.h>

struct log_causes {
    const struct intake_context *told;
    uint64_t judged;
    struct log_cause all[LOG_CAUSES_MAX];
};

struct log_causes *log_causes_new(const struct intake_context *told)
{
    struct log_causes *causes = mem_new(sizeof *causes);
    causes->told = told;
    return causes;
}

void log_causes_free(struct log_causes *causes)
{
    free(causes);
}

uint64_t log_causes_judged(const struct log_causes *causes)
{
    return causes->judged;
}

/* ---- words without names ---- */

enum { DIGIT = 1, LETTER = 2, DOT = 4, MARK = 8 };

/* Bytes of a word: '-', '_', '+' and all that is not ASCII count as letters. */
static unsigned class_of(char c)
{
    if (c >= '0' && c <= '9')
        return DIGIT;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '+' || (c & 0x80))
        return LETTER;
    if (c == '.')
        return DOT;
    return c == '@' || c == '/' || c == '=' ? MARK | LETTER : 0;
}

/* The length of the word at the start of text, and the classes of its bytes. */
static size_t word_len(struct span text, unsigned *ret_classes)
{
    size_t len = 0;
    unsigned class;
    for (*ret_classes = 0; len < text.len && (class = class_of(text.at[len])); len++)
        *ret_classes |= class;
    return len;
}

/* 550, 5.7.1 and 25 mean something; 192.0.2.17, 4296f490 and mx7.example.com are names. */
static bool is_name(struct span word, unsigned classes)
{
    enum { CODE_MAX = 8 };
    bool has_mark = (classes & MARK) || ((classes & DOT) && span_find_char(word, '.') + 1 < word.len);
    bool has_digit = classes & DIGIT;
    return classes & LETTER ? has_digit || has_mark : has_digit && word.len > CODE_MAX;
}

static uint64_t mix(uint64_t key, struct span piece)
{
    return (key ^ span_hash(piece)) * 0x9e3779b97f4a7c15u;
}

uint64_t log_words_key(struct span text)
{
    uint64_t key = 1;
    while (text.len) {
        char c = text.at[0];
        char closes = c == '<' ? '>' : c == '[' ? ']' : '\0';
        size_t end = closes ? span_find_char(text, closes) : SPAN_NONE;
        unsigned classes = 0;
        size_t len = end == SPAN_NONE ? word_len(text, &classes) : end + 1;
        if (classes)
            key = mix(key, is_name(span_head(text, len), classes) ? SPAN("#") : span_head(text, len));
        text = span_from(text, len ? len : 1);
    }
    return key ? key : 1;
}

/* ---- judging ---- */

static enum stage stage_of(enum log_kind kind)
{
    return kind == LOG_LOGIN_FAILED ? STAGE_AUTH : STAGE_NONE;
}

static bool is_delivery(enum log_kind kind)
{
    return kind == LOG_DEFERRED || kind == LOG_BOUNCED || kind == LOG_EXPIRED;
}

/* FACT_CONTEXT with a subject of the log's own. */
static void add_context(struct record *record, const char *subject, struct span text)
{
    struct fact fact = { .kind = FACT_CONTEXT, .check = "text", .chosen = true, .ms = -1 };
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(subject));
    mem_copy_text(fact.text, sizeof fact.text, text);
    record_add(record, &fact);
}

/* That this server was handing a message on, and how it classed what came of it (RFC 3463). */
static void add_delivery(const struct log_event *event, struct record *record)
{
    add_context(record, "delivery", event->relay);
    for (size_t i = 0; i < record->fact_count; i++) {
        struct fact *said = &record->facts[i];
        if (said->kind == FACT_SAID && said->enhanced[0] == '\0' && !record_find(record, FACT_REPLY))
            mem_copy_text(said->enhanced, sizeof said->enhanced, event->enhanced);
    }
}

bool log_is_submission(const struct log_event *event)
{
    return event->kind == LOG_REJECTED && (span_find(event->process, SPAN("submission")) != SPAN_NONE ||
                                           span_find(event->process, SPAN("smtps")) != SPAN_NONE);
}

void log_event_read(const struct log_event *event, const struct intake_context *told, struct record *record)
{
    struct intake_context context = *told;
    if (context.stage == STAGE_NONE)
        context.stage = stage_of(event->kind);
    if (event->mechanism.len)
        mem_copy_text(context.mechanism, sizeof context.mechanism, event->mechanism);
    intake_read(record, event->text.len ? event->text : event->line, &context);
    if (is_delivery(event->kind))
        add_delivery(event, record);
    if (log_is_submission(event))
        add_context(record, "service", event->process);
}

static void judge(const struct intake_context *told, const struct log_event *event, struct log_cause *cause)
{
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    log_event_read(event, told, &record);
    diagnose(&record, &diagnosis);
    const struct candidate *first = &diagnosis.candidates[0];
    *cause = (struct log_cause){ .key = cause->key };
    if (diagnosis.candidate_count) {
        cause->cause = first->cause;
        cause->certainty = first->certainty;
        cause->side = first->side;
    }
    record_clear(&record);
}

const struct log_cause *log_causes_of(struct log_causes *causes, const struct log_event *event)
{
    enum { NEAR = 8 };
    uint64_t key = mix(log_words_key(event->text), span_of(log_kind_word(event->kind)));
    if (event->enhanced.len)
        key = mix(key, event->enhanced);
    if (log_is_submission(event))
        key = mix(key, SPAN("submission"));
    size_t start = key % LOG_CAUSES_MAX;
    struct log_cause *place = NULL;
    for (size_t i = 0; i < NEAR; i++) {
        struct log_cause *cause = &causes->all[(start + i) % LOG_CAUSES_MAX];
        if (cause->key == key)
            return cause;
        if (!place && cause->key == 0)
            place = cause;
    }
    if (!place)
        place = &causes->all[(start + causes->judged % NEAR) % LOG_CAUSES_MAX];
    place->key = key;
    causes->judged++;
    judge(causes->told, event, place);
    return place;
}
