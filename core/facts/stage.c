#include "facts/stage.h"

static const char *const stage_words[] = {
#define X(id, word) [id] = word,
    STAGES(X)
#undef X
};
static const char *const step_words[] = {
#define X(id, word) [id] = word,
    STEPS(X)
#undef X
};
static const char *const status_words[] = {
#define X(id, word) [id] = word,
    STATUSES(X)
#undef X
};

static bool word_index(const char *const *words, size_t count, struct span word, size_t *ret_index)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_nocase(span_of(words[i]), word)) {
            *ret_index = i;
            return true;
        }
    return false;
}

const char *stage_word(enum stage stage)
{
    return stage_words[stage];
}

bool stage_from_word(struct span word, enum stage *ret_stage)
{
    size_t index;
    if (!word_index(stage_words, STAGE_COUNT, word, &index))
        return false;
    *ret_stage = (enum stage)index;
    return true;
}

const char *step_word(enum step step)
{
    return step_words[step];
}

bool step_from_word(struct span word, enum step *ret_step)
{
    size_t index;
    if (!word_index(step_words, STEP_COUNT, word, &index))
        return false;
    *ret_step = (enum step)index;
    return true;
}

const char *status_word(enum status status)
{
    return status_words[status];
}
