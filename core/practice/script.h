#pragma once

#include "base/buf.h"
#include "facts/target.h"
#include "knowledge/cause.h"
#include "net/resolve.h"
#include "practice/practice.h"

/*
 * A case as it was read: what the person typed, and how the server behaves. cases/README.md
 * describes the text. Owns its bytes: script_free().
 */

/* Where the server speaks, with what it says there when the case says nothing else. */
#define POINTS(_)                                                                                                      \
    _(POINT_CONNECT, "connect", "") /* connected, before anything else */                                              \
    _(POINT_TLS, "tls", "")         /* before the TLS handshake */                                                     \
    _(POINT_GREETING, "greeting", "220 {host} ESMTP")                                                                  \
    _(POINT_EHLO, "ehlo", "") /* made from the list of what is offered */                                              \
    _(POINT_HELO, "helo", "250 {host}")                                                                                \
    _(POINT_STARTTLS, "starttls", "220 2.0.0 Ready to start TLS")                                                      \
    _(POINT_AUTH, "auth", "") /* every AUTH, before name and password are asked */                                     \
    _(POINT_AUTH_REFUSED, "auth-refused", "535 5.7.8 Error: authentication failed")                                    \
    _(POINT_AUTH_LOCKED, "auth-locked", "535 5.7.0 Too many failed sign-ins, account locked for 30 minutes")           \
    _(POINT_AUTH_ACCEPTED, "auth-accepted", "235 2.7.0 Authentication successful")                                     \
    _(POINT_AUTH_MECHANISM, "auth-mechanism", "504 5.5.4 Unrecognized authentication type")                            \
    _(POINT_AUTH_ABSENT, "auth-absent", "503 5.5.1 Error: authentication not enabled")                                 \
    _(POINT_TLS_FIRST, "tls-first", "530 5.7.0 Must issue a STARTTLS command first")                                   \
    _(POINT_LOGIN_FIRST, "login-first", "530 5.7.0 Authentication required")                                           \
    _(POINT_MAIL, "mail", "250 2.1.0 Ok")                                                                              \
    _(POINT_SENDER_REFUSED, "sender-refused",                                                                          \
      "553 5.7.1 <{sender}>: Sender address rejected: not owned by user {user}")                                       \
    _(POINT_TOO_LARGE, "too-large", "552 5.3.4 Message size exceeds fixed limit")                                      \
    _(POINT_RCPT, "rcpt", "250 2.1.5 Ok")                                                                              \
    _(POINT_RECIPIENT_REFUSED, "recipient-refused",                                                                    \
      "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown")                                             \
    _(POINT_DATA, "data", "354 End data with <CR><LF>.<CR><LF>")                                                       \
    _(POINT_CONTENT, "content", "250 2.0.0 Ok: accepted for practice, delivered to nobody")                            \
    _(POINT_RSET, "rset", "250 2.0.0 Ok")                                                                              \
    _(POINT_NOOP, "noop", "250 2.0.0 Ok")                                                                              \
    _(POINT_VRFY, "vrfy", "252 2.0.0 Cannot verify, but will take the message")                                        \
    _(POINT_HELP, "help", "214 2.0.0 EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP QUIT")                      \
    _(POINT_QUIT, "quit", "221 2.0.0 Bye")                                                                             \
    _(POINT_UNKNOWN, "unknown", "500 5.5.2 Error: command not recognized")
enum point {
#define X(id, word, reply) id,
    POINTS(X)
#undef X
        POINT_COUNT
};
const char *point_word(enum point point);
const char *point_reply(enum point point);

/* How a server leaves a client alone. */
#define LEAVINGS(_)                                                                                                    \
    _(LEAVE_NOT, "go-on")                                                                                              \
    _(LEAVE_CLOSE, "close")                                                                                            \
    _(LEAVE_RESET, "reset")                                                                                            \
    _(LEAVE_SILENT, "silent") /* the line stays open, nothing is said any more */
enum leaving {
#define X(id, word) id,
    LEAVINGS(X)
#undef X
        LEAVING_COUNT
};
const char *leaving_word(enum leaving leaving);

struct manner {
    struct buf reply; /* empty: what is usual; CRLF between lines, none at the end */
    int64_t delay_ms; /* before the reply */
    int64_t drip_ms;  /* between two bytes of it; 0: all at once */
    bool is_cut;      /* only cut bytes of it, then the line is closed */
    uint64_t cut;
    enum leaving instead; /* of replying */
    enum leaving then;    /* after the reply */
};

enum { TEXTS_MAX = 16, ACCOUNTS_MAX = 8, SERVICES_MAX = DETOURS_MAX, SCRIPT_TEXT_MAX = 512 };

/* A list; is_common: taken over from the lines above the first service, replaced by the service's own. */
struct texts {
    char *at[TEXTS_MAX];
    size_t count;
    bool is_common;
};

struct account {
    char user[SCRIPT_TEXT_MAX];
    char password[SCRIPT_TEXT_MAX];
};

struct accounts {
    struct account at[ACCOUNTS_MAX];
    size_t count;
    bool is_common;
};

struct behaviour {
    struct manner manners[POINT_COUNT];
    struct texts ehlo;        /* keywords with their parameters */
    struct texts ehlo_tls;    /* inside TLS; empty: the same as ehlo */
    struct texts senders;     /* allowed in MAIL; empty: all */
    struct texts recipients;  /* allowed in RCPT; empty: all */
    struct accounts accounts; /* who may sign in */
    uint64_t lock_after;      /* failed sign-ins until auth-locked; 0: never */
    char host[HOST_MAX];      /* how the server calls itself */
    char certificate_name[HOST_MAX];
    char certificate_names[SCRIPT_TEXT_MAX];
    char certificate_issuer[HOST_MAX]; /* empty: the practice authority */
    int64_t valid_from, valid_until;   /* seconds relative to now */
    bool is_self_signed, only_tls10;
    bool accepts_anyone; /* whatever name and password */
    uint64_t rsa_bits;   /* 0: EC P-256 */
};

#define SERVICES(_)                                                                                                    \
    _(SERVICE_LISTEN, "listen")                                                                                        \
    _(SERVICE_REFUSE, "refuse") /* nobody listens: connections are refused */                                          \
    _(SERVICE_SILENT, "silent") /* takes the connection and says nothing */                                            \
    _(SERVICE_CLOSE, "close")   /* takes the connection and closes it */                                               \
    _(SERVICE_RESET, "reset")
enum service_kind {
#define X(id, word) id,
    SERVICES(X)
#undef X
        SERVICE_KIND_COUNT
};
const char *service_word(enum service_kind kind);

struct service {
    enum service_kind kind;
    uint16_t port;
    enum security security;
    struct behaviour behaviour;
};

struct person {
    char address[MAIL_MAX];
    char login[MAIL_MAX];
    bool has_password;
    char password[SCRIPT_TEXT_MAX];
    char server[HOST_MAX];
    uint64_t port;
    enum security security;
    char mechanism[MECHANISM_MAX];
    char sender[MAIL_MAX];
    char recipient[MAIL_MAX];
    uint64_t size;
    uint64_t timeout_s; /* 0: the usual */
    bool allow_plain, allow_bad_certificate;
    struct texts answers; /* KEY=VALUE */
};

/* What the name server of the case says about a name: an address on this machine, or why there is none. */
struct script_name {
    char name[HOST_MAX];
    char address[ADDRESS_MAX]; /* when FOUND */
    enum answer_kind kind;
    bool is_v6;
};

enum { CASE_ID_MAX = 64, NAMES_MAX = 16 };

struct script {
    char id[CASE_ID_MAX];
    struct texts variants; /* their names; none: the case is always the same */
    size_t variant;        /* the one that was read */
    struct script_name names[NAMES_MAX];
    size_t name_count; /* 0: names are not looked up */
    const char *level;
    enum cause cause;
    enum side side;
    bool undecided;
    struct person person;
    struct behaviour common;
    struct service *services[SERVICES_MAX];
    size_t service_count;
};

/* The case as it is in this variant, 0 the first. NULL when the text is broken; ret_error then tells where. */
struct script *script_read(struct span text, size_t variant, struct practice_error *ret_error);
/* How many ways the case has to be played, at least 1. */
size_t script_variants(const struct script *script);
void script_free(struct script *script);

void behaviour_init(struct behaviour *behaviour);
void behaviour_free(struct behaviour *behaviour);
/* The copy owns bytes of its own; its lists are marked as common. */
void behaviour_copy(struct behaviour *to, const struct behaviour *from);
/* False when the list is full. */
bool texts_add(struct texts *texts, struct span text);
void texts_free(struct texts *texts);
/* Compares without case. */
bool texts_has(const struct texts *texts, struct span text);
