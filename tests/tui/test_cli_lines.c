/* Lines of any length out of a descriptor that gives what it likes. */
#include "cli_lines.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CEILING = 1000, LONG = 300 * 1024 };

static int file_with(const char *bytes, size_t len)
{
    char path[] = "/tmp/smtpdoctor-lines-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void test_lines(void **state)
{
    static const struct {
        const char *text;
        size_t count;
        const char *lines[4];
    } rows[] = {
        { "", 0, { NULL } },         { "one", 1, { "one" } },
        { "one\n", 1, { "one" } },   { "one\r\ntwo", 2, { "one", "two" } },
        { "\n\n", 2, { "", "" } },   { "a\n\nb\n", 3, { "a", "", "b" } },
        { "a\rb\n", 1, { "a\rb" } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int fd = file_with(rows[i].text, strlen(rows[i].text));
        struct line_source source;
        struct span line;
        size_t count = 0;
        lines_open(&source, fd, CEILING);
        while (lines_next(&source, &line)) {
            assert_true(count < rows[i].count);
            assert_true(span_equal(line, span_of(rows[i].lines[count])));
            count++;
        }
        assert_int_equal(count, rows[i].count);
        assert_int_equal(source.error, 0);
        lines_close(&source);
        close(fd);
    }
}

/* Of a line that is too long the first part comes, once; the next line is whole. */
static void test_long_line(void **state)
{
    char *text = mem_new(LONG + 16);
    struct line_source source;
    struct span line;
    (void)state;
    memset(text, 'x', LONG);
    mem_copy_text(text + LONG, 16, SPAN("\nnext\n"));
    int fd = file_with(text, LONG + 6);
    lines_open(&source, fd, CEILING);
    assert_true(lines_next(&source, &line));
    assert_true(line.len >= CEILING && line.len < LONG && line.at[0] == 'x');
    assert_true(lines_next(&source, &line));
    assert_true(span_equal(line, SPAN("next")));
    assert_false(lines_next(&source, &line));
    lines_close(&source);
    close(fd);
    free(text);
}

static void test_unreadable(void **state)
{
    struct line_source source;
    struct span line;
    (void)state;
    lines_open(&source, -1, CEILING);
    assert_false(lines_next(&source, &line));
    assert_int_not_equal(source.error, 0);
    lines_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_unreadable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
