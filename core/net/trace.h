#pragma once

#include "base/limits.h"
#include "net/dial.h"

/*
 * Where the way to an address ends: TCP connections to one port with a hop limit of 1, 2, 3 …
 * (as tcptraceroute does, but without any rights: the routers' ICMP answers are read from the
 * sockets' error queues, ip(7)). At most HOPS_AT_ONCE connections at a time; it stops at the
 * first hop that is the address itself.
 */
enum { HOPS_MAX = 24, HOPS_AT_ONCE = 4, HOP_MS = 400 };

struct hop {
    enum dial_end end;         /* OPEN, REFUSED: the address itself; UNREACHABLE: a router; SILENT, FILTERED */
    char address[ADDRESS_MAX]; /* of whoever answered, or empty */
    int64_t ms;
};
struct trace {
    struct hop hops[HOPS_MAX];
    size_t count;     /* hops asked, those after the last answer left out */
    bool has_arrived; /* the last hop is the address itself */
    bool has_routers; /* at least one router has answered */
};
/* Takes at most about HOP_MS for each HOPS_AT_ONCE hops. After two silent rounds it gives up. */
void trace_tcp(const char *address, uint16_t port, struct limits limits, struct trace *ret_trace);
