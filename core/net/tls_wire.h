#pragma once

#include "base/buf.h"
#include "base/limits.h"

#include <openssl/bio.h>

/*
 * The socket below OpenSSL. What TLS writes is collected until tls_wire_flush(), so that the
 * last flight of a handshake can travel together with the first command; what comes first
 * is remembered, so that a server that answers in plain text can be quoted.
 */
enum { WIRE_FIRST_MAX = 128 };
struct tls_wire {
    int fd;
    int error;      /* errno of the last failure, 0: none */
    bool has_ended; /* the other side closed */
    struct buf out;
    char first[WIRE_FIRST_MAX]; /* the first bytes received */
    size_t first_len;
};

void tls_wire_init(struct tls_wire *wire, int fd);
void tls_wire_free(struct tls_wire *wire);
/* A BIO that reads and writes here; NULL when OpenSSL has no memory. The wire must outlive it. */
BIO *tls_wire_bio(struct tls_wire *wire);
/* Sends what was collected. HUNG_UP: the other side does not listen any more. */
enum outcome tls_wire_flush(struct tls_wire *wire, struct limits limits);
/* Waits for input, when all was sent. */
enum outcome tls_wire_wait(struct tls_wire *wire, struct limits limits);
/* Sends as much as goes without waiting. */
void tls_wire_flush_now(struct tls_wire *wire);
/* Adds to first what can be read without waiting. */
void tls_wire_look_on(struct tls_wire *wire);
/* OUTCOME_HUNG_UP when the network or the other side ended it, else TROUBLE with errno. */
enum outcome tls_wire_outcome(const struct tls_wire *wire);
