/* Lines of each format as its program writes them, and what is read in them. */
#include "base/mem.h"
#include "logs/log_format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1795500000 /* 2026-11-24 */

struct row {
    const char *format;
    enum log_kind kind;
    const char *line;
    const char *queue_id, *client, *account, *sender, *recipient, *enhanced, *text; /* "": must be empty */
    unsigned code;
};

/* A line, from the frame to the event. It is copied, since a journal's entry is unescaped in place, and not a byte
 * stands behind it. */
struct reading {
    char *copy;
    struct log_line line;
    struct log_event event;
    size_t hint;
    enum log_kind kind;
};

static struct reading read_line(const char *text)
{
    struct reading reading = { .copy = mem_new(strlen(text)) };
    struct log_frame frame = { .now = NOW };
    memcpy(reading.copy, text, strlen(text));
    log_line_read(&frame, (struct span){ reading.copy, strlen(text) }, &reading.line);
    reading.event.time = reading.line.time;
    reading.kind = log_format_read(&reading.line, &reading.hint, &reading.event);
    return reading;
}

static void expect(size_t row, const char *what, struct span got, const char *wanted)
{
    if (wanted && !span_equal(got, span_of(wanted)))
        fail_msg("row %zu: %s is '%.*s', not '%s'", row, what, SPAN_ARG(got), wanted);
}

static void expect_row(size_t place, const struct row *row)
{
    struct reading reading = read_line(row->line);
    const struct log_event *event = &reading.event;
    if (reading.kind != row->kind)
        fail_msg("row %zu: kind is %s, not %s", place, log_kind_word(reading.kind), log_kind_word(row->kind));
    if (row->format && strcmp(log_format_at(reading.hint)->id, row->format) != 0)
        fail_msg("row %zu: format is %s, not %s", place, log_format_at(reading.hint)->id, row->format);
    expect(place, "queue id", event->queue_id, row->queue_id);
    expect(place, "client", event->client, row->client);
    expect(place, "account", event->account, row->account);
    expect(place, "sender", event->sender, row->sender);
    expect(place, "recipient", event->recipient, row->recipient);
    expect(place, "enhanced", event->enhanced, row->enhanced);
    if (log_has(event->text, "secret"))
        fail_msg("row %zu: the password is told", place);
    if (row->text && !span_starts(event->text, span_of(row->text)))
        fail_msg("row %zu: text is '%.*s', not '%s'", place, SPAN_ARG(event->text), row->text);
    if (row->code != event->code)
        fail_msg("row %zu: code is %u, not %u", place, event->code, row->code);
    free(reading.copy);
}

#define MX "Nov 23 10:00:00 mx1 "

static const struct row rows[] = {
    /* Postfix */
    /* What ends where a queue id would end is none. */
    { "postfix", LOG_OTHER, MX "postfix/qmgr[1]: 4ZxYw03bDlzK4ZxYw03b:", "", "", "", "", "", "", NULL, 0 },
    { "postfix", LOG_OTHER, MX "postfix/qmgr[1]: 4ZxYw:", "", "", "", "", "", "", NULL, 0 },
    { NULL, LOG_UNREAD, "]:", NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0 },
    { "postfix", LOG_LOGIN_FAILED,
      MX "postfix/submission/smtpd[11538]: warning: unknown[82.221.106.233]: SASL LOGIN authentication failed: "
         "UGFzc3dvcmQ6",
      .client = "82.221.106.233", .account = "", .text = "SASL LOGIN authentication failed" },
    { "postfix", LOG_LOGIN_FAILED,
      MX "postfix/smtpd[1]: warning: unknown[2001:db8::7]: SASL PLAIN authentication failed: authentication failure, "
         "sasl_username=anna@example.com",
      .client = "2001:db8::7", .account = "anna@example.com" },
    { "postfix", LOG_REJECTED,
      MX "postfix/smtpd[8738]: NOQUEUE: reject: RCPT from 1-2-3-4-example.com[1.2.3.4]: 554 5.7.1 <smtp@example.com>: "
         "Relay access denied; from=<john@example.com> to=<smtp@example.org> proto=SMTP helo=<198.51.100.17>",
      .queue_id = "", .client = "1.2.3.4", .sender = "john@example.com", .recipient = "smtp@example.org",
      .enhanced = "5.7.1", .text = "554 5.7.1 <smtp@example.com>: Relay access denied", .code = 554 },
    { "postfix", LOG_REJECTED,
      MX "postfix/postscreen[9]: NOQUEUE: reject: RCPT from [192.0.2.9]:56123: 550 5.7.1 Service unavailable; client "
         "[192.0.2.9] blocked using zen.example.org; from=<a@example.net>, to=<b@example.org>, proto=ESMTP, helo=<x>",
      .client = "192.0.2.9", .recipient = "b@example.org", .code = 550, .enhanced = "5.7.1" },
    { "postfix", LOG_ARRIVED,
      MX "postfix/submission/smtpd[7]: 4ZxYw03bDlzK: client=box.example.com[203.0.113.5], sasl_method=PLAIN, "
         "sasl_username=anna@example.com",
      .queue_id = "4ZxYw03bDlzK", .client = "203.0.113.5", .account = "anna@example.com" },
    { "postfix", LOG_ARRIVED, MX "postfix/smtpd[7]: D0F29603B4: client=mx.example.net[192.0.2.25]",
      .queue_id = "D0F29603B4", .client = "192.0.2.25", .account = "" },
    { "postfix", LOG_SENDER,
      MX "postfix/qmgr[8]: D0F29603B4: from=<anna@example.com>, size=5120, nrcpt=1 (queue active)",
      .sender = "anna@example.com" },
    { "postfix", LOG_EXPIRED,
      MX "postfix/qmgr[8]: 585BC3F: from=<anna@example.com>, status=expired, returned to sender", .queue_id = "585BC3F",
      .sender = "anna@example.com" },
    { "postfix", LOG_MESSAGE_ID, MX "postfix/cleanup[8]: D0F29603B4: message-id=<1@example.com>",
      .queue_id = "D0F29603B4" },
    { "postfix", LOG_SENT,
      MX "postfix/smtp[8]: D0F29603B4: to=<b@example.net>, relay=mx.example.net[192.0.2.17]:25, delay=0.5, "
         "delays=0.05/0.01/0.2/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued)",
      .recipient = "b@example.net", .enhanced = "2.0.0" },
    { "postfix", LOG_DEFERRED,
      MX "postfix/smtp[8]: D0F29603B4: to=<b@example.net>, relay=none, delay=31, delays=0.1/0/31/0, dsn=4.4.1, "
         "status=deferred (connect to mx.example.net[192.0.2.17]:25: Connection timed out)",
      .recipient = "b@example.net", .enhanced = "4.4.1",
      .text = "connect to mx.example.net[192.0.2.17]:25: Connection timed out" },
    { "postfix", LOG_BOUNCED,
      MX
      "postfix/smtp[8]: D0F29603B4: to=<b@example.net>, orig_to=<c@example.com>, relay=mx.example.net[192.0.2.17]:25, "
      "delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.17] said: 550 5.1.1 "
      "<b@example.net>: User unknown (in reply to RCPT TO command))",
      .recipient = "b@example.net", .enhanced = "5.1.1", .code = 550 },
    /* An address may not pretend to be a status. */
    { "postfix", LOG_DEFERRED,
      MX "postfix/smtp[8]: D0F29603B4: to=<\"x, status=sent\"@example.net>, relay=none, delay=31, dsn=4.4.1, "
         "status=deferred (x)",
      .text = "x" },
    { "postfix", LOG_OTHER, MX "postfix/smtpd[8]: connect from unknown[192.0.2.1]", .client = "" },
    { "postfix", LOG_REMOVED, MX "postfix/qmgr[8]: D0F29603B4: removed", .queue_id = "D0F29603B4" },
    { "postfix", LOG_OTHER,
      MX "postfix/smtp[8]: D0F29603B4: SASL authentication failed; server xyz.example.com[1.2.3.4] said: 535 5.7.8 no",
      .code = 0 },
    { "postfix", LOG_DETAIL, MX "postfix/smtpd[8]: SSL_accept error from unknown[192.0.2.1]: -1",
      .client = "192.0.2.1" },
    { "postfix", LOG_TLS_FAILED, MX "postfix/smtpd[8]: SSL_accept error from unknown[192.0.2.1]: lost connection",
      .code = 0 },
    { "postfix", LOG_TLS_FAILED,
      MX "postfix/smtpd[8]: warning: TLS library problem: error:0A00010B:SSL routines::wrong version number:..:",
      .code = 0 },
    { "postfix", LOG_REJECTED,
      MX "postfix/smtpd[8]: warning: Connection rate limit exceeded: 61 from unknown[192.0.2.1] for service smtp",
      .client = "192.0.2.1" },
    { "postfix", LOG_TROUBLE, MX "postfix/smtpd[8]: fatal: no SASL authentication mechanisms", .code = 0 },
    { "postfix", LOG_TROUBLE, MX "postfix/smtpd[8]: warning: SASL: Connect to private/auth failed: Connection refused",
      .code = 0 },
    { "postfix", LOG_TROUBLE,
      MX "postfix/qmgr[8]: warning: mail for slow.example is using up 4001 of 5000 active queue entries", .code = 0 },
    /* Dovecot */
    { "dovecot", LOG_LOGIN_FAILED,
      MX "dovecot[241]: imap-login: Login aborted: Connection closed (auth failed, 3 attempts in 16 secs) "
         "(auth_failed): user=<test>, method=PLAIN, rip=192.0.2.241, lip=203.0.113.104, TLS, session=<x>",
      .client = "192.0.2.241", .account = "test" },
    { "dovecot", LOG_DETAIL,
      MX "dovecot: auth: ldap(user@server.org,192.168.178.25,<LZm>): unknown user (SHA1 of given password: f638ff)",
      .client = "192.168.178.25", .account = "user@server.org", .text = "unknown user" },
    { "dovecot", LOG_DETAIL,
      MX
      "dovecot: auth-worker(304): pam(username,1.2.3.4): pam_authenticate() failed: Authentication failure (password "
      "mismatch?)",
      .client = "1.2.3.4", .account = "username" },
    { "dovecot", LOG_LOGIN_FAILED,
      MX "dovecot: pop3-login: Aborted login (tried to use disallowed plaintext auth): rip=190.210.136.21, "
         "lip=113.212.99.193",
      .client = "190.210.136.21" },
    { "dovecot", LOG_LOGIN_OK,
      MX "dovecot: submission-login: Login: user=<anna>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, TLS",
      .account = "anna", .client = "192.0.2.7" },
    { "dovecot", LOG_LOGIN_FAILED,
      "2026-11-23 10:00:00 imap-login: Info: Disconnected (auth failed, 1 attempts in 2 secs): user=<anna>, "
      "rip=192.0.2.7",
      .account = "anna" },
    /* Files of its own have no host, and the process may be long. */
    { "dovecot", LOG_OTHER,
      "Nov 24 14:52:33 imap-login: Info: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, "
      "rip=fd77::2, lip=fd77:0:0:1::1, TLS, session=<OPc93AZhfJD9dwAAAAAAAAAAAAAAAAAC>",
      .client = "" },
    { "dovecot", LOG_LOGIN_OK,
      "Nov 24 14:52:33 imap-login: Info: Login: user=<boris@corp.test>, method=PLAIN, rip=fd77::2, lip=fd77:0:0:1::1",
      .account = "boris@corp.test", .client = "fd77::2" },
    { "dovecot", LOG_OTHER,
      "Nov 24 14:52:33 imap(boris@corp.test)<11913><q/NF3AZhtpD9dwAAAAAAAAAAAAAAAAAC>: Info: Disconnected: Connection "
      "closed (No commands sent) in=0 out=408",
      .account = "" },
    { "dovecot", LOG_TROUBLE,
      "Nov 24 14:52:33 imap(boris@corp.test)<11913><q/NF3AZhtpD9dwAAAAAAAAAAAAAAAAAC>: Error: Mailbox INBOX: open() "
      "failed: Permission denied",
      .text = "Error: Mailbox INBOX" },
    { "dovecot", LOG_OTHER, MX "dovecot: imap(anna): Disconnected: Logged out in=1 out=2", .code = 0 },
    /* 2.3 names the processes before the user. */
    { "dovecot", LOG_DETAIL,
      MX "dovecot: auth-worker(2506): conn unix:auth-worker (pid=2420,uid=0): auth-worker<1>: "
         "sql(emil@a.example,192.0.2.7,<s>): Password mismatch",
      .account = "emil@a.example", .client = "192.0.2.7", .text = "Password mismatch" },
    { "dovecot", LOG_DETAIL,
      "Nov 20 09:00:05 auth-worker(77): Info: conn unix:auth-worker (pid=76,uid=97): auth-worker<3>: "
      "pam(emil,192.0.2.7,<s>): pam_authenticate() failed: Authentication failure (Password mismatch?)",
      .account = "emil", .client = "192.0.2.7", .text = "pam_authenticate() failed: Authentication failure" },
    { "dovecot", LOG_DETAIL, MX "dovecot: auth: passwd-file(lisa,fd77::2,<s>): unknown user (given password: secret)",
      .account = "lisa", .client = "fd77::2", .text = "unknown user" },
    { "dovecot", LOG_DETAIL, MX "dovecot: auth: passwd-file(a,10.0.0.1,b,192.0.2.7,<s>): unknown user",
      .account = "a,10.0.0.1,b", .client = "192.0.2.7" },
    { "dovecot", LOG_TROUBLE,
      MX "dovecot: auth: Error: mysql(localhost): Connect failed to database (mail): Can't connect to local server",
      .account = "", .text = "Error: mysql(localhost)" },
    /* 2.4 names the user in the head. */
    { "dovecot", LOG_DETAIL,
      MX "dovecot: auth(emil@a.example,192.0.2.7,sasl:plain)<hG3>: Info: passwd-file: Password mismatch",
      .account = "emil@a.example", .client = "192.0.2.7", .text = "passwd-file: Password mismatch" },
    { "dovecot", LOG_DETAIL,
      "2026-11-20 10:00:05 auth(emil@a.example,fd77::2,sasl:plain)<hG3>: Info: passwd-file: unknown user",
      .account = "emil@a.example", .client = "fd77::2", .text = "passwd-file: unknown user" },
    { "dovecot", LOG_DETAIL,
      MX "dovecot: auth-worker(emil@a.example,192.0.2.7,sasl:login)<12><hG3>: Info: sql: Password mismatch",
      .account = "emil@a.example", .client = "192.0.2.7" },
    { "dovecot", LOG_LOGIN_OK,
      MX "dovecot: imap-login: Logged in: user=<emil@a.example>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=100, "
         "TLS, session=<x8>",
      .account = "emil@a.example", .client = "192.0.2.7" },
    { "dovecot", LOG_TROUBLE, MX "dovecot: imap(emil@a.example)<12><x>: Error: Mailbox INBOX: open() failed",
      .text = "Error: Mailbox INBOX" },
    { "dovecot", LOG_REJECTED,
      MX "dovecot: imap-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): "
         "user=<emil@a.example>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, TLS, session=<x3>",
      .account = "emil@a.example", .client = "192.0.2.7",
      .text = "Maximum number of connections from user+IP exceeded" },
    { "dovecot", LOG_LOGIN_FAILED,
      MX "dovecot: imap-login: Login aborted: Logged out (tried to use disallowed cleartext auth) "
         "(cleartext_auth_disabled): user=<>, rip=192.0.2.7, lip=192.0.2.1, session=<x4>",
      .account = "", .client = "192.0.2.7" },
    { "dovecot", LOG_TROUBLE,
      MX "dovecot: imap-login: Disconnected: Auth process broken (disconnected before auth was ready, waited 0 secs): "
         "user=<>, rip=192.0.2.7, lip=192.0.2.1, session=<x5>",
      .client = "192.0.2.7", .text = "Disconnected: Auth process broken" },
    { "dovecot", LOG_TROUBLE,
      MX "dovecot: master: Warning: service(imap-login): process_limit (100) reached, client connections are being "
         "dropped",
      .text = "service(imap-login): process_limit (100) reached" },
    { "dovecot", LOG_SENT, MX "dovecot: lmtp(emil@a.example)<7712><Kq1>: msgid=<2@a.example>: saved mail to INBOX",
      .recipient = "emil@a.example" },
    { "dovecot", LOG_DETAIL,
      MX "dovecot: lmtp(emil@a.example)<7711><Kq0>: msgid=<1@a.example>: save failed to open mailbox INBOX: Quota "
         "exceeded (mailbox for user is full)",
      .recipient = "emil@a.example", .account = "", .text = "save failed to open mailbox INBOX: Quota exceeded" },
    { "dovecot", LOG_DETAIL,
      "Nov 20 09:00:09 lda(emil@a.example): Info: msgid=<2@a.example>: rejected: Quota exceeded (mailbox for user is "
      "full)",
      .recipient = "emil@a.example", .text = "rejected: Quota exceeded" },
    { "dovecot", LOG_DETAIL,
      "Nov 20 09:00:06 lmtp(emil@a.example)<7711><Kq0>: Error: msgid=<1@a.example>: save failed to INBOX: Permission "
      "denied",
      .recipient = "emil@a.example", .text = "save failed to INBOX: Permission denied" },
    /* What the client says of itself never becomes the client. */
    { "dovecot", LOG_LOGIN_FAILED,
      MX "dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<x>, rip=10.0.0.1, method=A>, "
         "method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, TLS, session=<s>",
      .account = "x>, rip=10.0.0.1, method=A", .client = "192.0.2.7" },
    { "dovecot", LOG_OTHER,
      MX "dovecot: imap-login: Disconnected (no auth attempts in 1 secs): user=<auth failed>, rip=192.0.2.7",
      .code = 0 },
    /* Exim */
    { "exim", LOG_LOGIN_FAILED,
      "2014-01-12 02:07:48 dovecot_login authenticator failed for h1832461.stratoserver.net (User) [85.214.85.40]: 535 "
      "Incorrect authentication data (set_id=scanner)",
      .client = "85.214.85.40", .account = "scanner", .text = "535 Incorrect", .code = 535 },
    { "exim", LOG_REJECTED,
      "2013-06-10 18:33:32 [10099] H=(yakult.com.tw) [202.132.70.178]:3755 I=[1.2.3.4]:25 F=<a@example.com> rejected "
      "RCPT <b@example.org>: relay not permitted",
      .client = "202.132.70.178", .sender = "a@example.com", .recipient = "b@example.org" },
    { "exim", LOG_REJECTED,
      "2013-06-02 09:22:06 SMTP call from [192.0.2.109] dropped: too many syntax or protocol errors (last command was "
      "\"AUTH LOGIN\")",
      .client = "192.0.2.109" },
    { "exim", LOG_BOUNCED,
      "1999-03-02 09:44:33 10HmaX-000000005vi-0000 ** userx@example.com R=all T=smtp H=127.0.0.1 [127.0.0.1]*: SMTP "
      "error from remote mail server after RCPT TO:<userx@example.com>: 550 Recipient refused",
      .queue_id = "10HmaX-000000005vi-0000", .recipient = "userx@example.com", .code = 550, .text = "SMTP error" },
    { "exim", LOG_DEFERRED,
      "1999-03-02 09:44:33 10HmaX-000000005vi-0000 == userx@simple R=all T=smtp defer (dd): Connection refused",
      .recipient = "userx@simple", .text = "Connection refused" },
    { "exim", LOG_ARRIVED,
      "2026-11-23 10:00:00 1tEXyz-000123-AB <= anna@example.com H=(box) [192.0.2.7] P=esmtpsa X=TLS1.3 "
      "A=dovecot_login:anna S=512 id=m1@example.com",
      .queue_id = "1tEXyz-000123-AB", .account = "anna", .sender = "anna@example.com", .client = "192.0.2.7" },
    { "exim", LOG_SENT, "2026-11-23 10:00:00 1tEXyz-000123-AB => b@example.net R=dnslookup T=remote_smtp C=\"250 OK\"",
      .code = 0 },
    { "exim", LOG_REMOVED, "2026-11-23 10:00:00 1tEXyz-000123-AB Completed", .queue_id = "1tEXyz-000123-AB" },
    { "exim", LOG_REJECTED,
      MX "exim[77]: 2013-06-10 18:33:32 H=(x) [202.132.70.178] F=<a@example.com> rejected RCPT <b@example.org>: no",
      .client = "202.132.70.178" },
    { "exim", LOG_TLS_FAILED,
      "2026-11-23 10:00:00 TLS error on connection from [192.0.2.7] (SSL_accept): error:0A000102:unsupported protocol",
      .client = "192.0.2.7" },
    { "exim", LOG_REJECTED,
      "2026-11-24 14:52:41 rejected MAIL FROM:<anna@corp.test> H=([IPv6:fd77::2]) [fd77::2]: message too big: "
      "size=99999 "
      "max=5120",
      .client = "fd77::2", .sender = "anna@corp.test", .text = "rejected MAIL FROM" },
    { "exim", LOG_REJECTED,
      "2026-11-24 14:52:40 H=[fd77::2] rejected connection in \"connect\" ACL: Your network is not welcome here",
      .client = "fd77::2", .text = "rejected connection in" },
    { "exim", LOG_REJECTED,
      "2026-11-24 14:52:40 H=([IPv6:fd77::2]) [fd77::2] X=TLS1.3:ECDHE_X25519:256 CV=no rejected EHLO or HELO "
      "[ipv6:fd77::2]: Your network is not welcome here",
      .client = "fd77::2", .text = "rejected EHLO or HELO" },
    /* What the client says of itself never becomes the client. */
    { "exim", LOG_LOGIN_FAILED,
      "2026-11-20 09:00:01 login_server authenticator failed for ([10.0.0.4]) [198.51.100.55]: 535 Incorrect "
      "authentication data (set_id=a@a.example)",
      .client = "198.51.100.55", .account = "a@a.example", .code = 535, .text = "535 Incorrect" },
    { "exim", LOG_LOGIN_FAILED,
      "2026-11-20 09:00:01 login_server authenticator failed for dsl.example ([10.0.0.4]) [198.51.100.55]: 535 no",
      .client = "198.51.100.55", .account = "", .code = 535 },
    { "exim", LOG_LOGIN_FAILED,
      "2026-11-20 09:01:20 plain_login authenticator failed for ([127.0.0.1]) [198.51.100.32] I=[10.0.0.2]:587: 435 "
      "Unable to authenticate at present (set_id=dave): authentication socket connection error",
      .client = "198.51.100.32", .account = "dave", .code = 435, .text = "435 Unable to authenticate at present" },
    { "exim", LOG_LOGIN_FAILED,
      "2026-11-20 09:01:10 dovecot_plain authenticator failed for H=(WIN-PC) [198.51.100.31]:51222: 535 Incorrect "
      "authentication data (set_id=carl@a.example)",
      .client = "198.51.100.31", .text = "535 Incorrect", .code = 535 },
    { "exim", LOG_TLS_FAILED,
      "2026-11-20 09:00:04 TLS error on connection from ([192.168.1.21]) [198.51.100.31] (SSL_accept): "
      "error:1417D18C:x",
      .client = "198.51.100.31" },
    { "exim", LOG_ARRIVED,
      "2026-11-20 09:00:03 1tGq0X-00000000Bc1-2aQe <= anna@a.example H=([192.168.1.20]) [198.51.100.30] P=esmtpsa "
      "A=plain:anna S=1822",
      .client = "198.51.100.30", .account = "anna" },
    { "exim", LOG_ARRIVED,
      "2026-11-20 09:00:03 1tGq0X-00000000Bc1-2aQe <= \" H=[10.0.0.1] \"@a.example H=pc [198.51.100.30]:25 P=esmtp S=1",
      .client = "198.51.100.30" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:10:03 H=[198.51.100.30] F=<\" H=[10.0.0.1] \"@a.example> rejected RCPT <z@z.example>: see "
      "[10.0.0.2]",
      .client = "198.51.100.30" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:10:03 rejected MAIL FROM:<\" H=[10.0.0.1] \"@a.example> H=([10.0.0.2]) [198.51.100.30]: no",
      .client = "198.51.100.30" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:10:16 rejected HELO from [192.0.2.96]: syntactically invalid argument(s): x H=[10.0.0.1]",
      .client = "192.0.2.96" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:10:12 SMTP protocol synchronization error (input sent without waiting for greeting): rejected "
      "connection from H=[192.0.2.93] input=\"EHLO x\\r\\n\"",
      .client = "192.0.2.93" },
    { "exim", LOG_ARRIVED,
      "2026-11-20 09:00:03 1tGq0X-00000000Bc1-2aQe <= a@a.example H=pc [198.51.100.30] P=esmtp T=\" A=plain:anna\" S=1",
      .account = "" },
    /* The reason within the words of another. */
    { "exim", LOG_TLS_FAILED,
      "2026-11-20 09:02:55 TLS error on connection from [198.51.100.34] (SSL_accept): TLS client disconnected cleanly "
      "(rejected our certificate?)",
      .client = "198.51.100.34" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:03:00 Connection from [192.0.2.90] refused: too many connections from that IP address",
      .client = "192.0.2.90", .text = "refused: too many connections" },
    { "exim", LOG_REJECTED,
      "2026-11-20 09:04:55 SMTP call from (bot) [192.0.2.91] dropped: too many nonmail commands (last was \"AUTH\")",
      .client = "192.0.2.91", .text = "dropped: too many nonmail commands" },
    { "exim", LOG_EXPIRED, "2026-11-20 09:04:20 1tGq0Z-00000000Bd0-1xyz ** eva@b.example: retry timeout exceeded",
      .recipient = "eva@b.example", .text = "retry timeout exceeded" },
    { "exim", LOG_BOUNCED,
      "2026-11-20 09:03:40 1tGq0Z-00000000Bc6-1xyz ** eva@b.example F=<anna@a.example>: Unrouteable address",
      .recipient = "eva@b.example", .sender = "anna@a.example", .text = "Unrouteable address" },
    { "exim", LOG_BOUNCED,
      "2026-11-20 09:03:40 1tGq0Z-00000000Bc6-1xyz ** eva <eva@b.example> F=<anna@a.example> R=local: no such mailbox",
      .recipient = "eva@b.example", .sender = "anna@a.example" },
    { "exim", LOG_DETAIL,
      "2026-11-20 09:03:55 1tGq0Z-00000000Bc8-1xyz plain_auth authenticator failed H=smtp.b.example [203.0.113.90] 535 "
      "5.7.8 Authentication credentials invalid",
      .queue_id = "1tGq0Z-00000000Bc8-1xyz", .client = "", .account = "", .code = 535, .enhanced = "5.7.8",
      .text = "535 5.7.8 Authentication" },
    { "exim", LOG_OTHER,
      "2026-11-20 09:10:01 H=mail.x.example [203.0.113.80]:4222 sender verify fail for <nix@y.example>: Unrouteable "
      "address",
      .code = 0 },
    { "exim", LOG_OTHER,
      "2026-11-20 09:03:55 1tGq0Z-00000000Bc8-1xyz plain_auth authenticator failed H=b.example [203.0.113.90] lost",
      .text = "" },
    /* the panic log */
    { "exim", LOG_TROUBLE,
      "2026-11-20 09:00:00 1tGq0Z-00000000Bc9-1xyz failed to expand ACL string \"${lookup mysql\": lookup of \"x\" "
      "gave "
      "DEFER: MYSQL connection failed: Can't connect to MySQL server",
      .queue_id = "1tGq0Z-00000000Bc9-1xyz", .text = "failed to expand ACL string" },
    { "exim", LOG_TROUBLE,
      "2026-11-20 09:00:40 1tGq0Z-00000000Bc9-1xyz Failed to create spool file /var/spool/exim4//input//x-D: "
      "Permission "
      "denied",
      .text = "Failed to create spool file" },
    { "exim", LOG_TROUBLE,
      "2026-11-20 09:00:10 socket bind() to port 25 for address (any IPv4) failed: Address already in use: daemon "
      "abandoned",
      .text = "socket bind() to port 25" },
    { "exim", LOG_TROUBLE,
      "2026-11-20 09:00:30 Exim configuration error in line 200 of /etc/exim4/exim4.conf: main option \"x\" unknown",
      .text = "Exim configuration error" },
    { "exim", LOG_TROUBLE,
      "2026-11-20 09:00:51 TLS error (certificate \"/etc/ssl/x.pem\"): error:0200100D:system library:fopen:Permission "
      "denied",
      .client = "" },
    /* Of other programs. */
    { NULL, LOG_UNREAD, "2026-11-20 09:00:00 failed to send the message: 550 no", .code = 0 },
    { NULL, LOG_UNREAD, "2026-11-20 09:00:00 Connection refused: mail.example.com", .code = 0 },
    /* Sendmail */
    { "sendmail", LOG_LOGIN_FAILED,
      MX
      "sendmail[16664]: 06I02CNi016764: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication "
      "failure: checkpass failed, user=user@example.com, relay=example.com [192.0.2.3] (may be forged)",
      .queue_id = "06I02CNi016764", .account = "user@example.com", .client = "192.0.2.3" },
    { "sendmail", LOG_REJECTED,
      MX "sm-acceptingconnections[27713]: s1P819mk027713: ruleset=check_rcpt, arg1=<b@example.org>, relay=x "
         "[192.0.2.3], reject=550 5.7.1 <b@example.org>... Relaying denied. Proper authentication required.",
      .client = "192.0.2.3", .recipient = "b@example.org", .code = 550, .enhanced = "5.7.1" },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[24422]: ruleset=check_relay, arg1=x, arg2=217.21.54.82, relay=x [217.21.54.82], reject=421 4.3.2 "
         "Connection rate limit exceeded.",
      .code = 421, .enhanced = "4.3.2" },
    { "sendmail", LOG_DEFERRED,
      MX "sm-mta[1]: s1P819mk027713: to=<b@example.net>, ctladdr=<a@example.com> (1000/1000), delay=00:00:01, "
         "mailer=esmtp, relay=mx.example.net. [192.0.2.17], dsn=4.2.0, stat=Deferred: 450 4.7.1 Greylisted",
      .recipient = "b@example.net", .enhanced = "4.2.0", .text = "Deferred: 450" },
    { "sendmail", LOG_SENT, MX "sm-mta[1]: s1P819mk027713: to=<b@example.net>, dsn=2.0.0, stat=Sent (ok)", .code = 0 },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[5133]: s1GNXHYB005133: [190.5.230.178]: possible SMTP attack: command=AUTH, count=5",
      .client = "190.5.230.178", .text = "possible SMTP attack: command=AUTH, count=5" },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[5133]: s1GNXHYB005133: IDENT:[10.0.0.1]@box [192.0.2.45]: possible SMTP attack: command=AUTH, count=5",
      .client = "192.0.2.45" },
    /* What the other server said comes before the words that are ours. */
    { "sendmail", LOG_BOUNCED,
      MX "sm-mta[2027]: 5AK80axY002027: to=<d@b.example>, delay=00:00:01, mailer=esmtp, pri=30000, relay=mx.b.example. "
         "[203.0.113.14], dsn=5.7.1, reply=554 5.7.1 Service unavailable; Client host [198.51.100.1] blocked using "
         "zen.spamhaus.org, stat=Service unavailable",
      .recipient = "d@b.example", .enhanced = "5.7.1", .code = 554,
      .text = "554 5.7.1 Service unavailable; Client host [198.51.100.1] blocked using zen.spamhaus.org" },
    { "sendmail", LOG_DEFERRED,
      MX "sm-mta[2022]: 5AK80VxY002022: to=<c@b.example>, delay=00:00:01, mailer=esmtp, relay=mx.b.example. "
         "[203.0.113.13], dsn=4.2.2, reply=452 4.2.2 Mailbox full, stat=Deferred: 452 4.2.2 Mailbox full",
      .recipient = "c@b.example", .enhanced = "4.2.2", .code = 452, .text = "452 4.2.2 Mailbox full" },
    { "sendmail", LOG_EXPIRED,
      MX "sm-mta[2028]: 5AK80bxY002028: to=<e@b.example>, delay=5+00:00:01, mailer=esmtp, relay=mx.b.example. "
         "[203.0.113.15], dsn=5.0.0, stat=Cannot send message for 5 days",
      .recipient = "e@b.example", .enhanced = "5.0.0", .text = "Cannot send message for 5 days" },
    { "sendmail", LOG_LOGIN_FAILED,
      MX
      "sm-mta[2010]: 5AK80AxY002010: AUTH failure (PLAIN): user not found (-20) SASL(-13): user not found: checkpass "
      "failed, relay=dsl.example [198.51.100.40]",
      .queue_id = "5AK80AxY002010", .client = "198.51.100.40", .account = "",
      .text = "AUTH failure (PLAIN): user not found" },
    /* What the client says of itself never becomes the client. */
    { "sendmail", LOG_LOGIN_FAILED,
      MX "sm-mta[2010]: 5AK80AxY002010: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication "
         "failure: checkpass failed, user=x, relay=[10.0.0.1], relay=IDENT:[10.0.0.2]@dsl.example [198.51.100.40]",
      .client = "198.51.100.40", .account = "x, relay=[10.0.0.1]" },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[1]: s1P819mk027713: ruleset=check_rcpt, arg1=<\"relay=[10.0.0.1]\"@b.example>, relay=[192.0.2.3], "
         "reject=550 5.7.1 no",
      .client = "192.0.2.3", .code = 550 },
    { "sendmail", LOG_ARRIVED,
      MX
      "sendmail[1]: 5AK800aB002001: from=<\"relay=[10.0.0.1]\"@a.example>, size=1, nrcpts=1, msgid=<relay=[10.0.0.2]>, "
      "proto=ESMTP, relay=IDENT:[10.0.0.3]@pc [192.0.2.1]",
      .client = "192.0.2.1" },
    { "sendmail", LOG_REJECTED, MX "sm-mta[2012]: 5AK80LxY002012: <nix@a.example>... User unknown",
      .queue_id = "5AK80LxY002012", .recipient = "nix@a.example", .text = "User unknown" },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[2015]: 5AK80OxY002015: Milter: to=<anna@a.example>, reject=451 4.7.1 Greylisting in action",
      .recipient = "anna@a.example", .sender = "", .code = 451, .enhanced = "4.7.1" },
    { "sendmail", LOG_REJECTED,
      MX "sm-mta[2016]: 5AK80PxY002016: ruleset=check_mail, arg1=<q@b.example>, relay=[192.0.2.43], reject=553 5.1.8 "
         "<q@b.example>... Domain of sender address q@b.example does not exist",
      .sender = "q@b.example", .recipient = "", .client = "192.0.2.43", .code = 553 },
    { "sendmail", LOG_OTHER, MX "sm-mta[2015]: 5AK80OxY002015: Milter add: header: X-Spam: reject", .code = 0 },
    { "sendmail", LOG_TROUBLE,
      MX "sm-mta[2023]: NOQUEUE: SYSERR(root): opendaemonsocket: daemon MTA-v4: cannot bind: Address already in use",
      .queue_id = "", .text = "SYSERR(root): opendaemonsocket" },
    { "sendmail", LOG_TROUBLE, MX "sm-mta[2025]: rejecting connections on daemon MTA-v4: load average: 25",
      .text = "rejecting connections on daemon MTA-v4: load average: 25" },
    { "sendmail", LOG_TLS_FAILED,
      MX "sm-mta[2017]: STARTTLS=server, error: accept failed=-1, reason=unsupported protocol, SSL_error=1, errno=0, "
         "retry=-1, relay=IDENT:[10.0.0.1]@box [198.51.100.44]",
      .client = "198.51.100.44" },
    /* OpenSMTPD */
    { "opensmtpd", LOG_REJECTED,
      MX
      "smtpd[28882]: smtp-in: Failed command on session 1f55bdcdf16e28a3: \"MAIL FROM:<root@junction.example.com>  \" "
      "=> 421 4.3.0: Temporary Error",
      .code = 421, .text = "421 4.3.0" },
    { "opensmtpd", LOG_LOGIN_FAILED,
      MX "smtpd[1]: 1f55bdcdf16e28a3 smtp authentication user=anna address=192.0.2.7 host=box result=permfail",
      .account = "anna", .client = "192.0.2.7", .code = 535, .text = "535 Authentication failed" },
    { "opensmtpd", LOG_BOUNCED,
      MX
      "smtpd[1]: 1f55bdcdf16e28a3 mta delivery evpid=42 from=<a@example.com> to=<b@example.net> rcpt=<-> "
      "source=\"192.0.2.1\" relay=\"192.0.2.17 (mx.example.net)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 No\"",
      .queue_id = "42", .sender = "a@example.com", .recipient = "b@example.net", .code = 550, .enhanced = "5.1.1" },
    { "opensmtpd", LOG_ARRIVED,
      MX "smtpd[1]: 5b2c6a7e1f0d9a31 smtp message msgid=7d8e9f10 size=1403 nrcpt=1 proto=ESMTP",
      .queue_id = "7d8e9f10" },
    { "opensmtpd", LOG_SENDER,
      MX "smtpd[1]: 5b2c6a7e1f0d9a31 smtp envelope evpid=7d8e9f10aabbccdd from=<a@a.example> to=<b@b.example>",
      .queue_id = "7d8e9f10", .sender = "a@a.example", .recipient = "b@b.example" },
    { "opensmtpd", LOG_DEFERRED,
      MX "smtpd[1]: 0000000000000000 mta delivery evpid=7d8e9f11aabbccdd from=<a@a.example> to=<b@b.example> rcpt=<-> "
         "source=\"-\" relay=\"mx.b.example\" delay=10s result=\"TempFail\" stat=\"Network error on destination MXs\"",
      .queue_id = "7d8e9f11", .text = "Network error on destination MXs" },
    { "opensmtpd", LOG_DEFERRED,
      MX "smtpd[1]: 5b2c6a88ee00ff14 mda delivery evpid=7d8e9f13aabbccdd from=<a@x.example> to=<b@a.example> "
         "rcpt=<b@a.example> user=b delay=0s result=TempFail stat=Error (\"mail.maildir: Disc quota exceeded\")",
      .queue_id = "7d8e9f13", .recipient = "b@a.example", .text = "Error (\"mail.maildir: Disc quota exceeded" },
    { "opensmtpd", LOG_LOGIN_FAILED, MX "smtpd[1]: 5b2c6a82cc00dd13 smtp authentication user=luis result=permfail",
      .account = "luis", .client = "", .code = 535 },
    { "opensmtpd", LOG_LOGIN_FAILED,
      MX "smtpd[1]: 5b2c6a82cc00dd13 smtp event=authentication user=luis result=tempfail", .account = "luis",
      .client = "", .code = 421 },
    { "opensmtpd", LOG_LOGIN_OK, MX "smtpd[1]: 5b2c6a82cc00dd13 smtp authentication user=luis result=ok",
      .account = "luis" },
    { "opensmtpd", LOG_DETAIL,
      MX "smtpd[1]: 5b2c6a82cc00dd13 smtp failed-command command=\"AUTH PLAIN (...)\" result=\"535 Authentication "
         "failed\"",
      .account = "", .code = 535 },
    { "opensmtpd", LOG_REJECTED,
      MX "smtpd[1]: c1a89cb774083905 smtp failed-command command=\"AUTH LOGIN\" result=\"503 5.5.1 Invalid command: "
         "Command not supported\"",
      .code = 503, .enhanced = "5.5.1" },
    { "opensmtpd", LOG_REJECTED,
      MX "smtpd[1]: 5b2c6a84ee00ff14 smtp failed-command command=\"RCPT TO:<x@b.example>\" result=\"550 Invalid "
         "recipient: <x@b.example>\"",
      .recipient = "x@b.example", .code = 550, .text = "550 Invalid recipient: <x@b.example>" },
    { "opensmtpd", LOG_REJECTED, /* nor what the client sends */
      MX "smtpd[1]: 5b2c6a84ee00ff14 smtp failed-command command=\"HELO address=10.0.0.1 mta delivery result=Ok\" "
         "result=\"501 no\"",
      .client = "", .code = 501 },
    { "opensmtpd", LOG_TLS_FAILED,
      MX "smtpd[1]: 5b2c6a83ee00ff14 smtp disconnected reason=\"io-error: handshake failed: error:1404A42E:SSL "
         "routines:ST_ACCEPT:tlsv1 alert protocol version\"",
      .text = "io-error: handshake failed: error:1404A42E" },
    { "opensmtpd", LOG_OTHER, MX "smtpd[1]: 5b2c6a83ee00ff14 smtp disconnected reason=\"io-error: Broken pipe\"",
      .code = 0 },
    { "opensmtpd", LOG_DETAIL, MX "smtpd[1]: smtp-in: New session 08d856b172f69c5c from host [10.0.0.1] [192.0.2.7]",
      .client = "192.0.2.7" },
    { "opensmtpd", LOG_LOGIN_FAILED,
      MX "smtpd[1]: smtp-in: Authentication failed for user luis on session 08d856b172f69c5c", .account = "luis",
      .code = 535 },
    { "opensmtpd", LOG_DETAIL,
      MX "smtpd[1]: smtp-in: Failed command on session 08d856b172f69c5c: \"AUTH PLAIN (...)\" => 535 Authentication "
         "failed",
      .code = 535 },
    { "opensmtpd", LOG_OTHER, MX "smtpd[22421]: smtp-in: Started TLS on session 427e749c2e46f809: version=TLSv1.2",
      .code = 0 },
    /* OpenSMTPD in the foreground (-d), without a frame. */
    { "opensmtpd", LOG_DETAIL, "2bbf92a43a6c9c1e smtp connected address=[fd77::2] host=<unknown>",
      .client = "fd77::2" },
    { "opensmtpd", LOG_OTHER, "2bbf92a43a6c9c1e smtp connected address=local host=mx1", .client = "" },
    { "opensmtpd", LOG_LOGIN_FAILED,
      "2bbf92a43a6c9c1e smtp authentication user=anna address=192.0.2.7 host=x result=permfail", .account = "anna",
      .client = "192.0.2.7", .code = 535 },
    { "opensmtpd", LOG_TLS_FAILED,
      "2a90a3fad58aaf7e smtp disconnected reason=\"io-error: error:0A080006:SSL routines::EVP lib\"",
      .text = "io-error: error:0A080006" },
    { "opensmtpd", LOG_TLS_FAILED,
      MX "smtpd[7]: 2a90a3fad58aaf7e smtp disconnected reason=\"io-error: error:0A080006:SSL routines::EVP lib\"",
      .text = "io-error: error:0A080006" },
    { "opensmtpd", LOG_OTHER, "debug: session_start_ssl: switching to SSL", .client = "" },
    { NULL, LOG_UNREAD, "debug: of somebody else", .code = 0 },
    { NULL, LOG_UNREAD, "2bbf92a43a6c9c1z smtp connected", .code = 0 },
    /* qmail */
    { "qmail", LOG_REJECTED,
      MX "qmail: 1157520813.485077 rblsmtpd: 198.51.100.77 pid 19597 sbl-xbl.spamhaus.org: 451 "
         "http://www.spamhaus.org/query/bl?ip=198.51.100.77",
      .client = "198.51.100.77", .code = 451 },
    { "qmail", LOG_REJECTED, MX "qmail: 1157519909.633171 qmail-smtpd: 421 badiprbl: ip 198.51.100.54 rbl: example.com",
      .client = "198.51.100.54", .code = 421 },
    { "qmail", LOG_BOUNCED,
      "@400000004f1c2a0b1d2e3f4c delivery 7: failure: 192.0.2.17_does_not_like_recipient./Remote_host_said:_550_5.1.1_"
      "User_unknown/",
      .text = "192.0.2.17 does not like recipient", .code = 550, .enhanced = "5.1.1" },
    { "qmail", LOG_SENT, "1157519909.633171 delivery 7: success: 192.0.2.17_accepted_message./", .code = 0 },
    { "qmail", LOG_ARRIVED, MX "qmail: 1276913544.622111 new msg 78833", .queue_id = "78833" },
    { "qmail", LOG_SENDER,
      MX "qmail: 1276913544.622156 info msg 78833: bytes 190 from <test@example.com> qp 13750 uid 0",
      .queue_id = "78833", .sender = "test@example.com" },
    { "qmail", LOG_STARTED,
      "2020-06-25 08:00:09.682401500 starting delivery 1: msg 1009 to local example.com-postmaster@example.com queue5",
      .queue_id = "1009", .recipient = "example.com-postmaster@example.com" },
    { "qmail", LOG_REMOVED, MX "qmail: 1276913544.722156 end msg 78833", .queue_id = "78833" },
    { "qmail", LOG_BOUNCED,
      "@400000004f1c2a0b1d2e3f4c delivery 7: failure: "
      "192.0.2.17_failed_after_I_sent_the_message./Remote_host_said:_550-"
      "5.7.1_Blocked,_see_https://b.example/query/ip/a?x=1/550_5.7.1_<first_last@b.example>/Giving_up_on_192.0.2.17./",
      .text = "192.0.2.17 failed after I sent the message. Remote host said: 550-5.7.1 Blocked, see "
              "https://b.example/query/ip/a?x=1 550 5.7.1 <first_last@b.example> Giving up on 192.0.2.17. ",
      .code = 550, .enhanced = "5.7.1" },
    { "qmail", LOG_LOGIN_FAILED,
      MX "vpopmail[5001]: vchkpw-smtp: password fail (pass: 'secret b:c') maria@q.example:198.51.100.62",
      .account = "maria@q.example", .client = "198.51.100.62", .text = "password fail" },
    { "qmail", LOG_LOGIN_FAILED, MX "vpopmail[4]: vchkpw-pop3: password fail maria@q.example:fd77::2",
      .account = "maria@q.example", .client = "fd77::2" },
    { "qmail", LOG_LOGIN_FAILED, MX "vpopmail[2]: vchkpw-submission: vpopmail user not found ghost@:198.51.100.63",
      .account = "ghost", .client = "198.51.100.63", .text = "vpopmail user not found" },
    { "qmail", LOG_LOGIN_FAILED, MX "vpopmail[2]: vchkpw-smtp: null password given a@b:10.0.0.1:198.51.100.63",
      .account = "a@b:10.0.0.1", .client = "198.51.100.63" },
    { "qmail", LOG_LOGIN_OK, MX "vpopmail[3]: vchkpw-smtp: (PLAIN) login success maria@q.example:198.51.100.62",
      .account = "maria@q.example", .client = "198.51.100.62" },
    { "qmail", LOG_REJECTED,
      MX "spamdyke[9]: DENIED_RBL_MATCH from: s@b.example to: maria@q.example origin_ip: 192.0.2.67 origin_rdns: "
         "(unknown) "
         "auth: (unknown) encryption: (none) reason: zen.spamhaus.org",
      .client = "192.0.2.67", .sender = "s@b.example", .recipient = "maria@q.example", .account = "",
      .text = "Refused. Your IP address is listed in the RBL." },
    { "qmail", LOG_LOGIN_FAILED,
      MX
      "spamdyke[8]: FAILED_AUTH from: (unknown) to: (unknown) origin_ip: 192.0.2.66 origin_rdns: (unknown) auth: maria "
      "encryption: TLS reason: (empty)",
      .client = "192.0.2.66", .sender = "", .recipient = "", .account = "maria", .code = 535,
      .text = "535 Refused. Authentication failed." },
    { "qmail", LOG_REJECTED,
      MX
      "spamdyke[8]: DENIED_OTHER from: a@b.example to: c@a.example origin_ip: fd77::2 origin_rdns: x auth: (unknown) "
      "encryption: TLS reason: (empty)",
      .client = "fd77::2", .text = "DENIED_OTHER" },
    { "qmail", LOG_LOGIN_FAILED,
      MX "smtp_auth[3022]: FAILED: maria@q.example - password incorrect from dsl [198.51.100.70]",
      .account = "maria@q.example", .client = "198.51.100.70", .text = "password incorrect" },
    /* Courier */
    { "courier", LOG_ARRIVED,
      "Dec 10 12:20:52 mx1 courierd: newmsg,id=0038C081.4D026173.000051A4: dns; localhost (localhost [127.0.0.1])",
      .queue_id = "0038C081.4D026173.000051A4", .client = "127.0.0.1" },
    { "courier", LOG_SENDER,
      "Dec 10 12:20:52 mx1 courierd: started,id=0038C081.4D026173.000051A4,from=<root@example.com>,module=esmtp,"
      "host=example.net,addr=<anna@example.net>",
      .queue_id = "0038C081.4D026173.000051A4", .sender = "root@example.com" },
    { "courier", LOG_SENT,
      "Dec 10 12:20:52 mx1 courieresmtp: id=0038C081.4D026173.000051A4,from=<root@example.com>,"
      "addr=<anna@example.net>,size=329,status: success",
      .queue_id = "0038C081.4D026173.000051A4", .recipient = "anna@example.net" },
    { "courier", LOG_REMOVED, "Dec 10 12:20:52 mx1 courierd: completed,id=0038C081.4D026173.000051A4",
      .queue_id = "0038C081.4D026173.000051A4" },
    { "courier", LOG_LOGIN_FAILED,
      MX "courieresmtpd: error,relay=::ffff:1.2.3.4,msg=\"535 Authentication failed.\",cmd: AUTH LOGIN x",
      .client = "1.2.3.4", .code = 535 },
    { "courier", LOG_REJECTED,
      MX "courieresmtpd: error,relay=::ffff:1.2.3.4,from=<a@example.com>,to=<b@example.org>: 550 User unknown.",
      .client = "1.2.3.4", .sender = "a@example.com", .recipient = "b@example.org", .code = 550 },
    { "courier", LOG_LOGIN_FAILED, MX "imapd: LOGIN FAILED, user=sales@example.com, ip=[::ffff:1.2.3.4]",
      .account = "sales@example.com", .client = "1.2.3.4" },
    { "courier", LOG_LOGIN_FAILED,
      MX "imapd-ssl: LOGIN FAILED, user=x, ip=[10.0.0.1], ip=[::ffff:198.51.100.81], port=[51001]",
      .account = "x, ip=[10.0.0.1]", .client = "198.51.100.81", .text = "LOGIN FAILED" },
    { "courier", LOG_LOGIN_OK,
      MX "imapd: LOGIN, user=rosa@c.example, ip=[::ffff:198.51.100.80], port=[51000], protocol=IMAP",
      .account = "rosa@c.example", .client = "198.51.100.80" },
    { "courier", LOG_ARRIVED, MX "courierd: newmsg,id=0A.1B.2C: dns; [10.0.0.1] (pc [::ffff:198.51.100.80])",
      .client = "198.51.100.80" },
    { "courier", LOG_DETAIL, MX "courieresmtp: id=0A.1B.2C,from=<a@c.example>,addr=<u@b.example>: Connection timed out",
      .queue_id = "0A.1B.2C", .recipient = "u@b.example", .text = "Connection timed out" },
    { "courier", LOG_DEFERRED, MX "courieresmtp: id=0A.1B.2C,from=<a@c.example>,addr=<u@b.example>,status: deferred",
      .queue_id = "0A.1B.2C", .sender = "a@c.example", .recipient = "u@b.example" },
    { "courier", LOG_BOUNCED,
      MX "courierlocal: id=0A.1B.2C,from=<a@c.example>,addr=<u@c.example>,size=9,status: failure",
      .recipient = "u@c.example" },
    { "courier", LOG_SENT,
      MX "courieresmtp: id=0A.1B.2C,from=<a@c.example>,addr=<w@b.example>,size=900,success: delivered: mx.b.example "
         "[203.0.113.95]",
      .recipient = "w@b.example" },
    { "courier", LOG_TLS_FAILED,
      MX "imapd-ssl: couriertls: accept: error:1417A0C1:SSL routines:tls_post_process_client_hello:no shared cipher",
      .client = "", .text = "accept: error:1417A0C1" },
    { "courier", LOG_TLS_FAILED,
      MX
      "imapd-ssl: ip=[::ffff:198.51.100.83], couriertls: accept: error:14094418:SSL routines:x:tlsv1 alert unknown ca",
      .client = "198.51.100.83", .text = "accept: error:14094418" },
    { "courier", LOG_REJECTED, MX "imapd: Maximum connection limit reached for ::ffff:198.51.100.80",
      .client = "198.51.100.80", .text = "Maximum connection limit reached" },
    { "courier", LOG_TROUBLE,
      MX "authdaemond: failed to connect to mysql server (server=localhost, userid=courier): Can't connect",
      .text = "failed to connect to mysql server" },
    { "courier", LOG_OTHER, MX "authdaemond: authpam: pam_authenticate failed, result 7", .code = 0 },
    /* Exchange */
    { "exchange", LOG_LOGIN_FAILED,
      "2022-07-20T21:12:06.270Z,EXCHANGE-1\\Default Frontend EXCHANGE-1,08DA4F7C11473A60,9,192.168.9.241:25,"
      "192.168.9.212:53722,>,535 5.7.3 Authentication unsuccessful,",
      .client = "192.168.9.212", .code = 535, .enhanced = "5.7.3", .queue_id = "08DA4F7C11473A60" },
    { "exchange", LOG_BOUNCED,
      "2022-07-20T21:12:06.270Z,Internet,08DA4F7C11473A61,9,192.168.9.241:25,192.0.2.17:25,<,550 5.1.1 User unknown,",
      .code = 550 },
    { "exchange", LOG_OTHER, "#Log-Type: SMTP Receive Protocol Log", .code = 0 },
    { "exchange", LOG_OTHER, "#Log-type: SMTP Receive Protocol Log", .code = 0 },
    { "exchange", LOG_OTHER, "#Date: 2026-11-20T08:00:00.000Z", .code = 0 },
    { "exchange", LOG_OTHER, "\xef\xbb\xbf#Software: Microsoft Exchange Server", .code = 0 },
#define RECV "2026-11-20T08:00:00.300Z,EX01\\Client Frontend EX01,08DC0A1B2C3D4E5F,3,10.0.0.10:587,198.51.100.90:50111,"
#define SEND "2026-11-20T08:10:21.000Z,Internet,08DC0A1B2C3D5000,1,10.0.0.10:33000,203.0.113.97:25,"
    { "exchange", LOG_SESSION, RECV "<,AUTH LOGIN,", .queue_id = "08DC0A1B2C3D4E5F", .client = "198.51.100.90" },
    { "exchange", LOG_SESSION, RECV "*,,User Name: vera@firma.example", .account = "vera@firma.example" },
    { "exchange", LOG_SESSION, RECV "*,FIRMA\\vera,authenticated", .account = "FIRMA\\vera" },
    { "exchange", LOG_OTHER, RECV "*,,User Name: NULL", .code = 0 },
    { "exchange", LOG_OTHER, RECV "*,SMTPSubmit SMTPAcceptAnyRecipient,Set Session Permissions", .code = 0 },
    { "exchange", LOG_OTHER, RECV "*,Tarpit for '0.00:00:05' due to '535 5.7.3 Authentication unsuccessful',",
      .code = 0 },
    { "exchange", LOG_DETAIL,
      RECV "*,,Inbound authentication failed because the client FIRMA\\uwe doesn't have submit permission.",
      .client = "198.51.100.90", .account = "FIRMA\\uwe", .text = "Inbound authentication failed" },
    { "exchange", LOG_DETAIL,
      RECV "*,,Inbound authentication failed as we reject well-known account authentication for FIRMA\\Administrator",
      .client = "198.51.100.90", .account = "FIRMA\\Administrator" },
    { "exchange", LOG_LOGIN_FAILED, RECV ">,454 4.7.0 Temporary authentication failure,", .code = 454,
      .enhanced = "4.7.0", .client = "198.51.100.90" },
    { "exchange", LOG_LOGIN_FAILED, RECV ">,504 5.7.4 Unrecognized authentication type,", .code = 504 },
    { "exchange", LOG_REJECTED, RECV ">,454 4.7.0 TLS not available due to local problem,", .code = 454 },
    { "exchange", LOG_REJECTED, RECV ">,530 5.7.57 SMTP; Client was not authenticated to send anonymous mail,",
      .code = 530 },
    { "exchange", LOG_TLS_FAILED, RECV "*,,TLS negotiation failed with error SocketError", .client = "198.51.100.90",
      .text = "TLS negotiation failed with error SocketError" },
    { "exchange", LOG_REMOVED, RECV "-,,Remote", .queue_id = "08DC0A1B2C3D4E5F" },
    /* What a client says is no reply of ours, and what we say to another server is none of its. */
    { "exchange", LOG_OTHER, RECV "<,550 5.1.1 is what a client says,", .code = 0 },
    { "exchange", LOG_OTHER, SEND ">,550 5.1.1 is what we say,", .code = 0 },
    { "exchange", LOG_SESSION, SEND ">,MAIL FROM:<vera@firma.example> SIZE=4711,", .sender = "vera@firma.example",
      .client = "" },
    { "exchange", LOG_DEFERRED,
      SEND "*,,\"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Error Message: A connection "
           "attempt failed\"",
      .client = "", .text = "Failed to connect. Winsock error code: 10060, Win32" },
    { "exchange", LOG_TLS_FAILED, SEND "*,,TLS negotiation failed with error InvalidToken", .client = "" },
    /* A comma behind the time: what follows is neither a host nor a process. */
    { "exchange", LOG_BOUNCED, SEND "<,\"550 host: no, not here\",", .queue_id = "08DC0A1B2C3D5000",
      .text = "550 host: no, not here", .code = 550 },
    { "exchange-tracking", LOG_BOUNCED,
      "2026-11-23T10:00:00.000Z,192.0.2.7,box,192.0.2.1,EX1,ctx,conn,SMTP,FAIL,123,<m@example.com>,guid,b@example.net,"
      "\"[{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found};{MSG=}]\",512,1,,,subject,a@example.com,a@example.com",
      .client = "192.0.2.7", .recipient = "b@example.net", .sender = "a@example.com", .enhanced = "5.1.1",
      .text = "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", .code = 550 },
    /* A quote within a field is doubled. */
    { "exchange-tracking", LOG_DEFERRED,
      "2026-11-20T08:00:07.000Z,,,,EX01,,Internet,QUEUE,DEFER,9004,<m4@firma.example>,aa-ee,y@tot.example,\"[{LRT=};"
      "{LED=441 4.4.1 Error communicating with target host: \"\"Failed to connect. Winsock error code: 10060\"\"};"
      "{FQDN=};{IP=}]\",2000,1,,,\"Test, \"\"neu\"\"\",vera@firma.example,vera@firma.example,,Originating,,,,S:x=1",
      .queue_id = "9004", .client = "", .recipient = "y@tot.example", .sender = "vera@firma.example",
      .text = "441 4.4.1 Error communicating with target host: \"\"Failed to connect.", .code = 441,
      .enhanced = "4.4.1" },
    /* Up to Exchange 2010 the recipient stands where later the network message id does. */
    { "exchange-tracking", LOG_BOUNCED,
      "2016-04-05T00:00:05.000Z,,,,EX01,,,ROUTING,FAIL,9002,<m2@firma.example>,nix@firma.example,550 5.1.1 "
      "RESOLVER.ADR.RecipNotFound; not found,2000,1,,,Test,vera@firma.example,vera@firma.example,,Originating,,,,",
      .recipient = "nix@firma.example", .sender = "vera@firma.example", .text = "550 5.1.1 RESOLVER", .code = 550,
      .enhanced = "5.1.1" },
    /* The client that it came from first. */
    { "exchange-tracking", LOG_ARRIVED,
      "2026-11-20T08:00:00.000Z,10.0.0.21,PC21,10.0.0.10,EX01,\"08D1;2026-11-20T08:00:00.000Z;0\",EX01\\Client Proxy "
      "EX01,SMTP,RECEIVE,9001,<m1@firma.example>,aa-bb,x@ziel.example,To,2000,1,,,\"Angebot, neu\",vera@firma.example,"
      "vera@firma.example,0cI: ,Originating,,198.51.100.91,10.0.0.10,S:x=1",
      .queue_id = "9001", .client = "198.51.100.91", .sender = "vera@firma.example" },
    { "exchange-tracking", LOG_OTHER,
      "2026-11-20T08:00:06.000Z,,,,EX01,No suitable shadow servers,,SMTP,HAREDIRECTFAIL,9003,<m3@firma.example>,aa-dd,"
      "x@ziel.example,,2000,1,,,Test,vera@firma.example,vera@firma.example,,Originating,,,,S:x=1",
      .code = 0 },
    { "exchange-tracking", LOG_BOUNCED,
      "2016-04-05T00:00:05.000Z,,,,EX01,,,ROUTING,FAIL,9002,<m2@firma.example>,nix@firma.example,550 5.1.1 "
      "no,2000,1,,,Undeliverable,<>,<>,,Incoming,,,,",
      .recipient = "nix@firma.example", .sender = "", .code = 550, .enhanced = "5.1.1" },
    { NULL, LOG_UNREAD, "2026-11-20T08:00:06.000Z,\"", .code = 0 },
    /* hMailServer, MDaemon */
    { "hmailserver", LOG_DEFERRED,
      "\"SMTPC\"\t103\t3\t\"2026-01-02 10:00:02.004\"\t\"203.0.113.20\"\t\"RECEIVED: 450 4.3.2 Service currently "
      "unavailable\"",
      .code = 450, .enhanced = "4.3.2" },
    { "hmailserver", LOG_LOGIN_FAILED,
      "\"SMTPD\"\t100\t1\t\"2026-01-02 10:00:00.000\"\t\"192.0.2.7\"\t\"SENT: 535 Authentication failed. Restarting "
      "authentication process.\"",
      .client = "192.0.2.7", .code = 535 },
    { "hmailserver", LOG_SESSION,
      "\"SMTPD\"\t100\t1\t\"2026-01-02 10:00:00.000\"\t\"127.0.0.1\"\t\"RECEIVED: MAIL FROM:<sender@example.com>\"",
      .sender = "sender@example.com", .queue_id = "1" },
    { "mdaemon", LOG_LOGIN_FAILED, "Tue 2026-08-18 12:10:38.432: 03: --> 535 5.7.8 Authentication failed", .code = 535,
      .enhanced = "5.7.8" },
#define HM(kind, session, address) "\"" kind "\"\t4120\t" session "\t\"2026-11-20 09:00:00.100\"\t\"" address "\"\t"
#define HM_NOTE(kind) "\"" kind "\"\t4130\t\"2026-11-20 09:00:52.000\"\t"
    { "hmailserver", LOG_REMOVED, HM("SMTPD", "501", "192.0.2.7") "\"SENT: 220 mail.h.example ESMTP\"",
      .queue_id = "501" },
    { "hmailserver", LOG_SESSION, HM("SMTPD", "501", "192.0.2.7") "\"RECEIVED: AUTH LOGIN\"", .client = "192.0.2.7" },
    { "hmailserver", LOG_SESSION, HM("SMTPD", "501", "192.0.2.7") "\"SENT: 334 VXNlcm5hbWU6\"", .code = 334,
      .text = "VXNlcm5hbWU6" },
    { "hmailserver", LOG_OTHER, HM("SMTPD", "501", "192.0.2.7") "\"RECEIVED: ***\"", .code = 0 },
    { "hmailserver", LOG_LOGIN_OK, HM("SMTPD", "510", "192.0.2.7") "\"SENT: 235 authenticated.\"", .code = 235 },
    { "hmailserver", LOG_REJECTED, HM("SMTPD", "510", "192.0.2.7") "\"SENT: 550 no \"quotes\" here\"", .code = 550,
      .text = "550 no \"quotes\" here" },
    { "hmailserver", LOG_BOUNCED,
      HM("SMTPC", "506", "203.0.113.104") "\"RECEIVED: 535 5.7.8 Username and Password not accepted.[nl]535 5.7.8\"",
      .client = "", .code = 535, .enhanced = "5.7.8" },
    { "hmailserver", LOG_SESSION, HM("IMAPD", "508", "192.0.2.7") "\"RECEIVED: A01 LOGIN \"anna@h.example\" ***\"",
      .queue_id = "508", .account = "anna@h.example" },
    { "hmailserver", LOG_OTHER, HM("IMAPD", "508", "192.0.2.7") "\"RECEIVED: A01 LOGIN {14}\"", .account = "" },
    { "hmailserver", LOG_LOGIN_FAILED,
      HM("IMAPD", "508", "192.0.2.7") "\"SENT: A01 NO Invalid user name or password.\"", .queue_id = "508",
      .client = "192.0.2.7", .text = "A01 NO Invalid user name or password." },
    { "hmailserver", LOG_LOGIN_OK, HM("IMAPD", "508", "192.0.2.7") "\"SENT: A01 OK LOGIN completed\"",
      .client = "192.0.2.7" },
    { "hmailserver", LOG_OTHER, HM("IMAPD", "508", "192.0.2.7") "\"SENT: A02 NO Folder could not be found.\"",
      .code = 0 },
    { "hmailserver", LOG_SESSION, HM("POP3D", "509", "192.0.2.7") "\"RECEIVED: USER anna@h.example\"",
      .account = "anna@h.example" },
    { "hmailserver", LOG_LOGIN_FAILED,
      HM("POP3D", "509", "192.0.2.7") "\"SENT: -ERR Invalid user name or password. Please use full email address.\"",
      .client = "192.0.2.7", .text = "-ERR Invalid user name" },
    { "hmailserver", LOG_LOGIN_OK, HM("POP3D", "509", "192.0.2.7") "\"SENT: +OK Mailbox locked and ready\"",
      .queue_id = "509" },
    { "hmailserver", LOG_OTHER, HM("POP3D", "509", "192.0.2.7") "\"SENT: -ERR No such message\"", .code = 0 },
    { "hmailserver", LOG_TLS_FAILED,
      HM_NOTE("TCPIP") "\"TCPConnection - TLS/SSL handshake failed. Session Id: 507, Remote IP: 198.51.100.96, Error "
                       "code: 336130315, Message: wrong version number\"",
      .client = "198.51.100.96", .text = "TLS/SSL handshake failed." },
    { "hmailserver", LOG_BOUNCED,
      HM_NOTE("APPLICATION") "\"SMTPDeliverer - Message 71: Message could not be delivered. Returning error log to "
                             "sender.\"",
      .queue_id = "Message 71", .text = "Message could not be delivered." },
    { "hmailserver", LOG_DEFERRED,
      HM_NOTE("APPLICATION") "\"SMTPDeliverer - Message 5: Message could not be delivered. Scheduling it for later "
                             "delivery in 60 minutes.\"",
      .queue_id = "Message 5" },
    { "hmailserver", LOG_DEFERRED,
      HM_NOTE("TCPIP") "\"SMTPDeliverer - Message 72: No mail servers could be found for the address x@weg.example.\"",
      .queue_id = "Message 72", .text = "No mail servers could be found for the address x@weg.example." },
    { "hmailserver", LOG_OTHER,
      HM_NOTE("APPLICATION") "\"SMTPDeliverer - Message 71: Relaying to host mx.ziel.example.\"", .code = 0 },
    { "hmailserver", LOG_TROUBLE,
      HM_NOTE("ERROR") "\"Severity: 2 (High), Code: HM5033, Source: ADOConnection::Connect, Description: no\"",
      .text = "Severity: 2 (High)" },
    { NULL, LOG_UNREAD, "\"a\"\t\"b\"", .code = 0 },
#define MD "Fri 2026-11-20 09:00:00.140: "
    { "mdaemon", LOG_REMOVED, MD "05: Session 09012313; child 0001", .code = 0 },
    { "mdaemon", LOG_SESSION, MD "05: Accepting SMTP connection from 198.51.100.110:50222 to 10.0.0.20:587",
      .client = "198.51.100.110" },
    { "mdaemon", LOG_SESSION, MD "05: Accepting SMTP connection from [2001:db8::7]:50222 to 10.0.0.20:587",
      .client = "2001:db8::7" },
    { "mdaemon", LOG_SESSION, MD "02: <-- AUTH LOGIN", .client = "" },
    { "mdaemon", LOG_SESSION, MD "02: --> 334 VXNlcm5hbWU6", .code = 334 },
    { "mdaemon", LOG_SESSION, MD "01: *  Authenticated as zeno@md.example", .account = "zeno@md.example" },
    { "mdaemon", LOG_OTHER, MD "01: *  Authentication failed", .code = 0 },
    { "mdaemon", LOG_OTHER, MD "02: <-- ******", .code = 0 },
    { "mdaemon", LOG_OTHER, MD "01: ----------", .code = 0 },
    { "mdaemon", LOG_DEFERRED, MD "02: <-- 452 4.2.2 Mailbox full", .code = 452, .enhanced = "4.2.2" },
    { "mdaemon", LOG_DEFERRED, MD "04: *  Winsock Error 10060 Connection timed out",
      .text = "Winsock Error 10060 Connection timed out" },
    { "mdaemon", LOG_TLS_FAILED,
      MD
      "04: Error 0x80090331 The client and server cannot communicate, because they do not possess a common algorithm",
      .text = "Error 0x80090331 The client" },
    { "mdaemon", LOG_TLS_FAILED, MD "SSL negotiation failed, error code 0x80090308", .text = "SSL negotiation failed" },
    { "mdaemon", LOG_REJECTED, MD "05: Host screening refused connection from 192.0.2.112", .client = "192.0.2.112" },
    { "mdaemon", LOG_REJECTED,
      MD "Host screening refused connection to 192.168.0.10:465 from localhost [203.0.113.11:44056] (matched to line "
         "\"all localhost refuse\")",
      .client = "203.0.113.11", .text = "Host screening refused" },
    { "mdaemon", LOG_REJECTED,
      MD "Location Screening: IP 198.51.100.12 matched to country Hong Kong, Asia; connection blocked; port 995",
      .client = "198.51.100.12" },
    { "mdaemon", LOG_OTHER, MD "Location Screening: IP 198.51.100.12 matched to country X; connection allowed",
      .code = 0 },
    { "mdaemon", LOG_OTHER, "START Event Log / MDaemon PRO v18.0.1, SMTP (in) log information", .code = 0 },
    { "mdaemon", LOG_LOGIN_FAILED, "Fri 2018-11-23 09:00:01: [4812:6] --> 535 5.7.8 Authentication failed",
      .queue_id = "4812:6", .code = 535, .enhanced = "5.7.8" },
    { "mdaemon", LOG_SESSION,
      "Fri 2018-11-23 09:00:00: [4812:6] Accepting SMTP connection from [198.51.100.110:50222] to [10.0.0.20:587]",
      .queue_id = "4812:6", .client = "198.51.100.110" },
    { "mdaemon", LOG_REJECTED, "Wed 2018-04-25 00:00:34: --> 550 5.7.1 Relaying not allowed", .queue_id = "",
      .code = 550, .enhanced = "5.7.1" },
    /* beside the server */
    { "zimbra", LOG_DETAIL,
      "2026-11-23 10:00:00,123 INFO [qtp93314457-324:smtp://smtp.test.fr:7073/service/admin/soap/] "
      "[oip=192.168.7.15;oport=57752;oproto=smtp;soapId=688cb579;] SoapEngine - handler exception: authentication "
      "failed for [toto.tata], account not found",
      .account = "toto.tata", .client = "192.168.7.15" },
#define ZIMBRA "2026-11-20 09:00:20,101 "
    { "zimbra", LOG_LOGIN_FAILED,
      ZIMBRA
      "WARN  [ImapSSLServer-12] [ip=10.0.0.9;oip=198.51.100.122;via=10.0.0.9(nginx/1.20.0);ua=Zimbra/8.8;cid=77;]"
      " security - cmd=Auth; account=cora@z.example; protocol=imap; error=authentication failed for "
      "[cora@z.example], invalid password;",
      .client = "198.51.100.122", .account = "cora@z.example", .queue_id = "",
      .text = "authentication failed for [cora@z.example], invalid password" },
    { "zimbra", LOG_LOGIN_FAILED,
      ZIMBRA "WARN  [Pop3SSLServer-1] [ip=198.51.100.124;] security - cmd=Auth; account=fritz@z.example; "
             "protocol=pop3; error=authentication failed for [fritz@z.example], must change password;",
      .client = "198.51.100.124", .account = "fritz@z.example" },
    { "zimbra", LOG_LOGIN_FAILED,
      ZIMBRA
      "WARN  [qtp1:https://z.example/service/soap/AuthRequest] [name=bert@z.example;oip=198.51.100.121, 10.0.0.2;"
      "ua=ZimbraWebClient - GC119 (Win);soapId=1a2b3d;] security - cmd=Auth; account=bert@z.example; "
      "protocol=soap; error=authentication failed for [bert@z.example], account lockout;",
      .client = "198.51.100.121", .queue_id = "1a2b3d" },
    { "zimbra", LOG_LOGIN_OK,
      ZIMBRA "INFO  [ImapSSLServer-12] [name=cora@z.example;ip=10.0.0.9;oip=198.51.100.122;cid=78;] imap - user "
             "cora@z.example authenticated, mechanism=PLAIN [TLS]",
      .client = "198.51.100.122", .account = "cora@z.example" },
    { "zimbra", LOG_LOGIN_OK,
      ZIMBRA "INFO  [Pop3Server-13] [ip=172.16.0.3;oip=198.51.100.128;] security - cmd=Auth; account=j@z.example; "
             "protocol=pop3;",
      .client = "198.51.100.128", .account = "j@z.example" },
    { "zimbra", LOG_REJECTED,
      ZIMBRA "INFO  [LmtpServer-3] [name=eike@z.example;mid=9;ip=10.0.0.9;] lmtp - rejecting message eike@z.example: "
             "overquota",
      .recipient = "eike@z.example", .text = "overquota" },
    { "zimbra", LOG_OTHER, ZIMBRA "INFO  [ImapServer-1] [ip=10.0.0.9;cid=1;] imap - dropping connection", .code = 0 },
    { NULL, LOG_UNREAD, ZIMBRA "ERROR [ImapServer-1] [ip=10.0.0.9;] imap - error in handler: disk full", .code = 0 },
    { NULL, LOG_UNREAD, ZIMBRA "WARN  [main] [] other - authentication failed for [x], no", .code = 0 },
    { "fail2ban", LOG_BANNED, "2026-11-23 10:00:00,123 fail2ban.actions [123]: NOTICE [postfix-sasl] Ban 192.0.2.1",
      .client = "192.0.2.1", .text = "[postfix-sasl] Ban 192.0.2.1" },
#define F2B "2026-11-20 09:00:11,123 fail2ban.actions        [811]: NOTICE  "
    { "fail2ban", LOG_BANNED, F2B "[dovecot] Restore Ban 198.51.100.142", .client = "198.51.100.142",
      .text = "[dovecot] Restore Ban" },
    { "fail2ban", LOG_BANNED, F2B "[recidive] Ban 2001:db8::7", .client = "2001:db8::7" },
    { "fail2ban", LOG_BANNED, MX "fail2ban.actions[811]: NOTICE [plesk-dovecot] Ban 192.0.2.1", .client = "192.0.2.1" },
    { "fail2ban", LOG_OTHER, F2B "[sshd] Ban 198.51.100.141", .client = "" },
    { "fail2ban", LOG_OTHER, F2B "[postfix-sasl] Unban 198.51.100.140", .client = "" },
    { "fail2ban", LOG_OTHER, F2B "[postfix-sasl] 198.51.100.140 already banned", .client = "" },
    { "saslauthd", LOG_DETAIL,
      MX "saslauthd[5]: do_auth : auth failure: [user=anna] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error]",
      .account = "anna" },
    { "rspamd", LOG_OTHER, "2026-11-23 10:00:00 #1234(normal) <3f2a1b>; task; rspamd_task_write_log: id: <1@x>",
      .code = 0 },
#define TASK "; task; rspamd_task_write_log: id: <s1@spam.example>, qid: <4dQx2K1Tz8zBsXv>, ip: 192.0.2.130, "
#define RSPAMD "2026-11-20 09:00:00 #2211(normal) <a1b2c3>"
    { "rspamd", LOG_REJECTED,
      RSPAMD TASK
      "from: <s@spam.example>, (default: T (reject): [22.10/15.00] [BAYES_SPAM(5.10){100.00%;}]), len: 3321, "
      "time: 221.1ms, rcpts: <clara@firma.example>, mime_rcpts: <clara@firma.example>",
      .queue_id = "4dQx2K1Tz8zBsXv", .client = "192.0.2.130", .account = "", .sender = "s@spam.example",
      .recipient = "clara@firma.example", .text = "T (reject): [22.10/15.00]" },
    { "rspamd", LOG_REJECTED,
      RSPAMD TASK "user: dora@firma.example, from: <dora@firma.example>, (default: F (soft reject): [0.00/15.00] "
                  "[RATELIMITED(0.00){dora;}]), len: 2211, rcpts: <x@ziel.example>, forced: soft reject \"Ratelimit "
                  "\"bounce_to\" exceeded\"; score=nan (set by ratelimit)",
      .account = "dora@firma.example", .recipient = "x@ziel.example", .text = "soft reject \"Ratelimit" },
    { "rspamd", LOG_REJECTED,
      MX
      "rspamd[27538]: <8ae27d>; proxy; rspamd_task_write_log: id: <x@x>, qid: <A785B3086>, ip: 2001:db8::7, from: <>, "
      "(default: F (soft reject): [4.50/15.00] [X(1.00){}]), len: 1, forced: soft reject \"Try again later\"; "
      "score=nan (set by greylist)",
      .queue_id = "A785B3086", .client = "2001:db8::7", .sender = "", .text = "soft reject \"Try again later\"" },
    /* The action "greylist" alone puts nothing off. */
    { "rspamd", LOG_OTHER,
      RSPAMD TASK "from: <g@grey.example>, (default: F (greylist): [4.50/15.00] [X(2.00){10;}]), rcpts: <c@x.example>",
      .code = 0 },
    { "rspamd", LOG_OTHER,
      RSPAMD TASK
      "from: <o@ok.example>, (default: F (no action): [-2.10/15.00] [X(-0.20){+mx;}]), rcpts: <c@x.example>",
      .code = 0 },
    { "rspamd", LOG_TROUBLE,
      "2026-11-20 09:00:40 #2210(main) <f00>; main; rspamd_redis_init: cannot connect to redis: Connection refused",
      .text = "main; rspamd_redis_init: cannot connect" },
    { "rspamd", LOG_OTHER, RSPAMD "; lua; greylist.lua:320: greylisted until \"Fri, 20 Nov 2026\", new record",
      .code = 0 },
    /* other frames */
    { "postfix", LOG_LOGIN_FAILED,
      "2026-11-23T10:00:00.123456+01:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: "
      "x",
      .client = "192.0.2.1" },
    { "postfix", LOG_LOGIN_FAILED,
      "<22>1 2026-11-23T10:00:00.003Z mx1 postfix/smtpd 123 - - warning: x[192.0.2.1]: SASL PLAIN authentication "
      "failed: x",
      .client = "192.0.2.1" },
    { "postfix", LOG_LOGIN_FAILED,
      "<22>Nov 23 10:00:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: x",
      .client = "192.0.2.1" },
    { "postfix", LOG_LOGIN_FAILED, "postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: x",
      .client = "192.0.2.1" },
    { "dovecot", LOG_DETAIL,
      "{\"__REALTIME_TIMESTAMP\":\"1795000000000000\",\"_HOSTNAME\":\"mx1\",\"_PID\":\"12\",\"SYSLOG_IDENTIFIER\":"
      "\"dovecot\",\"MESSAGE\":\"auth: ldap(anna,192.0.2.1,<k\\\"x>): Password mismatch\"}",
      .account = "anna", .client = "192.0.2.1", .text = "Password mismatch" },
    /* not ours */
    { NULL, LOG_UNREAD, MX "sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2", .code = 0 },
    { NULL, LOG_UNREAD, "", .code = 0 },
    { NULL, LOG_UNREAD, "\x01\x02 rubbish: [", .code = 0 },
    /* A message that is no UTF-8 comes as numbers; one that is too long as null. */
    { "postfix", LOG_SENDER,
      "{\"__REALTIME_TIMESTAMP\":\"1795449600000000\",\"SYSLOG_IDENTIFIER\":\"postfix/"
      "qmgr\",\"MESSAGE\":[65,49,50,51,52,53,58,"
      "32,102,114,111,109,61,60,97,255,64,98,62,44,32,115,105,122,101,61,49],\"_PID\":\"7\"}",
      .queue_id = "A12345", .sender = "a\xff@b" },
    { NULL, LOG_UNREAD,
      "{\"__REALTIME_TIMESTAMP\":\"1795449600000000\",\"SYSLOG_IDENTIFIER\":\"postfix/qmgr\",\"MESSAGE\":null}",
      .code = 0 },
    { NULL, LOG_UNREAD, "{\"__REALTIME_TIMESTAMP\":\"1795449600000000\",\"MESSAGE\":[65,6", .code = 0 },
    { NULL, LOG_UNREAD, "{\"MESSAGE\":\"x\\", .code = 0 },
    { NULL, LOG_UNREAD, "@40000000", .code = 0 },
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_row(i, &rows[i]);
}

/* The headers that the reject log has behind a refusal are no lines of their own; anywhere else they are. */
static void test_reject_log(void **state)
{
    static const char *const lines[] = {
        "2026-11-20 09:02:40 H=b.example [203.0.113.80] F=<x@b.example> rejected after DATA: a virus",
        "Envelope-from: <x@b.example>",
        "P Received: from b.example ([203.0.113.80])",
        "\tby a.example with esmtp (Exim 4.97)",
        "  Subject: Invoice failed: 550 error",
        "F From: <x@b.example>",
        "----------------------------------------",
    };
    struct log_frame frame = { .now = NOW };
    size_t exim = 0;
    size_t other = 0;
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct log_line line;
        struct log_event event = { 0 };
        log_line_read(&frame, span_of(lines[i]), &line);
        assert_int_equal(log_format_read(&line, &exim, &event), i ? LOG_OTHER : LOG_REJECTED);
        assert_int_equal(log_format_read(&line, &other, &event), i ? LOG_UNREAD : LOG_REJECTED);
        other = 0;
    }
}

static bool is_untouched(const struct log_event *event)
{
    size_t said = event->queue_id.len + event->message_id.len + event->client.len + event->account.len +
                  event->sender.len + event->recipient.len + event->relay.len + event->mechanism.len +
                  event->enhanced.len + event->text.len;
    return said == 0 && event->code == 0 && event->key == 0;
}

/* OTHER and UNREAD leave the event alone: the next line is read into it. */
static void test_untouched(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading reading = read_line(rows[i].line);
        bool is_idle = reading.kind == LOG_OTHER || reading.kind == LOG_UNREAD;
        if (is_idle && (!is_untouched(&reading.event) || reading.event.time != reading.line.time))
            fail_msg("row %zu: the event was written to", i);
        free(reading.copy);
    }
}

/* Cut anywhere, a line is read without harm. */
static void test_cut_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t len = 0; len < strlen(rows[i].line); len++) {
            char *cut = mem_text(span_head(span_of(rows[i].line), len));
            struct reading reading = read_line(cut);
            assert_in_range(reading.kind, 0, LOG_KIND_COUNT - 1);
            free(reading.copy);
            free(cut);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_reject_log),
        cmocka_unit_test(test_untouched),
        cmocka_unit_test(test_cut_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
