#include "checks/address_kind.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>

struct block {
    uint32_t network;
    unsigned bits;
    enum address_kind kind;
};

static enum address_kind kind_of_v4(uint32_t address)
{
    static const struct block blocks[] = {
        { 0x00000000, 8, ADDRESS_RESERVED },    { 0x0a000000, 8, ADDRESS_PRIVATE },
        { 0x64400000, 10, ADDRESS_PRIVATE },    { 0x7f000000, 8, ADDRESS_LOOPBACK },
        { 0xa9fe0000, 16, ADDRESS_LINK_LOCAL }, { 0xac100000, 12, ADDRESS_PRIVATE },
        { 0xc0000000, 24, ADDRESS_RESERVED },   { 0xc0000200, 24, ADDRESS_RESERVED },
        { 0xc0a80000, 16, ADDRESS_PRIVATE },    { 0xc6120000, 15, ADDRESS_RESERVED },
        { 0xc6336400, 24, ADDRESS_RESERVED },   { 0xcb007100, 24, ADDRESS_RESERVED },
        { 0xe0000000, 3, ADDRESS_RESERVED },
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if ((address ^ blocks[i].network) >> (32 - blocks[i].bits) == 0)
            return blocks[i].kind;
    return ADDRESS_PUBLIC;
}

static enum address_kind kind_of_v6(const struct in6_addr *address)
{
    const uint8_t *bytes = address->s6_addr;
    if (IN6_IS_ADDR_LOOPBACK(address))
        return ADDRESS_LOOPBACK;
    if (IN6_IS_ADDR_V4MAPPED(address))
        return kind_of_v4((uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 | (uint32_t)bytes[14] << 8 | bytes[15]);
    if (IN6_IS_ADDR_LINKLOCAL(address))
        return ADDRESS_LINK_LOCAL;
    if ((bytes[0] & 0xfe) == 0xfc)
        return ADDRESS_PRIVATE;
    /* 2000::/3 is all that is handed out; in it 2001:db8::/32 is for documents. */
    if ((bytes[0] & 0xe0) != 0x20 || (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8))
        return ADDRESS_RESERVED;
    return ADDRESS_PUBLIC;
}

enum address_kind address_kind_of(const char *text)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return kind_of_v4(ntohl(v4.s_addr));
    if (inet_pton(AF_INET6, text, &v6) == 1)
        return kind_of_v6(&v6);
    return ADDRESS_NONE;
}
