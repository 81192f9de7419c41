#pragma once

#include "base/limits.h"
#include "facts/target.h"

/*
 * ICMP echo (RFC 792, RFC 4443), a few close together, over the unprivileged socket of Linux
 * (icmp(7), ping_group_range).
 */
enum { PING_LARGE = 1400, PING_LARGES = 3, PINGS = 10, PING_APART_MS = 10, PING_WAIT_MS = 1000 };
struct ping {
    bool may;        /* false: this machine allows it only to others */
    bool has_no_way; /* the network refused at once */
    unsigned sent;
    unsigned answered;
    unsigned judged; /* up to the last that was answered: those behind it may still be on the way, or be held back */
    int64_t least_us, most_us, mean_us; /* of those answered */
    bool has_lost_large; /* small ones are answered, but none of PING_LARGE bytes that may not be cut up (RFC 2923) */
    int64_t jitter_us;   /* mean difference between neighbours (RFC 3550, 6.4.1 without its smoothing) */
};
/*
 * PINGS echoes, PING_APART_MS apart; ends when all have answered, or PING_WAIT_MS after the last.
 * When all were answered, PING_LARGES as large as the packets of a message follow.
 */
void ping_address(const char *address, struct limits limits, struct ping *ret_ping);
