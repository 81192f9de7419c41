/* Transcripts of clients: one failed sign-in is told once, with what stood above it, however the lines come. */
#include "base/buf.h"
#include "base/mem.h"
#include "logs/join.h"
#include "logs/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1795500000 /* 2026-11-24 */

static void tell(struct buf *told, const char *name, struct span value)
{
    if (value.len)
        buf_addf(told, " %s=%.*s", name, SPAN_ARG(value));
}

struct told {
    struct join *join;
    struct buf text;
};

static void tell_event(struct told *told, const struct log_event *event)
{
    char time[20];
    log_time_exact(event->time, time);
    buf_add_text(&told->text, log_kind_word(event->kind));
    tell(&told->text, "at", span_from(span_of(time), 11));
    tell(&told->text, "server", event->relay);
    tell(&told->text, "account", event->account);
    tell(&told->text, "mechanism", event->mechanism);
    tell(&told->text, "to", event->recipient);
    buf_addf(&told->text, ": %.*s\n", SPAN_ARG(event->text));
}

static void take(void *owner, struct log_event *event)
{
    struct told *told = owner;
    if (event->kind != LOG_UNREAD && join_event(told->join, event))
        tell_event(told, event);
    else if (event->kind == LOG_UNREAD)
        buf_addf(&told->text, "unread: %.*s\n", SPAN_ARG(event->line));
}

static void read_lines(struct told *told, struct span lines)
{
    struct scan scan = { .sink = { told, take, NULL, true }, .threads = 1, .now = NOW, .limits = LIMITS_NONE };
    struct scan_counts counts;
    char *copy = mem_new(lines.len);
    if (lines.len)
        memcpy(copy, lines.at, lines.len);
    scan_counts_init(&counts);
    scan_lines((struct span){ copy, lines.len }, &scan, &counts);
    free(copy);
}

static void read_left_over(struct told *told)
{
    struct log_event event;
    while (join_left_over(told->join, &event))
        tell_event(told, &event);
}

#define NET "Net::SMTP::_SSL=GLOB(0x55d)"
#define NODE "[2026-11-20 09:00:00] DEBUG [abc] "
#define PHP "2026-11-20 09:01:00\t"
#define OUT "2026.11.20 09:00:01 SMTP (smtp.a.example): "

static const struct {
    const char *name, *lines, *told;
} rows[] = {
    { "swaks",
      "=== Trying smtp.a.example:587...\n=== Connected to smtp.a.example.\n<-  220 smtp.a.example ESMTP Postfix\n"
      " -> EHLO pc\n<-  250-smtp.a.example\n<-  250 STARTTLS\n -> STARTTLS\n<-  220 2.0.0 Ready to start TLS\n"
      " ~> AUTH LOGIN\n<~  334 VXNlcm5hbWU6\n ~> YW5uYUBhLmV4YW1wbGU=\n<~  334 UGFzc3dvcmQ6\n ~> Z2VoZWlt\n"
      "<~* 535 5.7.8 no\n*** No authentication type succeeded\n ~> QUIT\n<~  221 2.0.0 Bye\n",
      "login-failed server=smtp.a.example account=anna@a.example mechanism=LOGIN: smtp.a.example\n535 5.7.8 no\n" },
    { "swaks: it did not reach the server",
      "=== Trying smtp.a.example:465...\n*** Error connecting to smtp.a.example:465:\n"
      "*** \tIO::Socket::INET6: connect: Connection refused\n",
      "deferred server=smtp.a.example: smtp.a.example\n*** Error connecting to smtp.a.example:465:\n"
      "*** \tIO::Socket::INET6: connect: Connection refused\n" },
    { "curl: another sender than the account",
      "* Host smtp.a.example:587 was resolved.\n* Connected to smtp.a.example (203.0.113.9) port 587\n"
      "< 220 mx.a.example ESMTP\n> EHLO vm\n> AUTH PLAIN\n{ [5 bytes data]\n< 334 \n} [5 bytes data]\n"
      "> AGFubmFAYS5leGFtcGxlAGdlaGVpbQ==\n< 235 2.7.0 ok\n> MAIL FROM:<info@a.example>\n< 553 5.7.1 not owned\n"
      "* MAIL failed: 553\ncurl: (55) MAIL failed: 553\n",
      "login-ok server=smtp.a.example account=anna@a.example mechanism=PLAIN: smtp.a.example\n235 2.7.0 ok\n"
      "rejected server=smtp.a.example account=anna@a.example mechanism=PLAIN: smtp.a.example\n553 5.7.1 not owned\n" },
    { "curl: a certificate",
      "* SSL certificate problem: self-signed certificate\n* closing connection #0\n"
      "curl: (60) SSL certificate problem: self-signed certificate\n",
      "tls-failed: * SSL certificate problem: self-signed certificate\n" },
    { "curl without -v, twice", "curl: (67) Login denied\ncurl: (67) Login denied\n",
      "login-failed: curl: (67) Login denied\nlogin-failed: curl: (67) Login denied\n" },
    { "git send-email: a reply of two lines, and once more without its code",
      "Net::SMTP>>> Net::SMTP(3.15)\nNet::SMTP=GLOB(0x55d)<<< 220 smtp.gmail.com ESMTP 5b1f - gsmtp\n" NET
      ">>> AUTH LOGIN\n" NET "<<< 334 VXNlcm5hbWU6\n" NET ">>> YW5uYUBhLmV4YW1wbGU=\n" NET "<<< 334 UGFzc3dvcmQ6\n" NET
      ">>> Z2VoZWltMTIz\n" NET "<<< 535-5.7.8 Username and Password not accepted. Go to\n" NET
      "<<< 535 5.7.8  https://support.google.com - gsmtp\n5.7.8 Username and Password not accepted. Go to\n"
      "5.7.8  https://support.google.com\n",
      "login-failed server=smtp.gmail.com account=anna@a.example mechanism=LOGIN: smtp.gmail.com\n"
      "535-5.7.8 Username and Password not accepted. Go to\n535 5.7.8  https://support.google.com - gsmtp\n" },
    { "a reply whose last line is missing", "S: 220 mx.a.example ESMTP\nC: AUTH PLAIN AGEAYg==\nS: 535-5.7.8 no\n",
      "login-failed server=mx.a.example account=a mechanism=PLAIN: mx.a.example\n535-5.7.8 no\n" },
    { "nodemailer",
      NODE "Resolved smtp.a.example as 203.0.113.9 [cache miss]\n" NODE "S: 220 mx ESMTP\n" NODE
           "C: AUTH PLAIN AGFubmFAYS5leGFtcGxlAC8qIHNlY3JldCAqLw==\n" NODE "S: 535 5.7.8 no\n"
           "[2026-11-20 09:00:00] INFO  [abc] User \"anna@a.example\" failed to authenticate\n"
           "[2026-11-20 09:00:00] ERROR Send Error: Invalid login: 535 5.7.8 no\n"
           "Error: Invalid login: 535 5.7.8 no\n    at SMTPConnection._formatError (/x/index.js:790:19)\n"
           "  code: 'EAUTH',\n  response: '535 5.7.8 no',\n  responseCode: 535,\n  command: 'AUTH PLAIN'\n"
           "Error: getaddrinfo ENOTFOUND smtp.b.example\n",
      "login-failed at=09:00:00 server=smtp.a.example account=anna@a.example mechanism=PLAIN: smtp.a.example\n"
      "535 5.7.8 no\ndeferred server=smtp.a.example mechanism=PLAIN: smtp.a.example\n"
      "Error: getaddrinfo ENOTFOUND smtp.b.example\n" },
    { "nodemailer: its message alone", "Invalid login: 535 5.7.8 no\n", "login-failed: Invalid login: 535 5.7.8 no\n" },
    { "PHPMailer: TLS, then the password; lines that go on",
      PHP
      "Connection: opening to smtp.a.example:587, timeout=300\n" PHP "SERVER -> CLIENT: 220 smtp.a.example ESMTP\n" PHP
      "SMTP Error: Could not connect to SMTP host.\n" PHP "Connection failed. Error #2: certificate verify failed\n" PHP
      "Connection: opening to smtp.a.example:587, timeout=300\n" PHP "CLIENT -> SERVER: AUTH LOGIN\n" PHP
      "SERVER -> CLIENT: 334 VXNlcm5hbWU6\n" PHP "CLIENT -> SERVER: [credentials hidden]\n" PHP
      "SERVER -> CLIENT: 535-5.7.8 no\n                   \t                  535 5.7.8 really\n" PHP
      "SMTP ERROR: Password command failed: 535-5.7.8 no\n" PHP "SMTP Error: Could not authenticate.\n" PHP
      "CLIENT -> SERVER: QUIT\n" PHP "SERVER -> CLIENT: 221 2.0.0 Bye\n" PHP "SMTP Error: Could not authenticate.\n",
      "tls-failed at=09:01:00 server=smtp.a.example: smtp.a.example\nSMTP Error: Could not connect to SMTP host.\n"
      "Connection failed. Error #2: certificate verify failed\n"
      "login-failed at=09:01:00 server=smtp.a.example mechanism=LOGIN: smtp.a.example\n535-5.7.8 no\n"
      "535 5.7.8 really\n" },
    { "PHPMailer without a transcript, two failures",
      "[20-Nov-2026 09:00:00 UTC] SMTP Error: Could not authenticate.\n"
      "[20-Nov-2026 09:00:09 UTC] SMTP Error: Could not authenticate.\n",
      "login-failed at=09:00:00: SMTP Error: Could not authenticate.\n"
      "login-failed at=09:00:09: SMTP Error: Could not authenticate.\n" },
    { "Thunderbird",
      "mailnews.smtp: Connecting to smtp://smtp.a.example:587 SmtpClient.sys.mjs:156:17\n"
      "mailnews.smtp: S: 220 smtp.a.example ESMTP\nmailnews.smtp: C: AUTH PLAIN\n"
      "mailnews.smtp: Command failed: 535 5.7.8 no; currentAction=_actionAUTHComplete SmtpClient.sys.mjs:631:17\n"
      "mailnews.smtp: Authentication failed: 5.7.8 no SmtpClient.sys.mjs:985:17\n",
      "login-failed server=smtp.a.example mechanism=PLAIN: smtp.a.example\n"
      "535 5.7.8 no; currentAction=_actionAUTHComplete\n" },
    { "Thunderbird, MOZ_LOG",
      "2026-11-20 08:00:00.0 UTC - [Parent 4711: Main Thread]: D/SMTP SMTP Connecting to: smtp.a.example on port 465\n"
      "2026-11-20 08:00:00.2 UTC - [Parent 4711: Main Thread]: I/SMTP SMTP Response: 535 5.7.8 no\n"
      "2026-11-20 08:00:00.3 UTC - [Parent 4711: Main Thread]: E/SMTP SMTP server error, code 535\n",
      "login-failed at=08:00:00 server=smtp.a.example: smtp.a.example\n535 5.7.8 no\n" },
    { "Outlook's log",
      OUT "Begin execution\n" OUT "<rx> 220 smtp.a.example ESMTP\n" OUT "[tx] AUTH LOGIN\n" OUT
          "<rx> 334 VXNlcm5hbWU6\n" OUT "[tx] YW5uYUBhLmV4YW1wbGU=\n" OUT "<rx> 334 UGFzc3dvcmQ6\n" OUT
          "[tx] *****\n" OUT "<rx> 535 5.7.8 no\n" OUT "End execution\n"
          "2026.11.20 09:00:03 ReportStatus: RSF_COMPLETED, hr = 0x800ccc18\n",
      "login-failed at=09:00:01 server=smtp.a.example account=anna@a.example mechanism=LOGIN: smtp.a.example\n"
      "535 5.7.8 no\n" },
    { "Outlook's errors",
      "Task 'anna@a.example - Sending' reported error (0x800CCC78) : 'The server responded: 550 5.7.1 no'\n"
      "Задача 'anna@a.example - Отправка' сообщила об ошибке (0x800CCC18)\n"
      "Subject 'x', Account: 'anna@a.example', Server: 'mail.a.example', Protocol: SMTP, Server Response: '451 later', "
      "Port: 25, Secure(SSL): No, Server Error: 451, Error Number: 0x800CCC79\n",
      "rejected account=anna@a.example: Task 'anna@a.example - Sending' reported error (0x800CCC78) : 'The server "
      "responded: 550 5.7.1 no'\n"
      "login-failed account=anna@a.example: Задача 'anna@a.example - Отправка' сообщила об ошибке (0x800CCC18)\n"
      "deferred server=mail.a.example account=anna@a.example: Subject 'x', Account: 'anna@a.example', Server: "
      "'mail.a.example', Protocol: SMTP, Server Response: '451 later', Port: 25, Secure(SSL): No, Server Error: 451, "
      "Error Number: 0x800CCC79\n" },
    { "msmtp's log",
      "Nov 20 09:01:00 host=smtp.a.example tls=on auth=on user=anna from=anna@a.example recipients=b@b.example "
      "smtpstatus=535 smtpmsg='535 5.7.8 it's no' errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM\n"
      "Nov 20 09:02:00 mx1 msmtp: host=smtp.a.example tls=on auth=off from=anna@a.example recipients=b@b.example "
      "smtpstatus=250 smtpmsg='250 ok' exitcode=EX_OK\n",
      "login-failed at=09:01:00 server=smtp.a.example account=anna mechanism=PLAIN to=b@b.example: "
      "host=smtp.a.example tls=on auth=on user=anna from=anna@a.example recipients=b@b.example "
      "smtpstatus=535 smtpmsg='535 5.7.8 it's no' errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM\n"
      "sent at=09:02:00 server=smtp.a.example to=b@b.example: host=smtp.a.example tls=on auth=off from=anna@a.example "
      "recipients=b@b.example smtpstatus=250 smtpmsg='250 ok' exitcode=EX_OK\n" },
    { "msmtp --debug: its own words come first when the output goes to a file",
      "msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 no\n"
      "msmtp: could not send mail (account default from /x)\n<-- 220 smtp.a.example ESMTP\n--> EHLO localhost\n"
      "--> AUTH PLAIN AGFubmFAYS5leGFtcGxlAGdlaGVpbQ==\n<-- 535 5.7.8 no\n",
      "login-failed mechanism=PLAIN: msmtp: authentication failed (method PLAIN)\n535 5.7.8 no\n" },
    { "mutt",
      "[2026-11-20 09:00:00] Connecting to smtp.a.example...\n[2026-11-20 09:00:00] 4< 220 smtp.a.example ESMTP\n"
      "[2026-11-20 09:00:01] 4> AUTH PLAIN ****\n[2026-11-20 09:00:03] 4< 535 5.7.8 no\n"
      "[2026-11-20 09:00:03] SASL authentication failed\n"
      "[2026-11-20 09:01:00] Could not find the host \"smtp.b.example\"\n",
      "login-failed at=09:00:03 server=smtp.a.example mechanism=PLAIN: smtp.a.example\n535 5.7.8 no\n"
      "deferred at=09:01:00 server=smtp.a.example mechanism=PLAIN: smtp.a.example\n"
      "Could not find the host \"smtp.b.example\"\n" },
    { "smtplib: each refused AUTH is one",
      "reply: b'220 mx.a.example ESMTP\\r\\n'\nsend: 'AUTH PLAIN AGFubmEAZ2VoZWlt\\r\\n'\n"
      "reply: b'535 5.7.8 no\\r\\n'\nreply: retcode (535); Msg: b'5.7.8 no'\nsend: 'AUTH LOGIN YW5uYQ==\\r\\n'\n"
      "reply: b'334 UGFzc3dvcmQ6\\r\\n'\nsend: 'Z2VoZWlt\\r\\n'\nreply: b'535 5.7.8 no\\r\\n'\n"
      "    raise SMTPAuthenticationError(code, resp)\nsmtplib.SMTPAuthenticationError: (535, b'5.7.8 no')\n",
      "login-failed server=mx.a.example account=anna mechanism=PLAIN: mx.a.example\n535 5.7.8 no\n"
      "login-failed server=mx.a.example account=anna mechanism=LOGIN: mx.a.example\n535 5.7.8 no\n" },
    { "two clients at the same time",
      "S: 220 mx.a.example ESMTP\n" NODE "S: 220 mx.b.example ESMTP\nC: AUTH PLAIN AGEAYg==\n" NODE
      "C: AUTH PLAIN AGIAYg==\nS: 535 5.7.8 a\n" NODE "S: 535 5.7.8 b\n",
      "login-failed server=mx.a.example account=a mechanism=PLAIN: mx.a.example\n535 5.7.8 a\n"
      "login-failed at=09:00:00 server=mx.b.example account=b mechanism=PLAIN: mx.b.example\n535 5.7.8 b\n" },
    { "the refusal of a recipient, and what only follows from it",
      "C: MAIL FROM:<a@a.example>\nS: 250 ok\nC: RCPT TO:<b@b.example>\nC: DATA\nS: 550 5.1.1 unknown\n"
      "S: 503 5.5.1 no valid recipients\n",
      "rejected to=b@b.example: 550 5.1.1 unknown\n" },
    { "no transcript: a quoted mail, a list", "> Dear all\n> 42\n* bread\n* milk, which failed us\n",
      "unread: * milk, which failed us\n" },
};

static void expect(size_t row, const struct told *told, const char *how)
{
    if (strcmp(buf_text(&told->text), rows[row].told) != 0)
        fail_msg("%s, %s:\n%s", rows[row].name, how, buf_text(&told->text));
}

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct told whole = { .join = join_new() };
        struct told single = { .join = join_new() };
        struct span rest = span_of(rows[i].lines);
        struct span line;
        buf_init(&whole.text, 64 * KIB);
        buf_init(&single.text, 64 * KIB);
        read_lines(&whole, rest);
        read_left_over(&whole);
        expect(i, &whole, "at once");
        /* Chunks end anywhere: nothing may rest on the line before being in the same one. */
        while (span_line(&rest, &line))
            read_lines(&single, line);
        read_left_over(&single);
        expect(i, &single, "line by line");
        join_free(whole.join);
        join_free(single.join);
        buf_free(&whole.text);
        buf_free(&single.text);
    }
}

/* More dialogues than are known at a time: what waited for its end in the oldest is still told. */
static void test_many(void **state)
{
    struct told told = { .join = join_new() };
    struct buf lines;
    (void)state;
    buf_init(&lines, 64 * KIB);
    buf_init(&told.text, 64 * KIB);
    for (unsigned i = 0; i < 100; i++)
        buf_addf(&lines, "[2026-11-20 09:00:00] DEBUG [s%u] S: 535-5.7.8 no\n", i);
    read_lines(&told, buf_span(&lines));
    read_left_over(&told);
    size_t count = 0;
    for (size_t i = 0; i < told.text.len; i++)
        count += told.text.at[i] == '\n';
    assert_int_equal(count, 100);
    join_free(told.join);
    buf_free(&lines);
    buf_free(&told.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
