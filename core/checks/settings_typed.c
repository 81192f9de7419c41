#include "checks/settings.h"

#include "base/mem.h"
#include "checks/address_kind.h"
#include "checks/near.h"
#include "checks/typed.h"
#include "knowledge/providers.h"

#include <stdio.h>
#include <string.h>

/* ---- by itself ---- */

static struct fact about_server(const struct inquiry *inquiry, enum fact_kind kind, const char *expected)
{
    struct fact fact = fact_new(kind, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN("server"));
    mem_copy_text(fact.text, sizeof fact.text, span_of(inquiry->target->server.host));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(expected));
    return fact;
}

static void tell_server(const struct inquiry *inquiry, enum fact_kind kind, const char *expected)
{
    struct fact fact = about_server(inquiry, kind, expected);
    scribe_fact(inquiry->scribe, &fact);
}

static void look_at_host(const struct inquiry *inquiry)
{
    static const char *const incoming[] = { "imap.", "pop.", "pop3.", "imaps.", "webmail." };
    struct span server = span_of(inquiry->target->server.host);
    if (span_find(server, SPAN("://")) != SPAN_NONE || span_find_char(server, '/') != SPAN_NONE)
        tell_server(inquiry, FACT_TYPED_URL, "");
    for (size_t i = 0; i < sizeof incoming / sizeof *incoming; i++)
        if (span_starts_nocase(server, span_of(incoming[i])))
            tell_server(inquiry, FACT_TYPED_INCOMING_HOST, incoming[i]);
}

static const char *incoming_name(uint16_t port)
{
    static const struct {
        uint16_t port;
        const char *name;
    } rows[] = { { 110, "POP3" }, { 143, "IMAP" }, { 993, "IMAP" }, { 995, "POP3" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].port == port)
            return rows[i].name;
    return NULL;
}

static void look_at_port(const struct inquiry *inquiry)
{
    uint16_t port = inquiry->target->server.port;
    const char *incoming = incoming_name(port);
    uint16_t meant = near_port(port);
    char expected[8];
    (void)snprintf(expected, sizeof expected, "%u", meant ? meant : 587);
    if (!incoming && !meant)
        return;
    struct fact fact = about_server(inquiry, incoming ? FACT_TYPED_INCOMING_PORT : FACT_TYPED_PORT_NEAR, expected);
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN("port"));
    mem_copy_text(fact.text, sizeof fact.text, span_of(incoming ? incoming : ""));
    fact.number = port;
    scribe_fact(inquiry->scribe, &fact);
}

static void tell_program(const struct inquiry *inquiry)
{
    const struct target *target = inquiry->target;
    struct fact fact = fact_new(FACT_SETTINGS_READ, "settings");
    fact.stage = STAGE_INPUT;
    fact.where.security = target->server.security;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(target->program));
    if (target->server.port)
        (void)snprintf(fact.text, sizeof fact.text, "%s:%u", target->server.host, target->server.port);
    else
        mem_copy_text(fact.text, sizeof fact.text, span_of(target->server.host));
    scribe_fact(inquiry->scribe, &fact);
}

void settings_look_at_typed(const struct inquiry *inquiry)
{
    if (inquiry->target->program[0])
        tell_program(inquiry);
    look_at_host(inquiry);
    look_at_port(inquiry);
}

/* ---- beside what is published ---- */

struct comparison {
    const struct inquiry *inquiry;
    const struct settings *settings;
    struct endpoint typed;
};

bool setting_is_published(const struct setting *setting)
{
    return strcmp(setting->source, "guess") != 0;
}

static const struct setting *first_published(const struct settings *settings)
{
    for (size_t i = 0; i < settings->count; i++)
        if (setting_is_published(&settings->found[i]))
            return &settings->found[i];
    return NULL;
}

/* The published one that has as much in common with the typed one as is asked for. */
static const struct setting *find_same(const struct comparison *comparison, bool port_too, bool security_too)
{
    const struct endpoint *typed = &comparison->typed;
    for (size_t i = 0; i < comparison->settings->count; i++) {
        const struct setting *setting = &comparison->settings->found[i];
        const struct endpoint *where = &setting->where;
        if (!setting_is_published(setting) || !span_equal_nocase(span_of(where->host), span_of(typed->host)))
            continue;
        if ((!port_too || where->port == typed->port) && (!security_too || where->security == typed->security))
            return setting;
    }
    return NULL;
}

static void tell(const struct comparison *comparison, const char *what, const char *typed, const char *published)
{
    struct fact fact = fact_new(FACT_SETTINGS_DIFFER, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(what));
    mem_copy_text(fact.text, sizeof fact.text, span_of(typed));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(published));
    scribe_fact(comparison->inquiry->scribe, &fact);
}

/* Another name of the same provider, or an address instead of a name, is no difference worth a word. */
static bool is_same_owner(const struct comparison *comparison, const struct setting *published)
{
    const struct provider *ours = provider_by_host(span_of(comparison->typed.host));
    return address_kind_of(comparison->typed.host) != ADDRESS_NONE ||
           (ours && ours == provider_by_host(span_of(published->where.host)));
}

static void compare_endpoint(const struct comparison *comparison)
{
    const struct endpoint *typed = &comparison->typed;
    const struct setting *first = first_published(comparison->settings);
    const struct setting *same_host = find_same(comparison, false, false);
    const struct setting *same_port = find_same(comparison, true, false);
    char port[2][8];
    if (!same_host) {
        if (!is_same_owner(comparison, first))
            tell(comparison, "server", typed->host, first->where.host);
        return;
    }
    (void)snprintf(port[0], sizeof port[0], "%u", typed->port);
    (void)snprintf(port[1], sizeof port[1], "%u", same_host->where.port);
    if (typed->port && !same_port)
        tell(comparison, "port", port[0], port[1]);
    if (same_port && typed->security != SECURITY_UNKNOWN && same_port->where.security != SECURITY_UNKNOWN &&
        !find_same(comparison, true, true))
        tell(comparison, "security", security_word(typed->security), security_word(same_port->where.security));
}

static void compare_login(const struct comparison *comparison)
{
    struct span user = typed_user(comparison->inquiry->target);
    bool is_address = span_find_char(user, '@') != SPAN_NONE;
    char typed[MAIL_MAX];
    mem_copy_text(typed, sizeof typed, user);
    if (user.len && is_address && comparison->settings->login == AUTOCONFIG_LOGIN_LOCAL_PART)
        tell(comparison, "login", typed, "local-part");
    if (user.len && !is_address && comparison->settings->login == AUTOCONFIG_LOGIN_ADDRESS)
        tell(comparison, "login", typed, "full-address");
}

void settings_compare(const struct inquiry *inquiry, const struct settings *settings)
{
    struct comparison comparison = { .inquiry = inquiry, .settings = settings, .typed = inquiry->target->server };
    if (!first_published(settings) || inquiry->target->connect_to[0])
        return;
    if (!comparison.typed.host[0])
        mem_copy_text(comparison.typed.host, sizeof comparison.typed.host,
                      span_of(first_published(settings)->where.host));
    compare_endpoint(&comparison);
    compare_login(&comparison);
}
