#include "checks/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What the domain publishes, the same in every row; the guess is nobody's word. */
static const struct settings published = { .found = { { { "smtp.corp.test", 465, SECURITY_TLS }, "autoconfig" },
                                                      { { "smtp.corp.test", 587, SECURITY_STARTTLS }, "autoconfig" },
                                                      { { "mail.corp.test", 587, SECURITY_STARTTLS }, "guess" } },
                                           .count = 3,
                                           .login = AUTOCONFIG_LOGIN_ADDRESS };

static const struct row {
    const char *name;
    struct endpoint server;
    const char *login;
    const char *told; /* KIND(SUBJECT) TEXT>EXPECTED, one behind the other */
} rows[] = {
    { "nothing typed", { "", 0, 0 }, "", "" },
    { "as published", { "SMTP.corp.test", 587, SECURITY_STARTTLS }, "anna@corp.test", "" },
    { "another port", { "smtp.corp.test", 2526, 0 }, "", "settings-differ(port) 2526>465 " },
    { "another port of the published server", { "", 2526, 0 }, "", "settings-differ(port) 2526>465 " },
    { "another encryption",
      { "smtp.corp.test", 465, SECURITY_STARTTLS },
      "",
      "settings-differ(security) starttls>tls " },
    { "a guess is not published",
      { "mail.corp.test", 587, 0 },
      "",
      "settings-differ(server) mail.corp.test>smtp.corp.test " },
    { "an address is no name", { "192.0.2.1", 587, 0 }, "", "" },
    { "another form of the name", { "smtp.corp.test", 465, 0 }, "anna", "settings-differ(login) anna>full-address " },
    { "a slip in the port", { "", 578, 0 }, "", "typed-port-near(port) >587 settings-differ(port) 578>465 " },
    { "an incoming port", { "", 993, 0 }, "", "typed-incoming-port(port) IMAP>587 settings-differ(port) 993>465 " },
    { "an incoming server",
      { "imap.corp.test", 0, 0 },
      "",
      "typed-incoming-host(server) imap.corp.test>imap. settings-differ(server) imap.corp.test>smtp.corp.test " },
};

static void look(const struct row *row, struct buf *told)
{
    struct target target;
    struct record record;
    target_init(&target);
    record_init(&record);
    target.server = row->server;
    (void)snprintf(target.login, sizeof target.login, "%s", row->login);
    struct scribe scribe = record_scribe(&record);
    struct inquiry inquiry = { .target = &target, .limits = LIMITS_NONE, .scribe = &scribe };
    settings_look_at_typed(&inquiry);
    settings_compare(&inquiry, &published);
    for (size_t i = 0; i < record.fact_count; i++) {
        const struct fact *fact = &record.facts[i];
        buf_addf(told, "%s(%s) %s>%s ", fact_row(fact->kind)->word, fact->subject, fact->text, fact->expected);
    }
    record_clear(&record);
    target_clear(&target);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf told;
        buf_init(&told, 4 * KIB);
        look(&rows[i], &told);
        if (strcmp(buf_text(&told), rows[i].told) != 0)
            fail_msg("%s: %s", rows[i].name, buf_text(&told));
        buf_free(&told);
    }
}

static void test_nothing_published(void **state)
{
    static const struct settings guess = { .found = { { { "mail.corp.test", 587, SECURITY_STARTTLS }, "guess" } },
                                           .count = 1 };
    struct target target;
    struct record record;
    (void)state;
    target_init(&target);
    record_init(&record);
    target.server = (struct endpoint){ "other.test", 2526, SECURITY_TLS };
    struct scribe scribe = record_scribe(&record);
    struct inquiry inquiry = { .target = &target, .limits = LIMITS_NONE, .scribe = &scribe };
    settings_compare(&inquiry, &guess);
    assert_int_equal(record.fact_count, 0);
    record_clear(&record);
    target_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_nothing_published) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
