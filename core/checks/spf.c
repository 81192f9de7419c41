#include "base/mem.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "checks/spf_judge.h"
#include "knowledge/providers.h"

#include <stdlib.h>
#include <string.h>

/*
 * Does the sender's domain let this server send for it? A provider's submission server hands
 * mail on to machines of other addresses, so a server that is not covered proves little; that
 * its provider is included proves more.
 */

/* ---- asking ---- */

static void ask(void *owner, const struct dns_question *question, struct dns_answer *ret_answer)
{
    const struct inquiry *inquiry = owner;
    struct dns_question with_resolver = { question->name, question->type, inquiry->target->resolver };
    resolve_public(&with_resolver, inquiry->limits, ret_answer);
}

/* The server's addresses as a recipient's server would find them: a line of our own hosts file is nothing to it. */
static void find_server(const struct inquiry *inquiry, struct addresses *ret_addresses)
{
    *ret_addresses = *inquiry->ground->addresses;
    if (ret_addresses->from_hosts_file)
        resolve_host_public(inquiry->ground->host, inquiry->target->resolver, inquiry->limits, ret_addresses);
}

/* One address of each family. The verdict is of the first that passes, or else of the first. */
static void judge_server(const struct inquiry *inquiry, const char *domain, struct spf_verdict *verdict, char *address)
{
    struct addresses *addresses = mem_new(sizeof *addresses);
    struct spf_asker asker = { (void *)inquiry, ask };
    bool seen[2] = { false, false };
    bool has_verdict = false;
    struct spf_verdict *one = mem_new(sizeof *one);
    find_server(inquiry, addresses);
    for (size_t i = 0; i < addresses->count; i++) {
        bool is_v6 = strchr(addresses->address[i], ':') != NULL;
        if (seen[is_v6])
            continue;
        seen[is_v6] = true;
        spf_judge(&asker, domain, addresses->address[i], one);
        if (!has_verdict || (one->result == SPF_PASS && verdict->result != SPF_PASS)) {
            *verdict = *one;
            mem_copy_text(address, ADDRESS_MAX, span_of(addresses->address[i]));
        }
        has_verdict = true;
    }
    free(one);
    free(addresses);
}

/* ---- judging ---- */

/* Providers whose SPF names are of another house than their servers. */
static const struct {
    const char *server, *included;
} houses[] = {
    { "gmail.com", "google.com" },        { "googlemail.com", "google.com" }, { "office365.com", "outlook.com" },
    { "yandex.ru", "yandex.net" },        { "yandex.com", "yandex.net" },     { "me.com", "icloud.com" },
    { "amazonaws.com", "amazonses.com" }, { "ionos.de", "kundenserver.de" },  { "1und1.de", "kundenserver.de" },
    { "ionos.com", "perfora.net" },       { "zoho.com", "zohomail.com" },     { "zoho.eu", "zohomail.eu" },
    { "aol.com", "yahoo.com" },
};

static bool is_of_provider(struct span server, struct span included)
{
    struct span house = domain_house(server);
    struct span other = domain_house(included);
    if (span_equal_nocase(house, other))
        return true;
    for (size_t i = 0; i < sizeof houses / sizeof *houses; i++)
        if (span_equal_nocase(house, span_of(houses[i].server)) &&
            span_equal_nocase(other, span_of(houses[i].included)))
            return true;
    return false;
}

static const char *provider_name(const struct inquiry *inquiry, const struct spf_verdict *verdict)
{
    for (size_t i = 0; i < verdict->name_count; i++)
        if (is_of_provider(span_of(inquiry->ground->host), span_of(verdict->names[i])))
            return verdict->names[i];
    return NULL;
}

static bool is_at(const struct addresses *ours, const struct addresses *theirs)
{
    for (size_t i = 0; i < ours->count; i++)
        for (size_t k = 0; k < theirs->count; k++)
            if (strcmp(ours->address[i], theirs->address[k]) == 0)
                return true;
    return false;
}

/* The server also receives the domain's mail: one machine does it all, so most likely it sends as well. */
static bool is_only_server(const struct inquiry *inquiry, const char *domain)
{
    enum { EXCHANGERS_TRIED = 3 };
    struct addresses addresses;
    struct addresses ours;
    bool found = false;
    if (provider_by_host(span_of(inquiry->ground->host)) || provider_by_domain(span_of(domain)))
        return false;
    struct dns_answer *exchangers = mem_new(sizeof *exchangers);
    find_server(inquiry, &ours);
    resolve(&(struct dns_question){ domain, RECORD_MX, inquiry->target->resolver }, inquiry->limits, exchangers);
    for (size_t i = 0; i < exchangers->count && i < EXCHANGERS_TRIED && !found; i++) {
        resolve_host_public(exchangers->records[i].text, inquiry->target->resolver, inquiry->limits, &addresses);
        found = is_at(&ours, &addresses);
    }
    free(exchangers);
    return found;
}

static enum fact_kind judge_uncovered(const struct inquiry *inquiry, const char *domain,
                                      const struct spf_verdict *verdict)
{
    if (verdict->sends_nothing)
        return FACT_SPF_NO_MAIL;
    if (provider_name(inquiry, verdict))
        return FACT_SPF_PROVIDER;
    bool denies = verdict->result == SPF_FAIL || verdict->result == SPF_SOFTFAIL;
    return denies && !verdict->names_person && is_only_server(inquiry, domain) ? FACT_SPF_UNCOVERED : FACT_SPF_UNSURE;
}

static enum fact_kind judge(const struct inquiry *inquiry, const char *domain, const struct spf_verdict *verdict)
{
    switch (verdict->result) {
    case SPF_NONE:
        return FACT_SPF_NONE;
    case SPF_PERMERROR:
        return FACT_SPF_BROKEN;
    case SPF_TEMPERROR:
        return FACT_SPF_UNKNOWN;
    case SPF_PASS:
        return verdict->allows_all ? FACT_SPF_OPEN : FACT_SPF_PASS;
    default:
        return judge_uncovered(inquiry, domain, verdict);
    }
}

/* ---- telling ---- */

static void tell(const struct inquiry *inquiry, const char *domain, const struct spf_verdict *verdict,
                 const char *address)
{
    enum fact_kind kind = judge(inquiry, domain, verdict);
    bool is_broken = kind == FACT_SPF_BROKEN;
    struct fact fact = fact_of_name(kind, "spf", is_broken ? spf_fault_word(verdict->fault) : domain);
    const char *detail = address;
    if (is_broken || kind == FACT_SPF_UNKNOWN)
        detail = verdict->place;
    else if (kind == FACT_SPF_PROVIDER)
        detail = provider_name(inquiry, verdict);
    mem_copy_text(fact.text, sizeof fact.text, span_of(detail));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(is_broken ? domain : spf_result_word(verdict->result)));
    fact.number = verdict->lookups;
    tell_of_name(inquiry, &fact);
}

void check_spf(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    char address[ADDRESS_MAX] = "";
    struct spf_verdict *verdict = mem_new(sizeof *verdict);
    if (sender_domain(inquiry->target, domain)) {
        judge_server(inquiry, domain, verdict, address);
        tell(inquiry, domain, verdict, address);
    }
    free(verdict);
}
