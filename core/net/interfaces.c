#include "net/interfaces.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct interface *row_of(struct interfaces *interfaces, const char *name)
{
    for (size_t i = 0; i < interfaces->count; i++)
        if (strcmp(interfaces->list[i].name, name) == 0)
            return &interfaces->list[i];
    if (interfaces->count == INTERFACES_MAX)
        return NULL;
    struct interface *row = &interfaces->list[interfaces->count++];
    mem_copy_text(row->name, sizeof row->name, span_of(name));
    return row;
}

static void take_address(struct interface *row, const struct sockaddr *address)
{
    if (address->sa_family == AF_INET && !row->v4[0]) {
        const struct sockaddr_in *in = (const void *)address;
        inet_ntop(AF_INET, &in->sin_addr, row->v4, sizeof row->v4);
    }
    if (address->sa_family == AF_INET6 && !row->v6[0]) {
        const struct sockaddr_in6 *in = (const void *)address;
        if (!IN6_IS_ADDR_LINKLOCAL(&in->sin6_addr))
            inet_ntop(AF_INET6, &in->sin6_addr, row->v6, sizeof row->v6);
    }
}

/* ---- what kind ---- */

enum link link_of_driver(struct span driver, struct span name, bool is_point_to_point)
{
    /* tun is that of OpenVPN, tap as well as tun; sit, gre and the like carry one network inside another. */
    static const char *const tunnels[] = { "tun",  "wireguard", "ovpn", "ovpn-dco", "xfrm",   "vti",   "vti6",
                                           "ipip", "sit",       "gre",  "gretap",   "ip6gre", "ip6tnl" };
    if (span_equal(driver, SPAN("ppp")) || span_starts(name, SPAN("ppp")))
        return LINK_PPP;
    for (size_t i = 0; i < sizeof tunnels / sizeof *tunnels; i++)
        if (span_equal(driver, span_of(tunnels[i])))
            return LINK_TUNNEL;
    return is_point_to_point ? LINK_TUNNEL : LINK_PLAIN;
}

/* Anybody may ask for it; an old kernel does not know it of every kind. */
static enum link link_of(const char *name, bool is_point_to_point)
{
    struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
    struct ifreq request = { .ifr_data = (void *)&info };
    mem_copy_text(request.ifr_name, sizeof request.ifr_name, span_of(name));
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool known = fd >= 0 && ioctl(fd, SIOCETHTOOL, &request) == 0;
    if (fd >= 0)
        close(fd);
    info.driver[sizeof info.driver - 1] = '\0';
    return link_of_driver(known ? span_of(info.driver) : SPAN_EMPTY, span_of(name), is_point_to_point);
}

void interfaces_read(struct interfaces *ret_interfaces)
{
    struct ifaddrs *all = NULL;
    *ret_interfaces = (struct interfaces){ .count = 0 };
    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
        if (!(one->ifa_flags & IFF_UP) || !one->ifa_addr)
            continue;
        struct interface *row = row_of(ret_interfaces, one->ifa_name);
        if (!row)
            break;
        row->is_loopback = (one->ifa_flags & IFF_LOOPBACK) != 0;
        row->link = link_of(row->name, (one->ifa_flags & IFF_POINTOPOINT) != 0);
        take_address(row, one->ifa_addr);
    }
    freeifaddrs(all);
}

const struct interface *interfaces_find(const struct interfaces *interfaces, const char *address)
{
    for (size_t i = 0; i < interfaces->count; i++) {
        const struct interface *row = &interfaces->list[i];
        if (strcmp(row->v4, address) == 0 || strcmp(row->v6, address) == 0)
            return row;
    }
    return NULL;
}

/* ---- routes ---- */

enum { FIELDS_MAX = 12 };

static size_t split(struct span line, struct span fields[FIELDS_MAX])
{
    size_t count = 0;
    while (count < FIELDS_MAX && span_word(&line, &fields[count]))
        count++;
    return count;
}

/* RTF_REJECT: "unreachable default" is a route that says there is none. */
enum { FLAG_REJECT = 0x200 };

static bool is_usable(struct span flags)
{
    char text[16];
    mem_copy_text(text, sizeof text, flags);
    return (strtoul(text, NULL, 16) & FLAG_REJECT) == 0;
}

/* Words of 32 bits in the machine's own order, as they lie in memory. */
static void read_v4(struct span hex, char *out, size_t room)
{
    char text[16];
    mem_copy_text(text, sizeof text, hex);
    struct in_addr address = { .s_addr = (in_addr_t)strtoul(text, NULL, 16) };
    if (address.s_addr)
        inet_ntop(AF_INET, &address, out, (socklen_t)room);
}

static void read_v6(struct span hex, char *out, size_t room)
{
    struct in6_addr address = { 0 };
    for (size_t i = 0; i < sizeof address.s6_addr && 2 * i + 2 <= hex.len; i++) {
        char text[3];
        mem_copy_text(text, sizeof text, (struct span){ hex.at + 2 * i, 2 });
        address.s6_addr[i] = (uint8_t)strtoul(text, NULL, 16);
    }
    if (!IN6_IS_ADDR_UNSPECIFIED(&address))
        inet_ntop(AF_INET6, &address, out, (socklen_t)room);
}

/* Iface Destination Gateway Flags RefCnt Use Metric Mask: "eth0 00000000 0102A8C0 0003 0 0 0 00000000". */
static bool take_v4(const struct span fields[FIELDS_MAX], size_t count, struct default_route *ret_route)
{
    if (count < 8 || !span_equal(fields[1], SPAN("00000000")) || !span_equal(fields[7], SPAN("00000000")) ||
        !is_usable(fields[3]))
        return false;
    mem_copy_text(ret_route->name, sizeof ret_route->name, fields[0]);
    read_v4(fields[2], ret_route->gateway, sizeof ret_route->gateway);
    return true;
}

/* Destination, prefix length, source, its length, next hop, metric, counters, flags, interface. */
static bool take_v6(const struct span fields[FIELDS_MAX], size_t count, struct default_route *ret_route)
{
    if (count < 10 || !span_equal(fields[0], SPAN("00000000000000000000000000000000")) ||
        !span_equal(fields[1], SPAN("00")) || !is_usable(fields[8]) || span_equal(fields[9], SPAN("lo")))
        return false;
    mem_copy_text(ret_route->name, sizeof ret_route->name, fields[9]);
    read_v6(fields[4], ret_route->gateway, sizeof ret_route->gateway);
    return true;
}

void default_routes_add(struct default_routes *routes, struct span text, bool is_v6)
{
    struct span line;
    struct span fields[FIELDS_MAX];
    while (routes->count < ROUTES_MAX && span_line(&text, &line)) {
        struct default_route route = { .is_v6 = is_v6 };
        size_t count = split(line, fields);
        if (is_v6 ? take_v6(fields, count, &route) : take_v4(fields, count, &route))
            routes->list[routes->count++] = route;
    }
}

static void add_table(struct default_routes *routes, bool is_v6)
{
    enum { TABLE_MAX = 64 * 1024 };
    char *text = mem_new(TABLE_MAX);
    size_t len = 0;
    int fd = open(is_v6 ? "/proc/net/ipv6_route" : "/proc/net/route", O_RDONLY | O_CLOEXEC);
    ssize_t got = 0;
    while (fd >= 0 && len < TABLE_MAX && (got = read(fd, text + len, TABLE_MAX - len)) > 0)
        len += (size_t)got;
    if (fd >= 0)
        close(fd);
    default_routes_add(routes, (struct span){ text, len }, is_v6);
    free(text);
}

void default_routes_read(struct default_routes *ret_routes)
{
    ret_routes->count = 0;
    add_table(ret_routes, false);
    add_table(ret_routes, true);
}

static socklen_t fill(const char *address, struct sockaddr_storage *storage)
{
    struct sockaddr_in *in = (void *)storage;
    struct sockaddr_in6 *in6 = (void *)storage;
    memset(storage, 0, sizeof *storage);
    if (inet_pton(AF_INET, address, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(9);
        return sizeof *in;
    }
    if (inet_pton(AF_INET6, address, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(9);
        return sizeof *in6;
    }
    return 0;
}

/* A datagram socket that is connected has chosen its way; nothing leaves the machine. */
bool route_source(const char *address, char *ret_source, size_t room)
{
    struct sockaddr_storage storage;
    socklen_t len = fill(address, &storage);
    if (!len)
        return false;
    int fd = socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool known = fd >= 0 && connect(fd, (struct sockaddr *)&storage, len) == 0 &&
                 getsockname(fd, (struct sockaddr *)&storage, &len) == 0;
    if (known && storage.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&storage)->sin_addr, ret_source, (socklen_t)room);
    else if (known)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&storage)->sin6_addr, ret_source, (socklen_t)room);
    if (fd >= 0)
        close(fd);
    return known;
}

/* What goes to an address of our own leaves from it; all of 127.0.0.0/8 may leave from 127.0.0.1. */
bool address_is_own(const char *address)
{
    char source[ADDRESS_MAX];
    struct in_addr v4;
    if (inet_pton(AF_INET, address, &v4) == 1 && ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET)
        return true;
    return route_source(address, source, sizeof source) && strcmp(source, address) == 0;
}
