/* The model of the log page: a generated file, no waiting, what is found against what was written. */
#include "log_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINES = 40000, FAILS_EACH = 5000, ANNA_AT = 22222, DAY_START = 6 * 3600 };
#define FAILURES (LINES / FAILS_EACH + 1)

/* A line a second from 06:00; every FAILS_EACHth a delivery that waits, and once the account's sign-in. */
static void write_line(FILE *file, unsigned n)
{
    unsigned second = DAY_START + n;
    (void)fprintf(file, "2025-11-23T%02u:%02u:%02u mx1 ", second / 3600, second / 60 % 60, second % 60);
    if (n == ANNA_AT)
        (void)fprintf(file, "dovecot: submission-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 "
                            "secs): user=<anna@example.com>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.1, TLS\n");
    else if (n % FAILS_EACH == FAILS_EACH - 1)
        (void)fprintf(file,
                      "postfix/smtp[78]: A%X: to=<bob@example.net>, relay=mx.example.net[203.0.113.5]:25, "
                      "delay=3, delays=0.1/0/1/2, dsn=4.7.1, status=deferred (host mx.example.net[203.0.113.5] "
                      "said: 450 4.7.1 Greylisted, please try again later (in reply to RCPT TO command))\n",
                      n);
    else
        (void)fprintf(file, "postfix/qmgr[12]: B%X: from=<shop@example.com>, size=12, nrcpt=1 (queue active)\n", n);
}

struct fixture {
    char path[64];
    struct log_view view;
};

static int make(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    (void)snprintf(fixture->path, sizeof fixture->path, "/tmp/smtpdoctor-log-XXXXXX");
    int fd = mkstemp(fixture->path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    for (unsigned n = 0; n < LINES; n++)
        write_line(file, n);
    (void)fclose(file);
    assert_int_equal(log_view_open(&fixture->view, fixture->path), LOG_OPENED);
    *state = fixture;
    return 0;
}

static int drop(void **state)
{
    struct fixture *fixture = *state;
    log_view_close(&fixture->view);
    (void)unlink(fixture->path);
    free(fixture);
    return 0;
}

/* All work at once, in a bounded number of steps. */
static void work(struct log_view *view)
{
    for (int i = 0; i < 100000 && log_view_works(view); i++)
        (void)log_view_step(view, clock_now());
    assert_false(log_view_works(view));
}

static void test_opens_at_once(void **state)
{
    struct log_view *view = &((struct fixture *)*state)->view;
    int64_t newest = log_days(2025, 11, 23) * 86400 + DAY_START + LINES - 1;
    assert_true(log_view_works(view));
    assert_in_range(log_view_count(view), 100, LINES - 1);
    assert_int_equal(view->newest, newest);
    work(view);
    assert_int_equal(log_view_count(view), LINES);
    assert_int_equal(view->answer.failures, FAILURES);
    enum cause causes[4];
    assert_int_equal(log_view_causes(view, causes, 4), 2);
    assert_int_equal(causes[0], CAUSE_GREYLISTED);
    assert_int_equal(causes[1], CAUSE_BAD_CREDENTIALS);
}

/* Searches may start before the file is read: they wait for it. */
static void test_seeks(void **state)
{
    static const struct {
        const char *query;
        bool is_failure;
        uint64_t from;
        int step;
        uint64_t wanted; /* LINES: none */
    } rows[] = {
        { "ANNA@example", false, 0, 1, ANNA_AT },
        { "", true, 0, 1, FAILS_EACH - 1 },
        { "", true, FAILS_EACH - 1, 1, 2 * FAILS_EACH - 1 },
        { "", true, ANNA_AT + 1, -1, ANNA_AT },
        { "", true, ANNA_AT, 0, ANNA_AT },
        { "", true, FAILS_EACH - 1, -1, LINES },
        { "pineapple", false, 0, 1, LINES },
        { "anna", false, LINES - 1, -1, ANNA_AT },
    };
    struct log_view *view = &((struct fixture *)*state)->view;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_wish wish = { .is_failure = rows[i].is_failure };
        (void)snprintf(wish.query, sizeof wish.query, "%s", rows[i].query);
        view->line = rows[i].from;
        log_view_seek(view, &wish, rows[i].step);
        work(view);
        bool is_found = rows[i].wanted != LINES;
        assert_int_equal(view->found, is_found ? LOG_FOUND_YES : LOG_FOUND_NO);
        assert_int_equal(view->line, is_found ? rows[i].wanted : rows[i].from);
    }
}

static void test_filters(void **state)
{
    struct log_view *view = &((struct fixture *)*state)->view;
    log_view_filter(view, &(struct log_wish){ .cause = CAUSE_GREYLISTED });
    work(view);
    assert_int_equal(log_view_count(view), LINES / FAILS_EACH);
    assert_int_equal(view->line, FAILS_EACH - 1);
    log_view_move(view, 1);
    assert_int_equal(view->line, 2 * FAILS_EACH - 1);
    log_view_last(view);
    assert_int_equal(view->line, LINES - 1);
    log_view_filter(view, &(struct log_wish){ .text = "192.0.2.7" });
    work(view);
    assert_int_equal(log_view_count(view), 1);
    assert_int_equal(view->line, ANNA_AT);
    log_view_filter(view, &(struct log_wish){ .text = "nobody@example.com" });
    work(view);
    assert_int_equal(log_view_count(view), 0);
    log_view_move(view, 1);
    log_view_filter(view, &(struct log_wish){ 0 });
    assert_int_equal(log_view_count(view), LINES);
}

static void test_time_and_telling(void **state)
{
    struct log_view *view = &((struct fixture *)*state)->view;
    int64_t time;
    assert_true(log_time_typed(SPAN("12:10:22"), view->newest, &time));
    log_view_time(view, time);
    work(view);
    assert_int_equal(view->line, ANNA_AT);
    const struct log_told *told = log_view_told(view);
    assert_non_null(told);
    assert_int_equal(told->kind, LOG_LOGIN_FAILED);
    assert_string_equal(told->account, "anna@example.com");
    assert_string_equal(told->client, "192.0.2.7");
    assert_int_equal(told->diagnosis.candidates[0].cause, CAUSE_BAD_CREDENTIALS);
}

static void test_times_typed(void **state)
{
    const int64_t day = log_days(2025, 11, 23) * 86400;
    const int64_t newest = day + 10 * 3600;
    const struct {
        const char *text;
        bool is_time;
        int64_t wanted;
    } rows[] = {
        { "9", true, day + 9 * 3600 },
        { "09:05:10", true, day + 9 * 3600 + 310 },
        { "23", true, day - 3600 },
        { "2025-11-20 7:30", true, day - 3 * 86400 + 27000 },
        { "2025-11-20", true, day - 3 * 86400 },
        { "24", false, 0 },
        { "9:60", false, 0 },
        { "nine", false, 0 },
        { "", false, 0 },
        { "2025-11-20 nine", false, 0 },
        { "1:2:3:4", false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t time = 0;
        bool is_time = log_time_typed(span_of(rows[i].text), newest, &time);
        if (is_time != rows[i].is_time || (is_time && time != rows[i].wanted))
            fail_msg("%s: %d %lld", rows[i].text, is_time, (long long)time);
    }
}

/* It shrinks under the reader: told, and nothing is read behind the end. */
static void test_shrinks(void **state)
{
    struct fixture *fixture = *state;
    work(&fixture->view);
    assert_int_equal(truncate(fixture->path, 10), 0);
    log_view_look_again(&fixture->view);
    (void)log_view_step(&fixture->view, clock_now());
    assert_true(fixture->view.is_gone);
    fixture->view.line = LINES - 1;
    assert_null(log_view_told(&fixture->view));
}

static void test_grows_and_vanishes(void **state)
{
    struct fixture *fixture = *state;
    work(&fixture->view);
    FILE *file = fopen(fixture->path, "a");
    assert_non_null(file);
    write_line(file, FAILS_EACH - 1);
    (void)fclose(file);
    assert_int_equal(unlink(fixture->path), 0);
    log_view_look_again(&fixture->view);
    work(&fixture->view);
    assert_int_equal(log_view_count(&fixture->view), LINES + 1);
    assert_int_equal(fixture->view.answer.failures, FAILURES + 1);
}

/* What is on the page holds no password, also where only the line before says that it is one. */
static void test_hides_secrets(void **state)
{
    static const struct {
        const char *line, *shown;
    } rows[] = {
        { "2025-11-23T09:00:00 mx1 dovecot: auth: passwd-file(lisa,192.0.2.7): unknown user (given password: geheim)",
          "2025-11-23T09:00:00 mx1 dovecot: auth: passwd-file(lisa,192.0.2.7): unknown user (given password: "
          "<hidden>)" },
        { "S: 334 UGFzc3dvcmQ6", "S: 334 UGFzc3dvcmQ6" },
        { "C: Z2VoZWltMTIz", "C: <hidden>" },
        { "C: Z2VoZWltMTIz", "C: Z2VoZWltMTIz" }, /* no question before it */
        { "", "" },
    };
    char path[64] = "/tmp/smtpdoctor-log-XXXXXX";
    struct log_view view = { 0 };
    struct buf line;
    (void)state;
    FILE *file = fdopen(mkstemp(path), "w");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        (void)fprintf(file, "%s\n", rows[i].line);
    (void)fclose(file);
    assert_int_equal(log_view_open(&view, path), LOG_OPENED);
    work(&view);
    buf_init(&line, LOG_LINE_SHOWN);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&line);
        log_view_line(&view, i, &line);
        assert_string_equal(buf_text(&line), rows[i].shown);
    }
    buf_free(&line);
    log_view_close(&view);
    (void)unlink(path);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum log_opened wanted;
    } rows[] = {
        { "\x1f\x8b\x08\0\0\0", 6, LOG_PACKED },
        { "MZ\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24, LOG_BINARY },
        { "535 5.7.8 Authentication failed\n", 32, LOG_NO_LOG },
        { "", 0, LOG_NO_LOG },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_view view = { 0 };
        char path[] = "/tmp/smtpdoctor-log-XXXXXX";
        int fd = mkstemp(path);
        assert_int_equal(write(fd, rows[i].bytes, rows[i].len), (ssize_t)rows[i].len);
        close(fd);
        assert_int_equal(log_view_open(&view, path), rows[i].wanted);
        assert_false(view.is_open);
        (void)unlink(path);
        assert_int_equal(log_view_open(&view, path), LOG_NO_FILE);
        assert_int_equal(log_view_open(&view, "/tmp"), LOG_NOT_PLAIN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opens_at_once, make, drop),
        cmocka_unit_test_setup_teardown(test_seeks, make, drop),
        cmocka_unit_test_setup_teardown(test_filters, make, drop),
        cmocka_unit_test_setup_teardown(test_time_and_telling, make, drop),
        cmocka_unit_test_setup_teardown(test_shrinks, make, drop),
        cmocka_unit_test_setup_teardown(test_grows_and_vanishes, make, drop),
        cmocka_unit_test(test_times_typed),
        cmocka_unit_test(test_hides_secrets),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
