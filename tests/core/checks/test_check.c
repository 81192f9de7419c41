#include "checks/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is told beside the chain is waited for as long as something is left to be explained. */
static const struct {
    const char *name;
    uint16_t given_port;
    bool given_is_open, accepted, has_password, is_offered, has_worked;
} rows[] = {
    { "signed in, no port named", 0, false, true, true, true, true },
    { "refused", 0, false, false, true, true, false },
    { "no password, sign-in offered", 0, false, false, false, true, true },
    { "no password, nothing offered", 0, false, false, false, false, false },
    { "signed in by the port that was named", 587, true, true, true, true, true },
    { "signed in by another port, for the one that was named is silent", 587, false, true, true, true, false },
    { "no password, offered at another port", 587, false, false, false, true, false },
};

static void test_has_worked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ground ground = { .given_port = rows[i].given_port, .login_accepted = rows[i].accepted };
        struct target target;
        target_init(&target);
        target.has_password = rows[i].has_password;
        atomic_store(&ground.given_is_open, rows[i].given_is_open);
        atomic_store(&ground.seen[FACT_AUTH_OFFERED], rows[i].is_offered);
        if (inquiry_has_worked(&(struct inquiry){ .target = &target, .ground = &ground }) != rows[i].has_worked)
            fail_msg("%s", rows[i].name);
        target_clear(&target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_has_worked) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
