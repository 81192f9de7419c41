#pragma once

#include "checks/check.h"
#include "net/resolve.h"

/* Looks up the addresses of a host and writes the NAME_… fact about it. True when there is an address. */
bool names_look_up(const struct inquiry *inquiry, const char *host, struct addresses *ret_addresses);
