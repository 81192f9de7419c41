#include "smtp/hand_review.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Where a conversation stands, a step at a time. */
enum place { GREETED, PLAIN, HELO, TLS, BAD_TLS, SIGNED_IN, SENDER, RECIPIENT, ASKED, CONTENT };

static struct hand_state state_at(enum place place)
{
    struct hand_state state = { .is_open = true, .is_practice = false };
    if (place == GREETED)
        return state;
    state.has_hello = true;
    state.is_esmtp = place != HELO;
    if (place == HELO)
        return state;
    state.ehlo = (struct ehlo){ .size_offered = true, .size = 1000, .starttls = place == PLAIN };
    if (place == PLAIN)
        return state;
    state.in_tls = true;
    state.is_certificate_bad = place == BAD_TLS;
    state.ehlo.auth = true;
    state.ehlo.mechanisms = 1u << MECHANISM_PLAIN | 1u << MECHANISM_LOGIN;
    (void)strcpy(state.ehlo.mechanism_words, "PLAIN LOGIN");
    state.is_signed_in = place >= SIGNED_IN && place != ASKED;
    state.has_sender = place == SENDER || place == RECIPIENT;
    state.recipients = place == RECIPIENT;
    state.is_asked = place == ASKED;
    state.in_content = place == CONTENT;
    return state;
}

static const struct {
    enum place place;
    const char *line;
    const char *word; /* NULL: nothing is wrong */
    const char *more;
} rows[] = {
    { GREETED, "EHLO me.example", NULL, "" },
    { GREETED, "ehlo [192.0.2.1]", NULL, "" },
    { GREETED, "EHLO", "hello-name", "" },
    { GREETED, "EHLO laptop", "hello-bare", "" },
    { GREETED, "EHLO 192.0.2.1", "hello-bare", "" },
    { GREETED, "EHLO [192.0.2.1", "hello-bare", "" },
    { GREETED, "", "empty", "" },
    { GREETED, " EHLO me.example", "blank", "" },
    { GREETED, "ELHO me.example", "near", "EHLO" },
    { GREETED, "DATE", "near", "DATA" },
    { GREETED, "GET / HTTP/1.1", "unknown", "" },
    { GREETED, "MAIL FROM:<a@b.example>", "hello-first", "" },
    { GREETED, "AUTH PLAIN", "hello-first", "" },
    { GREETED, "STARTTLS", "hello-first", "" },
    { GREETED, "QUIT", NULL, "" },
    { GREETED, "QUIT now", "argument", "" },
    { PLAIN, "STARTTLS", NULL, "" },
    { PLAIN, "STARTTLS now", "argument", "" },
    { PLAIN, "AUTH PLAIN", "auth-before-tls", "" },
    { HELO, "STARTTLS", "starttls-not-offered", "" },
    { HELO, "AUTH PLAIN", "auth-helo", "" },
    { TLS, "STARTTLS", "starttls-twice", "" },
    { TLS, "AUTH", "auth-mechanism", "" },
    { TLS, "AUTH PLAIN", NULL, "" },
    { TLS, "AUTH plain AGEAYg==", NULL, "" },
    { TLS, "AUTH PLAIN =", NULL, "" },
    { TLS, "AUTH PLAIN AGEAYg", "auth-base64", "" },
    { TLS, "AUTH PLAIN AGFi", "auth-plain", "" },
    { TLS, "AUTH CRAM-MD5", "auth-other", "PLAIN LOGIN" },
    { BAD_TLS, "AUTH PLAIN", "auth-certificate", "" },
    { TLS, "MAIL FROM:<a@b.example>", "mail-login", "" },
    { SIGNED_IN, "AUTH PLAIN", "auth-twice", "" },
    { SIGNED_IN, "MAIL FROM:<a@b.example>", NULL, "" },
    { SIGNED_IN, "MAIL FROM:<>", NULL, "" },
    { SIGNED_IN, "mail from:<a@b.example> SIZE=1000", NULL, "" },
    { SIGNED_IN, "MAIL", "mail-from", "" },
    { SIGNED_IN, "MAIL FROM <a@b.example>", "mail-from", "" },
    { SIGNED_IN, "MAIL FROM: <a@b.example>", "path-blank", "" },
    { SIGNED_IN, "MAIL FROM:a@b.example", "path-brackets", "" },
    { SIGNED_IN, "MAIL FROM:<a@b.example", "path-brackets", "" },
    { SIGNED_IN, "MAIL FROM:", "path-brackets", "" },
    { SIGNED_IN, "MAIL FROM:<anna>", "path-address", "" },
    { SIGNED_IN, "MAIL FROM:<a@b.example> SMTPUTF8", "parameter", "SMTPUTF8" },
    { SIGNED_IN, "MAIL FROM:<a@b.example> BODY=8BITMIME", "parameter", "BODY" },
    { SIGNED_IN, "MAIL FROM:<a@b.example> SIZE=1001", "mail-size", "" },
    { SIGNED_IN, "MAIL FROM:<\xd0\xb0@b.example>", "not-ascii", "" },
    { SIGNED_IN, "RCPT TO:<a@b.example>", "rcpt-order", "" },
    { SIGNED_IN, "DATA", "data-order", "" },
    { SENDER, "EHLO me.example", "hello-resets", "" },
    { SENDER, "AUTH PLAIN", "auth-twice", "" },
    { SENDER, "MAIL FROM:<a@b.example>", "mail-twice", "" },
    { SENDER, "RCPT TO:<a@b.example>", NULL, "" },
    { SENDER, "RCPT TO:<Postmaster>", NULL, "" },
    { SENDER, "RCPT TO:<>", "path-address", "" },
    { SENDER, "RCPT a@b.example", "rcpt-to", "" },
    { SENDER, "DATA", "data-recipient", "" },
    { RECIPIENT, "DATA", NULL, "" },
    { RECIPIENT, "DATA now", "argument", "" },
    { RECIPIENT, "RSET", NULL, "" },
    { ASKED, "QUIT", "answer-command", "" },
    { ASKED, "anna@b.example", "answer-base64", "" },
    { ASKED, "YW5uYQ==", NULL, "" },
    { ASKED, "*", NULL, "" },
    { ASKED, "", NULL, "" },
    { CONTENT, "QUIT", NULL, "" },
    { CONTENT, ".", NULL, "" },
    { CONTENT, ".hidden", "content-dot", "" },
};

static void test_rows(void **state)
{
    size_t wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hand_state at = state_at(rows[i].place);
        struct hand_review review = { .word = NULL };
        (void)hand_review(&at, span_of(rows[i].line), &review);
        bool same = review.word && rows[i].word ? strcmp(review.word, rows[i].word) == 0 : review.word == rows[i].word;
        if (!same || (rows[i].more[0] && strcmp(review.more, rows[i].more) != 0)) {
            print_error("%d '%s': %s '%s'\n", rows[i].place, rows[i].line, review.word ? review.word : "-",
                        review.more);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static bool is_reached(const char *word)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].word && strcmp(rows[i].word, word) == 0)
            return true;
    return false;
}

/* A line longer than a row of the table would be, and what only another state brings about. */
static void test_the_rest(void **state)
{
    char line[1100];
    struct hand_review review;
    struct hand_state at = state_at(SIGNED_IN);
    (void)state;
    memset(line, 'a', sizeof line);
    (void)snprintf(line, sizeof line, "NOOP");
    line[4] = ' ';
    assert_true(hand_review(&at, (struct span){ line, 511 }, &review));
    assert_string_equal(review.word, "long");
    assert_false(hand_review(&at, (struct span){ line, 510 }, &review));
    at = state_at(CONTENT);
    assert_true(hand_review(&at, (struct span){ line, 999 }, &review));
    assert_string_equal(review.word, "content-long");
    at = state_at(TLS);
    at.has_sender = true;
    assert_true(hand_review(&at, SPAN("AUTH PLAIN"), &review));
    assert_string_equal(review.word, "auth-late");
    at.has_sender = at.ehlo.auth = false;
    assert_true(hand_review(&at, SPAN("AUTH PLAIN"), &review));
    assert_string_equal(review.word, "auth-not-offered");
    at.in_tls = false;
    at.ehlo.auth = true;
    assert_true(hand_review(&at, SPAN("AUTH PLAIN"), &review));
    assert_string_equal(review.word, "auth-in-clear");
    at.is_practice = true;
    assert_false(hand_review(&at, SPAN("AUTH PLAIN"), &review));
}

static void test_no_rule_is_shadowed(void **state)
{
    static const char *const others[] = { "long", "content-long", "auth-late", "auth-not-offered", "auth-in-clear" };
    (void)state;
    for (size_t i = 0; hand_review_word(i); i++) {
        bool is_known = is_reached(hand_review_word(i));
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            is_known |= strcmp(others[k], hand_review_word(i)) == 0;
        if (!is_known)
            fail_msg("no row reaches %s", hand_review_word(i));
    }
}

/* Nothing of a secret gets into what is said about it. */
static void test_secrets_stay_out(void **state)
{
    struct hand_review review;
    struct hand_state at = state_at(ASKED);
    (void)state;
    assert_true(hand_review(&at, SPAN("Sunday-Harbour-7"), &review));
    assert_string_equal(review.more, "");
    assert_true(hand_is_secret(&at, SPAN("Sunday-Harbour-7")));
    at = state_at(TLS);
    assert_true(hand_review(&at, SPAN("AUTH PLAIN Sunday-Harbour-7"), &review));
    assert_string_equal(review.more, "");
    assert_true(hand_is_secret(&at, SPAN("auth PLAIN x")));
    assert_false(hand_is_secret(&at, SPAN("AUTH PLAIN")));
    assert_false(hand_is_secret(&at, SPAN("NOOP a b")));
}

static void test_effects(void **state)
{
    static const struct {
        const char *line;
        enum hand_effect effect;
    } effects[] = {
        { "EHLO me.example", HAND_EFFECT_NONE },
        { "STARTTLS", HAND_EFFECT_NONE },
        { "auth plain", HAND_EFFECT_LOGIN },
        { "MAIL FROM:<a@b>", HAND_EFFECT_SENDER },
        { "RCPT TO:<a@b>", HAND_EFFECT_RECIPIENT },
        { "DATA", HAND_EFFECT_MESSAGE },
        { "BDAT 3 LAST", HAND_EFFECT_MESSAGE },
        { "VRFY anna", HAND_EFFECT_ADDRESS },
        { "EXPN all", HAND_EFFECT_ADDRESS },
        { "ETRN b.example", HAND_EFFECT_QUEUE },
        { "RSET", HAND_EFFECT_NONE },
        { "NOOP", HAND_EFFECT_NONE },
        { "QUIT", HAND_EFFECT_NONE },
        { "XYZZY", HAND_EFFECT_NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
        struct hand_state at = state_at(RECIPIENT);
        if (hand_effect(&at, span_of(effects[i].line)) != effects[i].effect)
            fail_msg("%s", effects[i].line);
        at.is_practice = true;
        assert_int_equal(hand_effect(&at, span_of(effects[i].line)), HAND_EFFECT_NONE);
        at = state_at(CONTENT);
        assert_int_equal(hand_effect(&at, span_of(effects[i].line)), HAND_EFFECT_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_rest),
        cmocka_unit_test(test_no_rule_is_shadowed),
        cmocka_unit_test(test_secrets_stay_out),
        cmocka_unit_test(test_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
