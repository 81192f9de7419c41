#include "talk.h"

#include <pthread.h>
#include <stdlib.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

/* A server with a certificate of its own on a stream socket: takes STARTTLS when asked to, then talks inside TLS. */
struct tls_server {
    int fd;
    bool asks_for_starttls;
    struct tls_identity *identity;
};

static void answer(struct stream *stream, struct span reply, struct limits limits)
{
    struct buf command;
    buf_init(&command, KIB);
    if (stream_read(stream, &command, KIB, limits) == OUTCOME_DONE)
        stream_write(stream, reply, limits);
    buf_free(&command);
}

static void *run_server(void *argument)
{
    struct tls_server *server = argument;
    struct stream stream;
    struct limits limits = limits_within(LIMITS_NONE, 10000);
    stream_adopt(&stream, server->fd);
    if (server->asks_for_starttls)
        answer(&stream, SPAN("220 go\r\n"), limits);
    if (stream_accept_tls(&stream, server->identity, limits) == OUTCOME_DONE) {
        answer(&stream, SPAN("250-mail.example\r\n250 AUTH SCRAM-SHA-256-PLUS\r\n"), limits);
        answer(&stream, SPAN("535 no\r\n"), limits);
        answer(&stream, SPAN("221 bye\r\n"), limits);
    }
    stream_close(&stream);
    return NULL;
}

static void open_session(struct talk *talk, int fd)
{
    struct stream stream;
    struct endpoint where = { .host = "mail.example", .port = 587 };
    stream_adopt(&stream, fd);
    record_init(&talk->record);
    talk->scribe = record_scribe(&talk->record);
    struct session_wish wish = { .scribe = &talk->scribe, .began = clock_now(), .where = where };
    wish.id = talk->scribe.open_session(talk->scribe.owner, &where, "192.0.2.1");
    session_open(&talk->session, &stream, &wish, limits_within(LIMITS_NONE, 10000));
}

static void talk_inside_tls(struct session *session)
{
    struct secret secret = { 0 };
    struct login_result result;
    secret_set(&secret, SPAN("hunter2"));
    struct login login = { MECHANISM_SCRAM_SHA_256_PLUS, SPAN("tim"), &secret };
    assert_true(session->in_tls);
    assert_true(session_ehlo(session, "me"));
    assert_int_equal(session->ehlo.mechanisms, 1u << MECHANISM_SCRAM_SHA_256_PLUS);
    session_login(session, &login, &result);
    assert_int_equal(result.end, LOGIN_REFUSED);
    secret_clear(&secret);
}

static void check_lines(const struct record *record, bool starttls)
{
    const struct session_log *log = record->sessions[0];
    size_t i = 0;
    if (starttls) {
        assert_string_equal(log->lines[i++].raw, "STARTTLS");
        assert_string_equal(log->lines[i++].raw, "220 go");
        assert_false(log->lines[i - 1].in_tls);
    }
    assert_int_equal(log->lines[i].note, NOTE_TLS);
    assert_true(span_starts(line_raw(&log->lines[i]), SPAN("TLSv1.3 TLS_")));
    assert_true(span_find(line_raw(&log->lines[i]), SPAN("mail.example")) != SPAN_NONE);
    assert_string_equal(log->lines[i + 1].raw, "EHLO me");
    assert_true(log->lines[i + 1].in_tls);
    assert_string_equal(log->lines[i + 4].raw, "AUTH SCRAM-SHA-256-PLUS <initial response hidden>");
    assert_string_equal(log->lines[i + 5].raw, "535 no");
}

static void check_tls(bool starttls, struct tls_identity *identity)
{
    struct talk talk;
    struct tls_report report;
    bool injected = true;
    int ends[2];
    pthread_t thread;
    struct tls_wish wish = { .host = "mail.example" };
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    struct tls_server server = { ends[1], starttls, identity };
    assert_int_equal(pthread_create(&thread, NULL, run_server, &server), 0);
    open_session(&talk, ends[0]);
    if (starttls) {
        assert_true(session_starttls(&talk.session, &wish, &report, &injected));
        assert_false(injected);
    } else {
        assert_true(session_start_tls(&talk.session, &wish, &report));
    }
    assert_int_equal(report.end, TLS_UP);
    talk_inside_tls(&talk.session);
    session_close(&talk.session);
    pthread_join(thread, NULL);
    check_lines(&talk.record, starttls);
    record_clear(&talk.record);
}

static void talks_inside_tls(void **state)
{
    struct tls_identity_wish wish = { .common_name = "mail.example", .not_before = -60, .not_after = 3600 };
    struct tls_identity *identity = tls_identity_new(&wish);
    (void)state;
    assert_non_null(identity);
    check_tls(true, identity);
    check_tls(false, identity);
    tls_identity_free(identity);
}

static void takes_a_refusal(void **state)
{
    struct talk talk;
    struct tls_report report;
    bool injected = true;
    struct tls_wish wish = { .host = "mail.example" };
    (void)state;
    talk_open(&talk, SPAN("454 4.7.0 no\r\n"), LIMITS_NONE);
    assert_true(session_starttls(&talk.session, &wish, &report, &injected));
    assert_false(injected || talk.session.in_tls);
    assert_int_equal(report.end, TLS_SILENT);
    assert_string_equal(report.reason, "no handshake");
    talk_end(&talk, "STARTTLS\r\n|QUIT\r\n|", "C: STARTTLS\nS: 454 4.7.0 no\nC: QUIT\n");
}

/* RFC 3207, 6 and CVE-2011-0411: what follows the 220 in plain text is reported and never becomes a reply. */
static void reports_injected_bytes(void **state)
{
    static const struct {
        const char *said, *shown;
    } rows[] = {
        { "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n", "S: 250-evil\nS: 250 AUTH PLAIN\n" },
        { "220 go\r\nx", "S: x\n" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct talk talk;
        struct tls_report report;
        bool injected = false;
        struct tls_wish wish = { .host = "mail.example" };
        struct buf transcript;
        buf_init(&transcript, KIB);
        talk_open(&talk, span_of(rows[i].said), LIMITS_NONE);
        talk_hang_up(&talk);
        assert_false(session_starttls(&talk.session, &wish, &report, &injected));
        assert_true(injected);
        assert_int_equal(talk.session.input.len, 0);
        assert_int_not_equal(talk.session.outcome, OUTCOME_DONE);
        assert_false(session_ehlo(&talk.session, "me"));
        talk_transcript(&talk, &transcript);
        assert_true(span_starts(buf_span(&transcript), SPAN("C: STARTTLS\nS: 220 go\n")));
        assert_true(span_find(buf_span(&transcript), span_of(rows[i].shown)) != SPAN_NONE);
        assert_true(span_find(buf_span(&transcript), SPAN("E: tls-failed: ")) != SPAN_NONE);
        session_close(&talk.session);
        close(talk.server);
        record_clear(&talk.record);
        buf_free(&transcript);
    }
}

static void notes_why_there_is_no_tls(void **state)
{
    struct talk talk;
    struct tls_report report;
    bool injected = true;
    struct tls_wish wish = { .host = "mail.example" };
    (void)state;
    talk_open(&talk, SPAN("220 go\r\n"), LIMITS_NONE);
    talk_hang_up(&talk);
    assert_false(session_starttls(&talk.session, &wish, &report, &injected));
    assert_false(injected || talk.session.in_tls);
    assert_int_equal(report.end, TLS_CLOSED);
    const struct session_log *log = talk.record.sessions[0];
    assert_int_equal(log->line_count, 3);
    assert_int_equal(log->lines[2].note, NOTE_TLS_FAILED);
    assert_true(span_starts(line_raw(&log->lines[2]), SPAN("closed")));
    session_close(&talk.session);
    close(talk.server);
    record_clear(&talk.record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(talks_inside_tls),
        cmocka_unit_test(takes_a_refusal),
        cmocka_unit_test(reports_injected_bytes),
        cmocka_unit_test(notes_why_there_is_no_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
