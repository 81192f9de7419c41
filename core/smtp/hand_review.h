#pragma once

#include "smtp/ehlo.h"

/*
 * A conversation that a person holds by hand, as far as it has come; and what is to be said about a line
 * before it is sent. Pure: nothing here sends, waits or remembers.
 */
struct hand_state {
    bool is_open;     /* connected, greeted, and nothing has ended it */
    bool is_practice; /* the built-in server: nothing has an effect anywhere */
    bool has_hello;   /* EHLO or HELO was taken */
    bool is_esmtp;    /* it was EHLO */
    bool in_tls;
    bool is_certificate_bad;
    bool is_signed_in;
    bool is_asked;   /* inside AUTH: the server waits for an answer to its 334 */
    bool in_content; /* after 354: lines of the message, up to the dot */
    bool has_sender;
    unsigned recipients;
    unsigned logins; /* sign-ins sent so far */
    struct ehlo ehlo;
};

/* The commands a person may type, in the order in which a conversation needs them. */
#define HAND_VERBS(_)                                                                                                  \
    _(VERB_EHLO, "EHLO")                                                                                               \
    _(VERB_HELO, "HELO")                                                                                               \
    _(VERB_STARTTLS, "STARTTLS")                                                                                       \
    _(VERB_AUTH, "AUTH")                                                                                               \
    _(VERB_MAIL, "MAIL")                                                                                               \
    _(VERB_RCPT, "RCPT")                                                                                               \
    _(VERB_DATA, "DATA")                                                                                               \
    _(VERB_BDAT, "BDAT")                                                                                               \
    _(VERB_RSET, "RSET")                                                                                               \
    _(VERB_NOOP, "NOOP")                                                                                               \
    _(VERB_VRFY, "VRFY")                                                                                               \
    _(VERB_EXPN, "EXPN")                                                                                               \
    _(VERB_ETRN, "ETRN")                                                                                               \
    _(VERB_HELP, "HELP")                                                                                               \
    _(VERB_QUIT, "QUIT")                                                                                               \
    _(VERB_NONE, "")
enum hand_verb {
#define X(id, word) id,
    HAND_VERBS(X)
#undef X
};
const char *hand_verb_word(enum hand_verb verb);
/* The verb at the front of a line; NONE when nobody knows it. */
enum hand_verb hand_verb_of(struct span line);

/*
 * The first mistake in a line, with the text "hand.review." and its word; more is the nearest verb, the
 * mechanism, the parameter that it is about, or empty. False when there is none. Of a secret nothing gets into it.
 */
struct hand_review {
    const char *word;
    char more[64];
};
bool hand_review(const struct hand_state *state, struct span line, struct hand_review *ret_review);
/* All words that a review can have, for a walk through the texts; NULL behind the last. */
const char *hand_review_word(size_t index);

/* What a line brings about at a real server, beyond its reply: the text "hand.effect." and the word. */
#define HAND_EFFECTS(_)                                                                                                \
    _(HAND_EFFECT_NONE, "none")                                                                                        \
    _(HAND_EFFECT_LOGIN, "login")         /* counts as a sign-in, and may lock the account */                          \
    _(HAND_EFFECT_SENDER, "sender")       /* is written down there */                                                  \
    _(HAND_EFFECT_RECIPIENT, "recipient") /* the same, and may be counted as guessing */                               \
    _(HAND_EFFECT_MESSAGE, "message")     /* the message goes out */                                                   \
    _(HAND_EFFECT_ADDRESS, "address")     /* asks after addresses, as harvesters do */                                 \
    _(HAND_EFFECT_QUEUE, "queue")         /* sets mail of others moving */
enum hand_effect {
#define X(id, word) id,
    HAND_EFFECTS(X)
#undef X
        HAND_EFFECT_COUNT
};
const char *hand_effect_word(enum hand_effect effect);
/* NONE in practice too. */
enum hand_effect hand_effect(const struct hand_state *state, struct span line);
/* Is asked about each time, not only once in a conversation. */
bool hand_effect_is_grave(enum hand_effect effect);

/* The line holds, or may hold, a secret: not for a history. */
bool hand_is_secret(const struct hand_state *state, struct span line);
