#include "talk.h"

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define ENVELOPE "MAIL FROM:<a@b.c>\r\n|RCPT TO:<d@e.f>\r\n|"
#define OK3 "250 a\r\n250 ok\r\n250 ok\r\n"

static const struct {
    const char *name, *said, *message;
    const char *sent; /* after EHLO, a "|" after each write */
    bool answered;
    unsigned mail, rcpt, data, end; /* codes; 0: did not come to it */
} rows[] = {
    { "taken", OK3 "354 go\r\n250 2.0.0 queued as 4AB\r\n", "Subject: x\r\n\r\nhello\r\n",
      ENVELOPE "DATA\r\n|Subject: x\r\n\r\nhello\r\n|.\r\n|", true, 250, 250, 354, 250 },
    { "bare line ends and dots", OK3 "354 go\r\n250 ok\r\n", "A: b\n\n.\n..x\ny",
      ENVELOPE "DATA\r\n|A: b\r\n\r\n..\r\n...x\r\ny\r\n|.\r\n|", true, 250, 250, 354, 250 },
    { "refused at the end", OK3 "354 go\r\n554 5.7.1 spam\r\n", "x", ENVELOPE "DATA\r\n|x\r\n|.\r\n|", true, 250, 250,
      354, 554 },
    { "no data", OK3 "451 later\r\n", "x", ENVELOPE "DATA\r\n|", false, 250, 250, 451, 0 },
    { "no recipient", "250 a\r\n250 ok\r\n550 who\r\n", "x", ENVELOPE, false, 250, 550, 0, 0 },
    { "no sender", "250 a\r\n553 not you\r\n", "x", "MAIL FROM:<a@b.c>\r\n|", false, 553, 0, 0, 0 },
    { "hung up on", OK3 "354 go\r\n", "x", ENVELOPE "DATA\r\n|x\r\n|.\r\n|", false, 250, 250, 354, 0 },
};

static void check_step(const char *name, const struct envelope_step *step, unsigned code)
{
    if (step->done != (code != 0) || (step->done && step->code != code))
        fail_msg("%s: done %d, code %u", name, step->done, step->code);
}

static void sends_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct talk talk;
        struct data_result result;
        struct buf sent;
        const char *recipients[] = { "d@e.f" };
        struct data_wish wish = { "a@b.c", recipients, 1, span_of(rows[i].message) };
        buf_init(&sent, KIB);
        talk_open(&talk, span_of(rows[i].said), LIMITS_NONE);
        talk_hang_up(&talk);
        assert_true(session_ehlo(&talk.session, "me"));
        assert_int_equal(session_data(&talk.session, &wish, &result), rows[i].answered);
        check_step(rows[i].name, &result.mail, rows[i].mail);
        check_step(rows[i].name, &result.rcpt, rows[i].rcpt);
        check_step(rows[i].name, &result.data, rows[i].data);
        check_step(rows[i].name, &result.end, rows[i].end);
        talk_close(&talk, &sent);
        if (!span_starts(span_from(buf_span(&sent), SPAN("EHLO me\r\n|").len), span_of(rows[i].sent)))
            fail_msg("%s: %s", rows[i].name, buf_text(&sent));
        buf_free(&sent);
        record_clear(&talk.record);
    }
}

/* The transcript has the size of a message, not the message. */
static void shows_only_the_size(void **state)
{
    struct talk talk;
    struct data_result result;
    const char *recipients[] = { "d@e.f" };
    struct data_wish wish = { "a@b.c", recipients, 1, SPAN("private words") };
    (void)state;
    talk_open(&talk, SPAN(OK3 "354 go\r\n250 ok\r\n"), LIMITS_NONE);
    assert_true(session_ehlo(&talk.session, "me"));
    assert_true(session_data(&talk.session, &wish, &result));
    talk_end(
        &talk, "EHLO me\r\n|" ENVELOPE "DATA\r\n|private words\r\n|.\r\n|QUIT\r\n|",
        "C: EHLO me\nS: 250 a\nC: MAIL FROM:<a@b.c>\nS: 250 ok\nC: RCPT TO:<d@e.f>\nS: 250 ok\nC: DATA\nS: 354 go\n"
        "C: 13\nC: .\nS: 250 ok\nC: QUIT\n");
}

static void refuses_line_ends_in_addresses(void **state)
{
    static const char *const recipients[] = { "d@e.f>\r\nRCPT TO:<x" };
    struct talk talk;
    struct data_result result;
    struct data_wish wish = { "a@b.c", recipients, 1, SPAN("x") };
    (void)state;
    talk_open(&talk, SPAN("250 a\r\n"), LIMITS_NONE);
    assert_true(session_ehlo(&talk.session, "me"));
    assert_false(session_data(&talk.session, &wish, &result));
    talk_end(&talk, "EHLO me\r\n|QUIT\r\n|", "C: EHLO me\nS: 250 a\nC: QUIT\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sends_messages), cmocka_unit_test(shows_only_the_size),
                                        cmocka_unit_test(refuses_line_ends_in_addresses) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
