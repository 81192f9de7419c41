#include "net/stream.h"

#include "net/local.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_PIECE = 16 * 1024, DRAIN_MAX = 256 * 1024 };

void stream_adopt(struct stream *stream, int fd)
{
    *stream = (struct stream){ .fd = fd };
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0)
        fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

/* The network or the other side ended it; anything else is trouble on this machine. */
static enum outcome outcome_of_errno(int error)
{
    switch (error) {
    case ECONNRESET:
    case ECONNABORTED:
    case ECONNREFUSED:
    case EPIPE:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
        return OUTCOME_HUNG_UP;
    default:
        return OUTCOME_TROUBLE;
    }
}

static bool is_not_yet(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static enum outcome remember(struct stream *stream, enum outcome outcome)
{
    if (outcome == OUTCOME_TROUBLE)
        stream->error = errno;
    return outcome;
}

static enum outcome read_plain(int fd, struct buf *to, size_t max, struct limits limits)
{
    char piece[READ_PIECE];
    if (max > sizeof piece)
        max = sizeof piece;
    for (;;) {
        local_ack_at_once(fd);
        enum outcome outcome = limits_wait(limits, fd, POLLIN);
        if (outcome != OUTCOME_DONE)
            return outcome;
        ssize_t len = recv(fd, piece, max, 0);
        if (len > 0) {
            buf_add(to, (struct span){ piece, (size_t)len });
            return OUTCOME_DONE;
        }
        if (len == 0)
            return OUTCOME_HUNG_UP;
        if (!is_not_yet(errno))
            return outcome_of_errno(errno);
    }
}

enum outcome stream_read(struct stream *stream, struct buf *to, size_t max, struct limits limits)
{
    if (stream->tls)
        return remember(stream, tls_read(stream->tls, to, max, limits));
    return remember(stream, read_plain(stream->fd, to, max, limits));
}

static enum outcome write_plain(int fd, struct span bytes, struct limits limits)
{
    while (bytes.len) {
        enum outcome outcome = limits_wait(limits, fd, POLLOUT);
        if (outcome != OUTCOME_DONE)
            return outcome;
        ssize_t len = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (len >= 0)
            bytes = span_from(bytes, (size_t)len);
        else if (!is_not_yet(errno))
            return outcome_of_errno(errno);
    }
    return OUTCOME_DONE;
}

enum outcome stream_write(struct stream *stream, struct span bytes, struct limits limits)
{
    if (stream->tls)
        return remember(stream, tls_write(stream->tls, bytes, limits));
    return remember(stream, write_plain(stream->fd, bytes, limits));
}

bool stream_has_input(struct stream *stream)
{
    char one;
    if (stream->fd < 0)
        return false;
    if (stream->tls)
        return tls_has_input(stream->tls);
    return recv(stream->fd, &one, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static enum outcome outcome_of_handshake(enum tls_end end)
{
    switch (end) {
    case TLS_UP:
        return OUTCOME_DONE;
    case TLS_SILENT:
        return OUTCOME_OUT_OF_TIME;
    case TLS_CANCELLED:
        return OUTCOME_CANCELLED;
    case TLS_TROUBLE:
        return OUTCOME_TROUBLE;
    default:
        return OUTCOME_HUNG_UP;
    }
}

enum outcome stream_start_tls(struct stream *stream, const struct tls_wish *wish, struct limits limits,
                              struct tls_report *ret_report)
{
    stream->tls = tls_connect(stream->fd, wish, limits, ret_report);
    return remember(stream, outcome_of_handshake(ret_report->end));
}

enum outcome stream_accept_tls(struct stream *stream, struct tls_identity *identity, struct limits limits)
{
    stream->tls = tls_accept(stream->fd, identity, limits);
    if (stream->tls)
        return OUTCOME_DONE;
    if (limits_cancelled(limits))
        return OUTCOME_CANCELLED;
    return limits_left_ms(limits) == 0 ? OUTCOME_OUT_OF_TIME : OUTCOME_HUNG_UP;
}

/* Closing with unread input would send a reset, and that could overtake our last words. */
static void drain(int fd)
{
    char piece[READ_PIECE];
    size_t total = 0;
    ssize_t len;
    while (total < DRAIN_MAX && (len = recv(fd, piece, sizeof piece, MSG_DONTWAIT)) > 0)
        total += (size_t)len;
}

void stream_close(struct stream *stream)
{
    if (stream->tls)
        tls_close(stream->tls, true);
    if (stream->fd >= 0) {
        shutdown(stream->fd, SHUT_WR);
        drain(stream->fd);
        close(stream->fd);
    }
    *stream = STREAM_CLOSED;
}

void stream_abort(struct stream *stream)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    if (stream->tls)
        tls_close(stream->tls, false);
    if (stream->fd >= 0) {
        setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(stream->fd);
    }
    *stream = STREAM_CLOSED;
}
