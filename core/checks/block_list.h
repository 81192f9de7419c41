#pragma once

#include "net/resolve.h"

/*
 * Block lists that are asked by DNS (RFC 5782): a row each, with what its answers mean and
 * where one is taken off. Pure: asks nothing.
 */
struct block_list {
    const char *zone;
    const char *test; /* the name below the zone that is always listed */
    bool takes_v4;
    bool takes_v6;
    bool takes_domains;
    const char *removal; /* the list's own page */
};

enum listing {
    LISTING_NONE,
    LISTING_LISTED,
    LISTING_HOME,    /* the range of a provider's customers, who should not deliver directly: no reproach */
    LISTING_REFUSED, /* the list does not answer this resolver: public, or too many questions */
    LISTING_UNKNOWN  /* no answer, or one that is none of the list's */
};

size_t block_list_count(void);
const struct block_list *block_list_at(size_t index);
/* The name to ask for: of an address its octets or nibbles turned round, a domain as it is. False: not its kind. */
bool block_list_name(const struct block_list *list, const char *subject, char ret_name[HOST_MAX]);
/* ret_code: the list's own word for the listing ("XBL"), or the answer itself. */
enum listing block_list_read(const struct block_list *list, const struct dns_answer *answer, const char **ret_code);
