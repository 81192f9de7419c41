#pragma once

#include "checks/settings.h"

/*
 * The hosts that are spoken to, with their addresses. One that is typed, or the first few that are
 * published, all looked up at the same time: the first may be the one that is down. A guess counts only
 * where nothing that is published has a name.
 */
enum { PLACES_MAX = 4 };
struct place {
    char host[HOST_MAX];
    struct addresses addresses;
};
struct places {
    struct place
        list[PLACES_MAX]; /* best first; only those that were found; of none the first, and what was answered */
    size_t count;
};
/* False when the name leads nowhere. */
bool places_look_up_one(const struct inquiry *inquiry, const char *host, struct places *ret_places);
/* All but the one that is known to lead nowhere (empty: none); false when nothing was found. */
bool places_look_up(const struct inquiry *inquiry, const struct settings *settings, const char *except,
                    struct places *ret_places);
