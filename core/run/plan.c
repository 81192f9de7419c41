#include "run/plan.h"

#include <string.h>

static const char *why_no_login(const struct target *target)
{
    if (!target->has_password)
        return "no-password";
    return target->max_logins == 0 ? "budget" : NULL;
}

/* What is known before the run; NULL: it would run, as far as one can tell. */
static const char *why_left_out(const struct target *target, const struct check *check)
{
    bool needs_login = check->sends == SENDS_LOGIN || (check->after && strcmp(check->after, "smtp-login") == 0);
    if (target->has_step && check->when != WHEN_CHAIN && check->step != target->step)
        return "not-asked";
    if (check->sends == SENDS_ELSEWHERE && target->no_third_party)
        return "third-party";
    if (needs_login && why_no_login(target))
        return why_no_login(target);
    if (check->sends == SENDS_MESSAGE && !target->send_to[0])
        return "not-asked";
    if (strcmp(check->id, "recipient") == 0 && !target->recipient[0])
        return "not-asked";
    if (strcmp(check->id, "size") == 0 && !target->size)
        return "not-asked";
    if (strcmp(check->id, "corrected-login") == 0 && !target_answer(target, "corrected"))
        return "not-asked";
    if (strcmp(check->id, "relay") == 0 && !target_answer(target, "relay"))
        return "not-asked";
    return NULL;
}

void plan_make(const struct target *target, struct plan *ret_plan)
{
    ret_plan->count = 0;
    for (size_t i = 0; i < check_count() && ret_plan->count < PLAN_MAX; i++) {
        const struct check *check = check_at(i);
        if (check->sends == SENDS_NOTHING)
            continue;
        const char *why = why_left_out(target, check);
        ret_plan->rows[ret_plan->count++] = (struct plan_row){ check, why != NULL, why };
    }
}
