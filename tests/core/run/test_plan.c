#include "run/plan.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct plan_row *row_of(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->rows[i].check->id, id) == 0)
            return &plan->rows[i];
    return NULL;
}

static void ask_nothing(struct target *target)
{
    (void)target;
}

static void give_password(struct target *target)
{
    target->has_password = true;
}

static void forbid_logins(struct target *target)
{
    target->has_password = true;
    target->max_logins = 0;
}

static void send_message(struct target *target)
{
    target->has_password = true;
    mem_copy_text(target->send_to, sizeof target->send_to, SPAN("d@e.f"));
}

static const struct {
    const char *what, *check, *why; /* why NULL: it would run */
    void (*set)(struct target *target);
} rows[] = {
    { "names are always asked for", "name-lookup", NULL, ask_nothing },
    { "no password, no sign-in", "smtp-login", "no-password", ask_nothing },
    { "a password", "smtp-login", NULL, give_password },
    { "no sign-in allowed", "smtp-login", "budget", forbid_logins },
    { "what follows the sign-in", "sender", "budget", forbid_logins },
    { "no message unless asked for", "test-message", "not-asked", give_password },
    { "a message", "test-message", NULL, send_message },
    { "no relay test unless asked for", "relay", "not-asked", give_password },
};

static void tells_what_would_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct target target;
        struct plan plan;
        target_init(&target);
        rows[i].set(&target);
        plan_make(&target, &plan);
        const struct plan_row *row = row_of(&plan, rows[i].check);
        assert_non_null(row);
        if (row->is_left_out != (rows[i].why != NULL) || (rows[i].why && strcmp(row->why, rows[i].why) != 0))
            fail_msg("%s: %s", rows[i].what, row->why ? row->why : "runs");
        target_clear(&target);
    }
}

/* Whatever is told to somebody who is not the person's own server can be forbidden. */
static void third_parties_can_be_forbidden(void **state)
{
    struct target target;
    struct plan plan;
    (void)state;
    target_init(&target);
    target.no_third_party = true;
    plan_make(&target, &plan);
    for (size_t i = 0; i < plan.count; i++)
        if (plan.rows[i].check->sends == SENDS_ELSEWHERE)
            assert_string_equal(plan.rows[i].why, "third-party");
    target_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tells_what_would_run),
                                        cmocka_unit_test(third_parties_can_be_forbidden) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
