#include "report/repeat.h"

#include "base/clean.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *repeat_tool_word(enum repeat_tool tool)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        REPEAT_TOOLS(X)
#undef X
    };
    return words[tool];
}

/* ---- what was used ---- */

static bool is_complete(const struct endpoint *where)
{
    return where->host[0] && where->port;
}

/* A fact about a port of the chosen endpoint; one about signing in goes before the others. */
static const struct endpoint *chosen_endpoint(const struct record *record)
{
    const struct endpoint *found = NULL;
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        bool is_login = fact->kind == FACT_LOGIN_OK || fact->kind == FACT_LOGIN_REFUSED;
        if (!is_complete(&fact->where) || !(fact->chosen || is_login))
            continue;
        if (is_login)
            return &fact->where;
        found = found ? found : &fact->where;
    }
    return found;
}

bool repeat_endpoint(const struct record *record, const struct target *target, struct endpoint *ret_where)
{
    const struct endpoint *where = chosen_endpoint(record);
    if (!where && target && is_complete(&target->server))
        where = &target->server;
    for (size_t i = 0; !where && i < record->session_count; i++)
        if (is_complete(&record->sessions[i]->where))
            where = &record->sessions[i]->where;
    if (where)
        *ret_where = *where;
    return where != NULL;
}

static bool is_same(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && strcmp(a->host, b->host) == 0;
}

void repeat_mechanism(const struct record *record, const struct endpoint *where, char out[MECHANISM_MAX])
{
    out[0] = '\0';
    for (size_t i = 0; i < record->session_count; i++) {
        const struct session_log *log = record->sessions[i];
        for (size_t k = 0; is_same(&log->where, where) && k < log->line_count; k++) {
            struct span rest = line_raw(&log->lines[k]);
            struct span word = SPAN_EMPTY;
            if (log->lines[k].from != SPEAKER_CLIENT || !span_starts(rest, SPAN("AUTH ")))
                continue;
            rest = span_from(rest, 5);
            if (span_word(&rest, &word))
                mem_copy_text(out, MECHANISM_MAX, word);
        }
    }
}

bool repeat_read(const struct record *record, const struct target *target, struct repeat *ret_repeat)
{
    struct repeat repeat = { .target = target };
    if (!target || !repeat_endpoint(record, target, &repeat.where))
        return false;
    /* A name that begins like an option would be one. */
    if (repeat.where.host[0] == '-' || repeat.where.security == SECURITY_UNKNOWN)
        return false;
    repeat.port = target_dial_port(target, repeat.where.port);
    repeat_mechanism(record, &repeat.where, repeat.mechanism);
    if (!repeat.mechanism[0])
        mem_copy_text(repeat.mechanism, sizeof repeat.mechanism, span_of(target->mechanism));
    *ret_repeat = repeat;
    return true;
}

/* ---- quoting ---- */

static bool is_plain(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.at[i]) && (!text.at[i] || !strchr("@%+=:,./_-", text.at[i])))
            return false;
    return text.len > 0;
}

static void add_quoted(struct buf *out, const char *raw)
{
    struct buf clean;
    buf_init(&clean, 8 * KIB);
    clean_add(&clean, span_of(raw), CLEAN_LINE_MAX);
    if (is_plain(buf_span(&clean))) {
        buf_add(out, buf_span(&clean));
        buf_free(&clean);
        return;
    }
    buf_add_char(out, '\'');
    for (size_t i = 0; i < clean.len; i++)
        if (clean.at[i] == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_char(out, clean.at[i]);
    buf_add_char(out, '\'');
    buf_free(&clean);
}

static void add_option(struct buf *out, const char *option, const char *value)
{
    buf_addf(out, " %s ", option);
    add_quoted(out, value);
}

/* ---- what the tools know ---- */

/* The name that signs in; empty when the password must not go this way, or there is none. */
static const char *login_of(const struct repeat *repeat)
{
    if (repeat->where.security == SECURITY_NONE)
        return "";
    return repeat->target->login[0] ? repeat->target->login : repeat->target->address;
}

/* Mechanisms in which a password can be typed at a prompt. */
static bool can_sign_in(const struct repeat *repeat, enum repeat_tool tool)
{
    static const struct {
        const char *mechanism;
        bool swaks, curl;
    } rows[] = { { "", true, true },
                 { "PLAIN", true, true },
                 { "LOGIN", true, true },
                 { "CRAM-MD5", true, true },
                 { "DIGEST-MD5", true, true },
                 { "SCRAM-SHA-1", false, true },
                 { "SCRAM-SHA-256", false, true } };
    /* To curl, what follows a colon is the password. */
    if (!login_of(repeat)[0] || (tool == REPEAT_CURL && strchr(login_of(repeat), ':')))
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal_nocase(span_of(rows[i].mechanism), span_of(repeat->mechanism)))
            return tool == REPEAT_SWAKS ? rows[i].swaks : rows[i].curl;
    return false;
}

static bool is_ip6(const char *host)
{
    unsigned char binary[sizeof(struct in6_addr)];
    return inet_pton(AF_INET6, host, binary) == 1;
}

static bool is_ip(const char *host)
{
    unsigned char binary[sizeof(struct in_addr)];
    return is_ip6(host) || inet_pton(AF_INET, host, binary) == 1;
}

/* "[2001:db8::1]:587" */
static void join(char *out, size_t room, const char *host, uint16_t port)
{
    (void)snprintf(out, room, is_ip6(host) ? "[%.255s]:%u" : "%.255s:%u", host, port);
}

static const char *dialled_host(const struct repeat *repeat)
{
    return repeat->target->connect_to[0] ? repeat->target->connect_to : repeat->where.host;
}

static bool add_swaks(const struct repeat *repeat, struct buf *out)
{
    static const char *const encryption[] = { [SECURITY_TLS] = " --tls-on-connect", [SECURITY_STARTTLS] = " --tls" };
    const struct target *target = repeat->target;
    bool asks_recipient = target->recipient[0] && target->recipient[0] != '-';
    char port[8];
    if (target->proxy[0])
        return false;
    (void)snprintf(port, sizeof port, "%u", repeat->port);
    buf_add_text(out, "swaks");
    add_option(out, "--server", dialled_host(repeat));
    add_option(out, "--port", port);
    if (repeat->where.security != SECURITY_NONE)
        buf_addf(out, "%s --tls-verify", encryption[repeat->where.security]);
    if (target->helo[0])
        add_option(out, "--ehlo", target->helo);
    if (can_sign_in(repeat, REPEAT_SWAKS)) {
        buf_add_text(out, " --auth");
        if (repeat->mechanism[0])
            buf_addf(out, " %s", repeat->mechanism);
        add_option(out, "--auth-user", login_of(repeat));
        buf_add_text(out, " --protect-prompt");
    }
    if (asks_recipient) {
        add_option(out, "--from", target->sender[0] ? target->sender : target->address);
        add_option(out, "--to", target->recipient);
    }
    buf_addf(out, " --quit-after %s", asks_recipient ? "RCPT" : can_sign_in(repeat, REPEAT_SWAKS) ? "AUTH" : "HELO");
    return true;
}

/* "host:port" of an HTTP proxy; empty for one of another kind. */
static const char *http_proxy(const struct repeat *repeat)
{
    static const char scheme[] = "http://";
    bool is_http = strncmp(repeat->target->proxy, scheme, sizeof scheme - 1) == 0;
    return is_http ? repeat->target->proxy + sizeof scheme - 1 : "";
}

static bool add_openssl(const struct repeat *repeat, struct buf *out)
{
    char place[HOST_MAX + 16];
    if (repeat->where.security == SECURITY_NONE || (repeat->target->proxy[0] && !http_proxy(repeat)[0]))
        return false;
    join(place, sizeof place, dialled_host(repeat), repeat->port);
    buf_add_text(out, "openssl s_client");
    add_option(out, "-connect", place);
    if (http_proxy(repeat)[0])
        add_option(out, "-proxy", http_proxy(repeat));
    if (repeat->where.security == SECURITY_STARTTLS)
        buf_add_text(out, " -starttls smtp");
    if (!is_ip(repeat->where.host))
        add_option(out, "-servername", repeat->where.host);
    add_option(out, is_ip(repeat->where.host) ? "-verify_ip" : "-verify_hostname", repeat->where.host);
    /* Without -quiet, a line that begins with R or Q is a command to s_client itself: RCPT, QUIT. */
    buf_add_text(out, " -verify_return_error -crlf -quiet");
    return true;
}

/* Names are the proxy's to look up: to curl that is socks5h. */
static void add_curl_proxy(const struct repeat *repeat, struct buf *out)
{
    char proxy[sizeof repeat->target->proxy + 8];
    struct span text = span_of(repeat->target->proxy);
    bool is_socks = span_starts(text, SPAN("socks5://"));
    (void)snprintf(proxy, sizeof proxy, "%s%s", is_socks ? "socks5h" : "", text.at + (is_socks ? 6 : 0));
    add_option(out, "--proxy", proxy);
}

static bool add_curl(const struct repeat *repeat, struct buf *out)
{
    char place[HOST_MAX + 16];
    char url[HOST_MAX + 32];
    join(place, sizeof place, repeat->where.host, repeat->where.port);
    (void)snprintf(url, sizeof url, "%s://%s", repeat->where.security == SECURITY_TLS ? "smtps" : "smtp", place);
    buf_add_text(out, "curl --verbose");
    if (repeat->where.security == SECURITY_STARTTLS)
        buf_add_text(out, " --ssl-reqd");
    if (repeat->target->connect_to[0]) {
        char dialled[2 * HOST_MAX + 32];
        char where[HOST_MAX + 16];
        join(where, sizeof where, dialled_host(repeat), repeat->port);
        (void)snprintf(dialled, sizeof dialled, "%s:%s", place, where);
        add_option(out, "--connect-to", dialled);
    }
    if (http_proxy(repeat)[0])
        buf_add_text(out, " --proxytunnel");
    if (repeat->target->proxy[0])
        add_curl_proxy(repeat, out);
    if (can_sign_in(repeat, REPEAT_CURL)) {
        add_option(out, "--user", login_of(repeat));
        if (repeat->mechanism[0])
            buf_addf(out, " --login-options AUTH=%s", repeat->mechanism);
    }
    buf_add_text(out, " --request NOOP");
    add_option(out, "--url", url);
    return true;
}

bool repeat_command(const struct repeat *repeat, enum repeat_tool tool, struct buf *out)
{
    static bool (*const tools[])(const struct repeat *, struct buf *) = {
        [REPEAT_SWAKS] = add_swaks, [REPEAT_OPENSSL] = add_openssl, [REPEAT_CURL] = add_curl
    };
    return tools[tool](repeat, out);
}
