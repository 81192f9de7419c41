/* What a client sent to sign in, and the name in it. */
#include "logs/signin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_names(void **state)
{
    static const struct {
        const char *mechanism, *question; /* NULL: sent with AUTH */
        const char *sent, *name;          /* NULL: none */
    } rows[] = {
        { "PLAIN", NULL, "AGFubmFAY29ycC50ZXN0AGdlaGVpbQ==", "anna@corp.test" },
        { "plain", NULL, "Ym9yaXMAYW5uYQBnZWhlaW0=", "anna" },
        { "LOGIN", NULL, "YW5uYQ==", "anna" },
        { "XOAUTH2", NULL, "dXNlcj1hbm5hQGNvcnAudGVzdAFhdXRoPUJlYXJlciB4AQE=", "anna@corp.test" },
        { "CRAM-MD5", NULL, "YW5uYQ==", NULL },
        { "LOGIN", "VXNlcm5hbWU6", "YW5uYQ==", "anna" },
        { "LOGIN", "dXNlcm5hbWU6", "YW5uYQ==", "anna" },
        { "LOGIN", "User Name", "YW5uYQ==", "anna" },
        { "LOGIN", "UGFzc3dvcmQ6", "Z2VoZWlt", NULL },
        { "LOGIN", "VXNlcm5hbWU6", "<credentials hidden>", NULL },
        { "LOGIN", "VXNlcm5hbWU6", "", NULL },
        { "LOGIN", "VXNlcm5hbWU6", "YQFi", NULL },
        { "PLAIN", NULL, "YW5uYQ==", NULL },
        { "XOAUTH2", NULL, "YW5uYQFhdXRo", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64] = "as it was";
        enum signin_part part =
            rows[i].question ? signin_asked(span_of(rows[i].question)) : signin_first(span_of(rows[i].mechanism));
        bool found = signin_name(part, span_of(rows[i].sent), name, sizeof name);
        if (found != (rows[i].name != NULL) || strcmp(name, rows[i].name ? rows[i].name : "as it was") != 0)
            fail_msg("row %zu: '%s'", i, name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_names) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
