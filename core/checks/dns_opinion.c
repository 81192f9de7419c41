#include "checks/dns_opinion.h"

#include "base/mem.h"
#include "checks/dns_compare.h"
#include "checks/names.h"

#include <stdlib.h>
#include <string.h>

static const char independent_name[] = "9.9.9.9";
/* Where they are out of reach, the zone's own server must still have its time. */
enum { INDEPENDENT_MS = 1000 };

/* About one name, of one server: both kinds of address, and a name that nobody has. */
enum { ASK_V4, ASK_V6, ASK_NOBODY, ASK_COUNT };

/* Beside the host, in its own domain. */
static void make_nobody(const char *host, char *ret_name)
{
    const char *dot = strchr(host, '.');
    names_nobody(dot ? dot + 1 : host, ret_name);
}

static void take_addresses(const struct dns_answer *answer, char (*addresses)[ADDRESS_MAX], size_t *count)
{
    for (size_t i = 0; i < answer->count && *count < ADDRESSES_MAX; i++)
        mem_copy_text(addresses[(*count)++], ADDRESS_MAX, span_of(answer->records[i].text));
}

/* False: it has no opinion. */
static bool take_opinion(const struct dns_answer *answers, const char *who, struct dns_opinion *ret_opinion)
{
    struct dns_opinion opinion = { .kind = answers[ASK_V4].kind };
    mem_copy_text(opinion.who, sizeof opinion.who, span_of(who));
    take_addresses(&answers[ASK_V4], opinion.address, &opinion.count);
    take_addresses(&answers[ASK_V6], opinion.address, &opinion.count);
    if (opinion.count)
        opinion.kind = ANSWER_FOUND;
    opinion.denies_nobody = answers[ASK_NOBODY].kind == ANSWER_NO_NAME;
    *ret_opinion = opinion;
    return opinion.kind == ANSWER_FOUND || opinion.kind == ANSWER_NO_NAME || opinion.kind == ANSWER_NO_RECORD;
}

static void put_questions(const char *host, const char *nobody, const char *resolver, struct dns_question *questions)
{
    questions[ASK_V4] = (struct dns_question){ host, RECORD_A, resolver };
    questions[ASK_V6] = (struct dns_question){ host, RECORD_AAAA, resolver };
    questions[ASK_NOBODY] = (struct dns_question){ nobody, RECORD_A, resolver };
}

/* The name server of the zone that the host belongs to: the nearest name above it that has NS records. */
static bool find_zone_server(const struct inquiry *inquiry, const char *resolver, char *ret_name, char *ret_address)
{
    enum { NAMES_MAX = 4 };
    struct dns_answer *answer = mem_new(sizeof *answer);
    struct span name = span_of(inquiry->ground->host);
    bool found = false;
    for (size_t i = 0; i < NAMES_MAX && !found && span_find_char(name, '.') != SPAN_NONE; i++) {
        resolve(&(struct dns_question){ name.at, RECORD_NS, resolver }, inquiry->limits, answer);
        found = answer->kind == ANSWER_FOUND;
        name = span_from(name, span_find_char(name, '.') + 1);
    }
    if (found) {
        struct addresses addresses;
        mem_copy_text(ret_name, HOST_MAX, span_of(answer->records[0].text));
        resolve_host_public(ret_name, resolver, inquiry->limits, &addresses);
        found = addresses.count > 0;
        mem_copy_text(ret_address, ADDRESS_MAX, span_of(addresses.count ? addresses.address[0] : ""));
    }
    free(answer);
    return found;
}

/* First what is on its own: the independent ones about the name, the resolver here about nobody's. */
static void ask_independent(const struct inquiry *inquiry, const char *nobody, struct dns_answer *answers,
                            struct dns_opinions *opinions)
{
    struct dns_question questions[ASK_COUNT + 1];
    struct limits limits = limits_within(inquiry->limits, INDEPENDENT_MS);
    bool may_ask = !inquiry->target->no_third_party;
    put_questions(inquiry->ground->host, nobody, INDEPENDENT_RESOLVERS, questions);
    questions[ASK_COUNT] = (struct dns_question){ nobody, RECORD_A, inquiry->target->resolver };
    if (may_ask)
        resolve_many(questions, ASK_COUNT + 1, limits, answers);
    else
        resolve(&questions[ASK_COUNT], limits, &answers[ASK_COUNT]);
    take_addresses(&answers[ASK_COUNT], opinions->invented, &opinions->invented_count);
    if (may_ask && take_opinion(answers, independent_name, &opinions->of[opinions->count]))
        opinions->count++;
}

static void ask_zone(const struct inquiry *inquiry, const char *nobody, struct dns_answer *answers,
                     struct dns_opinions *opinions)
{
    char who[HOST_MAX];
    char address[ADDRESS_MAX];
    struct dns_question questions[ASK_COUNT];
    const char *resolver = opinions->count ? INDEPENDENT_RESOLVERS : inquiry->target->resolver;
    if (!find_zone_server(inquiry, resolver, who, address))
        return;
    put_questions(inquiry->ground->host, nobody, address, questions);
    resolve_many(questions, ASK_COUNT, inquiry->limits, answers);
    if (take_opinion(answers, who, &opinions->of[opinions->count]))
        opinions->count++;
}

void dns_opinions_get(const struct inquiry *inquiry, struct dns_opinions *ret_opinions)
{
    char nobody[HOST_MAX];
    struct dns_answer *answers = mem_new((ASK_COUNT + 1) * sizeof *answers);
    *ret_opinions = (struct dns_opinions){ .count = 0 };
    make_nobody(inquiry->ground->host, nobody);
    ask_independent(inquiry, nobody, answers, ret_opinions);
    ask_zone(inquiry, nobody, answers, ret_opinions);
    /* The zone's own server comes first: it is the one that must know. */
    if (ret_opinions->count == OPINIONS_MAX) {
        struct dns_opinion independent = ret_opinions->of[0];
        ret_opinions->of[0] = ret_opinions->of[1];
        ret_opinions->of[1] = independent;
    }
    free(answers);
}
