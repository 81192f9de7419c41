/* Conversations by hand with the built-in server, in a thread of their own. */
#include "base/limits.h"
#include "practice/practice.h"
#include "run/hand_run.h"

#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { TURN_MS = 20000, TRANSCRIPT_MAX = 64 * 1024 };

struct stage_set {
    struct practice_server *server;
    struct target target;
    struct hand_run *run;
};

static void await_turn(struct hand_run *run)
{
    struct limits limits = { clock_after_ms(TURN_MS), -1 };
    while (hand_run_is_busy(run)) {
        if (limits_wait(limits, hand_run_fd(run), POLLIN) != OUTCOME_DONE)
            fail_msg("no end of a turn");
        (void)hand_run_next(run);
    }
}

static void open_stage(struct stage_set *set, const char *name, uint16_t port, enum security security)
{
    const struct practice_case *practice = practice_find(span_of(name));
    assert_non_null(practice);
    set->server = practice_serve(practice, 0);
    target_init(&set->target);
    practice_target(practice, set->server, &set->target);
    set->target.server.port = port;
    set->target.server.security = security;
    set->run = hand_run_new(&set->target);
    await_turn(set->run);
}

static void close_stage(struct stage_set *set)
{
    hand_run_free(set->run);
    target_clear(&set->target);
    practice_server_free(set->server);
}

static void say(struct stage_set *set, const char *line)
{
    assert_true(hand_run_say(set->run, span_of(line)));
    assert_false(hand_run_say(set->run, SPAN("NOOP")));
    await_turn(set->run);
}

static void answer(struct stage_set *set, const char *text)
{
    struct secret secret = { 0 };
    (void)secret_set(&secret, span_of(text));
    assert_true(hand_run_answer(set->run, &secret));
    secret_clear(&secret);
    await_turn(set->run);
}

/* "C: …", "S: …", "- NOTE", without what a report says of TLS. */
static void tell(const struct stage_set *set, struct buf *out)
{
    const struct record *record = hand_run_record(set->run);
    for (size_t i = 0; record->session_count && i < record->sessions[0]->line_count; i++) {
        const struct line *line = &record->sessions[0]->lines[i];
        struct span raw = line_raw(line);
        if (line->from == SPEAKER_EVENT)
            buf_addf(out, "- %s\n", note_word(line->note));
        else
            buf_addf(out, "%c: %.*s\n", line->from == SPEAKER_CLIENT ? 'C' : 'S', SPAN_ARG(raw));
    }
}

static void assert_told(const struct stage_set *set, const char *wanted)
{
    struct buf out;
    buf_init(&out, TRANSCRIPT_MAX);
    tell(set, &out);
    assert_string_equal(buf_text(&out), wanted);
    buf_free(&out);
}

#define HELLO "S: 250-smtp.practice.example\nS: 250-PIPELINING\nS: 250-SIZE 36700160\n"
#define OPENED "- connecting\n- connected\nS: 220 smtp.practice.example ESMTP Postfix\n"

static void test_a_message_from_hello_to_quit(void **state)
{
    static const char *const lines[] = { "EHLO me.example", "STARTTLS", "EHLO me.example" };
    static const char *const message[] = { "MAIL FROM:<anna@practice.example>",
                                           "RCPT TO:<bob@practice.example>",
                                           "DATA",
                                           "Subject: hi",
                                           "",
                                           "MAIL FROM:<x>",
                                           "." };
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-starttls", 587, SECURITY_STARTTLS);
    assert_true(hand_run_state(set.run)->is_open);
    assert_true(hand_run_state(set.run)->is_practice);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        say(&set, lines[i]);
    assert_true(hand_run_state(set.run)->in_tls);
    assert_false(hand_run_state(set.run)->is_certificate_bad);
    say(&set, "AUTH LOGIN");
    assert_true(hand_run_state(set.run)->is_asked);
    answer(&set, "anna@practice.example");
    answer(&set, "Sunday-Harbour-7");
    assert_true(hand_run_state(set.run)->is_signed_in);
    assert_int_equal(hand_run_state(set.run)->logins, 1);
    assert_int_equal(hand_run_record(set.run)->logins_used, 1);
    for (size_t i = 0; i < sizeof message / sizeof *message; i++)
        say(&set, message[i]);
    assert_false(hand_run_state(set.run)->has_sender);
    assert_false(hand_run_state(set.run)->in_content);
    say(&set, "quit");
    assert_false(hand_run_state(set.run)->is_open);
    assert_told(&set, OPENED
                "C: EHLO me.example\n" HELLO "S: 250-ENHANCEDSTATUSCODES\nS: 250-8BITMIME\nS: 250 STARTTLS\n"
                "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS\n- tls\n"
                "C: EHLO me.example\n" HELLO "S: 250-AUTH PLAIN LOGIN\nS: 250-ENHANCEDSTATUSCODES\nS: 250 8BITMIME\n"
                "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: <user name hidden, 28 bytes>\n"
                "S: 334 UGFzc3dvcmQ6\nC: <response hidden>\nS: 235 2.7.0 Authentication successful\n"
                "C: MAIL FROM:<anna@practice.example>\nS: 250 2.1.0 Ok\n"
                "C: RCPT TO:<bob@practice.example>\nS: 250 2.1.5 Ok\n"
                "C: DATA\nS: 354 End data with <CR><LF>.<CR><LF>\n"
                "C: Subject: hi\nC: \nC: MAIL FROM:<x>\nC: .\n"
                "S: 250 2.0.0 Ok: accepted for practice, delivered to nobody\nC: quit\nS: 221 2.0.0 Bye\n");
    close_stage(&set);
}

static void test_signing_in_over_tls_from_the_start(void **state)
{
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-tls", 465, SECURITY_TLS);
    assert_true(hand_run_state(set.run)->in_tls);
    say(&set, "EHLO me.example");
    struct login login = { MECHANISM_PLAIN, span_of(set.target.address), &set.target.password };
    assert_true(hand_run_login(set.run, &login));
    await_turn(set.run);
    assert_true(hand_run_state(set.run)->is_signed_in);
    close_stage(&set);
}

static void test_a_wrong_password_counts_each_time(void **state)
{
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-starttls", 587, SECURITY_STARTTLS);
    say(&set, "EHLO me.example");
    say(&set, "STARTTLS");
    say(&set, "EHLO me.example");
    say(&set, "AUTH PLAIN AGEAYg==");
    say(&set, "AUTH PLAIN");
    say(&set, "*");
    say(&set, "AUTH PLAIN AGEAYg==");
    assert_int_equal(hand_run_state(set.run)->logins, 2);
    assert_false(hand_run_state(set.run)->is_signed_in);
    assert_true(hand_run_state(set.run)->is_open);
    close_stage(&set);
}

/* A line end inside would become a command of its own. */
static void test_one_line_is_one_command(void **state)
{
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-starttls", 587, SECURITY_STARTTLS);
    say(&set, "NOOP\r\nQUIT");
    assert_told(&set, OPENED);
    assert_true(hand_run_state(set.run)->is_open);
    close_stage(&set);
}

static void test_nobody_answers(void **state)
{
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-starttls", 2, SECURITY_STARTTLS);
    assert_false(hand_run_state(set.run)->is_open);
    assert_told(&set, "- connecting\n- connect-failed\n");
    say(&set, "EHLO me.example");
    assert_false(hand_run_state(set.run)->is_open);
    close_stage(&set);
}

/* A server that floods: the same reply without end. */
static void *flood(void *listening)
{
    static const char words[] = "220 here\r\n";
    int fd = accept(*(int *)listening, NULL, NULL);
    for (ssize_t sent = 1; sent > 0;)
        sent = send(fd, words, sizeof words - 1, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static void test_a_flood_is_bounded(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    pthread_t thread;
    struct target target;
    (void)state;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&address, &len), 0);
    assert_int_equal(pthread_create(&thread, NULL, flood, &listening), 0);
    target_init(&target);
    (void)strcpy(target.server.host, "127.0.0.1");
    target.server.port = ntohs(address.sin_port);
    target.server.security = SECURITY_STARTTLS;
    struct hand_run *run = hand_run_new(&target);
    await_turn(run);
    for (int i = 0; i < 8; i++) {
        assert_true(hand_run_say(run, SPAN("NOOP")));
        await_turn(run);
    }
    assert_true(hand_run_record(run)->sessions[0]->line_count <= 3 + HAND_UNASKED_MAX + 2 * 8);
    hand_run_free(run);
    target_clear(&target);
    (void)pthread_join(thread, NULL);
    close(listening);
}

static void test_leaving_in_the_middle(void **state)
{
    struct stage_set set;
    (void)state;
    open_stage(&set, "all-well-starttls", 587, SECURITY_STARTTLS);
    assert_true(hand_run_say(set.run, SPAN("EHLO me.example")));
    close_stage(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_from_hello_to_quit),
        cmocka_unit_test(test_signing_in_over_tls_from_the_start),
        cmocka_unit_test(test_a_wrong_password_counts_each_time),
        cmocka_unit_test(test_one_line_is_one_command),
        cmocka_unit_test(test_nobody_answers),
        cmocka_unit_test(test_a_flood_is_bounded),
        cmocka_unit_test(test_leaving_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
