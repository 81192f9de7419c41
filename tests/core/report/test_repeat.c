/* The commands for somebody without this program: the same place, the same login, never a password. */
#include "report/repeat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *name;
    struct endpoint where;
    const char *address, *login, *mechanism, *recipient, *connect_to;
    enum repeat_tool tool;
    const char *expected; /* NULL: this tool cannot */
} rows[] = {
    { "587",
      { "smtp.example.com", 587, SECURITY_STARTTLS },
      "anna@example.com",
      "",
      "PLAIN",
      "",
      "",
      REPEAT_SWAKS,
      "swaks --server smtp.example.com --port 587 --tls --tls-verify --auth PLAIN --auth-user anna@example.com "
      "--protect-prompt --quit-after AUTH" },
    { "587",
      { "smtp.example.com", 587, SECURITY_STARTTLS },
      "anna@example.com",
      "",
      "PLAIN",
      "",
      "",
      REPEAT_OPENSSL,
      "openssl s_client -connect smtp.example.com:587 -starttls smtp -servername smtp.example.com -verify_hostname "
      "smtp.example.com -verify_return_error -crlf -quiet" },
    { "587",
      { "smtp.example.com", 587, SECURITY_STARTTLS },
      "anna@example.com",
      "",
      "PLAIN",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --ssl-reqd --user anna@example.com --login-options AUTH=PLAIN --request NOOP --url "
      "smtp://smtp.example.com:587" },
    { "465",
      { "smtp.example.com", 465, SECURITY_TLS },
      "anna@example.com",
      "anna",
      "",
      "",
      "",
      REPEAT_SWAKS,
      "swaks --server smtp.example.com --port 465 --tls-on-connect --tls-verify --auth --auth-user anna "
      "--protect-prompt --quit-after AUTH" },
    { "465",
      { "smtp.example.com", 465, SECURITY_TLS },
      "anna@example.com",
      "anna",
      "",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --user anna --request NOOP --url smtps://smtp.example.com:465" },
    { "a recipient",
      { "smtp.example.com", 465, SECURITY_TLS },
      "anna@example.com",
      "",
      "LOGIN",
      "b@example.org",
      "",
      REPEAT_SWAKS,
      "swaks --server smtp.example.com --port 465 --tls-on-connect --tls-verify --auth LOGIN --auth-user "
      "anna@example.com --protect-prompt --from anna@example.com --to b@example.org --quit-after RCPT" },
    { "no encryption, no login",
      { "smtp.example.com", 25, SECURITY_NONE },
      "anna@example.com",
      "",
      "PLAIN",
      "",
      "",
      REPEAT_SWAKS,
      "swaks --server smtp.example.com --port 25 --quit-after HELO" },
    { "no encryption",
      { "smtp.example.com", 25, SECURITY_NONE },
      "anna@example.com",
      "",
      "",
      "",
      "",
      REPEAT_OPENSSL,
      NULL },
    { "a token cannot be typed",
      { "smtp.example.com", 465, SECURITY_TLS },
      "anna@example.com",
      "",
      "XOAUTH2",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --request NOOP --url smtps://smtp.example.com:465" },
    { "swaks knows no SCRAM",
      { "smtp.example.com", 465, SECURITY_TLS },
      "anna@example.com",
      "",
      "SCRAM-SHA-256",
      "",
      "",
      REPEAT_SWAKS,
      "swaks --server smtp.example.com --port 465 --tls-on-connect --tls-verify --quit-after HELO" },
    { "a name for the shell",
      { "smtp.example.com", 465, SECURITY_TLS },
      "",
      "an'na; rm -rf $HOME",
      "",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --user 'an'\\''na; rm -rf $HOME' --request NOOP --url smtps://smtp.example.com:465" },
    { "behind a colon a password would stand",
      { "smtp.example.com", 465, SECURITY_TLS },
      "",
      "anna:secret",
      "",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --request NOOP --url smtps://smtp.example.com:465" },
    { "an address",
      { "192.0.2.10", 465, SECURITY_TLS },
      "",
      "",
      "",
      "",
      "",
      REPEAT_OPENSSL,
      "openssl s_client -connect 192.0.2.10:465 -verify_ip 192.0.2.10 -verify_return_error -crlf -quiet" },
    { "an address of the other kind",
      { "2001:db8::1", 465, SECURITY_TLS },
      "",
      "",
      "",
      "",
      "",
      REPEAT_CURL,
      "curl --verbose --request NOOP --url 'smtps://[2001:db8::1]:465'" },
    { "practice",
      { "smtp.example.com", 587, SECURITY_STARTTLS },
      "anna@example.com",
      "",
      "PLAIN",
      "",
      "127.0.0.1",
      REPEAT_CURL,
      "curl --verbose --ssl-reqd --connect-to smtp.example.com:587:127.0.0.1:40587 --user anna@example.com "
      "--login-options AUTH=PLAIN --request NOOP --url smtp://smtp.example.com:587" },
};

#define COPY(to, from) (void)snprintf(to, sizeof to, "%s", from)

static void fill_target(const struct row *row, struct target *target)
{
    target_init(target);
    target->server = row->where;
    COPY(target->address, row->address);
    COPY(target->login, row->login);
    COPY(target->mechanism, row->mechanism);
    COPY(target->recipient, row->recipient);
    COPY(target->connect_to, row->connect_to);
    target->has_password = true;
    (void)secret_set(&target->password, SPAN("Sunday-Harbour-7"));
    if (row->connect_to[0])
        target->detours[target->detour_count++] = (struct detour){ 587, 40587 };
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct target target;
        struct repeat repeat;
        struct buf out;
        record_init(&record);
        fill_target(&rows[i], &target);
        buf_init(&out, 8 * KIB);
        assert_true(repeat_read(&record, &target, &repeat));
        bool can = repeat_command(&repeat, rows[i].tool, &out);
        assert_true(can == (rows[i].expected != NULL));
        if (can && strcmp(buf_text(&out), rows[i].expected) != 0)
            fail_msg("%s:\n%s\n%s", rows[i].name, buf_text(&out), rows[i].expected);
        assert_true(can || out.len == 0);
        buf_free(&out);
        target_clear(&target);
    }
}

/* Through a proxy: only with tools that know its kind. */
static const struct {
    const char *proxy;
    enum repeat_tool tool;
    const char *expected;
} proxies[] = {
    { "http://proxy.example:3128", REPEAT_SWAKS, NULL },
    { "http://proxy.example:3128", REPEAT_OPENSSL, "-connect smtp.example.com:465 -proxy proxy.example:3128 " },
    { "http://proxy.example:3128", REPEAT_CURL, "curl --verbose --proxytunnel --proxy http://proxy.example:3128 " },
    { "socks5://127.0.0.1:1080", REPEAT_OPENSSL, NULL },
    { "socks5://127.0.0.1:1080", REPEAT_CURL, "curl --verbose --proxy socks5h://127.0.0.1:1080 " },
};

static void test_proxies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof proxies / sizeof *proxies; i++) {
        struct record record;
        struct target target;
        struct repeat repeat;
        struct buf out;
        record_init(&record);
        target_init(&target);
        target.server = (struct endpoint){ "smtp.example.com", 465, SECURITY_TLS };
        COPY(target.proxy, proxies[i].proxy);
        buf_init(&out, 8 * KIB);
        assert_true(repeat_read(&record, &target, &repeat));
        assert_true(repeat_command(&repeat, proxies[i].tool, &out) == (proxies[i].expected != NULL));
        if (proxies[i].expected && span_find(buf_span(&out), span_of(proxies[i].expected)) == SPAN_NONE)
            fail_msg("%s: %s", proxies[i].proxy, buf_text(&out));
        assert_true(proxies[i].expected || out.len == 0);
        buf_free(&out);
    }
}

/* What was really spoken to goes before what was asked for. */
static void test_endpoint(void **state)
{
    struct record record;
    struct target target;
    struct repeat repeat;
    struct fact fact = fact_new(FACT_LOGIN_REFUSED, "smtp-login");
    (void)state;
    record_init(&record);
    target_init(&target);
    assert_false(repeat_read(&record, NULL, &repeat));
    assert_false(repeat_read(&record, &target, &repeat));
    COPY(target.server.host, "-oops");
    target.server.port = 465;
    target.server.security = SECURITY_TLS;
    assert_false(repeat_read(&record, &target, &repeat));
    fact.where = (struct endpoint){ "smtp.example.com", 587, SECURITY_STARTTLS };
    record_add(&record, &fact);
    struct session_log *log = record_session(&record, 1);
    log->where = fact.where;
    session_log_add(log, &(struct line){ .n = 1, .from = SPEAKER_CLIENT, .raw = (char *)"AUTH LOGIN", .len = 10 });
    assert_true(repeat_read(&record, &target, &repeat));
    assert_int_equal(repeat.port, 587);
    assert_string_equal(repeat.mechanism, "LOGIN");
    record_clear(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_proxies),
                                        cmocka_unit_test(test_endpoint) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
