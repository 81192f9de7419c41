#include "term_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *name;
    const char *bytes;
    bool answered;
    enum canvas_letters letters;
    enum background background;
    const char *typed;
};

static const struct row rows[] = {
    { "no answer", "", false, LETTERS_ALL, BACKGROUND_UNKNOWN, "" },
    { "UTF-8", "\033[5;2R\033[5;2R\033[5;2R", true, LETTERS_ALL, BACKGROUND_UNKNOWN, "" },
    { "an 8-bit terminal", "\033[5;3R\033[5;4R\033[5;3R", true, LETTERS_ASCII, BACKGROUND_UNKNOWN, "" },
    { "lines are wide", "\033[5;2R\033[5;3R\033[5;2R", true, LETTERS_NO_DECORATION, BACKGROUND_UNKNOWN, "" },
    { "Cyrillic is wide", "\033[1;2R\033[1;2R\033[1;3R", true, LETTERS_NO_DECORATION, BACKGROUND_UNKNOWN, "" },
    { "dark background", "\033]11;rgb:1c1c/1c1c/1c1c\033\\\033[5;2R\033[5;2R\033[5;2R", true, LETTERS_ALL,
      BACKGROUND_DARK, "" },
    { "light background", "\033]11;rgb:ff/ff/e0\a\033[5;2R\033[5;2R\033[5;2R", true, LETTERS_ALL, BACKGROUND_LIGHT,
      "" },
    { "typed meanwhile", "q\033[5;2Rx\033[5;2R\033[5;2R", true, LETTERS_ALL, BACKGROUND_UNKNOWN, "qx" },
    { "half an answer", "\033[5;2R\033[5;2R", false, LETTERS_ALL, BACKGROUND_UNKNOWN, "" },
    { "an answer without end", "\033[99999999999999999", false, LETTERS_ALL, BACKGROUND_UNKNOWN,
      "\033[99999999999999999" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct probe_answer answer;
        struct probe_typed typed;
        bool answered = probe_read(span_of(rows[i].bytes), &answer, &typed);
        bool same = answered == rows[i].answered && probe_letters(&answer) == rows[i].letters &&
                    answer.background == rows[i].background &&
                    span_equal((struct span){ typed.bytes, typed.len }, span_of(rows[i].typed));
        if (!same)
            fail_msg("%s", rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
