#pragma once

#include "diagnosis/diagnose.h"

/*
 * "What changed since it worked": the figures of a run that worked, beside those of this one.
 * Pure: no I/O, no language, no clock. A figure is text as scripts would write it; empty: not
 * known, and what is not known never counts as changed. Of the server's addresses one in common is
 * enough: large services let them take turns.
 */

/* The word is the key of its name ("changed.WORD") and its name in files. */
#define FIGURES(_)                                                                                                     \
    _(FIGURE_SERVER, "server", COMPARE_WORD)                                                                           \
    _(FIGURE_PORT, "port", COMPARE_WORD)                                                                               \
    _(FIGURE_SECURITY, "security", COMPARE_WORD)                                                                       \
    _(FIGURE_ADDRESSES, "addresses", COMPARE_ANY)                                                                      \
    _(FIGURE_PUBLIC_ADDRESS, "public-address", COMPARE_WORD)                                                           \
    _(FIGURE_TLS, "tls", COMPARE_WORD)                                                                                 \
    _(FIGURE_CERTIFICATE_NAMES, "certificate-names", COMPARE_SET)                                                      \
    _(FIGURE_CERTIFICATE_ISSUER, "certificate-issuer", COMPARE_WORD)                                                   \
    _(FIGURE_CERTIFICATE_END, "certificate-end", COMPARE_WORD)                                                         \
    _(FIGURE_MECHANISMS, "mechanisms", COMPARE_SET)                                                                    \
    _(FIGURE_CAPABILITIES, "capabilities", COMPARE_SET)
enum figure {
#define X(id, word, way) id,
    FIGURES(X)
#undef X
        FIGURE_COUNT
};
const char *figure_word(enum figure figure);

enum { FIGURE_MAX = 512 };

/* What was seen at the server in use: port and certificate, what it offers, and from where it saw us. */
struct snapshot {
    int64_t time; /* seconds since 1970, UTC; 0: there is none */
    char figures[FIGURE_COUNT][FIGURE_MAX];
};

/* Reads the figures of the chosen server out of a record; those that it does not tell stay empty. */
void snapshot_take(const struct record *record, int64_t time, struct snapshot *ret_snapshot);
/* The same, of the server and port of an earlier run where sign-in is offered there now too, so that like is compared
 * with like. */
void snapshot_take_like(const struct record *record, const struct snapshot *earlier, int64_t time,
                        struct snapshot *ret_snapshot);
/* Whether a run may stand for "it worked": it was judged fine, or signed in with warnings only. */
bool snapshot_is_good(const struct record *record, const struct diagnosis *diagnosis);

/* The run that worked, this one, and in which figures they differ. A plain value. */
struct comparison {
    struct snapshot good, now;
    enum figure changed[FIGURE_COUNT];
    size_t count;
};
/* Finds the differences between good and now. Lists are sets: neither their order nor the case of letters matters. */
void comparison_make(struct comparison *comparison);
