#pragma once

#include "facts/target.h"

/*
 * The mail providers that are known: a row each in providers.tsv, which the build turns into
 * this table. Texts are borrowed from it and live for ever.
 */
enum { PROVIDER_SMTP_MAX = 4 };

enum login_form {
    LOGIN_FORM_UNKNOWN,
    LOGIN_FORM_FULL_ADDRESS,
    LOGIN_FORM_LOCAL_PART,
    LOGIN_FORM_FIXED,
    LOGIN_FORM_OTHER
};

/* The kinds of secret a provider takes, as bits. */
enum secret_kind {
    SECRET_ACCOUNT = 1 << 0,
    SECRET_APP_PASSWORD = 1 << 1,
    SECRET_AUTHORIZATION_CODE = 1 << 2,
    SECRET_OAUTH2 = 1 << 3,
    SECRET_OAUTH2_ONLY = 1 << 4,
    SECRET_API_KEY = 1 << 5,
    SECRET_BRIDGE = 1 << 6,
};

struct provider {
    const char *key;
    const char *name;
    const char *domains; /* comma lists, lower case */
    const char *mx;
    const char *smtp_list; /* host:port:security, best first */
    const char *imap_list;
    const char *pop3_list;
    enum login_form login_form;
    const char *login_fixed; /* LOGIN_FORM_FIXED: the literal word */
    unsigned secrets;        /* bits of secret_kind */
    enum secret_kind first_secret;
    const char *secret_url;
    const char *switch_first; /* "yes: where", "no", or empty */
    bool has_switch;          /* SMTP is off until the owner turns it on */
    const char *limits;
    const char *max_size;
    const char *status_page;
    const char *note;
    const char *source;
    const char *checked; /* YYYY-MM-DD */
    struct endpoint smtp[PROVIDER_SMTP_MAX];
    size_t smtp_count;
};

size_t provider_count(void);
const struct provider *provider_at(size_t index);
/* NULL when nothing is known. Case does not matter. */
const struct provider *provider_by_key(struct span key);
const struct provider *provider_by_domain(struct span domain);
/* Full host names are tried before suffixes, longer suffixes before shorter ones. */
const struct provider *provider_by_mx(struct span host);
/* The provider whose SMTP, IMAP or POP3 server this is. */
const struct provider *provider_by_host(struct span host);
/* By what people call it: "163 Mail", "QQ Mail", "Gmail", "Microsoft 365", a key, or a domain. */
const struct provider *provider_by_name(struct span name);
/* The first of an endpoint list such as imap_list; false when it is empty. */
bool provider_first_endpoint(const char *list, struct endpoint *ret_where);
/* True when its rules were checked more than PROVIDER_OLD_DAYS before the given moment (seconds, UTC). */
enum { PROVIDER_OLD_DAYS = 365 };
bool provider_is_old(const struct provider *provider, int64_t now);
