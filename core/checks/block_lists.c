#include "base/buf.h"
#include "base/mem.h"
#include "checks/block_list.h"
#include "checks/sender_domain.h"
#include "checks/sides.h"
#include "knowledge/providers.h"

#include <stdlib.h>
#include <string.h>

/* Where the server has turned us away the lists may tell why; else nobody waits for them. */
struct limits limits_of_reputation(const struct inquiry *inquiry)
{
    enum { UNHURRIED_MS = 2500, QUICK_MS = 600 };
    return limits_within(inquiry->limits, was_turned_away(inquiry) ? UNHURRIED_MS : QUICK_MS);
}

/* One list and what it said. */
struct opinion {
    const struct block_list *list;
    char name[HOST_MAX]; /* asked for */
    char test[HOST_MAX]; /* the entry that every list has */
    struct dns_answer answer;
    struct dns_answer test_answer;
    enum listing listing;
    const char *code; /* borrowed from answer or for ever */
};

enum { LISTS_MAX = 8 };
struct survey {
    const struct inquiry *inquiry;
    const char *check;
    const char *subject;
    struct limits limits;
    struct opinion opinions[LISTS_MAX];
    size_t count;
};

/* ---- asking ---- */

static void choose_lists(struct survey *survey)
{
    for (size_t i = 0; i < block_list_count() && survey->count < LISTS_MAX; i++) {
        struct opinion *opinion = &survey->opinions[survey->count];
        opinion->list = block_list_at(i);
        if (!block_list_name(opinion->list, survey->subject, opinion->name))
            continue;
        name_below(opinion->list->test, opinion->list->zone, opinion->test);
        survey->count++;
    }
}

/* The question and the test entry of every list, each list waiting for nobody but itself. */
static void ask_lists(struct survey *survey)
{
    enum { EACH = 2 };
    struct dns_question questions[LISTS_MAX * EACH];
    struct dns_answer *answers = mem_new(LISTS_MAX * sizeof *answers);
    struct limits half = limits_within(survey->limits, limits_left_ms(survey->limits) / EACH);
    const char *resolver = survey->inquiry->target->resolver;
    for (size_t i = 0; i < survey->count; i++) {
        questions[i] = (struct dns_question){ survey->opinions[i].name, RECORD_A, resolver };
        questions[LISTS_MAX + i] = (struct dns_question){ survey->opinions[i].test, RECORD_A, resolver };
    }
    resolve_many(questions, survey->count, half, answers);
    for (size_t i = 0; i < survey->count; i++)
        survey->opinions[i].answer = answers[i];
    resolve_many(questions + LISTS_MAX, survey->count, survey->limits, answers);
    for (size_t i = 0; i < survey->count; i++)
        survey->opinions[i].test_answer = answers[i];
    free(answers);
}

/* A name that is on no list (RFC 5782, 5): who lists even that lists everybody. */
static bool lists_everybody(const struct survey *survey, const struct opinion *opinion)
{
    char name[HOST_MAX];
    const char *code;
    const char *nobody = opinion->list->takes_domains ? "invalid" : "1.0.0.127";
    struct dns_answer *answer = mem_new(sizeof *answer);
    name_below(nobody, opinion->list->zone, name);
    resolve(&(struct dns_question){ name, RECORD_A, survey->inquiry->target->resolver }, survey->limits, answer);
    bool everybody = block_list_read(opinion->list, answer, &code) == LISTING_LISTED;
    free(answer);
    return everybody;
}

static bool is_entry(enum listing listing)
{
    return listing == LISTING_LISTED || listing == LISTING_HOME;
}

/* "Not listed" counts only where the entry that is always there was found as well. */
static void judge(const struct survey *survey, struct opinion *opinion)
{
    const char *code;
    opinion->listing = block_list_read(opinion->list, &opinion->answer, &opinion->code);
    enum listing test = block_list_read(opinion->list, &opinion->test_answer, &code);
    if (opinion->listing == LISTING_NONE && !is_entry(test))
        opinion->listing = test == LISTING_REFUSED ? LISTING_REFUSED : LISTING_UNKNOWN;
    if (is_entry(opinion->listing) && lists_everybody(survey, opinion))
        opinion->listing = LISTING_UNKNOWN;
}

/* ---- telling ---- */

/* "zen.spamhaus.org (XBL): the list's own words". */
static void describe(const struct survey *survey, const struct opinion *opinion, struct fact *fact)
{
    struct buf text;
    struct dns_answer *reason = mem_new(sizeof *reason);
    struct dns_question question = { opinion->name, RECORD_TXT, survey->inquiry->target->resolver };
    resolve(&question, survey->limits, reason);
    buf_init(&text, sizeof fact->text - 1);
    buf_addf(&text, "%s (%s)", opinion->list->zone, opinion->code);
    /* The range of a provider's customers needs no reason. */
    for (size_t i = 0; opinion->listing == LISTING_LISTED && i < reason->count && i < 2; i++)
        buf_addf(&text, "%s%s", i ? "; " : ": ", reason->records[i].text);
    mem_copy_text(fact->text, sizeof fact->text, buf_span(&text));
    mem_copy_text(fact->expected, sizeof fact->expected, span_of(opinion->list->removal));
    buf_free(&text);
    free(reason);
}

static void tell_entry(const struct survey *survey, const struct opinion *opinion)
{
    bool is_domain = opinion->list->takes_domains;
    enum fact_kind kind = opinion->listing == LISTING_HOME ? FACT_LIST_HOME
                          : is_domain                      ? FACT_LIST_DOMAIN
                                                           : FACT_LIST_ADDRESS;
    struct fact fact = fact_of_name(kind, survey->check, survey->subject);
    describe(survey, opinion, &fact);
    tell_of_name(survey->inquiry, &fact);
}

/* All lists that said the same, in one sentence. */
static void tell_together(const struct survey *survey, enum fact_kind kind, bool (*belongs)(enum listing))
{
    struct buf names;
    struct fact fact = fact_of_name(kind, survey->check, survey->subject);
    buf_init(&names, sizeof fact.text - 1);
    for (size_t i = 0; i < survey->count; i++) {
        if (!belongs(survey->opinions[i].listing))
            continue;
        buf_addf(&names, "%s%s", names.len ? ", " : "", survey->opinions[i].list->zone);
        fact.number++;
    }
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&names));
    if (fact.number)
        tell_of_name(survey->inquiry, &fact);
    buf_free(&names);
}

static bool is_clean(enum listing listing)
{
    return listing == LISTING_NONE;
}

static bool is_refused(enum listing listing)
{
    return listing == LISTING_REFUSED;
}

static bool is_unknown(enum listing listing)
{
    return listing == LISTING_UNKNOWN;
}

static void look_up(const struct inquiry *inquiry, const char *check, const char *subject, struct limits limits)
{
    struct survey *survey = mem_new(sizeof *survey);
    survey->inquiry = inquiry;
    survey->check = check;
    survey->subject = subject;
    survey->limits = limits;
    choose_lists(survey);
    ask_lists(survey);
    for (size_t i = 0; i < survey->count; i++)
        judge(survey, &survey->opinions[i]);
    for (size_t i = 0; i < survey->count; i++)
        if (is_entry(survey->opinions[i].listing))
            tell_entry(survey, &survey->opinions[i]);
    tell_together(survey, FACT_LIST_CLEAN, is_clean);
    tell_together(survey, FACT_LIST_REFUSED, is_refused);
    tell_together(survey, FACT_LIST_UNKNOWN, is_unknown);
    free(survey);
}

void check_block_lists(const struct inquiry *inquiry)
{
    look_up(inquiry, "block-lists", inquiry->ground->public_address, limits_of_reputation(inquiry));
}

/* The great providers' domains are on no list, and nobody need be told who writes with them. */
const char *domain_lists_left_out(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    if (sender_domain_left_out(inquiry) || !sender_domain(inquiry->target, domain))
        return "";
    return provider_by_domain(span_of(domain)) ? "" : NULL;
}

void check_domain_lists(const struct inquiry *inquiry)
{
    char domain[HOST_MAX];
    if (sender_domain(inquiry->target, domain))
        look_up(inquiry, "domain-lists", domain, inquiry->limits);
}
