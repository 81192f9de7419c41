#pragma once

#include "base/limits.h"
#include "net/tls.h"

/* A byte stream over TCP, plain or TLS. Owns its socket. Start with STREAM_CLOSED. */
struct stream {
    int fd;
    struct tls *tls; /* NULL while plain */
    int error;       /* errno of the last TROUBLE */
};
#define STREAM_CLOSED ((struct stream){ .fd = -1 })

/* Takes over a connected socket and makes it non-blocking. */
void stream_adopt(struct stream *stream, int fd);
/* Appends at least one byte and at most max to the buf. HUNG_UP: the other side closed or reset. */
enum outcome stream_read(struct stream *stream, struct buf *to, size_t max, struct limits limits);
enum outcome stream_write(struct stream *stream, struct span bytes, struct limits limits);
/* Bytes that can be read without waiting are left (for the injection check, RFC 3207). */
bool stream_has_input(struct stream *stream);
/* Handshake as client. The report is filled in whatever happens; DONE only when TLS is up. */
enum outcome stream_start_tls(struct stream *stream, const struct tls_wish *wish, struct limits limits,
                              struct tls_report *ret_report);
/* Handshake as server (practice). */
enum outcome stream_accept_tls(struct stream *stream, struct tls_identity *identity, struct limits limits);
void stream_close(struct stream *stream);
/* Closes with a TCP reset instead of a farewell (practice). */
void stream_abort(struct stream *stream);
