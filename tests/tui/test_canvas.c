#include "canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* What one call paints on a canvas of two rows and ten columns. */
struct row {
    const char *name;
    struct spot spot;
    const char *text;
    enum canvas_letters letters;
    bool right;
    const char *wanted; /* the first row */
    int used;
};

static const struct row rows[] = {
    { "plain", { 0, 0, 10 }, "abc", LETTERS_ALL, false, "abc", 3 },
    { "cut is shown", { 0, 0, 4 }, "abcdef", LETTERS_ALL, false, "abc…", 4 },
    { "wide letters", { 0, 0, 10 }, "服务器", LETTERS_ALL, false, "服务器", 6 },
    { "wide letter that does not fit", { 0, 0, 4 }, "服务器", LETTERS_ALL, false, "服…", 3 },
    { "cyrillic", { 0, 0, 10 }, "Пароль", LETTERS_ALL, false, "Пароль", 6 },
    { "combining mark stays on its base", { 0, 0, 10 }, "e\xcc\x81x", LETTERS_ALL, false, "e\xcc\x81x", 2 },
    { "right", { 0, 0, 10 }, "7 ms", LETTERS_ALL, true, "      7 ms", 4 },
    { "right, too long", { 0, 6, 4 }, "abcdef", LETTERS_ALL, true, "      abc…", 4 },
    { "outside is left out", { 0, 8, 10 }, "abcdef", LETTERS_ALL, false, "        ab", 6 },
    { "no room", { 0, 0, 0 }, "abc", LETTERS_ALL, false, "", 0 },
    { "negative room", { 0, 0, -3 }, "abc", LETTERS_ALL, false, "", 0 },
    { "other row", { 5, 0, 10 }, "abc", LETTERS_ALL, false, "", 0 },
    { "escape never gets through", { 0, 0, 10 }, "a\033[2Jb", LETTERS_ALL, false, "a?[2Jb", 6 },
    { "hidden character",
      { 0, 0, 10 },
      "a\xe2\x80\xae"
      "b",
      LETTERS_ALL,
      false,
      "a?b",
      3 },
    { "invalid byte",
      { 0, 0, 10 },
      "a\xff"
      "b",
      LETTERS_ALL,
      false,
      "a?b",
      3 },
    { "decoration as ASCII", { 0, 0, 10 }, "▸─✓ П", LETTERS_NO_DECORATION, false, ">-v П", 5 },
    { "all as ASCII", { 0, 0, 10 }, "✗ П", LETTERS_ASCII, false, "X ?", 3 },
};

static void check_row(const struct row *row)
{
    struct canvas canvas;
    struct buf text;
    canvas_init(&canvas, 2, 10);
    buf_init(&text, 1024);
    canvas.letters = row->letters;
    int used = row->right ? canvas_text_right(&canvas, row->spot, STYLE_TEXT, span_of(row->text))
                          : canvas_text(&canvas, row->spot, STYLE_TEXT, span_of(row->text));
    canvas_dump(&canvas, &text);
    struct span first = { text.at, strcspn(text.at, "\n") };
    if (!span_equal(first, span_of(row->wanted)) || used != row->used)
        fail_msg("%s: \"%.*s\", %d cells", row->name, SPAN_ARG(first), used);
    buf_free(&text);
    canvas_free(&canvas);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

/* Painting over one half of a wide letter leaves a blank, not half a letter. */
static void test_overwriting_half_a_letter(void **state)
{
    struct canvas canvas;
    struct buf text;
    (void)state;
    canvas_init(&canvas, 1, 10);
    buf_init(&text, 1024);
    canvas_text(&canvas, (struct spot){ 0, 0, 10 }, STYLE_TEXT, SPAN("中文"));
    canvas_text(&canvas, (struct spot){ 0, 1, 1 }, STYLE_TEXT, SPAN("x"));
    canvas_text(&canvas, (struct spot){ 0, 2, 1 }, STYLE_TEXT, SPAN("y"));
    canvas_dump(&canvas, &text);
    assert_string_equal(buf_text(&text), " xy\n");
    buf_free(&text);
    canvas_free(&canvas);
}

static void test_marking(void **state)
{
    struct canvas canvas;
    (void)state;
    canvas_init(&canvas, 1, 4);
    canvas_text(&canvas, (struct spot){ 0, 0, 4 }, STYLE_TEXT, SPAN("ab"));
    canvas_text(&canvas, (struct spot){ 0, 2, 2 }, STYLE_PROBLEM, SPAN("c"));
    canvas_mark(&canvas, (struct spot){ 0, 1, 9 });
    assert_int_equal(canvas.cells[0].style, STYLE_TEXT);
    assert_int_equal(canvas.cells[1].style, STYLE_BOLD | STYLE_MARKED);
    assert_int_equal(canvas.cells[2].style, STYLE_PROBLEM | STYLE_MARKED);
    canvas_free(&canvas);
}

static void test_tiny_sizes(void **state)
{
    struct canvas canvas;
    (void)state;
    canvas_init(&canvas, 0, -4);
    assert_int_equal(canvas.rows, 1);
    assert_int_equal(canvas.cols, 1);
    canvas_text(&canvas, (struct spot){ 0, 0, 1 }, STYLE_TEXT, SPAN("中"));
    canvas_fill(&canvas, (struct area){ -3, -3, 20, 20 }, STYLE_TITLE);
    canvas_cursor(&canvas, 7, 7);
    assert_int_equal(canvas.cursor_row, -1);
    canvas_free(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_overwriting_half_a_letter),
        cmocka_unit_test(test_marking),
        cmocka_unit_test(test_tiny_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
