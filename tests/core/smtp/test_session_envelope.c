#include "talk.h"

#include <stdio.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

#define PIPED "250-a\r\n250-SIZE 9\r\n250 PIPELINING\r\n"
#define UNPIPED "250 a\r\n"
#define UTF8 "250-a\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"

static const struct {
    const char *name, *said;
    struct envelope_wish wish;
    const char *sent; /* after EHLO, a "|" after each flight */
    bool heard;
    unsigned mail, rcpt, rset; /* codes; 0: not asked */
} rows[] = {
    { "together",
      PIPED "250 2.1.0 ok\r\n550 5.1.1 who\r\n250 ok\r\n",
      { "a@b.c", "d@e.f", 123 },
      "MAIL FROM:<a@b.c> SIZE=123\r\nRCPT TO:<d@e.f>\r\nRSET\r\n|",
      true,
      250,
      550,
      250 },
    { "one by one",
      UNPIPED "250 ok\r\n250 ok\r\n250 ok\r\n",
      { "a@b.c", "d@e.f", 123 },
      "MAIL FROM:<a@b.c>\r\n|RCPT TO:<d@e.f>\r\n|RSET\r\n|",
      true,
      250,
      250,
      250 },
    { "without a recipient",
      PIPED "250 ok\r\n250 ok\r\n",
      { "a@b.c", "", 0 },
      "MAIL FROM:<a@b.c>\r\nRSET\r\n|",
      true,
      250,
      0,
      250 },
    { "no recipient at all",
      UNPIPED "250 ok\r\n250 ok\r\n",
      { "a@b.c", NULL, 0 },
      "MAIL FROM:<a@b.c>\r\n|RSET\r\n|",
      true,
      250,
      0,
      250 },
    { "recipient refused",
      UNPIPED "250 ok\r\n554 no\r\n250 ok\r\n",
      { "a@b.c", "d@e.f", 0 },
      "MAIL FROM:<a@b.c>\r\n|RCPT TO:<d@e.f>\r\n|RSET\r\n|",
      true,
      250,
      554,
      250 },
    { "sender refused, together",
      PIPED "530 5.7.0 AUTH\r\n503 no\r\n250 ok\r\n",
      { "a@b.c", "d@e.f", 0 },
      "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRSET\r\n|",
      true,
      530,
      0,
      250 },
    { "sender refused, one by one",
      UNPIPED "530 5.7.0 AUTH\r\n",
      { "a@b.c", "d@e.f", 0 },
      "MAIL FROM:<a@b.c>\r\n|",
      true,
      530,
      0,
      0 },
    { "cut off",
      PIPED "250 ok\r\n",
      { "a@b.c", "d@e.f", 0 },
      "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRSET\r\n|",
      false,
      250,
      0,
      0 },
    { "beyond ASCII",
      UTF8 "250 ok\r\n250 ok\r\n250 ok\r\n",
      { "a@b.c", "\xd1\x8f@e.f", 0 },
      "MAIL FROM:<a@b.c> SMTPUTF8\r\nRCPT TO:<\xd1\x8f@e.f>\r\nRSET\r\n|",
      true,
      250,
      250,
      250 },
    { "beyond ASCII, not offered",
      PIPED "250 ok\r\n250 ok\r\n",
      { "\xd1\x8f@e.f", NULL, 0 },
      "MAIL FROM:<\xd1\x8f@e.f>\r\nRSET\r\n|",
      true,
      250,
      0,
      250 },
    { "nobody", PIPED "250 ok\r\n250 ok\r\n", { "", NULL, 0 }, "MAIL FROM:<>\r\nRSET\r\n|", true, 250, 0, 250 },
};

static void check_step(const char *name, const struct envelope_step *step, unsigned code)
{
    if (step->done != (code != 0) || (step->done && step->code != code))
        fail_msg("%s: done %d, code %u", name, step->done, step->code);
    if (step->done)
        assert_true(step->command.line && step->reply.line > step->command.line && step->ms >= 0);
}

static void asks_the_envelope(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct talk talk;
        struct envelope envelope;
        struct buf sent;
        buf_init(&sent, KIB);
        talk_open(&talk, span_of(rows[i].said), LIMITS_NONE);
        talk_hang_up(&talk);
        assert_true(session_ehlo(&talk.session, "me"));
        assert_int_equal(session_envelope(&talk.session, &rows[i].wish, &envelope), rows[i].heard);
        check_step(rows[i].name, &envelope.mail, rows[i].mail);
        check_step(rows[i].name, &envelope.rcpt, rows[i].rcpt);
        check_step(rows[i].name, &envelope.rset, rows[i].rset);
        talk_close(&talk, &sent);
        assert_true(span_starts(buf_span(&sent), SPAN("EHLO me\r\n|")));
        assert_true(span_starts(span_from(buf_span(&sent), SPAN("EHLO me\r\n|").len), span_of(rows[i].sent)));
        buf_free(&sent);
        record_clear(&talk.record);
    }
}

static void keeps_what_was_said(void **state)
{
    struct talk talk;
    struct envelope envelope;
    struct envelope_wish wish = { "a@b.c", "d@e.f", 0 };
    (void)state;
    talk_open(&talk, SPAN(PIPED "250 2.1.0 ok\r\n550-5.1.1 no such\r\n550 5.1.1 user\r\n250 ok\r\n"), LIMITS_NONE);
    assert_true(session_ehlo(&talk.session, "me"));
    assert_true(session_envelope(&talk.session, &wish, &envelope));
    assert_string_equal(envelope.rcpt.enhanced, "5.1.1");
    assert_string_equal(envelope.rcpt.text, "no such user");
    assert_string_equal(line_raw(record_line(&talk.record, envelope.rcpt.command)).at, "RCPT TO:<d@e.f>");
    assert_string_equal(line_raw(record_line(&talk.record, envelope.rcpt.reply)).at, "550-5.1.1 no such");
    talk_end(&talk, "EHLO me\r\n|MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nRSET\r\n|QUIT\r\n|",
             "C: EHLO me\nS: 250-a\nS: 250-SIZE 9\nS: 250 PIPELINING\nC: MAIL FROM:<a@b.c>\nC: RCPT TO:<d@e.f>\n"
             "C: RSET\nS: 250 2.1.0 ok\nS: 550-5.1.1 no such\nS: 550 5.1.1 user\nS: 250 ok\nC: QUIT\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_the_envelope),
        cmocka_unit_test(keeps_what_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
