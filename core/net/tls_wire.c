#include "net/tls_wire.h"

#include "net/local.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

void tls_wire_init(struct tls_wire *wire, int fd)
{
    *wire = (struct tls_wire){ .fd = fd };
    buf_init(&wire->out, MIB);
}

void tls_wire_free(struct tls_wire *wire)
{
    buf_free(&wire->out);
}

static bool is_not_yet(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static void remember_first(struct tls_wire *wire, const char *data, size_t len)
{
    size_t room = sizeof wire->first - wire->first_len;
    if (len > room)
        len = room;
    memcpy(wire->first + wire->first_len, data, len);
    wire->first_len += len;
}

static int wire_read(BIO *bio, char *data, int size)
{
    struct tls_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    ssize_t len = recv(wire->fd, data, (size_t)size, 0);
    if (len > 0)
        remember_first(wire, data, (size_t)len);
    else if (len == 0)
        wire->has_ended = true;
    else if (is_not_yet(errno))
        BIO_set_retry_read(bio);
    else
        wire->error = errno;
    return (int)len;
}

static int wire_write(BIO *bio, const char *data, int len)
{
    struct tls_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (len < 0 || wire->out.ceiling - wire->out.len < (size_t)len) {
        BIO_set_retry_write(bio);
        return -1;
    }
    buf_add(&wire->out, (struct span){ data, (size_t)len });
    return len;
}

static long wire_control(BIO *bio, int command, long number, void *pointer)
{
    (void)number;
    (void)pointer;
    struct tls_wire *wire = BIO_get_data(bio);
    if (command == BIO_CTRL_EOF)
        return wire->has_ended;
    return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method;

static void make_method(void)
{
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
    if (!method)
        return;
    BIO_meth_set_read(method, wire_read);
    BIO_meth_set_write(method, wire_write);
    BIO_meth_set_ctrl(method, wire_control);
}

BIO *tls_wire_bio(struct tls_wire *wire)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_method);
    BIO *bio = method ? BIO_new(method) : NULL;
    if (bio) {
        BIO_set_data(bio, wire);
        BIO_set_init(bio, 1);
    }
    return bio;
}

/* False when nothing more goes now, with errno. */
static bool send_some(struct tls_wire *wire)
{
    ssize_t len = send(wire->fd, wire->out.at, wire->out.len, MSG_NOSIGNAL);
    if (len > 0)
        buf_drop(&wire->out, (size_t)len);
    return len > 0;
}

enum outcome tls_wire_flush(struct tls_wire *wire, struct limits limits)
{
    while (wire->out.len) {
        enum outcome outcome = limits_wait(limits, wire->fd, POLLOUT);
        if (outcome != OUTCOME_DONE)
            return outcome;
        if (!send_some(wire) && !is_not_yet(errno)) {
            wire->error = errno;
            return tls_wire_outcome(wire);
        }
    }
    return OUTCOME_DONE;
}

enum outcome tls_wire_wait(struct tls_wire *wire, struct limits limits)
{
    enum outcome outcome = tls_wire_flush(wire, limits);
    if (outcome != OUTCOME_DONE)
        return outcome;
    local_ack_at_once(wire->fd);
    return limits_wait(limits, wire->fd, POLLIN);
}

void tls_wire_flush_now(struct tls_wire *wire)
{
    while (wire->out.len && send_some(wire))
        continue;
}

void tls_wire_look_on(struct tls_wire *wire)
{
    char more[WIRE_FIRST_MAX];
    ssize_t len = recv(wire->fd, more, sizeof more, MSG_DONTWAIT);
    if (len > 0)
        remember_first(wire, more, (size_t)len);
}

enum outcome tls_wire_outcome(const struct tls_wire *wire)
{
    switch (wire->error) {
    case 0:
        if (wire->has_ended)
            return OUTCOME_HUNG_UP;
        errno = EPROTO;
        return OUTCOME_TROUBLE;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
        return OUTCOME_HUNG_UP;
    default:
        errno = wire->error;
        return OUTCOME_TROUBLE;
    }
}
