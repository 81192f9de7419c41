#pragma once

#include "checks/filter_rules.h"

#include <jansson.h>

/*
 * Reads what `nft -j list ruleset` prints (libnftables-json(5)), with that packet in mind: the chains at the
 * way out and those they jump to. The tables of iptables are left out where they are there already, read from
 * its own tools, which say more about them. What is read borrows from root. False: this is no ruleset.
 */
bool filter_nft_read(const json_t *root, const struct packet *packet, struct filter_rules *rules);

/* The text of a rule in what `nft -a list chain` printed: the line that ends in its handle. */
bool filter_nft_text(struct span listing, int64_t handle, struct span *ret_text);
