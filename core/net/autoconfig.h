#pragma once

#include "base/buf.h"
#include "facts/target.h"

/*
 * What a domain publishes about its mail servers: Mozilla's autoconfig XML (version 1.1; the public ISP
 * database has the same form), and Microsoft's Autodiscover, as XML (POX) and as the JSON that only says
 * where to ask. Does no I/O. The documents come from outside: an endpoint with a name or a port
 * that cannot be is left out.
 */
enum autoconfig_service { AUTOCONFIG_SMTP, AUTOCONFIG_IMAP, AUTOCONFIG_POP3 };

/* Which form of the user name is wanted. */
enum autoconfig_login {
    AUTOCONFIG_LOGIN_UNKNOWN,
    AUTOCONFIG_LOGIN_ADDRESS,
    AUTOCONFIG_LOGIN_LOCAL_PART,
    AUTOCONFIG_LOGIN_OTHER
};

struct autoconfig_server {
    enum autoconfig_service service;
    struct endpoint where;
    enum autoconfig_login login;
};

enum { AUTOCONFIG_SERVERS_MAX = 12 };
struct autoconfig {
    struct autoconfig_server servers[AUTOCONFIG_SERVERS_MAX]; /* in the document's order, best first */
    size_t count;
    char elsewhere[HOST_MAX]; /* Autodiscover: the host or mail domain that is to be asked instead, or empty */
};

/* False when the document cannot be read, or says nothing. %EMAILDOMAIN% in a host name becomes domain. */
bool autoconfig_read(struct span document, struct span domain, struct autoconfig *ret_config);
/* The answer to a question about any address of the domain. */
bool autodiscover_read(struct span document, struct autoconfig *ret_config);
/* {"Protocol": "AutodiscoverV1", "Url": "https://…"} */
bool autodiscover_read_json(struct span document, struct autoconfig *ret_config);

/* The question for any Autodiscover server: about postmaster (RFC 2142), since nobody else is to be named. */
void autodiscover_question(struct span domain, struct buf *out);
