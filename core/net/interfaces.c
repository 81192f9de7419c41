#include "net/interfaces.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
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
        row->is_tunnel = (one->ifa_flags & IFF_POINTOPOINT) != 0;
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

/* Iface Destination Gateway Flags RefCnt Use Metric Mask: "eth0 00000000 0102A8C0 0003 0 0 0 00000000". */
bool route_v4_default(struct span text, char *ret_name, size_t room)
{
    struct span line;
    struct span fields[FIELDS_MAX];
    while (span_line(&text, &line)) {
        if (split(line, fields) < 8 || !span_equal(fields[1], SPAN("00000000")) ||
            !span_equal(fields[7], SPAN("00000000")))
            continue;
        mem_copy_text(ret_name, room, fields[0]);
        return true;
    }
    return false;
}

/* Destination, prefix length, source, its length, next hop, metric, counters, flags, interface. */
bool route_v6_default(struct span text, char *ret_name, size_t room)
{
    static const char zero[] = "00000000000000000000000000000000";
    struct span line;
    struct span fields[FIELDS_MAX];
    while (span_line(&text, &line)) {
        if (split(line, fields) < 10 || !span_equal(fields[0], SPAN(zero)) || !span_equal(fields[1], SPAN("00")))
            continue;
        /* The kernel keeps an unreachable default route on lo. */
        if (span_equal(fields[9], SPAN("lo")))
            continue;
        mem_copy_text(ret_name, room, fields[9]);
        return true;
    }
    return false;
}

bool route_default(bool is_v6, char *ret_name, size_t room)
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
    struct span table = { text, len };
    bool found = is_v6 ? route_v6_default(table, ret_name, room) : route_v4_default(table, ret_name, room);
    free(text);
    return found;
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
