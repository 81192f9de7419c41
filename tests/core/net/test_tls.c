#include "net/tls.h"

#include "net/stream.h"

#include "core/net/loopback.h"

#include <linux/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAY_S = 24 * 60 * 60, BIG = 1024 * 1024 };

static char authority_file[] = "/tmp/smtpdoctor-authority-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    const char *pem = tls_practice_authority_pem();
    int fd = mkstemp(authority_file);
    assert_true(fd >= 0);
    assert_true(strlen(pem) > 100);
    assert_int_equal(write(fd, pem, strlen(pem)), strlen(pem));
    close(fd);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(authority_file);
}

/* A server that greets inside TLS, echoes so many bytes, and waits for the end. */
struct tls_server {
    pthread_t thread;
    int fd;
    struct tls_identity *identity;
    size_t echo;
    enum outcome outcome;
    char binding[3][64];
    size_t binding_len[3];
};

static const char *const BINDINGS[3] = { "tls-exporter", "tls-unique", "tls-server-end-point" };

static void *serve_tls(void *argument)
{
    struct tls_server *server = argument;
    struct stream stream;
    struct buf got;
    struct limits limits = loopback_limits(10000);
    buf_init(&got, BIG);
    stream_adopt(&stream, server->fd);
    server->outcome = stream_accept_tls(&stream, server->identity, limits);
    for (size_t i = 0; i < 3 && server->outcome == OUTCOME_DONE; i++)
        server->binding_len[i] = tls_binding(stream.tls, BINDINGS[i], server->binding[i], sizeof server->binding[i]);
    if (server->outcome == OUTCOME_DONE)
        stream_write(&stream, SPAN("220 hello\r\n"), limits);
    while (got.len < server->echo && stream_read(&stream, &got, BIG, limits) == OUTCOME_DONE)
        continue;
    if (got.len)
        stream_write(&stream, buf_span(&got), limits);
    while (server->outcome == OUTCOME_DONE && stream_read(&stream, &got, 1, limits) == OUTCOME_DONE)
        continue;
    stream_close(&stream);
    buf_free(&got);
    return NULL;
}

static void start_tls_server(struct tls_server *server, struct stream *ret_client)
{
    int client;
    loopback_pair(&client, &server->fd);
    stream_adopt(ret_client, client);
    assert_int_equal(pthread_create(&server->thread, NULL, serve_tls, server), 0);
}

struct certificate_row {
    const char *title;
    struct tls_identity_wish wish;
    const char *host;
    bool trusts_authority;
    enum certificate_fault fault;
    bool name_matches, is_trusted, is_weak, is_old;
    const char *key, *version;
};

#define GOOD_FOR(name) .common_name = (name), .not_before = -DAY_S, .not_after = DAY_S

static const struct certificate_row CERTIFICATES[] = {
    { "good",
      { GOOD_FOR("mail.example") },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "dates by themselves",
      { .common_name = "mail.example" },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "case and final dot",
      { GOOD_FOR("mail.example") },
      "MAIL.example.",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "no name asked for",
      { GOOD_FOR("mail.example") },
      NULL,
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "RSA",
      { GOOD_FOR("mail.example"), .rsa_bits = 2048 },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "RSA 2048",
      "TLSv1.3" },
    { "a weak key",
      { GOOD_FOR("mail.example"), .rsa_bits = 1024 },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      true,
      false,
      "RSA 1024",
      "TLSv1.3" },
    { "TLS 1.0 only",
      { GOOD_FOR("mail.example"), .only_tls10 = true },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      true,
      "EC P-256",
      "TLSv1" },
    { "TLS 1.0 and a weak key",
      { GOOD_FOR("mail.example"), .only_tls10 = true, .rsa_bits = 1024 },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      true,
      true,
      "RSA 1024",
      "TLSv1" },
    { "unknown issuer",
      { GOOD_FOR("mail.example") },
      "mail.example",
      false,
      CERTIFICATE_UNTRUSTED,
      true,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "unknown issuer, another name",
      { GOOD_FOR("mail.example") },
      "smtp.example",
      false,
      CERTIFICATE_UNTRUSTED,
      false,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "self-signed",
      { GOOD_FOR("mail.example"), .self_signed = true },
      "mail.example",
      true,
      CERTIFICATE_SELF_SIGNED,
      true,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "self-signed and expired",
      { .common_name = "mail.example", .not_before = -9 * DAY_S, .not_after = -DAY_S, .self_signed = true },
      "mail.example",
      true,
      CERTIFICATE_SELF_SIGNED,
      true,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "expired",
      { .common_name = "mail.example", .not_before = -9 * DAY_S, .not_after = -60 },
      "mail.example",
      true,
      CERTIFICATE_EXPIRED,
      true,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "expired, unknown issuer, another name",
      { .common_name = "mail.example", .not_before = -9 * DAY_S, .not_after = -DAY_S },
      "smtp.example",
      false,
      CERTIFICATE_EXPIRED,
      false,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "not yet valid",
      { .common_name = "mail.example", .not_before = DAY_S, .not_after = 9 * DAY_S },
      "mail.example",
      true,
      CERTIFICATE_NOT_YET,
      true,
      false,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "another name",
      { GOOD_FOR("mail.example") },
      "smtp.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a name inside the name",
      { GOOD_FOR("mail.example") },
      "x.mail.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "one of several names",
      { GOOD_FOR("a.example"), .names = "a.example, mail.example,192.0.2.1" },
      "mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a common name that is no alternative name",
      { GOOD_FOR("mail.example"), .names = "other.example" },
      "mail.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a wildcard",
      { GOOD_FOR("*.mail.example") },
      "smtp.mail.example",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a wildcard is one label",
      { GOOD_FOR("*.mail.example") },
      "a.smtp.mail.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a wildcard does not stand for nothing",
      { GOOD_FOR("*.mail.example") },
      "mail.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a wildcard for part of a label",
      { GOOD_FOR("s*.mail.example") },
      "smtp.mail.example",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "an address",
      { GOOD_FOR("mail.example"), .names = "192.0.2.1,2001:db8::1" },
      "[2001:db8::1]",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "another address",
      { GOOD_FOR("mail.example"), .names = "192.0.2.1" },
      "192.0.2.2",
      true,
      CERTIFICATE_NAME,
      false,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
    { "a name in its own letters",
      { GOOD_FOR("xn--80a1acny.xn--p1ai") },
      "почта.рф",
      true,
      CERTIFICATE_GOOD,
      true,
      true,
      false,
      false,
      "EC P-256",
      "TLSv1.3" },
};

static void shake_hands(const struct certificate_row *row, struct tls_report *report)
{
    struct tls_server server = { .identity = tls_identity_new(&row->wish) };
    struct tls_wish wish = { row->host, row->trusts_authority ? authority_file : NULL };
    struct stream client;
    struct buf got;
    assert_non_null(server.identity);
    buf_init(&got, 100);
    start_tls_server(&server, &client);
    assert_int_equal(stream_start_tls(&client, &wish, loopback_limits(5000), report), OUTCOME_DONE);
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(5000)), OUTCOME_DONE);
    assert_string_equal(buf_text(&got), "220 hello\r\n");
    stream_close(&client);
    pthread_join(server.thread, NULL);
    tls_identity_free(server.identity);
    buf_free(&got);
}

static void test_certificates_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CERTIFICATES / sizeof CERTIFICATES[0]; i++) {
        const struct certificate_row *row = &CERTIFICATES[i];
        struct tls_report report;
        shake_hands(row, &report);
        print_message("%s: %s\n", row->title, report.verify_reason);
        assert_int_equal(report.end, TLS_UP);
        assert_string_equal(certificate_fault_word(report.fault), certificate_fault_word(row->fault));
        assert_int_equal(report.name_matches, row->name_matches);
        assert_int_equal(report.is_trusted, row->is_trusted);
        assert_int_equal(report.is_weak, row->is_weak);
        assert_int_equal(report.is_old, row->is_old);
        assert_string_equal(report.version, row->version);
        assert_string_equal(report.chain[0].key, row->key);
        assert_int_equal(report.verify_reason[0] != '\0', !row->is_trusted);
        assert_true(report.cipher[0]);
    }
}

static void test_the_certificate_is_described(void **state)
{
    (void)state;
    static const struct certificate_row row = { .wish = { GOOD_FOR("mail.example"), .names = "a.example,192.0.2.1" },
                                                .host = "a.example" };
    struct tls_report report;
    shake_hands(&row, &report);
    const struct certificate *own = &report.chain[0];
    assert_int_equal(report.chain_count, 1);
    assert_string_equal(own->subject, "O=smtpdoctor practice, CN=mail.example");
    assert_string_equal(own->issuer, "O=smtpdoctor practice, CN=smtpdoctor practice authority");
    assert_string_equal(own->names, "a.example, 192.0.2.1");
    assert_string_equal(own->signature, "ecdsa-with-SHA256");
    assert_int_equal(own->key_bits, 256);
    assert_int_equal(strlen(own->fingerprint), 64);
    assert_in_range(own->not_before, clock_wall() - DAY_S - 60, clock_wall() - DAY_S);
    assert_in_range(own->not_after, clock_wall() + DAY_S - 60, clock_wall() + DAY_S);
}

static void test_identities_that_cannot_be(void **state)
{
    (void)state;
    assert_null(tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("a.example"), .rsa_bits = 7 }));
    assert_null(tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("a.example"), .rsa_bits = 1000000 }));
    assert_null(tls_identity_load("/nonexistent", "/nonexistent"));
    assert_null(tls_identity_load(authority_file, authority_file));
    tls_identity_free(NULL);
}

static void shake_hands_with(struct tls_identity *identity, const struct tls_wish *wish, struct tls_report *report)
{
    struct tls_server server = { .identity = identity };
    struct stream client;
    start_tls_server(&server, &client);
    assert_int_equal(stream_start_tls(&client, wish, loopback_limits(5000), report), OUTCOME_DONE);
    stream_close(&client);
    pthread_join(server.thread, NULL);
}

static const char MAKE_CHAIN[] =
    "exec >/dev/null 2>&1; cd '%s' && "
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj "
    "/CN=root && "
    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mid.key -out mid.csr -subj /CN=mid && "
    "echo basicConstraints=CA:TRUE > mid.ext && "
    "openssl x509 -req -in mid.csr -CA root.pem -CAkey root.key -CAcreateserial -extfile mid.ext -out mid.pem && "
    "openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=mail.example && "
    "echo subjectAltName=DNS:mail.example > leaf.ext && "
    "openssl x509 -req -sha1 -in leaf.csr -CA mid.pem -CAkey mid.key -CAcreateserial -extfile leaf.ext -out leaf.pem "
    "&& "
    "cat leaf.pem mid.pem > chain.pem";

/* With files as other programs make them: a chain of three, whole and incomplete, signed with SHA-1. */
static void test_chains_from_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/smtpdoctor-chain-XXXXXX";
    char command[2048];
    char file[4][64];
    static const char *const names[4] = { "chain.pem", "leaf.pem", "leaf.key", "root.pem" };
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 4; i++)
        snprintf(file[i], sizeof file[i], "%s/%s", folder, names[i]);
    snprintf(command, sizeof command, MAKE_CHAIN, folder);
    bool made = system(command) == 0;
    struct tls_identity *whole = tls_identity_load(file[0], file[2]);
    struct tls_identity *cut = tls_identity_load(file[1], file[2]);
    struct tls_wish wish = { "mail.example", file[3] };
    struct tls_report report = { 0 };
    if (made) {
        shake_hands_with(whole, &wish, &report);
        assert_int_equal(report.fault, CERTIFICATE_GOOD);
        assert_int_equal(report.chain_count, 2);
        assert_string_equal(report.chain[0].issuer, report.chain[1].subject);
        assert_string_equal(report.chain[0].signature, "ecdsa-with-SHA1");
        assert_true(report.is_weak);
        shake_hands_with(cut, &wish, &report);
        assert_int_equal(report.fault, CERTIFICATE_UNTRUSTED);
        assert_int_equal(report.chain_count, 1);
        assert_true(report.name_matches);
    }
    tls_identity_free(whole);
    tls_identity_free(cut);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
    if (!made)
        skip();
}

/* A server that is no TLS server, or breaks the handshake off: it reads the greeting and says this. */
struct end_row {
    const char *title;
    struct span says;
    bool waits; /* instead of closing */
    bool resets;
    enum tls_end end;
    enum outcome outcome;
    const char *told; /* first_bytes, or part of the reason */
};

static const struct end_row ENDS[] = {
    { "SMTP in plain text", SPAN("220 mail.example ESMTP\r\n"), true, false, TLS_NOT_TLS, OUTCOME_HUNG_UP,
      "220 mail.example ESMTP\r\n" },
    { "SMTP, closed at once", SPAN("554 go away\r\n"), false, false, TLS_NOT_TLS, OUTCOME_HUNG_UP, "554 go away\r\n" },
    { "three bytes of text", SPAN("220"), true, false, TLS_NOT_TLS, OUTCOME_HUNG_UP, "220" },
    { "HTTP", SPAN("HTTP/1.1 400 Bad Request\r\n\r\n"), true, false, TLS_NOT_TLS, OUTCOME_HUNG_UP,
      "HTTP/1.1 400 Bad Request\r\n\r\n" },
    { "alert: protocol version", SPAN("\x15\3\1\0\2\2\x46"), true, false, TLS_NO_VERSION, OUTCOME_HUNG_UP,
      "protocol version" },
    { "alert: handshake failure", SPAN("\x15\3\3\0\2\2\x28"), true, false, TLS_NO_CIPHER, OUTCOME_HUNG_UP,
      "handshake failure" },
    { "alert: insufficient security", SPAN("\x15\3\3\0\2\2\x47"), true, false, TLS_NO_CIPHER, OUTCOME_HUNG_UP,
      "insufficient security" },
    { "alert: internal error", SPAN("\x15\3\3\0\2\2\x50"), false, false, TLS_SERVER_ERROR, OUTCOME_HUNG_UP,
      "internal error" },
    { "alert: unknown name", SPAN("\x15\3\3\0\2\2\x70"), false, false, TLS_ALERT, OUTCOME_HUNG_UP,
      "unrecognized name" },
    { "alert: farewell", SPAN("\x15\3\3\0\2\1\0"), false, false, TLS_CLOSED, OUTCOME_HUNG_UP, "" },
    { "SSL 3.0 was chosen",
      SPAN("\x16\3\0\0\x2a\2\0\0\x26\3\0"
           "0123456789abcdef0123456789abcdef\0\0\x2f\0"),
      true, false, TLS_NO_VERSION, OUTCOME_HUNG_UP, "" },
    { "nonsense in a record", SPAN("\x16\3\3\0\4\xff\0\0\0"), true, false, TLS_TROUBLE, OUTCOME_TROUBLE, "" },
    { "closed", SPAN(""), false, false, TLS_CLOSED, OUTCOME_HUNG_UP, "" },
    { "closed inside a record", SPAN("\x16\3\3\0\x7a\2\0"), false, false, TLS_CLOSED, OUTCOME_HUNG_UP, "" },
    { "reset", SPAN(""), false, true, TLS_CLOSED, OUTCOME_HUNG_UP, "ECONNRESET" },
    { "hangs", SPAN(""), true, false, TLS_SILENT, OUTCOME_OUT_OF_TIME, "" },
    { "hangs inside a record", SPAN("\x16\3\3\0\x7a\2\0"), true, false, TLS_SILENT, OUTCOME_OUT_OF_TIME, "" },
};

struct breaker {
    const struct end_row *row;
    int fd;
};

static void *break_off(void *argument)
{
    const struct breaker *breaker = argument;
    struct stream stream;
    struct buf hello;
    buf_init(&hello, 16 * KIB);
    stream_adopt(&stream, breaker->fd);
    stream_read(&stream, &hello, 16 * KIB, loopback_limits(5000));
    stream_write(&stream, breaker->row->says, loopback_limits(5000));
    while (breaker->row->waits && stream_read(&stream, &hello, 100, loopback_limits(5000)) == OUTCOME_DONE)
        continue;
    if (breaker->row->resets)
        stream_abort(&stream);
    stream_close(&stream);
    buf_free(&hello);
    return NULL;
}

static void test_failed_handshakes_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        struct breaker breaker = { .row = &ENDS[i] };
        struct tls_wish wish = { "mail.example", NULL };
        struct tls_report report;
        struct stream stream;
        pthread_t thread;
        int fd;
        loopback_pair(&fd, &breaker.fd);
        stream_adopt(&stream, fd);
        pthread_create(&thread, NULL, break_off, &breaker);
        bool hangs = ENDS[i].end == TLS_SILENT || ENDS[i].says.len == 3;
        enum outcome outcome = stream_start_tls(&stream, &wish, loopback_limits(hangs ? 60 : 5000), &report);
        print_message("%s: %s, %s\n", ENDS[i].title, tls_end_word(report.end), report.reason);
        assert_string_equal(tls_end_word(report.end), tls_end_word(ENDS[i].end));
        assert_string_equal(outcome_word(outcome), outcome_word(ENDS[i].outcome));
        assert_null(stream.tls);
        if (report.end == TLS_NOT_TLS)
            assert_string_equal(report.first_bytes, ENDS[i].told);
        else
            assert_non_null(strstr(report.reason, ENDS[i].told));
        assert_true(report.ms < 1000);
        stream_close(&stream);
        pthread_join(thread, NULL);
    }
}

static void test_cancel_ends_a_handshake(void **state)
{
    (void)state;
    struct tls_wish wish = { "mail.example", NULL };
    struct tls_report report;
    struct tls_identity *identity = tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("mail.example") });
    struct stream client;
    struct stream server;
    struct limits limits = loopback_limits(20000);
    int fds[2];
    loopback_pair(&fds[0], &fds[1]);
    stream_adopt(&client, fds[0]);
    stream_adopt(&server, fds[1]);
    limits.cancel_fd = loopback_alarm(20);
    assert_int_equal(stream_start_tls(&client, &wish, limits, &report), OUTCOME_CANCELLED);
    assert_int_equal(report.end, TLS_CANCELLED);
    assert_true(report.ms < 120);
    assert_int_equal(stream_accept_tls(&server, identity, limits), OUTCOME_CANCELLED);
    assert_int_equal(stream_accept_tls(&server, identity, loopback_limits(20)), OUTCOME_OUT_OF_TIME);
    close(limits.cancel_fd);
    stream_close(&client);
    stream_close(&server);
    tls_identity_free(identity);
}

/* RFC 8446, 2: the client may speak in its second flight; a round trip is saved when it does. */
static void test_the_first_command_travels_with_the_handshake(void **state)
{
    (void)state;
    struct tls_server server = { .identity = tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("mail.example") }),
                                 .echo = 6 };
    struct tls_wish wish = { "mail.example", authority_file };
    struct tls_report report;
    struct stream client;
    struct buf got;
    struct tcp_info info = { 0 };
    socklen_t len = sizeof info;
    buf_init(&got, 100);
    start_tls_server(&server, &client);
    assert_int_equal(stream_start_tls(&client, &wish, loopback_limits(5000), &report), OUTCOME_DONE);
    assert_int_equal(stream_write(&client, SPAN("EHLO\r\n"), loopback_limits(5000)), OUTCOME_DONE);
    while (got.len < 17)
        assert_int_equal(stream_read(&client, &got, 100, loopback_limits(5000)), OUTCOME_DONE);
    assert_string_equal(buf_text(&got), "220 hello\r\nEHLO\r\n");
    assert_int_equal(getsockopt(client.fd, IPPROTO_TCP, TCP_INFO, &info, &len), 0);
    assert_int_equal(info.tcpi_data_segs_out, 2);
    stream_close(&client);
    pthread_join(server.thread, NULL);
    tls_identity_free(server.identity);
    buf_free(&got);
}

static void check_echo(bool only_tls10)
{
    struct tls_server server = { .identity = tls_identity_new(
                                     &(struct tls_identity_wish){ GOOD_FOR("mail.example"), .only_tls10 = only_tls10 }),
                                 .echo = BIG / 2 };
    struct tls_wish wish = { "mail.example", authority_file };
    struct tls_report report;
    struct stream client;
    struct buf got;
    char own[3][64];
    size_t own_len[3];
    char *bytes = malloc(BIG / 2);
    for (size_t i = 0; i < BIG / 2; i++)
        bytes[i] = (char)(i * 7 >> 3);
    buf_init(&got, BIG);
    start_tls_server(&server, &client);
    assert_int_equal(stream_start_tls(&client, &wish, loopback_limits(5000), &report), OUTCOME_DONE);
    assert_int_equal(stream_write(&client, (struct span){ bytes, BIG / 2 }, loopback_limits(5000)), OUTCOME_DONE);
    while (got.len < 11 + BIG / 2)
        assert_int_equal(stream_read(&client, &got, BIG, loopback_limits(5000)), OUTCOME_DONE);
    assert_memory_equal(got.at + 11, bytes, BIG / 2);
    assert_false(stream_has_input(&client));
    for (size_t i = 0; i < 3; i++)
        own_len[i] = tls_binding(client.tls, BINDINGS[i], own[i], sizeof own[i]);
    assert_int_equal(tls_binding(client.tls, "tls-other", bytes, BIG), 0);
    assert_int_equal(tls_binding(client.tls, "tls-exporter", bytes, 31), 0);
    stream_close(&client);
    pthread_join(server.thread, NULL);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(own_len[i], i == 1 && !only_tls10 ? 0 : i == 1 ? 12 : 32);
        assert_int_equal(own_len[i], server.binding_len[i]);
        assert_memory_equal(own[i], server.binding[i], own_len[i]);
    }
    tls_identity_free(server.identity);
    buf_free(&got);
    free(bytes);
}

static void test_bytes_go_through_and_both_ends_are_bound(void **state)
{
    (void)state;
    check_echo(false);
    check_echo(true);
}

static void test_input_and_the_end_are_seen(void **state)
{
    (void)state;
    struct tls_server server = { .identity =
                                     tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("mail.example") }) };
    struct tls_wish wish = { "mail.example", authority_file };
    struct tls_report report;
    struct stream client;
    struct buf got;
    buf_init(&got, 100);
    start_tls_server(&server, &client);
    assert_int_equal(stream_start_tls(&client, &wish, loopback_limits(5000), &report), OUTCOME_DONE);
    assert_int_equal(stream_read(&client, &got, 4, loopback_limits(5000)), OUTCOME_DONE);
    assert_string_equal(buf_text(&got), "220 ");
    assert_true(stream_has_input(&client));
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(5000)), OUTCOME_DONE);
    assert_false(stream_has_input(&client));
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(30)), OUTCOME_OUT_OF_TIME);
    shutdown(client.fd, SHUT_WR);
    assert_int_equal(stream_read(&client, &got, 100, loopback_limits(5000)), OUTCOME_HUNG_UP);
    stream_close(&client);
    pthread_join(server.thread, NULL);
    tls_identity_free(server.identity);
    buf_free(&got);
}

static void *connect_often(void *argument)
{
    struct tls_server server = { .identity = argument };
    struct tls_wish wish = { "mail.example", authority_file };
    size_t wrong = 0;
    for (size_t i = 0; i < 5; i++) {
        struct tls_report report;
        struct stream client;
        start_tls_server(&server, &client);
        wrong += stream_start_tls(&client, &wish, loopback_limits(10000), &report) != OUTCOME_DONE;
        wrong += report.fault != CERTIFICATE_GOOD;
        stream_close(&client);
        pthread_join(server.thread, NULL);
    }
    return wrong ? argument : NULL;
}

static void test_many_threads_connect(void **state)
{
    (void)state;
    enum { THREADS = 6 };
    pthread_t threads[THREADS];
    struct tls_identity *identity = tls_identity_new(&(struct tls_identity_wish){ GOOD_FOR("mail.example") });
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, connect_often, identity), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    tls_identity_free(identity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates_are_judged),
        cmocka_unit_test(test_the_certificate_is_described),
        cmocka_unit_test(test_identities_that_cannot_be),
        cmocka_unit_test(test_chains_from_files),
        cmocka_unit_test(test_failed_handshakes_are_told_apart),
        cmocka_unit_test(test_cancel_ends_a_handshake),
        cmocka_unit_test(test_the_first_command_travels_with_the_handshake),
        cmocka_unit_test(test_bytes_go_through_and_both_ends_are_bound),
        cmocka_unit_test(test_input_and_the_end_are_seen),
        cmocka_unit_test(test_many_threads_connect),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
