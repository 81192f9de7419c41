#pragma once

#include "checks/spf_record.h"
#include "net/resolve.h"

/*
 * Evaluates SPF (RFC 7208, check_host) for one address and one domain: include, redirect, a, mx,
 * ptr, exists, at most 10 terms that ask and 2 answers that are empty. Who asks the DNS is the
 * caller's: a resolver, or a table in a test.
 */
#define SPF_RESULTS(_)                                                                                                 \
    _(SPF_NONE, "none")                                                                                                \
    _(SPF_NEUTRAL, "neutral")                                                                                          \
    _(SPF_PASS, "pass")                                                                                                \
    _(SPF_FAIL, "fail")                                                                                                \
    _(SPF_SOFTFAIL, "softfail")                                                                                        \
    _(SPF_TEMPERROR, "temperror") /* the DNS did not tell */                                                           \
    _(SPF_PERMERROR, "permerror") /* the record is unusable: fault and place */
enum spf_result {
#define X(id, word) id,
    SPF_RESULTS(X)
#undef X
};
const char *spf_result_word(enum spf_result result);

struct spf_asker {
    void *owner;
    void (*ask)(void *owner, const struct dns_question *question, struct dns_answer *ret_answer);
};

enum { SPF_LOOKUPS_MAX = 10, SPF_VOIDS_MAX = 2, SPF_PLACE_MAX = 160 };
struct spf_verdict {
    enum spf_result result;
    enum spf_fault fault;      /* of PERMERROR */
    char place[SPF_PLACE_MAX]; /* the term that is wrong, or the name that was not answered; raw */
    unsigned lookups;
    char names[SPF_LOOKUPS_MAX][HOST_MAX]; /* what was included or redirected to */
    size_t name_count;
    bool allows_all;    /* the domain's own record passes everybody */
    bool sends_nothing; /* it consists of -all alone */
    bool names_person;  /* a term asks about the sender's name, which was not given away */
};

void spf_judge(const struct spf_asker *asker, const char *domain, const char *address, struct spf_verdict *ret_verdict);
