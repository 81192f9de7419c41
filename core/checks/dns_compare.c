#include "checks/dns_compare.h"

#include "base/buf.h"
#include "base/mem.h"
#include "checks/address_kind.h"
#include "checks/settings.h"
#include "checks/sides.h"

#include <stdlib.h>
#include <string.h>

/* What one of the others says about the host. */
struct opinion {
    char who[HOST_MAX]; /* the name server, as it is shown */
    enum answer_kind kind;
    char address[ADDRESSES_MAX][ADDRESS_MAX];
    size_t count;
};

const char *dns_compare_left_out(const struct inquiry *inquiry)
{
    if (inquiry->target->connect_to[0] || !inquiry->ground->host[0])
        return "";
    return address_kind_of(inquiry->ground->host) == ADDRESS_NONE ? NULL : "";
}

/* ---- asking ---- */

static void ask(const struct inquiry *inquiry, const char *resolver, struct opinion *opinion)
{
    const char *host = inquiry->ground->host;
    struct dns_question questions[] = { { host, RECORD_A, resolver }, { host, RECORD_AAAA, resolver } };
    struct dns_answer *answers = mem_new(2 * sizeof *answers);
    resolve_many(questions, 2, inquiry->limits, answers);
    opinion->kind = answers[0].kind;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < answers[i].count && opinion->count < ADDRESSES_MAX; k++)
            mem_copy_text(opinion->address[opinion->count++], ADDRESS_MAX, span_of(answers[i].records[k].text));
        if (answers[i].kind == ANSWER_FOUND)
            opinion->kind = ANSWER_FOUND;
    }
    free(answers);
}

/* The name server of the zone that the host belongs to: the nearest name above it that has NS records. */
static bool find_zone_server(const struct inquiry *inquiry, char *ret_name, char *ret_address)
{
    enum { NAMES_MAX = 4 };
    struct dns_answer *answer = mem_new(sizeof *answer);
    struct span name = span_of(inquiry->ground->host);
    const char *resolver = inquiry->target->resolver;
    bool found = false;
    for (size_t i = 0; i < NAMES_MAX && !found && span_find_char(name, '.') != SPAN_NONE; i++) {
        resolve(&(struct dns_question){ name.at, RECORD_NS, resolver }, inquiry->limits, answer);
        found = answer->kind == ANSWER_FOUND;
        name = span_from(name, span_find_char(name, '.') + 1);
    }
    if (found) {
        struct addresses addresses;
        mem_copy_text(ret_name, HOST_MAX, span_of(answer->records[0].text));
        resolve_host(ret_name, resolver, inquiry->limits, &addresses);
        found = addresses.count > 0;
        mem_copy_text(ret_address, ADDRESS_MAX, span_of(addresses.count ? addresses.address[0] : ""));
    }
    free(answer);
    return found;
}

static bool is_opinion(const struct opinion *opinion)
{
    return opinion->kind == ANSWER_FOUND || opinion->kind == ANSWER_NO_NAME || opinion->kind == ANSWER_NO_RECORD;
}

/* The zone's own server, or else an independent one. False when nobody has an opinion. */
static bool get_opinion(const struct inquiry *inquiry, struct opinion *opinion)
{
    char address[ADDRESS_MAX];
    *opinion = (struct opinion){ .kind = ANSWER_SILENT };
    if (find_zone_server(inquiry, opinion->who, address)) {
        ask(inquiry, address, opinion);
        if (is_opinion(opinion))
            return true;
    }
    if (inquiry->target->no_third_party)
        return false;
    *opinion = (struct opinion){ .kind = ANSWER_SILENT, .who = "9.9.9.9" };
    ask(inquiry, INDEPENDENT_RESOLVERS, opinion);
    return is_opinion(opinion);
}

/* ---- judging ---- */

static bool overlap(const struct addresses *ours, const struct opinion *theirs)
{
    for (size_t i = 0; i < ours->count; i++)
        for (size_t k = 0; k < theirs->count; k++)
            if (strcmp(ours->address[i], theirs->address[k]) == 0)
                return true;
    return false;
}

static bool all_public(const char (*addresses)[ADDRESS_MAX], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (address_kind_of(addresses[i]) != ADDRESS_PUBLIC)
            return false;
    return count > 0;
}

static bool none_public(const char (*addresses)[ADDRESS_MAX], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (address_kind_of(addresses[i]) == ADDRESS_PUBLIC)
            return false;
    return count > 0;
}

/* Big providers give everybody other addresses; a private one in place of a public one is something else. */
static enum fact_kind judge(const struct addresses *ours, const struct opinion *theirs)
{
    bool we_know = ours->count > 0;
    bool they_know = theirs->count > 0;
    if (!we_know && !they_know)
        return FACT_DNS_SAME;
    if (!we_know)
        return FACT_DNS_WITHHELD;
    if (!they_know)
        return FACT_DNS_ONLY_HERE;
    if (overlap(ours, theirs))
        return FACT_DNS_SAME;
    bool is_set_here = ours->from_hosts_file;
    bool is_sunk = none_public(ours->address, ours->count) && all_public(theirs->address, theirs->count);
    return is_sunk || is_set_here ? FACT_DNS_DIVERTED : FACT_DNS_OTHERS;
}

/* ---- telling ---- */

static void list(const char (*addresses)[ADDRESS_MAX], size_t count, char *out, size_t room)
{
    enum { SHOWN = 3 };
    struct buf text;
    buf_init(&text, room - 1);
    for (size_t i = 0; i < count && i < SHOWN; i++)
        buf_addf(&text, "%s%s", i ? ", " : "", addresses[i]);
    mem_copy_text(out, room, buf_span(&text));
    buf_free(&text);
}

static struct fact about(const struct inquiry *inquiry, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "dns-compare");
    fact.stage = STAGE_DNS;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(inquiry->ground->host));
    return fact;
}

static void tell_slow(const struct inquiry *inquiry)
{
    enum { SLOW_MS = 1000 };
    const struct addresses *ours = inquiry->ground->addresses;
    if (!ours->count || ours->ms < SLOW_MS)
        return;
    struct fact fact = about(inquiry, FACT_DNS_SLOW);
    fact.ms = ours->ms;
    scribe_fact(inquiry->scribe, &fact);
}

/* A name that a provider has published for years does not cease to exist: the resolver is wrong. */
static void tell_published(const struct inquiry *inquiry)
{
    const struct ground *ground = inquiry->ground;
    enum answer_kind kind = ground->addresses->kind;
    if ((kind != ANSWER_NO_NAME && kind != ANSWER_NO_RECORD) || !ground->settings)
        return;
    for (size_t i = 0; i < ground->settings->count; i++) {
        const struct setting *setting = &ground->settings->found[i];
        if (strcmp(setting->source, "provider") != 0 || strcmp(setting->where.host, ground->host) != 0)
            continue;
        struct fact fact = about(inquiry, FACT_DNS_PUBLISHED);
        scribe_fact(inquiry->scribe, &fact);
        return;
    }
}

void check_dns_compare(const struct inquiry *inquiry)
{
    const struct addresses *ours = inquiry->ground->addresses;
    struct opinion *theirs = mem_new(sizeof *theirs);
    tell_slow(inquiry);
    tell_published(inquiry);
    bool known = get_opinion(inquiry, theirs);
    struct fact fact = about(inquiry, known ? judge(ours, theirs) : FACT_DNS_UNCOMPARED);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(theirs->who));
    list(theirs->address, theirs->count, fact.expected, sizeof fact.expected);
    list(ours->address, ours->count, fact.text, sizeof fact.text);
    if (known || !limits_cancelled(inquiry->limits))
        scribe_fact(inquiry->scribe, &fact);
    free(theirs);
}
