#include "net/stream.h"
#include "practice/practice.h"
#include "smtp/session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define TOP "id a\nlevel easy\ncause none\nserver s.example\n"

enum { WITHIN_MS = 10000, CLIENTS = 200, STOP_WITHIN_US = 500 * 1000 };

/* A case with its server, and one client of it. */
struct play {
    struct practice_case *practice;
    struct practice_server *server;
    struct target target;
    struct stream stream;
    struct buf input;
};

static struct limits soon(void)
{
    return limits_within(LIMITS_NONE, WITHIN_MS);
}

static void play_serve(struct play *play, const char *text)
{
    struct practice_error error = { 0 };
    *play = (struct play){ .practice = practice_read(span_of(text), &error), .stream = STREAM_CLOSED };
    if (!play->practice)
        fail_msg("line %u: %s", error.line, error.expected);
    play->server = practice_serve(play->practice, 0);
    assert_non_null(play->server);
    target_init(&play->target);
    practice_target(play->practice, play->server, &play->target);
    buf_init(&play->input, 64 * KIB);
}

static int dial_port(const struct target *target, uint16_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(target_dial_port(target, port)) };
    assert_int_equal(inet_pton(AF_INET, target->connect_to, &address.sin_addr), 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static void play_connect(struct play *play, uint16_t port)
{
    int fd = dial_port(&play->target, port);
    assert_true(fd >= 0);
    buf_clear(&play->input);
    stream_adopt(&play->stream, fd);
}

static void play_end(struct play *play)
{
    stream_close(&play->stream);
    practice_server_free(play->server);
    practice_case_free(play->practice);
    target_clear(&play->target);
    buf_free(&play->input);
}

/* The next line of the server, or "(closed)". */
static void hear(struct play *play, char *out, size_t room)
{
    size_t end;
    (void)snprintf(out, room, "(closed)");
    while ((end = span_find_char(buf_span(&play->input), '\n')) == SPAN_NONE) {
        enum outcome outcome = stream_read(&play->stream, &play->input, 4096, soon());
        if (outcome == OUTCOME_OUT_OF_TIME)
            fail_msg("the server says nothing");
        if (outcome != OUTCOME_DONE)
            return;
    }
    struct span line = span_trim(span_head(buf_span(&play->input), end));
    (void)snprintf(out, room, "%.*s", SPAN_ARG(line));
    buf_drop(&play->input, end + 1);
}

/* In one piece: two would wait for each other's acknowledgement. */
static void say(struct play *play, struct span line)
{
    struct buf bytes;
    buf_init(&bytes, 64 * KIB);
    buf_add(&bytes, line);
    buf_add_text(&bytes, "\r\n");
    assert_int_equal(stream_write(&play->stream, buf_span(&bytes), soon()), OUTCOME_DONE);
    buf_free(&bytes);
}

static void encrypt(struct play *play)
{
    struct tls_wish wish = { .host = "s.example", .ca_file = play->target.ca_file };
    struct tls_report report = { 0 };
    assert_int_equal(stream_start_tls(&play->stream, &wish, soon(), &report), OUTCOME_DONE);
    assert_int_equal(report.fault, CERTIFICATE_GOOD);
}

/* Lines "C: …" are said, "S: …" are patterns (fnmatch) of what must come, "TLS" is the handshake. */
static void play_script(struct play *play, const char *script)
{
    struct span rest = span_of(script), line;
    char heard[1024], expected[1024];
    while (span_line(&rest, &line)) {
        if (span_equal(line, SPAN("TLS"))) {
            encrypt(play);
        } else if (span_starts(line, SPAN("C: "))) {
            say(play, span_from(line, 3));
        } else {
            (void)snprintf(expected, sizeof expected, "%.*s", SPAN_ARG(span_from(line, 3)));
            hear(play, heard, sizeof heard);
            if (fnmatch(expected, heard, 0) != 0)
                fail_msg("expected '%s', heard '%s' in:\n%s", expected, heard, script);
        }
    }
}

static void play_row(const char *text, uint16_t port, const char *script)
{
    char whole[1024];
    struct play play;
    (void)snprintf(whole, sizeof whole, "%s%s", TOP, text);
    play_serve(&play, whole);
    play_connect(&play, port);
    play_script(&play, script);
    play_end(&play);
}

static void speaks_smtp(void **state)
{
    static const struct {
        const char *text;
        uint16_t port;
        const char *script;
    } rows[] = {
        { "listen 25 plain\n", 25,
          "S: 220 s.example ESMTP\nC: MAIL FROM:<a@b.example>\nS: 503 *\nC: HELO\nS: 501 *\nC: HELO me\n"
          "S: 250 s.example\nC: RCPT TO:<c@d.example>\nS: 503 *\nC: DATA\nS: 503 *\nC: MAIL TO:<a>\nS: 501 *\n"
          "C: mail from:<a@b.example>\nS: 250 *\nC: MAIL FROM:<a@b.example>\nS: 503 *\nC: DATA\nS: 554 *\n"
          "C: RCPT TO:<c@d.example>\nS: 250 *\nC: DATA\nS: 354 *\nC: Subject: x\nC: \nC: ..\nC: .x\nC: .\nS: 250 *\n"
          "C: RCPT TO:<c@d.example>\nS: 503 *\nC: RSET\nS: 250 *\nC: NOOP\nS: 250 *\nC: VRFY x\nS: 252 *\n"
          "C: HELP\nS: 214 *\nC: WHAT\nS: 500 *\nC: STARTTLS\nS: 500 *\nC: AUTH PLAIN\nS: 503 *\nC: QUIT\nS: 221 *\n"
          "S: (closed)" },
        { "ehlo SIZE 100\nallow-recipient c@d.example\nallow-sender a@b.example\nlisten 25 plain\n", 25,
          "S: 220 *\nC: EHLO me\nS: 250-s.example\nS: 250 SIZE 100\nC: MAIL FROM:<a@b.example> SIZE=101\nS: 552 *\n"
          "C: MAIL FROM:<x@b.example>\nS: 553 *x@b.example*\nC: MAIL FROM:<a@b.example> SIZE=100\nS: 250 *\n"
          "C: RCPT TO:<x@d.example>\nS: 550 *x@d.example*\nC: RCPT TO:<C@d.example>\nS: 250 *\nC: DATA\nS: 354 *\n"
          "C: 1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\n"
          "C: .\nS: 552 *\nC: QUIT\nS: 221 *" },
        { "accept anna pass\nehlo PIPELINING\nehlo-after-tls AUTH PLAIN LOGIN\nlisten 587 starttls\n", 587,
          "S: 220 *\nC: EHLO me\nS: 250-s.example\nS: 250-PIPELINING\nS: 250 STARTTLS\nC: AUTH PLAIN AGFubmEAcGFzcw==\n"
          "S: 530 5.7.0 *STARTTLS*\nC: MAIL FROM:<a@b.example>\nS: 530 *\nC: STARTTLS\nS: 220 *\nTLS\nC: STARTTLS\n"
          "S: 554 *\nC: EHLO me\nS: 250-s.example\nS: 250 AUTH PLAIN LOGIN\nC: MAIL FROM:<a@b.example>\nS: 530 *\n"
          "C: AUTH CRAM-MD5\nS: 504 *\nC: AUTH\nS: 501 *\nC: AUTH PLAIN !\nS: 501 *\nC: AUTH PLAIN\nS: 334\nC: *\n"
          "S: 501 *\nC: AUTH PLAIN YW5uYQ==\nS: 501 *\nC: AUTH PLAIN AGFubmEAUGFzcw==\nS: 535 *\nC: AUTH LOGIN\n"
          "S: 334 VXNlcm5hbWU6\nC: YW5uYQ==\nS: 334 UGFzc3dvcmQ6\nC: cGFzcw==\nS: 235 *\nC: AUTH LOGIN\nS: 503 *\n"
          "C: MAIL FROM:<a@b.example>\nS: 250 *\nC: QUIT\nS: 221 *\nS: (closed)" },
        { "accept anna pass\nehlo AUTH XOAUTH2 OAUTHBEARER\nlisten 465 tls\n", 465,
          "TLS\nS: 220 *\nC: EHLO me\nS: 250-*\nS: 250 AUTH XOAUTH2 OAUTHBEARER\n"
          "C: AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHdyb25nAQE=\nS: 334 ey*\nC: \nS: 535 *\n"
          "C: AUTH XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHBhc3MBAQ==\nS: 235 *" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        play_row(rows[i].text, rows[i].port, rows[i].script);
}

static void misbehaves_as_told(void **state)
{
    static const struct {
        const char *text;
        uint16_t port;
        const char *script;
    } rows[] = {
        { "reply greeting 554 5.7.1 go away\nlisten 25 plain\n", 25,
          "S: 554 5.7.1 go away\nC: EHLO me\nS: 503 *\nC: QUIT\nS: 221 *\nS: (closed)" },
        { "reply greeting 421 4.7.0 {host} busy\nlisten 25 plain\n", 25, "S: 421 4.7.0 s.example busy\nS: (closed)" },
        { "reply greeting \"+OK POP3\"\nlisten 25 plain\n", 25, "S: +OK POP3\nC: QUIT\nS: 221 *" },
        { "close 25\n", 25, "S: (closed)" },
        { "reset 25\n", 25, "S: (closed)" },
        { "at connect close\nlisten 465 tls\n", 465, "S: (closed)" },
        { "at tls close\nlisten 587 starttls\n", 587, "S: 220 *\nC: STARTTLS\nS: 220 *\nS: (closed)" },
        { "reply starttls 454 4.7.0 TLS not available\nlisten 587 plain\n", 587, "S: 220 *\nC: STARTTLS\nS: 454 *" },
        { "after greeting close\nlisten 25 plain\n", 25, "S: 220 *\nS: (closed)" },
        { "at ehlo reset\nlisten 25 plain\n", 25, "S: 220 *\nC: EHLO me\nS: (closed)" },
        { "reply ehlo 502 5.5.1 no\nlisten 25 plain\n", 25, "S: 220 *\nC: EHLO me\nS: 502 *\nC: HELO me\nS: 250 *" },
        { "delay greeting 30ms\ndrip greeting 1ms\ncut ehlo 5\nlisten 25 plain\n", 25,
          "S: 220 s.example ESMTP\nC: EHLO me\nS: (closed)" },
        { "reply rcpt 550-\xd3\xca\\xcf\\xe4\nreply rcpt 550 {recipient} {sender} {helo} {other}\nlisten 25 plain\n",
          25,
          "S: 220 *\nC: EHLO me\nS: 250 *\nC: MAIL FROM:<a@b.c>\nS: 250 *\nC: RCPT TO:<d@e.f>\nS: "
          "550-\xd3\xca\xcf\xe4\n"
          "S: 550 d@e.f a@b.c me {other}" },
        { "ehlo AUTH PLAIN NTLM\nreply auth-accepted 454 4.7.0 later\naccept a b\nlisten 25 plain\n", 25,
          "S: 220 *\nC: EHLO me\nS: 250-*\nS: 250 *\nC: AUTH NTLM\nS: 504 *\nC: AUTH PLAIN AGEAYg==\nS: 454 *\n"
          "C: MAIL FROM:<a@b.c>\nS: 530 *" },
        { "ehlo AUTH PLAIN\nreply auth 502 5.5.1 no\nlisten 25 plain\n", 25,
          "S: 220 *\nC: EHLO me\nS: 250-*\nS: 250 *\nC: AUTH PLAIN AGEAYg==\nS: 502 *" },
        { "ehlo AUTH PLAIN\naccept a b\nlock-after 2\nlisten 25 plain\n", 25,
          "S: 220 *\nC: EHLO me\nS: 250-*\nS: 250 *\nC: AUTH PLAIN AGEAYQ==\nS: 535 5.7.8 *\nC: AUTH PLAIN AGEAYQ==\n"
          "S: 535 5.7.8 *\nC: AUTH PLAIN AGEAYg==\nS: 535 5.7.0 *locked*" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        play_row(rows[i].text, rows[i].port, rows[i].script);
}

static void refuses_ports_that_nobody_serves(void **state)
{
    static const uint16_t refused[] = { 25, 465, 2525 };
    struct practice_ports ports;
    struct play play;
    (void)state;
    play_serve(&play, TOP "listen 587 starttls\nrefuse 465\n");
    practice_server_ports(play.server, &ports);
    assert_int_equal(ports.count, 1);
    assert_int_equal(ports.listening[0].port, 587);
    assert_int_equal(target_dial_port(&play.target, 587), ports.listening[0].to);
    assert_string_equal(play.target.connect_to, "127.0.0.1");
    for (size_t i = 0; i < ROWS(refused); i++) {
        assert_int_not_equal(target_dial_port(&play.target, refused[i]), refused[i]);
        assert_int_equal(dial_port(&play.target, refused[i]), -1);
        assert_int_equal(errno, ECONNREFUSED);
    }
    play_end(&play);
}

/* Signs in with our own client; true when the server let it. */
static bool sign_in(struct play *play, enum mechanism mechanism, const char *password)
{
    struct record record;
    struct session session = { 0 };
    struct login_result result;
    struct secret secret = { 0 };
    struct tls_report report;
    bool injected;
    record_init(&record);
    struct scribe scribe = record_scribe(&record);
    struct session_wish wish = { .scribe = &scribe,
                                 .began = clock_now(),
                                 .where = { "s.example", 587, SECURITY_STARTTLS } };
    wish.id = scribe.open_session(scribe.owner, &wish.where, "127.0.0.1");
    play_connect(play, 587);
    session_open(&session, &play->stream, &wish, soon());
    struct tls_wish tls = { .host = "s.example", .ca_file = play->target.ca_file };
    bool ready = session_greet(&session) && session_ehlo(&session, "me") &&
                 session_starttls(&session, &tls, &report, &injected) && session_ehlo(&session, "me");
    assert_true(ready);
    secret_set(&secret, span_of(password));
    struct login login = { .mechanism = mechanism, .user = SPAN("anna"), .secret = &secret };
    session_login(&session, &login, &result);
    if (result.end != LOGIN_ACCEPTED)
        assert_int_equal(session.reply.code, 535);
    session_close(&session);
    secret_clear(&secret);
    record_clear(&record);
    return result.end == LOGIN_ACCEPTED;
}

static void knows_mechanisms(void **state)
{
    static const enum mechanism mechanisms[] = { MECHANISM_PLAIN,      MECHANISM_LOGIN,       MECHANISM_CRAM_MD5,
                                                 MECHANISM_DIGEST_MD5, MECHANISM_SCRAM_SHA_1, MECHANISM_SCRAM_SHA_256,
                                                 MECHANISM_XOAUTH2,    MECHANISM_OAUTHBEARER };
    struct play play;
    (void)state;
    play_serve(&play, TOP "accept anna \"gr\\xc3\\xbcn 1\"\n"
                          "ehlo AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER\n"
                          "listen 587 starttls\n");
    for (size_t i = 0; i < ROWS(mechanisms); i++) {
        if (!sign_in(&play, mechanisms[i], "gr\xc3\xbcn 1"))
            fail_msg("%s refuses the right password", mechanism_word(mechanisms[i]));
        if (sign_in(&play, mechanisms[i], "gr\xc3\xbcn 2"))
            fail_msg("%s accepts a wrong password", mechanism_word(mechanisms[i]));
    }
    play_end(&play);
}

static void outlives_bad_clients(void **state)
{
    static const struct span junk = SPAN("\0\x16\x03\x01 EHLO \xff\xfe");
    char line[1024];
    struct play play;
    (void)state;
    play_serve(&play, TOP "listen 25 plain\nlisten 465 tls\n");
    /* an endless line */
    play_connect(&play, 25);
    hear(&play, line, sizeof line);
    memset(line, 'A', sizeof line);
    for (int i = 0; i < 16; i++)
        assert_int_equal(stream_write(&play.stream, (struct span){ line, sizeof line }, soon()), OUTCOME_DONE);
    hear(&play, line, sizeof line);
    assert_string_equal(line, "500 5.5.2 Error: line too long");
    stream_close(&play.stream);
    /* nonsense for ever */
    play_connect(&play, 25);
    hear(&play, line, sizeof line);
    for (int i = 0; i < 20; i++) {
        say(&play, junk);
        hear(&play, line, sizeof line);
    }
    hear(&play, line, sizeof line);
    assert_string_equal(line, "421 4.7.0 Error: too many errors");
    stream_close(&play.stream);
    /* plain text where TLS is due */
    play_connect(&play, 465);
    say(&play, SPAN("EHLO me, this is no TLS record at all"));
    stream_abort(&play.stream);
    play_connect(&play, 25);
    play_script(&play, "S: 220 *\nC: EHLO me\nS: 250 *");
    play_end(&play);
}

static void serves_many_and_stops_at_once(void **state)
{
    static struct stream streams[CLIENTS];
    struct play play;
    (void)state;
    play_serve(&play, TOP "listen 25 plain\nsilent 465\nlisten 587 starttls\ndelay greeting 60s\n");
    for (size_t i = 0; i < CLIENTS; i++) {
        static const uint16_t ports[] = { 25, 25, 25, 465, 587 };
        stream_adopt(&streams[i], dial_port(&play.target, ports[i % ROWS(ports)]));
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        if (i % 5 > 2)
            continue;
        buf_clear(&play.input);
        play.stream = streams[i];
        play_script(&play, "S: 220 *\nC: EHLO me\nS: 250 *\nC: NOOP\nS: 250 *");
        play.stream = STREAM_CLOSED;
    }
    moment before = clock_now();
    practice_server_free(play.server);
    assert_true(clock_now() - before < STOP_WITHIN_US);
    play.server = NULL;
    for (size_t i = 0; i < CLIENTS; i++)
        stream_close(&streams[i]);
    play_end(&play);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_smtp),
        cmocka_unit_test(misbehaves_as_told),
        cmocka_unit_test(refuses_ports_that_nobody_serves),
        cmocka_unit_test(knows_mechanisms),
        cmocka_unit_test(outlives_bad_clients),
        cmocka_unit_test(serves_many_and_stops_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
