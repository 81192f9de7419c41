/* Which lines are quoted: each once, in the order of the conversation, the first that came when there are too many. */
#include "report/quotes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LINES_MAX = 8 };

static const struct {
    const char *name;
    struct evidence given[LINES_MAX];
    struct evidence wanted[QUOTES_MAX];
} rows[] = {
    { "none", { { 0 } }, { { 0 } } },
    { "in order", { { 1, 2 }, { 1, 4 } }, { { 1, 2 }, { 1, 4 } } },
    { "the earlier line came later", { { 1, 9 }, { 1, 4 } }, { { 1, 4 }, { 1, 9 } } },
    { "the earlier session came later", { { 2, 1 }, { 1, 9 } }, { { 1, 9 }, { 2, 1 } } },
    { "twice", { { 1, 4 }, { 1, 2 }, { 1, 4 } }, { { 1, 2 }, { 1, 4 } } },
    { "one too many, and it is the earliest",
      { { 1, 8 }, { 1, 6 }, { 1, 4 }, { 1, 2 }, { 1, 1 } },
      { { 1, 2 }, { 1, 4 }, { 1, 6 }, { 1, 8 } } },
};

static size_t count_of(const struct evidence *lines, size_t max)
{
    size_t count = 0;
    while (count < max && lines[count].session)
        count++;
    return count;
}

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct quotes quotes = { .count = 0 };
        for (size_t k = 0; k < count_of(rows[i].given, LINES_MAX); k++)
            quotes_add(&quotes, rows[i].given[k]);
        if (quotes.count != count_of(rows[i].wanted, QUOTES_MAX))
            fail_msg("%s: %zu lines", rows[i].name, quotes.count);
        for (size_t k = 0; k < quotes.count; k++)
            if (quotes.lines[k].session != rows[i].wanted[k].session || quotes.lines[k].line != rows[i].wanted[k].line)
                fail_msg("%s: %u:%u", rows[i].name, quotes.lines[k].session, quotes.lines[k].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_order) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
