#include "knowledge/cause.h"

static const struct cause_row rows[] = {
#define X(id, label, family, side, rung) [id] = { label, family, side, rung },
    CAUSES(X)
#undef X
};

const char *side_word(enum side side)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SIDES(X)
#undef X
    };
    return words[side];
}

const struct cause_row *cause_row(enum cause cause)
{
    return &rows[cause];
}

bool cause_from_label(struct span label, enum cause *ret_cause)
{
    for (size_t i = 0; i < CAUSE_COUNT; i++)
        if (span_equal(span_of(rows[i].label), label)) {
            *ret_cause = (enum cause)i;
            return true;
        }
    return false;
}
