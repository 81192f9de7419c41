#pragma once

#include "checks/check.h"
#include "net/fetch.h"

/*
 * Where the mail of the address is read: what the known provider names, what the domain publishes
 * (autoconfig), its SRV records (RFC 6186), or a usual name that exists: imap.DOMAIN, pop.DOMAIN,
 * and last the server that mail is handed in to. An SRV record is not signed: a name in
 * it counts only when it is the domain's own, a known provider's, or beside the mail server.
 */
struct mailbox_place {
    struct endpoint where;
    struct addresses addresses;
};
/* False when no such server has an address. */
bool mailbox_find(const struct inquiry *inquiry, enum fetch_protocol protocol, struct mailbox_place *ret_place);

/* "IMAP", "POP3" */
const char *mailbox_word(enum fetch_protocol protocol);
