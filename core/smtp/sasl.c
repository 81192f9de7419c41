#include "smtp/sasl.h"

#include "smtp/digest.h"
#include "smtp/vault.h"

#include <string.h>

enum { FRAME_MAX = 128 + HOST_MAX }; /* more than any of the messages below adds to user and secret */

static enum sasl_turn impossible(struct sasl_answer *ret_answer, const char *why)
{
    ret_answer->why = why;
    return SASL_IMPOSSIBLE;
}

static struct buf *open_answer(const struct sasl *sasl, struct sasl_answer *ret_answer)
{
    size_t user_max = sasl->wish.user.len * 3; /* "," becomes "=2C" */
    vault_open(&ret_answer->bytes, user_max + sasl->wish.secret->len + FRAME_MAX);
    return &ret_answer->bytes;
}

static enum sasl_turn answer_plain(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    (void)challenge;
    if (sasl->answers > 0)
        return impossible(ret_answer, "asked again after the answer");
    struct buf *bytes = open_answer(sasl, ret_answer);
    buf_add_char(bytes, '\0');
    buf_add(bytes, sasl->wish.user);
    buf_add_char(bytes, '\0');
    buf_add(bytes, secret_bytes(sasl->wish.secret));
    return SASL_ANSWER;
}

static enum sasl_turn answer_login(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    (void)challenge;
    if (sasl->answers > 1)
        return impossible(ret_answer, "asked again after user name and password");
    struct buf *bytes = open_answer(sasl, ret_answer);
    buf_add(bytes, sasl->answers == 0 ? sasl->wish.user : secret_bytes(sasl->wish.secret));
    return SASL_ANSWER;
}

static void add_bearer(const struct sasl *sasl, struct buf *bytes)
{
    buf_add_text(bytes, "\1auth=Bearer ");
    buf_add(bytes, secret_bytes(sasl->wish.secret));
    buf_add_text(bytes, "\1\1");
}

static enum sasl_turn answer_xoauth2(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    (void)challenge;
    if (sasl->answers > 1)
        return impossible(ret_answer, "asked again after the refusal");
    struct buf *bytes = open_answer(sasl, ret_answer);
    if (sasl->answers == 1)
        return SASL_GIVE_WAY;
    buf_add_text(bytes, "user=");
    buf_add(bytes, sasl->wish.user);
    add_bearer(sasl, bytes);
    return SASL_ANSWER;
}

/* RFC 5801, 4: a name inside a GS2 header. */
static void add_gs2_name(struct buf *bytes, struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == ',')
            buf_add_text(bytes, "=2C");
        else if (name.at[i] == '=')
            buf_add_text(bytes, "=3D");
        else
            buf_add_char(bytes, name.at[i]);
    }
}

static enum sasl_turn answer_oauthbearer(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    (void)challenge;
    if (sasl->answers > 1)
        return impossible(ret_answer, "asked again after the refusal");
    struct buf *bytes = open_answer(sasl, ret_answer);
    if (sasl->answers == 1) {
        buf_add_char(bytes, '\1'); /* RFC 7628, 3.2.3 */
        return SASL_GIVE_WAY;
    }
    buf_add_text(bytes, "n,a=");
    add_gs2_name(bytes, sasl->wish.user);
    buf_addf(bytes, ",\1host=%s\1port=%u", sasl->wish.host, (unsigned)sasl->wish.port);
    add_bearer(sasl, bytes);
    return SASL_ANSWER;
}

static const struct row {
    bool speaks_first;
    enum sasl_turn (*answer)(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer);
} rows[MECHANISM_COUNT] = {
    [MECHANISM_SCRAM_SHA_256_PLUS] = { true, digest_answer },
    [MECHANISM_SCRAM_SHA_256] = { true, digest_answer },
    [MECHANISM_SCRAM_SHA_1_PLUS] = { true, digest_answer },
    [MECHANISM_SCRAM_SHA_1] = { true, digest_answer },
    [MECHANISM_PLAIN] = { true, answer_plain },
    [MECHANISM_LOGIN] = { false, answer_login },
    [MECHANISM_CRAM_MD5] = { false, digest_answer },
    [MECHANISM_DIGEST_MD5] = { false, digest_answer },
    [MECHANISM_XOAUTH2] = { true, answer_xoauth2 },
    [MECHANISM_OAUTHBEARER] = { true, answer_oauthbearer },
};

bool sasl_open(struct sasl *sasl, const struct sasl_wish *wish, const char **ret_why)
{
    *sasl = (struct sasl){ .wish = *wish };
    return rows[wish->mechanism].answer != digest_answer || digest_open(sasl, ret_why);
}

void sasl_close(struct sasl *sasl)
{
    digest_close(sasl);
    *sasl = (struct sasl){ 0 };
}

bool sasl_speaks_first(enum mechanism mechanism)
{
    return rows[mechanism].speaks_first;
}

bool sasl_ignores_challenge(const struct sasl *sasl)
{
    return sasl->wish.mechanism == MECHANISM_LOGIN;
}

enum sasl_turn sasl_answer(struct sasl *sasl, struct span challenge, struct sasl_answer *ret_answer)
{
    *ret_answer = (struct sasl_answer){ 0 };
    enum sasl_turn turn = rows[sasl->wish.mechanism].answer(sasl, challenge, ret_answer);
    if (turn != SASL_IMPOSSIBLE)
        sasl->answers++;
    return turn;
}
