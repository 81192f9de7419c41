#pragma once

#include "checks/check.h"

/* What the checks of the sender's domain have in common: which domain it is, how it is asked, how its "no" is told. */

/* The domain behind the @ of the sender, or else of the address, as it goes over the wire. False: none. */
bool sender_domain(const struct target *target, char ret_domain[HOST_MAX]);
/* The same of the address in the From field: the account's own. */
bool author_domain(const struct target *target, char ret_domain[HOST_MAX]);

/* The part that is registered: "example.com" of "mail.example.com", "example.co.uk" of "mx.example.co.uk". A guess
 * without a list of registries. Borrowed from name. */
struct span domain_house(struct span name);

/* "PREFIX.DOMAIN"; empty, which no resolver finds, where that is longer than a name can be. */
void name_below(const char *prefix, const char *domain, char ret_name[HOST_MAX]);
/* What it says when there is nothing: NO_NAME or NO_RECORD. */
bool answer_is_none(const struct dns_answer *answer);
/* Tells that the name could not be looked up, and why; nothing when the check has been stopped. */
void tell_unknown_record(const struct inquiry *inquiry, const char *check, const char *name,
                         const struct dns_answer *answer);
/* A fact about a domain or an address as subject. */
struct fact fact_of_name(enum fact_kind kind, const char *check, const char *subject);
/* Writes it unless the check has been stopped. */
void tell_of_name(const struct inquiry *inquiry, const struct fact *fact);
