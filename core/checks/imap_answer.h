#pragma once

#include "base/buf.h"

#include <stdbool.h>

/* Reading what an IMAP server answers (RFC 3501, 9051), line by line; never trusts a length in it. */

/* The highest number of "* SEARCH n n n"; 0: none. */
uint64_t imap_last_found(struct span answer);

/*
 * The folder for unwanted mail out of LIST answers: the one marked \Junk (RFC 6154), else the one with a
 * usual name. Its name as it may be put into a command, quotes included, or empty.
 */
bool imap_junk_folder(struct span answer, char *ret_name, size_t room);

/* One server on a message's way, as its Received field says (RFC 5321, 4.4). */
enum { HOPS_MAX = 24, HOP_NAME_MAX = 80 };
struct mail_hop {
    char by[HOP_NAME_MAX]; /* who wrote the field; raw, may be empty */
    int64_t at;            /* seconds since 1970 by that server's clock, 0: unreadable */
};
/* The hops of a message's header fields, the first server first. At most HOPS_MAX, the nearest to us. */
size_t imap_hops(struct span header, struct mail_hop *ret_hops);

/*
 * The hop that kept the message longest before passing it on: ret_seconds between it and the one
 * after it. SIZE_MAX when no two hops can be compared. Clocks that run backwards count as 0.
 */
size_t imap_slowest_hop(const struct mail_hop *hops, size_t count, int64_t *ret_seconds);
