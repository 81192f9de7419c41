#pragma once

/* What kind of IP address a text is: RFC 6890 and its registry; NONE is no address at all. */
enum address_kind {
    ADDRESS_NONE,
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE,
    ADDRESS_LOOPBACK,
    ADDRESS_LINK_LOCAL,
    ADDRESS_RESERVED
};
enum address_kind address_kind_of(const char *text);
