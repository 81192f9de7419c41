#pragma once

#include "facts/record.h"
#include "knowledge/cause.h"
#include "diagnosis/questions.h"

/* Facts in, causes out. Pure: no I/O, no language, no clock. */

#define CERTAINTIES(_)                                                                                                 \
    _(CERTAINTY_POSSIBLE, "possible")                                                                                  \
    _(CERTAINTY_LIKELY, "likely")                                                                                      \
    _(CERTAINTY_PROVEN, "proven")
enum certainty {
#define X(id, word) id,
    CERTAINTIES(X)
#undef X
};
const char *certainty_word(enum certainty certainty);

enum verdict_status { VERDICT_OK, VERDICT_WARNING, VERDICT_PROBLEM, VERDICT_UNDECIDED };
const char *verdict_status_word(enum verdict_status status);

enum { CANDIDATES_MAX = 12, PROOFS_MAX = 8, RULED_OUT_MAX = CAUSE_COUNT, NOT_TESTED_MAX = 32, WARNINGS_MAX = 16 };

/* A cause that is held possible. for_facts and against are places in the record's facts. */
struct candidate {
    enum cause cause;
    enum side side; /* usually the cause's own; some replies say otherwise */
    enum certainty certainty;
    int weight;       /* 1 to 100, for ranking only */
    const char *rule; /* id of the rule that brought it, for tests and `explain --why` */
    size_t for_facts[PROOFS_MAX];
    size_t for_count;
    size_t against[PROOFS_MAX];
    size_t against_count;
};

struct ruled_out {
    enum cause cause;
    size_t because; /* place of the fact that excludes it */
};

struct not_tested {
    const char *check; /* id of the check */
    const char *why;   /* word: no-password, depends, out-of-time, cancelled, not-asked, budget … */
};

/* The one test or question that would separate the first two candidates; NULL when none is needed. */
#define CORRECTIONS(_)                                                                                                 \
    _(CORRECTION_NONE, "none")                                                                                         \
    _(CORRECTION_TRIM, "trim")                                                                                         \
    _(CORRECTION_HALFWIDTH, "halfwidth")                                                                               \
    _(CORRECTION_LAYOUT, "layout")                                                                                     \
    _(CORRECTION_VISIBLE, "visible")                                                                                   \
    _(CORRECTION_NFC, "nfc")                                                                                           \
    _(CORRECTION_STRAIGHT, "straight")                                                                                 \
    _(CORRECTION_NO_BLANKS, "no-blanks")                                                                               \
    _(CORRECTION_FULL_ADDRESS, "full-address")                                                                         \
    _(CORRECTION_LOCAL_PART, "local-part")                                                                             \
    _(CORRECTION_DOMAIN_USER, "domain-user")
enum correction {
#define X(id, word) id,
    CORRECTIONS(X)
#undef X
        CORRECTION_COUNT
};
const char *correction_word(enum correction correction);
/* Whether it writes the user name in another form, and leaves the password as it is. */
bool correction_is_of_name(struct span word);
/* The sign-in that was taken with name or password written another way, its subject the correction's word; or NULL. */
const struct fact *accepted_otherwise(const struct record *record);

struct diagnosis {
    enum verdict_status status;
    struct candidate candidates[CANDIDATES_MAX]; /* most likely first; the verdict's is [0] */
    size_t candidate_count;
    struct ruled_out ruled_out[RULED_OUT_MAX];
    size_t ruled_out_count;
    struct not_tested not_tested[NOT_TESTED_MAX];
    size_t not_tested_count;
    size_t warnings[WARNINGS_MAX]; /* places of the facts that keep a sign-in that works from being all well */
    size_t warning_count;
    const char *next_test;      /* word: what would settle it ("next.WORD"), or NULL */
    enum question question;     /* the one to ask the person now; next_test is its key; QUESTION_NONE: none helps */
    enum correction correction; /* the one corrected sign-in worth offering, or NONE */
    const char *provider;       /* key of the provider recognised, or NULL */
    bool password_innocent;     /* the sign-in worked, or never got as far as the password */
};

void diagnose(const struct record *record, struct diagnosis *ret_diagnosis);
/* What the verdict's cause rests on before all else, a fact of that record; NULL: there is no cause, or no proof. */
const struct fact *diagnosis_proof(const struct record *record, const struct diagnosis *diagnosis);
