#pragma once

#include "base/span.h"

/*
 * Reads SPF records (RFC 7208, 4.6 and 12), term by term. Pure: no I/O, keeps nothing.
 * Terms borrow from the record.
 */
enum spf_kind {
    SPF_ALL,
    SPF_INCLUDE,
    SPF_A,
    SPF_MX,
    SPF_PTR,
    SPF_IP4,
    SPF_IP6,
    SPF_EXISTS,
    SPF_REDIRECT,
    SPF_EXPLANATION,
    SPF_OTHER_MODIFIER /* not known: passed over, as the standard asks */
};

/* What makes a record unusable ("permerror"), as words of the texts; "" of GOOD. */
#define SPF_FAULTS(_)                                                                                                  \
    _(SPF_GOOD, "")                                                                                                    \
    _(SPF_TWO_RECORDS, "two-records")                                                                                  \
    _(SPF_BAD_TERM, "bad-term")     /* no mechanism of this name */                                                    \
    _(SPF_BAD_DOMAIN, "bad-domain") /* no domain, or one that cannot be */                                             \
    _(SPF_BAD_ADDRESS, "bad-address")                                                                                  \
    _(SPF_BAD_PREFIX, "bad-prefix")                                                                                    \
    _(SPF_TWICE, "twice") /* redirect or exp more than once */                                                         \
    _(SPF_TOO_MANY_LOOKUPS, "too-many-lookups")                                                                        \
    _(SPF_TOO_MANY_VOIDS, "too-many-voids")                                                                            \
    _(SPF_NO_INCLUDE, "no-include") /* what is included has no record */
enum spf_fault {
#define X(id, word) id,
    SPF_FAULTS(X)
#undef X
};
const char *spf_fault_word(enum spf_fault fault);

struct spf_term {
    enum spf_kind kind;
    char qualifier;      /* + - ~ ? */
    struct span domain;  /* with its macros; empty: the domain itself */
    uint8_t address[16]; /* of IP4 the first four */
    unsigned bits4;      /* the prefixes, 32 and 128 unless given */
    unsigned bits6;
};

/* "v=spf1", followed by a blank or nothing. */
bool spf_is_record(struct span text);
/* The next term of *rest. False at the end, and with a fault: then ret_text is the term that is wrong. */
bool spf_next(struct span *rest, struct spf_term *ret_term, struct span *ret_text, enum spf_fault *ret_fault);
/* Reads all of it once. ret_text: the first term that is wrong. */
enum spf_fault spf_check(struct span record, struct span *ret_text);

/* What macros (RFC 7208, 7) are filled with. */
struct spf_macros {
    const char *address; /* of the client, as text */
    const char *sender_domain;
    const char *domain; /* that is being looked at */
    const char *helo;
};
enum { SPF_NAME_MAX = 254 };
/*
 * Writes the name with its macros filled in, its front cut off where it is longer than 253 bytes (7.3).
 * The local part is always "postmaster": nobody's name leaves. False when a macro is malformed.
 */
bool spf_expand(struct span text, const struct spf_macros *macros, char ret_name[SPF_NAME_MAX]);
/* True when the local part would be put in. */
bool spf_names_person(struct span text);
