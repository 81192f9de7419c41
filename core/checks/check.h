#pragma once

#include "base/limits.h"
#include "facts/record.h"
#include "net/resolve.h"

#include <stdatomic.h>

/*
 * The questions that are asked of the world. Each check has a row: where it belongs, what it
 * waits for, how long it may take at most, and what it lets out of this machine.
 * A check only writes facts; what they mean is decided elsewhere.
 */
#define SENDINGS(_)                                                                                                    \
    _(SENDS_NOTHING, "nothing")                                                                                        \
    _(SENDS_QUESTION, "question")     /* a name, to the resolver */                                                    \
    _(SENDS_ECHO, "echo")             /* ICMP echoes, to the mail server */                                            \
    _(SENDS_CONNECTION, "connection") /* a connection and EHLO, to the mail server */                                  \
    _(SENDS_LOGIN, "login")           /* name and secret, to the mail server, inside TLS */                            \
    _(SENDS_ENVELOPE, "envelope")     /* sender and recipient, to the mail server */                                   \
    _(SENDS_MESSAGE, "message")       /* a whole message, to the mail server */                                        \
    _(SENDS_ELSEWHERE, "elsewhere")   /* a domain or an IP address, never a local part, to a third party */
enum sending {
#define X(id, word) id,
    SENDINGS(X)
#undef X
};
const char *sending_word(enum sending sending);

/*
 * The chain is what must happen in order: settings, name, ports, sign-in. All other checks
 * stand beside it and run by themselves, each in a thread of its own, from the moment that
 * what they need is known.
 */
enum check_when {
    WHEN_CHAIN,  /* the conductor's own */
    WHEN_START,  /* at once */
    WHEN_NAMED,  /* the server's name has been looked up, found or not: ground->host, addresses */
    WHEN_SEEN,   /* a server has named our address, or none did: ground->public_address; not what WHEN_SPOKEN has */
    WHEN_SPOKEN, /* the ports have been spoken to: ground->chosen, login_… */
};

struct inquiry;

struct check {
    const char *id; /* also in findings and texts ("check.ID") */
    enum step step;
    const char *after; /* the check that must have succeeded, or NULL; beside the chain: name-lookup or smtp-login */
    unsigned within_ms;
    enum sending sends;
    enum check_when when;
    void (*run)(const struct inquiry *inquiry); /* beside the chain only */
    /* Why it is left out: NULL it is not, "" without a word, else a word of the texts "why.WORD". NULL: never. */
    const char *(*left_out)(const struct inquiry *inquiry);
    bool decides; /* the verdict waits for it, up to within_ms, when the sign-in did not work */
};

size_t check_count(void);
const struct check *check_at(size_t index);
/* The row with this id; the id must exist. */
const struct check *check_find(const char *id);
size_t check_index(const char *id);
/* The check of a port: 25, 465, 587, 2525 have their own, any other is "port-own". */
const struct check *check_of_port(uint16_t port);

struct settings;

/*
 * What the chain has brought to light so far, for the checks beside it. Each part is written
 * once, before the checks that may read it start (settings: at any moment); what is not known is empty.
 */
struct ground {
    char host[HOST_MAX];                     /* the server that is spoken to */
    moment began;                            /* when the checks were started */
    const struct addresses *addresses;       /* of host */
    const struct settings *_Atomic settings; /* what was found for the address; NULL: not yet, or not waited for */
    struct endpoint chosen;                  /* the endpoint that the person uses, or that is best */
    bool login_accepted;
    bool login_refused;
    unsigned login_code;
    unsigned logins_left;             /* of the budget, for one more check that signs in */
    char public_address[ADDRESS_MAX]; /* ours, as a server named it */
    atomic_uint seen[FACT_COUNT];     /* how many facts of each kind so far */
    uint16_t given_port;              /* what the person uses; 0: not said */
    atomic_bool given_is_open;        /* and it has answered */
    atomic_bool given_is_refused;     /* and nothing listens there */
};
/* So far; a later fact may change it. */
bool ground_saw(const struct ground *ground, enum fact_kind kind);

/* What every check gets: for whom, how long, and where to write. */
struct inquiry {
    const struct target *target;
    struct limits limits;
    const struct scribe *scribe;
    const struct ground *ground; /* beside the chain: never NULL */
    bool *is_cut_short;          /* set when something was left unsaid because the time ran out; may be NULL */
};
/*
 * Signed in, or, without a password, all the way to where one would sign in; and that by the port that the person
 * uses, where one was named. Then nothing is left to be explained.
 */
bool inquiry_has_worked(const struct inquiry *inquiry);
/* A check calls this for what it does not tell since it was stopped. */
void inquiry_cut_short(const struct inquiry *inquiry);
