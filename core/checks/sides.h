#pragma once

#include "checks/check.h"

/*
 * The checks beside the chain, one file each. Each is called once, in a thread of its own,
 * when its row in check.c says so; it reads inquiry->ground, waits only through
 * inquiry->limits, and writes facts. One that is stopped writes nothing more.
 */

/* Interfaces, default routes, resolvers and proxies of this machine. */
void check_this_network(const struct inquiry *inquiry);
const char *this_network_left_out(const struct inquiry *inquiry);
/* Which way leads to the server: interface, VPN, /etc/hosts. */
void check_path(const struct inquiry *inquiry);

/* A rule of this machine's own packet filter that stops the port. */
void check_packet_filter(const struct inquiry *inquiry);
const char *packet_filter_left_out(const struct inquiry *inquiry);
