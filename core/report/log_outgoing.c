#include "report/log_outgoing.h"

enum { DESTINATIONS = 3 };

/* How many domains had no server that could be spoken to. */
static size_t count_silent(const struct log_answer *answer)
{
    size_t count = 0;
    for (size_t i = 0; i < answer->queue.destinations.count; i++)
        count += answer->queue.destinations.all[i].failures > 0;
    return count;
}

static void rename_tally(struct log_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        for (size_t k = 0; k < LOG_TALLY; k++)
            if (names->all[i].causes[k] == CAUSE_DESTINATION_UNREACHABLE)
                names->all[i].causes[k] = CAUSE_OUTGOING_BLOCKED;
}

/* The group keeps its example and times under the other cause. */
static void rename_group(struct log_answer *answer)
{
    struct log_group *from = &answer->groups[CAUSE_DESTINATION_UNREACHABLE];
    struct log_group *to = &answer->groups[CAUSE_OUTGOING_BLOCKED];
    struct log_group before = *to;
    *to = *from;
    to->cause = CAUSE_OUTGOING_BLOCKED;
    to->side = cause_row(CAUSE_OUTGOING_BLOCKED)->side;
    to->certainty = CERTAINTY_LIKELY;
    to->count += before.count;
    for (size_t i = 0; i < LOG_KIND_COUNT; i++)
        to->kinds[i] += before.kinds[i];
    from->count = 0;
}

static void rename_times(struct log_answer *answer)
{
    for (size_t i = 0; i < answer->hour_count; i++) {
        uint32_t *counts = answer->hours[i].counts;
        counts[CAUSE_OUTGOING_BLOCKED] += counts[CAUSE_DESTINATION_UNREACHABLE];
        counts[CAUSE_DESTINATION_UNREACHABLE] = 0;
    }
    for (uint64_t i = 0; i < answer->step_count && i < LOG_STEPS_MAX; i++)
        if (answer->steps[i].cause == CAUSE_DESTINATION_UNREACHABLE)
            answer->steps[i].cause = CAUSE_OUTGOING_BLOCKED;
    for (size_t i = 0; i < LOG_WAITING_MAX; i++)
        if (answer->queue.keys[i] && answer->queue.all[i].cause == CAUSE_DESTINATION_UNREACHABLE)
            answer->queue.all[i].cause = CAUSE_OUTGOING_BLOCKED;
}

/* Of the two, the other one was asked for. */
static void drop_other(struct log_answer *answer, enum cause cause, enum cause other)
{
    struct log_group *group = &answer->groups[cause];
    if (answer->question.cause != other)
        return;
    answer->failures -= group->count;
    group->count = 0;
}

void log_outgoing_settle(struct log_answer *answer)
{
    bool is_theirs = answer->went_out > 0 || answer->heard || count_silent(answer) < DESTINATIONS;
    if (answer->groups[CAUSE_DESTINATION_UNREACHABLE].count == 0)
        return;
    if (is_theirs) {
        drop_other(answer, CAUSE_DESTINATION_UNREACHABLE, CAUSE_OUTGOING_BLOCKED);
        return;
    }
    rename_group(answer);
    rename_times(answer);
    rename_tally(&answer->clients);
    rename_tally(&answer->accounts);
    drop_other(answer, CAUSE_OUTGOING_BLOCKED, CAUSE_DESTINATION_UNREACHABLE);
}

void log_outgoing_tell(const struct log_answer *answer, const struct log_group *group, struct diagnosis *diagnosis)
{
    struct candidate *first = &diagnosis->candidates[0];
    bool is_blocked = answer->groups[CAUSE_OUTGOING_BLOCKED].count > 0;
    if (!group || !is_blocked || diagnosis->candidate_count == 0 || first->cause != CAUSE_DESTINATION_UNREACHABLE)
        return;
    first->cause = CAUSE_OUTGOING_BLOCKED;
    first->side = cause_row(CAUSE_OUTGOING_BLOCKED)->side;
    first->certainty = CERTAINTY_LIKELY;
}
