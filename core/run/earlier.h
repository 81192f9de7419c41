#pragma once

#include "checks/check.h"
#include "facts/record.h"

/*
 * What the run before has found and a run of one step (target.has_step) does not look at again,
 * so that its record is whole. Only of checks beside the chain: the chain is always gone anew.
 */
struct earlier {
    struct record facts; /* with the lines they stand on, and fact.before set */
    bool is_other_server;
};

/* Copies what is needed of the record; "was" is what that run was about. Undo with earlier_clear(). */
void earlier_take(struct earlier *earlier, const struct record *record, const struct target *was,
                  const struct target *now);
/*
 * Adds it at the end of a run, but for checks that have spoken again. What was found about
 * another server than the one of now is not told any more: it is skipped with "changed".
 */
void earlier_add(const struct earlier *earlier, struct record *record);
void earlier_clear(struct earlier *earlier);
