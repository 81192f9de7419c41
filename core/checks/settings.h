#pragma once

#include "checks/check.h"
#include "net/autoconfig.h"

/*
 * Where mail of this address is handed in: the built-in providers, SRV records (RFC 6186, 8314), the
 * provider that the MX records lead to, what is published on the web (published.h), and names
 * that exist by custom (smtp.DOMAIN, mail.DOMAIN). Best source first. All are asked at the same
 * time; it is over as soon as the best that can still win has answered. What the person typed is compared with it.
 */
enum { SETTINGS_MAX = 8 };
struct setting {
    struct endpoint where;
    const char *source; /* provider, srv, mx, autoconfig, ispdb, autodiscover, guess */
};
struct settings {
    struct setting found[SETTINGS_MAX];
    size_t count;
    struct endpoint imap, pop3; /* published on the web; no host: not known */
    enum autoconfig_login login;
};
/* False: a name that exists by custom, and nobody has said that mail is handed in there. */
bool setting_is_published(const struct setting *setting);
/* Writes PROVIDER_KNOWN, SETTINGS_FOUND, SETTINGS_DECLINED or SETTINGS_NOT_FOUND, SETTINGS_DIFFER and TYPED_… facts. */
void settings_find(const struct inquiry *inquiry, struct settings *ret_settings);

/* What was typed for the server: an address of a web page, an incoming server or port, a slip in the port. */
void settings_look_at_typed(const struct inquiry *inquiry);
/* Compares what was typed with what is published; guesses do not count. */
void settings_compare(const struct inquiry *inquiry, const struct settings *settings);
