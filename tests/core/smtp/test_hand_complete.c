#include "smtp/hand_complete.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What was offered is a word each, in this order. */
static struct hand_state state_with(const char *offered)
{
    struct hand_state state = { .is_open = true };
    struct span rest = span_of(offered);
    struct span word;
    while (span_word(&rest, &word)) {
        state.has_hello |= span_equal(word, SPAN("hello"));
        state.ehlo.starttls |= span_equal(word, SPAN("starttls"));
        state.ehlo.auth |= span_equal(word, SPAN("auth"));
        state.ehlo.size_offered |= span_equal(word, SPAN("size"));
        state.is_signed_in |= span_equal(word, SPAN("signed-in"));
        state.has_sender |= span_equal(word, SPAN("sender"));
        state.recipients += span_equal(word, SPAN("recipient"));
        state.is_asked |= span_equal(word, SPAN("asked"));
        state.in_content |= span_equal(word, SPAN("content"));
    }
    if (state.ehlo.auth)
        (void)strcpy(state.ehlo.mechanism_words, "PLAIN LOGIN");
    return state;
}

static const struct {
    const char *state;
    const char *typed;
    const char *lines;
    const char *common;
} rows[] = {
    { "", "", "EHLO me.example\nHELO me.example\nNOOP\nQUIT\n", "" },
    { "", "e", "EHLO me.example\n", "EHLO me.example" },
    { "hello starttls", "ST", "STARTTLS\n", "STARTTLS" },
    { "hello auth", "AUTH ", "AUTH PLAIN\nAUTH LOGIN\n", "AUTH " },
    { "hello auth", "a", "AUTH PLAIN\nAUTH LOGIN\n", "AUTH " },
    { "hello auth", ":l", ":login anna@b.example\n", ":login anna@b.example" },
    { "hello auth signed-in", "AUTH", "", "" },
    { "hello", "MAIL", "MAIL FROM:<anna@b.example>\n", "MAIL FROM:<anna@b.example>" },
    { "hello", "mail from:", "MAIL FROM:<anna@b.example>\n", "MAIL FROM:<anna@b.example>" },
    { "hello size", "MAIL FROM:<x@y.example> ", "MAIL FROM:<x@y.example> SIZE=\n", "MAIL FROM:<x@y.example> SIZE=" },
    { "hello", "MAIL FROM:<x@y.example> ", "", "" },
    { "hello sender", "R", "RCPT TO:<bob@c.example>\nRSET\n", "R" },
    { "hello sender recipient", "D", "DATA\n", "DATA" },
    { "asked", "", ":answer\n*\n", "" },
    { "content", "Sub", "", "" },
    { "hello", ":d", ":decode\n", ":decode" },
    { "hello", "QUIT", "", "" },
};

static void test_rows(void **state)
{
    struct target target;
    (void)state;
    target_init(&target);
    (void)strcpy(target.address, "anna@b.example");
    (void)strcpy(target.recipient, "bob@c.example");
    (void)strcpy(target.helo, "me.example");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf lines;
        struct hand_state at = state_with(rows[i].state);
        buf_init(&lines, 4 * KIB);
        size_t count = hand_complete(&at, &target, span_of(rows[i].typed), &lines);
        struct span common = hand_common(buf_span(&lines));
        if (strcmp(buf_text(&lines), rows[i].lines) != 0 || !span_equal(common, span_of(rows[i].common)))
            fail_msg("'%s' '%s': %s", rows[i].state, rows[i].typed, buf_text(&lines));
        assert_int_equal(count == 0, lines.len == 0);
        buf_free(&lines);
    }
    target_clear(&target);
}

static void test_words(void **state)
{
    enum hand_word word;
    struct span rest;
    struct hand_state at = state_with("");
    (void)state;
    assert_true(hand_word_of(&at, SPAN(":LOGIN  anna@b.example "), &word, &rest));
    assert_int_equal(word, HAND_WORD_LOGIN);
    assert_true(span_equal(rest, SPAN("anna@b.example")));
    assert_true(hand_word_of(&at, SPAN(":"), &word, &rest));
    assert_int_equal(word, HAND_WORD_NONE);
    assert_false(hand_word_of(&at, SPAN("NOOP :login"), &word, &rest));
    at = state_with("content");
    assert_false(hand_word_of(&at, SPAN(":login"), &word, &rest));
}

static void test_decoding_hides_the_password(void **state)
{
    static const struct {
        const char *text, *shown; /* NULL: no base64 */
    } codes[] = {
        { "VXNlcm5hbWU6", "Username:" },
        { "AGFubmEAc2VjcmV0", " · anna · ********" },
        { "em9lAGFubmEAc2VjcmV0", "zoe · anna · ********" },
        { "", "" },
        { "no", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct buf shown;
        buf_init(&shown, KIB);
        bool good = hand_decode(span_of(codes[i].text), &shown);
        assert_int_equal(good, codes[i].shown != NULL);
        if (good)
            assert_string_equal(buf_text(&shown), codes[i].shown);
        buf_free(&shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_decoding_hides_the_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
