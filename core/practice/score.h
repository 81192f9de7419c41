#pragma once

#include "practice/practice.h"

/* How well a case was solved, of 100 points. The points of a row are the most it can bring. */
#define SCORE_ROWS(_)                                                                                                  \
    _(SCORE_FAMILY, "family", 40)                                                                                      \
    _(SCORE_CAUSE, "cause", 25)                                                                                        \
    _(SCORE_SIDE, "side", 15)                                                                                          \
    _(SCORE_RUNS, "runs", 10)     /* a run of the checks more than needed: 5 less */                                   \
    _(SCORE_LOGINS, "logins", 10) /* a sign-in more than needed: 5 less; an account locked on the way: none left */
enum score_row {
#define X(id, word, points) id,
    SCORE_ROWS(X)
#undef X
        SCORE_ROW_COUNT
};
const char *score_word(enum score_row row);
unsigned score_most(enum score_row row);

/* What the learner did and said. */
struct attempt {
    enum cause cause;
    enum side side;
    unsigned runs;
    unsigned logins;
    bool is_locked;
};

struct score {
    unsigned points[SCORE_ROW_COUNT];
    unsigned sum;
};

/* One run and one sign-in are free: that is what a case needs. */
void score_attempt(const struct practice_about *about, const struct attempt *attempt, struct score *ret_score);
