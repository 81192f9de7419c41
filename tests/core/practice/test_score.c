#include "practice/score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

static void counts_what_was_found_and_what_it_took(void **state)
{
    static const struct {
        const char *name;
        struct attempt attempt;
        unsigned sum;
    } rows[] = {
        { "all right", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 1, 1, false }, 100 },
        { "without a sign-in", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 1, 0, false }, 100 },
        { "two runs", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 2, 1, false }, 95 },
        { "many runs", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 20, 1, false }, 90 },
        { "three sign-ins", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 3, 3, false }, 80 },
        { "locked on the way", { CAUSE_BAD_CREDENTIALS, SIDE_USER_PASSWORD, 1, 1, true }, 90 },
        { "right family", { CAUSE_WRONG_USERNAME_FORM, SIDE_USER_PASSWORD, 1, 1, false }, 75 },
        { "wrong side", { CAUSE_BAD_CREDENTIALS, SIDE_SERVER, 1, 1, false }, 85 },
        { "only the side", { CAUSE_APP_PASSWORD_REQUIRED, SIDE_USER_PASSWORD, 1, 1, false }, 15 },
        { "nothing", { CAUSE_PORT_BLOCKED, SIDE_USER_NETWORK, 1, 1, false }, 0 },
    };
    const struct practice_about about = { .cause = CAUSE_BAD_CREDENTIALS, .side = SIDE_USER_PASSWORD };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct score score;
        score_attempt(&about, &rows[i].attempt, &score);
        if (score.sum != rows[i].sum)
            fail_msg("%s: %u", rows[i].name, score.sum);
    }
}

static void all_rows_together_are_a_hundred(void **state)
{
    unsigned sum = 0;
    (void)state;
    for (unsigned i = 0; i < SCORE_ROW_COUNT; i++)
        sum += score_most((enum score_row)i);
    assert_int_equal(sum, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_was_found_and_what_it_took),
        cmocka_unit_test(all_rows_together_are_a_hundred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
