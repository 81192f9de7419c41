#pragma once

#include "base/limits.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmocka.h>

/* Sockets on this machine, and a cancel descriptor that goes off by itself. */

static inline struct sockaddr_in loopback_address(const char *address, uint16_t port)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
    assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
    return in;
}

/* Bound to a port (0: any free one); returns the socket and tells the port. */
static inline int loopback_bind(int type, const char *address, uint16_t *port)
{
    int on = 1;
    struct sockaddr_in in = loopback_address(address, *port);
    socklen_t len = sizeof in;
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
    *port = ntohs(in.sin_port);
    return fd;
}

static inline int loopback_listen(const char *address, uint16_t *port, int backlog)
{
    int fd = loopback_bind(SOCK_STREAM, address, port);
    assert_int_equal(listen(fd, backlog), 0);
    return fd;
}

/* Two connected sockets. */
static inline void loopback_pair(int *ret_client, int *ret_server)
{
    uint16_t port = 0;
    int listener = loopback_listen("127.0.0.1", &port, 1);
    struct sockaddr_in in = loopback_address("127.0.0.1", port);
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(client, (struct sockaddr *)&in, sizeof in), 0);
    *ret_server = accept(listener, NULL, NULL);
    assert_true(*ret_server >= 0);
    *ret_client = client;
    close(listener);
}

/* Readable in so many milliseconds. The caller closes it. */
static inline int loopback_alarm(long ms)
{
    struct itimerspec when = { .it_value = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 } };
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(timerfd_settime(fd, 0, &when, NULL), 0);
    return fd;
}

static inline struct limits loopback_limits(int64_t ms)
{
    return limits_within(LIMITS_NONE, ms);
}
