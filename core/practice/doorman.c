#include "practice/doorman.h"

#include "base/mem.h"

#include <gsasl.h>
#include <string.h>

static const struct account *account_of(const struct accounts *accounts, struct span user)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (span_equal(span_of(accounts->at[i].user), user))
            return &accounts->at[i];
    return NULL;
}

static void remember_user(struct doorman *doorman, struct span user)
{
    mem_copy_text(doorman->user, sizeof doorman->user, user);
}

static bool has_account(const struct doorman *doorman, struct span user, struct span password)
{
    for (size_t i = 0; i < doorman->accounts->count; i++)
        if (span_equal(span_of(doorman->accounts->at[i].user), user) &&
            span_equal(span_of(doorman->accounts->at[i].password), password))
            return true;
    return false;
}

static enum doorman_turn decide(struct doorman *doorman, struct span user, struct span password)
{
    remember_user(doorman, user);
    return has_account(doorman, user, password) ? DOORMAN_ACCEPT : DOORMAN_REFUSE;
}

/* RFC 4616: authorization identity, NUL, name, NUL, password. */
static enum doorman_turn turn_plain(struct doorman *doorman, const struct span *answer, struct buf *challenge)
{
    (void)challenge;
    if (!answer)
        return DOORMAN_ASK;
    size_t first = span_find_char(*answer, '\0');
    struct span rest = first == SPAN_NONE ? SPAN_EMPTY : span_from(*answer, first + 1);
    size_t second = span_find_char(rest, '\0');
    if (second == SPAN_NONE)
        return DOORMAN_GARBLED;
    return decide(doorman, span_head(rest, second), span_from(rest, second + 1));
}

/* A name that comes with the AUTH command is taken as the answer to "Username:". */
static enum doorman_turn turn_login(struct doorman *doorman, const struct span *answer, struct buf *challenge)
{
    if (!answer) {
        buf_add_text(challenge, "Username:");
        return DOORMAN_ASK;
    }
    if (doorman->turns++ == 0) {
        remember_user(doorman, *answer);
        buf_add_text(challenge, "Password:");
        return DOORMAN_ASK;
    }
    return decide(doorman, span_of(doorman->user), *answer);
}

/* What stands between prefix and end in text. */
static bool between(struct span text, struct span prefix, char end, struct span *ret_value)
{
    size_t at = span_find(text, prefix);
    if (at == SPAN_NONE)
        return false;
    struct span rest = span_from(text, at + prefix.len);
    size_t len = span_find_char(rest, end);
    *ret_value = span_head(rest, len);
    return len != SPAN_NONE;
}

/* XOAUTH2 and OAUTHBEARER (RFC 7628): a bad token brings an error object first, and after its answer the refusal. */
static enum doorman_turn turn_token(struct doorman *doorman, const struct span *answer, struct buf *challenge)
{
    bool is_bearer = doorman->mechanism == MECHANISM_OAUTHBEARER;
    struct span user = SPAN_EMPTY, token = SPAN_EMPTY;
    if (!answer)
        return DOORMAN_ASK;
    if (doorman->is_refused)
        return DOORMAN_REFUSE;
    if (!between(*answer, is_bearer ? SPAN("a=") : SPAN("user="), is_bearer ? ',' : '\1', &user) ||
        !between(*answer, SPAN("auth=Bearer "), '\1', &token))
        return DOORMAN_GARBLED;
    if (decide(doorman, user, token) == DOORMAN_ACCEPT)
        return DOORMAN_ACCEPT;
    doorman->is_refused = true;
    buf_add_text(challenge, is_bearer ? "{\"status\":\"invalid_token\",\"scope\":\"mail.send\"}"
                                      : "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"mail.send\"}");
    return DOORMAN_ASK;
}

/* libgsasl asks for what the account's owner knows. */
static int supply(Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
    (void)context;
    const struct doorman *doorman = gsasl_session_hook_get(session);
    const char *user = gsasl_property_fast(session, GSASL_AUTHID);
    if (property != GSASL_PASSWORD || !user)
        return GSASL_NO_CALLBACK;
    const struct account *account = account_of(doorman->accounts, span_of(user));
    return account ? gsasl_property_set(session, GSASL_PASSWORD, account->password) : GSASL_NO_PASSWORD;
}

static enum doorman_turn turn_of(int rc)
{
    switch (rc) {
    case GSASL_OK:
        return DOORMAN_ACCEPT;
    case GSASL_NEEDS_MORE:
        return DOORMAN_ASK;
    case GSASL_MECHANISM_PARSE_ERROR:
        return DOORMAN_GARBLED;
    default:
        return DOORMAN_REFUSE;
    }
}

static enum doorman_turn turn_library(struct doorman *doorman, const struct span *answer, struct buf *challenge)
{
    char *out = NULL;
    size_t len = 0;
    struct span in = answer ? *answer : SPAN_EMPTY;
    int rc = gsasl_step(doorman->session, in.at, in.len, &out, &len);
    if (rc == GSASL_OK || rc == GSASL_NEEDS_MORE)
        buf_add(challenge, (struct span){ out, len });
    gsasl_free(out);
    const char *user = gsasl_property_fast(doorman->session, GSASL_AUTHID);
    if (user)
        remember_user(doorman, span_of(user));
    return turn_of(rc);
}

static bool open_library(struct doorman *doorman)
{
    if (gsasl_init(&doorman->context) != GSASL_OK)
        return false;
    gsasl_callback_set(doorman->context, supply);
    if (gsasl_server_start(doorman->context, mechanism_word(doorman->mechanism), &doorman->session) != GSASL_OK)
        return false;
    gsasl_session_hook_set(doorman->session, doorman);
    gsasl_property_set(doorman->session, GSASL_SERVICE, "smtp");
    gsasl_property_set(doorman->session, GSASL_HOSTNAME, doorman->host);
    gsasl_property_set(doorman->session, GSASL_REALM, doorman->host);
    return true;
}

bool doorman_open(struct doorman *doorman, enum mechanism mechanism, const struct accounts *accounts, const char *host)
{
    *doorman = (struct doorman){ .mechanism = mechanism, .accounts = accounts, .host = host };
    switch (mechanism) {
    case MECHANISM_PLAIN:
    case MECHANISM_LOGIN:
    case MECHANISM_XOAUTH2:
    case MECHANISM_OAUTHBEARER:
        return true;
    case MECHANISM_CRAM_MD5:
    case MECHANISM_DIGEST_MD5:
    case MECHANISM_SCRAM_SHA_1:
    case MECHANISM_SCRAM_SHA_256:
        return open_library(doorman);
    default:
        return false;
    }
}

void doorman_close(struct doorman *doorman)
{
    if (doorman->session)
        gsasl_finish(doorman->session);
    if (doorman->context)
        gsasl_done(doorman->context);
    *doorman = (struct doorman){ 0 };
}

enum doorman_turn doorman_step(struct doorman *doorman, const struct span *answer, struct buf *challenge)
{
    switch (doorman->mechanism) {
    case MECHANISM_PLAIN:
        return turn_plain(doorman, answer, challenge);
    case MECHANISM_LOGIN:
        return turn_login(doorman, answer, challenge);
    case MECHANISM_XOAUTH2:
    case MECHANISM_OAUTHBEARER:
        return turn_token(doorman, answer, challenge);
    default:
        return turn_library(doorman, answer, challenge);
    }
}
