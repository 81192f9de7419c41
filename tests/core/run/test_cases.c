#include "base/limits.h"
#include "diagnosis/diagnose.h"
#include "practice/practice.h"
#include "run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { CASE_MS = 60000 };

static void run_to_the_end(struct run *run)
{
    struct limits limits = { clock_after_ms(CASE_MS), -1 };
    struct event event;
    while (!run_is_finished(run)) {
        if (limits_wait(limits, run_fd(run), POLLIN) != OUTCOME_DONE)
            fail_msg("the run did not end");
        while (run_next(run, &event))
            ;
    }
}

static void print_facts(const struct record *record)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        print_message("   F%zu %s %s:%u/%s%s code %u subject '%s' text '%s'\n", i + 1, fact_row(fact->kind)->word,
                      fact->where.host, fact->where.port, security_word(fact->where.security),
                      fact->chosen ? " chosen" : "", fact->code, fact->subject, fact->text);
    }
}

static enum verdict_status expected_status(const struct practice_about *about)
{
    if (about->undecided)
        return VERDICT_UNDECIDED;
    return about->cause == CAUSE_NONE ? VERDICT_OK : VERDICT_PROBLEM;
}

static bool is_right(const struct practice_about *about, const struct diagnosis *diagnosis)
{
    enum verdict_status status = diagnosis->status == VERDICT_WARNING ? VERDICT_OK : diagnosis->status;
    if (status != expected_status(about))
        return false;
    if (about->cause == CAUSE_NONE)
        return true;
    return diagnosis->candidate_count > 0 && diagnosis->candidates[0].cause == about->cause &&
           (about->side == SIDE_NONE || diagnosis->candidates[0].side == about->side);
}

static bool solve(const struct practice_case *practice, size_t variant)
{
    struct practice_about about;
    struct target target;
    struct diagnosis diagnosis;
    practice_about_variant(practice, variant, &about);
    struct practice_server *server = practice_serve(practice, variant);
    assert_non_null(server);
    target_init(&target);
    practice_target(practice, server, &target);
    struct run *run = run_new(&target, 0);
    run_to_the_end(run);
    const struct record *record = run_record(run);
    diagnose(record, &diagnosis);
    bool right = is_right(&about, &diagnosis);
    bool within_budget = record->logins_used <= record->logins_allowed;
    print_message("%-7s %-28s %-10s %-28s %lld ms, %u logins\n", right ? "right" : "WRONG", about.id, about.variant,
                  diagnosis.candidate_count ? cause_row(diagnosis.candidates[0].cause)->label
                                            : verdict_status_word(diagnosis.status),
                  (long long)record->total_ms, record->logins_used);
    if (!right) {
        print_message("   expected %s (%s)\n", cause_row(about.cause)->label, side_word(about.side));
        print_facts(record);
    }
    run_free(run);
    target_clear(&target);
    practice_server_free(server);
    return right && within_budget;
}

static size_t solve_all(const struct practice_case *practice)
{
    size_t wrong = 0;
    struct practice_about about;
    practice_about(practice, &about);
    for (size_t variant = 0; variant < about.variants; variant++)
        wrong += !solve(practice, variant);
    return wrong;
}

/* Each practice case gets the verdict that the case itself names. */
static void test_every_case_is_solved(void **state)
{
    (void)state;
    size_t wrong = 0;
    assert_true(practice_count() >= 60);
    for (size_t i = 0; i < practice_count(); i++)
        wrong += solve_all(practice_at(i));
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_case_is_solved) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
