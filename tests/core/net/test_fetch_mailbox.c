#include "net/fetch.h"

#include "scripted.h"

static const char *ca_file;
static struct tls_identity *good;

static int set_up(void **state)
{
    (void)state;
    ca_file = scripted_ca_file();
    good = tls_identity_new(&(struct tls_identity_wish){ .common_name = "good.test" });
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(ca_file);
    tls_identity_free(good);
    return 0;
}

#define HELLO                                                                                                          \
    "S * OK hello\nC CAPABILITY\nS * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS A001 OK done\nC AUTHENTICATE\n"

static const struct row {
    const char *name;
    const char *scripts[SCRIPTS_MAX];
    enum fetch_login_end end;
    bool offers_id, offers_special_use;
    bool first, second; /* what the two commands came to */
    const char *answer; /* somewhere in what they brought */
} rows[] = {
    { "two commands on one connection",
      { HELLO "S A002 OK [CAPABILITY IMAP4rev1 ID SPECIAL-USE] in\nC NOOP\nS A003 OK\nC EXAMINE INBOX\nS * 1 EXISTS\n"
              "S A004 OK [READ-ONLY] done\nC 100% \"x y\"\nS * SEARCH 4\nS A005 OK\nW" },
      FETCH_LOGIN_ACCEPTED,
      .offers_id = true,
      .offers_special_use = true,
      .first = true,
      .second = true,
      .answer = "* SEARCH 4\n" },
    { "a folder that is not opened",
      { HELLO "S A002 OK in\nC NOOP\nS A003 OK\nC EXAMINE\nS A004 NO Unsafe Login\nC UID\nS A005 BAD\nW" },
      FETCH_LOGIN_ACCEPTED,
      .answer = "A004 NO Unsafe Login\n" },
    { "a line that is lost is not taken up again",
      { HELLO "S A002 OK in\nC NOOP\nS A003 OK\nC EXAMINE\n", HELLO "S A002 OK in\nW" },
      FETCH_LOGIN_ACCEPTED,
      .answer = "" },
    { "refused", { HELLO "S A002 NO no\nW" }, FETCH_LOGIN_REFUSED, .answer = "" },
};

static void check(const struct row *row)
{
    struct scripted server = { .tls_first = true, .identity = good };
    struct secret secret = { 0 };
    struct addresses addresses = { .kind = ANSWER_FOUND, .count = 1, .address = { "127.0.0.1" } };
    struct fetch_login_result result;
    struct buf answer;
    memcpy(server.scripts, row->scripts, sizeof server.scripts);
    scripted_open(&server);
    secret_set(&secret, SPAN("correct horse"));
    struct fetch_login login = { .protocol = FETCH_IMAP,
                                 .where = { .host = "good.test", .port = 993, .security = SECURITY_TLS },
                                 .addresses = &addresses,
                                 .dial_port = server.port,
                                 .ca_file = ca_file,
                                 .user = SPAN("anna@good.test"),
                                 .secret = &secret };
    buf_init(&answer, 4096);
    struct fetch_mailbox *mailbox = fetch_mailbox_open(&login, loopback_limits(5000), &result);
    if (result.end != row->end)
        fail_msg("%s: %s (%s)", row->name, fetch_login_end_word(result.end), result.reason);
    if (mailbox) {
        assert_int_equal(fetch_mailbox_offers_id(mailbox), row->offers_id);
        assert_int_equal(fetch_mailbox_offers_special_use(mailbox), row->offers_special_use);
        assert_int_equal(fetch_mailbox_ask(mailbox, "EXAMINE INBOX", loopback_limits(2000), &answer), row->first);
        assert_int_equal(fetch_mailbox_ask(mailbox, "UID SEARCH 100% \"x y\"", loopback_limits(2000), &answer),
                         row->second);
    }
    fetch_mailbox_close(mailbox);
    scripted_close(&server);
    assert_int_equal(server.connections, 1);
    assert_non_null(strstr(buf_text(&answer), row->answer));
    buf_free(&answer);
    secret_clear(&secret);
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
