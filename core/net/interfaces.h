#pragma once

#include "facts/target.h"

/* A network interface of this machine that is up, with its first address of each family that reaches further than the
 * link. */
enum { INTERFACES_MAX = 32, INTERFACE_NAME_MAX = 16 };
struct interface {
    char name[INTERFACE_NAME_MAX];
    bool is_loopback;
    bool is_tunnel; /* point to point: a VPN, a dial-up line, a tunnel */
    char v4[ADDRESS_MAX];
    char v6[ADDRESS_MAX];
};
struct interfaces {
    struct interface list[INTERFACES_MAX];
    size_t count;
};
void interfaces_read(struct interfaces *ret_interfaces);
/* The interface that has this address, or NULL. */
const struct interface *interfaces_find(const struct interfaces *interfaces, const char *address);

/*
 * The interface of the default route, out of the text of /proc/net/route and /proc/net/ipv6_route.
 * False when there is none.
 */
bool route_v4_default(struct span text, char *ret_name, size_t room);
bool route_v6_default(struct span text, char *ret_name, size_t room);
/* The same of this machine. */
bool route_default(bool is_v6, char *ret_name, size_t room);

/*
 * From which of our addresses a packet to this one would leave. False when there is no way to
 * it. Sends nothing.
 */
bool route_source(const char *address, char *ret_source, size_t room);
/* Whether it is one of this machine's own: of its interfaces, or any of 127.0.0.0/8 and ::1. */
bool address_is_own(const char *address);
