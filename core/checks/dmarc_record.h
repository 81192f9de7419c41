#pragma once

#include "base/span.h"

/*
 * Reads a DMARC record (RFC 7489, 6.3): what the domain asks receivers to do with mail in its
 * name that passes neither SPF nor DKIM for it. Pure: no I/O, keeps nothing.
 */
#define DMARC_POLICIES(_)                                                                                              \
    _(DMARC_NONE, "none")                                                                                              \
    _(DMARC_QUARANTINE, "quarantine")                                                                                  \
    _(DMARC_REJECT, "reject")
enum dmarc_policy {
#define X(id, word) id,
    DMARC_POLICIES(X)
#undef X
};
const char *dmarc_policy_word(enum dmarc_policy policy);

/* What is wrong with it; "" of GOOD, of the others a word of the texts. */
#define DMARC_FAULTS(_)                                                                                                \
    _(DMARC_GOOD, "")                                                                                                  \
    _(DMARC_OTHER_TEXT, "other-text") /* no DMARC record at all */                                                     \
    _(DMARC_NO_POLICY, "no-policy")                                                                                    \
    _(DMARC_BAD_POLICY, "bad-policy")                                                                                  \
    _(DMARC_BAD_TAG, "bad-tag")                                                                                        \
    _(DMARC_BAD_REPORTS, "bad-reports")                                                                                \
    _(DMARC_TWO_RECORDS, "two-records")
enum dmarc_fault {
#define X(id, word) id,
    DMARC_FAULTS(X)
#undef X
};
const char *dmarc_fault_word(enum dmarc_fault fault);

struct dmarc {
    enum dmarc_policy policy;
    enum dmarc_policy subdomain_policy; /* the policy itself when nothing else is said */
    unsigned percent;
    bool strict_spf; /* aspf=s: the sender's domain must be the very same, not only of one house */
    bool strict_dkim;
    bool has_reports;   /* rua= */
    struct span faulty; /* the piece that is wrong; borrowed from the record */
};

/* Writes ret_dmarc unless it is OTHER_TEXT. */
enum dmarc_fault dmarc_read(struct span record, struct dmarc *ret_dmarc);
