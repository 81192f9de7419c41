/*
 * Writes a mail log of Postfix and Dovecot of at least that many bytes, the same for the same size,
 * and on standard error what is in it, as JSON: for figures, and for an independent count.
 *
 *     bench_maillog BYTES >mail.log 2>known.json
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OUT_ROOM = 1 << 20, START = 1761955200 }; /* 2025-11-01 */

struct maker {
    uint64_t state, bytes, lines, message;
    int64_t time;
    char stamp[20];
    uint64_t sent, deferred, bounced, rejected, login_failed, login_ok, guessed;
};

static uint64_t pick(struct maker *maker, uint64_t below)
{
    maker->state = maker->state * 6364136223846793005u + 1442695040888963407u;
    return (maker->state >> 33) % below;
}

static void line(struct maker *maker, int len)
{
    maker->bytes += (uint64_t)len;
    maker->lines++;
}

#define LINE(maker, ...) line(maker, printf("%s mx1 ", (maker)->stamp) + printf(__VA_ARGS__) + printf("\n"))

static void tick(struct maker *maker)
{
    struct tm tm;
    maker->time += (int64_t)pick(maker, 3);
    time_t now = (time_t)maker->time;
    (void)gmtime_r(&now, &tm);
    (void)strftime(maker->stamp, sizeof maker->stamp, "%b %e %H:%M:%S", &tm);
}

/* ---- messages ---- */

static void delivery(struct maker *maker, const char *id, unsigned pid)
{
    static const char *const deferred[] = {
        "connect to mx.example.net[192.0.2.17]:25: Connection timed out",
        "host mx.example.net[192.0.2.17] said: 450 4.7.1 Greylisted, try again later (in reply to RCPT TO command)",
        "Host or domain name not found. Name service error for name=nowhere.example type=MX: Host not found, try again",
        "host mx.example.org[198.51.100.9] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command)",
    };
    uint64_t how = pick(maker, 100);
    uint64_t to = pick(maker, 5000);
    if (how < 94) {
        LINE(maker,
             "postfix/smtp[%u]: %s: to=<user%" PRIu64 "@example.net>, relay=mx.example.net[192.0.2.17]:25, "
             "delay=0.%u, delays=0.05/0.01/0.2/0.3, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4F1C2A0B9D)",
             pid, id, to, pid % 9);
        maker->sent++;
    } else if (how < 98) {
        LINE(maker,
             "postfix/smtp[%u]: %s: to=<user%" PRIu64 "@example.net>, relay=none, delay=31, "
             "delays=0.05/0.01/31/0, dsn=4.4.1, status=deferred (%s)",
             pid, id, to, deferred[pick(maker, 4)]);
        maker->deferred++;
    } else {
        LINE(maker,
             "postfix/smtp[%u]: %s: to=<gone%" PRIu64 "@example.net>, relay=mx.example.net[192.0.2.17]:25, "
             "delay=0.9, delays=0.05/0.01/0.4/0.44, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.17] "
             "said: 550 5.1.1 <gone%" PRIu64 "@example.net>: Recipient address rejected: User unknown (in reply "
             "to RCPT TO command))",
             pid, id, to, to);
        maker->bounced++;
        LINE(maker, "postfix/bounce[%u]: %s: sender non-delivery notification: 4F1C2A0B9E", pid, id);
    }
}

static void message(struct maker *maker)
{
    char id[24];
    unsigned pid = 1000 + (unsigned)pick(maker, 400);
    uint64_t who = pick(maker, 800);
    (void)snprintf(id, sizeof id, "4Z%09" PRIX64 "z%03u", maker->message++, pid);
    LINE(maker, "postfix/submission/smtpd[%u]: connect from client%" PRIu64 ".example.com[203.0.113.%" PRIu64 "]", pid,
         who, who % 250);
    LINE(maker,
         "postfix/submission/smtpd[%u]: %s: client=client%" PRIu64 ".example.com[203.0.113.%" PRIu64
         "], sasl_method=PLAIN, sasl_username=anna%" PRIu64 "@example.com",
         pid, id, who, who % 250, who);
    maker->login_ok++;
    LINE(maker, "postfix/cleanup[%u]: %s: message-id=<20251123%" PRIu64 ".%s@client.example.com>", pid + 1, id, who,
         id);
    LINE(maker, "postfix/qmgr[812]: %s: from=<anna%" PRIu64 "@example.com>, size=%" PRIu64 ", nrcpt=1 (queue active)",
         id, who, 900 + pick(maker, 90000));
    LINE(maker,
         "postfix/submission/smtpd[%u]: disconnect from client%" PRIu64 ".example.com[203.0.113.%" PRIu64
         "] ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8",
         pid, who, who % 250);
    delivery(maker, id, pid + 2);
    LINE(maker, "postfix/qmgr[812]: %s: removed", id);
}

/* ---- what goes wrong ---- */

static void guesser(struct maker *maker)
{
    unsigned pid = 2000 + (unsigned)pick(maker, 50);
    uint64_t from = pick(maker, 60);
    LINE(maker, "postfix/smtpd[%u]: connect from unknown[198.51.100.%" PRIu64 "]", pid, from);
    LINE(maker,
         "postfix/smtpd[%u]: warning: unknown[198.51.100.%" PRIu64 "]: SASL LOGIN authentication failed: "
         "UGFzc3dvcmQ6, sasl_username=name%" PRIu64 "@example.com",
         pid, from, pick(maker, 3000));
    LINE(maker, "postfix/smtpd[%u]: lost connection after AUTH from unknown[198.51.100.%" PRIu64 "]", pid, from);
    LINE(maker, "postfix/smtpd[%u]: disconnect from unknown[198.51.100.%" PRIu64 "] ehlo=1 auth=0/1 commands=1/2", pid,
         from);
    maker->login_failed++;
    maker->guessed++;
}

/* A person whose program still has the old password: from where the account signs in at other times. */
static void own_mistake(struct maker *maker)
{
    uint64_t who = pick(maker, 20);
    LINE(maker, "dovecot: auth: ldap(anna%" PRIu64 "@example.com,203.0.113.%" PRIu64 ",<k8Qw>): Password mismatch", who,
         who);
    LINE(maker,
         "postfix/submission/smtpd[2100]: warning: client%" PRIu64 ".example.com[203.0.113.%" PRIu64
         "]: SASL PLAIN authentication failed: authentication failure, sasl_username=anna%" PRIu64 "@example.com",
         who, who, who);
    maker->login_failed++;
}

static void refusal(struct maker *maker)
{
    uint64_t from = pick(maker, 200);
    LINE(maker,
         "postfix/smtpd[2200]: NOQUEUE: reject: RCPT from unknown[192.0.2.%" PRIu64 "]: 554 5.7.1 "
         "<john@example.org>: Relay access denied; from=<x%" PRIu64 "@example.net> to=<john@example.org> "
         "proto=ESMTP helo=<box>",
         from, from);
    maker->rejected++;
}

int main(int count, char **arguments)
{
    struct maker maker = { .state = 42, .time = START };
    uint64_t wanted = count > 1 ? strtoull(arguments[1], NULL, 10) : 1000000;
    (void)setvbuf(stdout, NULL, _IOFBF, OUT_ROOM);
    while (maker.bytes < wanted) {
        uint64_t what = pick(&maker, 1000);
        tick(&maker);
        if (what < 900)
            message(&maker);
        else if (what < 975)
            guesser(&maker);
        else if (what < 980)
            own_mistake(&maker);
        else
            refusal(&maker);
    }
    (void)fprintf(stderr,
                  "{\"lines\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"sent\": %" PRIu64 ", \"deferred\": %" PRIu64
                  ", \"bounced\": %" PRIu64 ", \"rejected\": %" PRIu64 ", \"login_failed\": %" PRIu64
                  ", \"guessing\": %" PRIu64 ", \"login_ok\": %" PRIu64 "}\n",
                  maker.lines, maker.bytes, maker.sent, maker.deferred, maker.bounced, maker.rejected,
                  maker.login_failed, maker.guessed, maker.login_ok);
    return fflush(stdout) == 0 ? 0 : 1;
}
