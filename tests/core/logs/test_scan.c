/* Files as they come: packed, cut off, with lines too long, with bytes that are no text. */
#include "base/buf.h"
#include "base/mem.h"
#include "logs/scan.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define FAILED "Nov 23 10:00:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: x\n"
#define NAMED                                                                                                          \
    "Nov 23 10:00:01 mx1 postfix/smtpd[1]: warning: x[192.0.2.2]: SASL X authentication failed: y, sasl_username=a\n"
#define PUT_OFF                                                                                                        \
    "Nov 23 10:00:02 mx1 postfix/smtp[1]: D0F29603B5: to=<b@x>, relay=y, dsn=4.4.1, status=deferred (450 no)\n"
#define OTHER "Nov 23 10:00:02 mx1 postfix/qmgr[1]: D0F29603B4: removed\n"
#define SENT "Nov 23 10:00:00 mx1 postfix/smtp[1]: D0F29603B4: to=<b@x>, relay=none, dsn=2.0.0, status=sent (ok)\n"

/* What the sink saw: how many events, and a sum that their order changes. */
struct seen {
    uint64_t count, sum, last_offset;
    bool went_back;
};

static void take(void *owner, struct log_event *event)
{
    struct seen *seen = owner;
    seen->went_back |= event->offset < seen->last_offset;
    seen->last_offset = event->offset;
    const struct span said[] = { event->line,   event->host,      event->process, event->queue_id,  event->message_id,
                                 event->client, event->account,   event->sender,  event->recipient, event->relay,
                                 event->text,   event->mechanism, event->enhanced };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        seen->sum = seen->sum * 31 + span_hash(said[i]);
    seen->sum = seen->sum * 31 + event->offset + event->code + event->kind + event->pid + (uint64_t)event->time;
    seen->count++;
}

static int file_of(struct span bytes)
{
    int fd = memfd_create("log", MFD_CLOEXEC);
    assert_true(fd >= 0);
    while (bytes.len) {
        ssize_t len = write(fd, bytes.at, bytes.len);
        assert_true(len > 0);
        bytes = span_from(bytes, (size_t)len);
    }
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static struct scan_end scan_bytes(struct span bytes, unsigned threads, struct scan_counts *counts, struct seen *seen)
{
    struct scan scan = {
        .sink = { .owner = seen, .take = take }, .threads = threads, .now = 1795500000, .limits = LIMITS_NONE
    };
    int fd = file_of(bytes);
    *seen = (struct seen){ 0 };
    scan_counts_init(counts);
    struct scan_end end = scan_file(fd, &scan, counts);
    close(fd);
    return end;
}

/* Lines that say much beside lines that say little, and lines that are nobody's, in no regular order; returns how many
 * sign-ins failed in them. */
static uint64_t add_lines(struct buf *out, size_t count)
{
    static const char *const lines[] = { FAILED, NAMED, OTHER, PUT_OFF, OTHER, SENT, "no log at all\n", OTHER };
    uint32_t dice = 7;
    uint64_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        dice = dice * 1664525 + 1013904223;
        size_t which = (dice >> 16) % (sizeof lines / sizeof *lines);
        failed += which < 2;
        buf_add_text(out, lines[which]);
    }
    return failed;
}

/* However many threads read, all is counted, and the events are the same in every word and in the same order. */
static void test_threads_agree(void **state)
{
    enum { LINES = 60000 };
    struct buf text;
    struct scan_counts one;
    struct seen seen_one = { 0 };
    (void)state;
    buf_init(&text, 16 * MIB);
    uint64_t failed = add_lines(&text, LINES);
    scan_counts_init(&one);
    struct scan scan = { .sink = { .owner = &seen_one, .take = take }, .now = 1795500000, .limits = LIMITS_NONE };
    scan_lines(buf_span(&text), &scan, &one);
    assert_int_equal(one.lines, LINES);
    assert_int_equal(one.bytes, text.len);
    assert_int_equal(one.kinds[LOG_LOGIN_FAILED], failed);
    assert_true(seen_one.count > failed);
    for (unsigned threads = 1; threads < 5; threads++) {
        struct scan_counts counts;
        struct seen seen;
        (void)scan_bytes(buf_span(&text), threads, &counts, &seen);
        assert_memory_equal(&counts, &one, sizeof one);
        assert_memory_equal(&seen, &seen_one, sizeof seen);
        assert_false(seen.went_back);
    }
    buf_free(&text);
}

static void test_odd_files(void **state)
{
    static const struct {
        struct span bytes;
        uint64_t lines, failed;
    } rows[] = {
        { { "", 0 }, 0, 0 },
        { SPAN("\n\n\n"), 3, 0 },
        { SPAN(FAILED), 1, 1 },
        { SPAN("Nov 23 10:00:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL X authentication failed: x"), 1, 1 },
        { SPAN("\0\0\0\n" FAILED "\x1b[31m\r\n" FAILED), 4, 2 },
        { SPAN("\xff\xfe\x00\n"), 1, 0 },
        { SPAN("\x1f"), 1, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scan_counts counts;
        struct seen seen;
        struct scan_end end = scan_bytes(rows[i].bytes, 2, &counts, &seen);
        assert_int_equal(end.end, UNPACK_WHOLE);
        if (counts.lines != rows[i].lines || counts.kinds[LOG_LOGIN_FAILED] != rows[i].failed)
            fail_msg("row %zu: %llu lines", i, (unsigned long long)counts.lines);
    }
}

/* Of a line without end the beginning is read, and what comes after it is not lost. */
static void test_long_lines(void **state)
{
    static const size_t lengths[] = { SCAN_CHUNK - 1, SCAN_CHUNK, SCAN_CHUNK + 1, 3 * SCAN_CHUNK, 5 * SCAN_CHUNK + 7 };
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct scan_counts counts;
        struct seen seen;
        struct buf text;
        buf_init(&text, 16 * MIB);
        buf_add_text(&text, FAILED);
        for (size_t k = 0; k < lengths[i]; k++)
            buf_add_char(&text, 'x');
        buf_add_text(&text, "\n" FAILED);
        (void)scan_bytes(buf_span(&text), 2, &counts, &seen);
        assert_int_equal(counts.lines, 3);
        assert_int_equal(counts.bytes, text.len);
        assert_int_equal(counts.kinds[LOG_LOGIN_FAILED], 2);
        assert_int_equal(counts.cut, lengths[i] >= SCAN_CHUNK);
        assert_int_equal(seen.last_offset, text.len - strlen(FAILED));
        buf_free(&text);
    }
}

static struct buf packed(const char *command, struct span text)
{
    struct buf out;
    char path[] = "/tmp/smtpdoctor-scan-XXXXXX";
    char line[128];
    char piece[4096];
    size_t len;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.at, text.len), (ssize_t)text.len);
    close(fd);
    (void)snprintf(line, sizeof line, "%s <%s 2>/dev/null", command, path);
    FILE *pipe = popen(line, "r");
    buf_init(&out, 16 * MIB);
    while ((len = fread(piece, 1, sizeof piece, pipe)) > 0)
        buf_add(&out, (struct span){ piece, len });
    (void)pclose(pipe);
    unlink(path);
    return out;
}

/* Packed whole, packed in two members, and cut off in the middle. */
static void test_packed(void **state)
{
    static const char *const commands[] = { "gzip -c", "xz -c", "zstd -c" };
    static const char *const words[] = { "gzip", "xz", "zstd" };
    struct buf text;
    (void)state;
    buf_init(&text, 16 * MIB);
    add_lines(&text, 30000);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct scan_counts counts;
        struct seen seen;
        struct buf bytes = packed(commands[i], buf_span(&text));
        if (bytes.len == 0) /* the packer is not there */
            continue;
        struct scan_end end = scan_bytes(buf_span(&bytes), 2, &counts, &seen);
        assert_string_equal(end.packing, words[i]);
        assert_int_equal(end.end, UNPACK_WHOLE);
        assert_int_equal(counts.lines, 30000);
        struct buf twice;
        buf_init(&twice, 16 * MIB);
        buf_add(&twice, buf_span(&bytes));
        buf_add(&twice, buf_span(&bytes));
        end = scan_bytes(buf_span(&twice), 2, &counts, &seen);
        assert_int_equal(end.end, UNPACK_WHOLE);
        assert_int_equal(counts.lines, 60000);
        end = scan_bytes(span_head(buf_span(&bytes), bytes.len - 9), 2, &counts, &seen);
        assert_int_equal(end.end, UNPACK_DAMAGED);
        buf_free(&twice);
        bytes.at[bytes.len / 2] ^= 0x55;
        bytes.at[bytes.len / 2 + 1] ^= 0x55;
        end = scan_bytes(buf_span(&bytes), 2, &counts, &seen);
        assert_int_equal(end.end, UNPACK_DAMAGED);
        buf_free(&bytes);
    }
    buf_free(&text);
}

/* A folder opens, and cannot be read. */
static void test_unreadable(void **state)
{
    struct seen seen = { 0 };
    struct scan scan = { .sink = { .owner = &seen, .take = take }, .threads = 2, .limits = LIMITS_NONE };
    struct scan_counts counts;
    int fd = open("/", O_RDONLY | O_CLOEXEC);
    (void)state;
    scan_counts_init(&counts);
    struct scan_end end = scan_file(fd, &scan, &counts);
    assert_int_equal(end.end, UNPACK_ERROR);
    assert_true(end.error != 0);
    close(fd);
}

/* As PowerShell writes it: UTF-16, either way round; one that is no whole character at its end. */
static void test_utf16(void **state)
{
    (void)state;
    for (int is_big = 0; is_big < 2; is_big++) {
        struct buf wide;
        struct scan_counts counts;
        struct seen seen;
        struct seen plain;
        buf_init(&wide, 64 * KIB);
        buf_add(&wide, is_big ? SPAN("\xfe\xff") : SPAN("\xff\xfe"));
        for (const char *at = FAILED NAMED; *at; at++)
            buf_add(&wide,
                    is_big ? (struct span){ (char[]){ '\0', *at }, 2 } : (struct span){ (char[]){ *at, '\0' }, 2 });
        /* U+1F600, and half of one. */
        buf_add(&wide, is_big ? SPAN("\xd8\x3d\xde\x00\xd8\x3d\x00\n\x00") : SPAN("\x3d\xd8\x00\xde\x3d\xd8\n\x00\n"));
        struct scan_end end = scan_bytes(buf_span(&wide), 1, &counts, &seen);
        assert_string_equal(end.packing, "utf-16");
        assert_int_equal(end.end, UNPACK_WHOLE);
        assert_int_equal(counts.bytes, strlen(FAILED NAMED) + 4 + 3 + 1);
        (void)scan_bytes(SPAN(FAILED NAMED), 1, &counts, &plain);
        assert_int_equal(seen.sum, plain.sum);
        buf_free(&wide);
    }
}

/* What no format knows is handed out when the reader of texts could explain it. */
static void test_unread_failures(void **state)
{
    static const char *const lines[] = {
        "foo: (60) SSL certificate problem: self-signed certificate\n",
        "foo: (6) Could not resolve host: a.example\n",
        "getaddrinfo ENOTFOUND a.example\n",
        "foo: An unexpected TLS packet was received.\n",
        "cannot locate host a.example: Name or service not known\n",
        "Could not find the host \"a.example\"\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct scan_counts counts;
        struct seen seen;
        (void)scan_bytes(span_of(lines[i]), 1, &counts, &seen);
        if (seen.count != 1 || counts.kinds[LOG_UNREAD] != 1)
            fail_msg("row %zu: %d events", i, (int)seen.count);
    }
}

/* The person stops it while a pipe keeps silent. */
static void test_cancelled(void **state)
{
    int silent[2];
    int stop[2];
    struct seen seen = { 0 };
    struct scan_counts counts;
    (void)state;
    assert_int_equal(pipe(silent) | pipe(stop), 0);
    assert_int_equal(write(stop[1], "x", 1), 1);
    struct scan scan = { .sink = { .owner = &seen, .take = take }, .threads = 2, .limits = { CLOCK_NEVER, stop[0] } };
    scan_counts_init(&counts);
    struct scan_end end = scan_file(silent[0], &scan, &counts);
    assert_true(end.cancelled);
    close(silent[0]);
    close(silent[1]);
    close(stop[0]);
    close(stop[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf16),      cmocka_unit_test(test_unread_failures), cmocka_unit_test(test_threads_agree),
        cmocka_unit_test(test_odd_files),  cmocka_unit_test(test_long_lines),      cmocka_unit_test(test_packed),
        cmocka_unit_test(test_unreadable), cmocka_unit_test(test_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
