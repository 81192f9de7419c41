#include "run/plan.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "checks/address_kind.h"
#include "checks/block_list.h"
#include "checks/dns_compare.h"
#include "checks/plain_web.h"
#include "checks/published.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "checks/status_page.h"
#include "knowledge/providers.h"
#include "report/wrap.h"

#include <stdio.h>
#include <string.h>

/* ---- whom the others are, by name, from the tables that the checks go by ---- */

static void put_database(const struct target *target, struct buf *out)
{
    (void)target;
    buf_add(out, published_database_host());
}

static void put_web(const struct target *target, struct buf *out)
{
    (void)target;
    plain_web_hosts(out);
}

static void put_resolvers(const struct target *target, struct buf *out)
{
    struct span rest = SPAN(INDEPENDENT_RESOLVERS);
    struct span one;
    while (!target->no_third_party && span_cut(&rest, ',', &one))
        buf_addf(out, "%s%.*s", out->len ? ", " : "", SPAN_ARG(one));
}

static void put_lists(bool of_domains, struct buf *out)
{
    for (size_t i = 0; i < block_list_count(); i++)
        if (block_list_at(i)->takes_domains == of_domains)
            buf_addf(out, "%s%s", out->len ? ", " : "", block_list_at(i)->zone);
}

static void put_address_lists(const struct target *target, struct buf *out)
{
    (void)target;
    put_lists(false, out);
}

static void put_domain_lists(const struct target *target, struct buf *out)
{
    (void)target;
    put_lists(true, out);
}

static void put_policy_host(const struct target *target, struct buf *out)
{
    char domain[HOST_MAX];
    if (sender_domain(target, domain))
        buf_addf(out, "mta-sts.%s", domain);
}

static const struct others {
    const char *check;
    void (*put)(const struct target *target, struct buf *out); /* NULL: the text alone tells */
} others[] = {
    { "settings", NULL },
    { "isp-database", put_database },
    { "plain-web", put_web },
    { "dns-compare", put_resolvers },
    { "status-page", status_page_hosts },
    { "block-lists", put_address_lists },
    { "domain-lists", put_domain_lists },
    { "mta-sts", put_policy_host },
};

static const struct others *find_others(const struct check *check)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].check, check->id) == 0)
            return &others[i];
    return NULL;
}

bool plan_asks_others(const struct check *check)
{
    return find_others(check) != NULL;
}

/* ---- which mail servers, as far as they are known ---- */

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

/* ---- what would run ---- */

static const char *why_no_login(const struct target *target)
{
    if (!target->has_password)
        return "no-password";
    return target->max_logins == 0 ? "budget" : NULL;
}

static bool has_own_port(const struct plan *plan, const struct target *target)
{
    const struct check *own = check_find("port-own");
    bool has = target->server.port && check_of_port(target->server.port) == own;
    for (size_t i = 0; i < plan->server_count && !has; i++)
        has = check_of_port(plan->servers[i].port) == own;
    return has;
}

/* Checks that need something which the person gives, or a provider that is known. */
static bool is_asked_for(const struct plan *plan, const struct target *target, const char *id)
{
    const struct {
        const char *id;
        bool is_given;
    } rows[] = {
        { "recipient", target->recipient[0] },
        { "size", target->size > 0 },
        { "corrected-login", target_answer(target, "corrected") },
        { "port-own", has_own_port(plan, target) },
        { "test-message", target->send_to[0] },
        { "inbox", target->send_to[0] },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].id, id) == 0)
            return rows[i].is_given;
    return true;
}

/* What is known before the run; NULL: it would run, as far as one can tell. */
static const char *why_left_out(const struct plan *plan, const struct target *target, const struct check *check)
{
    bool needs_login = check->sends == SENDS_LOGIN || (check->after && strcmp(check->after, "smtp-login") == 0);
    if (target->has_step && check->when != WHEN_CHAIN && check->step != target->step)
        return "not-asked";
    if (check->sends == SENDS_ELSEWHERE && target->no_third_party)
        return "third-party";
    if (!is_asked_for(plan, target, check->id))
        return "not-asked";
    return needs_login ? why_no_login(target) : NULL;
}

/* Nothing is said of a check for which this target gives no occasion. */
static bool has_occasion(const struct target *target, const struct check *check)
{
    static const char *const directly[] = { "plain-web", "trace", "other-services", "relay" };
    if (check->sends == SENDS_NOTHING)
        return false;
    for (size_t i = 0; target->proxy[0] && i < sizeof directly / sizeof *directly; i++)
        if (strcmp(directly[i], check->id) == 0)
            return false;
    /* what starts at once, or is about the sender's domain, goes by the target alone */
    if (check->when == WHEN_START || check->left_out == sender_domain_left_out)
        return !check->left_out || !check->left_out(&(struct inquiry){ .target = target });
    if (strcmp(check->id, "status-page") != 0)
        return true;
    struct buf names;
    buf_init(&names, FACT_TEXT_MAX);
    status_page_hosts(target, &names);
    bool has_page = names.len > 0;
    buf_free(&names);
    return has_page;
}

void plan_make(const struct target *target, struct plan *ret_plan)
{
    *ret_plan = (struct plan){ 0 };
    list_servers(target, ret_plan);
    for (size_t i = 0; i < check_count() && ret_plan->count < PLAN_MAX; i++) {
        const struct check *check = check_at(i);
        if (!has_occasion(target, check))
            continue;
        const char *why = why_left_out(ret_plan, target, check);
        ret_plan->rows[ret_plan->count++] = (struct plan_row){ check, why != NULL, why };
    }
}

/* ---- telling ---- */

enum { KEY_MAX = 96, NAMES_MAX = FACT_TEXT_MAX - 1 };

static struct span text_of(const struct words *words, const char *prefix, const char *word)
{
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "%s%s", prefix, word);
    return words_get(words, key);
}

/* A check that speaks in a way of its own has a text of its own; else what it sends says to whom. */
static struct span receiver_of(const struct words *words, const struct check *check, bool has_names)
{
    char own[KEY_MAX];
    (void)snprintf(own, sizeof own, "plan.check.%s%s", check->id, has_names ? ".named" : "");
    return words_has(words, own) ? words_get(words, own) : text_of(words, "plan.sends.", sending_word(check->sends));
}

void plan_say(const struct words *words, const struct target *target, const struct plan_row *row, struct buf *out)
{
    const struct others *named = find_others(row->check);
    struct fact fact = fact_new(FACT_CHECK_SKIPPED, row->check->id);
    struct buf names;
    if (row->is_left_out) {
        buf_add(out, text_of(words, "why.", row->why));
        return;
    }
    buf_init(&names, NAMES_MAX);
    if (named && named->put)
        named->put(target, &names);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&names));
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN(PLAIN_WEB_NOBODY));
    words_fill(out, receiver_of(words, row->check, names.len > 0), &fact);
    buf_free(&names);
}

struct telling {
    const struct words *words;
    const struct target *target;
    int cells;
};

/* A name that is too long for its column gets a line of its own. */
static void add_row(const struct telling *telling, const struct plan_row *row, struct buf *out)
{
    enum { WIDE = 90, NAME_CELLS = 32, MARK_CELLS = 4, NARROW_INDENT = 6 };
    struct span name = text_of(telling->words, "check.", row->check->id);
    int indent = telling->cells < WIDE ? NARROW_INDENT : MARK_CELLS + NAME_CELLS + 1;
    int used = MARK_CELLS + (int)utf8_width(name);
    struct buf what;
    buf_init(&what, 4 * KIB);
    plan_say(telling->words, telling->target, row, &what);
    buf_addf(out, "  %s %.*s", row->is_left_out ? "–" : "•", SPAN_ARG(name));
    if (used < indent)
        buf_addf(out, "%*s", indent - used, "");
    else
        buf_addf(out, "\n%*s", indent, "");
    wrap_add(out, buf_span(&what), telling->cells, indent);
    buf_free(&what);
}

static void add_servers(const struct words *words, const struct plan *plan, int cells, struct buf *out)
{
    struct fact fact = fact_new(FACT_SETTINGS_FOUND, "settings");
    struct buf text;
    buf_init(&text, 4 * KIB);
    for (size_t i = 0; i < plan->server_count; i++)
        buf_addf(&text, "%s%s:%u", i ? ", " : "", plan->servers[i].host, plan->servers[i].port);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&text));
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(plan->usual_host));
    fact.number = SETTINGS_MAX;
    buf_clear(&text);
    if (plan->server_count)
        words_fill(&text, words_get(words, "plan.servers"), &fact);
    if (plan->server_count && plan->usual_host[0])
        buf_add_char(&text, '\n');
    if (plan->usual_host[0])
        words_fill(&text, words_get(words, "plan.usual"), &fact);
    if (!plan->server_count && !plan->usual_host[0])
        words_fill(&text, words_get(words, "plan.unknown"), &fact);
    wrap_add(out, buf_span(&text), cells, 0);
    buf_add_char(out, '\n');
    buf_free(&text);
}

void plan_write(const struct words *words, const struct target *target, int cells, struct buf *out)
{
    struct plan plan;
    struct telling telling = { words, target, cells };
    plan_make(target, &plan);
    wrap_add(out, words_get(words, "plan.head"), cells, 0);
    buf_add_char(out, '\n');
    add_servers(words, &plan, cells, out);
    for (size_t i = 0; i < plan.count; i++)
        add_row(&telling, &plan.rows[i], out);
    buf_add_char(out, '\n');
    wrap_add(out, words_get(words, target->has_password ? "plan.secret" : "plan.no-secret"), cells, 0);
}
