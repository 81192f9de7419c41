#include "smtp/sasl.h"

#include "smtp/vault.h"

#include <gsasl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }
#define UNICODE "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c \xef\xbc\xa1=,"

struct client {
    struct secret secret;
    struct sasl sasl;
    const char *why;
    bool is_open;
};

static void open_client(struct client *client, enum mechanism mechanism, struct span user, struct span secret)
{
    *client = (struct client){ 0 };
    secret_set(&client->secret, secret);
    struct sasl_wish wish = {
        .mechanism = mechanism, .user = user, .secret = &client->secret, .host = "mail.example", .port = 587
    };
    client->is_open = sasl_open(&client->sasl, &wish, &client->why);
}

static void close_client(struct client *client)
{
    sasl_close(&client->sasl);
    secret_clear(&client->secret);
}

static void expect(struct client *client, struct span challenge, enum sasl_turn turn, struct span expected)
{
    struct sasl_answer answer;
    assert_int_equal(sasl_answer(&client->sasl, challenge, &answer), turn);
    if (turn == SASL_IMPOSSIBLE) {
        assert_non_null(answer.why);
        return;
    }
    assert_int_equal(answer.bytes.len, expected.len);
    assert_memory_equal(answer.bytes.at, expected.at, expected.len);
    vault_close(&answer.bytes);
}

/* Bytes go out exactly as given; the last challenge of each row has no answer. */
static void sends_bytes_as_given(void **state)
{
    static const struct {
        struct span user, secret, first, second;
        enum mechanism mechanism;
        enum sasl_turn second_turn;
    } rows[] = {
        { BYTES("tim"), BYTES("tanstaaftanstaaf"), BYTES("\0tim\0tanstaaftanstaaf"), BYTES(""), MECHANISM_PLAIN,
          SASL_IMPOSSIBLE },
        { BYTES("u s\xc3\xa9r"), BYTES(" " UNICODE " "), BYTES("\0u s\xc3\xa9r\0 " UNICODE " "), BYTES(""),
          MECHANISM_PLAIN, SASL_IMPOSSIBLE },
        { BYTES(""), BYTES(""), BYTES("\0\0"), BYTES(""), MECHANISM_PLAIN, SASL_IMPOSSIBLE },
        { BYTES("u,s"), BYTES(UNICODE "\n"), BYTES("u,s"), BYTES(UNICODE "\n"), MECHANISM_LOGIN, SASL_ANSWER },
        { BYTES("a@b.c"), BYTES("ya29.t"), BYTES("user=a@b.c\1auth=Bearer ya29.t\1\1"), BYTES(""), MECHANISM_XOAUTH2,
          SASL_GIVE_WAY },
        { BYTES("a,=@b.c"), BYTES("tok"), BYTES("n,a=a=2C=3D@b.c,\1host=mail.example\1port=587\1auth=Bearer tok\1\1"),
          BYTES("\1"), MECHANISM_OAUTHBEARER, SASL_GIVE_WAY },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct client client;
        open_client(&client, rows[i].mechanism, rows[i].user, rows[i].secret);
        assert_true(client.is_open);
        assert_int_equal(sasl_speaks_first(rows[i].mechanism), rows[i].mechanism != MECHANISM_LOGIN);
        expect(&client, SPAN_EMPTY, SASL_ANSWER, rows[i].first);
        expect(&client, SPAN("{}"), rows[i].second_turn, rows[i].second);
        expect(&client, SPAN("again"), SASL_IMPOSSIBLE, SPAN_EMPTY);
        close_client(&client);
    }
}

/* RFC 2195, 2 */
static void answers_cram_md5(void **state)
{
    struct client client;
    (void)state;
    open_client(&client, MECHANISM_CRAM_MD5, SPAN("tim"), SPAN("tanstaaftanstaaf"));
    assert_true(client.is_open);
    expect(&client, SPAN_EMPTY, SASL_IMPOSSIBLE, SPAN_EMPTY);
    expect(&client, SPAN("<1896.697170952@postoffice.reston.mci.net>"), SASL_ANSWER,
           SPAN("tim b913a602c7eda7a495b4e6e7334d3890"));
    expect(&client, SPAN("<1896.697170952@postoffice.reston.mci.net>"), SASL_IMPOSSIBLE, SPAN_EMPTY);
    close_client(&client);
}

static int tell_server(Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
    (void)context;
    const char *value = property == GSASL_PASSWORD ? "p\xc3\xa4ss, wort=" : property == GSASL_REALM ? "example" : NULL;
    if (!value)
        return GSASL_NO_CALLBACK;
    gsasl_property_set(session, property, value);
    return GSASL_OK;
}

struct server {
    Gsasl *context;
    Gsasl_session *session;
    char *out;
    size_t len;
};

static void open_server(struct server *server, enum mechanism mechanism)
{
    *server = (struct server){ 0 };
    assert_int_equal(gsasl_init(&server->context), GSASL_OK);
    gsasl_callback_set(server->context, tell_server);
    assert_int_equal(gsasl_server_start(server->context, mechanism_word(mechanism), &server->session), GSASL_OK);
    gsasl_property_set(server->session, GSASL_SERVICE, "smtp");
    gsasl_property_set(server->session, GSASL_HOSTNAME, "mail.example");
}

static int ask_server(struct server *server, struct span said)
{
    gsasl_free(server->out);
    server->out = NULL;
    return gsasl_step(server->session, said.at, said.len, &server->out, &server->len);
}

static void close_server(struct server *server)
{
    gsasl_free(server->out);
    gsasl_finish(server->session);
    gsasl_done(server->context);
}

/* Plays client and server against each other; returns how the server ends. */
static int play(struct client *client, struct server *server)
{
    int rc = GSASL_NEEDS_MORE;
    bool first = sasl_speaks_first(client->sasl.wish.mechanism);
    if (!first)
        rc = ask_server(server, SPAN(""));
    for (unsigned turns = 0; turns < 8 && rc == GSASL_NEEDS_MORE; turns++) {
        struct sasl_answer answer;
        struct span challenge = first && turns == 0 ? SPAN_EMPTY : (struct span){ server->out, server->len };
        if (sasl_answer(&client->sasl, challenge, &answer) == SASL_IMPOSSIBLE)
            fail_msg("%s: %s", mechanism_word(client->sasl.wish.mechanism), answer.why);
        rc = ask_server(server, buf_span(&answer.bytes));
        vault_close(&answer.bytes);
    }
    return rc;
}

static const enum mechanism proving[] = { MECHANISM_SCRAM_SHA_256, MECHANISM_SCRAM_SHA_1, MECHANISM_DIGEST_MD5 };

static void satisfies_a_server(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(proving); i++) {
        struct client client;
        struct server server;
        open_client(&client, proving[i], SPAN("us,er=\xd1\x84"), SPAN("p\xc3\xa4ss, wort="));
        open_server(&server, proving[i]);
        assert_true(client.is_open && client.sasl.is_unproven);
        assert_int_equal(play(&client, &server), GSASL_OK);
        if (server.len) /* the server's last word goes out with the challenge after which the client is silent */
            expect(&client, (struct span){ server.out, server.len }, SASL_ANSWER, SPAN(""));
        assert_false(client.sasl.is_unproven);
        close_server(&server);
        close_client(&client);
    }
}

static void fails_with_another_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(proving); i++) {
        struct client client;
        struct server server;
        open_client(&client, proving[i], SPAN("user"), SPAN("another"));
        open_server(&server, proving[i]);
        assert_int_equal(play(&client, &server), GSASL_AUTHENTICATION_ERROR);
        assert_true(client.sasl.is_unproven);
        close_server(&server);
        close_client(&client);
    }
}

static void begin_scram(struct client *client, struct buf *nonce)
{
    struct sasl_answer answer;
    open_client(client, MECHANISM_SCRAM_SHA_256, SPAN("user"), SPAN("secret"));
    assert_int_equal(sasl_answer(&client->sasl, SPAN_EMPTY, &answer), SASL_ANSWER);
    struct span bare = buf_span(&answer.bytes);
    assert_true(span_starts(bare, SPAN("n,,n=user,r=")));
    buf_init(nonce, KIB);
    buf_add(nonce, span_from(bare, SPAN("n,,n=user,r=").len));
    vault_close(&answer.bytes);
}

static void distrusts_scram_servers(void **state)
{
    static const struct {
        const char *behind_nonce, *final;
        enum sasl_turn first, second;
    } rows[] = {
        { "x,s=QSXCR+Q6sek8bf92,i=4096", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", SASL_ANSWER,
          SASL_IMPOSSIBLE },
        { "x,s=QSXCR+Q6sek8bf92,i=4096", "e=invalid-proof", SASL_ANSWER, SASL_GIVE_WAY },
        { "x,s=QSXCR+Q6sek8bf92,i=4096", "garbage", SASL_ANSWER, SASL_IMPOSSIBLE },
        { "x,s=QSXCR+Q6sek8bf92,i=4294967295", NULL, SASL_IMPOSSIBLE, SASL_IMPOSSIBLE },
        { "x,s=QSXCR+Q6sek8bf92,i=1000001", NULL, SASL_IMPOSSIBLE, SASL_IMPOSSIBLE },
        { "x,s=QSXCR+Q6sek8bf92,i=many", NULL, SASL_IMPOSSIBLE, SASL_IMPOSSIBLE },
        { "x,s=QSXCR+Q6sek8bf92", NULL, SASL_IMPOSSIBLE, SASL_IMPOSSIBLE },
        { "", NULL, SASL_IMPOSSIBLE, SASL_IMPOSSIBLE },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct client client;
        struct buf nonce;
        struct buf challenge;
        struct sasl_answer answer;
        begin_scram(&client, &nonce);
        buf_init(&challenge, KIB);
        buf_addf(&challenge, "r=%s%s", buf_text(&nonce), rows[i].behind_nonce);
        assert_int_equal(sasl_answer(&client.sasl, buf_span(&challenge), &answer), rows[i].first);
        vault_close(&answer.bytes);
        if (rows[i].final)
            expect(&client, span_of(rows[i].final), rows[i].second, SPAN_EMPTY);
        assert_true(client.sasl.is_unproven);
        buf_free(&challenge);
        buf_free(&nonce);
        close_client(&client);
    }
}

static void needs_another_nonce_than_its_own(void **state)
{
    struct client client;
    struct buf nonce;
    (void)state;
    begin_scram(&client, &nonce);
    expect(&client, SPAN("r=other,s=QSXCR+Q6sek8bf92,i=4096"), SASL_IMPOSSIBLE, SPAN_EMPTY);
    buf_free(&nonce);
    close_client(&client);
}

static void needs_a_channel_for_plus(void **state)
{
    static const enum mechanism plus[] = { MECHANISM_SCRAM_SHA_256_PLUS, MECHANISM_SCRAM_SHA_1_PLUS };
    (void)state;
    for (size_t i = 0; i < ROWS(plus); i++) {
        struct client client;
        open_client(&client, plus[i], SPAN("user"), SPAN("secret"));
        assert_false(client.is_open);
        assert_string_equal(client.why, "no TLS channel to bind to");
        close_client(&client);
    }
}

static void refuses_what_saslprep_forbids(void **state)
{
    struct client client;
    (void)state;
    open_client(&client, MECHANISM_CRAM_MD5, SPAN("tim"), SPAN("bell\a"));
    expect(&client, SPAN("<1@x>"), SASL_IMPOSSIBLE, SPAN_EMPTY);
    close_client(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_bytes_as_given),     cmocka_unit_test(answers_cram_md5),
        cmocka_unit_test(satisfies_a_server),       cmocka_unit_test(fails_with_another_password),
        cmocka_unit_test(distrusts_scram_servers),  cmocka_unit_test(needs_another_nonce_than_its_own),
        cmocka_unit_test(needs_a_channel_for_plus), cmocka_unit_test(refuses_what_saslprep_forbids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
