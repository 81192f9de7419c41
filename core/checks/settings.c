#include "checks/settings.h"

#include "base/mem.h"
#include "checks/names.h"
#include "checks/near.h"
#include "checks/published.h"
#include "knowledge/providers.h"
#include "net/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_SUBMISSIONS, ASK_SUBMISSION, ASK_MX, ASK_SMTP, ASK_MAIL, ASK_NOBODY, ASK_COUNT };

struct search {
    const struct inquiry *inquiry;
    struct settings *settings;
    char domain[HOST_MAX];
    struct dns_answer *answers; /* ASK_COUNT of them */
    moment began;
    bool is_declined; /* the domain says that it takes no mail from mail programs */
};

static void add(struct search *search, const struct endpoint *where, const char *source)
{
    struct settings *settings = search->settings;
    for (size_t i = 0; i < settings->count; i++)
        if (settings->found[i].where.port == where->port && strcmp(settings->found[i].where.host, where->host) == 0)
            return;
    if (settings->count == SETTINGS_MAX)
        return;
    settings->found[settings->count++] = (struct setting){ *where, source };
    bool is_isp = strcmp(source, published_source_word(PUBLISHED_ISPDB)) == 0;
    struct fact fact = fact_new(FACT_SETTINGS_FOUND, is_isp ? "isp-database" : "settings");
    fact.stage = STAGE_INPUT;
    fact.where = *where;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(source));
    (void)snprintf(fact.expected, sizeof fact.expected, "%.120s:%u %s", where->host, where->port,
                   security_word(where->security));
    scribe_fact(search->inquiry->scribe, &fact);
}

static void add_provider(struct search *search, const struct provider *provider, const char *source)
{
    struct fact fact = fact_new(FACT_PROVIDER_KNOWN, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(provider->key));
    mem_copy_text(fact.text, sizeof fact.text, span_of(provider->name));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(source));
    scribe_fact(search->inquiry->scribe, &fact);
    for (size_t i = 0; i < provider->smtp_count; i++)
        add(search, &provider->smtp[i], source);
}

static void take_domain(struct search *search)
{
    const struct target *target = search->inquiry->target;
    struct span address = span_trim(span_of(target->address[0] ? target->address : target->login));
    mem_copy_text(search->domain, sizeof search->domain, mail_domain(address));
}

/* ---- what the DNS says: all questions at the same time ---- */

/* "." says: this service is not offered here (RFC 2782). */
static bool is_declined(const struct dns_record *record)
{
    return !record->text[0] || strcmp(record->text, ".") == 0;
}

/* RFC 6186, 3.4: of the two services one says "." and neither names a server. */
static bool is_submission_declined(const struct search *search)
{
    bool declines = false;
    for (size_t i = ASK_SUBMISSIONS; i <= ASK_SUBMISSION; i++) {
        const struct dns_answer *answer = &search->answers[i];
        for (size_t k = 0; answer->kind == ANSWER_FOUND && k < answer->count; k++) {
            if (!is_declined(&answer->records[k]))
                return false;
            declines = true;
        }
    }
    return declines;
}

static void add_srv(struct search *search, const struct dns_answer *answer, enum security security)
{
    for (size_t i = 0; answer->kind == ANSWER_FOUND && i < answer->count; i++) {
        const struct dns_record *record = &answer->records[i];
        struct endpoint where = { .port = record->port, .security = security };
        struct span host = span_of(record->text);
        if (record->type != RECORD_SRV || is_declined(record))
            continue;
        mem_copy_text(where.host, sizeof where.host, host);
        add(search, &where, "srv");
    }
}

static void add_mx_provider(struct search *search, const struct dns_answer *answer)
{
    for (size_t i = 0; answer->kind == ANSWER_FOUND && i < answer->count; i++) {
        const struct provider *provider = provider_by_mx(span_of(answer->records[i].text));
        if (provider) {
            add_provider(search, provider, "mx");
            return;
        }
    }
}

/* What every name leads to says nothing of this one. */
static bool is_for_anybody(const struct search *search, const struct dns_answer *answer)
{
    const struct dns_answer *nobody = &search->answers[ASK_NOBODY];
    for (size_t i = 0; i < answer->count; i++)
        for (size_t k = 0; k < nobody->count; k++)
            if (strcmp(answer->records[i].text, nobody->records[k].text) == 0)
                return true;
    return false;
}

static void add_guess(struct search *search, const struct dns_answer *answer, const char *label)
{
    struct endpoint where = { .port = 587, .security = SECURITY_STARTTLS };
    if (answer->kind != ANSWER_FOUND || answer->count == 0 || is_for_anybody(search, answer))
        return;
    (void)snprintf(where.host, sizeof where.host, "%s.%.200s", label, search->domain);
    add(search, &where, "guess");
}

static void add_mx_host(struct search *search, const struct dns_answer *answer)
{
    struct endpoint where = { .port = 587, .security = SECURITY_STARTTLS };
    if (answer->kind != ANSWER_FOUND || answer->count == 0 || answer->records[0].text[0] == '.')
        return;
    mem_copy_text(where.host, sizeof where.host, span_of(answer->records[0].text));
    add(search, &where, "guess");
}

/* Not one answer, not even "there is no such name": the resolver is the trouble, not the names. */
static bool is_resolver_dead(const struct dns_answer *answers)
{
    for (size_t i = 0; i < ASK_COUNT; i++)
        if (answers[i].kind == ANSWER_FOUND || answers[i].kind == ANSWER_NO_NAME ||
            answers[i].kind == ANSWER_NO_RECORD || answers[i].kind == ANSWER_STOPPED)
            return false;
    return true;
}

static void tell_resolver(const struct search *search)
{
    const struct dns_answer *answers = search->answers;
    static const enum fact_kind kinds[] = { [ANSWER_SERVER_FAILED] = FACT_NAME_SERVER_FAILED,
                                            [ANSWER_REFUSED] = FACT_NAME_REFUSED,
                                            [ANSWER_SILENT] = FACT_NAME_NO_ANSWER,
                                            [ANSWER_BROKEN] = FACT_NAME_BROKEN };
    struct fact fact = fact_new(kinds[answers[ASK_MX].kind], "settings");
    fact.stage = STAGE_DNS;
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(search->domain));
    fact.ms = answers[ASK_MX].ms;
    scribe_fact(search->inquiry->scribe, &fact);
}

static void ask_dns(struct search *search)
{
    static const struct {
        const char *prefix;
        enum record_type type;
    } rows[ASK_COUNT] = { { "_submissions._tcp.", RECORD_SRV },
                          { "_submission._tcp.", RECORD_SRV },
                          { "", RECORD_MX },
                          { "smtp.", RECORD_A },
                          { "mail.", RECORD_A },
                          { "", RECORD_A } };
    const struct inquiry *inquiry = search->inquiry;
    char names[ASK_COUNT][HOST_MAX];
    struct dns_question questions[ASK_COUNT];
    for (size_t i = 0; i < ASK_COUNT; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s%.230s", rows[i].prefix, search->domain);
        questions[i] = (struct dns_question){ names[i], rows[i].type, inquiry->target->resolver };
    }
    names_nobody(search->domain, names[ASK_NOBODY]);
    struct limits limits = limits_within(inquiry->limits, check_find("settings")->within_ms);
    resolve_many(questions, ASK_COUNT, limits, search->answers);
}

static void add_dns(struct search *search)
{
    add_srv(search, &search->answers[ASK_SUBMISSIONS], SECURITY_TLS);
    add_srv(search, &search->answers[ASK_SUBMISSION], SECURITY_STARTTLS);
    add_mx_provider(search, &search->answers[ASK_MX]);
}

static void add_guesses(struct search *search)
{
    add_guess(search, &search->answers[ASK_SMTP], "smtp");
    add_guess(search, &search->answers[ASK_MAIL], "mail");
    add_mx_host(search, &search->answers[ASK_MX]);
}

/* ---- what is published on the web ---- */

/* Exchange's answer names only who is to be asked instead: that is enough when it is a provider. */
static void add_elsewhere(struct search *search, const struct autoconfig *config, const char *source)
{
    struct span elsewhere = span_of(config->elsewhere);
    const struct provider *provider = elsewhere.len ? provider_by_host(elsewhere) : NULL;
    if (elsewhere.len && !provider)
        provider = provider_by_domain(elsewhere);
    if (provider)
        add_provider(search, provider, source);
}

static void add_server(struct search *search, const struct autoconfig_server *server, const char *source)
{
    struct settings *settings = search->settings;
    switch (server->service) {
    case AUTOCONFIG_SMTP:
        if (settings->login == AUTOCONFIG_LOGIN_UNKNOWN)
            settings->login = server->login;
        add(search, &server->where, source);
        break;
    case AUTOCONFIG_IMAP:
        if (!settings->imap.host[0])
            settings->imap = server->where;
        break;
    case AUTOCONFIG_POP3:
        if (!settings->pop3.host[0])
            settings->pop3 = server->where;
        break;
    }
}

/* Three times as long as the DNS took, since HTTPS takes three round trips more; and a second at least. */
static int64_t patience_ms(const struct search *search)
{
    enum { LEAST_MS = 1200, TIMES = 4 };
    int64_t elapsed = (clock_now() - search->began) / 1000;
    int64_t whole = elapsed * TIMES < LEAST_MS ? LEAST_MS : elapsed * TIMES;
    return whole - elapsed;
}

static void add_published(struct search *search, struct published *published)
{
    enum published_source source;
    struct limits limits = limits_within(search->inquiry->limits, patience_ms(search));
    const struct autoconfig *config = published_wait(published, limits, &source);
    if (!config)
        return;
    for (size_t i = 0; i < config->count; i++)
        add_server(search, &config->servers[i], published_source_word(source));
    add_elsewhere(search, config, published_source_word(source));
}

/* Small domains let a provider run their mail: the ISP database may know that one (RFC 6186 has no word for it). */
static bool open_exchanger(const struct search *search, struct published *published)
{
    char domain[HOST_MAX];
    const struct dns_answer *answer = &search->answers[ASK_MX];
    if (answer->kind != ANSWER_FOUND || answer->count == 0)
        return false;
    struct span base = published_base_domain(span_of(answer->records[0].text));
    mem_copy_text(domain, sizeof domain, base);
    if (!domain[0] || span_equal_nocase(base, published_base_domain(span_of(search->domain))))
        return false;
    struct published_topic topic = { domain, search->domain, true };
    published_open(published, search->inquiry, &topic, check_find("settings")->within_ms);
    return true;
}

/* The domain's own word counts more than that about whoever runs its mail. */
static void add_all_published(struct search *search, struct published *own)
{
    struct published *exchanger = mem_new(sizeof *exchanger);
    bool is_open = open_exchanger(search, exchanger);
    add_published(search, own);
    if (is_open && search->settings->count == 0)
        add_published(search, exchanger);
    if (is_open)
        published_close(exchanger);
    free(exchanger);
}

/* ---- a slip in the domain ---- */

static void tell_near(const struct search *search, struct span meant)
{
    struct fact fact = fact_new(FACT_TYPED_DOMAIN_NEAR, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(search->domain));
    mem_copy_text(fact.expected, sizeof fact.expected, meant);
    scribe_fact(search->inquiry->scribe, &fact);
}

/* A name that nobody has: does one exist that lies a slip away? */
static void look_for_near_name(struct search *search)
{
    char names[NEAR_NAMES_MAX][HOST_MAX];
    struct dns_question questions[NEAR_NAMES_MAX];
    size_t count = near_names(span_of(search->domain), names);
    struct dns_answer *answers = mem_new(NEAR_NAMES_MAX * sizeof *answers);
    for (size_t i = 0; i < count; i++)
        questions[i] = (struct dns_question){ names[i], RECORD_MX, search->inquiry->target->resolver };
    struct limits limits = limits_within(search->inquiry->limits, check_find("settings")->within_ms);
    resolve_many(questions, count, limits, answers);
    for (size_t i = 0; i < count; i++)
        if (answers[i].kind == ANSWER_FOUND) {
            tell_near(search, span_of(names[i]));
            break;
        }
    free(answers);
}

static void look_for_slip(struct search *search)
{
    bool is_unknown = search->answers[ASK_MX].kind == ANSWER_NO_NAME;
    struct span meant = near_provider(span_of(search->domain), is_unknown);
    if (meant.len)
        tell_near(search, meant);
    else if (is_unknown)
        look_for_near_name(search);
}

/* ---- all of it ---- */

static void tell_none(const struct search *search, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(search->domain));
    /* With a server of the person's own nothing is missing. */
    if (search->inquiry->target->server.host[0])
        fact.status = STATUS_OK;
    scribe_fact(search->inquiry->scribe, &fact);
}

static void tell_not_asked(const struct search *search)
{
    struct fact fact = fact_new(FACT_CHECK_SKIPPED, "isp-database");
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN("third-party"));
    if (search->inquiry->target->no_third_party)
        scribe_fact(search->inquiry->scribe, &fact);
}

static void search_domain(struct search *search)
{
    struct published *published = mem_new(sizeof *published);
    struct published_topic topic = { search->domain, search->domain, false };
    search->answers = mem_new(ASK_COUNT * sizeof *search->answers);
    search->began = clock_now();
    published_open(published, search->inquiry, &topic, check_find("settings")->within_ms);
    ask_dns(search);
    bool is_dead = is_resolver_dead(search->answers);
    if (is_dead)
        tell_resolver(search);
    add_dns(search);
    if (search->settings->count == 0 && !is_dead)
        add_all_published(search, published);
    published_close(published);
    look_for_slip(search);
    tell_not_asked(search);
    search->is_declined = search->settings->count == 0 && is_submission_declined(search);
    if (search->is_declined)
        tell_none(search, FACT_SETTINGS_DECLINED);
    else
        add_guesses(search);
    free(search->answers);
    free(published);
}

void settings_find(const struct inquiry *inquiry, struct settings *ret_settings)
{
    struct search search = { .inquiry = inquiry, .settings = ret_settings };
    const struct target *target = inquiry->target;
    *ret_settings = (struct settings){ 0 };
    take_domain(&search);
    settings_look_at_typed(inquiry);
    const struct provider *provider = provider_by_domain(span_of(search.domain));
    if (!provider && target->server.host[0])
        provider = provider_by_host(span_of(target->server.host));
    if (provider)
        add_provider(&search, provider, "provider");
    else if (search.domain[0] && !target->connect_to[0])
        search_domain(&search);
    settings_compare(inquiry, ret_settings);
    if (ret_settings->count == 0 && !search.is_declined && !limits_cancelled(inquiry->limits))
        tell_none(&search, FACT_SETTINGS_NOT_FOUND);
}
