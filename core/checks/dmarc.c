#include "base/mem.h"
#include "checks/dmarc_record.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"

#include <stdlib.h>
#include <string.h>

/*
 * What the domain in the From field asks receivers to do with mail that passes neither SPF nor
 * DKIM for it. The record is looked for at the domain, and then at the names above it: a list of
 * registries is not needed for that (RFC 7489, 6.6.3, asks for two of these names).
 */
enum { PLACES_MAX = 5 };

struct search {
    const char *domains[PLACES_MAX]; /* the nearest first; borrowed */
    char names[PLACES_MAX][HOST_MAX];
    size_t count;
    struct dns_answer answers[PLACES_MAX];
};

/* What was found: where, and what it says. */
struct found {
    const char *domain;
    bool is_above;
    struct dmarc dmarc;
    enum dmarc_fault fault;
};

static void choose_places(const char *domain, struct search *search)
{
    struct span rest = span_of(domain);
    while (search->count < PLACES_MAX && span_find_char(rest, '.') != SPAN_NONE) {
        search->domains[search->count] = rest.at;
        name_below("_dmarc", rest.at, search->names[search->count++]);
        rest = span_from(rest, span_find_char(rest, '.') + 1);
    }
}

static void ask(const struct inquiry *inquiry, struct search *search)
{
    struct dns_question questions[PLACES_MAX];
    for (size_t i = 0; i < search->count; i++)
        questions[i] = (struct dns_question){ search->names[i], RECORD_TXT, inquiry->target->resolver };
    resolve_many(questions, search->count, inquiry->limits, search->answers);
}

/* RFC 7489, 6.6.3: other texts do not count; two records are as good as none. */
static enum dmarc_fault read_place(const struct dns_answer *answer, struct dmarc *ret_dmarc)
{
    size_t count = 0;
    enum dmarc_fault fault = DMARC_OTHER_TEXT;
    for (size_t i = 0; i < answer->count; i++) {
        enum dmarc_fault one = dmarc_read(span_of(answer->records[i].text), ret_dmarc);
        if (one == DMARC_OTHER_TEXT)
            continue;
        fault = one;
        count++;
    }
    return count > 1 ? DMARC_TWO_RECORDS : fault;
}

/* ---- telling ---- */

/* RFC 7489, 3.1: the sender's domain must be of the same house, or with aspf=s the same. */
static bool is_aligned(const char *sender, const char *author, const struct dmarc *dmarc)
{
    struct span a = span_of(sender);
    struct span b = span_of(author);
    return dmarc->strict_spf ? span_equal_nocase(a, b) : span_equal_nocase(domain_house(a), domain_house(b));
}

static void tell_alignment(const struct inquiry *inquiry, const char *author, const struct dmarc *dmarc)
{
    char sender[HOST_MAX];
    if (!sender_domain(inquiry->target, sender) || is_aligned(sender, author, dmarc))
        return;
    struct fact fact = fact_of_name(FACT_DMARC_UNALIGNED, "dmarc", author);
    mem_copy_text(fact.text, sizeof fact.text, span_of(sender));
    tell_of_name(inquiry, &fact);
}

static void tell_found(const struct inquiry *inquiry, const char *author, const struct found *found)
{
    enum dmarc_policy policy = found->is_above ? found->dmarc.subdomain_policy : found->dmarc.policy;
    bool is_broken = found->fault != DMARC_GOOD;
    const char *subject = is_broken ? dmarc_fault_word(found->fault) : dmarc_policy_word(policy);
    struct fact fact = fact_of_name(is_broken ? FACT_DMARC_BROKEN : FACT_DMARC_POLICY, "dmarc", subject);
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(found->domain));
    mem_copy_text(fact.text, sizeof fact.text, found->dmarc.faulty);
    fact.number = found->dmarc.percent;
    tell_of_name(inquiry, &fact);
    if (!is_broken && policy != DMARC_NONE)
        tell_alignment(inquiry, author, &found->dmarc);
}

static void tell(const struct inquiry *inquiry, const char *author, const struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        struct found found = { .domain = search->domains[i], .is_above = i > 0 };
        const struct dns_answer *answer = &search->answers[i];
        if (answer->kind != ANSWER_FOUND && !answer_is_none(answer)) {
            tell_unknown_record(inquiry, "dmarc", search->names[i], answer);
            return;
        }
        found.fault = read_place(answer, &found.dmarc);
        if (found.fault != DMARC_OTHER_TEXT) {
            tell_found(inquiry, author, &found);
            return;
        }
    }
    struct fact fact = fact_of_name(FACT_DMARC_NONE, "dmarc", author);
    tell_of_name(inquiry, &fact);
}

void check_dmarc(const struct inquiry *inquiry)
{
    char author[HOST_MAX];
    struct search *search = mem_new(sizeof *search);
    if (author_domain(inquiry->target, author)) {
        choose_places(author, search);
        ask(inquiry, search);
        tell(inquiry, author, search);
    }
    free(search);
}
