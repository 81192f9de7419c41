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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_byte(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' ||
           c == '@' || c == '/' || c == '+' || c == '=' || (c & 0x80);
}

/* 550, 5.7.1 and 25 mean something; 192.0.2.17, 4296f490 and mx7.example.com are names. */
static bool is_name(struct span word)
{
    enum { CODE_MAX = 8 };
    bool has_digit = false;
    bool has_letter = false;
    bool has_mark = false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.at[i];
        has_digit |= is_digit(c);
        has_mark |= c == '@' || c == '/' || c == '=' || (c == '.' && i + 1 < word.len);
        has_letter |= !is_digit(c) && c != '.';
    }
    return has_letter ? has_digit || has_mark : has_digit && word.len > CODE_MAX;
}

static uint64_t mix(uint64_t key, struct span piece)
{
    return (key ^ span_hash(piece)) * 0x9e3779b97f4a7c15u;
}

uint64_t log_words_key(struct span text)
{
    uint64_t key = 1;
    size_t at = 0;
    while (at < text.len) {
        char c = text.at[at];
        size_t len = 0;
        char closes = c == '<' ? '>' : c == '[' ? ']' : '\0';
        size_t end = closes ? span_find_char(span_from(text, at), closes) : SPAN_NONE;
        if (end != SPAN_NONE) {
            at += end + 1;
            continue;
        }
        while (at + len < text.len && is_word_byte(text.at[at + len]))
            len++;
        struct span word = span_head(span_from(text, at), len);
        if (len)
            key = mix(key, is_name(word) ? SPAN("#") : word);
        at += len ? len : 1;
    }
    return key ? key : 1;
}

/* ---- judging ---- */

static enum stage stage_of(enum log_kind kind)
{
    return kind == LOG_LOGIN_FAILED ? STAGE_AUTH : STAGE_NONE;
}

void log_event_read(const struct log_event *event, const struct intake_context *told, struct record *record)
{
    struct intake_context context = *told;
    if (context.stage == STAGE_NONE)
        context.stage = stage_of(event->kind);
    if (event->mechanism.len)
        mem_copy_text(context.mechanism, sizeof context.mechanism, event->mechanism);
    intake_read(record, event->text.len ? event->text : event->line, &context);
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
