#include "base/buf.h"
#include "base/mem.h"
#include "checks/address_kind.h"
#include "checks/dns_opinion.h"
#include "checks/sender_domain.h"
#include "checks/settings.h"
#include "checks/sides.h"
#include "net/dial.h"
#include "net/hosts_file.h"

#include <stdlib.h>
#include <string.h>

/* Without a server's name there is one thing left to find out: why nobody answers. */
const char *dns_compare_left_out(const struct inquiry *inquiry)
{
    const struct ground *ground = inquiry->ground;
    if (inquiry->target->connect_to[0])
        return "";
    if (!ground->host[0])
        return ground_saw(ground, FACT_NAME_NO_ANSWER) ? NULL : "";
    return address_kind_of(ground->host) == ADDRESS_NONE ? NULL : "";
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

/* Nobody answered: is the resolver dead, or do its datagrams not come through? */
static void tell_udp(const struct inquiry *inquiry)
{
    enum { TCP_MS = 1500 };
    char domain[HOST_MAX];
    const char *host = inquiry->ground->host;
    struct dns_question question = { host, RECORD_A, inquiry->target->resolver };
    if (!ground_saw(inquiry->ground, FACT_NAME_NO_ANSWER))
        return;
    if (!host[0] && sender_domain(inquiry->target, domain))
        question = (struct dns_question){ domain, RECORD_MX, inquiry->target->resolver };
    struct dns_answer *answer = mem_new(sizeof *answer);
    resolve_over_tcp(&question, limits_within(inquiry->limits, TCP_MS), answer);
    if (answer->kind == ANSWER_FOUND || answer->kind == ANSWER_NO_NAME || answer->kind == ANSWER_NO_RECORD) {
        struct fact fact = about(inquiry, FACT_DNS_UDP_BLOCKED);
        mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(question.name));
        scribe_fact(inquiry->scribe, &fact);
    }
    free(answer);
}

/* ---- what they say, beside what the resolver here says ---- */

static struct fact compared(const struct inquiry *inquiry, enum fact_kind kind, const struct dns_opinion *theirs)
{
    const struct addresses *ours = inquiry->ground->addresses;
    struct fact fact = about(inquiry, kind);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(theirs->who));
    list(theirs->address, theirs->count, fact.expected, sizeof fact.expected);
    if (kind == FACT_HOSTS_STALE)
        hosts_file_ask_line(inquiry->ground->host, fact.text, sizeof fact.text);
    else
        list(ours->address, ours->count, fact.text, sizeof fact.text);
    return fact;
}

/* The ports that are looked for at another address: the one that was typed, else those of mail programs. */
static size_t ports_to_try(const struct inquiry *inquiry, uint16_t *ports)
{
    ports[0] = inquiry->target->server.port ? inquiry->target->server.port : 587;
    ports[1] = 465;
    return inquiry->target->server.port ? 1 : 2;
}

/* Both sides give addresses that may be right: where ours does not answer, theirs may. */
static void try_theirs(const struct inquiry *inquiry, const struct dns_opinion *theirs)
{
    enum { TRY_MS = 1000, PORTS_MAX = 2 };
    uint16_t ports[PORTS_MAX];
    struct addresses addresses = { .kind = ANSWER_FOUND, .count = theirs->count };
    struct dialled *dialled = mem_new(sizeof *dialled);
    size_t count = ports_to_try(inquiry, ports);
    struct limits limits = limits_within(inquiry->limits, TRY_MS);
    bool is_open = false;
    memcpy(addresses.address, theirs->address, sizeof addresses.address);
    for (size_t i = 0; i < count && !is_open && !ground_saw(inquiry->ground, FACT_PORT_OPEN); i++) {
        is_open = dial(&addresses, ports[i], limits, dialled) == OUTCOME_DONE;
        if (is_open) {
            struct fact fact = compared(inquiry, FACT_DNS_OTHER_ANSWERS, theirs);
            fact.number = ports[i];
            stream_close(&dialled->stream);
            scribe_fact(inquiry->scribe, &fact);
        }
    }
    if (!is_open && !ground_saw(inquiry->ground, FACT_PORT_OPEN) && limits_cancelled(inquiry->limits))
        inquiry_cut_short(inquiry);
    free(dialled);
}

static void compare(const struct inquiry *inquiry)
{
    const struct dns_opinion *theirs = NULL;
    struct dns_opinions *opinions = mem_new(sizeof *opinions);
    dns_opinions_get(inquiry, opinions);
    if (opinions->count) {
        enum fact_kind kind = dns_judge(inquiry->ground->addresses, opinions, &theirs);
        struct fact fact = compared(inquiry, kind, theirs);
        scribe_fact(inquiry->scribe, &fact);
        if (kind == FACT_DNS_OTHERS)
            try_theirs(inquiry, theirs);
    } else if (!limits_cancelled(inquiry->limits)) {
        struct fact fact = about(inquiry, FACT_DNS_UNCOMPARED);
        scribe_fact(inquiry->scribe, &fact);
    }
    free(opinions);
}

void check_dns_compare(const struct inquiry *inquiry)
{
    tell_udp(inquiry);
    if (!inquiry->ground->host[0])
        return;
    tell_slow(inquiry);
    tell_published(inquiry);
    compare(inquiry);
}
