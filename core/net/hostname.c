#include "net/hostname.h"

#include "base/buf.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <netdb.h>
#include <string.h>

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

/* RFC 1035, 2.3.4: labels of 1 to 63 bytes; the whole is limited by HOST_MAX. */
static bool has_good_labels(struct span name)
{
    struct span label;
    if (name.len == 0 || name.len >= HOST_MAX - 2 || name.at[name.len - 1] == '.')
        return false;
    while (span_cut(&name, '.', &label)) {
        if (label.len == 0 || label.len > 63)
            return false;
        for (size_t i = 0; i < label.len; i++)
            if ((unsigned char)label.at[i] <= ' ' || label.at[i] == '\x7f' || label.at[i] == '\\')
                return false;
    }
    return true;
}

static bool convert(const char *name, char *out)
{
    uint8_t *ascii = NULL;
    int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    if (idn2_lookup_u8((const uint8_t *)name, &ascii, flags) != IDN2_OK)
        return false;
    struct span text = span_of((const char *)ascii);
    bool fits = text.len < HOST_MAX;
    if (fits)
        mem_copy_text(out, HOST_MAX, text);
    idn2_free(ascii);
    return fits;
}

bool hostname_to_wire(const char *name, char ret_name[HOST_MAX])
{
    char wire[HOST_MAX] = "";
    struct span text = span_of(name);
    if (text.len >= 1024)
        return false;
    if (!is_ascii(text)) {
        if (!convert(name, wire))
            return false;
        text = span_of(wire);
    }
    if (text.len > 1 && text.at[text.len - 1] == '.')
        text.len--;
    if (!has_good_labels(text))
        return false;
    mem_copy_text(ret_name, HOST_MAX, text);
    return true;
}

/* The C library's reader, because it knows scopes ("fe80::1%eth0"); inet_pton decides what is no address at all. */
static bool is_scoped_v6(const char *text)
{
    struct addrinfo hints = { .ai_family = AF_INET6, .ai_flags = AI_NUMERICHOST };
    struct addrinfo *found = NULL;
    if (!strchr(text, '%') || getaddrinfo(text, NULL, &hints, &found) != 0)
        return false;
    freeaddrinfo(found);
    return true;
}

bool hostname_is_address(const char *host, char ret_address[ADDRESS_MAX], bool *ret_is_v6)
{
    struct in6_addr address;
    char plain[ADDRESS_MAX];
    struct span text = span_of(host);
    if (text.len > 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
        text = (struct span){ text.at + 1, text.len - 2 };
    if (text.len == 0 || text.len >= sizeof plain)
        return false;
    mem_copy_text(plain, sizeof plain, text);
    bool is_v4 = inet_pton(AF_INET, plain, &address) == 1;
    if (!is_v4 && inet_pton(AF_INET6, plain, &address) != 1 && !is_scoped_v6(plain))
        return false;
    mem_copy_text(ret_address, ADDRESS_MAX, span_of(plain));
    *ret_is_v6 = !is_v4;
    return true;
}

static void reverse_v4(const uint8_t *address, struct buf *name)
{
    buf_addf(name, "%u.%u.%u.%u.in-addr.arpa", address[3], address[2], address[1], address[0]);
}

static void reverse_v6(const uint8_t *address, struct buf *name)
{
    for (size_t i = 16; i-- > 0;)
        buf_addf(name, "%x.%x.", address[i] & 0xfu, address[i] >> 4u);
    buf_add_text(name, "ip6.arpa");
}

bool hostname_reverse(const char *text, char ret_name[HOST_MAX])
{
    uint8_t address[16];
    struct buf name;
    buf_init(&name, HOST_MAX - 1);
    if (inet_pton(AF_INET, text, address) == 1)
        reverse_v4(address, &name);
    else if (inet_pton(AF_INET6, text, address) == 1)
        reverse_v6(address, &name);
    bool is_address = name.len > 0;
    if (is_address)
        mem_copy_text(ret_name, HOST_MAX, buf_span(&name));
    buf_free(&name);
    return is_address;
}

bool hostname_is_within(struct span host, struct span domain)
{
    if (domain.len == 0 || !span_ends_nocase(host, domain))
        return false;
    return host.len == domain.len || host.at[host.len - domain.len - 1] == '.';
}
