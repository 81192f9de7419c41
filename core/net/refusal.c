#include "net/refusal.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

void refusal_prepare(int fd, bool is_v6)
{
    int on = 1;
    if (is_v6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    else
        setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
}

static bool is_extended_error(const struct cmsghdr *part)
{
    return (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
           (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
}

static void write_address(const struct sockaddr *from, char *out)
{
    const void *raw = NULL;
    if (from->sa_family == AF_INET)
        raw = &((const struct sockaddr_in *)from)->sin_addr;
    else if (from->sa_family == AF_INET6)
        raw = &((const struct sockaddr_in6 *)from)->sin6_addr;
    if (raw)
        inet_ntop(from->sa_family, raw, out, ADDRESS_MAX);
}

/* Takes one message off the error queue; false when there is none. */
static bool take_error(int fd, struct sock_extended_err *ret_error, char *ret_from)
{
    char control[512];
    char data[64];
    struct iovec piece = { data, sizeof data };
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
    };
    if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        return false;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        struct sockaddr_storage from;
        if (!is_extended_error(part) || part->cmsg_len < CMSG_LEN(sizeof *ret_error + sizeof(struct sockaddr_in)))
            continue;
        size_t room = part->cmsg_len - CMSG_LEN(sizeof *ret_error);
        memset(&from, 0, sizeof from);
        memcpy(ret_error, CMSG_DATA(part), sizeof *ret_error);
        memcpy(&from, CMSG_DATA(part) + sizeof *ret_error, room < sizeof from ? room : sizeof from);
        write_address((const struct sockaddr *)&from, ret_from);
        return true;
    }
    return false;
}

static bool is_icmp(const struct sock_extended_err *error)
{
    return error->ee_origin == SO_EE_ORIGIN_ICMP || error->ee_origin == SO_EE_ORIGIN_ICMP6;
}

/*
 * RFC 1812, 5.2.7.1: 9, 10 and 13 are prohibitions. "Port unreachable" (3) is how packet
 * filters reject; a host without a listener answers TCP with a reset instead. RFC 4443, 3.1
 * has 1, 5 and 6, and 4 for the port.
 */
static bool is_prohibition(const struct sock_extended_err *error)
{
    if (error->ee_origin == SO_EE_ORIGIN_ICMP)
        return error->ee_type == 3 &&
               (error->ee_code == 3 || error->ee_code == 9 || error->ee_code == 10 || error->ee_code == 13);
    return error->ee_type == 1 &&
           (error->ee_code == 1 || error->ee_code == 4 || error->ee_code == 5 || error->ee_code == 6);
}

static enum dial_end end_of_errno(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return DIAL_REFUSED;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
        return DIAL_RESET;
    case ETIMEDOUT:
        return DIAL_SILENT;
    case EACCES:
    case EPERM:
        return DIAL_FILTERED;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case EADDRNOTAVAIL:
    case ENONET:
    case EPROTO:
    case ENOPROTOOPT:
        return DIAL_UNREACHABLE;
    default:
        return DIAL_TROUBLE;
    }
}

/* Nothing came over the network: this machine has no route, or its packet filter said no. */
static bool is_local(int error, const char *from, const char *own)
{
    if (from[0])
        return strcmp(from, own) == 0;
    return error == EACCES || error == EPERM || error == ENETUNREACH || error == EHOSTUNREACH ||
           error == EADDRNOTAVAIL || error == ENETDOWN;
}

void refusal_read(int fd, int error, const char *own, struct dial_try *try)
{
    struct sock_extended_err icmp = { 0 };
    char from[ADDRESS_MAX] = "";
    if (!take_error(fd, &icmp, from) || !is_icmp(&icmp))
        from[0] = '\0';
    try->error = error;
    try->end = is_icmp(&icmp) && is_prohibition(&icmp) ? DIAL_FILTERED : end_of_errno(error);
    mem_copy_text(try->by, sizeof try->by, is_local(error, from, own) ? SPAN("here") : span_of(from));
}
