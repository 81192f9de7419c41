#pragma once

#include "checks/check.h"
#include "checks/login.h"
#include "net/dial.h"
#include "smtp/session.h"

/*
 * One port spoken to in one way: connect, greeting, EHLO, encryption, EHLO again, and what
 * is offered there. When the endpoint is fit for it and the probe's keeper says so, the
 * sign-in goes on in the same connection, so it costs no second dialling.
 */
struct probe;

struct probe_keeper {
    void *owner;
    /* May this probe sign in now? Called once, when the session is ready for AUTH. */
    bool (*may_login)(void *owner, const struct probe *probe);
    /* Connected. */
    void (*is_open)(void *owner, const struct probe *probe);
    /* Connected, but nothing has been said for PROBE_QUIET_MS: perhaps it waits for TLS. */
    void (*is_quiet)(void *owner, const struct probe *probe);
    /* The server has named our address: seen_address. */
    void (*is_seen)(void *owner, const struct probe *probe);
};

enum { PROBE_CONNECT_MS = 5000, PROBE_QUIET_MS = 1200 };

/* How far it got, in order. */
enum probe_reach { PROBE_NOTHING, PROBE_OPEN, PROBE_GREETED, PROBE_KNOWN, PROBE_ENCRYPTED, PROBE_READY };

/* What is kept of the server's own certificate; fingerprint "": none was shown. */
struct shown_certificate {
    char fingerprint[CERTIFICATE_FINGERPRINT_MAX];
    char issuer[CERTIFICATE_NAME_MAX];
    enum certificate_fault fault;
    int64_t not_after; /* seconds since 1970, UTC */
};

struct probe {
    /* given */
    const struct check *check;
    struct inquiry inquiry; /* with limits of its own */
    struct endpoint where;  /* security: TLS from the first byte, STARTTLS, or NONE on request */
    const struct addresses *addresses;
    struct probe_keeper keeper;
    const struct login_wish *login; /* how to sign in; NULL: never */
    /* found out */
    enum probe_reach reach;
    struct dialled dialled; /* its stream has moved into the session */
    bool is_safe;           /* encrypted, and the certificate holds for the name */
    struct shown_certificate certificate;
    bool offers_auth;
    struct evidence tls_proof;     /* the line that shows TLS */
    struct evidence silence_proof; /* the line that shows that nothing was said */
    char calls_itself[HOST_MAX];   /* the server, in its greeting; empty: it names none */
    struct evidence name_proof;
    char seen_address[ADDRESS_MAX]; /* ours, as the server named it first */
    struct evidence seen_proof;
    struct login_outcome login_outcome;
    bool has_tried_login;
    bool is_stopped; /* given up before it was done */
};

/* Of one house are names with the same last two labels: mx1.example.com, smtp.example.com. */
bool probe_is_same_house(const char *one, const char *other);

/* Runs to its end or its limits; every result is in the probe and in the facts. */
void probe_run(struct probe *probe);
