#include "checks/packet.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

enum fits fits_both(enum fits a, enum fits b)
{
    return a < b ? a : b;
}

enum fits fits_either(enum fits a, enum fits b)
{
    return a > b ? a : b;
}

enum fits fits_unless(enum fits a)
{
    return a == FITS_MAYBE ? FITS_MAYBE : a == FITS ? FITS_NOT : FITS;
}

static size_t address_size(bool is_v6)
{
    return is_v6 ? 16 : 4;
}

static bool address_read(struct span text, bool is_v6, unsigned char *ret_bytes)
{
    char word[INET6_ADDRSTRLEN];
    mem_copy_text(word, sizeof word, text);
    return text.len < sizeof word && inet_pton(is_v6 ? AF_INET6 : AF_INET, word, ret_bytes) == 1;
}

bool packet_to(const char *address, uint16_t port, struct packet *ret_packet)
{
    char source[ADDRESS_MAX];
    struct interfaces interfaces;
    struct packet packet = { .port = port, .user = geteuid(), .group = getegid() };
    packet.is_v6 = strchr(address, ':') != NULL;
    if (!address_read(span_of(address), packet.is_v6, packet.to))
        return false;
    if (route_source(address, source, sizeof source)) {
        packet.has_from = address_read(span_of(source), packet.is_v6, packet.from);
        packet.is_local = packet.has_from && memcmp(packet.from, packet.to, address_size(packet.is_v6)) == 0;
        interfaces_read(&interfaces);
        const struct interface *interface = interfaces_find(&interfaces, source);
        /* To an address of its own a machine speaks through the loopback. */
        mem_copy_text(packet.interface, sizeof packet.interface,
                      span_of(packet.is_local ? "lo"
                              : interface     ? interface->name
                                              : ""));
    }
    *ret_packet = packet;
    return true;
}

/* ---- numbers ---- */

enum fits numbers_fit(struct numbers ours, struct numbers theirs)
{
    if (ours.low >= theirs.low && ours.high <= theirs.high)
        return FITS;
    return ours.high < theirs.low || ours.low > theirs.high ? FITS_NOT : FITS_MAYBE;
}

static bool service_port(struct span name, uint64_t *ret_port)
{
    static const struct {
        const char *name;
        uint64_t port;
    } rows[] = { { "smtp", 25 }, { "submission", 587 }, { "submissions", 465 }, { "urd", 465 }, { "smtps", 465 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(name, span_of(rows[i].name))) {
            *ret_port = rows[i].port;
            return true;
        }
    return span_number(name, UINT16_MAX, ret_port);
}

bool ports_read(struct span text, struct numbers *ret_ports)
{
    struct numbers ports = { 0, UINT16_MAX };
    size_t sign = span_find_char(text, ':');
    if (sign == SPAN_NONE)
        sign = span_find_char(text, '-');
    struct span first = span_head(text, sign);
    struct span last = sign == SPAN_NONE ? first : span_from(text, sign + 1);
    bool is_range = sign != SPAN_NONE;
    if (!service_port(first, &ports.low) && !(is_range && first.len == 0))
        return false;
    if (!service_port(last, &ports.high) && !(is_range && last.len == 0))
        return false;
    *ret_ports = ports;
    return true;
}

struct numbers packet_own_port(void)
{
    return (struct numbers){ 1024, UINT16_MAX };
}

/* ---- addresses ---- */

/* "24", or "255.255.255.0". */
static bool mask_read(struct span text, bool is_v6, unsigned char *ret_mask)
{
    uint64_t bits;
    if (!span_number(text, 8 * address_size(is_v6), &bits))
        return address_read(text, is_v6, ret_mask);
    for (size_t i = 0; i<address_size(is_v6); i++, bits = bits> 8 ? bits - 8 : 0)
        ret_mask[i] = bits >= 8 ? 0xff : (unsigned char)(0xff00U >> bits);
    return true;
}

static enum fits range_fits(const unsigned char *ours, bool is_v6, struct span first, struct span last)
{
    unsigned char low[16];
    unsigned char high[16];
    size_t size = address_size(is_v6);
    if (!address_read(first, is_v6, low) || !address_read(last, is_v6, high))
        return FITS_MAYBE;
    return memcmp(ours, low, size) >= 0 && memcmp(ours, high, size) <= 0 ? FITS : FITS_NOT;
}

enum fits address_fits(const unsigned char *ours, bool is_v6, struct span text)
{
    unsigned char theirs[16];
    unsigned char mask[16];
    size_t dash = span_find_char(text, '-');
    size_t slash = span_find_char(text, '/');
    if (dash != SPAN_NONE)
        return range_fits(ours, is_v6, span_head(text, dash), span_from(text, dash + 1));
    bool is_known = address_read(span_head(text, slash), is_v6, theirs);
    memset(mask, 0xff, sizeof mask);
    if (!is_known || (slash != SPAN_NONE && !mask_read(span_from(text, slash + 1), is_v6, mask)))
        return FITS_MAYBE;
    for (size_t i = 0; i < address_size(is_v6); i++)
        if ((ours[i] ^ theirs[i]) & mask[i])
            return FITS_NOT;
    return FITS;
}

/* ---- words ---- */

enum fits interface_fits(const struct packet *packet, struct span name, char wildcard)
{
    struct span ours = span_of(packet->interface);
    if (!ours.len)
        return FITS_MAYBE;
    bool is_start = name.len && name.at[name.len - 1] == wildcard;
    return (is_start ? span_starts(ours, span_head(name, name.len - 1)) : span_equal(ours, name)) ? FITS : FITS_NOT;
}

enum fits protocol_fits(struct span name)
{
    return span_equal(name, SPAN("tcp")) || span_equal(name, SPAN("6")) || span_equal(name, SPAN("all")) ? FITS
                                                                                                         : FITS_NOT;
}

enum fits state_fits(struct span word)
{
    static const struct span others[] = { SPAN("established"), SPAN("related"), SPAN("invalid") };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (span_equal_nocase(word, others[i]))
            return FITS_NOT;
    return span_equal_nocase(word, SPAN("new")) ? FITS : FITS_MAYBE;
}

enum fits address_type_fits(const struct packet *packet, struct span word)
{
    if (span_equal_nocase(word, SPAN("local")))
        return packet->is_local ? FITS : FITS_NOT;
    if (span_equal_nocase(word, SPAN("unicast")))
        return packet->is_local ? FITS_NOT : FITS;
    return span_equal_nocase(word, SPAN("broadcast")) || span_equal_nocase(word, SPAN("multicast")) ? FITS_NOT
                                                                                                    : FITS_MAYBE;
}
