#include "net/fetch.h"

#include "scripted.h"

static const char *ca_file;
static struct tls_identity *good;
static struct tls_identity *other;

static int set_up(void **state)
{
    (void)state;
    ca_file = scripted_ca_file();
    good = tls_identity_new(&(struct tls_identity_wish){ .common_name = "good.test", .names = "good.test,next.test" });
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

#define OK_BODY "S HTTP/1.1 200 OK\nS Content-Length: 7\nS \nS hello"
#define MOVED(to) "H\nS HTTP/1.1 302 Found\nS Location: " to "\nS Content-Length: 0\nS "

static const struct page {
    const char *name;
    const char *url;
    const char *scripts[SCRIPTS_MAX];
    bool is_plain; /* the server speaks no TLS */
    bool is_other; /* with the certificate of another host */
    bool may_be_plain;
    const char *within;
    size_t max_bytes;
    enum fetch_end end;
    unsigned status;
    const char *body;
    const char *last_url;
} pages[] = {
    { "a page", "https://good.test/a", { "H\n" OK_BODY }, .end = FETCH_DONE, .status = 200, .body = "hello\r\n" },
    { "not there",
      "https://good.test/a",
      { "H\nS HTTP/1.1 404 Not Found\nS Content-Length: 0\nS " },
      .end = FETCH_DONE,
      .status = 404,
      .body = "" },
    { "certificate of another", "https://good.test/a", { "H\n" OK_BODY }, .is_other = true, .end = FETCH_TLS },
    { "no TLS at all", "https://good.test/a", { "S 220 mail ESMTP\nW" }, .is_plain = true, .end = FETCH_TLS },
    { "too much",
      "https://good.test/a",
      { "H\nS HTTP/1.1 200 OK\nS \nZ 4096" },
      .max_bytes = 1000,
      .end = FETCH_TOO_LARGE,
      .status = 200 },
    { "too much without end",
      "https://good.test/a",
      { "H\nS HTTP/1.1 200 OK\nS \nZ 4000000" },
      .end = FETCH_TOO_LARGE,
      .status = 200 },
    { "a redirect is followed",
      "https://good.test/a",
      { MOVED("https://next.test/b"), "H\n" OK_BODY },
      .end = FETCH_DONE,
      .status = 200,
      .body = "hello\r\n",
      .last_url = "https://next.test/b" },
    { "within the domain",
      "https://good.test/a",
      { MOVED("https://next.test/b"), "H\n" OK_BODY },
      .within = "next.test",
      .end = FETCH_DONE,
      .status = 200,
      .body = "hello\r\n",
      .last_url = "https://next.test/b" },
    { "not out of it",
      "https://good.test/a",
      { MOVED("https://next.test/b") },
      .within = "good.test",
      .end = FETCH_REDIRECTED,
      .status = 302 },
    { "not to a name that only ends alike",
      "https://good.test/a",
      { MOVED("https://next.test/b") },
      .within = "xt.test",
      .end = FETCH_REDIRECTED,
      .status = 302 },
    { "not by a name before an at sign",
      "https://good.test/a",
      { MOVED("https://good.test:1@next.test/b") },
      .within = "good.test",
      .end = FETCH_REDIRECTED,
      .status = 302 },
    { "not to another scheme",
      "https://good.test/a",
      { MOVED("http://next.test/b") },
      .end = FETCH_REDIRECTED,
      .status = 302 },
    { "not to a file", "https://good.test/a", { MOVED("file:///etc/passwd") }, .end = FETCH_REDIRECTED, .status = 302 },
    { "not for ever",
      "https://good.test/a",
      { MOVED("/b"), MOVED("/c"), MOVED("/d"), MOVED("/e") },
      .end = FETCH_REDIRECTED,
      .status = 302 },
    { "no web address", "ftp://good.test/a", { NULL }, .end = FETCH_BROKEN },
    { "plain only when allowed", "http://good.test/a", { NULL }, .end = FETCH_BROKEN },
    { "no words", "", { NULL }, .end = FETCH_BROKEN },
    { "a captive portal",
      "http://good.test/a",
      { MOVED("http://portal.test/login") },
      .is_plain = true,
      .may_be_plain = true,
      .end = FETCH_DONE,
      .status = 302,
      .last_url = "http://portal.test/login" },
    { "no HTTP",
      "http://good.test/a",
      { "H\nS 220 mail ESMTP\nS " },
      .is_plain = true,
      .may_be_plain = true,
      .end = FETCH_BROKEN },
    { "hangs up", "https://good.test/a", { "H" }, .end = FETCH_NO_CONNECTION },
    { "says nothing", "https://good.test/a", { "H\nW" }, .end = FETCH_SILENT },
};

static void fetch_page(const struct page *row, struct fetched *ret_fetched)
{
    struct scripted server = { .tls_first = !row->is_plain, .identity = row->is_other ? other : good };
    memcpy(server.scripts, row->scripts, sizeof server.scripts);
    scripted_open(&server);
    struct fetch_wish wish = { .url = row->url,
                               .connect_to = "127.0.0.1",
                               .dial_port = server.port,
                               .ca_file = ca_file,
                               .may_be_plain = row->may_be_plain,
                               .within = row->within,
                               .max_bytes = row->max_bytes };
    fetch_get(&wish, loopback_limits(row->end == FETCH_SILENT ? 200 : 5000), ret_fetched);
    scripted_close(&server);
}

static void test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        const struct page *row = &pages[i];
        struct fetched fetched;
        fetch_page(row, &fetched);
        if (fetched.end != row->end || fetched.status != row->status)
            fail_msg("%s: %s %u (%s)", row->name, fetch_end_word(fetched.end), fetched.status, fetched.reason);
        if (row->body)
            assert_string_equal(buf_text(&fetched.body), row->body);
        if (row->last_url)
            assert_string_equal(fetched.url, row->last_url);
        assert_true(fetched.body.len <= (row->max_bytes ? row->max_bytes : (size_t)FETCH_MAX));
        fetched_clear(&fetched);
    }
}

static void test_request_tells_nothing_more(void **state)
{
    struct scripted server = { .tls_first = true, .identity = good, .scripts = { "H\n" OK_BODY } };
    struct fetched fetched;
    (void)state;
    scripted_open(&server);
    struct fetch_wish wish = {
        .url = "https://good.test/a?b", .connect_to = "127.0.0.1", .dial_port = server.port, .ca_file = ca_file
    };
    fetch_get(&wish, loopback_limits(5000), &fetched);
    scripted_close(&server);
    assert_int_equal(fetched.end, FETCH_DONE);
    assert_string_equal(server.heard,
                        "GET /a?b HTTP/1.1\r\nHost: good.test\r\nUser-Agent: smtpdoctor/" SMTPDOCTOR_VERSION
                        "\r\nAccept: */*\r\n\r\n");
    fetched_clear(&fetched);
}

static void test_cancel(void **state)
{
    struct scripted server = { .tls_first = true, .identity = good, .scripts = { "H\nW" } };
    struct fetched fetched;
    (void)state;
    scripted_open(&server);
    struct fetch_wish wish = {
        .url = "https://good.test/", .connect_to = "127.0.0.1", .dial_port = server.port, .ca_file = ca_file
    };
    struct limits limits = loopback_limits(5000);
    limits.cancel_fd = loopback_alarm(50);
    fetch_get(&wish, limits, &fetched);
    assert_int_equal(fetched.end, FETCH_CANCELLED);
    assert_true(fetched.ms < 2000);
    close(limits.cancel_fd);
    fetched_clear(&fetched);
    scripted_close(&server);
}

static void test_dead_resolver(void **state)
{
    uint16_t port = 0;
    char resolver[32];
    struct fetched fetched;
    (void)state;
    int silent = loopback_bind(SOCK_DGRAM, "127.0.0.1", &port);
    snprintf(resolver, sizeof resolver, "127.0.0.1:%u", port);
    struct fetch_wish wish = { .url = "https://good.test/", .resolver = resolver, .ca_file = ca_file };
    fetch_get(&wish, loopback_limits(100), &fetched);
    assert_int_equal(fetched.end, FETCH_SILENT);
    fetched_clear(&fetched);
    close(silent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_request_tells_nothing_more),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_dead_resolver),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
