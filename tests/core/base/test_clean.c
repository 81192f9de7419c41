#include "base/clean.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_hostile_strings(void **state)
{
    static const struct {
        const char *raw, *clean;
    } rows[] = {
        { "plain text", "plain text" },
        { "\x1b[31mred", "^[[31mred" },
        { "bell\a", "bell^G" },
        { "del\x7f", "del^?" },
        { "\xc2\x9b"
          "31m",
          "<U+009B>31m" },
        { "\x9b\xff", "<9B><FF>" },
        { "\xc0\xaf", "<C0><AF>" },
        { "\xed\xa0\x80", "<ED><A0><80>" },
        { "GOOD\rEVIL", "GOOD<CR>EVIL" },
        { "a\nb", "a<LF>b" },
        { "a\tb", "a       b" },
        { "\xe2\x80\xae"
          "abc",
          "<U+202E>abc" },
        { "\xe2\x80\x8b", "<U+200B>" },
        { "\xc2\xad", "<U+00AD>" },
        { "\xef\xbb\xbf"
          "x",
          "<U+FEFF>x" },
        { "\xf3\xa0\x81\x81", "<U+E0041>" },
        { "\xe3\x85\xa4", "<U+3164>" },
        { "\xcc\x81x", "<U+0301>x" },
        { "e\xcc\x81", "e\xcc\x81" },
        { "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84z", "e\xcc\x81\xcc\x82<+2>z" },
        { "\xe2\x80\xa8", "<U+2028>" },
        { "\xee\x80\x80", "<U+E000>" },
        { "密码 пароль", "密码 пароль" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out, 4 * KIB);
        bool changed = clean_add(&out, span_of(rows[i].raw), CLEAN_LINE_MAX);
        assert_string_equal(buf_text(&out), rows[i].clean);
        bool only_tab = strchr(rows[i].raw, '\t') != NULL;
        assert_int_equal(changed, !only_tab && strcmp(rows[i].raw, rows[i].clean) != 0);
        buf_free(&out);
    }
}

static void test_nul_is_shown(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, KIB);
    clean_add(&out, (struct span){ "a\0b", 3 }, CLEAN_LINE_MAX);
    assert_string_equal(buf_text(&out), "a^@b");
    buf_free(&out);
}

static void test_long_text_is_cut(void **state)
{
    (void)state;
    char raw[3000];
    struct buf out;
    memset(raw, 'x', sizeof raw);
    buf_init(&out, 8 * KIB);
    assert_true(clean_add(&out, (struct span){ raw, sizeof raw }, CLEAN_LINE_MAX));
    assert_non_null(strstr(buf_text(&out), "x… 1000 bytes more"));
    buf_free(&out);
}

static void test_cut_keeps_characters_whole(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, KIB);
    clean_add(&out, SPAN("ab密码"), 4);
    assert_string_equal(buf_text(&out), "ab… 6 bytes more");
    buf_free(&out);
}

/* Any bytes: what comes out is valid, and nothing in it can move a cursor. */
static void test_any_bytes(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        char raw[48];
        struct buf out;
        for (size_t i = 0; i < sizeof raw; i++) {
            seed = seed * 1664525 + 1013904223;
            raw[i] = (char)(seed >> 24);
        }
        buf_init(&out, KIB);
        clean_add(&out, (struct span){ raw, sizeof raw }, CLEAN_LINE_MAX);
        struct span rest = buf_span(&out);
        uint32_t c;
        bool valid;
        while (utf8_next(&rest, &c, &valid)) {
            assert_true(valid);
            assert_false(clean_is_hidden(c));
        }
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile_strings),  cmocka_unit_test(test_nul_is_shown),
        cmocka_unit_test(test_long_text_is_cut), cmocka_unit_test(test_cut_keeps_characters_whole),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
