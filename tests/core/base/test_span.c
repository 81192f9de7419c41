#include "base/span.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_number(void **state)
{
    static const struct {
        const char *text;
        uint64_t max;
        bool good;
        uint64_t number;
    } rows[] = {
        { "0", 10, true, 0 },
        { "65535", 65535, true, 65535 },
        { "65536", 65535, false, 0 },
        { "00025", 65535, true, 25 },
        { "", 10, false, 0 },
        { "-1", 10, false, 0 },
        { "1 ", 10, false, 0 },
        { "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
        { "18446744073709551616", UINT64_MAX, false, 0 },
        { "99999999999999999999999", UINT64_MAX, false, 0 },
        { "7", 5, false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t number = 0;
        assert_int_equal(span_number(span_of(rows[i].text), rows[i].max, &number), rows[i].good);
        assert_int_equal(number, rows[i].number);
    }
}

static void test_lines(void **state)
{
    (void)state;
    struct span rest = SPAN("a\r\n\nb");
    struct span line;
    assert_true(span_line(&rest, &line));
    assert_true(span_equal(line, SPAN("a")));
    assert_true(span_line(&rest, &line));
    assert_int_equal(line.len, 0);
    assert_true(span_line(&rest, &line));
    assert_true(span_equal(line, SPAN("b")));
    assert_false(span_line(&rest, &line));
}

static void test_find(void **state)
{
    (void)state;
    assert_int_equal(span_find(SPAN("hello"), SPAN("ll")), 2);
    assert_int_equal(span_find(SPAN("hello"), SPAN("LL")), SPAN_NONE);
    assert_int_equal(span_find_nocase(SPAN("hello"), SPAN("LL")), 2);
    assert_int_equal(span_find_nocase(SPAN("he"), SPAN("hello")), SPAN_NONE);
    assert_int_equal(span_find(SPAN_EMPTY, SPAN("a")), SPAN_NONE);
    assert_int_equal(span_find_last(SPAN("a@b@c"), '@'), 3);
    assert_true(span_ends_nocase(SPAN("mx.QQ.com"), SPAN(".qq.COM")));
    assert_false(span_ends_nocase(SPAN("m"), SPAN(".qq.com")));
}

static void test_words_and_trim(void **state)
{
    (void)state;
    struct span rest = SPAN("  EHLO\tmail.example \r\n");
    struct span word;
    assert_true(span_equal(span_trim(rest), SPAN("EHLO\tmail.example")));
    assert_true(span_word(&rest, &word));
    assert_true(span_equal(word, SPAN("EHLO")));
    assert_true(span_word(&rest, &word));
    assert_true(span_equal(word, SPAN("mail.example")));
    assert_false(span_word(&rest, &word));
}

/* Names and addresses of one kind differ in few letters, often the last: a table takes the low bits, and they spread.
 */
static void test_hash_spreads(void **state)
{
    enum { NAMES = 500, SLOTS = 1024, LEAST = 340 /* 394 of 1024 when thrown by chance */ };
    static const struct {
        const char *before, *after;
    } shapes[] = { { "203.0.113.", "" }, { "198.51.", ".7" },     { "anna", "@example.com" },
                   { "", "@b.example" }, { "4Z0000000", "z812" }, { "mx", "" } };
    (void)state;
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
        bool is_taken[SLOTS] = { false };
        unsigned used = 0;
        for (unsigned i = 0; i < NAMES; i++) {
            char name[64];
            (void)snprintf(name, sizeof name, "%s%u%s", shapes[shape].before, i, shapes[shape].after);
            bool *slot = &is_taken[span_hash(span_of(name)) % SLOTS];
            used += !*slot;
            *slot = true;
        }
        if (used < LEAST)
            fail_msg("%s…%s: %u of %u slots", shapes[shape].before, shapes[shape].after, used, (unsigned)SLOTS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number),         cmocka_unit_test(test_lines),        cmocka_unit_test(test_find),
        cmocka_unit_test(test_words_and_trim), cmocka_unit_test(test_hash_spreads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
