/* From lines to answers: joined, judged, counted. */
#include "base/mem.h"
#include "report/log_answer.h"
#include "report/log_hours.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW 1795500000 /* 2026-11-24 */
#define AT "Nov 23 09:00:00 mx1 "

static const struct log_question everything = { .from = LOG_NO_TIME, .to = LOG_NO_TIME };

static void read_text(struct log_answer *answer, struct span text)
{
    struct scan_counts counts;
    int fd = memfd_create("log", MFD_CLOEXEC);
    assert_int_equal(write(fd, text.at, text.len), (ssize_t)text.len);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct scan scan = { .sink = log_answer_sink(answer), .threads = 2, .now = NOW, .limits = LIMITS_NONE };
    scan_counts_init(&counts);
    (void)scan_file(fd, &scan, &counts);
    answer->went_out += counts.went_out;
    close(fd);
}

static void ask(struct log_answer *answer, const struct log_question *question, const char *text)
{
    log_answer_init(answer, question);
    read_text(answer, span_of(text));
    log_answer_finish(answer);
}

static const struct log_name *name_of(const struct log_names *names, const char *text)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->all[i].name, text) == 0)
            return &names->all[i];
    return NULL;
}

/* The cause of each line of one failure, by the same brain as anywhere. */
static const struct {
    const char *line;
    enum cause cause;
} caused[] = {
    { AT "postfix/smtpd[1]: warning: x[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
      CAUSE_BAD_CREDENTIALS },
    { AT "postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 554 5.7.1 <a@b.example>: Relay access denied; "
         "from=<x@example.net> to=<a@b.example> proto=ESMTP helo=<x>",
      CAUSE_RELAY_DENIED },
    { AT "postfix/smtp[1]: D0F29603B4: to=<a@b.example>, relay=mx.b.example[192.0.2.9]:25, delay=1, dsn=5.1.1, "
         "status=bounced (host mx.b.example[192.0.2.9] said: 550 5.1.1 <a@b.example>: Recipient address rejected: "
         "User unknown (in reply to RCPT TO command))",
      CAUSE_NO_SUCH_RECIPIENT },
    { AT "postfix/smtp[1]: D0F29603B4: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect "
         "to mx.b.example[192.0.2.9]:25: Connection timed out)",
      CAUSE_DESTINATION_UNREACHABLE },
    { AT "postfix/smtp[1]: D0F29603B4: to=<a@b.example>, relay=x, delay=1, dsn=4.7.1, status=deferred (host x[192.0."
         "2.9] said: 450 4.7.1 Greylisted, try again later (in reply to RCPT TO command))",
      CAUSE_GREYLISTED },
    { "2014-01-12 02:07:48 dovecot_login authenticator failed for x [192.0.2.1]: 535 Incorrect authentication data "
      "(set_id=anna)",
      CAUSE_BAD_CREDENTIALS },
    { "x: 550 5.1.1 User unknown", CAUSE_NO_SUCH_RECIPIENT },
    { AT "dovecot: auth: Error: mysql(127.0.0.1): Connect failed to database (mail): Can't connect to MySQL server "
         "on '127.0.0.1' (111) - waiting for 1 seconds before retry",
      CAUSE_SERVER_MISCONFIGURED },
    { AT "postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from pc[192.0.2.5]: 554 5.7.1 <pc[192.0.2.5]>: Client "
         "host rejected: Access denied; from=<a@firma.example> to=<b@x.example> proto=ESMTP helo=<pc>",
      CAUSE_AUTH_MISSING },
    { AT "postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from pc[192.0.2.5]: 554 5.7.1 <a@firma.example>: "
         "Sender address rejected: Policy Rejection- Quota exceeded; from=<a@firma.example> to=<b@x.example> "
         "proto=ESMTP helo=<pc>",
      CAUSE_SENDING_QUOTA },
    { AT "postfix/local[1]: 4dQ00K1Tz8zBsX: to=<u0@x.example>, relay=local, delay=30, delays=0/0/30/0, dsn=5.2.2, "
         "status=bounced (cannot update mailbox /var/mail/u0 for user u0. error writing message: File too large)",
      CAUSE_MAILBOX_FULL },
    { AT "postfix/submission/smtpd[1]: warning: AUTH command rate limit exceeded: 11 from unknown[192.0.2.5] for "
         "service submission",
      CAUSE_LOGIN_THROTTLED },
    { AT "sendmail[1]: 5AK8a1Xk012345: ruleset=check_rcpt, arg1=<b@x.example>, relay=[192.0.2.5], reject=550 5.7.1 "
         "<b@x.example>... Relaying denied. IP name lookup failed [192.0.2.5]",
      CAUSE_RELAY_DENIED },
    { "2026-11-20 09:00:00 1abcde-000001-AB ** u@x.example R=dnslookup T=remote_smtp: Too many \"Received\" "
      "headers - suspected mail loop",
      CAUSE_SERVER_MISCONFIGURED },
    { "2026-11-20 09:00:00 1abcde-000001-AB rejected from <eve@sender.example> H=mail.sender.example "
      "[203.0.113.20]: Too many \"Received\" headers - suspected mail loop",
      CAUSE_SERVER_MISCONFIGURED },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<u0@x.example>, relay=mx.x.example[203.0.113.9]:25, delay=30, "
         "delays=0/0/30/0, dsn=4.7.5, status=deferred (Cannot start TLS: handshake failure)",
      CAUSE_TLS_VERSION_MISMATCH },
    { AT "dovecot: imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.5, lip=10.0.0.5, "
         "TLS handshaking: SSL_accept() failed: error:1408F10B:SSL routines:ssl3_get_record:wrong version number, "
         "session=<x>",
      CAUSE_TLS_MODE_MISMATCH },
    { AT "dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): "
         "user=<a@x.example>, method=PLAIN, rip=192.0.2.5, lip=10.0.0.5, TLS, session=<x>",
      CAUSE_BAD_CREDENTIALS },
    { AT "dovecot: imap-login: Disconnected (tried to use disallowed plaintext auth): user=<>, rip=192.0.2.5, "
         "lip=10.0.0.5, session=<x>",
      CAUSE_ENCRYPTION_REQUIRED_FIRST },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<a@gibtsnicht.example>, relay=none, delay=3, delays=0.2/0/2.8/0, "
         "dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=gibtsnicht.example "
         "type=AAAA: Host not found)",
      CAUSE_RECIPIENT_DOMAIN_DNS },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<a@slow.example>, relay=none, delay=3, delays=0.2/0/2.8/0, "
         "dsn=4.4.1, status=deferred (connect to mx.slow.example[203.0.113.99]:25: Connection timed out)",
      CAUSE_DESTINATION_UNREACHABLE },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<a@slow.example>, relay=none, delay=3, delays=0.2/0/2.8/0, "
         "dsn=4.4.1, status=deferred (connect to mx.slow.example[203.0.113.99]:25: Connection refused)",
      CAUSE_DESTINATION_UNREACHABLE },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<a@slow.example>, relay=mx.slow.example[203.0.113.99]:25, delay=3, "
         "delays=0.2/0/2.8/0, dsn=4.4.2, status=deferred (lost connection with mx.slow.example[203.0.113.99] while "
         "receiving the initial server greeting)",
      CAUSE_DESTINATION_UNREACHABLE },
    { AT "postfix/lmtp[1]: 4dQ00K1Tz8zBsX: to=<a@x.example>, relay=none, delay=3, delays=0.2/0/2.8/0, dsn=4.4.1, "
         "status=deferred (connect to mx[private/dovecot-lmtp]: Connection refused)",
      CAUSE_SERVER_MISCONFIGURED },
    { AT "postfix/smtp[1]: 4dQ00K1Tz8zBsX: to=<a@x.example>, relay=none, delay=3, delays=0.2/0/2.8/0, dsn=4.4.1, "
         "status=deferred (connect to mx.x.example[203.0.113.99]:25: Operation not permitted)",
      CAUSE_OUTGOING_BLOCKED },
    { "Nov 20 09:01:05 mail dovecot: auth-worker(31326): sql(ghost@firma.example,198.51.100.23,<hG4>): unknown "
      "user",
      CAUSE_BAD_CREDENTIALS },
    { AT "postfix/smtpd[1]: NOQUEUE: reject: RCPT from pc[192.0.2.5]: 554 5.7.1 <pc[192.0.2.5]>: Client host "
         "rejected: Access denied; from=<a@firma.example> to=<b@x.example> proto=ESMTP helo=<pc>",
      CAUSE_IP_BLACKLISTED },
    { "Nov 20 09:00:05 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from pc[10.0.0.8]: 450 4.7.1 <x@y.example>: "
      "Recipient address rejected: Policy Rejection- Quota exceeded; from=<dora@firma.example> to=<x@y.example> "
      "proto=ESMTP helo=<pc>",
      CAUSE_SENDING_QUOTA },
    { AT "postfix/qmgr[8]: warning: mail for slow.example is using up 4001 of 5000 active queue entries",
      CAUSE_DESTINATION_UNREACHABLE },
};

static void test_causes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof caused / sizeof *caused; i++) {
        struct log_answer answer;
        ask(&answer, &everything, caused[i].line);
        if (answer.order_count != 1 || answer.order[0] != caused[i].cause)
            fail_msg("row %zu: %zu causes, the first %s", i, answer.order_count, cause_row(answer.order[0])->label);
        log_answer_free(&answer);
    }
}

/* Words that differ in names and numbers alone are one; those that say something else are not. */
static void test_words_key(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "550 5.1.1 <a@b.example>: User unknown", "550 5.1.1 <c@d.example>: User unknown", true },
        { "connect to mx.a.example[192.0.2.1]:25: Connection refused",
          "connect to mx.b.example[192.0.2.77]:25: Connection refused", true },
        { "queued as 4F1C2A0B9D", "queued as 5A0B1C2D3E", true },
        { "550 5.1.1 no", "550 5.7.1 no", false },
        { "550 no", "450 no", false },
        { "port 25", "port 587", false },
        { "User unknown", "Mailbox full", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((log_words_key(span_of(rows[i].a)) == log_words_key(span_of(rows[i].b))) != rows[i].same)
            fail_msg("row %zu", i);
}

/* A delivery that failed is told with the account that sent it, from lines before, across files. */
static void test_joined_across_files(void **state)
{
    struct log_answer answer;
    (void)state;
    log_answer_init(&answer, &everything);
    read_text(&answer, SPAN(AT "postfix/submission/smtpd[7]: 4ZxYw03bDlzK: client=box[203.0.113.5], sasl_method=PLAIN, "
                               "sasl_username=anna@example.com\n" AT
                               "postfix/qmgr[8]: 4ZxYw03bDlzK: from=<news@example.com>, size=1, nrcpt=1\n"));
    read_text(&answer, SPAN(AT "postfix/smtp[1]: 4ZxYw03bDlzK: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, "
                               "status=deferred (connect to x[192.0.2.9]:25: Connection timed out)\n"));
    log_answer_finish(&answer);
    const struct log_name *account = name_of(&answer.accounts, "anna@example.com");
    assert_non_null(account);
    assert_int_equal(account->failures, 1);
    assert_int_equal(account->logins_ok, 1);
    assert_int_equal(name_of(&answer.clients, "203.0.113.5")->failures, 1);
    log_answer_free(&answer);
}

/* The user database's reason and the mail server's refusal are one failure; a reason alone is one as well. */
static void test_reasons(void **state)
{
    struct log_answer answer;
    (void)state;
    ask(&answer, &everything,
        AT "dovecot: auth: ldap(anna@example.com,192.0.2.7,<x>): Password mismatch\n" AT
           "postfix/smtpd[1]: warning: box[192.0.2.7]: SASL PLAIN authentication failed: authentication failure\n");
    assert_int_equal(answer.failures, 1);
    assert_int_equal(name_of(&answer.accounts, "anna@example.com")->logins_failed, 1);
    log_answer_free(&answer);
    ask(&answer, &everything, AT "dovecot: auth: ldap(anna@example.com,192.0.2.7,<x>): Password mismatch\n");
    assert_int_equal(answer.failures, 1);
    log_answer_free(&answer);
}

static void add_failure(struct buf *text, unsigned client, unsigned account)
{
    buf_addf(text,
             AT "postfix/smtpd[1]: warning: x[192.0.2.%u]: SASL PLAIN authentication failed: authentication "
                "failure, sasl_username=user%u@example.com\n",
             client, account);
}

static void add_login(struct buf *text, unsigned client, unsigned account)
{
    buf_addf(text,
             AT "postfix/submission/smtpd[7]: 4ZxYw%07u: client=x[192.0.2.%u], sasl_method=PLAIN, "
                "sasl_username=user%u@example.com\n",
             client * 1000 + account, client, account);
}

/* Many accounts from one client is guessing; failures from where the account signs in are a person's own. */
static void test_guessing(void **state)
{
    struct buf text;
    struct log_answer answer;
    (void)state;
    buf_init(&text, MIB);
    for (unsigned i = 0; i < 9; i++)
        add_failure(&text, 66, i);
    add_login(&text, 7, 1);
    for (unsigned i = 0; i < 4; i++)
        add_failure(&text, 7, 1);
    add_failure(&text, 8, 2);
    ask(&answer, &everything, buf_text(&text));
    const struct log_group *group = &answer.groups[CAUSE_BAD_CREDENTIALS];
    assert_int_equal(group->count, 14);
    assert_int_equal(group->guessed, 9);
    assert_int_equal(group->own, 4);
    assert_true(log_client_guesses(name_of(&answer.clients, "192.0.2.66")));
    assert_false(log_client_guesses(name_of(&answer.clients, "192.0.2.7")));
    assert_false(log_client_guesses(name_of(&answer.clients, "192.0.2.8")));
    log_answer_free(&answer);
    buf_free(&text);
}

/* Who guesses and then signs in has broken in; an office behind one address has not, and one device is no guesser. */
static void test_break_in(void **state)
{
    struct buf text;
    struct log_answer answer;
    (void)state;
    buf_init(&text, MIB);
    for (unsigned i = 0; i < 40; i++)
        add_failure(&text, 66, i);
    add_login(&text, 66, 7);
    for (unsigned i = 100; i < 112; i++) {
        add_login(&text, 77, i);
        add_failure(&text, 77, i % 8 + 200);
    }
    for (unsigned i = 0; i < 60; i++)
        add_failure(&text, 88, 300);
    ask(&answer, &everything, buf_text(&text));
    assert_int_equal(answer.break_in_count, 1);
    assert_string_equal(answer.clients.all[answer.break_ins[0].client].name, "192.0.2.66");
    assert_string_equal(answer.accounts.all[answer.break_ins[0].account].name, "user7@example.com");
    assert_true(log_client_guesses(name_of(&answer.clients, "192.0.2.66")));
    assert_false(log_client_guesses(name_of(&answer.clients, "192.0.2.77")));
    assert_false(log_client_guesses(name_of(&answer.clients, "192.0.2.88")));
    assert_true(log_client_repeats(name_of(&answer.clients, "192.0.2.88")));
    assert_int_equal(answer.groups[CAUSE_BAD_CREDENTIALS].guessed, 40);
    assert_int_equal(answer.groups[CAUSE_BAD_CREDENTIALS].repeated, 60);
    assert_int_equal(answer.groups[CAUSE_BAD_CREDENTIALS].own, 0);
    log_answer_free(&answer);
    buf_free(&text);
}

/* What guessing makes most frequent does not stand before what people suffer from. */
static void test_order(void **state)
{
    struct buf text;
    struct log_answer answer;
    (void)state;
    buf_init(&text, MIB);
    for (unsigned i = 0; i < 50; i++)
        add_failure(&text, 66, i);
    buf_add_text(&text,
                 AT "postfix/smtp[1]: D0F29603B4: to=<a@b.example>, relay=x, delay=1, dsn=4.2.2, status=deferred "
                    "(host x[192.0.2.9] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command))\n");
    ask(&answer, &everything, buf_text(&text));
    assert_int_equal(answer.order_count, 2);
    assert_int_equal(answer.order[0], CAUSE_MAILBOX_FULL);
    log_answer_free(&answer);
    buf_free(&text);
}

#define TWO_DAYS                                                                                                       \
    "Nov 22 08:59:59 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: x, "               \
    "sasl_username=anna@example.com\n"                                                                                 \
    "Nov 23 09:00:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.1]: SASL PLAIN authentication failed: x, "               \
    "sasl_username=Anna@Example.com\n"                                                                                 \
    "Nov 23 09:30:00 mx1 postfix/smtpd[1]: warning: x[192.0.2.2]: SASL PLAIN authentication failed: x, "               \
    "sasl_username=otto@example.com\n"                                                                                 \
    "Nov 23 10:00:00 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 554 5.7.1 <a@b.example>: Relay "   \
    "access denied; from=<anna@example.com> to=<a@b.example> proto=ESMTP helo=<x>\n"

static void test_questions(void **state)
{
    int64_t day = log_days(2026, 11, 23) * 86400;
    const struct {
        struct log_question question;
        uint64_t failures;
    } rows[] = {
        { { .from = LOG_NO_TIME, .to = LOG_NO_TIME }, 4 },
        { { .account = "anna@example.com", .from = LOG_NO_TIME, .to = LOG_NO_TIME }, 3 },
        { { .account = "anna@example.com", .from = day, .to = day + 10 * 3600 }, 1 },
        { { .from = day + 9 * 3600, .to = LOG_NO_TIME }, 3 },
        { { .from = LOG_NO_TIME, .to = day }, 1 },
        { { .cause = CAUSE_RELAY_DENIED, .from = LOG_NO_TIME, .to = LOG_NO_TIME }, 1 },
        { { .account = "nobody@example.com", .from = LOG_NO_TIME, .to = LOG_NO_TIME }, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_answer answer;
        ask(&answer, &rows[i].question, TWO_DAYS);
        if (answer.failures != rows[i].failures)
            fail_msg("row %zu: %llu", i, (unsigned long long)answer.failures);
        log_answer_free(&answer);
    }
}

/* One message from arrival to its end, by its queue id and by its message id. */
static void test_message(void **state)
{
    static const char text[] =
        AT "postfix/smtpd[7]: 4ZxYw03bDlzK: client=box[203.0.113.5]\n" AT
           "postfix/smtpd[7]: 4OtherOther1: client=box[203.0.113.5]\n" AT
           "postfix/cleanup[7]: 4ZxYw03bDlzK: message-id=<m1@example.com>\n" AT
           "postfix/qmgr[8]: 4ZxYw03bDlzK: from=<anna@example.com>, size=1, nrcpt=1\n" AT
           "postfix/smtp[1]: 4ZxYw03bDlzK: to=<a@b.example>, relay=x, delay=1, dsn=2.0.0, status=sent (250 ok)\n";
    struct log_question by_queue = { .message = "4ZxYw03bDlzK", .from = LOG_NO_TIME, .to = LOG_NO_TIME };
    struct log_question by_id = { .message = "m1@example.com", .from = LOG_NO_TIME, .to = LOG_NO_TIME };
    struct log_answer answer;
    (void)state;
    ask(&answer, &by_queue, text);
    assert_int_equal(answer.step_count, 4);
    assert_int_equal(answer.steps[3].kind, LOG_SENT);
    log_answer_free(&answer);
    ask(&answer, &by_id, text);
    assert_int_equal(answer.step_count, 4);
    assert_int_equal(answer.steps[0].kind, LOG_ARRIVED);
    assert_int_equal(answer.steps[0].number, 1);
    assert_null(log_answer_verdict(&answer));
    log_answer_free(&answer);
}

/* A content filter hands it back under another id; what came of it there is its last word, however often it was put off
 * before. */
static void test_message_behind_filter(void **state)
{
    static const char text[] = AT
        "postfix/smtpd[7]: 4ZxYw03bDlzK: client=box[203.0.113.5]\n" AT
        "postfix/cleanup[7]: 4ZxYw03bDlzK: message-id=<m1@example.com>\n" AT
        "postfix/smtp[1]: 4ZxYw03bDlzK: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to "
        "127.0.0.1[127.0.0.1]:10024: Connection refused)\n" AT
        "postfix/smtp[1]: 4ZxYw03bDlzK: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to "
        "127.0.0.1[127.0.0.1]:10024: Connection refused)\n" AT
        "postfix/smtpd[7]: 4OtherOther1: client=localhost[127.0.0.1]\n" AT
        "postfix/smtp[1]: 4ZxYw03bDlzK: to=<a@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, dsn=2.0.0, "
        "status=sent (250 2.0.0 Ok: queued as 4OtherOther1)\n" AT
        "postfix/lmtp[1]: 4OtherOther1: to=<a@b.example>, relay=mx[private/lmtp], delay=1, dsn=5.2.2, status=bounced "
        "(host mx[private/lmtp] said: 552 5.2.2 <a@b.example> Quota exceeded (mailbox for user is full) (in reply to "
        "end of DATA command))\n";
    static const char *const ids[] = { "4ZxYw03bDlzK", "m1@example.com", "4OtherOther1" };
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct log_question question = { .from = LOG_NO_TIME, .to = LOG_NO_TIME };
        struct log_answer answer;
        mem_copy_text(question.message, sizeof question.message, span_of(ids[i]));
        ask(&answer, &question, text);
        assert_int_equal(log_answer_verdict(&answer)->cause, CAUSE_MAILBOX_FULL);
        assert_int_equal(log_answer_verdict(&answer)->line, 7);
        if (i < 2)
            assert_int_equal(answer.step_count, 7);
        log_answer_free(&answer);
    }
}

/* What the question asks for is counted, whether it failed or not. */
static void test_kinds(void **state)
{
    struct log_question of_anna = { .account = "anna@example.com", .from = LOG_NO_TIME, .to = LOG_NO_TIME };
    struct log_question of_client = { .account = "192.0.2.2", .from = LOG_NO_TIME, .to = LOG_NO_TIME };
    struct log_question of_nobody = { .account = "nobody@example.com", .from = LOG_NO_TIME, .to = LOG_NO_TIME };
    struct log_answer answer;
    (void)state;
    ask(&answer, &of_anna, TWO_DAYS);
    assert_int_equal(answer.kinds[LOG_LOGIN_FAILED], 2);
    assert_int_equal(answer.kinds[LOG_REJECTED], 1);
    log_answer_free(&answer);
    ask(&answer, &of_client, TWO_DAYS);
    assert_int_equal(answer.concerned, 1);
    assert_int_equal(answer.failures, 1);
    log_answer_free(&answer);
    ask(&answer, &of_nobody, TWO_DAYS);
    assert_int_equal(answer.concerned, 0);
    log_answer_free(&answer);
}

/* An account is one however it is written; a refused stranger is none of this server's accounts; a name's cause is the
 * one that came most often. */
static void test_names(void **state)
{
    struct log_answer answer;
    (void)state;
    ask(&answer, &everything,
        TWO_DAYS AT
        "postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.3]: 550 5.1.1 <a@b.example>: Recipient "
        "address rejected: User unknown; from=<eve@sender.example> to=<a@b.example> proto=ESMTP helo=<x>\n");
    assert_int_equal(name_of(&answer.accounts, "anna@example.com")->failures, 2);
    assert_null(name_of(&answer.accounts, "eve@sender.example"));
    assert_int_equal(name_of(&answer.clients, "192.0.2.1")->cause, CAUSE_BAD_CREDENTIALS);
    log_answer_free(&answer);
}

#define PUT_OFF(id, domain, why)                                                                                       \
    AT "postfix/smtp[1]: " id ": to=<a@" domain ">, relay=none, delay=1, dsn=4.4.1, status=deferred (" why ")\n"
#define SILENT(id, domain) PUT_OFF(id, domain, "connect to mx." domain "[192.0.2.9]:25: Connection timed out")

/* Of what was put off, that is told which still waits; and of one that was given up, why. */
static void test_waiting(void **state)
{
    struct log_answer answer;
    const struct log_name *top[4];
    (void)state;
    ask(&answer, &everything,
        SILENT("4AAAAAAAAAAA", "b.example") SILENT("4BBBBBBBBBBB", "c.example") SILENT("4CCCCCCCCCCC", "b.example") AT
        "postfix/qmgr[1]: 4BBBBBBBBBBB: removed\n" AT
        "postfix/qmgr[1]: 4CCCCCCCCCCC: from=<anna@example.com>, status=expired, returned to sender\n"
        "Nov 23 11:00:00 mx1 postfix/smtp[1]: 4AAAAAAAAAAA: to=<a@b.example>, relay=none, delay=1, dsn=4.4.1, "
        "status=deferred (connect to mx.b.example[192.0.2.9]:25: Connection timed out)\n");
    assert_int_equal(answer.queue.count, 2);
    assert_int_equal(answer.queue.interval, 2 * 3600);
    assert_int_equal(log_queue_top(&answer.queue, top, 4), 1);
    assert_string_equal(top[0]->name, "b.example");
    assert_int_equal(top[0]->others, 2);
    assert_int_equal(answer.groups[CAUSE_DESTINATION_UNREACHABLE].count, 5);
    assert_int_equal(answer.groups[CAUSE_NONE].count, 0);
    log_answer_free(&answer);
}

/* Whose side it is that nobody answers shows in whether anybody did. */
static void test_outgoing(void **state)
{
#define THREE                                                                                                          \
    SILENT("4AAAAAAAAAAA", "b.example") SILENT("4BBBBBBBBBBB", "c.example") SILENT("4CCCCCCCCCCC", "d.example")
    static const struct {
        const char *text;
        enum cause cause;
    } rows[] = {
        { SILENT("4AAAAAAAAAAA", "b.example"), CAUSE_DESTINATION_UNREACHABLE },
        { THREE, CAUSE_OUTGOING_BLOCKED },
        { THREE AT "postfix/smtp[1]: 4DDDDDDDDDDD: to=<a@e.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
                   "dsn=2.0.0, status=sent (250 ok)\n",
          CAUSE_OUTGOING_BLOCKED },
        { THREE AT "postfix/smtp[1]: 4DDDDDDDDDDD: to=<a@e.example>, relay=mx.e.example[192.0.2.7]:25, delay=1, "
                   "dsn=2.0.0, status=sent (250 ok)\n",
          CAUSE_DESTINATION_UNREACHABLE },
        { THREE AT "postfix/smtp[1]: 4DDDDDDDDDDD: to=<a@e.example>, relay=mx.e.example[192.0.2.7]:25, delay=1, "
                   "dsn=5.1.1, status=bounced (host mx.e.example[192.0.2.7] said: 550 5.1.1 User unknown (in reply to "
                   "RCPT TO command))\n",
          CAUSE_DESTINATION_UNREACHABLE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct log_answer answer;
        ask(&answer, &everything, rows[i].text);
        if (log_answer_verdict(&answer)->cause != rows[i].cause)
            fail_msg("row %zu: %s", i, cause_row(log_answer_verdict(&answer)->cause)->label);
        log_answer_free(&answer);
    }
}

static void test_chart(void **state)
{
    struct log_answer answer;
    struct log_chart chart;
    struct buf out;
    (void)state;
    buf_init(&out, KIB);
    ask(&answer, &everything, TWO_DAYS);
    log_chart_make(&answer, CAUSE_COUNT, 64, &chart);
    assert_int_equal(chart.cell_hours, 1);
    assert_int_equal(chart.count, 27);
    assert_int_equal(chart.most, 2);
    assert_int_equal(chart.cells[0], 1);
    assert_int_equal(chart.cells[25], 2);
    log_chart_make(&answer, CAUSE_COUNT, 5, &chart);
    assert_int_equal(chart.cell_hours, 6);
    log_chart_text(&chart, &out);
    assert_true(out.len >= chart.count);
    log_answer_free(&answer);
    buf_free(&out);
}

/* More names than places: all failures are still counted. */
static void test_many_names(void **state)
{
    struct log_names names;
    (void)state;
    log_names_init(&names);
    for (unsigned i = 0; i < LOG_NAMES_MAX + 1000; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "user%u", i);
        struct log_name *name = log_names_take(&names, span_of(text));
        if (name)
            name->failures++;
    }
    assert_true(names.count <= LOG_NAMES_MAX);
    assert_int_equal(names.count + names.left_out, LOG_NAMES_MAX + 1000);
    assert_non_null(log_names_take(&names, SPAN("user0")));
    log_names_free(&names);
}

/* ---- folding ---- */

static const char coming_and_going[] =
    AT "postfix/smtpd[1]: 4ZAAAAAAAAz1: client=a[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" AT
       "postfix/qmgr[2]: 4ZAAAAAAAAz1: from=<anna@b.example>, size=1, nrcpt=1 (queue active)\n" AT
       "postfix/qmgr[2]: 4ZAAAAAAAAz1: removed\n" AT
       "postfix/smtpd[1]: 4ZAAAAAAAAz2: client=a[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n" AT
       "postfix/qmgr[2]: 4ZAAAAAAAAz2: from=<anna@b.example>, size=1, nrcpt=1 (queue active)\n" AT
       "postfix/smtp[3]: 4ZAAAAAAAAz2: to=<x@c.example>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, "
       "status=deferred (connect to c.example[192.0.2.9]:25: Connection timed out)\n" AT
       "postfix/smtpd[1]: 4ZAAAAAAAAz3: client=b[192.0.2.2]\n" AT
       "postfix/qmgr[2]: 4ZAAAAAAAAz3: from=<boris@b.example>, size=1, nrcpt=1 (queue active)\n" AT
       "postfix/smtpd[1]: 4ZAAAAAAAAz2: client=b[192.0.2.2]\n" AT "postfix/qmgr[2]: 4ZAAAAAAAAz2: removed\n" AT
       "postfix/smtp[3]: 4ZAAAAAAAAz3: to=<y@c.example>, relay=none, delay=1, delays=1/0/0/0, dsn=5.1.1, "
       "status=bounced (host c.example[192.0.2.9] said: 550 5.1.1 no such user (in reply to RCPT TO command))\n" AT
       "postfix/qmgr[2]: 4ZAAAAAAAAz3: removed\n";

static void ask_line_by_line(struct log_answer *answer, const char *text)
{
    struct span rest = span_of(text);
    struct span line;
    log_answer_init(answer, &everything);
    struct scan scan = { .sink = log_answer_sink(answer), .threads = 1, .now = NOW, .limits = LIMITS_NONE };
    while (span_line(&rest, &line)) {
        struct scan_counts counts;
        char bytes[KIB];
        mem_copy_text(bytes, sizeof bytes, line);
        scan_counts_init(&counts);
        scan_lines(span_of(bytes), &scan, &counts);
    }
    log_answer_finish(answer);
}

/* Lines of one message that stand together are folded, those that come one by one are not: both count the same. */
static void test_folded_counts_the_same(void **state)
{
    (void)state;
    struct log_answer folded;
    struct log_answer single;
    ask(&folded, &everything, coming_and_going);
    ask_line_by_line(&single, coming_and_going);
    assert_int_equal(single.logins_ok, 2);
    assert_int_equal(single.failures, 2);
    assert_int_equal(single.queue.count, 0);
    assert_int_equal(folded.logins_ok, single.logins_ok);
    assert_int_equal(folded.failures, single.failures);
    assert_int_equal(folded.queue.count, single.queue.count);
    assert_int_equal(folded.concerned, single.concerned);
    assert_memory_equal(folded.kinds, single.kinds, sizeof folded.kinds);
    assert_int_equal(folded.accounts.count, single.accounts.count);
    for (size_t i = 0; i < single.accounts.count; i++) {
        const struct log_name *name = name_of(&folded.accounts, single.accounts.all[i].name);
        assert_non_null(name);
        assert_int_equal(name->failures, single.accounts.all[i].failures);
    }
    log_answer_free(&folded);
    log_answer_free(&single);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_causes),     cmocka_unit_test(test_folded_counts_the_same),
        cmocka_unit_test(test_words_key),  cmocka_unit_test(test_joined_across_files),
        cmocka_unit_test(test_reasons),    cmocka_unit_test(test_guessing),
        cmocka_unit_test(test_order),      cmocka_unit_test(test_questions),
        cmocka_unit_test(test_message),    cmocka_unit_test(test_chart),
        cmocka_unit_test(test_many_names), cmocka_unit_test(test_message_behind_filter),
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_waiting),    cmocka_unit_test(test_outgoing),
        cmocka_unit_test(test_break_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
