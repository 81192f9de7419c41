#include "talk.h"

#include "base/base64.h"

#include <gsasl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

static const struct {
    const char *name;
    enum mechanism mechanism;
    const char *user, *secret, *said;
    enum login_end end;
    unsigned logins;
    const char *error, *sent, *transcript;
} rows[] = {
    { "PLAIN", MECHANISM_PLAIN, "tim", "hunter2", "235 2.7.0 ok\r\n", LOGIN_ACCEPTED, 1, "",
      "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|", "H: AUTH PLAIN <initial response hidden>\nS: 235 2.7.0 ok\n" },
    { "PLAIN refused", MECHANISM_PLAIN, "tim", "hunter2", "535 5.7.8 no\r\n", LOGIN_REFUSED, 1, "",
      "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|", "H: AUTH PLAIN <initial response hidden>\nS: 535 5.7.8 no\n" },
    { "PLAIN, bytes beyond ASCII and blanks", MECHANISM_PLAIN, "us \xc3\xa9r",
      " \xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c, ", "454 4.7.0 later\r\n", LOGIN_REFUSED, 1, "",
      "AUTH PLAIN AHVzIMOpcgAg0L/QsNGA0L7Qu9GMLCA=\r\n|",
      "H: AUTH PLAIN <initial response hidden>\nS: 454 4.7.0 later\n" },
    { "PLAIN asked again", MECHANISM_PLAIN, "tim", "hunter2", "334 \r\n501 off\r\n", LOGIN_UNREADABLE, 1,
      "asked again after the answer", "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|*\r\n|",
      "H: AUTH PLAIN <initial response hidden>\nS: 334 \nC: *\nS: 501 off\n" },
    { "250 is not 235", MECHANISM_PLAIN, "tim", "hunter2", "250 ok\r\n", LOGIN_UNREADABLE, 1, "",
      "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|", "H: AUTH PLAIN <initial response hidden>\nS: 250 ok\n" },
    { "no reply at all", MECHANISM_PLAIN, "tim", "hunter2", "what\r\n", LOGIN_UNREADABLE, 1, "",
      "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|", "H: AUTH PLAIN <initial response hidden>\nS: what\n" },
    { "hung up", MECHANISM_PLAIN, "tim", "hunter2", "", LOGIN_STOPPED, 1, "", "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|",
      "H: AUTH PLAIN <initial response hidden>\nE: closed: closed by the server\n" },
    { "LOGIN", MECHANISM_LOGIN, "tim", "hunter2", "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 ok\r\n", LOGIN_ACCEPTED,
      1, "", "AUTH LOGIN\r\n|dGlt\r\n|aHVudGVyMg==\r\n|",
      "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nH: <user name hidden, 4 bytes>\nS: 334 UGFzc3dvcmQ6\n"
      "H: <password hidden>\nS: 235 ok\n" },
    { "LOGIN, prompts in words of their own", MECHANISM_LOGIN, "us \xc3\xa9r",
      " \xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c, ", "334 Your name?\r\n334\r\n235 ok\r\n", LOGIN_ACCEPTED, 1,
      "Your name?", "AUTH LOGIN\r\n|dXMgw6ly\r\n|INC/0LDRgNC+0LvRjCwg\r\n|",
      "C: AUTH LOGIN\nS: 334 Your name?\nH: <user name hidden, 8 bytes>\nS: 334\nH: <password hidden>\nS: 235 ok\n" },
    { "LOGIN not taken", MECHANISM_LOGIN, "tim", "hunter2", "504 5.7.4 no\r\n", LOGIN_REFUSED, 0, "", "AUTH LOGIN\r\n|",
      "C: AUTH LOGIN\nS: 504 5.7.4 no\n" },
    { "LOGIN, refused at the name", MECHANISM_LOGIN, "tim", "hunter2", "334 VXNlcm5hbWU6\r\n535 no\r\n", LOGIN_REFUSED,
      1, "", "AUTH LOGIN\r\n|dGlt\r\n|",
      "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nH: <user name hidden, 4 bytes>\nS: 535 no\n" },
    { "LOGIN, a third question", MECHANISM_LOGIN, "tim", "hunter2",
      "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n334 VG9rZW46\r\n501 off\r\n", LOGIN_UNREADABLE, 1,
      "asked again after user name and password", "AUTH LOGIN\r\n|dGlt\r\n|aHVudGVyMg==\r\n|*\r\n|",
      "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nH: <user name hidden, 4 bytes>\nS: 334 UGFzc3dvcmQ6\n"
      "H: <password hidden>\nS: 334 VG9rZW46\nC: *\nS: 501 off\n" },
    { "CRAM-MD5", MECHANISM_CRAM_MD5, "tim", "tanstaaftanstaaf",
      "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n235 ok\r\n", LOGIN_ACCEPTED, 1, "",
      "AUTH CRAM-MD5\r\n|dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n|",
      "C: AUTH CRAM-MD5\nS: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\nH: <response hidden>\n"
      "S: 235 ok\n" },
    { "CRAM-MD5, no base64", MECHANISM_CRAM_MD5, "tim", "hunter2", "334 <1@x>\r\n501 off\r\n", LOGIN_UNREADABLE, 0,
      "<1@x>", "AUTH CRAM-MD5\r\n|*\r\n|", "C: AUTH CRAM-MD5\nS: 334 <1@x>\nC: *\nS: 501 off\n" },
    { "CRAM-MD5 without end", MECHANISM_CRAM_MD5, "tim", "hunter2", "334 PDFAeD4=\r\n334 PDFAeD4=\r\n334 PDFAeD4=\r\n",
      LOGIN_UNREADABLE, 1, "asked again after the last answer", NULL, NULL },
    { "XOAUTH2 refused", MECHANISM_XOAUTH2, "tim", "hunter2", "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n535 no\r\n",
      LOGIN_REFUSED, 1, "{\"status\":\"401\"}", "AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgaHVudGVyMgEB\r\n|\r\n|",
      "H: AUTH XOAUTH2 <initial response hidden>\nS: 334 eyJzdGF0dXMiOiI0MDEifQ==\nC: \nS: 535 no\n" },
    { "OAUTHBEARER refused", MECHANISM_OAUTHBEARER, "tim", "hunter2", "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n535 no\r\n",
      LOGIN_REFUSED, 1, "{\"status\":\"401\"}",
      "AUTH OAUTHBEARER bixhPXRpbSwBaG9zdD1tYWlsLmV4YW1wbGUBcG9ydD01ODcBYXV0aD1CZWFyZXIgaHVudGVyMgEB\r\n|AQ==\r\n|",
      "H: AUTH OAUTHBEARER <initial response hidden>\nS: 334 eyJzdGF0dXMiOiI0MDEifQ==\nC: AQ==\nS: 535 no\n" },
    { "token echoed in the error", MECHANISM_XOAUTH2, "tim", "hunter2",
      "334 eyJ0b2tlbiI6Imh1bnRlcjIifQ==\r\n535 no\r\n", LOGIN_REFUSED, 1, "{\"token\":\"<hidden>\"}",
      "AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgaHVudGVyMgEB\r\n|\r\n|",
      "H: AUTH XOAUTH2 <initial response hidden>\nS: 334 <hidden>\nC: \nS: 535 no\n" },
    { "SCRAM-PLUS without TLS", MECHANISM_SCRAM_SHA_1_PLUS, "tim", "hunter2", "535 no\r\n", LOGIN_UNREADABLE, 0,
      "no TLS channel to bind to", "", "" },
    { "SCRAM accepted without proof", MECHANISM_SCRAM_SHA_1, "tim", "hunter2", "235 ok\r\n", LOGIN_ACCEPTED, 1,
      "accepted without the server's signature", NULL, "H: AUTH SCRAM-SHA-1 <initial response hidden>\nS: 235 ok\n" },
};

struct account {
    enum mechanism mechanism;
    const char *user;
    const char *password;
};

static struct login_result sign_in(struct talk *talk, const struct account *account)
{
    struct login_result result;
    struct secret secret = { 0 };
    secret_set(&secret, span_of(account->password));
    struct login login = { account->mechanism, span_of(account->user), &secret };
    session_login(&talk->session, &login, &result);
    secret_clear(&secret);
    return result;
}

static const struct account tim = { MECHANISM_PLAIN, "tim", "hunter2" };

static void check_row(size_t i)
{
    struct talk talk;
    struct account account = { rows[i].mechanism, rows[i].user, rows[i].secret };
    struct buf sent;
    buf_init(&sent, 4 * KIB);
    talk_open(&talk, span_of(rows[i].said), LIMITS_NONE);
    talk_hang_up(&talk);
    struct login_result result = sign_in(&talk, &account);
    if (result.end != rows[i].end || talk.record.logins_used != rows[i].logins)
        fail_msg("%s: end %d, %u logins", rows[i].name, (int)result.end, talk.record.logins_used);
    assert_string_equal(result.server_error, rows[i].error);
    assert_int_equal(result.command.line, *rows[i].name == 'S' && rows[i].end == LOGIN_UNREADABLE ? 0 : 1);
    if (rows[i].transcript)
        talk_expect_transcript(&talk, rows[i].transcript);
    talk_close(&talk, &sent);
    if (rows[i].sent) {
        assert_true(span_starts(buf_span(&sent), span_of(rows[i].sent)));
        struct span rest = span_from(buf_span(&sent), span_of(rows[i].sent).len);
        assert_true(rest.len == 0 || span_equal(rest, SPAN("QUIT\r\n|")));
    }
    buf_free(&sent);
    record_clear(&talk.record);
}

static void signs_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(i);
}

/* RFC 4954, 4: a command line has 512 bytes; what does not fit waits for the server's go-ahead. */
static void holds_back_what_does_not_fit(void **state)
{
    static const struct {
        size_t password_len;
        const char *sent_first;
    } lens[] = { { 368, "AUTH PLAIN AHUA" },
                 { 369, "AUTH PLAIN AHUA" },
                 { 370, "AUTH PLAIN\r\n|AHUA" },
                 { 9000, "AUTH PLAIN\r\n|AHUA" } };
    static char password[9001];
    (void)state;
    for (size_t i = 0; i < ROWS(lens); i++) {
        struct talk talk;
        struct account account = { MECHANISM_PLAIN, "u", password };
        struct buf sent;
        bool waits = lens[i].password_len > 369;
        buf_init(&sent, 64 * KIB);
        memset(password, 'p', sizeof password);
        password[lens[i].password_len] = '\0';
        talk_open(&talk, waits ? SPAN("334 \r\n235 ok\r\n") : SPAN("235 ok\r\n"), LIMITS_NONE);
        struct login_result result = sign_in(&talk, &account);
        assert_int_equal(result.end, LOGIN_ACCEPTED);
        assert_int_equal(talk.record.logins_used, 1);
        talk_expect_transcript(&talk, waits ? "C: AUTH PLAIN\nS: 334 \nH: <response hidden>\nS: 235 ok\n"
                                            : "H: AUTH PLAIN <initial response hidden>\nS: 235 ok\n");
        talk_close(&talk, &sent);
        assert_true(span_starts(buf_span(&sent), span_of(lens[i].sent_first)));
        assert_true(waits || span_find(buf_span(&sent), SPAN("\r\n|")) + 2 <= 512);
        buf_free(&sent);
        record_clear(&talk.record);
    }
}

static void hides_what_a_server_echoes(void **state)
{
    struct talk talk;
    struct buf words;
    (void)state;
    buf_init(&words, KIB);
    talk_open(&talk,
              SPAN("535-5.7.8 AUTH PLAIN AHRpbQBodW50ZXIy\r\n535 5.7.8 tim/hunter2 wrong\r\n250 hunter2 again\r\n"),
              LIMITS_NONE);
    assert_int_equal(sign_in(&talk, &tim).end, LOGIN_REFUSED);
    reply_words(&talk.session.reply, &words);
    assert_string_equal(buf_text(&words), "AUTH PLAIN <hidden> tim/<hidden> wrong");
    assert_true(session_command(&talk.session, SPAN("NOOP")));
    talk_end(&talk, "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|NOOP\r\n|QUIT\r\n|",
             "H: AUTH PLAIN <initial response hidden>\nS: 535-5.7.8 AUTH PLAIN <hidden>\n"
             "S: 535 5.7.8 tim/<hidden> wrong\nC: NOOP\nS: 250 <hidden> again\nC: QUIT\n");
    buf_free(&words);
}

static void says_when_time_is_over(void **state)
{
    struct talk talk;
    (void)state;
    talk_open(&talk, SPAN(""), limits_within(LIMITS_NONE, 20));
    assert_int_equal(sign_in(&talk, &tim).end, LOGIN_STOPPED);
    assert_int_equal(talk.session.outcome, OUTCOME_OUT_OF_TIME);
    assert_int_equal(sign_in(&talk, &tim).end, LOGIN_STOPPED);
    assert_int_equal(talk.record.logins_used, 1);
    talk_end(&talk, "AUTH PLAIN AHRpbQBodW50ZXIy\r\n|",
             "H: AUTH PLAIN <initial response hidden>\nE: no-answer: no answer within 0 s\n");
}

/* A server that knows the password, by the library's other half. */
struct verifier {
    int fd;
    const char *mechanism;
    const char *password;
};

static int tell_password(Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
    const struct verifier *verifier = gsasl_callback_hook_get(context);
    if (property != GSASL_PASSWORD)
        return GSASL_NO_CALLBACK;
    gsasl_property_set(session, GSASL_PASSWORD, verifier->password);
    return GSASL_OK;
}

static void say(int fd, const char *code, const char *text)
{
    char line[4096];
    int len = snprintf(line, sizeof line, "%s %s\r\n", code, text);
    (void)!send(fd, line, (size_t)len, MSG_NOSIGNAL);
}

static bool hear(int fd, char line[4096])
{
    ssize_t len = recv(fd, line, 4095, 0);
    line[len > 0 ? len : 0] = '\0';
    line[strcspn(line, "\r")] = '\0';
    return len > 0;
}

static int verify(const struct verifier *verifier, Gsasl_session *session)
{
    char line[4096];
    char *out = NULL;
    hear(verifier->fd, line);
    char *initial = strrchr(line, ' ') + 1;
    int rc = gsasl_step64(session, strcmp(initial, verifier->mechanism) != 0 ? initial : "", &out);
    while (rc == GSASL_NEEDS_MORE || (rc == GSASL_OK && *out)) {
        say(verifier->fd, "334", out);
        gsasl_free(out);
        out = NULL;
        if (!hear(verifier->fd, line) || rc == GSASL_OK)
            break;
        rc = gsasl_step64(session, line, &out);
    }
    gsasl_free(out);
    return rc;
}

static void *run_verifier(void *argument)
{
    struct verifier *verifier = argument;
    Gsasl *context = NULL;
    Gsasl_session *session = NULL;
    gsasl_init(&context);
    gsasl_callback_hook_set(context, verifier);
    gsasl_callback_set(context, tell_password);
    gsasl_server_start(context, verifier->mechanism, &session);
    gsasl_property_set(session, GSASL_SERVICE, "smtp");
    gsasl_property_set(session, GSASL_HOSTNAME, "mail.example");
    gsasl_property_set(session, GSASL_REALM, "example");
    say(verifier->fd, verify(verifier, session) == GSASL_OK ? "235" : "535", "so");
    gsasl_finish(session);
    gsasl_done(context);
    return NULL;
}

static void proves_the_password_without_sending_it(void **state)
{
    static const struct {
        const char *password;
        enum mechanism mechanism;
        enum login_end end;
    } proofs[] = {
        { "p\xc3\xa4ss wort", MECHANISM_SCRAM_SHA_256, LOGIN_ACCEPTED },
        { "p\xc3\xa4ss wort", MECHANISM_SCRAM_SHA_1, LOGIN_ACCEPTED },
        { "p\xc3\xa4ss wort", MECHANISM_DIGEST_MD5, LOGIN_ACCEPTED },
        { "p\xc3\xa4ss wort", MECHANISM_CRAM_MD5, LOGIN_ACCEPTED },
        { "another", MECHANISM_SCRAM_SHA_256, LOGIN_REFUSED },
        { "another", MECHANISM_DIGEST_MD5, LOGIN_REFUSED },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(proofs); i++) {
        struct talk talk;
        struct account account = { proofs[i].mechanism, "tim", proofs[i].password };
        struct buf transcript;
        pthread_t thread;
        buf_init(&transcript, 64 * KIB);
        talk_open(&talk, SPAN(""), limits_within(LIMITS_NONE, 10000));
        struct verifier verifier = { talk.server, mechanism_word(proofs[i].mechanism), "p\xc3\xa4ss wort" };
        assert_int_equal(pthread_create(&thread, NULL, run_verifier, &verifier), 0);
        struct login_result result = sign_in(&talk, &account);
        assert_int_equal(result.end, proofs[i].end);
        assert_string_equal(result.server_error, "");
        pthread_join(thread, NULL);
        talk_transcript(&talk, &transcript);
        assert_true(span_find(buf_span(&transcript), SPAN("hidden>")) != SPAN_NONE);
        session_close(&talk.session);
        close(talk.server);
        record_clear(&talk.record);
        buf_free(&transcript);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_in),
        cmocka_unit_test(holds_back_what_does_not_fit),
        cmocka_unit_test(hides_what_a_server_echoes),
        cmocka_unit_test(says_when_time_is_over),
        cmocka_unit_test(proves_the_password_without_sending_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
