#include "logs/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a text's decisive reply is; code 0: there is none. */
static const struct {
    const char *text;
    unsigned code;
    const char *enhanced;
    enum stage stage;
    const char *words;
} decisive[] = {
    { "535 5.7.8 Error: authentication failed", 535, "5.7.8", STAGE_AUTH, "authentication failed" },
    { "535-5.7.8 Username and Password not accepted.\n535 5.7.8  Learn more", 535, "5.7.8", STAGE_AUTH,
      "Username and Password" },
    { "Error: Invalid login: 534-5.7.9 Application-specific password required", 534, "5.7.9", STAGE_AUTH,
      "Application-specific" },
    { "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')", 535, "5.7.8", STAGE_AUTH,
      "authentication failed" },
    { "Expected response code \"250\" but got code \"535\", with message \"535 5.7.8 no\"", 535, "5.7.8", STAGE_AUTH,
      "no" },
    { "postfix/smtp[1]: 4A7F: to=<a@b.c>, relay=mx.b.c[192.0.2.1]:25, delay=2, dsn=5.1.1, status=bounced (host "
      "mx.b.c[192.0.2.1] said: 550 5.1.1 <a@b.c>: User unknown (in reply to RCPT TO command))",
      550, "5.1.1", STAGE_RCPT, "User unknown" },
    { "2026-01-02 10:00:00 1abc SMTP error from remote mail server after MAIL FROM:<a@b.c>: 553 sorry", 553, "",
      STAGE_MAIL, "sorry" },
    { "<- 220 mx ESMTP\n-> EHLO a\n<- 250 mx\n-> MAIL FROM:<a@b.c>\n<- 530 5.7.0 Authentication required", 530, "5.7.0",
      STAGE_MAIL, "Authentication required" },
    { "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full", 552, "5.2.2", STAGE_RCPT, "Mailbox full" },
    { "response: '421 4.7.0 Too many connections'", 421, "4.7.0", STAGE_NONE, "Too many" },
    { "S: 220 hi\nC: EHLO x\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGEAYg==\nS: 535 no", 535, "", STAGE_AUTH,
      "no" },
    { "554 5.7.1 &lt;a@b.c&gt;: Relay access denied", 554, "5.7.1", STAGE_NONE, "<a@b.c>: Relay" },
    /* how libraries and programs show a reply */
    { "javax.mail.AuthenticationFailedException: 535 5.7.8 Bad credentials", 535, "5.7.8", STAGE_AUTH, "Bad" },
    { "com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.1 Client was not authenticated", 530, "5.7.1", STAGE_NONE,
      "Client was" },
    { "smtplib.SMTPSenderRefused: (553, b'sorry', 'a@b.c')", 553, "", STAGE_MAIL, "sorry" },
    { "smtplib.SMTPRecipientsRefused: {'a@b.c': (550, b'5.1.1 unknown')}", 550, "5.1.1", STAGE_RCPT, "unknown" },
    { "smtplib.SMTPDataError: (554, b'5.7.1 spam')", 554, "5.7.1", STAGE_CONTENT, "spam" },
    { "smtplib.SMTPHeloError: (501, b'bad')", 501, "", STAGE_EHLO, "bad" },
    { "smtplib.SMTPConnectError: (421, b'busy')", 421, "", STAGE_GREETING, "busy" },
    { "Error: Invalid login: 535 Authentication failed", 535, "", STAGE_AUTH, "Authentication failed" },
    { "responseCode: 535, command: 'AUTH PLAIN'", 535, "", STAGE_AUTH, "" },
    { "response: '550 5.1.1 no', responseCode: 550, command: 'RCPT TO'", 550, "5.1.1", STAGE_RCPT, "no" },
    { "Message failed: 554 DT:SPM 163 smtp2", 554, "", STAGE_NONE, "DT:SPM" },
    { "SMTP Error: data not accepted. SMTP server error: 554 5.7.1 no", 554, "5.7.1", STAGE_NONE, "no" },
    { "Password command failed: 535 Incorrect authentication data", 535, "", STAGE_AUTH, "Incorrect" },
    { "gomail: could not send email 1: 552 suspended", 552, "", STAGE_NONE, "suspended" },
    { "closing the WriteCloser: 554 Transaction failed", 554, "", STAGE_NONE, "Transaction failed" },
    { "curl: (67) Access denied: 535", 535, "", STAGE_AUTH, "" },
    { "msmtp: server message: 530 5.7.0 Must issue", 530, "5.7.0", STAGE_NONE, "Must issue" },
    { "Net::SMTPAuthenticationError: 535 5.7.8 no", 535, "5.7.8", STAGE_AUTH, "no" },
    { "Net::SMTPFatalError: 553 from must match", 553, "", STAGE_NONE, "from must match" },
    { "The server response was: 5.7.57 no. Error: 535 5.7.3 Authentication unsuccessful", 535, "5.7.3", STAGE_AUTH,
      "Authentication unsuccessful" },
    { "Remote Server returned '554 5.7.0 no'", 554, "5.7.0", STAGE_NONE, "no" },
    { "Negative SMTP reply: 550 no", 550, "", STAGE_NONE, "no" },
    { "Client was not authenticated, code: 530", 530, "", STAGE_NONE, "" },
    { "ERROR: 535-5.7.8 a\n535 5.7.8 b", 535, "5.7.8", STAGE_AUTH, "a" },
    /* logs and bounces */
    { "SMTP error from remote mail server after RCPT TO:<a@b.c>: 550 5.1.1 unknown", 550, "5.1.1", STAGE_RCPT,
      "unknown" },
    { "SMTP error from remote mail server after end of data: 550 spam", 550, "", STAGE_CONTENT, "spam" },
    { "SMTP error from remote mail server after initial connection: 554 listed", 554, "", STAGE_GREETING, "listed" },
    { "host mx[192.0.2.1] refused to talk to me: 421 4.7.0 busy", 421, "4.7.0", STAGE_GREETING, "busy" },
    { "NOQUEUE: reject: RCPT from x[192.0.2.1]: 554 5.7.1 <a@b.c>: Relay access denied", 554, "5.7.1", STAGE_RCPT,
      "Relay access denied" },
    { "NOQUEUE: reject: MAIL from x[192.0.2.1]: 450 4.1.8 <a@b>: no", 450, "4.1.8", STAGE_MAIL, "no" },
    { "NOQUEUE: reject: EHLO from x[192.0.2.1]: 504 5.5.2 <pc>: no", 504, "5.5.2", STAGE_EHLO, "no" },
    { "said: 452 4.2.2 full (in reply to RCPT TO command)", 452, "4.2.2", STAGE_RCPT, "full" },
    { "said: 550 no (in reply to end of DATA command)", 550, "", STAGE_CONTENT, "no" },
    { "said: 530 5.7.0 no (in reply to MAIL FROM command)", 530, "5.7.0", STAGE_MAIL, "no" },
    { "dovecot_login authenticator failed for (pc) [192.0.2.1]:5: 535 Incorrect", 535, "", STAGE_AUTH, "Incorrect" },
    { "Status: 5.1.1\nRemote-MTA: dns; mx.b.c\nDiagnostic-Code: smtp; 550 5.1.1 unknown", 550, "5.1.1", STAGE_RCPT,
      "unknown" },
    { "Remote host said: 550 5.1.1 no such user", 550, "5.1.1", STAGE_RCPT, "no such user" },
    { "591 your host is blacklisted", 591, "", STAGE_NONE, "blacklisted" },
    /* transcripts */
    { "S: 220 hi\nC: STARTTLS\nS: 502 no", 502, "", STAGE_STARTTLS, "no" },
    { "C: EHLO x\nS: 501 bad name", 501, "", STAGE_EHLO, "bad name" },
    { "C: MAIL FROM:<a@b.c>\nS: 250 ok\nC: RCPT TO:<d@e.f>\nS: 550 no", 550, "", STAGE_RCPT, "no" },
    { "C: DATA\nS: 354 go\nC: .\nS: 554 spam", 554, "", STAGE_DATA, "spam" },
    { "S: 334 VXNlcm5hbWU6\nC: x\nS: 535 no", 535, "", STAGE_AUTH, "no" },
    { "SERVER -> CLIENT: 535 5.7.8 no", 535, "5.7.8", STAGE_AUTH, "no" },
    { "<** 535 5.7.8 no", 535, "5.7.8", STAGE_AUTH, "no" },
    { "<~* 535 no", 535, "", STAGE_AUTH, "no" },
    { "<<< 550 5.1.1 no", 550, "5.1.1", STAGE_RCPT, "no" },
    { "[SMTP] 535 no", 535, "", STAGE_AUTH, "no" },
    /* which one decides */
    { "C: AUTH PLAIN x\nS: 535 no\nC: MAIL FROM:<a@b.c>\nS: 250 ok\nC: RCPT TO:<d@e.f>\nS: 554 relay", 535, "",
      STAGE_AUTH, "no" },
    { "C: AUTH PLAIN x\nS: 535 no\nC: AUTH LOGIN\nS: 235 ok\nC: RCPT TO:<d@e.f>\nS: 550 relay", 550, "", STAGE_RCPT,
      "relay" },
    { "C: RCPT TO:<d@e.f>\nS: 550 unknown\nC: DATA\nS: 503 need RCPT", 550, "", STAGE_RCPT, "unknown" },
    { "S: 550 unknown\nS: 554 5.5.1 Error: no valid recipients", 550, "", STAGE_NONE, "unknown" },
    { "S: 421 first\nS: 421 second", 421, "", STAGE_NONE, "first" },
    /* 5.7.8 and 5.7.9 of the message, not of a sign-in */
    { "550 5.7.9 sender is unauthenticated", 550, "5.7.9", STAGE_NONE, "sender" },
    { "535 5.7.9 application password", 535, "5.7.9", STAGE_AUTH, "application" },
    /* numbers that are no replies */
    { "needs 389 bytes, max avail: 0", 0, "", STAGE_NONE, "" },
    { "connect to mx[192.0.2.1]:587: Connection refused", 0, "", STAGE_NONE, "" },
    { "Jun 15 12:15:35 mail postfix/smtp[553]: delay=535", 0, "", STAGE_NONE, "" },
    { "4F553ABC: lost connection", 0, "", STAGE_NONE, "" },
    { "size 550/2000 KB", 0, "", STAGE_NONE, "" },
    { "mail.js:553:12", 0, "", STAGE_NONE, "" },
    { "{\"status\":\"400\"}", 0, "", STAGE_NONE, "" },
    { "Exim 4.92.3 and Postfix 3.5.25", 0, "", STAGE_NONE, "" },
    { "[192.0.2.1]:465 closed", 0, "", STAGE_NONE, "" },
    { "errno 535i", 0, "", STAGE_NONE, "" },
    { "dial tcp 192.0.2.1:587: i/o timeout", 0, "", STAGE_NONE, "" },
    { "connected to port 465 at 12:535 on 2026-11-23", 0, "", STAGE_NONE, "" },
    { "HTTP/1.1 500 Internal", 0, "", STAGE_NONE, "" },
};

static void test_decisive_reply(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decisive / sizeof *decisive; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(decisive[i].text), &context);
        const struct fact *reply = record_find(&record, FACT_REPLY);
        if ((reply ? reply->code : 0) != decisive[i].code)
            fail_msg("%s: code %u", decisive[i].text, reply ? reply->code : 0);
        if (reply && (strcmp(reply->enhanced, decisive[i].enhanced) != 0 || reply->stage != decisive[i].stage ||
                      !strstr(reply->text, decisive[i].words)))
            fail_msg("%s: %s %s '%s'", decisive[i].text, reply->enhanced, stage_word(reply->stage), reply->text);
        record_clear(&record);
    }
}

static const struct fact *context_told(const struct record *record, const char *subject)
{
    for (size_t i = 0; i < record->fact_count; i++)
        if (record->facts[i].kind == FACT_CONTEXT && strcmp(record->facts[i].subject, subject) == 0)
            return &record->facts[i];
    return NULL;
}

/* What stands around the failure: server, port, mechanism, the name that was looked up. */
static void test_what_is_seen_around(void **state)
{
    static const struct {
        const char *text, *subject, *found; /* NULL: nothing */
    } rows[] = {
        { "Could not connect to SMTP host: smtp.qq.com, port: 465", "host", "smtp.qq.com" },
        { "Could not connect to SMTP host: smtp.qq.com, port: 465", "port", "465" },
        { "connect ECONNREFUSED 192.0.2.1:587", "port", "587" },
        { "tcp://mail.163.com:587 (Connection refused)", "host", "mail.163.com" },
        { "[2001:db8::1]:465: timed out", "port", "465" },
        { "'port' => 465,", "port", "465" },
        { "it took 465 ms", "port", NULL },
        { "id 4655", "port", NULL },
        { "smtp.example.com is only an example", "host", NULL },
        { "C: AUTH XOAUTH2 x", "mechanism", "XOAUTH2" },
        { "command: 'AUTH PLAIN'", "mechanism", "PLAIN" },
        { "250-AUTH LOGIN PLAIN", "mechanism", NULL },
        { "getaddrinfo ENOTFOUND smtp.gmial.com", "looked-up", "smtp.gmial.com" },
        { "getaddrinfo ENOTFOUND smtp.a.b smtp.a.b:465", "looked-up", "smtp.a.b" },
        { "hostname: 'smtp.gmail.com '", "looked-up", "smtp.gmail.com " },
        { "dial tcp: lookup mail.a.b: no such host", "looked-up", "mail.a.b" },
        { "UnknownHostException: mail.a.b", "looked-up", "mail.a.b" },
        { "220 mx.google.com ESMTP x - gsmtp", "banner", "smtp.gmail.com" },
        { "220 mx.a.b ESMTP\n535 no", "greeting", "220 mx.a.b ESMTP" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        const struct fact *told = context_told(&record, rows[i].subject);
        if (!told != !rows[i].found || (told && strcmp(told->text, rows[i].found) != 0))
            fail_msg("%s: %s is '%s'", rows[i].text, rows[i].subject, told ? told->text : "");
        record_clear(&record);
    }
}

/* Without a basic code the enhanced one still counts (".NET: The server response was: 5.7.57 …"). */
static void test_bare_enhanced_codes(void **state)
{
    static const struct {
        const char *text, *enhanced;
    } rows[] = {
        { "5.7.8 Username and Password not accepted", "5.7.8" },
        { "The server response was: 5.7.57 Client not authenticated", "5.7.57" },
        { "dsn=4.4.1, status=deferred (timed out)", "4.4.1" },
        { "mail from PHPMailer 5.2.18", "" },
        { "Exim 4.92.3", "" },
        { "smtp 2.1.5 ok", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        const struct fact *said = record_find(&record, FACT_SAID);
        if (!said || strcmp(said->enhanced, rows[i].enhanced) != 0)
            fail_msg("%s: '%s'", rows[i].text, said ? said->enhanced : "nothing said");
        record_clear(&record);
    }
}

static bool record_holds(const struct record *record, const char *word)
{
    for (size_t i = 0; i < record->fact_count; i++)
        if (strstr(record->facts[i].text, word) || strstr(record->facts[i].subject, word))
            return true;
    for (size_t i = 0; i < record->session_count; i++)
        for (size_t k = 0; k < record->sessions[i]->line_count; k++)
            if (strstr(record->sessions[i]->lines[k].raw, word))
                return true;
    return false;
}

static void test_secrets_never_reach_the_record(void **state)
{
    static const struct {
        const char *text, *secret;
    } rows[] = {
        { "C: AUTH PLAIN AGFubmEAVG9wU2VjcmV0\nS: 535 5.7.8 no", "AGFubmEAVG9wU2VjcmV0" },
        { "AUTH LOGIN\n334 VXNlcm5hbWU6\nYW5uYUBleGFtcGxl\n334 UGFzc3dvcmQ6\nVG9wU2VjcmV0MTIz\n535 no",
          "VG9wU2VjcmV0MTIz" },
        { "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 VXNlcm5hbWU6\nCLIENT -> SERVER: YW5uYUBleGFtcGxl\n"
          "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: VG9wU2VjcmV0MTIz\nSERVER -> CLIENT: 535 no",
          "VG9wU2VjcmV0MTIz" },
        { "535 no\npassword=TopSecret123", "TopSecret123" },
        { "smtp://anna:TopSecret123@smtp.example.com:587 failed: 535 no", "TopSecret123" },
        { "{ auth: { \"user\": \"a\", \"pass\": \"TopSecret123\" } } 535 no", "TopSecret123" },
        { "Authorization: Bearer ya29.TopSecret123 535 no", "TopSecret123" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        if (record_holds(&record, rows[i].secret))
            fail_msg("row %zu: the secret is in the record", i);
        record_clear(&record);
    }
}

static void test_character_sets(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        { "535 \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc", "授权码" },
        { "535 \xcd\xe5\xe2\xe5\xf0\xed\xfb\xe9 \xef\xe0\xf0\xee\xeb\xfc \xef\xf0\xe8\xeb\xee\xe6\xe5\xed\xe8\xff",
          "пароль" },
        { "535 \\u6388\\u6743\\u7801", "授权码" },
        { "535 =E6=8E=88=E6=9D=83=E7=A0=81", "授权码" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct intake_context context = { 0 };
        record_init(&record);
        intake_read(&record, span_of(rows[i].text), &context);
        if (!record_holds(&record, rows[i].words))
            fail_msg("row %zu: '%s'", i, record.fact_count ? record.facts[0].text : "");
        record_clear(&record);
    }
}

static void test_any_bytes_are_answered(void **state)
{
    (void)state;
    size_t len = 16u * 1024 * 1024;
    char *bytes = malloc(len);
    uint32_t seed = 7;
    struct record record;
    struct intake_context context = { 0 };
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (char)(seed >> 24);
    }
    record_init(&record);
    intake_read(&record, (struct span){ bytes, len }, &context);
    assert_true(record.fact_count > 0);
    record_clear(&record);
    free(bytes);
}

static void test_nothing_is_said_to_be_nothing(void **state)
{
    (void)state;
    struct record record;
    struct intake_context context = { 0 };
    record_init(&record);
    intake_read(&record, SPAN("the quick brown fox"), &context);
    assert_non_null(record_find(&record, FACT_NOTHING_RECOGNISED));
    record_clear(&record);
    record_init(&record);
    intake_read(&record, SPAN_EMPTY, &context);
    assert_non_null(record_find(&record, FACT_NOTHING_RECOGNISED));
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decisive_reply),
        cmocka_unit_test(test_what_is_seen_around),
        cmocka_unit_test(test_bare_enhanced_codes),
        cmocka_unit_test(test_secrets_never_reach_the_record),
        cmocka_unit_test(test_character_sets),
        cmocka_unit_test(test_any_bytes_are_answered),
        cmocka_unit_test(test_nothing_is_said_to_be_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
