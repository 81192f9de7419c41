#pragma once

#include "checks/check.h"
#include "checks/dns_judge.h"

/*
 * Asks the others about the server's name: independent resolvers, unless third parties are to be left out,
 * and one of the zone's own servers, which is looked up by the independent ones where they answer. And asks
 * the resolver here for a name that nobody has. Never past inquiry->limits.
 */
void dns_opinions_get(const struct inquiry *inquiry, struct dns_opinions *ret_opinions);
