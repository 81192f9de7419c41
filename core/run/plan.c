#include "run/plan.h"

#include "base/mem.h"
#include "checks/address_kind.h"
#include "knowledge/providers.h"

#include <string.h>

static const char *why_no_login(const struct target *target)
{
    if (!target->has_password)
        return "no-password";
    return target->max_logins == 0 ? "budget" : NULL;
}

/* What is known before the run; NULL: it would run, as far as one can tell. */
static const char *why_left_out(const struct target *target, const struct check *check)
{
    bool needs_login = check->sends == SENDS_LOGIN || (check->after && strcmp(check->after, "smtp-login") == 0);
    if (target->has_step && check->when != WHEN_CHAIN && check->step != target->step)
        return "not-asked";
    if (check->sends == SENDS_ELSEWHERE && target->no_third_party)
        return "third-party";
    if (needs_login && why_no_login(target))
        return why_no_login(target);
    if (check->sends == SENDS_MESSAGE && !target->send_to[0])
        return "not-asked";
    if (strcmp(check->id, "recipient") == 0 && !target->recipient[0])
        return "not-asked";
    if (strcmp(check->id, "size") == 0 && !target->size)
        return "not-asked";
    if (strcmp(check->id, "corrected-login") == 0 && !target_answer(target, "corrected"))
        return "not-asked";
    if (strcmp(check->id, "relay") == 0 && !target_answer(target, "relay"))
        return "not-asked";
    return NULL;
}

static void add_server(struct plan *plan, const struct endpoint *where)
{
    for (size_t i = 0; i < plan->server_count; i++)
        if (plan->servers[i].port == where->port && strcmp(plan->servers[i].host, where->host) == 0)
            return;
    if (plan->server_count < SETTINGS_MAX)
        plan->servers[plan->server_count++] = *where;
}

/* What the settings check knows without asking anybody (settings.c). */
static const struct provider *provider_of(const struct target *target)
{
    struct span address = span_trim(span_of(target->address[0] ? target->address : target->login));
    const struct provider *provider = provider_by_domain(mail_domain(address));
    return provider || !target->server.host[0] ? provider : provider_by_host(span_of(target->server.host));
}

static void list_servers(const struct target *target, struct plan *plan)
{
    const struct endpoint *given = &target->server;
    const struct provider *provider = provider_of(target);
    if (given->host[0] && given->port)
        add_server(plan, given);
    for (size_t i = 0; provider && i < provider->smtp_count; i++)
        if (!given->host[0] || strcmp(given->host, provider->smtp[i].host) == 0)
            add_server(plan, &provider->smtp[i]);
    const char *host = given->host[0] ? given->host : plan->server_count ? plan->servers[0].host : "";
    if (given->host[0] || address_kind_of(host) != ADDRESS_LOOPBACK)
        mem_copy_text(plan->usual_host, sizeof plan->usual_host, span_of(host));
}

void plan_make(const struct target *target, struct plan *ret_plan)
{
    *ret_plan = (struct plan){ 0 };
    list_servers(target, ret_plan);
    for (size_t i = 0; i < check_count() && ret_plan->count < PLAN_MAX; i++) {
        const struct check *check = check_at(i);
        if (check->sends == SENDS_NOTHING)
            continue;
        const char *why = why_left_out(target, check);
        ret_plan->rows[ret_plan->count++] = (struct plan_row){ check, why != NULL, why };
    }
}
