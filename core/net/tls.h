#pragma once

#include "base/buf.h"
#include "base/limits.h"
#include "facts/target.h"

/*
 * TLS through OpenSSL; the files net/tls*.c are the only ones that know it. A bad certificate is observed
 * and reported, never a reason to see nothing: verification does not stop the handshake,
 * protocol versions down to TLS 1.0 and weak keys are let in and named.
 */
struct tls; /* the state behind a stream; see stream.h */

struct tls_wish {
    const char *host;    /* for SNI and for the name check (RFC 9525); NULL: neither, every name matches */
    const char *ca_file; /* trusted besides the system's store; NULL or "": only the store */
};

/* Why there is no TLS. */
#define TLS_ENDS(_)                                                                                                    \
    _(TLS_UP, "up")                                                                                                    \
    _(TLS_NOT_TLS, "not-tls")           /* the answer was no TLS record: plain text, for example */                    \
    _(TLS_NO_VERSION, "no-version")     /* alert protocol_version, or unsupported protocol */                          \
    _(TLS_NO_CIPHER, "no-cipher")       /* alert handshake_failure, no shared cipher */                                \
    _(TLS_ALERT, "alert")               /* any other alert of the server */                                            \
    _(TLS_SERVER_ERROR, "server-error") /* alert internal_error: the server's own TLS is broken */                     \
    _(TLS_CLOSED, "closed")             /* hung up in the handshake */                                                 \
    _(TLS_SILENT, "silent")                                                                                            \
    _(TLS_CANCELLED, "cancelled")                                                                                      \
    _(TLS_TROUBLE, "trouble") /* our own library refused: see reason */
enum tls_end {
#define X(id, word) id,
    TLS_ENDS(X)
#undef X
};
const char *tls_end_word(enum tls_end end);

/* What is wrong with the certificate; the first that applies, worst first. */
#define CERTIFICATE_FAULTS(_)                                                                                          \
    _(CERTIFICATE_GOOD, "good")                                                                                        \
    _(CERTIFICATE_SELF_SIGNED, "self-signed")                                                                          \
    _(CERTIFICATE_EXPIRED, "expired")                                                                                  \
    _(CERTIFICATE_NOT_YET, "not-yet-valid")                                                                            \
    _(CERTIFICATE_UNTRUSTED, "untrusted") /* unknown issuer, incomplete chain */                                       \
    _(CERTIFICATE_OTHER, "other")         /* any other verification error */                                           \
    _(CERTIFICATE_NAME, "name-mismatch")  /* the chain holds, the name does not */
enum certificate_fault {
#define X(id, word) id,
    CERTIFICATE_FAULTS(X)
#undef X
};
const char *certificate_fault_word(enum certificate_fault fault);

enum { CERTIFICATE_NAME_MAX = 256, CERTIFICATE_FINGERPRINT_MAX = 72 };
struct certificate {
    char subject[CERTIFICATE_NAME_MAX]; /* one line, raw from the certificate */
    char issuer[CERTIFICATE_NAME_MAX];
    char names[1024];   /* subject alternative names, ", " between them */
    int64_t not_before; /* seconds since 1970, UTC */
    int64_t not_after;
    char key[32]; /* "RSA 2048", "EC P-256" */
    int key_bits;
    char signature[64];                            /* "sha256WithRSAEncryption" */
    char fingerprint[CERTIFICATE_FINGERPRINT_MAX]; /* SHA-256, hexadecimal */
};

enum { CHAIN_MAX = 8 };
struct tls_report {
    enum tls_end end;
    char reason[256];      /* the library's or the alert's words */
    char first_bytes[128]; /* NOT_TLS: what came instead, raw */
    char version[16];      /* "TLSv1.3" */
    char cipher[64];
    bool is_old;                         /* below TLS 1.2 */
    bool is_weak;                        /* key or signature too weak for today (RSA < 2048, EC < 224, MD5, SHA-1) */
    struct certificate chain[CHAIN_MAX]; /* [0] is the server's own */
    size_t chain_count;
    enum certificate_fault fault;
    bool name_matches;
    bool is_trusted;         /* chain and dates hold; says nothing about the name */
    char verify_reason[128]; /* OpenSSL's words for why verification failed */
    int64_t ms;
};

/*
 * Channel binding for SCRAM-PLUS: tls-exporter (RFC 9266), tls-unique (before TLS 1.3 only) or
 * tls-server-end-point (RFC 5929). The length written, 0 when there is none or it does not fit.
 */
size_t tls_binding(struct tls *tls, const char *type, char *out, size_t room);

/* A server's certificate and rules, for practice and tests. */
struct tls_identity;
struct tls_identity_wish {
    const char *common_name; /* also the only subject alternative name, unless names is given */
    const char *names;       /* comma list: DNS names and IP addresses */
    int64_t not_before;      /* seconds relative to now; both 0: from yesterday, for 90 days */
    int64_t not_after;
    bool self_signed;      /* otherwise signed by the practice authority */
    const char *issued_by; /* signed by an authority of this name that nobody trusts, or NULL */
    int rsa_bits;          /* 0: EC P-256 */
    bool only_tls10;       /* speaks nothing newer than TLS 1.0 */
};
/* Makes a key and a certificate in memory; NULL when OpenSSL cannot. */
struct tls_identity *tls_identity_new(const struct tls_identity_wish *wish);
void tls_identity_free(struct tls_identity *identity);
/* The practice authority's certificate as PEM: trust it to see practice certificates as good. Borrowed. */
const char *tls_practice_authority_pem(void);
/* From files, for tests; NULL when unreadable. */
struct tls_identity *tls_identity_load(const char *certificate_file, const char *key_file);

/* Used by stream.c alone. */
struct tls *tls_connect(int fd, const struct tls_wish *wish, struct limits limits, struct tls_report *ret_report);
struct tls *tls_accept(int fd, struct tls_identity *identity, struct limits limits);
enum outcome tls_read(struct tls *tls, struct buf *to, size_t max, struct limits limits);
enum outcome tls_write(struct tls *tls, struct span bytes, struct limits limits);
bool tls_has_input(struct tls *tls);
void tls_close(struct tls *tls, bool farewell);
