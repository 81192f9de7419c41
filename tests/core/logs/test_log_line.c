#include "logs/log_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t at(int year, int month, int day)
{
    return log_days(year, month, day) * 86400;
}

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(log_days(1970, 1, 1), 0);
    assert_int_equal(log_days(2000, 3, 1), 11017);
    assert_int_equal(log_days(2026, 11, 23), 20780);
    assert_int_equal(log_days(1969, 12, 31), -1);
}

/* The year that a line does not say is the latest one that is not after the file's last writing. */
static void test_missing_year(void **state)
{
    static const struct {
        const char *line;
        int year, month, day; /* of now */
        int told;
    } rows[] = {
        { "Nov 23 10:00:00 h p[1]: x", 2026, 11, 23, 2026 }, { "Nov 24 00:30:00 h p[1]: x", 2026, 11, 23, 2026 },
        { "Dec 31 10:00:00 h p[1]: x", 2026, 1, 2, 2025 },   { "Jan  1 10:00:00 h p[1]: x", 2026, 1, 2, 2026 },
        { "Dec 31 10:00:00 h p[1]: x", 2026, 12, 31, 2026 }, { "Nov 25 10:00:00 h p[1]: x", 2026, 11, 23, 2025 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_frame frame = { .now = at(rows[i].year, rows[i].month, rows[i].day) + 3600 };
        struct log_line line;
        char text[20];
        log_line_read(&frame, span_of(rows[i].line), &line);
        log_time_text(line.time, text);
        char told[8] = { 0 };
        memcpy(told, text, 4);
        if (atoi(told) != rows[i].told)
            fail_msg("row %zu: %s", i, text);
    }
}

static void test_frames(void **state)
{
    static const struct {
        const char *line, *host, *process, *text;
        unsigned pid;
        const char *time;
    } rows[] = {
        { "[2026-11-20 09:00:00] 4< 220 a: b", "", "", "4< 220 a: b", 0, "2026-11-20 09:00:00" },
        { "[20-Nov-2026 09:00:00 Europe/Berlin] SMTP Error: x", "", "", "SMTP Error: x", 0, "2026-11-20 09:00:00" },
        { "[20-Nvo-2026 09:00:00] x", "", "", "[20-Nvo-2026 09:00:00] x", 0, "" },
        { "[2026-11-20 09:00:00 x", "", "", "[2026-11-20 09:00:00 x", 0, "" },
        { "2026.11.20 09:00:00 SMTP (h.example): <rx> 220 x", "", "", "SMTP (h.example): <rx> 220 x", 0,
          "2026-11-20 09:00:00" },
        { "2026/11/20 09:00:00 x", "", "", "x", 0, "2026-11-20 09:00:00" },
        { "2026-11.20 09:00:00 x", "", "", "2026-11.20 09:00:00 x", 0, "" },
        { "2026-11-20 09:00:00\tSMTP ERROR: x", "", "", "SMTP ERROR: x", 0, "2026-11-20 09:00:00" },
        { "\xef\xbb\xbfNov 23 10:00:01 mx1 postfix/smtpd[3937]: x", "mx1", "postfix/smtpd", "x", 3937,
          "2026-11-23 10:00:01" },
        { "Nov 23 10:00:01 mx1 postfix/smtpd[3937]: x: y", "mx1", "postfix/smtpd", "x: y", 3937,
          "2026-11-23 10:00:01" },
        { "Nov  3 10:00:01 mx1 dovecot: auth: x", "mx1", "dovecot", "auth: x", 0, "2026-11-03 10:00:01" },
        { "2026-11-23T10:00:01.5+01:00 mx1 exim[9]: x", "mx1", "exim", "x", 9, "2026-11-23 10:00:01" },
        { "2026-11-23T10:00:01Z exim[9]: x", "", "exim", "x", 9, "2026-11-23 10:00:01" },
        { "2026-11-23 10:00:01,123 WARN x", "", "", "WARN x", 0, "2026-11-23 10:00:01" },
        { "<22>1 2026-11-23T10:00:01Z mx1 postfix/smtpd 7 - [a b=\"c\"] x", "mx1", "postfix/smtpd", "x", 7,
          "2026-11-23 10:00:01" },
        /* A table: its columns are neither a host nor a process. */
        { "2026-11-23T10:00:01.5Z,Internet,8,<,\"550 mx: no", "", "", "Internet,8,<,\"550 mx: no", 0,
          "2026-11-23 10:00:01" },
        { "Nov 32 10:00:01 mx1 a: x", "", "", "Nov 32 10:00:01 mx1 a: x", 0, "" },
        { "Nov 23 25:00:01 mx1 a: x", "", "", "Nov 23 25:00:01 mx1 a: x", 0, "" },
        { "x: 550 5.1.1 User unknown", "", "x", "550 5.1.1 User unknown", 0, "" },
        { "535 5.7.8 no", "", "", "535 5.7.8 no", 0, "" },
        { "", "", "", "", 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_frame frame = { .now = at(2026, 11, 23) };
        struct log_line line;
        char time[20];
        log_line_read(&frame, span_of(rows[i].line), &line);
        log_time_exact(line.time, time);
        if (!span_equal(line.host, span_of(rows[i].host)) || !span_equal(line.process, span_of(rows[i].process)) ||
            !span_equal(line.text, span_of(rows[i].text)) || line.pid != rows[i].pid || strcmp(time, rows[i].time) != 0)
            fail_msg("row %zu: '%.*s' '%.*s' '%.*s' %u %s", i, SPAN_ARG(line.host), SPAN_ARG(line.process),
                     SPAN_ARG(line.text), line.pid, time);
    }
}

/* Times that jump, back and between forms, are each read for themselves. */
static void test_jumps(void **state)
{
    static const char *const lines[] = { "Nov 23 10:00:00 h p: x", "2026-11-23T10:00:00Z h p: x",
                                         "Nov 22 10:00:00 h p: x", "Nov 23 10:00:00 h p: x" };
    static const char *const times[] = { "2026-11-23 10:00", "2026-11-23 10:00", "2026-11-22 10:00",
                                         "2026-11-23 10:00" };
    struct log_frame frame = { .now = at(2026, 11, 23) };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct log_line line;
        char time[20];
        log_line_read(&frame, span_of(lines[i]), &line);
        log_time_text(line.time, time);
        assert_string_equal(time, times[i]);
    }
}

static void read_fresh(const char *text, struct log_line *ret_line)
{
    struct log_frame frame = { .now = at(2026, 11, 23) };
    log_line_read(&frame, span_of(text), ret_line);
}

/* Whatever stood before it, a line is read as if it stood alone. */
static void test_line_before(void **state)
{
    static const char *const lines[] = {
        "Nov 23 10:00:00 mx1 postfix/smtpd[7]: x",
        "Nov 23 10:00:00 mx1 dovecot: auth: x",
        "Nov 23 10:00:00 mx1 no process",
        "Nov 23 10:00:00 mx1 ",
        "Nov 23 10:00:00 mx1",
        "Nov 23 10:00:00 mx11 postfix/smtpd[7]: x",
        "Nov 23 10:00:01 mx1 postfix/smtpd[7]: x",
        "Nov 23 10:00:00 postfix/smtpd[7]: x",
        "2026-11-23T10:00:00Z mx1 exim[9]: x",
        "2026-11-23T10:00:00+01:00 mx1 exim[9]: x",
        "<22>Nov 23 10:00:00 mx1 exim[9]: x",
        "<22>1 2026-11-23T10:00:00Z mx1 exim 9 - - x",
        "<22>1 2026-11-23T10:00:00Z mx1 exim[9]: 9 - - x",
        "Nov 23 10:00:00 a-host-whose-name-is-longer-than-what-is-remembered-of-a-line.example.com exim[9]: x",
    };
    enum { COUNT = sizeof lines / sizeof *lines };
    (void)state;
    for (size_t i = 0; i < COUNT * COUNT; i++) {
        struct log_frame frame = { .now = at(2026, 11, 23) };
        struct log_line alone;
        struct log_line line;
        read_fresh(lines[i % COUNT], &alone);
        log_line_read(&frame, span_of(lines[i / COUNT]), &line);
        log_line_read(&frame, span_of(lines[i % COUNT]), &line);
        bool is_same = span_equal(line.host, alone.host) && span_equal(line.process, alone.process) &&
                       span_equal(line.text, alone.text) && line.pid == alone.pid && line.time == alone.time &&
                       line.host_hash == alone.host_hash;
        if (!is_same)
            fail_msg("'%s' behind '%s'", lines[i % COUNT], lines[i / COUNT]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),  cmocka_unit_test(test_missing_year), cmocka_unit_test(test_frames),
        cmocka_unit_test(test_jumps), cmocka_unit_test(test_line_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
