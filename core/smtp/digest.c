#include "smtp/digest.h"

#include "base/base64.h"
#include "base/mem.h"
#include "smtp/vault.h"

#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

enum { BINDING_MAX = 256 };

static bool is_scram(enum mechanism mechanism)
{
    return span_starts(span_of(mechanism_word(mechanism)), SPAN("SCRAM-"));
}

static bool is_bound(enum mechanism mechanism)
{
    return span_ends_nocase(span_of(mechanism_word(mechanism)), SPAN("-PLUS"));
}

/* tls-unique is RFC 5802's own binding; TLS 1.3 has none and uses tls-exporter (RFC 9266). */
static bool bind_channel(struct sasl *sasl)
{
    char binding[BINDING_MAX];
    Gsasl_property property = GSASL_CB_TLS_UNIQUE;
    size_t len = sasl->wish.tls ? tls_binding(sasl->wish.tls, "tls-unique", binding, sizeof binding) : 0;
    if (sasl->wish.tls && len == 0) {
        property = GSASL_CB_TLS_EXPORTER;
        len = tls_binding(sasl->wish.tls, "tls-exporter", binding, sizeof binding);
    }
    if (len == 0)
        return false;
    struct buf text;
    buf_init(&text, BINDING_MAX * 2);
    base64_encode(&text, (struct span){ binding, len });
    int rc = gsasl_property_set(sasl->session, property, buf_text(&text));
    buf_free(&text);
    return rc == GSASL_OK;
}

static bool set(struct sasl *sasl, Gsasl_property property, struct span value)
{
    return gsasl_property_set_raw(sasl->session, property, value.len ? value.at : "", value.len) == GSASL_OK;
}

static bool introduce(struct sasl *sasl)
{
    return set(sasl, GSASL_AUTHID, sasl->wish.user) && set(sasl, GSASL_PASSWORD, secret_bytes(sasl->wish.secret)) &&
           set(sasl, GSASL_SERVICE, SPAN("smtp")) && set(sasl, GSASL_HOSTNAME, span_of(sasl->wish.host)) &&
           set(sasl, GSASL_QOP, SPAN("qop-auth"));
}

bool digest_open(struct sasl *sasl, const char **ret_why)
{
    sasl->is_unproven = sasl->wish.mechanism != MECHANISM_CRAM_MD5;
    if (gsasl_init(&sasl->context) != GSASL_OK ||
        gsasl_client_start(sasl->context, mechanism_word(sasl->wish.mechanism), &sasl->session) != GSASL_OK ||
        !introduce(sasl)) {
        *ret_why = "not supported by the SASL library";
        return false;
    }
    if (is_bound(sasl->wish.mechanism) && !bind_channel(sasl)) {
        *ret_why = "no TLS channel to bind to";
        return false;
    }
    return true;
}

/* The library frees its copies without overwriting them. */
static void wipe_property(struct sasl *sasl, Gsasl_property property)
{
    const char *value = gsasl_property_fast(sasl->session, property);
    if (value)
        secret_wipe((char *)value, strlen(value));
}

void digest_close(struct sasl *sasl)
{
    if (sasl->session) {
        wipe_property(sasl, GSASL_PASSWORD);
        wipe_property(sasl, GSASL_SCRAM_SALTED_PASSWORD);
        gsasl_finish(sasl->session);
    }
    if (sasl->context)
        gsasl_done(sasl->context);
    sasl->session = NULL;
    sasl->context = NULL;
}

/* "r=…,s=…,i=4096": the third field (RFC 5802, 5.1). */
static bool is_affordable(struct span challenge)
{
    struct span field;
    uint64_t iterations = 0;
    while (span_cut(&challenge, ',', &field))
        if (span_starts(field, SPAN("i=")))
            return span_number(span_from(field, 2), SASL_ITERATIONS_MAX, &iterations);
    return true;
}

static const char *why_not(int rc)
{
    switch (rc) {
    case GSASL_SASLPREP_ERROR:
        return "user name or password is not allowed by SASLprep";
    case GSASL_MECHANISM_PARSE_ERROR:
        return "the challenge does not follow the mechanism";
    case GSASL_MECHANISM_CALLED_TOO_MANY_TIMES:
        return "asked again after the last answer";
    case GSASL_AUTHENTICATION_ERROR:
    case GSASL_INTEGRITY_ERROR:
        return "the server's signature is wrong";
    default:
        return gsasl_strerror_name(rc);
    }
}

static enum sasl_turn impossible(struct sasl_answer *ret_answer, const char *why)
{
    ret_answer->why = why;
    return SASL_IMPOSSIBLE;
}

static enum sasl_turn step(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    char *output = NULL;
    size_t len = 0;
    char *input = mem_text(challenge);
    int rc = gsasl_step(sasl->session, input, challenge.len, &output, &len);
    free(input);
    if (rc == GSASL_OK || rc == GSASL_NEEDS_MORE) {
        vault_open(&ret_answer->bytes, len);
        buf_add(&ret_answer->bytes, (struct span){ output, len });
    }
    secret_wipe(output, len);
    gsasl_free(output);
    if (rc == GSASL_OK) {
        sasl->is_finished = true;
        sasl->is_unproven = false;
    }
    return rc == GSASL_OK || rc == GSASL_NEEDS_MORE ? SASL_ANSWER : impossible(ret_answer, why_not(rc));
}

enum sasl_turn digest_answer(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    bool scram = is_scram(sasl->wish.mechanism);
    if (sasl->is_finished)
        return impossible(ret_answer, "asked again after the last answer");
    if (!scram && challenge.len == 0)
        return impossible(ret_answer, "the challenge is empty");
    if (scram && sasl->answers == 1 && !is_affordable(challenge))
        return impossible(ret_answer, "the server asks for too many iterations");
    if (scram && sasl->answers == 2 && span_starts(challenge, SPAN("e="))) {
        vault_open(&ret_answer->bytes, 0);
        return SASL_GIVE_WAY; /* RFC 5802, 5.1: the server's reason */
    }
    return step(sasl, challenge, ret_answer);
}
