#include "net/fetch.h"

#include "scripted.h"

static const char *ca_file;
static struct tls_identity *good;
static struct tls_identity *other;
static const char secret_text[] = "correct horse \xe5\xaf\x86";

static int set_up(void **state)
{
    (void)state;
    ca_file = scripted_ca_file();
    good = tls_identity_new(&(struct tls_identity_wish){ .common_name = "good.test" });
    other = tls_identity_new(&(struct tls_identity_wish){ .common_name = "other.test" });
    return good && other ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(ca_file);
    tls_identity_free(good);
    tls_identity_free(other);
    return 0;
}

/* Base64 of NUL, "anna@good.test", NUL, and of the secret; and of the latter alone. */
#define INITIAL "AGFubmFAZ29vZC50ZXN0AGNvcnJlY3QgaG9yc2Ug5a+G"
#define SECRET64 "Y29ycmVjdCBob3JzZSDlr4Y="
#define IMAP_HELLO                                                                                                     \
    "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=GSSAPI\nS A001 OK done\n"
#define POP3_HELLO "S +OK hello\nC CAPA\nS +OK\nS SASL PLAIN LOGIN\nS USER\nS .\n"

static const struct row {
    const char *name;
    enum fetch_protocol protocol;
    enum security security;
    const char *scripts[SCRIPTS_MAX];
    bool is_other;
    bool allow_plain, allow_bad_certificate;
    enum fetch_login_end end;
    bool was_sent;
    const char *text;
    const char *shown; /* what our hidden lines look like */
} rows[] = {
    { "IMAP accepts",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTHENTICATE PLAIN " INITIAL "\nS A002 OK in\nW" },
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true,
      .text = "A002 OK in",
      .shown = "AUTHENTICATE PLAIN <initial response hidden>|" },
    { "IMAP refuses",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTHENTICATE\nS A002 NO [AUTHENTICATIONFAILED] no such pair\nW" },
      .end = FETCH_LOGIN_REFUSED,
      .was_sent = true,
      .text = "A002 NO [AUTHENTICATIONFAILED] no such pair" },
    { "IMAP asks for the response",
      FETCH_IMAP,
      SECURITY_TLS,
      { "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS A001 OK\nC AUTHENTICATE PLAIN\nS +\n"
        "C " INITIAL "\nS A002 NO no\nW" },
      .end = FETCH_LOGIN_REFUSED,
      .was_sent = true,
      .text = "A002 NO no",
      .shown = "AUTHENTICATE PLAIN|<response hidden>|" },
    { "IMAP with its own LOGIN",
      FETCH_IMAP,
      SECURITY_TLS,
      { "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 AUTH=XOAUTH2\nS A001 OK\nW",
        "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 AUTH=XOAUTH2\nS A001 OK\nC LOGIN\nS A002 OK in\nW" },
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true,
      .shown = "LOGIN <hidden>|" },
    { "IMAP without a way in",
      FETCH_IMAP,
      SECURITY_TLS,
      { "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 LOGINDISABLED\nS A001 OK\nW",
        "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 LOGINDISABLED\nS A001 OK\nW" },
      .end = FETCH_LOGIN_NO_MECHANISM },
    { "IMAP, STARTTLS",
      FETCH_IMAP,
      SECURITY_STARTTLS,
      { "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\nS A001 OK\nC STARTTLS\nS A002 OK "
        "go\nT\n"
        "C CAPABILITY\nS * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS A003 OK\nC AUTHENTICATE\nS A004 OK in\nW" },
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true },
    { "IMAP, STARTTLS missing", FETCH_IMAP, SECURITY_STARTTLS, { IMAP_HELLO "W" }, .end = FETCH_LOGIN_NO_STARTTLS },
    { "IMAP, certificate of another",
      FETCH_IMAP,
      SECURITY_TLS,
      { "S * OK hello\nW" },
      .is_other = true,
      .end = FETCH_LOGIN_CERTIFICATE },
    { "IMAP, certificate of another, allowed",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTH\nS A002 OK in\nW" },
      .is_other = true,
      .allow_bad_certificate = true,
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true },
    { "IMAP, plain text", FETCH_IMAP, SECURITY_NONE, { NULL }, .end = FETCH_LOGIN_UNSAFE },
    { "IMAP, plain text, allowed",
      FETCH_IMAP,
      SECURITY_NONE,
      { IMAP_HELLO "C AUTH\nS A002 OK in\nW" },
      .allow_plain = true,
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true },
    { "IMAP does not understand",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTH\nS A002 BAD what\nW" },
      .end = FETCH_LOGIN_ODD,
      .was_sent = true },
    { "IMAP turns us away",
      FETCH_IMAP,
      SECURITY_TLS,
      { "S * BYE too many connections" },
      .end = FETCH_LOGIN_CLOSED,
      .text = "* BYE too many connections" },
    { "IMAP hangs up after the secret",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTHENTICATE" },
      .end = FETCH_LOGIN_CLOSED,
      .was_sent = true },
    { "IMAP is silent after the secret",
      FETCH_IMAP,
      SECURITY_TLS,
      { IMAP_HELLO "C AUTHENTICATE\nW" },
      .end = FETCH_LOGIN_SILENT,
      .was_sent = true },
    { "SMTP where IMAP should be", FETCH_IMAP, SECURITY_TLS, { "S 220 mail ESMTP\nW" }, .end = FETCH_LOGIN_ODD },
    { "no TLS where TLS should be", FETCH_IMAP, SECURITY_TLS, { NULL }, .end = FETCH_LOGIN_NO_TLS },
    { "POP3 accepts",
      FETCH_POP3,
      SECURITY_TLS,
      { POP3_HELLO "C AUTH PLAIN\nS +\nC " INITIAL "\nS +OK in\nW" },
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true,
      .text = "+OK in" },
    { "POP3 refuses",
      FETCH_POP3,
      SECURITY_TLS,
      { POP3_HELLO "C AUTH PLAIN\nS +\nC " INITIAL "\nS -ERR [AUTH] no such pair\nW" },
      .end = FETCH_LOGIN_REFUSED,
      .was_sent = true,
      .text = "-ERR [AUTH] no such pair" },
    { "POP3 with USER and PASS",
      FETCH_POP3,
      SECURITY_TLS,
      { "S +OK hello\nC CAPA\nS +OK\nS USER\nS .\nW",
        "S +OK hello\nC CAPA\nS +OK\nS USER\nS .\nC USER\nS +OK\nC PASS\nS -ERR no\nW" },
      .end = FETCH_LOGIN_REFUSED,
      .was_sent = true,
      .text = "-ERR no",
      .shown = "USER <hidden>|PASS <hidden>|" },
    { "POP3, STLS",
      FETCH_POP3,
      SECURITY_STARTTLS,
      { "S +OK hello\nC CAPA\nS +OK\nS STLS\nS .\nC STLS\nS +OK go\nT\nC CAPA\nS +OK\nS SASL PLAIN\nS .\nC AUTH PLAIN\n"
        "S +\nC " INITIAL "\nS +OK in\nW" },
      .end = FETCH_LOGIN_ACCEPTED,
      .was_sent = true },
    { "POP3, STLS missing", FETCH_POP3, SECURITY_STARTTLS, { POP3_HELLO "W" }, .end = FETCH_LOGIN_NO_STARTTLS },
};

struct notes {
    char shown[512];
    char all[HEARD_MAX];
};

static void hear(void *owner, enum fetch_heard what, struct span text)
{
    struct notes *notes = owner;
    size_t have = strlen(notes->all);
    snprintf(notes->all + have, sizeof notes->all - have, "%d %.*s\n", what, SPAN_ARG(text));
    have = strlen(notes->shown);
    if (what == FETCH_HEARD_SECRET)
        snprintf(notes->shown + have, sizeof notes->shown - have, "%.*s|", SPAN_ARG(text));
}

static void sign_in(const struct row *row, struct notes *notes, struct scripted *server,
                    struct fetch_login_result *ret_result)
{
    struct secret secret = { 0 };
    struct addresses addresses = { .kind = ANSWER_FOUND, .count = 1, .address = { "127.0.0.1" } };
    secret_set(&secret, span_of(secret_text));
    struct fetch_login login = { .protocol = row->protocol,
                                 .where = { .host = "good.test", .port = 993, .security = row->security },
                                 .addresses = &addresses,
                                 .dial_port = server->port,
                                 .ca_file = ca_file,
                                 .user = SPAN("anna@good.test"),
                                 .secret = &secret,
                                 .allow_plain = row->allow_plain,
                                 .allow_bad_certificate = row->allow_bad_certificate,
                                 .ear = { notes, hear } };
    fetch_login(&login, loopback_limits(row->end == FETCH_LOGIN_SILENT ? 300 : 5000), ret_result);
    secret_clear(&secret);
}

static void check(const struct row *row)
{
    struct notes notes = { 0 };
    struct fetch_login_result result;
    struct scripted server = { .tls_first = row->security == SECURITY_TLS, .identity = row->is_other ? other : good };
    memcpy(server.scripts, row->scripts, sizeof server.scripts);
    if (row->end == FETCH_LOGIN_NO_TLS)
        server = (struct scripted){ .scripts = { "S * OK hello\nW" }, .identity = good };
    scripted_open(&server);
    sign_in(row, &notes, &server, &result);
    scripted_close(&server);
    if (result.end != row->end || result.was_sent != row->was_sent)
        fail_msg("%s: %s, %ssent (%s)\n%s", row->name, fetch_login_end_word(result.end), result.was_sent ? "" : "not ",
                 result.reason, notes.all);
    if (row->text)
        assert_string_equal(result.text, row->text);
    if (row->shown)
        assert_string_equal(notes.shown, row->shown);
    assert_null(strstr(notes.all, "correct horse"));
    assert_null(strstr(notes.all, INITIAL));
    if (!row->was_sent) {
        assert_null(strstr(server.heard, INITIAL));
        assert_null(strstr(server.heard, SECRET64));
        assert_null(strstr(server.heard, "correct horse"));
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
