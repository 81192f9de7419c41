#include "base/buf.h"
#include "base/mem.h"
#include "checks/dkim_key.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "knowledge/providers.h"

#include <stdlib.h>
#include <string.h>

/*
 * Is there a key that receivers could test signatures with? Where it stands only the signing
 * server knows: --answer dkim-selector=NAME says it, otherwise the usual places are tried, and
 * nothing there means that nothing is known.
 */
static const char *const usual_selectors[] = { "default", "mail",      "dkim",      "google", "s1",
                                               "k1",      "selector1", "selector2", "s2",     "k2" };
enum { SELECTORS_MAX = sizeof usual_selectors / sizeof *usual_selectors };
/* RFC 8301: shorter keys are not to be believed; 2048 is what signers should use. */
enum { RSA_BITS_LEAST = 1024 };

struct place {
    const char *selector;
    char name[HOST_MAX];
};

static size_t choose_places(const struct inquiry *inquiry, const char *domain, struct place *places)
{
    const char *given = target_answer(inquiry->target, "dkim-selector");
    size_t count = given ? 1 : SELECTORS_MAX;
    for (size_t i = 0; i < count; i++) {
        places[i].selector = given ? given : usual_selectors[i];
        char above[HOST_MAX];
        name_below("_domainkey", domain, above);
        name_below(places[i].selector, above, places[i].name);
    }
    return count;
}

static enum fact_kind judge_key(enum dkim_state state, const struct dkim_key *key)
{
    switch (state) {
    case DKIM_REVOKED:
        return FACT_DKIM_REVOKED;
    case DKIM_UNREADABLE:
    case DKIM_NO_KEY:
        return FACT_DKIM_BROKEN;
    case DKIM_READ:
        break;
    }
    if (key->kind == DKIM_RSA && key->bits < RSA_BITS_LEAST)
        return FACT_DKIM_SHORT;
    return key->is_test ? FACT_DKIM_TEST : FACT_DKIM_KEY;
}

static const char *kind_word(enum dkim_kind kind)
{
    return kind == DKIM_RSA ? "RSA" : kind == DKIM_ED25519 ? "Ed25519" : "?";
}

static void tell_key(const struct inquiry *inquiry, const struct place *place, const struct dns_record *record)
{
    struct dkim_key key = { 0 };
    enum dkim_state state = dkim_key_read(span_of(record->text), &key);
    struct fact fact = fact_of_name(judge_key(state, &key), "dkim", place->selector);
    mem_copy_text(fact.text, sizeof fact.text, span_of(place->name));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(kind_word(key.kind)));
    fact.number = key.bits;
    tell_of_name(inquiry, &fact);
}

/* Some names have a text for everything below them; only what looks like a key counts. */
static const struct dns_record *find_key(const struct dns_answer *answer)
{
    struct dkim_key ignored;
    for (size_t i = 0; i < answer->count; i++)
        if (!answer->records[i].is_cut && dkim_key_read(span_of(answer->records[i].text), &ignored) != DKIM_NO_KEY)
            return &answer->records[i];
    return NULL;
}

static void tell_given(const struct inquiry *inquiry, const struct place *place, const struct dns_answer *answer)
{
    const struct dns_record *record = find_key(answer);
    if (record) {
        tell_key(inquiry, place, record);
    } else if (answer->count) {
        tell_key(inquiry, place, &answer->records[0]);
    } else if (answer_is_none(answer)) {
        struct fact fact = fact_of_name(FACT_DKIM_MISSING, "dkim", place->selector);
        mem_copy_text(fact.text, sizeof fact.text, span_of(place->name));
        tell_of_name(inquiry, &fact);
    } else {
        tell_unknown_record(inquiry, "dkim", place->name, answer);
    }
}

static void tell_not_found(const struct inquiry *inquiry, const char *domain)
{
    struct buf tried;
    struct fact fact = fact_of_name(FACT_DKIM_UNKNOWN, "dkim", domain);
    buf_init(&tried, sizeof fact.text - 1);
    for (size_t i = 0; i < SELECTORS_MAX; i++)
        buf_addf(&tried, "%s%s", i ? ", " : "", usual_selectors[i]);
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&tried));
    tell_of_name(inquiry, &fact);
    buf_free(&tried);
}

static bool is_good(const struct dns_record *record)
{
    struct dkim_key key;
    return record && dkim_key_read(span_of(record->text), &key) == DKIM_READ;
}

/* A name server that failed once most likely failed for all. */
static void tell_usual(const struct inquiry *inquiry, const struct place *places, const struct dns_answer *answers)
{
    char domain[HOST_MAX];
    bool found = false;
    bool has_good = false;
    for (size_t i = 0; i < SELECTORS_MAX; i++)
        has_good = has_good || is_good(find_key(&answers[i]));
    for (size_t i = 0; i < SELECTORS_MAX; i++) {
        const struct dns_record *record = find_key(&answers[i]);
        /* Beside a key that holds, a withdrawn one is only an old one. */
        if (record && (is_good(record) || !has_good))
            tell_key(inquiry, &places[i], record);
        found = found || record;
    }
    if (found || !sender_domain(inquiry->target, domain))
        return;
    if (answer_is_none(&answers[0]) || answers[0].kind == ANSWER_FOUND)
        tell_not_found(inquiry, domain);
    else
        tell_unknown_record(inquiry, "dkim", places[0].name, &answers[0]);
}

/* Those of the great providers are in order, and stand under names of their own. */
const char *own_domain_left_out(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    if (sender_domain_left_out(inquiry) || !sender_domain(inquiry->target, domain))
        return "";
    return provider_by_domain(span_of(domain)) && !target_answer(inquiry->target, "dkim-selector") ? "" : NULL;
}

void check_dkim(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    struct place places[SELECTORS_MAX];
    struct dns_question questions[SELECTORS_MAX];
    struct dns_answer *answers = mem_new(SELECTORS_MAX * sizeof *answers);
    if (sender_domain(inquiry->target, domain)) {
        size_t count = choose_places(inquiry, domain, places);
        for (size_t i = 0; i < count; i++)
            questions[i] = (struct dns_question){ places[i].name, RECORD_TXT, inquiry->target->resolver };
        resolve_many(questions, count, inquiry->limits, answers);
        if (count == 1)
            tell_given(inquiry, &places[0], &answers[0]);
        else
            tell_usual(inquiry, places, answers);
    }
    free(answers);
}
