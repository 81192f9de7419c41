#include "checks/login.h"

#include "base/mem.h"
#include "checks/heard.h"
#include "checks/test_message.h"
#include "checks/typed.h"

#include <stdio.h>
#include <string.h>

#define BIT(mechanism) (1u << (mechanism))

/* Inside TLS the plain ones come first: one round trip, and no server gets them wrong. */
static const enum mechanism order_in_tls[] = {
    MECHANISM_PLAIN,       MECHANISM_LOGIN,    MECHANISM_SCRAM_SHA_256,
    MECHANISM_SCRAM_SHA_1, MECHANISM_CRAM_MD5, MECHANISM_DIGEST_MD5,
};
/* Without encryption those come first that do not show the password. */
static const enum mechanism order_in_plain[] = {
    MECHANISM_SCRAM_SHA_256, MECHANISM_SCRAM_SHA_1, MECHANISM_CRAM_MD5,
    MECHANISM_DIGEST_MD5,    MECHANISM_PLAIN,       MECHANISM_LOGIN,
};
enum { ORDER_COUNT = sizeof order_in_tls / sizeof *order_in_tls };

static bool choose(const struct session *session, const struct target *target, unsigned tried, enum mechanism *ret)
{
    enum mechanism given;
    unsigned left = session->ehlo.mechanisms & ~tried;
    if (target->mechanism[0]) {
        bool known = mechanism_from_word(span_of(target->mechanism), &given);
        *ret = given;
        return known && (left & BIT(given)) != 0;
    }
    const enum mechanism *order = session->in_tls ? order_in_tls : order_in_plain;
    for (size_t i = 0; i < ORDER_COUNT; i++)
        if (left & BIT(order[i])) {
            *ret = order[i];
            return true;
        }
    return false;
}

static struct fact about(const struct session *session, enum fact_kind kind, const char *check)
{
    struct fact fact = fact_new(kind, check);
    fact.where = session->where;
    fact.stage = STAGE_AUTH;
    return fact;
}

static void add_reply(struct fact *fact, const struct session *session)
{
    heard_reply(session, fact);
    fact_prove(fact, session->reply_last);
    if (session->reply_first.line != session->reply_last.line)
        fact_prove(fact, session->reply_first);
}

bool login_is_possible(struct session *session, const struct target *target, const char *check)
{
    enum mechanism mechanism;
    if (choose(session, target, 0, &mechanism))
        return true;
    unsigned tokens = BIT(MECHANISM_XOAUTH2) | BIT(MECHANISM_OAUTHBEARER);
    bool only_tokens = !target->mechanism[0] && (session->ehlo.mechanisms & tokens) != 0;
    struct fact fact = about(session, only_tokens ? FACT_MECHANISM_OAUTH_ONLY : FACT_MECHANISM_NONE, check);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(target->mechanism));
    mem_copy_text(fact.text, sizeof fact.text, span_of(session->ehlo.mechanism_words));
    fact_prove(&fact, session->ehlo.auth_line);
    scribe_fact(session->scribe, &fact);
    return false;
}

static enum fact_kind kind_of(const struct session *session, const struct login_wish *wish, enum login_end end)
{
    bool corrected = wish->correction != CORRECTION_NONE;
    if (wish->is_form && (end == LOGIN_ACCEPTED || end == LOGIN_REFUSED))
        return end == LOGIN_ACCEPTED ? FACT_FORM_OK : FACT_FORM_REFUSED;
    switch (end) {
    case LOGIN_ACCEPTED:
        return corrected ? FACT_CORRECTED_OK : FACT_LOGIN_OK;
    case LOGIN_REFUSED:
        return corrected ? FACT_CORRECTED_REFUSED : FACT_LOGIN_REFUSED;
    case LOGIN_UNREADABLE:
        return FACT_LOGIN_BROKEN;
    case LOGIN_STOPPED:
        return session->outcome == OUTCOME_HUNG_UP ? FACT_LOGIN_CLOSED : FACT_LOGIN_SILENT;
    }
    return FACT_LOGIN_BROKEN;
}

static const char *check_of(const struct login_wish *wish)
{
    if (wish->is_form)
        return "login-form";
    return wish->correction == CORRECTION_NONE ? "smtp-login" : "corrected-login";
}

static void tell(struct session *session, const struct login_wish *wish, enum mechanism mechanism,
                 const struct login_result *result)
{
    if (wish->is_form && result->end != LOGIN_ACCEPTED && result->end != LOGIN_REFUSED)
        return; /* given up, so that the verdict need not wait: nothing was learned */
    struct fact fact = about(session, kind_of(session, wish, result->end), check_of(wish));
    const char *subject =
        wish->correction == CORRECTION_NONE ? mechanism_word(mechanism) : correction_word(wish->correction);
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(subject));
    if (correction_is_of_name(span_of(subject)))
        mem_copy_text(fact.expected, sizeof fact.expected, typed_user(wish->target));
    if (result->end == LOGIN_ACCEPTED || result->end == LOGIN_REFUSED)
        add_reply(&fact, session);
    else
        fact_prove(&fact, (struct evidence){ session->id, session->line_count });
    if (result->server_error[0]) {
        size_t len = strlen(fact.text);
        (void)snprintf(fact.text + len, sizeof fact.text - len, "%s%s", len ? " " : "", result->server_error);
    }
    fact_prove(&fact, result->command);
    scribe_fact(session->scribe, &fact);
}

/* The reply is about the way of signing in, not about the secret (RFC 4954, 6: 504; 500 to 502: unknown AUTH). */
static bool refuses_mechanism(const struct session *session)
{
    unsigned code = session->reply.code;
    return code == 504 || (code >= 500 && code <= 502);
}

static struct fact about_step(const struct session *session, const struct envelope_step *step, enum fact_kind kind)
{
    bool is_sender = kind == FACT_SENDER_OK || kind == FACT_SENDER_REFUSED;
    struct fact fact = about(session, kind, is_sender ? "sender" : "recipient");
    fact.stage = is_sender ? STAGE_MAIL : STAGE_RCPT;
    fact.code = step->code;
    mem_copy_text(fact.enhanced, sizeof fact.enhanced, span_of(step->enhanced));
    mem_copy_text(fact.text, sizeof fact.text, span_of(step->text));
    fact.ms = step->ms;
    fact_prove(&fact, step->reply);
    fact_prove(&fact, step->command);
    return fact;
}

static void tell_sender(struct session *session, const struct envelope_step *step)
{
    bool good = step->code / 100 == 2;
    struct fact fact = about_step(session, step, good ? FACT_SENDER_OK : FACT_SENDER_REFUSED);
    scribe_fact(session->scribe, &fact);
}

/* To oneself: an acceptance says nothing new, a refusal may be about the sender. */
static void tell_recipient(struct session *session, const struct envelope_step *step, bool to_self)
{
    bool good = step->code / 100 == 2;
    struct fact fact = about_step(session, step, good ? FACT_RECIPIENT_OK : FACT_RECIPIENT_REFUSED);
    if (to_self && good)
        return;
    if (to_self) {
        fact.check = "sender";
        fact.status = STATUS_WARNING;
        mem_copy_text(fact.subject, sizeof fact.subject, SPAN("self"));
    }
    scribe_fact(session->scribe, &fact);
}

static void tell_size(struct session *session, uint64_t size)
{
    bool fits = session->ehlo.size == 0 || size <= session->ehlo.size;
    struct fact fact = about(session, fits ? FACT_SIZE_OK : FACT_SIZE_TOO_LARGE, "size");
    fact.stage = STAGE_MAIL;
    fact.number = (int64_t)size;
    (void)snprintf(fact.expected, sizeof fact.expected, "%llu", (unsigned long long)session->ehlo.size);
    fact_prove(&fact, session->ehlo.size_line);
    scribe_fact(session->scribe, &fact);
}

static void ask_envelope(struct session *session, const struct target *target)
{
    struct envelope envelope = { 0 };
    struct envelope_wish wish = { .sender = target->sender[0] ? target->sender : target->address,
                                  .recipient = target->recipient,
                                  .size = target->size };
    /* Many servers judge the sender only when a recipient is named: one's own address does no harm. */
    bool to_self = !wish.recipient[0];
    if (to_self)
        wish.recipient = target->address;
    if (target->size && session->ehlo.size_offered)
        tell_size(session, target->size);
    if (!wish.sender[0])
        return;
    session_envelope(session, &wish, &envelope);
    if (envelope.mail.done)
        tell_sender(session, &envelope.mail);
    if (envelope.rcpt.done && envelope.mail.code / 100 == 2)
        tell_recipient(session, &envelope.rcpt, to_self);
}

static void attempt(struct session *session, const struct login_wish *wish, enum mechanism mechanism,
                    struct login_result *ret_result)
{
    struct login login = { .mechanism = mechanism,
                           .user = typed_user(wish->target),
                           .secret = &wish->target->password };
    session_login(session, &login, ret_result);
}

static void take_refusal(const struct session *session, struct login_outcome *outcome)
{
    struct fact fact = { .kind = FACT_LOGIN_REFUSED };
    heard_reply(session, &fact);
    outcome->refused = true;
    outcome->code = session->reply.code;
    mem_copy_text(outcome->enhanced, sizeof outcome->enhanced, span_of(fact.enhanced));
    mem_copy_text(outcome->text, sizeof outcome->text, span_of(fact.text));
    mem_copy_text(outcome->mechanisms, sizeof outcome->mechanisms, span_of(session->ehlo.mechanism_words));
}

void login_run(struct session *session, const struct login_wish *wish, struct login_outcome *ret_outcome)
{
    const struct target *target = wish->target;
    enum mechanism mechanism;
    struct login_result result = { .end = LOGIN_STOPPED };
    unsigned tried = 0;
    *ret_outcome = (struct login_outcome){ 0 };
    if (!choose(session, target, 0, &mechanism))
        return;
    attempt(session, wish, mechanism, &result);
    ret_outcome->attempts = 1;
    tried |= BIT(mechanism);
    if (result.end == LOGIN_REFUSED && refuses_mechanism(session) && target->max_logins > 1 &&
        choose(session, target, tried, &mechanism)) {
        attempt(session, wish, mechanism, &result);
        ret_outcome->attempts = 2;
    }
    tell(session, wish, mechanism, &result);
    ret_outcome->accepted = result.end == LOGIN_ACCEPTED;
    if (result.end == LOGIN_REFUSED)
        take_refusal(session, ret_outcome);
    if (wish->is_form)
        return;
    if (ret_outcome->accepted)
        ask_envelope(session, target);
    if (ret_outcome->accepted)
        test_message_send(session, target);
}
