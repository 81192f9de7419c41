#include "base/base64.h"
#include "base/mem.h"
#include "smtp/exchange.h"
#include "smtp/sasl.h"
#include "smtp/vault.h"

#include <stdio.h>

enum { COMMAND_LINE_MAX = 512, SHOWN_MAX = 256, CODE_CHALLENGE = 334, CODE_ACCEPTED = 235 };

/* One sign-in under way. */
struct sign_in {
    struct session *session;
    const struct login *login;
    struct login_result *result;
    struct sasl sasl;
    struct buf initial; /* base64; waits for the first challenge when it does not fit the command */
    bool has_initial;
    unsigned answers; /* sent */
    bool is_given_up;
};

static void remember(struct sign_in *sign_in, struct span what)
{
    struct buf veiled;
    buf_init(&veiled, sizeof sign_in->result->server_error);
    veil_apply(&sign_in->session->veil, what, &veiled);
    mem_copy_text(sign_in->result->server_error, sizeof sign_in->result->server_error, buf_span(&veiled));
    buf_free(&veiled);
}

static void give_up(struct sign_in *sign_in, struct span why)
{
    remember(sign_in, why);
    sign_in->is_given_up = true;
    sign_in->result->end = LOGIN_UNREADABLE;
}

/* "*" calls the exchange off (RFC 4954, 4); the server refuses then, which says nothing about the secret. */
static bool cancel(struct sign_in *sign_in, struct span why)
{
    give_up(sign_in, why);
    return exchange_say(sign_in->session, &(struct spoken){ .line = SPAN("*") }, 1, NULL) &&
           exchange_hear(sign_in->session, SESSION_COMMAND_MS);
}

static void count(struct sign_in *sign_in)
{
    const struct scribe *scribe = sign_in->session->scribe;
    if (sign_in->answers++ == 0)
        scribe->count_login(scribe->owner);
}

static bool has_nothing_to_hide(struct span text)
{
    return text.len == 0 || span_equal(text, SPAN("AQ=="));
}

/* By position, never by looks: LOGIN sends the user name first and the password second. */
static enum note mask(const struct sign_in *sign_in, struct span text, struct buf *shown)
{
    bool is_login = sign_in->login->mechanism == MECHANISM_LOGIN;
    if (!is_login && has_nothing_to_hide(text))
        return NOTE_NONE;
    if (is_login && sign_in->answers == 0) {
        buf_addf(shown, "<user name hidden, %zu bytes>", text.len);
        return NOTE_USER_HIDDEN;
    }
    buf_add_text(shown, is_login ? "<password hidden>" : "<response hidden>");
    return NOTE_SECRET_HIDDEN;
}

static bool send_answer(struct sign_in *sign_in, struct span text)
{
    struct buf shown;
    buf_init(&shown, SHOWN_MAX);
    enum note note = mask(sign_in, text, &shown);
    struct spoken spoken = { .line = text, .note = note, .shown = buf_span(&shown) };
    count(sign_in);
    bool said = exchange_say(sign_in->session, &spoken, 1, NULL);
    buf_free(&shown);
    return said && exchange_hear(sign_in->session, SESSION_LOGIN_MS);
}

static void encode(struct buf *text, struct sasl_answer *answer)
{
    vault_open(text, (answer->bytes.len + 2) / 3 * 4);
    base64_encode(text, buf_span(&answer->bytes));
    vault_close(&answer->bytes);
}

static bool answer_challenge(struct sign_in *sign_in, struct span challenge)
{
    struct sasl_answer answer;
    struct buf text;
    enum sasl_turn turn = sasl_answer(&sign_in->sasl, challenge, &answer);
    if (turn == SASL_IMPOSSIBLE)
        return cancel(sign_in, span_of(answer.why));
    if (turn == SASL_GIVE_WAY)
        remember(sign_in, challenge);
    encode(&text, &answer);
    bool heard = send_answer(sign_in, buf_span(&text));
    vault_close(&text);
    return heard;
}

static bool take_challenge(struct sign_in *sign_in)
{
    struct buf challenge;
    struct span text = span_trim(reply_line(&sign_in->session->reply, 0));
    bool heard = false;
    buf_init(&challenge, REPLY_LINE_MAX);
    bool is_base64 = base64_decode(&challenge, text);
    if (!is_base64)
        remember(sign_in, text);
    if (is_base64 || sasl_ignores_challenge(&sign_in->sasl))
        heard = answer_challenge(sign_in, buf_span(&challenge));
    else
        heard = cancel(sign_in, text);
    buf_free(&challenge);
    return heard;
}

/* False when the mechanism has nothing that it could begin with. */
static bool prepare(struct sign_in *sign_in)
{
    struct sasl_answer answer;
    const char *why = "";
    struct session *session = sign_in->session;
    struct sasl_wish wish = {
        .mechanism = sign_in->login->mechanism,
        .user = sign_in->login->user,
        .secret = sign_in->login->secret,
        .host = session->where.host,
        .port = session->where.port,
        .tls = session->stream.tls,
    };
    if (!sasl_open(&sign_in->sasl, &wish, &why)) {
        give_up(sign_in, span_of(why));
        return false;
    }
    sign_in->has_initial = sasl_speaks_first(wish.mechanism);
    if (!sign_in->has_initial)
        return true;
    if (sasl_answer(&sign_in->sasl, SPAN_EMPTY, &answer) == SASL_IMPOSSIBLE) {
        give_up(sign_in, span_of(answer.why));
        return false;
    }
    encode(&sign_in->initial, &answer);
    return true;
}

static struct span initial_text(const struct sign_in *sign_in)
{
    return sign_in->initial.len ? buf_span(&sign_in->initial) : SPAN("=");
}

static bool fits_command(const struct sign_in *sign_in)
{
    size_t frame = SPAN("AUTH  \r\n").len + span_of(mechanism_word(sign_in->login->mechanism)).len;
    return sign_in->has_initial && frame + initial_text(sign_in).len <= COMMAND_LINE_MAX;
}

static bool send_command(struct sign_in *sign_in)
{
    struct buf line;
    char shown[SHOWN_MAX];
    struct spoken spoken = { .note = NOTE_NONE };
    const char *word = mechanism_word(sign_in->login->mechanism);
    vault_open(&line, COMMAND_LINE_MAX);
    buf_addf(&line, "AUTH %s", word);
    if (fits_command(sign_in)) {
        buf_add_char(&line, ' ');
        buf_add(&line, initial_text(sign_in));
        spoken.note = NOTE_SECRET_HIDDEN;
        snprintf(shown, sizeof shown, "AUTH %s <initial response hidden>", word);
        spoken.shown = span_of(shown);
        sign_in->has_initial = false;
        count(sign_in);
    }
    spoken.line = buf_span(&line);
    bool said = exchange_say(sign_in->session, &spoken, 1, &sign_in->result->command);
    vault_close(&line);
    return said && exchange_hear(sign_in->session, SESSION_LOGIN_MS);
}

static bool is_asked(const struct sign_in *sign_in, bool heard)
{
    return heard && !sign_in->is_given_up && sign_in->session->reply.code == CODE_CHALLENGE;
}

static bool converse(struct sign_in *sign_in)
{
    bool heard = send_command(sign_in);
    if (sign_in->has_initial && is_asked(sign_in, heard))
        heard = send_answer(sign_in, initial_text(sign_in));
    while (is_asked(sign_in, heard))
        heard = take_challenge(sign_in);
    return heard;
}

static void judge(struct sign_in *sign_in, bool heard)
{
    const struct session *session = sign_in->session;
    if (sign_in->is_given_up)
        return;
    if (!heard && session->outcome != OUTCOME_DONE)
        sign_in->result->end = LOGIN_STOPPED;
    else if (heard && session->reply.code == CODE_ACCEPTED)
        sign_in->result->end = LOGIN_ACCEPTED;
    else if (heard && session->reply.code >= 400)
        sign_in->result->end = LOGIN_REFUSED;
    else
        sign_in->result->end = LOGIN_UNREADABLE;
    if (sign_in->result->end == LOGIN_ACCEPTED && sign_in->sasl.is_unproven)
        remember(sign_in, SPAN("accepted without the server's signature"));
}

void session_login(struct session *session, const struct login *login, struct login_result *ret_result)
{
    struct sign_in sign_in = { .session = session, .login = login, .result = ret_result };
    *ret_result = (struct login_result){ .end = LOGIN_STOPPED };
    if (exchange_is_over(session))
        return;
    veil_add(&session->veil, login->secret);
    if (prepare(&sign_in))
        judge(&sign_in, converse(&sign_in));
    vault_close(&sign_in.initial);
    sasl_close(&sign_in.sasl);
}
