/* SMTP by hand in the wizard: from the greeting to a message, with its mistakes; against the built-in server. */
#include "app.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TURN_MS = 20000 };

static const char *const language_ids[] = { "en", "zh", "ru" };

static void open_app(struct app *app, const char *language, int rows, int cols)
{
    assert_true(app_init(app, language));
    app->is_test = true;
    canvas_resize(&app->canvas, rows, cols);
}

static void await_turn(struct app *app)
{
    struct limits limits = { clock_after_ms(TURN_MS), -1 };
    while (hand_view_is_busy(app)) {
        if (limits_wait(limits, hand_view_fd(app), POLLIN) != OUTCOME_DONE)
            fail_msg("no end of a turn");
        (void)hand_view_work(app);
    }
}

static void press(struct app *app, enum key_code code)
{
    app_key(app, (struct key){ code, 0 });
    await_turn(app);
}

static void type(struct app *app, const char *letters)
{
    for (; *letters; letters++)
        app_key(app, (struct key){ KEY_CODE_CHARACTER, (unsigned char)*letters });
}

static void enter(struct app *app, const char *line)
{
    type(app, line);
    press(app, KEY_CODE_ENTER);
}

static void open_hand(struct app *app)
{
    app_act(app, ACTION_HAND);
    assert_int_equal(app->screen, SCREEN_HAND);
    await_turn(app);
}

static void draw_text(struct app *app, struct buf *text)
{
    buf_init(text, 1 * MIB);
    app_draw(app);
    canvas_dump(&app->canvas, text);
}

static bool is_golden(struct app *app, const char *name, const char *language)
{
    struct buf text;
    char full[64];
    draw_text(app, &text);
    assert_true(snprintf(full, sizeof full, "%s-%s", name, language) < (int)sizeof full);
    bool same = screen_is_golden(TEST_DIR, full, buf_text(&text));
    buf_free(&text);
    return same;
}

static bool shows(struct app *app, const char *wanted)
{
    struct buf text;
    draw_text(app, &text);
    bool found = strstr(buf_text(&text), wanted);
    buf_free(&text);
    return found;
}

static void say_hello(struct app *app)
{
    enter(app, "EHLO me.example");
    enter(app, "STARTTLS");
    enter(app, "EHLO me.example");
}

/* The beginning, a mistake, a sign-in asked for, what was offered, the help. */
static bool check_pages(const char *language, int rows, int cols, const char *size)
{
    static struct app app;
    char name[64];
    bool all = true;
#define GOLDEN(word)                                                                                                   \
    (void)snprintf(name, sizeof name, "hand%s" word, size);                                                            \
    all &= is_golden(&app, name, language)
    open_app(&app, language, rows, cols);
    open_hand(&app);
    GOLDEN("");
    enter(&app, "MAIL FROM: anna");
    GOLDEN("-mistake");
    field_clear(&app.hand.line);
    say_hello(&app);
    GOLDEN("-offer");
    enter(&app, "AUTH LOGIN");
    GOLDEN("-asked");
    enter(&app, "*");
    enter(&app, ":help");
    GOLDEN("-help");
    app_free(&app);
    return all;
}

static void test_pages(void **state)
{
    bool all = true;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        all &= check_pages(language_ids[i], 24, 80, "");
        all &= check_pages(language_ids[i], 36, 120, "-wide");
    }
    assert_true(all);
}

static void test_a_whole_conversation(void **state)
{
    static struct app app;
    (void)state;
    open_app(&app, "en", 36, 120);
    open_hand(&app);
    say_hello(&app);
    enter(&app, ":login");
    assert_true(hand_run_state(app.hand.run)->is_signed_in);
    type(&app, "MAIL");
    press(&app, KEY_CODE_TAB);
    assert_true(span_equal(field_text(&app.hand.line), SPAN("MAIL FROM:<anna@practice.example>")));
    press(&app, KEY_CODE_ENTER);
    enter(&app, "RCPT TO:<bob@practice.example>");
    enter(&app, "DATA");
    enter(&app, "Subject: hi");
    enter(&app, "");
    enter(&app, ".");
    assert_true(shows(&app, "accepted for practice"));
    press(&app, KEY_CODE_UP);
    press(&app, KEY_CODE_UP);
    assert_true(span_equal(field_text(&app.hand.line), SPAN("Subject: hi")));
    press(&app, KEY_CODE_DOWN);
    press(&app, KEY_CODE_DOWN);
    enter(&app, "QUIT");
    assert_false(hand_run_state(app.hand.run)->is_open);
    press(&app, KEY_CODE_ENTER);
    assert_true(hand_run_state(app.hand.run)->is_open);
    assert_int_equal(hand_run_record(app.hand.run)->sessions[0]->line_count, 3);
    press(&app, KEY_CODE_ESCAPE);
    assert_int_equal(app.screen, SCREEN_START);
    assert_null(app.hand.run);
    open_hand(&app);
    press(&app, KEY_CODE_F12);
    press(&app, KEY_CODE_ESCAPE);
    assert_int_equal(app.screen, SCREEN_HAND);
    assert_true(hand_run_state(app.hand.run)->is_open);
    press(&app, KEY_CODE_F8);
    assert_null(app.hand.run);
    app_free(&app);
}

/* A mistake is sent only when Enter is pressed once more on the same line. */
static void test_a_mistake_is_told_once(void **state)
{
    static struct app app;
    (void)state;
    open_app(&app, "en", 24, 80);
    open_hand(&app);
    enter(&app, "MAIL FROM:<anna@practice.example>");
    assert_false(shows(&app, "503"));
    type(&app, " ");
    press(&app, KEY_CODE_ENTER);
    assert_false(shows(&app, "503"));
    press(&app, KEY_CODE_ENTER);
    assert_true(shows(&app, "S  503"));
    app_free(&app);
}

/* No character of a password is on the page, nor in what the arrows bring back. */
static void test_secrets_are_not_shown(void **state)
{
    static struct app app;
    (void)state;
    open_app(&app, "en", 36, 120);
    open_hand(&app);
    say_hello(&app);
    type(&app, "AUTH PLAIN AGFubmEAc2VjcmV0");
    assert_false(shows(&app, "AGFubmE"));
    press(&app, KEY_CODE_ENTER);
    assert_true(shows(&app, "S  535"));
    assert_false(shows(&app, "AGFubmE"));
    press(&app, KEY_CODE_UP);
    assert_false(shows(&app, "AGFubmE"));
    field_clear(&app.hand.line);
    app.hand.target.has_password = false;
    enter(&app, ":login anna");
    assert_int_equal(app.hand.wait, WAITS_PASSWORD);
    type(&app, "secret7");
    assert_false(shows(&app, "secret7"));
    assert_true(shows(&app, "*******"));
    press(&app, KEY_CODE_ENTER);
    assert_false(shows(&app, "secret7"));
    assert_int_equal(hand_run_state(app.hand.run)->logins, 2);
    app_free(&app);
}

/* The same server, but as if it were somebody's: the forms name it, and nothing says that it is practice. */
static void test_a_real_server_is_asked_about(void **state)
{
    static struct app app;
    struct practice_ports ports;
    struct target target;
    (void)state;
    struct practice_server *server = practice_serve(practice_find(SPAN("all-well-starttls")), 0);
    practice_server_ports(server, &ports);
    open_app(&app, "en", 36, 120);
    target_init(&target);
    (void)strcpy(target.address, "anna@practice.example");
    (void)strcpy(target.server.host, "127.0.0.1");
    target.server.port = ports.listening[0].to;
    app_fill(&app, &target);
    app_go(&app, SCREEN_SERVER);
    open_hand(&app);
    say_hello(&app);
    enter(&app, "AUTH LOGIN");
    assert_int_equal(app.hand.topic, TOPIC_REVIEW); /* the certificate is for another name */
    press(&app, KEY_CODE_ENTER);
    assert_int_equal(app.hand.wait, WAITS_CONSENT);
    assert_true(shows(&app, "counts as a sign-in"));
    type(&app, "n");
    assert_int_equal(app.hand.wait, WAITS_LINE);
    assert_false(hand_run_state(app.hand.run)->is_asked);
    press(&app, KEY_CODE_ENTER);
    press(&app, KEY_CODE_ENTER);
    type(&app, "y");
    await_turn(&app);
    assert_true(hand_run_state(app.hand.run)->is_asked);
    app_free(&app);
    target_clear(&target);
    practice_server_free(server);
}

static void test_every_text_is_there(void **state)
{
    struct languages languages;
    (void)state;
    assert_true(languages_open(&languages));
    for (size_t i = 0; i < LANGUAGES; i++) {
        char key[64];
        struct words words = languages_words(&languages, i);
        words.fallback = words.catalogue;
        for (size_t k = 0; hand_review_word(k); k++) {
            (void)snprintf(key, sizeof key, "hand.review.%s", hand_review_word(k));
            assert_true(words_has(&words, key));
        }
        for (int k = HAND_EFFECT_NONE + 1; k < HAND_EFFECT_COUNT; k++) {
            (void)snprintf(key, sizeof key, "hand.effect.%s", hand_effect_word((enum hand_effect)k));
            assert_true(words_has(&words, key));
        }
        for (int k = 0; k < HAND_WORD_NONE; k++) {
            (void)snprintf(key, sizeof key, "hand.word.%s", hand_word_text((enum hand_word)k));
            assert_true(words_has(&words, key));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_a_whole_conversation),
        cmocka_unit_test(test_a_mistake_is_told_once),
        cmocka_unit_test(test_secrets_are_not_shown),
        cmocka_unit_test(test_a_real_server_is_asked_about),
        cmocka_unit_test(test_every_text_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
