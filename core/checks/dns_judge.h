#pragma once

#include "facts/fact.h"
#include "net/resolve.h"

/* What one of the others says about a name. */
struct dns_opinion {
    char who[HOST_MAX]; /* the name server, as it is shown */
    enum answer_kind kind;
    char address[ADDRESSES_MAX][ADDRESS_MAX];
    size_t count;
    bool denies_nobody; /* it says of a name that nobody has that it does not exist */
};

/* All that were asked: the zone's own server, then an independent one. Only those with an opinion count. */
enum { OPINIONS_MAX = 2 };
struct dns_opinions {
    struct dns_opinion of[OPINIONS_MAX];
    size_t count;
    /* What the resolver here gives for a name that nobody has; nothing, as it should be. */
    char invented[ADDRESSES_MAX][ADDRESS_MAX];
    size_t invented_count;
};

/*
 * Ours beside theirs. DNS_SAME where one of them agrees, DNS_WITHHELD where only they know an address,
 * DNS_ONLY_HERE where only we do, DNS_INVENTED where ours is what the resolver gives for any name, HOSTS_STALE
 * where a line of the hosts file says otherwise, DNS_DIVERTED where ours leads nowhere or to an inner network,
 * DNS_OTHERS where both give addresses that may well be right. ret_who: whose opinion says so.
 */
enum fact_kind dns_judge(const struct addresses *ours, const struct dns_opinions *opinions,
                         const struct dns_opinion **ret_who);
