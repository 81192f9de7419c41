/* Lines that fit, broken where a reader would. */
#include "report/wrap.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *name;
    int cells, indent;
    const char *text, *expected;
} rows[] = {
    { "fits", 20, 0, "one line", "one line\n" },
    { "nothing", 20, 0, "", "\n" },
    { "at a blank, which is dropped", 12, 0, "one two three four", "one two\nthree four\n" },
    { "exactly full", 7, 0, "one two three", "one two\nthree\n" },
    { "indented", 14, 4, "one two three", "one two\n    three\n" },
    { "own line ends", 40, 2, "one\ntwo", "one\n  two\n" },
    { "an empty line has no blanks", 40, 2, "one\n\ntwo", "one\n\n  two\n" },
    { "a host name wider than the line", 20, 0, "ask smtp.mail.example.com now", "ask\nsmtp.mail.example.co\nm now\n" },
    { "not inside a host name", 24, 0, "please ask smtp.mail.example.com", "please ask\nsmtp.mail.example.com\n" },
    { "not inside an address of the web", 40, 0, "see now https://support.example/mail/?p=Second-Factor",
      "see now\nhttps://support.example/mail/?p=Second-F\nactor\n" },
    { "wide characters count two", 10, 0, "密码不正确请重试", "密码不正确\n请重试\n" },
    { "no full stop at the start of a line", 10, 0, "密码不正确。", "密码不正\n确。\n" },
    { "a word longer than the line is cut", 4, 0, "abcdefghij", "abcd\nefgh\nij\n" },
    { "a dash and what belongs to it", 9, 0, "one two \342\200\223\302\240six", "one two\n\342\200\223\302\240six\n" },
    { "a blank that does not break", 12, 0, "it took 4711\302\240ms", "it took\n4711\302\240ms\n" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out, 4 * KIB);
        wrap_add(&out, span_of(rows[i].text), rows[i].cells, rows[i].indent);
        if (!span_equal(buf_span(&out), span_of(rows[i].expected)))
            fail_msg("%s: got\n%s", rows[i].name, buf_text(&out));
        buf_free(&out);
    }
}

/* At every width: nothing is lost but blanks, and no line is too wide. */
static void test_widths(void **state)
{
    const struct span text = SPAN("Вход отклонён: 535 5.7.8 授权码不正确，请重试。 See smtp.example.com:587 for more");
    (void)state;
    for (int cells = 2; cells < 90; cells++) {
        struct span rest = text;
        struct span line;
        int count = 0;
        while (wrap_next(&rest, cells, &line)) {
            assert_true(utf8_is_valid(line));
            assert_true(utf8_width(line) <= (size_t)cells);
            count++;
        }
        assert_int_equal(count, wrap_count(text, cells));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_widths) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
