/* The model of the log page: a generated file, no waiting, what is found against what was written. */
#include "log_times.h"
#include "log_view.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

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
    struct log_times times;
    assert_true(log_times_typed(SPAN("12:10:22"), view->index.first, view->newest, &times));
    log_view_time(view, times.from, times.to);
    work(view);
    assert_int_equal(view->line, ANNA_AT);
    const struct log_told *told = log_view_told(view);
    assert_non_null(told);
    assert_int_equal(told->kind, LOG_LOGIN_FAILED);
    assert_string_equal(told->account, "anna@example.com");
    assert_string_equal(told->client, "192.0.2.7");
    assert_int_equal(told->diagnosis.candidates[0].cause, CAUSE_BAD_CREDENTIALS);
}

/* Nothing is found where the log holds no such time: the nearer end, and it is told. */
static void test_time_outside(void **state)
{
    static const struct {
        const char *text;
        enum log_found found;
        uint64_t line;
    } rows[] = {
        { "23:00", LOG_FOUND_AFTER, LINES - 1 },      { "5", LOG_FOUND_BEFORE, 0 },
        { "2025-11-24", LOG_FOUND_AFTER, LINES - 1 }, { "2025-11-22", LOG_FOUND_BEFORE, 0 },
        { "2025-11-23", LOG_FOUND_YES, 0 },           { "6", LOG_FOUND_YES, 0 },
        { "12:10:22", LOG_FOUND_YES, ANNA_AT },
    };
    struct log_view *view = &((struct fixture *)*state)->view;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_times times;
        view->line = 4711;
        assert_true(log_times_typed(span_of(rows[i].text), view->index.first, view->newest, &times));
        log_view_time(view, times.from, times.to);
        work(view);
        assert_int_equal(view->found, rows[i].found);
        assert_int_equal(view->line, rows[i].line);
    }
}

/* What is shown stays what is shown, also where the filter has not come there yet. */
static void test_time_among_shown(void **state)
{
    struct log_view *view = &((struct fixture *)*state)->view;
    const int64_t start = log_days(2025, 11, 23) * 86400 + DAY_START;
    log_view_filter(view, &(struct log_wish){ .cause = CAUSE_GREYLISTED });
    log_view_time(view, start + FAILS_EACH + 1, start + FAILS_EACH + 2);
    work(view);
    assert_int_equal(view->line, 2 * FAILS_EACH - 1);
    log_view_time(view, start, start + 1);
    work(view);
    assert_int_equal(view->line, FAILS_EACH - 1);
    log_view_time(view, start + LINES - 1, start + LINES);
    work(view);
    assert_int_equal(view->line, LINES - 1);
}

static void test_times_typed(void **state)
{
    const int64_t day = log_days(2025, 11, 23) * 86400;
    const int64_t hour = 3600;
    const int64_t newest = day + 10 * hour;
    const struct {
        const char *text;
        bool is_time;
        int64_t from, to;
        int64_t oldest; /* 0: a week before */
    } rows[] = {
        { "9", true, day + 9 * hour, day + 10 * hour, 0 },
        { "09:05:10", true, day + 9 * hour + 310, day + 9 * hour + 311, 0 },
        { "23", true, day - hour, day, 0 },
        { "23", true, day + 23 * hour, day + 24 * hour, day + 9 * hour },
        { "23", true, day - hour, day, day - 60 },
        { "8", true, day + 8 * hour, day + 9 * hour, day + 9 * hour },
        { "2025-11-20 7:30", true, day - 72 * hour + 27000, day - 72 * hour + 27060, 0 },
        { "2025-11-20", true, day - 72 * hour, day - 48 * hour, 0 },
        { "09:00-09:30", true, day + 9 * hour, day + 9 * hour + 1860, 0 },
        { " 9 - 9:30 ", true, day + 9 * hour, day + 9 * hour + 1860, 0 },
        { "９:00", false, 0, 0, 0 },
        { "9：00–9：30", true, day + 9 * hour, day + 9 * hour + 1860, 0 },
        { "23-2", true, day - hour, day + 3 * hour, 0 },
        { "2025-11-20 7:30-8", true, day - 72 * hour + 27000, day - 63 * hour, 0 },
        { "2025-11-20-2025-11-21", true, day - 72 * hour, day - 24 * hour, 0 },
        { "2025-11-21-2025-11-20", false, 0, 0, 0 },
        { "9-", false, 0, 0, 0 },
        { "24", false, 0, 0, 0 },
        { "9:60", false, 0, 0, 0 },
        { "9 o'clock", false, 0, 0, 0 },
        { "nine", false, 0, 0, 0 },
        { "", false, 0, 0, 0 },
        { "2025-11-20 nine", false, 0, 0, 0 },
        { "2025-13-20", false, 0, 0, 0 },
        { "1:2:3:4", false, 0, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_times times = { 0 };
        int64_t oldest = rows[i].oldest ? rows[i].oldest : day - 168 * hour;
        bool is_time = log_times_typed(span_of(rows[i].text), oldest, newest, &times);
        if (is_time != rows[i].is_time || (is_time && (times.from != rows[i].from || times.to != rows[i].to)))
            fail_msg("%s: %d %lld %lld", rows[i].text, is_time, (long long)times.from, (long long)times.to);
    }
}

static void test_filters_by_time(void **state)
{
    struct log_view *view = &((struct fixture *)*state)->view;
    const int64_t start = log_days(2025, 11, 23) * 86400 + DAY_START;
    struct log_wish wish = { .from = start + ANNA_AT - 100, .to = start + ANNA_AT + 100 };
    log_view_filter(view, &wish);
    work(view);
    assert_int_equal(log_view_count(view), 200);
    assert_int_equal(view->line, ANNA_AT - 100);
    assert_true(log_view_fails(view, 100, 101));
    assert_false(log_view_fails(view, 0, 100));
    assert_false(log_view_fails(view, 101, 200));
    (void)snprintf(wish.text, sizeof wish.text, "anna@example.com");
    wish.cause = CAUSE_BAD_CREDENTIALS;
    log_view_filter(view, &wish);
    work(view);
    assert_int_equal(log_view_count(view), 1);
    wish.cause = CAUSE_GREYLISTED;
    log_view_filter(view, &wish);
    work(view);
    assert_int_equal(log_view_count(view), 0);
}

/* Who stands at the end sees what is added, filtered or not; who does not stays where he is. */
static void test_follows(void **state)
{
    struct fixture *fixture = *state;
    struct log_view *view = &fixture->view;
    work(view);
    FILE *file = fopen(fixture->path, "a");
    assert_non_null(file);
    log_view_look_again(view);
    assert_false(log_view_works(view)); /* nothing new: nothing to do */
    log_view_last(view);
    write_line(file, 1);
    (void)fflush(file);
    log_view_look_again(view);
    work(view);
    assert_int_equal(view->line, LINES);
    log_view_move(view, -1);
    write_line(file, ANNA_AT);
    (void)fflush(file);
    log_view_look_again(view);
    work(view);
    assert_int_equal(view->line, LINES - 1);
    log_view_filter(view, &(struct log_wish){ .text = "anna" });
    work(view);
    assert_int_equal(log_view_count(view), 2);
    log_view_last(view);
    write_line(file, ANNA_AT);
    (void)fclose(file);
    log_view_look_again(view);
    work(view);
    assert_int_equal(log_view_count(view), 3);
    assert_int_equal(view->line, LINES + 2);
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
        (void)log_view_line(&view, i, false, &line);
        assert_string_equal(buf_text(&line), rows[i].shown);
    }
    buf_free(&line);
    log_view_close(&view);
    (void)unlink(path);
}

/* What one reads is the clock, the program and its words; a failure is known by its line alone. */
static void test_brief_lines(void **state)
{
    static const struct {
        const char *line, *shown;
        bool fails;
    } rows[] = {
        { "2025-11-23T09:00:00.123456+01:00 mx1 postfix/smtpd[77]: connect from x[192.0.2.7]",
          "09:00:00 smtpd[77]: connect from x[192.0.2.7]", false },
        { "Nov 23 09:00:01 mx1 dovecot: auth: passwd-file(lisa,192.0.2.7): unknown user (given password: geheim)",
          "09:00:01 dovecot: auth: passwd-file(lisa,192.0.2.7): unknown user (given password: <hidden>)", false },
        { "2025-11-23 09:00:02 1A2B3C-000000-01 <= anna@example.com", "09:00:02 1A2B3C-000000-01 <= anna@example.com",
          false },
        { "{\"__REALTIME_TIMESTAMP\":\"1763888403000000\",\"SYSLOG_IDENTIFIER\":\"postfix/smtpd\","
          "\"_PID\":\"7\",\"MESSAGE\":\"given pass\\u0077ord: geheim\"}",
          NULL, false },
        { "2025-11-23T09:00:04 mx1 postfix/smtpd[77]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x",
          "09:00:04 smtpd[77]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x", true },
        { "{\"__REALTIME_TIMESTAMP\":\"1763888403000000\",\"_COMM\":\"exim4\",\"MESSAGE\":\"caf\\u0065 closed\"}",
          "cafe closed", false },
        { "2025-11-23T09:00:05.000Z,192.0.2.7,PC21", "09:00:05,192.0.2.7,PC21", false },
        { "no log", "no log", false },
    };
    char path[64] = "/tmp/smtpdoctor-log-XXXXXX";
    struct log_view view = { 0 };
    struct buf line;
    (void)state;
    FILE *file = fdopen(mkstemp(path), "w");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        (void)fprintf(file, "%s\n", rows[i].line);
    (void)fclose(file);
    struct timespec times[2] = { { .tv_sec = 1763900000 }, { .tv_sec = 1763900000 } };
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(log_view_open(&view, path), LOG_OPENED);
    work(&view);
    buf_init(&line, LOG_LINE_SHOWN);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&line);
        assert_int_equal(log_view_line(&view, i, true, &line), rows[i].fails);
        /* The journal's time is the machine's own zone's. */
        bool is_object = rows[i].line[0] == '{';
        if (rows[i].shown)
            assert_string_equal(buf_text(&line) + (is_object ? strlen("09:00:03 ") : 0), rows[i].shown);
        assert_null(strstr(buf_text(&line), "geheim"));
    }
    buf_free(&line);
    log_view_close(&view);
    (void)unlink(path);
}

/* As PowerShell's > writes it: two bytes a letter behind their mark. */
static void test_utf16(void **state)
{
    static const char line[] = "Nov 23 09:00:00 mx1 postfix/smtpd[7]: warning: x[192.0.2.1]: SASL LOGIN authentication "
                               "failed: UGFzc3dvcmQ6\n";
    char path[] = "/tmp/smtpdoctor-log-XXXXXX";
    struct log_view view = { 0 };
    (void)state;
    FILE *file = fdopen(mkstemp(path), "w");
    (void)fwrite("\xff\xfe", 1, 2, file);
    for (size_t i = 0; i + 1 < sizeof line; i++)
        (void)fwrite((const char[]){ line[i], '\0' }, 1, 2, file);
    (void)fclose(file);
    assert_int_equal(log_view_open(&view, path), LOG_OPENED);
    work(&view);
    assert_int_equal(view.answer.failures, 1);
    log_view_close(&view);
    (void)unlink(path);
}

/* A packed log opens at once and fills in; what is broken or has no room is shown as far as it goes. */
static void test_packed(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        off_t cut, room; /* 0: neither */
        enum log_copy_end wanted;
    } rows[] = {
        { 0, 0, LOG_COPY_WHOLE },
        { 100000, 0, LOG_COPY_DAMAGED },
        { 0, 1000000, LOG_COPY_NO_ROOM },
    };
    char packed[80];
    char bytes[65536];
    (void)snprintf(packed, sizeof packed, "%s.gz", fixture->path);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rlimit limit;
        struct log_view view = { 0 };
        FILE *from = fopen(fixture->path, "r");
        gzFile to = gzopen(packed, "w1");
        assert_non_null(from);
        for (size_t len; (len = fread(bytes, 1, sizeof bytes, from)) > 0;)
            assert_int_equal(gzwrite(to, bytes, (unsigned)len), (int)len);
        (void)fclose(from);
        assert_int_equal(gzwrite(to, "2025-11-23T23:00:00 mx1 x[1]: no end", 36), 36);
        assert_int_equal(gzclose(to), Z_OK);
        if (rows[i].cut)
            assert_int_equal(truncate(packed, rows[i].cut), 0);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
        if (rows[i].room)
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ (rlim_t)rows[i].room, limit.rlim_max }), 0);
        assert_int_equal(log_view_open(&view, packed), LOG_OPENED);
        assert_in_range(log_view_count(&view), 100, LINES - 1);
        assert_true(log_view_works(&view));
        work(&view);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        assert_int_equal(view.copy.end, rows[i].wanted);
        if (rows[i].wanted == LOG_COPY_WHOLE)
            assert_int_equal(log_view_count(&view), LINES + 1);
        else
            assert_in_range(log_view_count(&view), 100, LINES - 1);
        assert_int_equal(view.newest, view.index.last);
        log_view_close(&view);
    }
    (void)unlink(packed);
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
        cmocka_unit_test_setup_teardown(test_time_outside, make, drop),
        cmocka_unit_test_setup_teardown(test_time_among_shown, make, drop),
        cmocka_unit_test_setup_teardown(test_filters_by_time, make, drop),
        cmocka_unit_test_setup_teardown(test_follows, make, drop),
        cmocka_unit_test_setup_teardown(test_packed, make, drop),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_times_typed),
        cmocka_unit_test(test_brief_lines),
        cmocka_unit_test(test_hides_secrets),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
