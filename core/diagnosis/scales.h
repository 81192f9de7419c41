#pragma once

#include "diagnosis/diagnose.h"

/* From these weights on a cause is proven, or likely; likely is less for name and password, which are looked at last.
 */
enum { WEIGHT_PROVEN = 90, WEIGHT_LIKELY = 62, WEIGHT_LIKELY_PASSWORD = 58 };
bool weight_is_likely(enum cause cause, int weight);

/*
 * The causes while they are being weighed. A cause that several rules bring keeps the heaviest
 * weight, and every proof. Private to this folder.
 */
struct weighing {
    const struct record *record;
    const char *provider;                     /* key, or NULL */
    struct candidate candidates[CAUSE_COUNT]; /* by cause; weight 0: not held possible */
};

struct finding_of_cause {
    enum cause cause;
    enum side side; /* SIDE_NONE: the cause's usual one */
    int weight;
    const char *rule;
    const struct fact *proof; /* in the record */
};
void weigh(struct weighing *weighing, const struct finding_of_cause *finding);

/* What is there, of this kind; where: about the chosen endpoint, or about any. */
enum scope { SCOPE_CHOSEN, SCOPE_ANY };
const struct fact *weighing_find(const struct weighing *weighing, enum fact_kind kind, enum scope scope);

/* The first sign-in that was refused for good, seen live or read in a text; NULL: none. */
const struct fact *weighing_refused_login(const struct weighing *weighing);

/* The rules over facts of live checks (rules.c), and what replies and texts say (sayings.c). */
void weigh_rules(struct weighing *weighing);
void weigh_sayings(struct weighing *weighing);
/* Raises and lowers by what the person and the provider are known for (context.c). */
void weigh_context(struct weighing *weighing);
/* Where what was typed differs from what is published (differing.c). */
void weigh_differing(struct weighing *weighing);
/* What the mailbox makes of the same name and secret (mailbox.c). */
void weigh_mailbox(struct weighing *weighing);
/* A sign-in taken after all, written another way, settles what was open about it (accepted.c). */
void weigh_accepted(struct weighing *weighing);
/* In doubt for the password (doubt.c); comes last. */
void weigh_doubt(struct weighing *weighing);
