#pragma once

#include "facts/target.h"

/* A network interface of this machine that is up, with its first address of each family that reaches further than the
 * link. */
enum { INTERFACES_MAX = 32, INTERFACE_NAME_MAX = 16 };
enum link {
    LINK_PLAIN,
    LINK_TUNNEL, /* a VPN, or another network inside this one */
    LINK_PPP,    /* a line that is dialled (DSL, mobile), or a VPN: its name does not tell */
};
struct interface {
    char name[INTERFACE_NAME_MAX];
    bool is_loopback;
    enum link link;
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
/* What an interface is, by the driver that the kernel names ("tun", "wireguard"; empty: unknown). */
enum link link_of_driver(struct span driver, struct span name, bool is_point_to_point);

/* The default routes that lead somewhere; a gateway is empty where packets simply go out. */
enum { ROUTES_MAX = 8 };
struct default_route {
    bool is_v6;
    char name[INTERFACE_NAME_MAX];
    char gateway[ADDRESS_MAX];
};
struct default_routes {
    struct default_route list[ROUTES_MAX];
    size_t count;
};
/* Adds those in the text of /proc/net/route, or of /proc/net/ipv6_route. */
void default_routes_add(struct default_routes *routes, struct span text, bool is_v6);
/* Those of this machine. */
void default_routes_read(struct default_routes *ret_routes);

/*
 * From which of our addresses a packet to this one would leave. False when there is no way to
 * it. Sends nothing.
 */
bool route_source(const char *address, char *ret_source, size_t room);
/* Whether it is one of this machine's own: of its interfaces, or any of 127.0.0.0/8 and ::1. */
bool address_is_own(const char *address);
