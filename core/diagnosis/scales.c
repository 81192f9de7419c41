#include "diagnosis/scales.h"

bool weight_is_likely(enum cause cause, int weight)
{
    bool password = cause_row(cause)->side == SIDE_USER_PASSWORD;
    return weight >= (password ? WEIGHT_LIKELY_PASSWORD : WEIGHT_LIKELY);
}

/* What weighs most stands first where no conversation gives the order. */
static void add_proof(struct candidate *candidate, size_t place, bool is_heaviest)
{
    size_t i = 0;
    while (i < candidate->for_count && candidate->for_facts[i] != place)
        i++;
    if (i == PROOFS_MAX && !is_heaviest)
        return;
    if (i == PROOFS_MAX)
        i--;
    if (i == candidate->for_count)
        candidate->for_count++;
    candidate->for_facts[i] = place;
    for (; is_heaviest && i > 0; i--) {
        candidate->for_facts[i] = candidate->for_facts[i - 1];
        candidate->for_facts[i - 1] = place;
    }
}

void weigh(struct weighing *weighing, const struct finding_of_cause *finding)
{
    struct candidate *candidate = &weighing->candidates[finding->cause];
    int weight = finding->weight > 100 ? 100 : finding->weight;
    if (weight <= 0)
        return;
    bool is_heaviest = weight > candidate->weight;
    if (is_heaviest) {
        candidate->cause = finding->cause;
        candidate->weight = weight;
        candidate->rule = finding->rule;
        candidate->side = finding->side == SIDE_NONE ? cause_row(finding->cause)->side : finding->side;
    }
    if (finding->proof)
        add_proof(candidate, (size_t)(finding->proof - weighing->record->facts),
                  is_heaviest && fact_is_off_wire(finding->proof));
}

const struct fact *weighing_find(const struct weighing *weighing, enum fact_kind kind, enum scope scope)
{
    for (size_t i = 0; i < weighing->record->fact_count; i++) {
        const struct fact *fact = &weighing->record->facts[i];
        if (fact->kind == kind && fact->status != STATUS_UNKNOWN && (scope == SCOPE_ANY || fact->chosen))
            return fact;
    }
    return NULL;
}

const struct fact *weighing_refused_login(const struct weighing *weighing)
{
    const struct record *record = weighing->record;
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        bool live = fact->kind == FACT_LOGIN_REFUSED || fact->kind == FACT_CORRECTED_REFUSED;
        bool read = fact->kind == FACT_REPLY && fact->stage == STAGE_AUTH;
        if ((live || read) && fact->code / 100 == 5)
            return fact;
    }
    return NULL;
}
