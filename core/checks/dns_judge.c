#include "checks/dns_judge.h"

#include "checks/address_kind.h"

#include <string.h>

typedef const char address_list[ADDRESS_MAX];

static bool overlap(address_list *ours, size_t our_count, address_list *theirs, size_t their_count)
{
    for (size_t i = 0; i < our_count; i++)
        for (size_t k = 0; k < their_count; k++)
            if (strcmp(ours[i], theirs[k]) == 0)
                return true;
    return false;
}

/* 0.0.0.0, 127.0.0.1: what a filter puts in place of an address. */
static bool leads_nowhere(const char *address)
{
    return address_kind_of(address) == ADDRESS_LOOPBACK || strcmp(address, "0.0.0.0") == 0 ||
           strcmp(address, "::") == 0;
}

static bool lead_nowhere(address_list *addresses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!leads_nowhere(addresses[i]))
            return false;
    return count > 0;
}

static size_t count_public(address_list *addresses, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += address_kind_of(addresses[i]) == ADDRESS_PUBLIC;
    return found;
}

/* Nowhere in place of somewhere; or an inner network in place of what the world sees. */
static bool is_sunk(const struct addresses *ours, const struct dns_opinion *theirs)
{
    bool is_nowhere = lead_nowhere(ours->address, ours->count) && !lead_nowhere(theirs->address, theirs->count);
    return is_nowhere || (count_public(ours->address, ours->count) == 0 &&
                          count_public(theirs->address, theirs->count) == theirs->count);
}

/* The one that agrees with us, or else the first that knows the name, or else the first. */
static const struct dns_opinion *choose(const struct addresses *ours, const struct dns_opinions *opinions)
{
    const struct dns_opinion *known = NULL;
    for (size_t i = 0; i < opinions->count; i++) {
        const struct dns_opinion *one = &opinions->of[i];
        if (overlap(ours->address, ours->count, one->address, one->count))
            return one;
        if (!known && one->count)
            known = one;
    }
    return known ? known : &opinions->of[0];
}

/* Big providers give everybody other addresses; a private one in place of a public one is something else. */
enum fact_kind dns_judge(const struct addresses *ours, const struct dns_opinions *opinions,
                         const struct dns_opinion **ret_who)
{
    const struct dns_opinion *who = choose(ours, opinions);
    bool is_invented =
        who->denies_nobody && overlap(ours->address, ours->count, opinions->invented, opinions->invented_count);
    *ret_who = who;
    if (ours->count == 0)
        return who->count ? FACT_DNS_WITHHELD : FACT_DNS_SAME;
    if (overlap(ours->address, ours->count, who->address, who->count))
        return FACT_DNS_SAME;
    if (who->count == 0)
        return is_invented && !ours->from_hosts_file ? FACT_DNS_INVENTED : FACT_DNS_ONLY_HERE;
    if (ours->from_hosts_file)
        return FACT_HOSTS_STALE;
    return is_invented || is_sunk(ours, who) ? FACT_DNS_DIVERTED : FACT_DNS_OTHERS;
}
