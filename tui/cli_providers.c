#include "cli.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "checks/settings.h"
#include "knowledge/providers.h"
#include "report/wrap.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_INDENT = 2, LABEL_CELLS = 22, PROVIDER_COLUMNS = 80 };

static void add_line(const struct cli *cli, const char *key, struct span value, struct buf *out)
{
    struct span label = words_get(&cli->words, key);
    size_t width = LABEL_INDENT + utf8_width(label);
    if (value.len == 0)
        return;
    buf_addf(out, "%*s", LABEL_INDENT, "");
    buf_add(out, label);
    buf_addf(out, "%*s", width < LABEL_CELLS ? (int)(LABEL_CELLS - width) : 1, "");
    /* A web address is to be copied, so it stays in one piece. */
    if (span_starts(value, SPAN("http")) && span_find_char(value, ' ') == SPAN_NONE)
        buf_addf(out, "%.*s\n", SPAN_ARG(value));
    else
        wrap_add(out, value, PROVIDER_COLUMNS, LABEL_CELLS);
}

static void add_endpoint(const struct cli *cli, const char *key, const struct endpoint *where, struct buf *out)
{
    struct fact fact = { .where = *where, .ms = -1 };
    char word[40];
    struct buf text;
    (void)snprintf(word, sizeof word, "security.%s", security_word(where->security));
    mem_copy_text(fact.subject, sizeof fact.subject, words_get(&cli->words, word));
    buf_init(&text, KIB);
    words_fill(&text, words_get(&cli->words, "provider.endpoint"), &fact);
    add_line(cli, key, buf_span(&text), out);
    buf_free(&text);
}

/* "host:port:security" of the table. */
static bool read_endpoint(struct span piece, struct endpoint *ret_where)
{
    struct span host;
    struct span port;
    uint64_t number = 0;
    if (!span_cut(&piece, ':', &host) || !span_cut(&piece, ':', &port) || !span_number(span_trim(port), 65535, &number))
        return false;
    *ret_where = (struct endpoint){ .port = (uint16_t)number };
    mem_copy_text(ret_where->host, sizeof ret_where->host, span_trim(host));
    (void)security_from_word(span_trim(piece), &ret_where->security);
    return true;
}

static void add_endpoints(const struct cli *cli, const char *key, const char *list, struct buf *out)
{
    struct span rest = span_of(list);
    struct span piece;
    struct endpoint where;
    while (span_cut(&rest, ',', &piece))
        if (read_endpoint(piece, &where))
            add_endpoint(cli, key, &where, out);
}

static void add_login(const struct cli *cli, const struct provider *provider, struct buf *out)
{
    static const char *const forms[] = { [LOGIN_FORM_FULL_ADDRESS] = "provider.login.full-address",
                                         [LOGIN_FORM_LOCAL_PART] = "provider.login.local-part",
                                         [LOGIN_FORM_OTHER] = "provider.login.other" };
    if (provider->login_form == LOGIN_FORM_FIXED)
        add_line(cli, "provider.login", span_of(provider->login_fixed), out);
    else if (provider->login_form != LOGIN_FORM_UNKNOWN)
        add_line(cli, "provider.login", words_get(&cli->words, forms[provider->login_form]), out);
}

static void add_secret(const struct cli *cli, const struct provider *provider, struct buf *out)
{
    char key[64];
    (void)snprintf(key, sizeof key, "provider.secret.%u", (unsigned)provider->first_secret);
    if (provider->first_secret)
        add_line(cli, "provider.secret", words_get(&cli->words, key), out);
}

static void tell_provider(const struct cli *cli, const struct provider *provider, struct buf *out)
{
    const struct {
        const char *key, *value;
    } rows[] = { { "provider.secret-url", provider->secret_url }, { "provider.switch", provider->switch_first },
                 { "provider.limits", provider->limits },         { "provider.size", provider->max_size },
                 { "provider.status", provider->status_page },    { "provider.note", provider->note },
                 { "provider.checked", provider->checked } };
    buf_addf(out, "%s\n", provider->name);
    add_endpoints(cli, "provider.smtp", provider->smtp_list, out);
    add_endpoints(cli, "provider.imap", provider->imap_list, out);
    add_endpoints(cli, "provider.pop3", provider->pop3_list, out);
    add_login(cli, provider, out);
    add_secret(cli, provider, out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_line(cli, rows[i].key, span_of(rows[i].value), out);
    if (provider_is_old(provider, clock_wall())) {
        buf_add_text(out, "! ");
        wrap_add(out, words_get(&cli->words, "provider.old"), PROVIDER_COLUMNS, 2);
    }
}

/* ---- what is known, or found out ---- */

struct finding {
    const struct provider *provider; /* NULL: not known */
    struct settings settings;        /* of the domain's own DNS */
};

static const struct provider *provider_of_mx(const struct record *record)
{
    const struct fact *known = record_find(record, FACT_PROVIDER_KNOWN);
    return known ? provider_by_key(span_of(known->subject)) : NULL;
}

/* Asks the DNS: SRV, MX, usual names. */
static void discover(struct cli *cli, struct span domain, struct finding *ret_finding)
{
    struct record record;
    struct inquiry inquiry = { .target = &cli->target, .limits = LIMITS_NONE };
    record_init(&record);
    struct scribe scribe = record_scribe(&record);
    inquiry.scribe = &scribe;
    (void)snprintf(cli->target.address, sizeof cli->target.address, "postmaster@%.*s",
                   (int)(domain.len < 255 ? domain.len : 255), domain.at);
    settings_find(&inquiry, &ret_finding->settings);
    ret_finding->provider = provider_of_mx(&record);
    record_clear(&record);
}

static bool find(struct cli *cli, const char *word, struct finding *ret_finding)
{
    struct span domain = mail_domain(span_of(word));
    *ret_finding = (struct finding){ 0 };
    ret_finding->provider = domain.len ? provider_by_domain(domain) : provider_by_name(span_of(word));
    if (domain.len == 0 && strchr(word, '.') && !strchr(word, ' '))
        domain = span_of(word);
    if (!ret_finding->provider && domain.len)
        discover(cli, domain, ret_finding);
    return ret_finding->provider || ret_finding->settings.count;
}

/* ---- telling ---- */

static void tell_found(const struct cli *cli, const struct settings *settings, struct buf *out)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct fact fact = fact_new(FACT_SETTINGS_FOUND, "settings");
        struct buf text;
        fact.where = settings->found[i].where;
        mem_copy_text(fact.subject, sizeof fact.subject, span_of(settings->found[i].source));
        buf_init(&text, KIB);
        words_fact(&cli->words, &fact, &text);
        wrap_add(out, buf_span(&text), PROVIDER_COLUMNS, 0);
        buf_free(&text);
    }
}

static json_t *endpoint_of(const struct endpoint *where, const char *source)
{
    json_t *entry = json_object();
    json_object_set_new(entry, "host", json_string(where->host));
    json_object_set_new(entry, "port", json_integer(where->port));
    json_object_set_new(entry, "security", json_string(security_word(where->security)));
    json_object_set_new(entry, "source", json_string(source));
    return entry;
}

/* Those of the provider that the MX leads to stand in its own list already. */
static json_t *endpoints_of(const struct finding *finding)
{
    json_t *list = json_array();
    for (size_t i = 0; finding->provider && i < finding->provider->smtp_count; i++)
        json_array_append_new(list, endpoint_of(&finding->provider->smtp[i], "provider"));
    for (size_t i = 0; i < finding->settings.count; i++) {
        const struct setting *setting = &finding->settings.found[i];
        if (!finding->provider || strcmp(setting->source, "mx") != 0)
            json_array_append_new(list, endpoint_of(&setting->where, setting->source));
    }
    return list;
}

static json_t *object_of(const struct finding *finding)
{
    const struct provider *provider = finding->provider;
    json_t *root = json_object();
    json_object_set_new(root, "key", provider ? json_string(provider->key) : json_null());
    json_object_set_new(root, "name", provider ? json_string(provider->name) : json_null());
    json_object_set_new(root, "smtp", endpoints_of(finding));
    if (!provider)
        return root;
    const struct {
        const char *key, *value;
    } rows[] = { { "imap", provider->imap_list },          { "pop3", provider->pop3_list },
                 { "secret_url", provider->secret_url },   { "switch", provider->switch_first },
                 { "limits", provider->limits },           { "max_size", provider->max_size },
                 { "status_page", provider->status_page }, { "note", provider->note },
                 { "checked", provider->checked } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        json_object_set_new(root, rows[i].key, json_string(rows[i].value));
    return root;
}

static void put_json(json_t *root, struct buf *out)
{
    char *text = json_dumps(root, JSON_INDENT(2));
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(root);
}

static void tell_all(const struct cli *cli, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < provider_count(); i++) {
        struct finding finding = { .provider = provider_at(i) };
        if (cli->format == FORMAT_JSON)
            json_array_append_new(list, object_of(&finding));
        else
            buf_addf(out, "%-24s %s\n", finding.provider->key, finding.provider->name);
    }
    if (cli->format == FORMAT_JSON)
        put_json(json_pack("{s:O}", "providers", list), out);
    json_decref(list);
}

static void tell(const struct cli *cli, const struct finding *finding, struct buf *out)
{
    if (cli->format == FORMAT_JSON) {
        put_json(object_of(finding), out);
        return;
    }
    if (finding->provider)
        tell_provider(cli, finding->provider, out);
    tell_found(cli, &finding->settings, out);
}

int cli_providers(struct cli *cli)
{
    struct finding finding;
    struct buf out;
    if (cli->rest_count > 1)
        return cli_fail(cli, "cli.too-many", cli->rest[1], "");
    if (cli->rest_count && !find(cli, cli->rest[0], &finding)) {
        (void)cli_fail(cli, "cli.no-provider", cli->rest[0], "");
        return EXIT_UNDECIDED;
    }
    buf_init(&out, 4 * MIB);
    if (cli->rest_count)
        tell(cli, &finding, &out);
    else
        tell_all(cli, &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}
