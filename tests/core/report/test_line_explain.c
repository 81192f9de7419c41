#include "report/line_explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/*
 * A conversation, its last line explained. C: client, S: server, then the words of events
 * (connected, tls …), U: a hidden user name, P: a hidden secret. wanted: "part=key" joined by
 * blanks, the whole line as "=key".
 */
struct row {
    const char *name;
    const char *lines;
    enum stage stage;
    enum line_normality normality;
    const char *wanted;
};

#define HELLO "connected\nS220 mx ESMTP\nCEHLO me\n"
#define SIGN_IN HELLO "S250 mx\nCAUTH LOGIN\n"

static const struct row rows[] = {
    { "greeting", "connected\nS220 mx.example.com ESMTP", STAGE_GREETING, LINE_NORMAL,
      "220=code.220.greeting mx.example.com ESMTP=line.reply.text" },
    { "greeting that refuses", "connected\nS554 5.7.1 go away", STAGE_GREETING, LINE_FAILED,
      "554=code.554.greeting 5.7.1=enhanced.7.1 go away=line.reply.text" },
    { "command", "connected\nS220 mx ESMTP\nCEHLO me", STAGE_EHLO, LINE_NORMAL, "EHLO=line.command.EHLO" },
    { "first line of EHLO", HELLO "S250-mx hello", STAGE_EHLO, LINE_NORMAL,
      "250=code.250.ehlo -=line.reply.more mx=line.ehlo.name" },
    { "ability", HELLO "S250-mx\nS250-SIZE 1000", STAGE_EHLO, LINE_NORMAL,
      "250=code.250.ehlo -=line.reply.more SIZE=line.ehlo.SIZE" },
    { "mechanisms", HELLO "S250-mx\nS250 auth plain X-NEW", STAGE_EHLO, LINE_NORMAL,
      "250=code.250.ehlo auth=line.ehlo.AUTH plain=line.mechanism.PLAIN X-NEW=line.mechanism.X-NEW" },
    { "old form of AUTH", HELLO "S250-mx\nS250 AUTH=LOGIN", STAGE_EHLO, LINE_NORMAL,
      "250=code.250.ehlo AUTH=line.ehlo.AUTH LOGIN=line.mechanism.LOGIN" },
    { "AUTH", HELLO "S250 mx\nCAUTH LOGIN", STAGE_AUTH, LINE_NORMAL,
      "AUTH=line.command.AUTH LOGIN=line.mechanism.LOGIN" },
    { "challenge", SIGN_IN "S334 VXNlcm5hbWU6", STAGE_AUTH, LINE_NORMAL,
      "334=code.334.auth VXNlcm5hbWU6=line.server.challenge.username" },
    { "second challenge", SIGN_IN "S334 VXNlcm5hbWU6\nU<hidden>\nS334 UGFzc3dvcmQ6", STAGE_AUTH, LINE_NORMAL,
      "334=code.334.auth UGFzc3dvcmQ6=line.server.challenge.password" },
    { "OAuth error", SIGN_IN "S334 eyJzdGF0dXMiOiI0MDAifQ==", STAGE_AUTH, LINE_NORMAL,
      "334=code.334.auth eyJzdGF0dXMiOiI0MDAifQ===line.server.challenge.oauth-error" },
    { "user name", SIGN_IN "S334 VXNlcm5hbWU6\nU<hidden>", STAGE_AUTH, LINE_NORMAL, "<hidden>=line.client.auth-user" },
    { "password", SIGN_IN "S334 UGFzc3dvcmQ6\nP<hidden>", STAGE_AUTH, LINE_NORMAL, "<hidden>=line.client.auth-secret" },
    { "cancel", SIGN_IN "S334 UGFzc3dvcmQ6\nC*", STAGE_AUTH, LINE_NORMAL, "*=line.client.auth-cancel" },
    { "refused", SIGN_IN "S535 5.7.8 Error: no", STAGE_AUTH, LINE_FAILED,
      "535=code.535.auth 5.7.8=enhanced.7.8 Error: no=line.reply.text" },
    { "refused for now", SIGN_IN "S454 4.7.0 later", STAGE_AUTH, LINE_FAILED,
      "454=code.454.auth 4.7.0=enhanced.7.0 later=line.reply.text" },
    { "bare code", SIGN_IN "S535", STAGE_AUTH, LINE_FAILED, "535=code.535.auth" },
    { "recipient", HELLO "S250 mx\nCRCPT TO:<a@b>\nS550 5.1.1 who", STAGE_RCPT, LINE_FAILED,
      "550=code.550.rcpt 5.1.1=enhanced.1.1 who=line.reply.text" },
    { "content", HELLO "S250 mx\nCDATA\nS354 go\nCSubject: QUIT", STAGE_CONTENT, LINE_NORMAL,
      "Subject: QUIT=line.client.content" },
    { "after the dot", HELLO "S250 mx\nCDATA\nS354 go\nCx\nC.\nS250 ok", STAGE_CONTENT, LINE_NORMAL,
      "250=code.250.content ok=line.reply.text" },
    { "a number is no enhanced code", SIGN_IN "S535 5.7.8.9 no", STAGE_AUTH, LINE_FAILED,
      "535=code.535.auth 5.7.8.9 no=line.reply.text" },
    { "IMAP", "connected\nS* OK ready", STAGE_GREETING, LINE_NOT_NORMAL, "* OK ready=line.server.imap" },
    { "web", "connected\nSHTTP/1.1 400", STAGE_GREETING, LINE_NOT_NORMAL, "HTTP/1.1 400=line.server.http" },
    { "stars", "connected\nS220 **************", STAGE_GREETING, LINE_UNUSUAL,
      "220=code.220.greeting **************=line.server.stars" },
    { "crossed out", HELLO "S250-mx\nS250 XXXXXXXA", STAGE_EHLO, LINE_NORMAL,
      "250=code.250.ehlo XXXXXXXA=line.ehlo.XXXXXXXA" },
    { "garbage from the client", "connected\nC\x16\x03\x01", STAGE_GREETING, LINE_UNUSUAL,
      "\x16\x03\x01=line.command.unknown" },
    { "event", "connected", STAGE_CONNECT, LINE_NORMAL, "=line.event.connected" },
    { "silence", "connected\nno-answer", STAGE_GREETING, LINE_FAILED, "=line.event.no-answer" },
    { "closed after QUIT", "connected\nS220 mx\nCQUIT\nS221 bye\nclosed", STAGE_QUIT, LINE_NORMAL,
      "=line.event.closed" },
    { "closed before", "connected\nclosed", STAGE_GREETING, LINE_NOT_NORMAL, "=line.event.closed" },
};

static struct line line_of(struct span text, unsigned n)
{
    struct line line = { .n = n, .raw = (char *)text.at + 1, .len = text.len - 1 };
    switch (text.at[0]) {
    case 'C':
        line.from = SPEAKER_CLIENT;
        return line;
    case 'S':
        line.from = SPEAKER_SERVER;
        return line;
    case 'U':
    case 'P':
        line.from = SPEAKER_CLIENT;
        line.note = text.at[0] == 'U' ? NOTE_USER_HIDDEN : NOTE_SECRET_HIDDEN;
        return line;
    default:
        line.from = SPEAKER_EVENT;
        for (int i = 0; i < NOTE_COUNT; i++)
            if (span_equal(text, span_of(note_word((enum note)i))))
                line.note = (enum note)i;
        line.len = 0;
        return line;
    }
}

static void add_parts(const struct line *line, const struct line_explanation *explanation, struct buf *out)
{
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct line_part *part = &explanation->parts[i];
        assert_true(part->start + part->len <= line->len);
        (void)buf_addf(out, "%s%.*s=%s", out->len ? " " : "", (int)part->len, line->raw + part->start, part->keys[0]);
    }
}

static void check_row(const struct row *row)
{
    struct record record;
    struct span rest = span_of(row->lines);
    struct span text;
    struct line_explanation explanation;
    struct buf parts;
    record_init(&record);
    struct session_log *log = record_session(&record, 1);
    for (unsigned n = 1; span_line(&rest, &text); n++) {
        struct line line = line_of(text, n);
        session_log_add(log, &line);
    }
    const struct line *last = &log->lines[log->line_count - 1];
    buf_init(&parts, 4096);
    line_explain(log, last, &explanation);
    add_parts(last, &explanation, &parts);
    bool same = explanation.stage == row->stage && explanation.normality == row->normality &&
                strcmp(buf_text(&parts), row->wanted) == 0;
    if (!same)
        fail_msg("%s: %s %d %s", row->name, stage_word(explanation.stage), (int)explanation.normality,
                 buf_text(&parts));
    buf_free(&parts);
    record_clear(&record);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

/* More words than parts are kept, and words longer than a key: cut, never overrun. */
static void test_hostile_line(void **state)
{
    struct buf text;
    struct line_explanation explanation;
    struct session_log log = { 0 };
    (void)state;
    buf_init(&text, 64 * 1024);
    buf_add_text(&text, "250-AUTH");
    for (int i = 0; i < 500; i++)
        buf_add_text(&text, " A-VERY-LONG-NAME-OF-A-MECHANISM-THAT-FILLS-MORE-THAN-A-KEY-CAN-HOLD");
    struct line line = { .n = 9, .from = SPEAKER_SERVER, .raw = text.at, .len = text.len };
    line_explain(&log, &line, &explanation);
    assert_true(explanation.part_count <= LINE_PARTS_MAX);
    for (size_t i = 0; i < explanation.part_count; i++)
        assert_true(strlen(explanation.parts[i].keys[0]) < LINE_KEY_MAX);
    buf_free(&text);
}

static void test_decoding(void **state)
{
    static const struct {
        const char *raw, *wanted;
    } lines[] = {
        { "334 VXNlcm5hbWU6", "Username:" }, { "334 AAEC", NULL },         { "334 ", NULL },
        { "334 not base64", NULL },          { "250 VXNlcm5hbWU6", NULL }, { "334 G1sybQ==", "^[[2m" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct buf out;
        struct line line = { .from = SPEAKER_SERVER, .raw = (char *)lines[i].raw, .len = strlen(lines[i].raw) };
        buf_init(&out, 1024);
        if (lines[i].wanted) {
            assert_true(line_decode(&line, &out));
            assert_string_equal(buf_text(&out), lines[i].wanted);
        }
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_hostile_line),
        cmocka_unit_test(test_decoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
