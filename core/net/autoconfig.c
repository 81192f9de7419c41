#include "net/autoconfig.h"

#include "base/mem.h"
#include "net/hostname.h"
#include "net/xml.h"

#include <jansson.h>
#include <string.h>

/* One server while its element is open. */
struct reading {
    struct autoconfig *config;
    struct span domain;
    bool is_open;
    bool is_wanted;
    bool is_broken;
    struct autoconfig_server server;
    char host[XML_TEXT_MAX + HOST_MAX];
    char encryption[32]; /* Autodiscover */
    char ssl[16];
};

static bool is_one_of(struct span word, const char *one, const char *other)
{
    return span_equal_nocase(word, span_of(one)) || span_equal_nocase(word, span_of(other));
}

static bool service_from_word(struct span word, enum autoconfig_service *ret_service)
{
    static const char *const words[] = {
        [AUTOCONFIG_SMTP] = "smtp", [AUTOCONFIG_IMAP] = "imap", [AUTOCONFIG_POP3] = "pop3"
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(word, span_of(words[i]))) {
            *ret_service = (enum autoconfig_service)i;
            return true;
        }
    return false;
}

static void open_server(struct reading *reading)
{
    reading->is_open = true;
    reading->is_wanted = reading->is_broken = false;
    reading->server = (struct autoconfig_server){ .service = AUTOCONFIG_SMTP };
    reading->host[0] = reading->encryption[0] = reading->ssl[0] = '\0';
}

static uint16_t usual_port(const struct autoconfig_server *server)
{
    static const uint16_t ports[][2] = {
        [AUTOCONFIG_SMTP] = { 587, 465 }, [AUTOCONFIG_IMAP] = { 143, 993 }, [AUTOCONFIG_POP3] = { 110, 995 }
    };
    return ports[server->service][server->where.security == SECURITY_TLS];
}

static void close_server(struct reading *reading)
{
    struct autoconfig *config = reading->config;
    struct autoconfig_server *server = &reading->server;
    reading->is_open = false;
    if (!reading->is_wanted || reading->is_broken || config->count == AUTOCONFIG_SERVERS_MAX ||
        !hostname_to_wire(reading->host, server->where.host))
        return;
    if (!server->where.port)
        server->where.port = usual_port(server);
    config->servers[config->count++] = *server;
}

static void take_port(struct reading *reading, struct span text)
{
    uint64_t port = 0;
    if (span_number(text, 65535, &port) && port > 0)
        reading->server.where.port = (uint16_t)port;
    else
        reading->is_broken = true;
}

/* ---- Mozilla's ---- */

static void take_host(struct reading *reading, struct span text)
{
    static const char place[] = "%EMAILDOMAIN%";
    struct buf host;
    size_t at = span_find_nocase(text, span_of(place));
    buf_init(&host, sizeof reading->host - 1);
    buf_add(&host, span_head(text, at == SPAN_NONE ? text.len : at));
    if (at != SPAN_NONE) {
        buf_add(&host, reading->domain);
        buf_add(&host, span_from(text, at + strlen(place)));
    }
    mem_copy_text(reading->host, sizeof reading->host, buf_span(&host));
    buf_free(&host);
}

static enum autoconfig_login login_of(struct span text)
{
    if (span_equal_nocase(text, SPAN("%EMAILADDRESS%")))
        return AUTOCONFIG_LOGIN_ADDRESS;
    if (span_equal_nocase(text, SPAN("%EMAILLOCALPART%")))
        return AUTOCONFIG_LOGIN_LOCAL_PART;
    return text.len ? AUTOCONFIG_LOGIN_OTHER : AUTOCONFIG_LOGIN_UNKNOWN;
}

/* Several may be listed, best first. */
static void take_security(struct reading *reading, struct span text)
{
    if (reading->server.where.security == SECURITY_UNKNOWN)
        (void)security_from_word(text, &reading->server.where.security);
}

static void begin_mozilla(void *owner, struct span name, struct span type)
{
    struct reading *reading = owner;
    if (!is_one_of(name, "incomingServer", "outgoingServer"))
        return;
    open_server(reading);
    reading->is_wanted = service_from_word(type, &reading->server.service);
}

static void end_mozilla(void *owner, struct span name, struct span text)
{
    struct reading *reading = owner;
    if (!reading->is_open)
        return;
    if (is_one_of(name, "incomingServer", "outgoingServer"))
        close_server(reading);
    else if (span_equal_nocase(name, SPAN("hostname")))
        take_host(reading, text);
    else if (span_equal_nocase(name, SPAN("port")))
        take_port(reading, text);
    else if (span_equal_nocase(name, SPAN("socketType")))
        take_security(reading, text);
    else if (span_equal_nocase(name, SPAN("username")))
        reading->server.login = login_of(text);
}

bool autoconfig_read(struct span document, struct span domain, struct autoconfig *ret_config)
{
    struct reading reading = { .config = ret_config, .domain = domain };
    struct xml_ear ear = { &reading, begin_mozilla, end_mozilla };
    *ret_config = (struct autoconfig){ 0 };
    return xml_read(document, &ear) && ret_config->count > 0;
}

/* ---- Microsoft's ---- */

static void take_elsewhere(struct reading *reading, struct span text)
{
    static const char https[] = "https://";
    struct span host = mail_domain(text);
    if (span_starts_nocase(text, span_of(https))) {
        host = span_from(text, strlen(https));
        size_t end = 0;
        while (end < host.len && !strchr("/:?#", host.at[end]))
            end++;
        host = span_head(host, end);
    }
    char name[HOST_MAX];
    mem_copy_text(name, sizeof name, host);
    if (host.len < sizeof name && hostname_to_wire(name, name))
        mem_copy_text(reading->config->elsewhere, sizeof reading->config->elsewhere, span_of(name));
}

/* <SSL>on</SSL> beside 587 means STARTTLS: that is what Outlook makes of it. */
static enum security security_of(const struct reading *reading)
{
    struct span encryption = span_of(reading->encryption);
    uint16_t port = reading->server.where.port;
    if (port == 465 || port == 993 || port == 995 || span_equal_nocase(encryption, SPAN("SSL")))
        return SECURITY_TLS;
    if (span_equal_nocase(encryption, SPAN("None")) ||
        (encryption.len == 0 && span_equal_nocase(span_of(reading->ssl), SPAN("off"))))
        return SECURITY_NONE;
    return SECURITY_STARTTLS;
}

static void begin_microsoft(void *owner, struct span name, struct span type)
{
    (void)type;
    if (span_equal_nocase(name, SPAN("Protocol")))
        open_server(owner);
}

static void end_protocol(struct reading *reading, struct span name, struct span text)
{
    if (span_equal_nocase(name, SPAN("Type")))
        reading->is_wanted = service_from_word(text, &reading->server.service);
    else if (span_equal_nocase(name, SPAN("Server")))
        mem_copy_text(reading->host, sizeof reading->host, text);
    else if (span_equal_nocase(name, SPAN("Port")))
        take_port(reading, text);
    else if (span_equal_nocase(name, SPAN("Encryption")))
        mem_copy_text(reading->encryption, sizeof reading->encryption, text);
    else if (span_equal_nocase(name, SPAN("SSL")))
        mem_copy_text(reading->ssl, sizeof reading->ssl, text);
    else if (span_equal_nocase(name, SPAN("LoginName")) && text.len)
        reading->server.login =
            span_find_char(text, '@') == SPAN_NONE ? AUTOCONFIG_LOGIN_LOCAL_PART : AUTOCONFIG_LOGIN_ADDRESS;
}

static void end_microsoft(void *owner, struct span name, struct span text)
{
    struct reading *reading = owner;
    if (is_one_of(name, "RedirectUrl", "RedirectAddr")) {
        take_elsewhere(reading, text);
    } else if (reading->is_open && span_equal_nocase(name, SPAN("Protocol"))) {
        reading->server.where.security = security_of(reading);
        close_server(reading);
    } else if (reading->is_open) {
        end_protocol(reading, name, text);
    }
}

bool autodiscover_read(struct span document, struct autoconfig *ret_config)
{
    struct reading reading = { .config = ret_config };
    struct xml_ear ear = { &reading, begin_microsoft, end_microsoft };
    *ret_config = (struct autoconfig){ 0 };
    return xml_read(document, &ear) && (ret_config->count > 0 || ret_config->elsewhere[0]);
}

bool autodiscover_read_json(struct span document, struct autoconfig *ret_config)
{
    struct reading reading = { .config = ret_config };
    *ret_config = (struct autoconfig){ 0 };
    json_t *root = document.len ? json_loadb(document.at, document.len, 0, NULL) : NULL;
    take_elsewhere(&reading, span_of(json_string_value(json_object_get(root, "Url"))));
    json_decref(root);
    return ret_config->elsewhere[0] != '\0';
}

void autodiscover_question(struct span domain, struct buf *out)
{
    buf_addf(out,
             "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
             "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"
             "<Request><EMailAddress>postmaster@%.*s</EMailAddress>"
             "<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
             "</AcceptableResponseSchema></Request></Autodiscover>\n",
             SPAN_ARG(domain));
}
