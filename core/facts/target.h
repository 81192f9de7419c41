#pragma once

#include "base/secret.h"
#include "base/span.h"
#include "facts/stage.h"

/* How a port is encrypted: TLS from the first byte (RFC 8314), STARTTLS (RFC 3207), or not. */
#define SECURITIES(_)                                                                                                  \
    _(SECURITY_UNKNOWN, "unknown")                                                                                     \
    _(SECURITY_TLS, "tls")                                                                                             \
    _(SECURITY_STARTTLS, "starttls")                                                                                   \
    _(SECURITY_NONE, "none")
enum security {
#define X(id, word) id,
    SECURITIES(X)
#undef X
        SECURITY_COUNT
};
const char *security_word(enum security security);
/* Knows the words above and what people write: ssl, ssl/tls, implicit TLS, plain, STARTTLS. */
bool security_from_word(struct span word, enum security *ret_security);

enum {
    HOST_MAX = 256,   /* a host name with its NUL, RFC 1035 */
    ADDRESS_MAX = 48, /* an IPv4 or IPv6 address as text */
    MAIL_MAX = 512,   /* a mail address; RFC 5321 allows 254 bytes, people paste more */
    MECHANISM_MAX = 32,
};

struct endpoint {
    char host[HOST_MAX];
    uint16_t port;
    enum security security;
};

/* With connect_to, a port that has a detour is dialled at another number. */
enum { DETOURS_MAX = 8 };
struct detour {
    uint16_t port;
    uint16_t to;
};

enum { ANSWERS_MAX = 32 };
struct answer {
    char key[32];
    char value[96];
    int64_t at; /* when it was given, seconds since 1970; 0: not known */
};

/*
 * What the person wants to find out about. Empty text, port 0, SECURITY_UNKNOWN: not given,
 * to be found out. Everything is kept exactly as typed. Owns its secrets: target_clear().
 */
struct target {
    char address[MAIL_MAX];
    char login[MAIL_MAX];
    struct endpoint server;
    char program[32]; /* whose settings these are, read from its file ("msmtp"); empty: typed */
    char mechanism[MECHANISM_MAX];
    bool has_password;
    struct secret password; /* or, with XOAUTH2 and OAUTHBEARER, the token */
    char sender[MAIL_MAX];
    char recipient[MAIL_MAX];
    char send_to[MAIL_MAX]; /* a test message is sent there: giving it is the consent; empty: none */
    char cc[MAIL_MAX];
    char *message; /* RFC 5322: to be looked over, and sent when there is a send_to; owned */
    size_t message_len;
    uint64_t size; /* bytes asked of the server with SIZE=, 0: not asked */
    char helo[HOST_MAX];
    char ca_file[1024];
    char resolver[64];                  /* an address, optionally with :port; empty: the system's */
    char proxy[HOST_MAX + 32];          /* "socks5://host:port" or "http://host:port"; empty: none */
    char connect_to[ADDRESS_MAX];       /* practice: everything is here, nothing outside is asked; this address is
                                           dialled, or with a resolver the one that the name leads to */
    struct detour detours[DETOURS_MAX]; /* practice: where a port really is on connect_to */
    size_t detour_count;
    bool has_step; /* only the checks of this step, and what they need */
    enum step step;
    unsigned max_logins;
    unsigned timeout_s;
    bool no_third_party;
    bool allow_plain;           /* the person said: send the password without encryption */
    bool allow_bad_certificate; /* the person said: send it in spite of the certificate */
    struct answer answers[ANSWERS_MAX];
    size_t answer_count;
};

enum { TARGET_MAX_LOGINS = 3, TARGET_TIMEOUT_S = 60 };

void target_init(struct target *target);
void target_copy(struct target *to, const struct target *from);
void target_clear(struct target *target);
/* Copies the bytes of a message. */
void target_set_message(struct target *target, struct span message);
/* The value given for key, or NULL. */
const char *target_answer(const struct target *target, const char *key);
/* False when full or too long. A key given again replaces its value. */
bool target_set_answer(struct target *target, struct span key, struct span value);
void target_drop_answer(struct target *target, const char *key);

/* The port to dial: the detour's, or the port itself. */
uint16_t target_dial_port(const struct target *target, uint16_t port);

/* The part behind the last @, or empty. */
struct span mail_domain(struct span address);
struct span mail_local_part(struct span address);
