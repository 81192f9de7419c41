#include "diagnosis/questions.h"

#include "base/mem.h"

#include <string.h>

static const struct {
    const char *word;
    char letter;
} choices[TOLD_COUNT] = {
#define X(id, word, letter) [id] = { word, letter },
    TOLD(X)
#undef X
};

const char *told_word(enum told told)
{
    return choices[told].word;
}

char told_letter(enum told told)
{
    return choices[told].letter;
}

static const char *const keys[QUESTION_COUNT] = {
#define X(id, key) [id] = key,
    QUESTIONS(X)
#undef X
};

const char *question_key(enum question question)
{
    return keys[question];
}

bool question_from_key(struct span key, enum question *ret_question)
{
    for (int i = QUESTION_NONE + 1; i < QUESTION_COUNT; i++)
        if (span_equal(span_of(keys[i]), key)) {
            *ret_question = (enum question)i;
            return true;
        }
    return false;
}

#define BIT(told) (1u << (told))

bool question_takes(enum question question, enum told told)
{
    static const unsigned usual = BIT(TOLD_YES) | BIT(TOLD_NO);
    static const unsigned own[QUESTION_COUNT] = {
        [QUESTION_WHICH_SECRET] = BIT(TOLD_ACCOUNT) | BIT(TOLD_APP),
        [QUESTION_EVER_WORKED] = BIT(TOLD_NEVER) | BIT(TOLD_STOPPED) | BIT(TOLD_SOMETIMES),
    };
    unsigned taken = (own[question] ? own[question] : usual) | BIT(TOLD_UNKNOWN);
    return question != QUESTION_NONE && (taken & BIT(told));
}

bool question_reads(enum question question, struct span word, enum told *ret_told)
{
    for (int i = 0; i < TOLD_COUNT; i++)
        if (question_takes(question, (enum told)i) && span_equal(span_of(choices[i].word), word)) {
            *ret_told = (enum told)i;
            return true;
        }
    return false;
}

bool question_hears(enum question question, char letter, enum told *ret_told)
{
    for (int i = 0; i < TOLD_COUNT; i++)
        if (question_takes(question, (enum told)i) && choices[i].letter == letter) {
            *ret_told = (enum told)i;
            return true;
        }
    return false;
}

/* ---- answers as facts ---- */

const struct fact *question_answer(const struct record *record, enum question question)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == FACT_ANSWER && strcmp(fact->subject, keys[question]) == 0)
            return fact;
    }
    return NULL;
}

bool question_settle(struct record *record, enum question question, enum told told, int64_t at)
{
    struct fact fact = fact_new(FACT_ANSWER, "questions");
    const struct fact *earlier = question_answer(record, question);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(keys[question]));
    mem_copy_text(fact.text, sizeof fact.text, span_of(choices[told].word));
    fact.status = told == TOLD_UNKNOWN ? STATUS_UNKNOWN : STATUS_OK;
    fact.number = at;
    fact.chosen = true;
    if (!earlier)
        return record_add(record, &fact) != NULL;
    record->facts[earlier - record->facts] = fact;
    return true;
}

void questions_take(struct record *record, const struct target *target)
{
    for (size_t i = 0; i < target->answer_count; i++) {
        const struct answer *answer = &target->answers[i];
        enum question question;
        enum told told;
        if (question_from_key(span_of(answer->key), &question) &&
            question_reads(question, span_of(answer->value), &told))
            (void)question_settle(record, question, told, answer->at);
    }
}
