#include "widgets/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Keys as letters: < left, > right, ^ home, $ end, B backspace, D delete, U W K control; others are typed. */
struct row {
    const char *name;
    const char *start;
    const char *keys;
    size_t max;
    const char *wanted;
};

static const struct row rows[] = {
    { "typing", "", "abc", 100, "abc" },
    { "in the middle", "ac", "<b", 100, "abc" },
    { "backspace takes a whole letter", "пароль", "BB", 100, "паро" },
    { "delete takes a whole letter", "中文", "^D", 100, "文" },
    { "blanks at the end stay", "secret ", " ", 100, "secret  " },
    { "to the start", "abc", "^x", 100, "xabc" },
    { "to the end", "abc", "^$x", 100, "abcx" },
    { "clear to the start", "one two", "U", 100, "" },
    { "clear a word", "one two", "W", 100, "one " },
    { "clear to the end", "one two", "^>>>K", 100, "one" },
    { "full", "abc", "de", 4, "abcd" },
    { "left of the start", "a", "<<<<x", 100, "xa" },
    { "backspace at the start", "a", "^B", 100, "a" },
};

static struct key key_for(char c)
{
    static const struct {
        char letter;
        struct key key;
    } table[] = {
        { '<', { KEY_CODE_LEFT, 0 } },      { '>', { KEY_CODE_RIGHT, 0 } },     { '^', { KEY_CODE_HOME, 0 } },
        { '$', { KEY_CODE_END, 0 } },       { 'B', { KEY_CODE_BACKSPACE, 0 } }, { 'D', { KEY_CODE_DELETE, 0 } },
        { 'U', { KEY_CODE_CONTROL, 'u' } }, { 'W', { KEY_CODE_CONTROL, 'w' } }, { 'K', { KEY_CODE_CONTROL, 'k' } },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].letter == c)
            return table[i].key;
    return (struct key){ KEY_CODE_CHARACTER, (uint32_t)c };
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct field field;
        field_init(&field, rows[i].max, false);
        field_set(&field, span_of(rows[i].start));
        for (const char *c = rows[i].keys; *c; c++)
            assert_true(field_key(&field, key_for(*c)));
        if (!span_equal(field_text(&field), span_of(rows[i].wanted)))
            fail_msg("%s: \"%.*s\"", rows[i].name, SPAN_ARG(field_text(&field)));
        field_clear(&field);
    }
}

static void test_paste(void **state)
{
    static const struct {
        const char *text, *wanted;
        bool whole;
    } pastes[] = {
        { "secret", "secret", true },
        { "secret\n", "secret", true },
        { " a b ", " a b ", true },
        { "one\ntwo\n", "one", false },
        { "much too long for it", "much too l", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        struct field field;
        field_init(&field, 10, true);
        assert_int_equal(field_paste(&field, span_of(pastes[i].text)), pastes[i].whole);
        assert_true(span_equal(field_text(&field), span_of(pastes[i].wanted)));
        field_clear(&field);
    }
}

static void check_seen(const char *text, bool is_shown, const char *wanted)
{
    struct field field;
    struct canvas canvas;
    struct buf seen;
    field_init(&field, 4096, true);
    field.is_shown = is_shown;
    field_set(&field, span_of(text));
    canvas_init(&canvas, 1, 12);
    buf_init(&seen, 1024);
    field_draw(&field, &canvas, (struct spot){ 0, 1, 10 }, true);
    canvas_dump(&canvas, &seen);
    assert_string_equal(buf_text(&seen), wanted);
    assert_true(canvas.cursor_col >= 1 && canvas.cursor_col <= 10);
    buf_free(&seen);
    canvas_free(&canvas);
    field_clear(&field);
}

/* One star a letter; shown only when asked; a long one shows the part at the cursor. */
static void test_what_is_seen(void **state)
{
    (void)state;
    check_seen("пароль", false, " ******\n");
    check_seen("пароль", true, " пароль\n");
    check_seen("0123456789abcdef", true, " 789abcdef\n");
    check_seen("a\xe2\x80\x8b", true, " a<U+200B>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_paste),
        cmocka_unit_test(test_what_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
