#include "net/ping.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGE_SEQUENCE = 1000 };

struct echoes {
    int fd;
    bool is_v6;
    bool is_raw; /* a raw socket: identifier and checksum are ours, IPv4 replies come with their IP header */
    uint16_t id;
    moment sent[PINGS];
    int64_t took_us[PINGS]; /* -1: not answered */
    bool heard_large;
    struct ping *ping;
};

/* What ping_group_range does not allow, root may do with a raw socket. */
static int open_icmp(bool is_v6, bool *ret_is_raw)
{
    int family = is_v6 ? AF_INET6 : AF_INET;
    int protocol = is_v6 ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP;
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    *ret_is_raw = fd < 0;
    return *ret_is_raw ? socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol) : fd;
}

static bool open_socket(const char *address, struct echoes *echoes)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    echoes->fd = -1;
    echoes->is_v6 = inet_pton(AF_INET, address, &v4.sin_addr) != 1;
    if (echoes->is_v6 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
        return false;
    int fd = open_icmp(echoes->is_v6, &echoes->is_raw);
    const struct sockaddr *to = echoes->is_v6 ? (const void *)&v6 : (const void *)&v4;
    if (fd >= 0 && connect(fd, to, echoes->is_v6 ? sizeof v6 : sizeof v4) != 0) {
        close(fd);
        errno = ENETUNREACH;
        return false;
    }
    echoes->fd = fd;
    echoes->id = (uint16_t)(getpid() ^ fd);
    return fd >= 0;
}

/* RFC 1071. */
static uint16_t checksum(const struct icmphdr *header)
{
    uint16_t words[sizeof *header / sizeof(uint16_t)];
    uint32_t sum = 0;
    memcpy(words, header, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        sum += ntohs(words[i]);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~sum);
}

/* On a datagram socket the kernel fills identifier and checksum in; for ICMPv6 the checksum always. */
static void send_echo(struct echoes *echoes, unsigned index)
{
    struct icmphdr v4 = { .type = ICMP_ECHO, .un.echo.sequence = htons((uint16_t)index) };
    struct icmp6_hdr v6 = { .icmp6_type = ICMP6_ECHO_REQUEST };
    v6.icmp6_seq = htons((uint16_t)index);
    v4.un.echo.id = v6.icmp6_id = htons(echoes->id);
    v4.checksum = checksum(&v4);
    echoes->sent[index] = clock_now();
    const void *packet = echoes->is_v6 ? (const void *)&v6 : (const void *)&v4;
    ssize_t len = send(echoes->fd, packet, echoes->is_v6 ? sizeof v6 : sizeof v4, MSG_NOSIGNAL);
    if (len < 0 && (errno == ENETUNREACH || errno == EHOSTUNREACH || errno == EPERM))
        echoes->ping->has_no_way = true;
    echoes->ping->sent++;
}

static void take_replies(struct echoes *echoes)
{
    char packet[PING_LARGE + 128];
    struct icmphdr header; /* identifier and sequence stand at the same places in both families */
    for (ssize_t len; (len = recv(echoes->fd, packet, sizeof packet, MSG_DONTWAIT)) > 0;) {
        size_t skip = echoes->is_raw && !echoes->is_v6 ? (size_t)(packet[0] & 15) * 4 : 0;
        if ((size_t)len < skip + sizeof header)
            continue;
        memcpy(&header, packet + skip, sizeof header);
        if (echoes->is_raw && ntohs(header.un.echo.id) != echoes->id)
            continue;
        unsigned index = ntohs(header.un.echo.sequence);
        bool is_reply = header.type == (echoes->is_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY);
        if (is_reply && index == LARGE_SEQUENCE)
            echoes->heard_large = true;
        if (!is_reply || index >= PINGS || !echoes->sent[index] || echoes->took_us[index] >= 0)
            continue;
        echoes->took_us[index] = clock_now() - echoes->sent[index];
        echoes->ping->answered++;
    }
}

/* Reads what comes until ms from now. False when the whole run is over. */
static bool listen_for(struct echoes *echoes, struct limits limits, int64_t ms)
{
    struct limits until = limits_within(limits, ms);
    for (;;) {
        enum outcome outcome = limits_wait(until, echoes->fd, POLLIN);
        if (outcome == OUTCOME_OUT_OF_TIME)
            return limits_left_ms(limits) > 0;
        if (outcome != OUTCOME_DONE)
            return false;
        unsigned before = echoes->ping->answered;
        take_replies(echoes);
        int error = 0;
        socklen_t len = sizeof error;
        if (before == echoes->ping->answered)
            getsockopt(echoes->fd, SOL_SOCKET, SO_ERROR, &error, &len);
        if (echoes->ping->answered == PINGS)
            return true;
    }
}

/* The kernel may not cut them up, whatever it knows about the way. */
static void forbid_fragments(const struct echoes *echoes)
{
    int v4 = IP_PMTUDISC_PROBE;
    int v6 = IPV6_PMTUDISC_PROBE;
    if (echoes->is_v6)
        setsockopt(echoes->fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &v6, sizeof v6);
    else
        setsockopt(echoes->fd, IPPROTO_IP, IP_MTU_DISCOVER, &v4, sizeof v4);
}

static bool send_large(const struct echoes *echoes)
{
    char packet[PING_LARGE] = { 0 };
    struct icmphdr v4 = { .type = ICMP_ECHO,
                          .un.echo.sequence = htons(LARGE_SEQUENCE),
                          .un.echo.id = htons(echoes->id) };
    struct icmp6_hdr v6 = { .icmp6_type = ICMP6_ECHO_REQUEST };
    v6.icmp6_seq = v4.un.echo.sequence;
    v6.icmp6_id = v4.un.echo.id;
    v4.checksum = checksum(&v4);
    if (echoes->is_v6)
        memcpy(packet, &v6, sizeof v6);
    else
        memcpy(packet, &v4, sizeof v4);
    return send(echoes->fd, packet, sizeof packet, MSG_NOSIGNAL) == (ssize_t)sizeof packet;
}

/* Several times as long as the slowest small one took. */
static void ask_large(struct echoes *echoes, struct limits limits)
{
    enum { TIMES = 3, LEAST_MS = 60, LOOK_MS = 20 };
    int64_t ms = echoes->ping->most_us / 1000 * TIMES + LEAST_MS;
    forbid_fragments(echoes);
    for (int i = 0; i < PING_LARGES && !echoes->heard_large; i++) {
        if (!send_large(echoes))
            return;
        struct limits until = limits_within(limits, ms);
        while (!echoes->heard_large && limits_left_ms(until) > 0)
            if (limits_wait(limits_within(until, LOOK_MS), echoes->fd, POLLIN) == OUTCOME_CANCELLED)
                return;
            else
                take_replies(echoes);
    }
    echoes->ping->has_lost_large = !echoes->heard_large && limits_left_ms(limits) > 0;
}

static void sum_up(const struct echoes *echoes)
{
    struct ping *ping = echoes->ping;
    int64_t total = 0;
    int64_t differences = 0;
    int64_t last = -1;
    for (unsigned i = 0; i < PINGS; i++) {
        int64_t took = echoes->took_us[i];
        if (took < 0)
            continue;
        ping->judged = i + 1;
        total += took;
        ping->least_us = last < 0 || took < ping->least_us ? took : ping->least_us;
        ping->most_us = took > ping->most_us ? took : ping->most_us;
        if (last >= 0)
            differences += took > last ? took - last : last - took;
        last = took;
    }
    if (ping->answered)
        ping->mean_us = total / ping->answered;
    if (ping->answered > 1)
        ping->jitter_us = differences / (ping->answered - 1);
}

void ping_address(const char *address, struct limits limits, struct ping *ret_ping)
{
    struct echoes echoes = { .ping = ret_ping };
    *ret_ping = (struct ping){ .may = true };
    for (unsigned i = 0; i < PINGS; i++)
        echoes.took_us[i] = -1;
    if (!open_socket(address, &echoes)) {
        ret_ping->may = errno != EACCES && errno != EPERM && errno != EPROTONOSUPPORT;
        ret_ping->has_no_way = ret_ping->may;
        return;
    }
    bool goes_on = true;
    for (unsigned i = 0; i < PINGS && goes_on && !ret_ping->has_no_way; i++) {
        send_echo(&echoes, i);
        goes_on = listen_for(&echoes, limits, PING_APART_MS);
    }
    if (goes_on && ret_ping->answered < ret_ping->sent && !ret_ping->has_no_way)
        listen_for(&echoes, limits, PING_WAIT_MS);
    sum_up(&echoes);
    if (goes_on && ret_ping->answered == PINGS)
        ask_large(&echoes, limits);
    close(echoes.fd);
}
