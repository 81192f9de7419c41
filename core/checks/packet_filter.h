#pragma once

#include "base/span.h"

/*
 * Reads the rules of a packet filter, as `nft list ruleset` or `iptables -S` print them: is
 * there one that stops what leaves this machine for a TCP port? Hands back the rule, borrowed
 * from the text. A rule with more conditions (an address, a user) is handed back as well: it
 * may be the one.
 */
bool packet_filter_nft(struct span ruleset, uint16_t port, struct span *ret_rule);
bool packet_filter_iptables(struct span rules, uint16_t port, struct span *ret_rule);
