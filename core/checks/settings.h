#pragma once

#include "checks/check.h"

/*
 * Where mail of this address is handed in: the built-in providers, SRV records (RFC 6186,
 * 8314), the provider that the MX records lead to, and names that exist by custom
 * (smtp.DOMAIN, mail.DOMAIN). Best source first. Asks all names at the same time.
 */
enum { SETTINGS_MAX = 8 };
struct setting {
    struct endpoint where;
    const char *source; /* provider, srv, mx, guess */
};
struct settings {
    struct setting found[SETTINGS_MAX];
    size_t count;
};
/* Writes PROVIDER_KNOWN, SETTINGS_FOUND or SETTINGS_NOT_FOUND, TYPED_URL, TYPED_INCOMING_HOST facts. */
void settings_find(const struct inquiry *inquiry, struct settings *ret_settings);
