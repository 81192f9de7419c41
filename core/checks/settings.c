#include "checks/settings.h"

#include "base/mem.h"
#include "checks/typed.h"
#include "knowledge/providers.h"
#include "net/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const struct inquiry *inquiry;
    struct settings *settings;
    char domain[HOST_MAX];
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
    struct fact fact = fact_new(FACT_SETTINGS_FOUND, "settings");
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

/* ---- what the server field says ---- */

static void tell_server(const struct inquiry *inquiry, enum fact_kind kind, const char *expected)
{
    const char *server = inquiry->target->server.host;
    struct fact fact = fact_new(kind, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN("server"));
    mem_copy_text(fact.text, sizeof fact.text, span_of(server));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(expected));
    scribe_fact(inquiry->scribe, &fact);
}

static void look_at_server(const struct inquiry *inquiry)
{
    static const char *const incoming[] = { "imap.", "pop.", "pop3.", "imaps.", "webmail." };
    struct span server = span_of(inquiry->target->server.host);
    if (span_find(server, SPAN("://")) != SPAN_NONE || span_find_char(server, '/') != SPAN_NONE)
        tell_server(inquiry, FACT_TYPED_URL, "");
    for (size_t i = 0; i < sizeof incoming / sizeof *incoming; i++)
        if (span_starts_nocase(server, span_of(incoming[i])))
            tell_server(inquiry, FACT_TYPED_INCOMING_HOST, incoming[i]);
}

/* ---- what the DNS says: all questions at the same time ---- */

enum { ASK_SUBMISSIONS, ASK_SUBMISSION, ASK_MX, ASK_SMTP, ASK_MAIL, ASK_COUNT };

static void add_srv(struct search *search, const struct dns_answer *answer, enum security security)
{
    for (size_t i = 0; answer->kind == ANSWER_FOUND && i < answer->count; i++) {
        const struct dns_record *record = &answer->records[i];
        struct endpoint where = { .port = record->port, .security = security };
        struct span host = span_of(record->text);
        /* "." says: this service is not offered here (RFC 2782). */
        if (record->type != RECORD_SRV || host.len == 0 || span_equal(host, SPAN(".")))
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

static void add_guess(struct search *search, const struct dns_answer *answer, const char *label)
{
    struct endpoint where = { .port = 587, .security = SECURITY_STARTTLS };
    if (answer->kind != ANSWER_FOUND || answer->count == 0)
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
static void tell_resolver(struct search *search, const struct dns_answer *answers)
{
    static const enum fact_kind kinds[] = { [ANSWER_SERVER_FAILED] = FACT_NAME_SERVER_FAILED,
                                            [ANSWER_REFUSED] = FACT_NAME_REFUSED,
                                            [ANSWER_SILENT] = FACT_NAME_NO_ANSWER,
                                            [ANSWER_BROKEN] = FACT_NAME_BROKEN };
    for (size_t i = 0; i < ASK_COUNT; i++)
        if (answers[i].kind == ANSWER_FOUND || answers[i].kind == ANSWER_NO_NAME ||
            answers[i].kind == ANSWER_NO_RECORD || answers[i].kind == ANSWER_STOPPED)
            return;
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
                          { "mail.", RECORD_A } };
    const struct inquiry *inquiry = search->inquiry;
    char names[ASK_COUNT][HOST_MAX];
    struct dns_question questions[ASK_COUNT];
    struct dns_answer *answers = mem_new(ASK_COUNT * sizeof *answers);
    for (size_t i = 0; i < ASK_COUNT; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s%.230s", rows[i].prefix, search->domain);
        questions[i] = (struct dns_question){ names[i], rows[i].type, inquiry->target->resolver };
    }
    struct limits limits = limits_within(inquiry->limits, check_find("settings")->within_ms);
    resolve_many(questions, ASK_COUNT, limits, answers);
    tell_resolver(search, answers);
    add_srv(search, &answers[ASK_SUBMISSIONS], SECURITY_TLS);
    add_srv(search, &answers[ASK_SUBMISSION], SECURITY_STARTTLS);
    add_mx_provider(search, &answers[ASK_MX]);
    add_guess(search, &answers[ASK_SMTP], "smtp");
    add_guess(search, &answers[ASK_MAIL], "mail");
    add_mx_host(search, &answers[ASK_MX]);
    free(answers);
}

static void tell_nothing_found(const struct search *search)
{
    struct fact fact = fact_new(FACT_SETTINGS_NOT_FOUND, "settings");
    fact.stage = STAGE_INPUT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(search->domain));
    /* With a server of the person's own nothing is missing. */
    if (search->inquiry->target->server.host[0])
        fact.status = STATUS_OK;
    scribe_fact(search->inquiry->scribe, &fact);
}

void settings_find(const struct inquiry *inquiry, struct settings *ret_settings)
{
    struct search search = { .inquiry = inquiry, .settings = ret_settings };
    const struct target *target = inquiry->target;
    *ret_settings = (struct settings){ 0 };
    take_domain(&search);
    look_at_server(inquiry);
    const struct provider *provider = provider_by_domain(span_of(search.domain));
    if (!provider && target->server.host[0])
        provider = provider_by_host(span_of(target->server.host));
    if (provider)
        add_provider(&search, provider, "provider");
    else if (search.domain[0] && !target->connect_to[0])
        ask_dns(&search);
    if (ret_settings->count == 0)
        tell_nothing_found(&search);
}
