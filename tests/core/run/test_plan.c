#include "run/plan.h"

#include "base/buf.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct plan_row *row_of(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->rows[i].check->id, id) == 0)
            return &plan->rows[i];
    return NULL;
}

static void ask_nothing(struct target *target)
{
    (void)target;
}

static void give_password(struct target *target)
{
    target->has_password = true;
}

static void forbid_logins(struct target *target)
{
    target->has_password = true;
    target->max_logins = 0;
}

static void send_message(struct target *target)
{
    target->has_password = true;
    mem_copy_text(target->send_to, sizeof target->send_to, SPAN("d@e.f"));
}

static void name_port(struct target *target)
{
    target->server.port = 2587;
}

static void name_usual_port(struct target *target)
{
    target->server.port = 587;
}

static const struct {
    const char *what, *check, *why; /* why NULL: it would run */
    void (*set)(struct target *target);
} rows[] = {
    { "names are always asked for", "name-lookup", NULL, ask_nothing },
    { "no password, no sign-in", "smtp-login", "no-password", ask_nothing },
    { "a password", "smtp-login", NULL, give_password },
    { "no sign-in allowed", "smtp-login", "budget", forbid_logins },
    { "what follows the sign-in", "sender", "budget", forbid_logins },
    { "no message unless asked for", "test-message", "not-asked", give_password },
    { "a message", "test-message", NULL, send_message },
    { "no message, none to look for in the mailbox", "inbox", "not-asked", give_password },
    { "a message is looked for", "inbox", NULL, send_message },
    { "mail from strangers: whether the server is this machine is not known yet", "relay", NULL, give_password },
    { "a port of one's own", "port-own", NULL, name_port },
    { "none given", "port-own", "not-asked", ask_nothing },
    { "one that is tried anyhow", "port-own", "not-asked", name_usual_port },
};

static void tells_what_would_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct target target;
        struct plan plan;
        target_init(&target);
        rows[i].set(&target);
        plan_make(&target, &plan);
        const struct plan_row *row = row_of(&plan, rows[i].check);
        assert_non_null(row);
        if (row->is_left_out != (rows[i].why != NULL) || (rows[i].why && strcmp(row->why, rows[i].why) != 0))
            fail_msg("%s: %s", rows[i].what, row->why ? row->why : "runs");
        target_clear(&target);
    }
}

/* Whatever is told to somebody who is not the person's own server can be forbidden. */
static void third_parties_can_be_forbidden(void **state)
{
    struct target target;
    struct plan plan;
    (void)state;
    target_init(&target);
    target.no_third_party = true;
    plan_make(&target, &plan);
    for (size_t i = 0; i < plan.count; i++)
        if (plan.rows[i].check->sends == SENDS_ELSEWHERE)
            assert_string_equal(plan.rows[i].why, "third-party");
    target_clear(&target);
}

static const struct {
    const char *address, *server;
    uint16_t port;
    const char *servers, *usual;
} servers[] = {
    { "anna@163.com", "", 0, "smtp.163.com:465 smtp.163.com:994", "smtp.163.com" },
    { "anna@163.com", "smtp.163.com", 587, "smtp.163.com:587 smtp.163.com:465 smtp.163.com:994", "smtp.163.com" },
    { "anna@163.com", "mail.example.com", 0, "", "mail.example.com" },
    { "anna@outlook.com", "", 0, "smtp-mail.outlook.com:587 smtp.office365.com:587", "smtp-mail.outlook.com" },
    { "anna@proton.me", "", 0, "127.0.0.1:1025", "" },
    { "anna@example.com", "", 0, "", "" },
    { "anna@example.org", "mx.example.org", 2500, "mx.example.org:2500", "mx.example.org" },
};

static void names_the_servers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        struct target target;
        struct plan plan;
        struct buf list;
        target_init(&target);
        buf_init(&list, KIB);
        mem_copy_text(target.address, sizeof target.address, span_of(servers[i].address));
        mem_copy_text(target.server.host, sizeof target.server.host, span_of(servers[i].server));
        target.server.port = servers[i].port;
        plan_make(&target, &plan);
        for (size_t k = 0; k < plan.server_count; k++)
            buf_addf(&list, "%s%s:%u", k ? " " : "", plan.servers[k].host, plan.servers[k].port);
        assert_string_equal(buf_text(&list), servers[i].servers);
        assert_string_equal(plan.usual_host, servers[i].usual);
        buf_free(&list);
        target_clear(&target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tells_what_would_run),
                                        cmocka_unit_test(third_parties_can_be_forbidden),
                                        cmocka_unit_test(names_the_servers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
