#include "net/local.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

bool local_literal(int fd, char *out, size_t room)
{
    struct sockaddr_storage own = { 0 };
    socklen_t len = sizeof own;
    char text[INET6_ADDRSTRLEN];
    if (getsockname(fd, (struct sockaddr *)&own, &len) != 0)
        return false;
    if (own.ss_family == AF_INET6) {
        if (!inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&own)->sin6_addr, text, sizeof text))
            return false;
        (void)snprintf(out, room, "[IPv6:%s]", text);
        return true;
    }
    if (own.ss_family != AF_INET || !inet_ntop(AF_INET, &((struct sockaddr_in *)&own)->sin_addr, text, sizeof text))
        return false;
    (void)snprintf(out, room, "[%s]", text);
    return true;
}

void local_ack_at_once(int fd)
{
    const int on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}
