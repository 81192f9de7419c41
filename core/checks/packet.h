#pragma once

#include "base/span.h"
#include "net/interfaces.h"

#include <netinet/in.h>
#include <sys/types.h>

/*
 * The first packet of a connection to a mail server, as the packet filter of this machine sees it on its way
 * out, and what one condition of a rule makes of it. What cannot be known from here may be either.
 */
enum fits { FITS_NOT, FITS_MAYBE, FITS };
enum fits fits_both(enum fits a, enum fits b);
enum fits fits_either(enum fits a, enum fits b);
enum fits fits_unless(enum fits a);

struct packet {
    bool is_v6;
    unsigned char to[16]; /* an IPv4 address has four bytes */
    unsigned char from[16];
    bool has_from;
    bool is_local;                      /* it leads to this machine itself */
    char interface[INTERFACE_NAME_MAX]; /* it leaves through; empty: unknown */
    uint16_t port;
    uid_t user;
    gid_t group;
};
/* A packet of this program to that address. False when address is none. */
bool packet_to(const char *address, uint16_t port, struct packet *ret_packet);

/* One of the numbers low to high, all of them possible, against first to last. */
struct numbers {
    uint64_t low, high;
};
enum fits numbers_fit(struct numbers ours, struct numbers theirs);
/* "587", "submission", "25-600", "25:600", ":600". False: no such thing. */
bool ports_read(struct span text, struct numbers *ret_ports);
/* The port a program is given for its own end. */
struct numbers packet_own_port(void);

/* "192.0.2.1", "192.0.2.0/24", "192.0.2.0/255.255.255.0", "fd77::/32", "192.0.2.1-192.0.2.9". */
enum fits address_fits(const unsigned char *ours, bool is_v6, struct span text);
/* "eth0", and what begins so where the name ends in the sign. */
enum fits interface_fits(const struct packet *packet, struct span name, char wildcard);
/* "tcp", "6", "udp". */
enum fits protocol_fits(struct span name);
/* A connection that begins: "new", in either case; "established" it is not. */
enum fits state_fits(struct span word);
/* "local", "unicast", "broadcast": what the routing table makes of the address. */
enum fits address_type_fits(const struct packet *packet, struct span word);
