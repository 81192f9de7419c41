#pragma once

#include "smtp/reply.h"

/* Mechanisms we know (IANA SASL registry names), strongest first. */
#define MECHANISMS(_)                                                                                                  \
    _(MECHANISM_SCRAM_SHA_256_PLUS, "SCRAM-SHA-256-PLUS")                                                              \
    _(MECHANISM_SCRAM_SHA_256, "SCRAM-SHA-256")                                                                        \
    _(MECHANISM_SCRAM_SHA_1_PLUS, "SCRAM-SHA-1-PLUS")                                                                  \
    _(MECHANISM_SCRAM_SHA_1, "SCRAM-SHA-1")                                                                            \
    _(MECHANISM_PLAIN, "PLAIN")                                                                                        \
    _(MECHANISM_LOGIN, "LOGIN")                                                                                        \
    _(MECHANISM_CRAM_MD5, "CRAM-MD5")                                                                                  \
    _(MECHANISM_DIGEST_MD5, "DIGEST-MD5")                                                                              \
    _(MECHANISM_XOAUTH2, "XOAUTH2")                                                                                    \
    _(MECHANISM_OAUTHBEARER, "OAUTHBEARER")
enum mechanism {
#define X(id, word) id,
    MECHANISMS(X)
#undef X
        MECHANISM_COUNT
};
const char *mechanism_word(enum mechanism mechanism);
bool mechanism_from_word(struct span word, enum mechanism *ret_mechanism);

/* What an EHLO reply (RFC 5321, 4.1.1.1) offers. A value. */
struct ehlo {
    char domain[HOST_MAX]; /* the name the server gives itself */
    bool starttls, pipelining, enhanced_codes, size_offered, smtputf8, eightbitmime, dsn, chunking, requiretls;
    uint64_t size;             /* RFC 1870; 0: no fixed limit */
    bool auth;                 /* an AUTH line (or the old "AUTH=" form) is there */
    unsigned mechanisms;       /* bits: 1 << enum mechanism */
    char mechanism_words[256]; /* all of them as offered, unknown ones too, one blank between */
    bool starttls_mangled;     /* a keyword like XXXXXXXA or ******** stands where STARTTLS would */
    bool stars;                /* starred line: a filter rewrites the session */
    /* ehlo_read: the line's place in the reply, from 1, session 0; the session makes places in the transcript of them
     */
    struct evidence auth_line, starttls_line, size_line;
};

/* Pure reading of a READY 250 reply. */
void ehlo_read(struct ehlo *ehlo, const struct reply *reply);
