/* What stands on several lines, put together: each story is told line by line, across files and restarts. */
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

/* What is told after joining: "kind client=… account=… …", a line each; what is not known is left out. */
struct told {
    struct join *join;
    struct buf text;
    bool has_reasons; /* the words are told too */
};

static void tell(struct told *told, const char *name, struct span value)
{
    if (value.len)
        buf_addf(&told->text, " %s=%.*s", name, SPAN_ARG(value));
}

static void tell_event(struct told *told, const struct log_event *event)
{
    buf_add_text(&told->text, log_kind_word(event->kind));
    tell(told, "id", event->queue_id);
    tell(told, "client", event->client);
    tell(told, "account", event->account);
    tell(told, "from", event->sender);
    tell(told, "to", event->recipient);
    if (event->kind == LOG_LOGIN_FAILED || event->kind == LOG_LOGIN_OK)
        tell(told, "by", event->mechanism);
    if (told->has_reasons)
        tell(told, "text", event->text);
    buf_add_char(&told->text, '\n');
}

static void take(void *owner, struct log_event *event)
{
    struct told *told = owner;
    if (join_event(told->join, event))
        tell_event(told, event);
}

static void read_lines(struct told *told, struct span lines)
{
    struct scan scan = { .sink = { told, take, NULL, true }, .threads = 1, .now = NOW, .limits = LIMITS_NONE };
    struct scan_counts counts;
    char *copy = mem_new(lines.len);
    memcpy(copy, lines.at, lines.len);
    scan_counts_init(&counts);
    scan_lines((struct span){ copy, lines.len }, &scan, &counts);
    free(copy);
}

static struct told begin(void)
{
    struct told told = { .join = join_new() };
    buf_init(&told.text, 1 * MIB);
    return told;
}

static void end(struct told *told)
{
    join_free(told->join);
    buf_free(&told->text);
}

#define MX "Nov 23 10:00:00 mx1 "
#define QMAIL MX "qmail: 1795427999.400000 "
#define SMTPD MX "smtpd[7]: "
#define EX1 "2026-11-20T08:00:00.000Z,EX\\Client EX,08DC1,3,10.0.0.1:587,192.0.2.1:5,"
#define EX2 "2026-11-20T08:00:00.000Z,EX\\Client EX,08DC2,3,10.0.0.1:587,192.0.2.2:5,"
#define HM_TIME "\"2026-11-20 09:00:00.100\"\t"
#define HM5 "\"SMTPD\"\t41\t5\t" HM_TIME "\"192.0.2.1\"\t"
#define HM6 "\"SMTPD\"\t41\t6\t" HM_TIME "\"192.0.2.2\"\t"
#define HM7 "\"POP3D\"\t41\t7\t" HM_TIME "\"192.0.2.4\"\t"
#define HM8 "\"SMTPC\"\t41\t8\t" HM_TIME "\"192.0.2.9\"\t"
#define DELIVERER "\"SMTPDeliverer - Message "
#define RETURNED ": Message could not be delivered. Returning error log to sender.\"\n"
#define MD "Fri 2026-11-20 09:00:00.100: 05: "
#define MD_OLD "Fri 2018-11-23 09:00:00: "
#define ZIMBRA "2026-11-20 09:00:00,101 WARN  [qtp1] [name=b@z.example;oip=192.0.2.1;soapId=1a;] "
#define MILTER                                                                                                         \
    MX "postfix/cleanup[4]: D0F29603B4: milter-reject: END-OF-MESSAGE from x[192.0.2.9]: 5.7.1 Spam; "                 \
       "from=<s@s.example> to=<a@a.example> proto=ESMTP helo=<x>\n"
#define RSPAMD                                                                                                         \
    MX "rspamd[8]: <ab>; proxy; rspamd_task_write_log: id: <x@x>, qid: <D0F29603B4>, ip: 192.0.2.9, "                  \
       "from: <s@s.example>, (default: T (reject): [22.10/15.00] [X(5.10){}]), rcpts: <a@a.example>\n"
#define SASL "SASL PLAIN authentication failed: "

static const struct {
    const char *name;
    const char *files[3]; /* one after the other: rotated, or written after a restart */
    const char *told;     /* with the words where some stand there */
} rows[] = {
    { "Postfix: queued before the rotation, bounced after it",
      { MX "postfix/smtpd[1]: D0F29603B4: client=pc[192.0.2.1], sasl_method=PLAIN, sasl_username=anna@a.example\n" MX
           "postfix/qmgr[2]: D0F29603B4: from=<anna@a.example>, size=1, nrcpt=1 (queue active)\n",
        MX "postfix/master[3]: daemon started -- version 3.7.11, configuration /etc/postfix\n" MX
           "postfix/smtp[9]: D0F29603B4: to=<b@b.example>, relay=none, delay=1, dsn=5.1.1, status=bounced (no)\n" },
      "arrived id=D0F29603B4 client=192.0.2.1 account=anna@a.example\n"
      "bounced id=D0F29603B4 client=192.0.2.1 account=anna@a.example from=anna@a.example to=b@b.example\n" },
    { "Postfix: an id that comes again is another message",
      { MX "postfix/smtpd[1]: D0F29603B4: client=pc[192.0.2.1], sasl_method=PLAIN, sasl_username=anna@a.example\n" MX
           "postfix/qmgr[2]: D0F29603B4: removed\n" MX
           "postfix/qmgr[2]: D0F29603B4: from=<>, size=1, nrcpt=1 (queue active)\n" MX
           "postfix/smtp[9]: D0F29603B4: to=<b@b.example>, relay=none, delay=1, dsn=5.1.1, status=bounced (no)\n" },
      "arrived id=D0F29603B4 client=192.0.2.1 account=anna@a.example\n"
      "bounced id=D0F29603B4 to=b@b.example\n" },
    { "Postfix: so it is when the end of the first is not in the log",
      { MX "postfix/smtpd[1]: D0F29603B4: client=pc[192.0.2.1], sasl_method=PLAIN, sasl_username=anna@a.example\n",
        MX "postfix/smtpd[4]: D0F29603B4: client=mx.c.example[192.0.2.9]\n" MX
           "postfix/smtp[9]: D0F29603B4: to=<b@b.example>, relay=none, delay=1, dsn=5.1.1, status=bounced (no)\n" },
      "arrived id=D0F29603B4 client=192.0.2.1 account=anna@a.example\n"
      "arrived id=D0F29603B4 client=192.0.2.9\n"
      "bounced id=D0F29603B4 client=192.0.2.9 to=b@b.example\n" },
    { "Postfix: the same id on another host is another message",
      { MX "postfix/smtpd[1]: D0F29603B4: client=pc[192.0.2.1], sasl_method=PLAIN, sasl_username=anna@a.example\n"
           "Nov 23 10:00:00 mx2 postfix/smtp[9]: D0F29603B4: to=<b@b.example>, relay=none, dsn=5.1.1, status=bounced "
           "(no)\n" },
      "arrived id=D0F29603B4 client=192.0.2.1 account=anna@a.example\n"
      "bounced id=D0F29603B4 to=b@b.example\n" },
    { "Exim: accepted in one file, given up in the next; then it is over",
      { "2026-11-22 23:59:59 1HmaXY-000000-5v <= anna@a.example H=pc [192.0.2.1] P=esmtpsa A=plain:anna S=300\n",
        "2026-11-23 00:00:01 exim 4.96 daemon started: pid=99\n"
        "2026-11-23 00:00:02 1HmaXY-000000-5v == b@b.example R=dnslookup T=remote_smtp defer (-44): 450 later\n",
        "2026-11-23 00:09:02 1HmaXY-000000-5v ** b@b.example R=dnslookup T=remote_smtp: 550 5.1.1 unknown\n"
        "2026-11-23 00:09:03 1HmaXY-000000-5v Completed\n"
        "2026-11-23 00:09:04 1HmaXY-000000-5v ** c@b.example R=dnslookup T=remote_smtp: 550 5.1.1 unknown\n" },
      "arrived id=1HmaXY-000000-5v client=192.0.2.1 account=anna from=anna@a.example\n"
      "deferred id=1HmaXY-000000-5v client=192.0.2.1 account=anna from=anna@a.example to=b@b.example\n"
      "bounced id=1HmaXY-000000-5v client=192.0.2.1 account=anna from=anna@a.example to=b@b.example\n"
      "bounced id=1HmaXY-000000-5v to=c@b.example\n" },
    { "Sendmail: the queue runner of the next day",
      { MX "sm-mta[7]: 5AMA0000001234: from=<anna@a.example>, size=1, msgid=<1@a>, proto=ESMTP, relay=pc [192.0.2.1]\n",
        MX "sm-mta[99]: starting daemon (8.17.1): SMTP+queueing@00:10:00\n" MX
           "sendmail[123]: 5AMA0000001234: to=<b@b.example>, delay=1+00:00:01, relay=mx.b.example., dsn=5.1.1, "
           "stat=User unknown\n" },
      "arrived id=5AMA0000001234 client=192.0.2.1 from=anna@a.example\n"
      "bounced id=5AMA0000001234 client=192.0.2.1 from=anna@a.example to=b@b.example\n" },
    { "Courier: from its coming to its end",
      { MX "courierd: newmsg,id=0038C081.4D026173.000051A4: dns; pc.a.example (pc [::ffff:192.0.2.1])\n" MX
           "courierd: started,id=0038C081.4D026173.000051A4,from=<anna@a.example>,module=esmtp,host=b.example,"
           "addr=<b@b.example>\n",
        MX "courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@a.example>,addr=<b@b.example>: 550-User\n" MX
           "courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@a.example>,addr=<b@b.example>: 550 unknown.\n" MX
           "courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@a.example>,addr=<b@b.example>,status: failure\n" MX
           "courierd: completed,id=0038C081.4D026173.000051A4\n" MX
           "courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@a.example>,addr=<c@b.example>,status: failure\n" },
      "arrived id=0038C081.4D026173.000051A4 client=192.0.2.1\n"
      "bounced id=0038C081.4D026173.000051A4 client=192.0.2.1 from=anna@a.example to=b@b.example\n"
      "bounced id=0038C081.4D026173.000051A4 from=anna@a.example to=c@b.example\n" },
    { "qmail: a delivery names its number alone; numbers of messages come again",
      { QMAIL "new msg 53\n" QMAIL "info msg 53: bytes 246 from <anna@a.example> qp 20345 uid 666\n" QMAIL
              "starting delivery 1: msg 53 to remote b@b.example\n" QMAIL
              "starting delivery 2: msg 53 to local c@a.example queue5\n" QMAIL "status: local 1/10 remote 1/20\n",
        QMAIL "delivery 2: success: did_1+0+0/\n" QMAIL
              "delivery 1: deferral: Connected_to_192.0.2.9_but_greeting_failed./\n" QMAIL
              "starting delivery 3: msg 53 to remote b@b.example\n",
        QMAIL "delivery 3: failure: 192.0.2.9_does_not_like_recipient./Remote_host_said:_550_5.1.1_no/\n" QMAIL
              "end msg 53\n" QMAIL "new msg 53\n" QMAIL "info msg 53: bytes 1 from <> qp 3 uid 6\n" QMAIL
              "starting delivery 4: msg 53 to local d@a.example\n" QMAIL "delivery 4: success: did_1+0+0/\n" QMAIL
              "delivery 3: success: did_1+0+0/\n" },
      "arrived id=53\n"
      "sent id=53 from=anna@a.example to=c@a.example\n"
      "deferred id=53 from=anna@a.example to=b@b.example\n"
      "bounced id=53 from=anna@a.example to=b@b.example\n"
      "arrived id=53\n"
      "sent id=53 to=d@a.example\n"
      "sent\n" },
    { "Exchange: sessions side by side, each with its account and its mechanism; a reason and its 535 are one",
      { EX1 "<,AUTH LOGIN,\n" EX2 "<,AUTH NTLM,\n" EX1 "*,,User Name: anna\n" EX2
            "*,,Inbound authentication failed because the client A\\bob doesn't have submit permission.\n" EX1
            ">,535 5.7.3 Authentication unsuccessful,\n" EX2 ">,535 5.7.3 Authentication unsuccessful,\n",
        EX1 ">,535 5.7.3 Authentication unsuccessful,\n" EX1 "-,,Remote\n" EX1
            ">,535 5.7.3 Authentication unsuccessful,\n" },
      "login-failed id=08DC1 client=192.0.2.1 account=anna by=LOGIN\n"
      "login-failed id=08DC2 client=192.0.2.2 account=A\\bob by=NTLM\n"
      "login-failed id=08DC1 client=192.0.2.1 account=anna by=LOGIN\n"
      "login-failed id=08DC1 client=192.0.2.1\n" },
    { "hMailServer: the answer to the question for the name, and to no other; a number that comes again",
      { HM5 "\"RECEIVED: AUTH LOGIN\"\n" HM5 "\"SENT: 334 VXNlcm5hbWU6\"\n" HM6 "\"RECEIVED: Ym9i\"\n" HM5
            "\"RECEIVED: YW5uYUBhLmV4YW1wbGU=\"\n" HM5 "\"SENT: 334 UGFzc3dvcmQ6\"\n" HM5 "\"RECEIVED: c2VjcmV0\"\n" HM5
            "\"SENT: 535 no\"\n" HM6 "\"SENT: 535 no\"\n",
        HM5 "\"SENT: 220 mail ESMTP\"\n" HM5 "\"SENT: 535 no\"\n" HM7 "\"RECEIVED: USER bob\"\n" HM7
            "\"SENT: -ERR Invalid user name or password.\"\n" },
      "login-failed id=5 client=192.0.2.1 account=anna@a.example by=LOGIN\n"
      "login-failed id=6 client=192.0.2.2\n"
      "login-failed id=5 client=192.0.2.1\n"
      "login-failed id=7 client=192.0.2.4 account=bob\n" },
    { "hMailServer: what came of a message is one with the reply before it; without one it counts itself",
      { HM8 "\"RECEIVED: 550 5.1.1 no\"\n"
            "\"APPLICATION\"\t41\t\"2026-11-20 09:00:01.000\"\t" DELIVERER "71" RETURNED
            "\"APPLICATION\"\t41\t\"2026-11-20 09:00:02.000\"\t" DELIVERER "72" RETURNED,
        "\"APPLICATION\"\t41\t\"2026-11-20 09:40:00.000\"\t" DELIVERER
        "73: No mail servers could be found for the address x@x.\"\n"
        "\"APPLICATION\"\t41\t\"2026-11-20 09:40:01.000\"\t" DELIVERER
        "73: Message could not be delivered. Scheduling it for later delivery in 60 minutes.\"\n",
        HM8 "\"RECEIVED: 550 5.1.1 no\"\n"
            "\"APPLICATION\"\t41\t\"2026-11-20 09:50:00.000\"\t" DELIVERER "74" RETURNED },
      "bounced id=8\n"
      "bounced id=Message 72\n"
      "deferred id=Message 73\n"
      "bounced id=8\n"
      "bounced id=Message 74\n" },
    { "hMailServer: a reply without a time is near to nothing",
      { "\"SMTPC\"\t41\t8\t\"?\"\t\"192.0.2.9\"\t\"RECEIVED: 550 5.1.1 no\"\n"
        "\"APPLICATION\"\t41\t\"2026-11-20 09:00:01.000\"\t" DELIVERER "71" RETURNED },
      "bounced id=8\n"
      "bounced id=Message 71\n" },
    { "MDaemon: a session ends where the next begins, or names itself",
      { MD "Session 1; child 1\n" MD "Accepting SMTP connection from 192.0.2.1:5 to 10.0.0.1:587\n" MD
           "<-- AUTH LOGIN\n" MD "--> 334 VXNlcm5hbWU6\n" MD "<-- YW5uYQ==\n" MD "--> 334 UGFzc3dvcmQ6\n" MD
           "<-- ******\n" MD "--> 535 5.7.8 Authentication failed\n",
        MD "Session 2; child 1\n" MD "Accepting SMTP connection from 192.0.2.2:5 to 10.0.0.1:25\n" MD
           "--> 550 5.7.1 Relaying not allowed\n" MD "Attempting SMTP connection to mx.b.example\n" MD
           "Winsock Error 10060 Connection timed out\n",
        MD_OLD "[1:6] Accepting SMTP connection from [192.0.2.1:5] to [10.0.0.1:587]\n" MD_OLD
               "[2:6] Accepting SMTP connection from [192.0.2.2:5] to [10.0.0.1:587]\n" MD_OLD
               "[1:6] <-- AUTH PLAIN\n" MD_OLD "[2:6] --> 535 5.7.8 Authentication failed\n" MD_OLD
               "[1:6] --> 535 5.7.8 Authentication failed\n" },
      "login-failed client=192.0.2.1 account=anna by=LOGIN\n"
      "rejected client=192.0.2.2\n"
      "deferred\n"
      "login-failed id=2:6 client=192.0.2.2\n"
      "login-failed id=1:6 client=192.0.2.1 by=PLAIN\n" },
    { "Zimbra: two lines about one request; another request is another sign-in",
      { ZIMBRA "SoapEngine - handler exception: authentication failed for [b@z.example], invalid password\n" ZIMBRA
               "security - cmd=Auth; account=b@z.example; protocol=soap; error=authentication failed for "
               "[b@z.example], invalid password;\n",
        "2026-11-20 09:00:01,101 WARN  [qtp1] [oip=192.0.2.1;soapId=1b;] SoapEngine - handler exception: "
        "authentication failed for [b@z.example], invalid password\n" },
      "login-failed id=1a client=192.0.2.1 account=b@z.example\n"
      "login-failed id=1b client=192.0.2.1 account=b@z.example\n" },
    { "rspamd and Postfix: one refusal, whichever tells it first",
      { MX "postfix/smtpd[1]: D0F29603B4: client=x[192.0.2.9]\n" RSPAMD MILTER,
        MX "postfix/smtpd[1]: D0F29603B4: client=x[192.0.2.9]\n" MILTER RSPAMD, RSPAMD },
      "arrived id=D0F29603B4 client=192.0.2.9\n"
      "rejected id=D0F29603B4 client=192.0.2.9 from=s@s.example to=a@a.example\n"
      "arrived id=D0F29603B4 client=192.0.2.9\n"
      "rejected id=D0F29603B4 client=192.0.2.9 from=s@s.example to=a@a.example\n" },
    { "Courier: what is said of each recipient comes on lines before",
      { MX "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<t@b.example>: Connection timed out\n" MX
           "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<n@b.example>: 550-5.7.1 Not\n" MX
           "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<n@b.example>: 550 5.7.1 wanted\n" MX
           "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<t@b.example>,status: deferred\n" MX
           "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<n@b.example>,status: failure\n" MX
           "courieresmtp: id=0A.1B.2C,from=<a@a.example>,addr=<t@b.example>,status: failure\n" },
      "deferred id=0A.1B.2C from=a@a.example to=t@b.example text=Connection timed out\n"
      "bounced id=0A.1B.2C from=a@a.example to=n@b.example text=550-5.7.1 Not 550 5.7.1 wanted\n"
      "bounced id=0A.1B.2C from=a@a.example to=t@b.example text=failure\n" },
    { "Exim: its own sign-in is refused, which the deferral does not say",
      { "2026-11-22 10:00:00 1HmaXY-000000-5v plain_auth authenticator failed H=b.example [192.0.2.9] 535 5.7.8 no\n"
        "2026-11-22 10:00:01 1HmaXY-000000-5v == b@b.example R=smarthost T=smtp defer (-42): 530 5.7.0 first\n"
        "2026-11-22 11:00:01 1HmaXY-000000-5v == b@b.example R=smarthost T=smtp defer (-42): 530 5.7.0 first\n" },
      "deferred id=1HmaXY-000000-5v to=b@b.example text=535 5.7.8 no\n"
      "deferred id=1HmaXY-000000-5v to=b@b.example text=530 5.7.0 first\n" },
    { "OpenSMTPD: one failure for a refused sign-in, with the client of its session",
      { SMTPD "5b2c6a82cc00dd13 smtp connected address=192.0.2.7 host=<unknown>\n" SMTPD
              "5b2c6a83cc00dd13 smtp connected address=192.0.2.8 host=<unknown>\n" SMTPD
              "5b2c6a82cc00dd13 smtp authentication user=luis result=permfail\n" SMTPD
              "5b2c6a82cc00dd13 smtp failed-command command=\"AUTH PLAIN (...)\" result=\"535 no\"\n" SMTPD
              "5b2c6a83cc00dd13 smtp disconnected reason=\"io-error: handshake failed: error:1:x\"\n" },
      "login-failed client=192.0.2.7 account=luis\n"
      "tls-failed client=192.0.2.8\n" },
    { "OpenSMTPD: from the sign-in to the delivery, by the ids of session and message",
      { SMTPD "5b2c6a7e1f0d9a31 smtp connected address=192.0.2.7 host=x\n" SMTPD
              "5b2c6a7e1f0d9a31 smtp authentication user=jana result=ok\n" SMTPD
              "5b2c6a7e1f0d9a31 smtp failed-command command=\"RCPT TO:<n@b.example>\" result=\"550 no\"\n" SMTPD
              "5b2c6a7e1f0d9a31 smtp message msgid=7d8e9f10 size=1 nrcpt=1 proto=ESMTP\n" SMTPD
              "5b2c6a7e1f0d9a31 smtp envelope evpid=7d8e9f10aabbccdd from=<j@a.example> to=<k@b.example>\n",
        SMTPD "5b2c6a81aa00bb12 mta delivery evpid=7d8e9f10aabbccdd from=<j@a.example> to=<k@b.example> rcpt=<-> "
              "relay=\"192.0.2.9\" delay=3s result=\"PermFail\" stat=\"550 5.1.1 no\"\n" },
      "login-ok client=192.0.2.7 account=jana\n"
      "rejected client=192.0.2.7 account=jana to=n@b.example\n"
      "arrived id=7d8e9f10 client=192.0.2.7\n"
      "bounced id=7d8e9f10 client=192.0.2.7 account=jana from=j@a.example to=k@b.example\n" },
    { "OpenSMTPD: what the session says of the client stands above a line that names another",
      { SMTPD "5b2c6a82cc00dd13 smtp connected address=192.0.2.7 host=x\n" SMTPD
              "5b2c6a82cc00dd13 smtp authentication user=luis address=10.0.0.1 result=permfail\n" },
      "login-failed client=192.0.2.7 account=luis\n" },
    { "Dovecot beside Postfix: each reason is that of one failure, the first of the first",
      { MX "dovecot: auth-worker(3): sql(emil@a.example,192.0.2.1): Password mismatch\n" MX
           "dovecot: auth-worker(3): sql(nobody@a.example,192.0.2.1): unknown user\n" MX
           "postfix/smtpd[4]: warning: x[192.0.2.1]: " SASL "UGFzc3dvcmQ6\n" MX
           "postfix/smtpd[5]: warning: x[192.0.2.1]: " SASL "UGFzc3dvcmQ6\n" MX
           "postfix/smtpd[6]: warning: x[192.0.2.1]: " SASL "UGFzc3dvcmQ6\n" },
      "login-failed client=192.0.2.1 account=emil@a.example by=PLAIN text=Password mismatch\n"
      "login-failed client=192.0.2.1 account=nobody@a.example by=PLAIN text=unknown user\n"
      "login-failed client=192.0.2.1 by=PLAIN text=" SASL "UGFzc3dvcmQ6\n" },
    { "… and a failure that names the account has the reason of that account",
      { MX "dovecot: auth-worker(3): sql(emil@a.example,192.0.2.1): Password mismatch\n" MX
           "dovecot: auth-worker(3): sql(nobody@a.example,192.0.2.1): unknown user\n" MX
           "postfix/smtpd[4]: warning: x[192.0.2.1]: " SASL "no, sasl_username=nobody\n" MX
           "postfix/smtpd[5]: warning: x[192.0.2.1]: " SASL "no, sasl_username=Emil@a.example\n" },
      "login-failed client=192.0.2.1 account=nobody by=PLAIN text=" SASL "no\n"
      "login-failed client=192.0.2.1 account=Emil@a.example by=PLAIN text=Password mismatch\n" },
    { "Dovecot's store beside Postfix: one failure, in the words of whoever counts it; alone it counts itself",
      { MX "dovecot: lmtp(b@a.example)<9><x>: msgid=<1@a>: save failed to open mailbox INBOX: Quota exceeded\n" MX
           "postfix/lmtp[6]: D0F29603B4: to=<b@a.example>, relay=x, dsn=5.2.2, status=bounced (full)\n" MX
           "dovecot: lmtp(c@a.example)<9><y>: msgid=<2@a>: save failed to open mailbox INBOX: Quota exceeded\n" },
      "bounced id=D0F29603B4 to=b@a.example text=full\n"
      "deferred to=c@a.example text=save failed to open mailbox INBOX: Quota exceeded\n" },
    { "Postfix: one process serves one client after the other",
      { MX "postfix/smtpd[8]: SSL_accept error from x[192.0.2.1]: -1\n" MX
           "postfix/smtpd[8]: warning: TLS library problem: error:0A00010B:x:\n" MX
           "postfix/smtpd[8]: SSL_accept error from x[192.0.2.2]: lost connection\n" },
      "tls-failed client=192.0.2.1\n"
      "tls-failed client=192.0.2.2\n" },
};

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct told told = begin();
        struct log_event left;
        told.has_reasons = strstr(rows[i].told, " text=") != NULL;
        for (size_t k = 0; k < sizeof rows[i].files / sizeof *rows[i].files && rows[i].files[k]; k++)
            read_lines(&told, span_of(rows[i].files[k]));
        while (join_left_over(told.join, &left))
            tell_event(&told, &left);
        if (strcmp(buf_text(&told.text), rows[i].told) != 0)
            fail_msg("%s:\n%s", rows[i].name, buf_text(&told.text));
        end(&told);
    }
}

static void add_message(struct buf *lines, unsigned number, const char *words)
{
    buf_addf(lines, MX "postfix/smtpd[1]: A%08X: %s\n", number, words);
}

/* Twice as many messages come while the first waits: it is known as long as those others end, and only then. */
static void test_waiting(void **state)
{
    (void)state;
    for (int ends = 0; ends < 2; ends++) {
        struct told told = begin();
        struct buf lines;
        buf_init(&lines, 16 * MIB);
        add_message(&lines, 0, "client=pc[192.0.2.1], sasl_method=PLAIN, sasl_username=anna");
        for (unsigned i = 1; i <= 2 * JOIN_MESSAGES; i++) {
            add_message(&lines, i, "client=pc[192.0.2.2]");
            if (ends)
                add_message(&lines, i, "removed");
        }
        read_lines(&told, buf_span(&lines));
        buf_clear(&lines);
        buf_clear(&told.text);
        add_message(&lines, 0, "to=<b@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (later)");
        read_lines(&told, buf_span(&lines));
        assert_string_equal(buf_text(&told.text), ends ? "deferred id=A00000000 client=192.0.2.1 account=anna "
                                                         "to=b@b.example\n"
                                                       : "deferred id=A00000000 to=b@b.example\n");
        assert_int_equal(join_forgotten(told.join) == 0, ends);
        buf_free(&lines);
        end(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
