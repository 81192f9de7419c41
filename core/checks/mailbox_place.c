#include "checks/mailbox.h"

#include "base/mem.h"
#include "net/hostname.h"
#include "knowledge/providers.h"
#include "checks/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hunt {
    const struct inquiry *inquiry;
    enum fetch_protocol protocol;
    struct mailbox_place *place;
    char domain[HOST_MAX];
};

static const struct {
    const char *word;
    const char *srv[2]; /* TLS, STARTTLS */
    const char *label;
    uint16_t port;
} protocols[] = {
    [FETCH_IMAP] = { "IMAP", { "_imaps._tcp.", "_imap._tcp." }, "imap", 993 },
    [FETCH_POP3] = { "POP3", { "_pop3s._tcp.", "_pop3._tcp." }, "pop", 995 },
};

const char *mailbox_word(enum fetch_protocol protocol)
{
    return protocols[protocol].word;
}

static bool look_up(struct hunt *hunt, const struct endpoint *where)
{
    const struct target *target = hunt->inquiry->target;
    struct mailbox_place *place = hunt->place;
    place->where = *where;
    if (target->connect_to[0])
        resolve_host(target->connect_to, NULL, hunt->inquiry->limits, &place->addresses);
    else
        resolve_host(where->host, target->resolver, hunt->inquiry->limits, &place->addresses);
    return place->addresses.count > 0;
}

static const struct provider *find_provider(const struct hunt *hunt)
{
    const struct provider *provider = provider_by_domain(span_of(hunt->domain));
    return provider ? provider : provider_by_host(span_of(hunt->inquiry->ground->host));
}

static bool ask_provider(struct hunt *hunt)
{
    struct endpoint where;
    const struct provider *provider = find_provider(hunt);
    const char *list = !provider ? "" : hunt->protocol == FETCH_IMAP ? provider->imap_list : provider->pop3_list;
    return provider_first_endpoint(list, &where) && look_up(hunt, &where);
}

static bool take_published(struct hunt *hunt)
{
    const struct settings *settings = hunt->inquiry->ground->settings; /* they may still be looked for */
    const struct endpoint *where = NULL;
    if (settings)
        where = hunt->protocol == FETCH_IMAP ? &settings->imap : &settings->pop3;
    return where && where->host[0] && look_up(hunt, where);
}

/* ---- SRV ---- */

static struct span parent(struct span host)
{
    return span_from(host, span_find_char(host, '.') + 1);
}

static bool is_related(const struct hunt *hunt, struct span host)
{
    struct span beside = parent(span_of(hunt->inquiry->ground->host));
    bool is_beside = span_find_char(beside, '.') != SPAN_NONE && hostname_is_within(host, beside);
    return is_beside || hostname_is_within(host, span_of(hunt->domain)) || provider_by_host(host);
}

static bool take_srv(struct hunt *hunt, const struct dns_answer *answer, enum security security)
{
    if (answer->kind != ANSWER_FOUND || answer->count == 0 || answer->records[0].type != RECORD_SRV)
        return false;
    const struct dns_record *record = &answer->records[0];
    struct endpoint where = { .port = record->port, .security = security };
    mem_copy_text(where.host, sizeof where.host, span_of(record->text));
    return is_related(hunt, span_of(where.host)) && look_up(hunt, &where);
}

static bool ask_srv(struct hunt *hunt)
{
    char names[2][HOST_MAX];
    struct dns_question questions[2];
    struct dns_answer *answers = mem_new(2 * sizeof *answers);
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s%.230s", protocols[hunt->protocol].srv[i], hunt->domain);
        questions[i] = (struct dns_question){ names[i], RECORD_SRV, hunt->inquiry->target->resolver };
    }
    resolve_many(questions, 2, hunt->inquiry->limits, answers);
    bool found = take_srv(hunt, &answers[0], SECURITY_TLS) || take_srv(hunt, &answers[1], SECURITY_STARTTLS);
    free(answers);
    return found;
}

/* ---- usual names ---- */

static bool guess(struct hunt *hunt)
{
    struct endpoint where = { .port = protocols[hunt->protocol].port, .security = SECURITY_TLS };
    (void)snprintf(where.host, sizeof where.host, "%s.%.240s", protocols[hunt->protocol].label, hunt->domain);
    return look_up(hunt, &where);
}

static bool take_mail_server(struct hunt *hunt)
{
    struct endpoint where = { .port = protocols[hunt->protocol].port, .security = SECURITY_TLS };
    mem_copy_text(where.host, sizeof where.host, span_of(hunt->inquiry->ground->host));
    return where.host[0] && look_up(hunt, &where);
}

bool mailbox_find(const struct inquiry *inquiry, enum fetch_protocol protocol, struct mailbox_place *ret_place)
{
    const struct target *target = inquiry->target;
    struct hunt hunt = { .inquiry = inquiry, .protocol = protocol, .place = ret_place };
    struct span address = span_trim(span_of(target->address[0] ? target->address : target->login));
    mem_copy_text(hunt.domain, sizeof hunt.domain, mail_domain(address));
    *ret_place = (struct mailbox_place){ 0 };
    if (ask_provider(&hunt) || take_published(&hunt))
        return true;
    /* Whoever named the address to dial has no names to look up. */
    bool has_domain = hunt.domain[0] && !target->connect_to[0];
    return (has_domain && (ask_srv(&hunt) || guess(&hunt))) || take_mail_server(&hunt);
}
