#pragma once

#include "checks/check.h"
#include "net/resolve.h"

/* Looks up the addresses of a host and writes the NAME_… fact about it. True when there is an address. */
bool names_look_up(const struct inquiry *inquiry, const char *host, struct addresses *ret_addresses);

/* A name beside others in that domain, made up now: nobody can have it, so whatever it leads to is invented. */
void names_nobody(const char *domain, char *ret_name);
