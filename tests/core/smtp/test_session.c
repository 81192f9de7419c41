#include "talk.h"

#include "base/mem.h"

#include <stdlib.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

/* What a greeting of every kind leads to; "closed" lines end with the server hanging up, others with silence. */
static const struct {
    const char *name;
    struct span said;
    bool closes, readable;
    enum outcome outcome;
    enum reply_progress state;
    const char *transcript;
} greetings[] = {
    { "fine", BYTES("220 mail.example ESMTP\r\n"), false, true, OUTCOME_DONE, REPLY_READY,
      "S: 220 mail.example ESMTP\n" },
    { "several lines", BYTES("220-a\r\n220 b\r\n"), false, true, OUTCOME_DONE, REPLY_READY, "S: 220-a\nS: 220 b\n" },
    { "refused", BYTES("554 no\r\n"), true, true, OUTCOME_DONE, REPLY_READY, "S: 554 no\n" },
    { "bare LF", BYTES("220 a\n"), false, true, OUTCOME_DONE, REPLY_READY, "S: 220 a\n" },
    { "nothing", BYTES(""), false, false, OUTCOME_OUT_OF_TIME, REPLY_MORE, "E: no-answer: no answer within 0 s\n" },
    { "closed", BYTES(""), true, false, OUTCOME_HUNG_UP, REPLY_MORE, "E: closed: closed by the server\n" },
    { "half a line", BYTES("220-a\r\n220 mai"), false, false, OUTCOME_OUT_OF_TIME, REPLY_MORE,
      "S: 220-a\nS: 220 mai\nE: no-answer: no answer within 0 s\n" },
    { "half a line and closed", BYTES("421 too many"), true, false, OUTCOME_HUNG_UP, REPLY_MORE,
      "S: 421 too many\nE: closed: closed by the server\n" },
    { "two digits", BYTES("22 ok\r\n"), false, false, OUTCOME_DONE, REPLY_BROKEN, "S: 22 ok\n" },
    { "code changes", BYTES("220-a\r\n554 b\r\n"), false, false, OUTCOME_DONE, REPLY_BROKEN, "S: 220-a\nS: 554 b\n" },
    { "a web server", BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"), true, false, OUTCOME_DONE, REPLY_BROKEN,
      "S: HTTP/1.1 400 Bad Request\n" },
    { "escapes", BYTES("220 \033]0;x\a\r\n"), false, true, OUTCOME_DONE, REPLY_READY, "S: 220 \033]0;x\a\n" },
    { "empty line", BYTES("\r\n"), false, false, OUTCOME_DONE, REPLY_BROKEN, "S: \n" },
};

static void hears_greetings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(greetings); i++) {
        struct talk talk;
        talk_open(&talk, greetings[i].said, limits_within(LIMITS_NONE, greetings[i].readable ? 5000 : 20));
        if (greetings[i].closes)
            talk_hang_up(&talk);
        bool readable = session_greet(&talk.session);
        if (readable != greetings[i].readable || talk.session.outcome != greetings[i].outcome ||
            talk.session.reply_state != greetings[i].state)
            fail_msg("%s: %d, %s, %d", greetings[i].name, readable, outcome_word(talk.session.outcome),
                     (int)talk.session.reply_state);
        talk_expect_transcript(&talk, greetings[i].transcript);
        if (!readable)
            assert_false(session_ehlo(&talk.session, "x"));
        struct buf sent;
        buf_init(&sent, KIB);
        talk_close(&talk, &sent);
        assert_string_equal(buf_text(&sent), readable ? "QUIT\r\n|" : "");
        buf_free(&sent);
        record_clear(&talk.record);
    }
}

static void keeps_nul_in_the_transcript(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN("220 a\0b\r\n"), LIMITS_NONE);
    assert_true(session_greet(&talk.session));
    assert_true(span_equal(line_raw(record_line(&talk.record, talk.session.reply_first)), SPAN("220 a\0b")));
    talk_end(&talk, "QUIT\r\n|", "S: 220 a");
}

/* However much comes, a bounded part is read, kept and shown. */
static void cuts_floods(void **state)
{
    static const struct {
        const char *begin, *fill, *cut;
        size_t lines;
    } rows[] = {
        { "220 ", "endless line ", "cut after 8192 bytes", 1 },
        { "", "220-endless\r\n", "cut after 256 lines", REPLY_LINES_MAX },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct talk talk;
        struct buf flood;
        buf_init(&flood, 128 * KIB);
        buf_add_text(&flood, rows[i].begin);
        while (!flood.full)
            buf_add_text(&flood, rows[i].fill);
        talk_open(&talk, buf_span(&flood), LIMITS_NONE);
        assert_false(session_greet(&talk.session));
        assert_int_equal(talk.session.reply_state, REPLY_BROKEN);
        const struct session_log *log = talk.record.sessions[0];
        assert_int_equal(log->line_count, rows[i].lines + 1);
        assert_int_equal(log->lines[rows[i].lines].note, NOTE_CUT);
        assert_string_equal(log->lines[rows[i].lines].raw, rows[i].cut);
        assert_true(log->lines[0].len <= REPLY_LINE_MAX);
        assert_false(session_command(&talk.session, SPAN("NOOP")));
        session_close(&talk.session);
        close(talk.server);
        record_clear(&talk.record);
        buf_free(&flood);
    }
}

static void stops_when_cancelled(void **state)
{
    int ends[2];
    struct talk talk;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    talk_open(&talk, SPAN(""), (struct limits){ CLOCK_NEVER, ends[0] });
    assert_false(session_greet(&talk.session));
    assert_int_equal(talk.session.outcome, OUTCOME_CANCELLED);
    talk_end(&talk, "", "E: cancelled: \n");
    close(ends[0]);
    close(ends[1]);
}

static void greets_with_ehlo(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN("220 hi\r\n250-mail.example\r\n250-SIZE 9\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"),
              LIMITS_NONE);
    assert_true(session_greet(&talk.session));
    assert_true(session_ehlo(&talk.session, "client.example"));
    assert_true(talk.session.ehlo.starttls && talk.session.ehlo.auth && !talk.session.used_helo);
    assert_int_equal(talk.session.ehlo.auth_line.session, 1);
    assert_string_equal(line_raw(record_line(&talk.record, talk.session.ehlo.auth_line)).at, "250 AUTH PLAIN");
    assert_string_equal(line_raw(record_line(&talk.record, talk.session.ehlo.starttls_line)).at, "250-STARTTLS");
    assert_string_equal(line_raw(record_line(&talk.record, talk.session.ehlo.size_line)).at, "250-SIZE 9");
    talk_end(&talk, "EHLO client.example\r\n|QUIT\r\n|",
             "S: 220 hi\nC: EHLO client.example\nS: 250-mail.example\nS: 250-SIZE 9\nS: 250-STARTTLS\n"
             "S: 250 AUTH PLAIN\nC: QUIT\n");
}

static void falls_back_to_helo(void **state)
{
    static const struct {
        const char *said;
        bool helo;
        unsigned code;
    } rows[] = {
        { "500 what\r\n250 mail.example\r\n", true, 250 },     { "502 no\r\n250 mail.example\r\n", true, 250 },
        { "504 no\r\n250 mail.example\r\n", true, 250 },       { "550 no\r\n501 not that either\r\n", true, 501 },
        { "554 go away\r\n250 mail.example\r\n", false, 554 }, { "421 busy\r\n250 x\r\n", false, 421 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct talk talk;
        talk_open(&talk, span_of(rows[i].said), LIMITS_NONE);
        assert_true(session_ehlo(&talk.session, "me"));
        assert_int_equal(talk.session.used_helo, rows[i].helo);
        assert_int_equal(talk.session.reply.code, rows[i].code);
        assert_string_equal(talk.session.ehlo.domain, rows[i].code == 250 ? "mail.example" : "");
        session_close(&talk.session);
        close(talk.server);
        record_clear(&talk.record);
    }
}

static void sends_no_second_command_inside_an_argument(void **state)
{
    static const struct envelope_wish wishes[] = {
        { .sender = "a@b>\r\nRCPT TO:<x@y" },
        { .sender = "a@b", .recipient = "c@d\n" },
    };
    struct talk talk;
    struct envelope envelope;
    (void)state;
    talk_open(&talk, SPAN("250 a\r\n250 b\r\n"), LIMITS_NONE);
    assert_false(session_ehlo(&talk.session, "me\r\nMAIL FROM:<x@y>"));
    assert_false(session_command(&talk.session, SPAN("NOOP\r\nQUIT")));
    assert_false(session_command(&talk.session, SPAN("NOOP\0QUIT")));
    for (size_t i = 0; i < ROWS(wishes); i++)
        assert_false(session_envelope(&talk.session, &wishes[i], &envelope));
    assert_int_equal(talk.session.outcome, OUTCOME_DONE);
    talk_end(&talk, "", "");
}

/* No QUIT when the server is about to close, and no wait for an answer to it. */
static void closes_without_waiting(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN("421 busy\r\n"), LIMITS_NONE);
    assert_true(session_greet(&talk.session));
    talk_end(&talk, "", "S: 421 busy\n");

    talk_open(&talk, SPAN("220 hi\r\n221 bye\r\n"), LIMITS_NONE);
    assert_true(session_greet(&talk.session));
    talk_end(&talk, "QUIT\r\n|", "S: 220 hi\nC: QUIT\nS: 221 bye\n");

    talk_open(&talk, SPAN("220 hi\r\n"), LIMITS_NONE);
    assert_true(session_greet(&talk.session));
    moment before = clock_now();
    talk_end(&talk, "QUIT\r\n|", "S: 220 hi\nC: QUIT\n");
    assert_true(clock_now() - before < 1000000);
}

/* The last words of a server that has hung up are heard even when ours do not reach it any more. */
static void hears_last_words(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN("421 4.7.0 too long idle\r\n"), LIMITS_NONE);
    close(talk.server);
    talk.server = -1;
    assert_true(session_ehlo(&talk.session, "me"));
    assert_int_equal(talk.session.reply.code, 421);
    assert_false(session_command(&talk.session, SPAN("NOOP")));
    assert_int_equal(talk.session.outcome, OUTCOME_HUNG_UP);
    talk_end(&talk, "", "C: EHLO me\nS: 421 4.7.0 too long idle\nC: NOOP\nE: closed: closed by the server\n");
}

static void masks_typed_auth_data(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN("535 no\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n501 off\r\n250 ok\r\n"), LIMITS_NONE);
    assert_true(session_command(&talk.session, SPAN("auth  PLAIN AGEAYg==")));
    assert_true(session_command(&talk.session, SPAN("AUTH LOGIN")));
    assert_true(session_command(&talk.session, SPAN("dXNlcg==")));
    assert_true(session_command(&talk.session, SPAN("*")));
    assert_true(session_command(&talk.session, SPAN("NOOP x")));
    talk_end(&talk, "auth  PLAIN AGEAYg==\r\n|AUTH LOGIN\r\n|dXNlcg==\r\n|*\r\n|NOOP x\r\n|QUIT\r\n|",
             "H: auth  PLAIN <initial response hidden>\nS: 535 no\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
             "H: <user name hidden, 8 bytes>\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 501 off\nC: NOOP x\nS: 250 ok\nC: QUIT\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_greetings),
        cmocka_unit_test(keeps_nul_in_the_transcript),
        cmocka_unit_test(cuts_floods),
        cmocka_unit_test(stops_when_cancelled),
        cmocka_unit_test(greets_with_ehlo),
        cmocka_unit_test(falls_back_to_helo),
        cmocka_unit_test(sends_no_second_command_inside_an_argument),
        cmocka_unit_test(closes_without_waiting),
        cmocka_unit_test(hears_last_words),
        cmocka_unit_test(masks_typed_auth_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
