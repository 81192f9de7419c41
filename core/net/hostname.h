#pragma once

#include "facts/target.h"

/*
 * A name as it goes over the wire: ASCII, what lies outside it converted by IDNA 2008 with
 * the UTS 46 mapping (RFC 5890), without the final dot. Names that are ASCII already pass
 * unchanged, underscores too. False when no such name can exist: empty or too long, with a
 * blank or a control in it, an empty label, letters that IDNA forbids.
 */
bool hostname_to_wire(const char *name, char ret_name[HOST_MAX]);

/* True for an IPv4 or IPv6 address, also in square brackets; the address comes without them. */
bool hostname_is_address(const char *host, char ret_address[ADDRESS_MAX], bool *ret_is_v6);

/* Whether a host is that domain or stands below it, compared without case: mail.corp.test of corp.test. */
bool hostname_is_within(struct span host, struct span domain);

/* The name under which a PTR record stands (RFC 1035, 3.5; RFC 3596, 2.5). False when text is no address. */
bool hostname_reverse(const char *text, char ret_name[HOST_MAX]);
