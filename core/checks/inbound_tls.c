#include "base/mem.h"
#include "checks/inbound_record.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "checks/tags.h"
#include "net/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Encryption on the way to the sender's own domain: MTA-STS (RFC 8461), its reports (RFC 8460),
 * DANE (RFC 7672). It concerns mail that arrives there, not mail that is sent.
 */

/* ---- MTA-STS and TLS-RPT ---- */

struct text_record {
    const char *prefix;  /* of the name */
    struct span version; /* of the record's first tag */
    struct span tag;     /* that it must have */
    bool (*is_good)(struct span value);
    enum fact_kind found, none, broken;
};

static const struct text_record text_records[] = {
    { "_mta-sts", { "STSv1", 5 }, { "id", 2 }, sts_id_is_good, FACT_MTA_STS, FACT_MTA_STS_NONE, FACT_MTA_STS_BROKEN },
    { "_smtp._tls",
      { "TLSRPTv1", 8 },
      { "rua", 3 },
      tls_rpt_is_good,
      FACT_TLS_RPT,
      FACT_TLS_RPT_NONE,
      FACT_TLS_RPT_BROKEN },
};
enum { TEXT_RECORDS = sizeof text_records / sizeof *text_records };

/* RFC 8461, 3.1 and 8460, 3: with two records there is none to go by. */
static enum fact_kind judge_texts(const struct text_record *record, const struct dns_answer *answer,
                                  struct span *ret_value)
{
    size_t count = 0;
    bool good = false;
    for (size_t i = 0; i < answer->count; i++) {
        struct span text = span_of(answer->records[i].text);
        if (!tag_is_first(text, SPAN("v"), record->version))
            continue;
        good = tag_find(text, record->tag, ret_value) && record->is_good(*ret_value);
        count++;
    }
    if (count == 0)
        return record->none;
    return count == 1 && good ? record->found : record->broken;
}

static enum fact_kind tell_texts(const struct inquiry *inquiry, const struct text_record *record, const char *domain,
                                 const struct dns_answer *answer)
{
    struct span value = SPAN_EMPTY;
    if (answer->kind != ANSWER_FOUND && !answer_is_none(answer)) {
        char name[HOST_MAX];
        name_below(record->prefix, domain, name);
        tell_unknown_record(inquiry, "mta-sts", name, answer);
        return FACT_RECORD_UNKNOWN;
    }
    struct fact fact = fact_of_name(judge_texts(record, answer, &value), "mta-sts", domain);
    mem_copy_text(fact.text, sizeof fact.text, value);
    tell_of_name(inquiry, &fact);
    return fact.kind;
}

/* ---- the policy that an MTA-STS record announces ---- */

/* The first exchanger that the policy does not name; NULL when it names all, or there are none. */
static const char *find_unnamed(const struct sts_policy *policy, const struct dns_answer *exchangers)
{
    for (size_t i = 0; exchangers->kind == ANSWER_FOUND && i < exchangers->count; i++)
        if (!sts_policy_names(policy, span_of(exchangers->records[i].text)))
            return exchangers->records[i].text;
    return NULL;
}

static struct fact judge_policy(const struct inquiry *inquiry, const char *domain, struct span text)
{
    struct sts_policy policy;
    struct fact fact = fact_of_name(FACT_STS_POLICY_BROKEN, "mta-sts", domain);
    struct dns_answer *exchangers = mem_new(sizeof *exchangers);
    const char *fault = sts_policy_read(text, &policy);
    const char *unnamed = NULL;
    if (!fault && policy.mode != STS_NONE) {
        resolve(&(struct dns_question){ domain, RECORD_MX, inquiry->target->resolver }, inquiry->limits, exchangers);
        unnamed = find_unnamed(&policy, exchangers);
    }
    if (fault || unnamed) {
        (void)snprintf(fact.text, sizeof fact.text, "%s%s", fault ? fault : "mx: ", fault ? "" : unnamed);
    } else {
        fact = fact_of_name(policy.mode == STS_ENFORCE ? FACT_STS_ENFORCED : FACT_STS_LENIENT, "mta-sts", domain);
        mem_copy_text(fact.text, sizeof fact.text, span_of(sts_mode_word(policy.mode)));
        fact.number = (int64_t)policy.max_age;
    }
    free(exchangers);
    return fact;
}

/* The domain's own doing; a connection that fails may well be the network's here. */
static bool is_of_domain(const struct fetched *fetched)
{
    return fetched->end == FETCH_DONE || fetched->end == FETCH_NO_NAME || fetched->end == FETCH_TLS ||
           fetched->end == FETCH_TOO_LARGE || fetched->end == FETCH_REDIRECTED || fetched->end == FETCH_BROKEN;
}

/* Redirects are not followed (RFC 8461, 3.3). */
static struct fact judge_fetched(const struct inquiry *inquiry, const char *domain, const struct fetch_wish *wish,
                                 const struct fetched *fetched)
{
    bool is_moved = strcmp(fetched->url, wish->url) != 0 && fetched->end == FETCH_DONE;
    if (fetched->end == FETCH_DONE && fetched->status == 200 && !is_moved)
        return judge_policy(inquiry, domain, buf_span(&fetched->body));
    struct fact fact =
        fact_of_name(is_of_domain(fetched) ? FACT_STS_POLICY_BROKEN : FACT_STS_POLICY_UNREAD, "mta-sts", domain);
    if (fetched->end == FETCH_DONE && !is_moved)
        (void)snprintf(fact.text, sizeof fact.text, "HTTP %u", fetched->status);
    else
        mem_copy_text(fact.text, sizeof fact.text, span_of(fetch_end_word(is_moved ? FETCH_REDIRECTED : fetched->end)));
    return fact;
}

static void look_at_policy(const struct inquiry *inquiry, const char *domain)
{
    enum { POLICY_MAX = 64 * 1024 };
    const struct target *target = inquiry->target;
    char url[FETCH_URL_MAX];
    struct fetched fetched;
    (void)snprintf(url, sizeof url, "https://mta-sts.%s/.well-known/mta-sts.txt", domain);
    struct fetch_wish wish = { .url = url,
                               .resolver = target->resolver,
                               .ca_file = target->ca_file,
                               .max_bytes = POLICY_MAX,
                               .within = domain,
                               .proxy = target->proxy };
    fetch_get(&wish, inquiry->limits, &fetched);
    struct fact fact = judge_fetched(inquiry, domain, &wish, &fetched);
    fact.ms = fetched.ms;
    tell_of_name(inquiry, &fact);
    fetched_clear(&fetched);
}

void check_mta_sts(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    char names[TEXT_RECORDS][HOST_MAX];
    struct dns_question questions[TEXT_RECORDS];
    struct dns_answer *answers = mem_new(TEXT_RECORDS * sizeof *answers);
    if (sender_domain(inquiry->target, domain)) {
        for (size_t i = 0; i < TEXT_RECORDS; i++) {
            name_below(text_records[i].prefix, domain, names[i]);
            questions[i] = (struct dns_question){ names[i], RECORD_TXT, inquiry->target->resolver };
        }
        resolve_many(questions, TEXT_RECORDS, inquiry->limits, answers);
        bool is_announced = false;
        for (size_t i = 0; i < TEXT_RECORDS; i++)
            is_announced = tell_texts(inquiry, &text_records[i], domain, &answers[i]) == FACT_MTA_STS || is_announced;
        if (is_announced)
            look_at_policy(inquiry, domain);
    }
    free(answers);
}

/* ---- DANE ---- */

enum { EXCHANGERS_MAX = 5 };

/* What the exchangers' records come to. */
struct dane {
    size_t usable; /* exchangers that have a record to go by */
    size_t useless;
    const char *first_useless; /* borrowed */
};

static bool has_usable(const struct dns_answer *answer)
{
    for (size_t i = 0; i < answer->count; i++)
        if (tlsa_is_usable(span_of(answer->records[i].text)))
            return true;
    return false;
}

static void count_one(const struct dns_answer *answer, const char *exchanger, struct dane *dane)
{
    if (answer->kind != ANSWER_FOUND)
        return;
    bool usable = has_usable(answer);
    dane->usable += usable;
    dane->useless += !usable;
    if (!usable && !dane->first_useless)
        dane->first_useless = exchanger;
}

/* Counts the exchangers; false when one of them could not be asked about. */
static bool count_dane(const struct inquiry *inquiry, const struct dns_answer *exchangers, struct dane *ret_dane)
{
    char names[EXCHANGERS_MAX][HOST_MAX];
    struct dns_question questions[EXCHANGERS_MAX];
    struct dns_answer *answers = mem_new(EXCHANGERS_MAX * sizeof *answers);
    size_t asked = exchangers->count < EXCHANGERS_MAX ? exchangers->count : EXCHANGERS_MAX;
    bool known = true;
    for (size_t i = 0; i < asked; i++) {
        name_below("_25._tcp", exchangers->records[i].text, names[i]);
        questions[i] = (struct dns_question){ names[i], RECORD_TLSA, inquiry->target->resolver };
    }
    resolve_many(questions, asked, inquiry->limits, answers);
    *ret_dane = (struct dane){ 0 };
    for (size_t i = 0; i < asked && known; i++) {
        count_one(&answers[i], exchangers->records[i].text, ret_dane);
        known = answers[i].kind == ANSWER_FOUND || answer_is_none(&answers[i]);
        if (!known)
            tell_unknown_record(inquiry, "dane", names[i], &answers[i]);
    }
    free(answers);
    return known;
}

static void tell_dane(const struct inquiry *inquiry, const char *domain, const struct dns_answer *exchangers)
{
    struct dane dane;
    if (!count_dane(inquiry, exchangers, &dane))
        return;
    struct fact fact = fact_of_name(dane.useless  ? FACT_DANE_BROKEN
                                    : dane.usable ? FACT_DANE
                                                  : FACT_DANE_NONE,
                                    "dane", domain);
    mem_copy_text(fact.text, sizeof fact.text,
                  span_of(dane.first_useless ? dane.first_useless : exchangers->records[0].text));
    fact.number = (int64_t)dane.usable;
    tell_of_name(inquiry, &fact);
}

/* "." says that the domain takes no mail (RFC 7505). */
static bool takes_mail(const struct dns_answer *exchangers)
{
    const char *first = exchangers->count ? exchangers->records[0].text : "";
    return first[0] && strcmp(first, ".") != 0;
}

static void tell_no_dane(const struct inquiry *inquiry, const char *domain)
{
    struct fact fact = fact_of_name(FACT_DANE_NONE, "dane", domain);
    tell_of_name(inquiry, &fact);
}

void check_dane(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    struct dns_answer *exchangers = mem_new(sizeof *exchangers);
    if (sender_domain(inquiry->target, domain)) {
        resolve(&(struct dns_question){ domain, RECORD_MX, inquiry->target->resolver }, inquiry->limits, exchangers);
        if (exchangers->kind == ANSWER_FOUND && takes_mail(exchangers))
            tell_dane(inquiry, domain, exchangers);
        else if (exchangers->kind == ANSWER_FOUND || answer_is_none(exchangers))
            tell_no_dane(inquiry, domain);
        else
            tell_unknown_record(inquiry, "dane", domain, exchangers);
    }
    free(exchangers);
}
