#pragma once

#include "base/buf.h"

/*
 * What a person may want to keep to themselves, and the word that stands in its place: user
 * names (ACCOUNT-1), addresses of the own network (OWNIP-1), names of own computers
 * (OWNHOST-1). The same thing gets the same word everywhere, so what was said can still be
 * followed. First everything is looked at, then it can be covered.
 */
#define HIDES(_)                                                                                                       \
    _(HIDE_ACCOUNT, "account", 1)                                                                                      \
    _(HIDE_NETWORK, "network", 2)
enum hide {
#define X(id, word, bit) id = bit,
    HIDES(X)
#undef X
        HIDE_ALL = 3
};
/* "account", "network", "account,network", "all"; *ret_hide gets the bits. */
bool hide_from_words(struct span words, unsigned *ret_hide);

#define CLOAKED_KINDS(_)                                                                                               \
    _(CLOAKED_ACCOUNT, "ACCOUNT", HIDE_ACCOUNT)                                                                        \
    _(CLOAKED_IP, "OWNIP", HIDE_NETWORK)                                                                               \
    _(CLOAKED_HOST, "OWNHOST", HIDE_NETWORK)
enum cloaked_kind {
#define X(id, word, hide) id,
    CLOAKED_KINDS(X)
#undef X
        CLOAKED_KIND_COUNT
};

/* Beyond CLOAK_MAX different things, the word stands without a number. */
enum { CLOAK_MAX = 512, CLOAK_TRUST_MAX = 64 };
struct cloaked {
    enum cloaked_kind kind;
    unsigned number;
    bool only_before_at; /* too short or too common to be taken for a name elsewhere */
    char *text;
};
struct cloak {
    unsigned hide;
    struct cloaked entries[CLOAK_MAX];
    size_t count;
    unsigned numbers[CLOAKED_KIND_COUNT];
    char *trusted[CLOAK_TRUST_MAX]; /* the server's names and addresses: they stay */
    size_t trusted_count;
};

void cloak_init(struct cloak *cloak, unsigned hide);
void cloak_clear(struct cloak *cloak);

/* A name or an address of the server; before anything is looked at. */
void cloak_trust(struct cloak *cloak, struct span name);
/* A user name or a mail address that somebody typed. The domain behind the @ stays. */
void cloak_account(struct cloak *cloak, struct span name);
/* A name of an own computer; an address is taken for one. */
void cloak_host(struct cloak *cloak, struct span name);
/* Finds mail addresses, network addresses, and names right before those, in any text. */
void cloak_look(struct cloak *cloak, struct span text);

/* Writes text with everything covered that was found. */
void cloak_add(const struct cloak *cloak, struct span text, struct buf *out);
/* Takes everything up to and with the next network address off *rest. False when there is none. */
bool cloak_next_ip(struct span *rest, struct span *ret_ip);
/* How often words of this kind stand in a text. */
size_t cloak_count(enum cloaked_kind kind, struct span text);
