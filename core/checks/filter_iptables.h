#pragma once

#include "checks/filter_rules.h"

/*
 * Reads what iptables-save or ip6tables-save print, with that packet in mind: the chains at the way out and
 * those they jump to. tool is told in what is read: "iptables", "ip6tables-legacy", ... False: this is no such
 * text. What is read borrows from text.
 */
bool filter_iptables_read(struct span text, struct span tool, const struct packet *packet, struct filter_rules *rules);
