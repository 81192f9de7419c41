#include "base/mem.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "checks/tags.h"

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
    enum fact_kind found, none, broken;
};

static const struct text_record text_records[] = {
    { "_mta-sts", { "STSv1", 5 }, { "id", 2 }, FACT_MTA_STS, FACT_MTA_STS_NONE, FACT_MTA_STS_BROKEN },
    { "_smtp._tls", { "TLSRPTv1", 8 }, { "rua", 3 }, FACT_TLS_RPT, FACT_TLS_RPT_NONE, FACT_TLS_RPT_BROKEN },
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
        good = tag_find(text, record->tag, ret_value) && ret_value->len > 0;
        count++;
    }
    if (count == 0)
        return record->none;
    return count == 1 && good ? record->found : record->broken;
}

static void tell_texts(const struct inquiry *inquiry, const struct text_record *record, const char *domain,
                       const struct dns_answer *answer)
{
    struct span value = SPAN_EMPTY;
    if (answer->kind != ANSWER_FOUND && !answer_is_none(answer)) {
        char name[HOST_MAX];
        name_below(record->prefix, domain, name);
        tell_unknown_record(inquiry, "mta-sts", name, answer);
        return;
    }
    struct fact fact = fact_of_name(judge_texts(record, answer, &value), "mta-sts", domain);
    mem_copy_text(fact.text, sizeof fact.text, value);
    tell_of_name(inquiry, &fact);
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
        for (size_t i = 0; i < TEXT_RECORDS; i++)
            tell_texts(inquiry, &text_records[i], domain, &answers[i]);
    }
    free(answers);
}

/* ---- DANE ---- */

enum { EXCHANGERS_MAX = 5 };

/* How many of the exchangers have TLSA records; false when one of them could not be asked about. */
static bool count_dane(const struct inquiry *inquiry, const struct dns_answer *exchangers, size_t *ret_count)
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
    *ret_count = 0;
    for (size_t i = 0; i < asked; i++) {
        *ret_count += answers[i].kind == ANSWER_FOUND;
        known = known && (answers[i].kind == ANSWER_FOUND || answer_is_none(&answers[i]));
        if (!known && answers[i].kind != ANSWER_FOUND) {
            tell_unknown_record(inquiry, "dane", names[i], &answers[i]);
            break;
        }
    }
    free(answers);
    return known;
}

static void tell_dane(const struct inquiry *inquiry, const char *domain, const struct dns_answer *exchangers)
{
    size_t count;
    if (!count_dane(inquiry, exchangers, &count))
        return;
    struct fact fact = fact_of_name(count ? FACT_DANE : FACT_DANE_NONE, "dane", domain);
    mem_copy_text(fact.text, sizeof fact.text, span_of(exchangers->records[0].text));
    fact.number = (int64_t)count;
    tell_of_name(inquiry, &fact);
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
        if (exchangers->kind == ANSWER_FOUND)
            tell_dane(inquiry, domain, exchangers);
        else if (answer_is_none(exchangers))
            tell_no_dane(inquiry, domain);
        else
            tell_unknown_record(inquiry, "dane", domain, exchangers);
    }
    free(exchangers);
}
