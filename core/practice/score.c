#include "practice/score.h"

#include <string.h>

enum { FREE_RUNS = 1, FREE_LOGINS = 1, TOO_MUCH = 5 };

const char *score_word(enum score_row row)
{
    static const char *const words[] = {
#define X(id, word, points) [id] = word,
        SCORE_ROWS(X)
#undef X
    };
    return words[row];
}

unsigned score_most(enum score_row row)
{
    static const unsigned most[] = {
#define X(id, word, points) [id] = points,
        SCORE_ROWS(X)
#undef X
    };
    return most[row];
}

static unsigned thrift(enum score_row row, unsigned used, unsigned free)
{
    unsigned lost = used > free ? (used - free) * TOO_MUCH : 0;
    return lost < score_most(row) ? score_most(row) - lost : 0;
}

void score_attempt(const struct practice_about *about, const struct attempt *attempt, struct score *ret_score)
{
    bool is_cause = attempt->cause == about->cause;
    bool is_family = strcmp(cause_row(attempt->cause)->family, cause_row(about->cause)->family) == 0;
    const bool right[] = {
        [SCORE_FAMILY] = is_family, [SCORE_CAUSE] = is_cause, [SCORE_SIDE] = attempt->side == about->side
    };
    *ret_score = (struct score){ 0 };
    for (size_t i = SCORE_FAMILY; i <= SCORE_SIDE; i++)
        ret_score->points[i] = right[i] ? score_most((enum score_row)i) : 0;
    /* thrift counts for nothing when nothing was found */
    if (is_family) {
        ret_score->points[SCORE_RUNS] = thrift(SCORE_RUNS, attempt->runs, FREE_RUNS);
        ret_score->points[SCORE_LOGINS] = attempt->is_locked ? 0 : thrift(SCORE_LOGINS, attempt->logins, FREE_LOGINS);
    }
    for (size_t i = 0; i < SCORE_ROW_COUNT; i++)
        ret_score->sum += ret_score->points[i];
}
