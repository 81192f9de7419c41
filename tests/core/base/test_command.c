#include "base/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *what;
    const char *const argv[5];
    unsigned within_ms;
    enum command_end end;
    int status;
    const char *output;
} rows[] = {
    { "what it writes", { "echo", "250", "OK" }, 5000, COMMAND_DONE, 0, "250 OK\n" },
    { "no shell reads it", { "echo", "$(id);*" }, 5000, COMMAND_DONE, 0, "$(id);*\n" },
    { "its status", { "sh", "-c", "echo half; exit 3" }, 5000, COMMAND_DONE, 3, "half\n" },
    { "errors stay aside", { "sh", "-c", "echo no >&2; echo yes" }, 5000, COMMAND_DONE, 0, "yes\n" },
    { "no such program", { "smtpdoctor-has-no-such-program" }, 5000, COMMAND_MISSING, -2, "" },
    { "too slow", { "sleep", "60" }, 30, COMMAND_STOPPED, -2, "" },
    { "silent, but not at its end", { "sh", "-c", "exec >&-; sleep 60" }, 60, COMMAND_STOPPED, -2, "" },
    { "endless", { "yes", "2" }, 5000, COMMAND_DONE, -1, NULL },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf output;
        int status = -2;
        buf_init(&output, 4 * KIB);
        enum command_end end =
            command_run(rows[i].argv, limits_within(LIMITS_NONE, rows[i].within_ms), &output, &status);
        if (end != rows[i].end || status != rows[i].status)
            fail_msg("%s: end %d, status %d", rows[i].what, end, status);
        if (rows[i].output && strcmp(buf_text(&output), rows[i].output) != 0)
            fail_msg("%s: \"%s\"", rows[i].what, buf_text(&output));
        if (!rows[i].output)
            assert_true(output.full);
        buf_free(&output);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
