#include "logs/token.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "logs/intake.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

enum { PAYLOAD_MAX = 16 * 1024, SHOWN_MAX = 200 };

static void found(struct record *record, enum fact_kind kind, struct span text, unsigned line)
{
    struct fact fact = fact_new(kind, "text");
    fact.chosen = true;
    fact.stage = STAGE_AUTH;
    mem_copy_text(fact.text, sizeof fact.text, span_head(text, SHOWN_MAX));
    if (line <= INTAKE_LINES_KEPT)
        fact_prove(&fact, (struct evidence){ 1, line });
    record_add(record, &fact);
}

/* ---- what a JWT says of itself ---- */

/* base64url without padding (RFC 7515, 2) as standard base64. */
static bool decode_url(struct span text, struct buf *out)
{
    struct buf standard;
    buf_init(&standard, PAYLOAD_MAX);
    for (size_t i = 0; i < text.len; i++)
        buf_add_char(&standard, text.at[i] == '-' ? '+' : text.at[i] == '_' ? '/' : text.at[i]);
    while (standard.len % 4)
        buf_add_char(&standard, '=');
    bool good = base64_decode(out, buf_span(&standard));
    secret_wipe(standard.at, standard.room);
    buf_free(&standard);
    return good;
}

static json_t *payload_of(struct span token)
{
    struct span rest = token;
    struct span part;
    struct buf plain;
    if (!span_starts(token, SPAN("eyJ")) || !span_cut(&rest, '.', &part) || !span_cut(&rest, '.', &part))
        return NULL;
    buf_init(&plain, PAYLOAD_MAX);
    json_t *payload = decode_url(part, &plain) ? json_loadb(plain.at, plain.len, 0, NULL) : NULL;
    buf_free(&plain);
    return payload;
}

static struct span text_of(const json_t *payload, const char *name)
{
    return span_of(json_string_value(json_object_get(payload, name)));
}

static void check_expiry(struct record *record, const json_t *payload, unsigned line)
{
    json_int_t expiry = json_integer_value(json_object_get(payload, "exp"));
    time_t end = (time_t)expiry;
    struct tm utc;
    char day[32];
    if (expiry <= 0 || !gmtime_r(&end, &utc) || !strftime(day, sizeof day, "%Y-%m-%d %H:%M UTC", &utc))
        return;
    bool is_over = expiry < clock_wall();
    found(record, is_over ? FACT_TOKEN_EXPIRED : FACT_TOKEN_VALID, span_of(day), line);
}

/* Microsoft's SMTP takes tokens for Outlook alone; one for Graph is a common slip. Others have no fixed form. */
static void check_audience(struct record *record, const json_t *payload, unsigned line)
{
    struct span audience = text_of(payload, "aud");
    bool is_graph = span_find_nocase(audience, SPAN("graph.microsoft.com")) != SPAN_NONE ||
                    span_starts_nocase(audience, SPAN("00000003-0000-0000-c000"));
    if (is_graph)
        found(record, FACT_TOKEN_AUDIENCE, audience, line);
}

/* scp: what a person allowed; roles: what an administrator allowed an application. */
static void check_scope(struct record *record, const json_t *payload, unsigned line)
{
    struct span scope = text_of(payload, "scp");
    if (scope.len == 0)
        scope = text_of(payload, "scope");
    bool is_smtp = span_find_nocase(scope, SPAN("smtp")) != SPAN_NONE ||
                   span_find_nocase(scope, SPAN("mail.google.com")) != SPAN_NONE;
    if (scope.len && !is_smtp)
        found(record, FACT_TOKEN_SCOPE, scope, line);
}

/* The mailbox that was named in the response and the one that the token was made for. */
static void check_user(struct record *record, const json_t *payload, struct span user, unsigned line)
{
    static const char *const names[] = { "upn", "preferred_username", "unique_name", "email" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct span owner = text_of(payload, names[i]);
        if (owner.len == 0 || user.len == 0)
            continue;
        if (!span_equal_nocase(owner, user))
            found(record, FACT_TOKEN_USER, owner, line);
        return;
    }
}

/* ---- the response ---- */

/* The value behind a key, up to the next ^A or comma. */
static struct span value_of(struct span response, const char *key)
{
    size_t at = span_find(response, span_of(key));
    struct span rest = span_from(response, at == SPAN_NONE ? response.len : at + strlen(key));
    size_t len = 0;
    while (len < rest.len && rest.at[len] != '\x01' && rest.at[len] != ',')
        len++;
    return span_head(rest, len);
}

void token_read(struct record *record, struct span response, unsigned line)
{
    bool is_bearer = span_starts(response, SPAN("n,"));
    struct span user = value_of(response, is_bearer ? "a=" : "user=");
    struct span token = value_of(response, "auth=Bearer ");
    if (token.len == 0) {
        found(record, FACT_TOKEN_MALFORMED, SPAN_EMPTY, line);
        return;
    }
    json_t *payload = payload_of(token);
    if (json_is_object(payload)) {
        check_expiry(record, payload, line);
        check_audience(record, payload, line);
        check_scope(record, payload, line);
        check_user(record, payload, user, line);
    }
    json_decref(payload);
}

void token_read_error(struct record *record, struct span object, unsigned line)
{
    json_t *error = json_loadb(object.at, object.len, 0, NULL);
    const char *status = json_string_value(json_object_get(error, "status"));
    struct fact fact = fact_new(FACT_TOKEN_REFUSED, "text");
    fact.chosen = true;
    fact.stage = STAGE_AUTH;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(status));
    mem_copy_text(fact.text, sizeof fact.text, span_head(text_of(error, "scope"), SHOWN_MAX));
    if (line <= INTAKE_LINES_KEPT)
        fact_prove(&fact, (struct evidence){ 1, line });
    if (status)
        record_add(record, &fact);
    json_decref(error);
}
