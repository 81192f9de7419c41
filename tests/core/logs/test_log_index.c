#include "logs/log_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES = 150000, EVERY = 1000 };

static void add_line(struct buf *out, unsigned n)
{
    unsigned minute = n / 60 % 60;
    if (n % EVERY == 0)
        buf_addf(out,
                 "Nov 23 %02u:%02u:%02u mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication "
                 "failed: %u\n",
                 n / 3600 % 24, minute, n % 60, n);
    else
        buf_addf(out, "Nov 23 %02u:%02u:%02u mx1 postfix/smtpd[1]: connect from x[%u]\n", n / 3600 % 24, minute, n % 60,
                 n);
}

static int file_of_lines(unsigned first, unsigned end)
{
    int fd = memfd_create("log", MFD_CLOEXEC);
    struct buf text;
    buf_init(&text, 64 * MIB);
    for (unsigned n = first; n < end; n++)
        add_line(&text, n);
    assert_int_equal(write(fd, text.at, text.len), (ssize_t)text.len);
    buf_free(&text);
    return fd;
}

static void expect_line(const struct log_index *index, unsigned n)
{
    struct buf wanted;
    struct buf got;
    buf_init(&wanted, 4 * KIB);
    buf_init(&got, LOG_LINE_SHOWN);
    add_line(&wanted, n);
    assert_true(log_index_line(index, n, &got));
    assert_int_equal(got.len + 1, wanted.len);
    assert_memory_equal(got.at, wanted.at, got.len);
    buf_free(&wanted);
    buf_free(&got);
}

/* More lines than marks: the marks are thinned out, and every line is still found. */
static void test_lines(void **state)
{
    static const unsigned some[] = { 0, 1, 255, 256, 65535, 65536, 65537, 99999, 131072, LINES - 1 };
    struct log_index index;
    struct buf out;
    int fd = file_of_lines(0, LINES);
    (void)state;
    assert_true(log_index_open(&index, fd));
    while (log_index_step(&index, 0))
        ;
    assert_int_equal(index.lines, LINES);
    assert_true(index.spacing > 1);
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        expect_line(&index, some[i]);
    buf_init(&out, KIB);
    assert_false(log_index_line(&index, LINES, &out));
    assert_true(index.stretch > 1 && index.stretch < EVERY / 2);
    assert_true(log_index_fails(&index, 0, 1));
    assert_false(log_index_fails(&index, index.stretch, EVERY - index.stretch));
    assert_true(log_index_fails(&index, EVERY, EVERY + 1));
    assert_true(log_index_fails(&index, LINES - EVERY, LINES));
    assert_false(log_index_fails(&index, LINES, UINT64_MAX));
    buf_free(&out);
    log_index_close(&index);
    close(fd);
}

/* However many lines fail, those at the end still count. */
static void test_many_failures(void **state)
{
    enum { FAILS = 70000, QUIET = 30000 };
    struct log_index index;
    struct buf text;
    int fd = memfd_create("log", MFD_CLOEXEC);
    (void)state;
    buf_init(&text, 64 * MIB);
    for (unsigned n = 0; n < FAILS; n++)
        add_line(&text, 0);
    for (unsigned n = 0; n < QUIET; n++)
        add_line(&text, 1);
    add_line(&text, 0);
    assert_int_equal(write(fd, text.at, text.len), (ssize_t)text.len);
    assert_true(log_index_open(&index, fd));
    while (log_index_step(&index, 0))
        ;
    assert_true(log_index_fails(&index, FAILS - 1, FAILS));
    assert_false(log_index_fails(&index, FAILS + index.stretch, FAILS + QUIET - index.stretch));
    assert_true(log_index_fails(&index, FAILS + QUIET, FAILS + QUIET + 1));
    log_index_close(&index);
    close(fd);
    buf_free(&text);
}

static void test_time(void **state)
{
    struct log_index index;
    int fd = file_of_lines(0, 50000);
    (void)state;
    assert_true(log_index_open(&index, fd));
    while (log_index_step(&index, 0))
        ;
    assert_int_equal(log_index_time(&index, index.first), 0);
    assert_int_equal(log_index_time(&index, index.first + 4711), 4711);
    assert_int_equal(log_index_time(&index, index.last + 1), 50000);
    log_index_close(&index);
    close(fd);
}

/* A file that grows is read on; one that shrinks or is empty gives no lines. */
static void test_changing_files(void **state)
{
    struct log_index index;
    struct buf out;
    int fd = file_of_lines(0, 10);
    (void)state;
    buf_init(&out, KIB);
    assert_true(log_index_open(&index, fd));
    assert_false(log_index_step(&index, CLOCK_NEVER));
    assert_int_equal(index.lines, 10);
    assert_int_equal(write(fd, "half a ", 7), 7);
    assert_false(log_index_step(&index, CLOCK_NEVER));
    assert_int_equal(index.lines, 10);
    assert_int_equal(write(fd, "line\n", 5), 5);
    assert_false(log_index_step(&index, CLOCK_NEVER));
    assert_int_equal(index.lines, 11);
    assert_true(log_index_line(&index, 10, &out));
    assert_string_equal(buf_text(&out), "half a line");
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_false(log_index_line(&index, 5, &out));
    assert_false(log_index_step(&index, CLOCK_NEVER));
    log_index_close(&index);
    close(fd);
    buf_free(&out);
}

/* A line longer than what is read at once is one line. */
static void test_long_line(void **state)
{
    struct log_index index;
    struct buf text;
    struct buf out;
    int fd = memfd_create("log", MFD_CLOEXEC);
    (void)state;
    buf_init(&text, 4 * MIB);
    buf_init(&out, LOG_LINE_SHOWN);
    while (text.len < MIB)
        buf_add_char(&text, 'x');
    buf_add_text(&text, "\nsecond\n");
    assert_int_equal(write(fd, text.at, text.len), (ssize_t)text.len);
    assert_true(log_index_open(&index, fd));
    assert_false(log_index_step(&index, CLOCK_NEVER));
    assert_int_equal(index.lines, 2);
    assert_true(log_index_line(&index, 1, &out));
    assert_string_equal(buf_text(&out), "second");
    log_index_close(&index);
    close(fd);
    buf_free(&text);
    buf_free(&out);
}

static void test_no_file(void **state)
{
    struct log_index index;
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_false(log_index_open(&index, ends[0]));
    log_index_close(&index);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),     cmocka_unit_test(test_time),    cmocka_unit_test(test_changing_files),
        cmocka_unit_test(test_long_line), cmocka_unit_test(test_no_file), cmocka_unit_test(test_many_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
