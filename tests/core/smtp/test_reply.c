#include "smtp/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

static const struct {
    const char *name;
    struct span bytes;
    enum reply_progress progress;
    unsigned code;
    unsigned oddities;
    size_t used;
    const char *enhanced;
    const char *words;
} rows[] = {
    { "one line", BYTES("220 mail.example ESMTP\r\n"), REPLY_READY, 220, 0, 24, "", "mail.example ESMTP" },
    { "several lines", BYTES("250-a\r\n250-SIZE 1\r\n250 HELP\r\n"), REPLY_READY, 250, 0, 29, "", "a SIZE 1 HELP" },
    { "bare code", BYTES("250\r\n"), REPLY_READY, 250, 0, 5, "", "" },
    { "code and blank", BYTES("250 \r\n"), REPLY_READY, 250, 0, 6, "", "" },
    { "empty continuation", BYTES("250-\r\n250 x\r\n"), REPLY_READY, 250, 0, 13, "", "x" },
    { "goes on", BYTES("250-a\r\n"), REPLY_MORE, 250, 0, 7, "", "a" },
    { "half a line", BYTES("25"), REPLY_MORE, 0, 0, 2, "", "" },
    { "leaves the next reply", BYTES("250 a\r\n251 b\r\n"), REPLY_READY, 250, 0, 7, "", "a" },
    { "enhanced in each line", BYTES("535-5.7.8 Username and Password\r\n535 5.7.8  not accepted\r\n"), REPLY_READY,
      535, 0, 58, "5.7.8", "Username and Password not accepted" },
    { "enhanced in the second line", BYTES("550-Sorry\r\n550 5.1.1 gone\r\n"), REPLY_READY, 550, 0, 27, "5.1.1",
      "Sorry gone" },
    { "another enhanced later stays", BYTES("550-5.1.1 a\r\n550 5.7.1 b\r\n"), REPLY_READY, 550, 0, 26, "5.1.1",
      "a 5.7.1 b" },
    { "two blanks before enhanced", BYTES("554  5.7.1 no\r\n"), REPLY_READY, 554, 0, 15, "5.7.1", "no" },
    { "code changes half-way", BYTES("250-a\r\n550 b\r\n"), REPLY_BROKEN, 250, REPLY_ODD_CODE_CHANGED, 14, "", "a b" },
    { "no code", BYTES("HTTP/1.1 400 Bad Request\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 26, "",
      "HTTP/1.1 400 Bad Request" },
    { "one digit", BYTES("2 ok\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 6, "", "2 ok" },
    { "two digits", BYTES("25 ok\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 7, "", "25 ok" },
    { "four digits", BYTES("2500 ok\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 9, "", "2500 ok" },
    { "below 200", BYTES("199 ok\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 8, "", "199 ok" },
    { "above 599", BYTES("600 ok\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 8, "", "600 ok" },
    { "empty line", BYTES("\r\n"), REPLY_BROKEN, 0, REPLY_ODD_NO_CODE, 2, "", "" },
    { "continuation without code", BYTES("250-a\r\nb\r\n250 c\r\n"), REPLY_BROKEN, 250, REPLY_ODD_NO_CODE, 10, "",
      "a b" },
    { "bare LF", BYTES("250 a\n"), REPLY_READY, 250, REPLY_ODD_BARE_LF, 6, "", "a" },
    { "CR inside", BYTES("250 a\rb\r\n"), REPLY_READY, 250, REPLY_ODD_CONTROL, 9, "", "a\rb" },
    { "NUL inside", BYTES("250 a\0b\r\n"), REPLY_READY, 250, REPLY_ODD_CONTROL, 9, "", "a\0b" },
    { "escape", BYTES("250 \033[2J\r\n"), REPLY_READY, 250, REPLY_ODD_CONTROL, 10, "", "\033[2J" },
    { "tab is no oddity", BYTES("250 a\tb\r\n"), REPLY_READY, 250, 0, 9, "", "a\tb" },
    { "UTF-8", BYTES("535 \xe9\x94\x99\r\n"), REPLY_READY, 535, 0, 9, "", "\xe9\x94\x99" },
    { "GBK", BYTES("535 \xb4\xed\r\n"), REPLY_READY, 535, REPLY_ODD_NOT_UTF8, 8, "", "\xb4\xed" },
};

static void check_words(const struct reply *reply, const char *name, const char *expected)
{
    struct buf words;
    buf_init(&words, KIB);
    reply_words(reply, &words);
    if (strcmp(buf_text(&words), expected) != 0)
        fail_msg("%s: words are \"%s\"", name, buf_text(&words));
    buf_free(&words);
}

static void check_row(size_t i, const struct reply *reply, enum reply_progress progress, size_t used)
{
    if (progress != rows[i].progress || reply->code != rows[i].code || reply->oddities != rows[i].oddities)
        fail_msg("%s: progress %d, code %u, oddities %#x", rows[i].name, (int)progress, reply->code, reply->oddities);
    if (used != rows[i].used)
        fail_msg("%s: %zu bytes used", rows[i].name, used);
    assert_string_equal(reply->enhanced, rows[i].enhanced);
    check_words(reply, rows[i].name, rows[i].words);
}

static void reads_whole(void **state)
{
    struct reply reply;
    size_t used = 0;
    (void)state;
    reply_init(&reply);
    for (size_t i = 0; i < ROWS(rows); i++) {
        reply_clear(&reply);
        enum reply_progress progress = reply_feed(&reply, rows[i].bytes, &used);
        check_row(i, &reply, progress, used);
    }
    reply_free(&reply);
}

static void reads_byte_by_byte(void **state)
{
    struct reply reply;
    (void)state;
    reply_init(&reply);
    for (size_t i = 0; i < ROWS(rows); i++) {
        enum reply_progress progress = REPLY_MORE;
        size_t total = 0;
        reply_clear(&reply);
        for (size_t k = 0; k < rows[i].bytes.len; k++) {
            size_t used = 0;
            progress = reply_feed(&reply, (struct span){ rows[i].bytes.at + k, 1 }, &used);
            total += used;
        }
        check_row(i, &reply, progress, total);
    }
    reply_free(&reply);
}

static void gives_lines(void **state)
{
    struct reply reply;
    size_t used = 0;
    (void)state;
    reply_init(&reply);
    reply_feed(&reply, SPAN("250-mail.example\r\n250-\r\n250 SIZE 1\r\n"), &used);
    assert_int_equal(reply.line_count, 3);
    assert_true(span_equal(reply_raw_line(&reply, 0), SPAN("250-mail.example")));
    assert_true(span_equal(reply_line(&reply, 0), SPAN("mail.example")));
    assert_int_equal(reply_line(&reply, 1).len, 0);
    assert_true(span_equal(reply_line(&reply, 2), SPAN("SIZE 1")));
    assert_null(reply_raw_line(&reply, 3).at);
    reply_free(&reply);
}

/* Feeds piece as often as it takes to end the reply, at most times; returns how often. */
static size_t flood(struct reply *reply, struct span piece, size_t times)
{
    size_t used = 0;
    for (size_t i = 0; i < times; i++)
        if (reply_feed(reply, piece, &used) != REPLY_MORE)
            return i + 1;
    return times;
}

/* begin, then as many x as make len bytes together with end. */
static void write_line(struct buf *line, const char *begin, const char *end, size_t len)
{
    buf_clear(line);
    buf_add_text(line, begin);
    while (line->len + span_of(end).len < len)
        buf_add_char(line, 'x');
    buf_add_text(line, end);
}

static void stops_at_limits(void **state)
{
    struct reply reply;
    struct buf line;
    size_t used = 0;
    (void)state;
    reply_init(&reply);
    buf_init(&line, KIB);

    write_line(&line, "220 ", "", KIB);
    assert_int_equal(flood(&reply, buf_span(&line), 10240), 9);
    assert_int_equal(reply.oddities, REPLY_ODD_TOO_LONG | REPLY_ODD_LONG_LINE);
    assert_int_equal(reply_raw_line(&reply, 0).len, REPLY_LINE_MAX);

    reply_clear(&reply);
    assert_int_equal(flood(&reply, SPAN("250-again\r\n"), 100000), REPLY_LINES_MAX + 1);
    assert_int_equal(reply.oddities, REPLY_ODD_TOO_MANY);
    assert_int_equal(reply.line_count, REPLY_LINES_MAX);

    reply_clear(&reply);
    write_line(&line, "250-", "\r\n", KIB);
    assert_int_equal(flood(&reply, buf_span(&line), 40), 40);
    assert_int_equal(reply.oddities, REPLY_ODD_LONG_LINE | REPLY_ODD_CUT);
    assert_int_equal(reply.text.len, REPLY_TEXT_MAX);
    assert_int_equal(reply_feed(&reply, SPAN("250 end\r\n"), &used), REPLY_READY);
    buf_free(&line);
    reply_free(&reply);
}

static void longest_line_is_still_read(void **state)
{
    struct reply reply;
    struct buf line;
    size_t used = 0;
    (void)state;
    reply_init(&reply);
    buf_init(&line, 16 * KIB);
    write_line(&line, "220 ", "\r\n", REPLY_LINE_MAX + 2);
    assert_int_equal(reply_feed(&reply, buf_span(&line), &used), REPLY_READY);
    reply_clear(&reply);
    write_line(&line, "220 ", "\n", REPLY_LINE_MAX + 2);
    assert_int_equal(reply_feed(&reply, buf_span(&line), &used), REPLY_BROKEN);
    buf_free(&line);
    reply_free(&reply);
}

static void takes_nothing_after_the_end(void **state)
{
    struct reply reply;
    size_t used = 99;
    (void)state;
    reply_init(&reply);
    reply_feed(&reply, SPAN("250 a\r\n"), &used);
    assert_int_equal(reply_feed(&reply, SPAN("250 b\r\n"), &used), REPLY_READY);
    assert_int_equal(used, 0);
    reply_free(&reply);
}

static void reads_enhanced_codes(void **state)
{
    static const struct {
        const char *text;
        const char *code;
    } codes[] = {
        { "5.7.8 Error", "5.7.8" },
        { "2.0.0", "2.0.0" },
        { "4.7.0, later", "4.7.0" },
        { "5.7.1: no", "5.7.1" },
        { "5.7.139 off", "5.7.139" },
        { "5.123.456", "5.123.456" },
        { "5.7.8. end", "5.7.8" },
        { "5.7.1[x]", "5.7.1" },
        { "3.7.8 x", NULL },
        { "5.7", NULL },
        { "5.7.", NULL },
        { "5..8", NULL },
        { "5.7.1234", NULL },
        { "5.1.2.3 is", NULL },
        { "5.7.8a", NULL },
        { "57.8", NULL },
        { "", NULL },
        { "x5.7.8", NULL },
        { "5.1234.1", NULL },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(codes); i++) {
        char out[ENHANCED_MAX] = "before";
        bool found = enhanced_read(span_of(codes[i].text), out);
        if (found != (codes[i].code != NULL))
            fail_msg("\"%s\"", codes[i].text);
        assert_string_equal(out, found ? codes[i].code : "before");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole),
        cmocka_unit_test(reads_byte_by_byte),
        cmocka_unit_test(gives_lines),
        cmocka_unit_test(stops_at_limits),
        cmocka_unit_test(longest_line_is_still_read),
        cmocka_unit_test(takes_nothing_after_the_end),
        cmocka_unit_test(reads_enhanced_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
