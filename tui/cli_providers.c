#include "cli.h"

#include "knowledge/providers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_line(const struct cli *cli, const char *key, const char *value, struct buf *out)
{
    if (!value || !*value)
        return;
    struct span label = words_get(&cli->words, key);
    buf_addf(out, "  %.*s: %s\n", SPAN_ARG(label), value);
}

static void tell(const struct cli *cli, const struct provider *provider, struct buf *out)
{
    buf_addf(out, "%s\n", provider->name);
    add_line(cli, "provider.smtp", provider->smtp_list, out);
    add_line(cli, "provider.imap", provider->imap_list, out);
    add_line(cli, "provider.pop3", provider->pop3_list, out);
    static const char *const forms[] = { NULL, "provider.login.full-address", "provider.login.local-part", NULL,
                                         "provider.login.other" };
    if (provider->login_form == LOGIN_FORM_FIXED)
        add_line(cli, "provider.login", provider->login_fixed, out);
    else if (forms[provider->login_form]) {
        struct span form = words_get(&cli->words, forms[provider->login_form]);
        struct span label = words_get(&cli->words, "provider.login");
        buf_addf(out, "  %.*s: %.*s\n", SPAN_ARG(label), SPAN_ARG(form));
    }
    if (provider->first_secret) {
        char key[64];
        struct span label = words_get(&cli->words, "provider.secret");
        (void)snprintf(key, sizeof key, "provider.secret.%u", (unsigned)provider->first_secret);
        struct span secret = words_get(&cli->words, key);
        buf_addf(out, "  %.*s: %.*s\n", SPAN_ARG(label), SPAN_ARG(secret));
    }
    add_line(cli, "provider.secret-url", provider->secret_url, out);
    add_line(cli, "provider.switch", provider->switch_first, out);
    add_line(cli, "provider.limits", provider->limits, out);
    add_line(cli, "provider.size", provider->max_size, out);
    add_line(cli, "provider.status", provider->status_page, out);
    add_line(cli, "provider.note", provider->note, out);
    add_line(cli, "provider.checked", provider->checked, out);
    if (provider_is_old(provider, clock_wall())) {
        struct span old = words_get(&cli->words, "provider.old");
        buf_addf(out, "  ! %.*s\n", SPAN_ARG(old));
    }
}

static json_t *endpoints_of(const struct provider *provider)
{
    json_t *list = json_array();
    for (size_t i = 0; i < provider->smtp_count; i++) {
        const struct endpoint *where = &provider->smtp[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "host", json_string(where->host));
        json_object_set_new(entry, "port", json_integer(where->port));
        json_object_set_new(entry, "security", json_string(security_word(where->security)));
        json_array_append_new(list, entry);
    }
    return list;
}

static void tell_json(const struct provider *provider, struct buf *out)
{
    json_t *root = json_object();
    json_object_set_new(root, "key", json_string(provider->key));
    json_object_set_new(root, "name", json_string(provider->name));
    json_object_set_new(root, "smtp", endpoints_of(provider));
    json_object_set_new(root, "imap", json_string(provider->imap_list));
    json_object_set_new(root, "pop3", json_string(provider->pop3_list));
    json_object_set_new(root, "secret_url", json_string(provider->secret_url));
    json_object_set_new(root, "switch", json_string(provider->switch_first));
    json_object_set_new(root, "limits", json_string(provider->limits));
    json_object_set_new(root, "note", json_string(provider->note));
    json_object_set_new(root, "checked", json_string(provider->checked));
    char *text = json_dumps(root, JSON_INDENT(2));
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(root);
}

static const struct provider *find(const char *word)
{
    struct span domain = mail_domain(span_of(word));
    return domain.len ? provider_by_domain(domain) : provider_by_name(span_of(word));
}

int cli_providers(struct cli *cli)
{
    struct buf out;
    if (cli->rest_count > 1)
        return cli_fail(cli, "cli.too-many", cli->rest[1], "");
    buf_init(&out, 4 * MIB);
    if (cli->rest_count == 0) {
        for (size_t i = 0; i < provider_count(); i++)
            buf_addf(&out, "%-24s %s\n", provider_at(i)->key, provider_at(i)->name);
    } else {
        const struct provider *provider = find(cli->rest[0]);
        if (!provider) {
            (void)cli_fail(cli, "cli.no-provider", cli->rest[0], "");
            return 3;
        }
        if (cli->format == FORMAT_JSON)
            tell_json(provider, &out);
        else
            tell(cli, provider, &out);
    }
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}
