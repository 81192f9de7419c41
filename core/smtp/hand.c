#include "smtp/hand.h"

#include "base/base64.h"
#include "base/mem.h"
#include "net/dial.h"
#include "net/proxy.h"
#include "smtp/exchange.h"
#include "smtp/vault.h"

#include <stdio.h>

enum { CONNECT_MS = 15000, UNASKED_MS = 20, CODE_CHALLENGE = 334, CODE_CONTENT = 354, CODE_SIGNED_IN = 235 };

/* ---- connecting ---- */

struct opening {
    struct hand *hand;
    struct session_wish wish;
    struct dialled dialled;
};

static void note(struct opening *opening, enum note kind, const char *text)
{
    const struct scribe *scribe = opening->hand->scribe;
    struct line line = { .n = ++opening->wish.line_count,
                         .us = clock_now() - opening->wish.began,
                         .from = SPEAKER_EVENT,
                         .note = kind,
                         .raw = (char *)text,
                         .len = (unsigned)span_of(text).len };
    scribe->add_line(scribe->owner, opening->wish.id, &line);
}

static void find_addresses(const struct hand *hand, struct limits limits, struct addresses *ret_addresses)
{
    const struct target *target = hand->target;
    const char *host = target->connect_to[0] && !target->resolver[0] ? target->connect_to : target->server.host;
    resolve_host(host, target->resolver, limits, ret_addresses);
}

static void note_failure(struct opening *opening, const struct addresses *addresses)
{
    const struct dialled *dialled = &opening->dialled;
    const struct dial_try *try = dialled->count ? &dialled->tries[dialled->count - 1] : NULL;
    char text[HOST_MAX + 128];
    if (try)
        (void)snprintf(text, sizeof text, "%s port %u: %s", try->address, opening->wish.where.port,
                       dial_end_word(try->end));
    else
        (void)snprintf(text, sizeof text, "%s: %s", opening->wish.where.host, answer_word(addresses->kind));
    note(opening, NOTE_CONNECT_FAILED, text);
}

static bool dial_proxy(struct opening *opening, struct limits limits)
{
    const struct target *target = opening->hand->target;
    struct proxy proxy;
    struct proxied proxied = { .end = PROXY_UNREACHABLE };
    if (proxy_read(span_of(target->proxy), &proxy)) {
        struct proxy_wish wish = { &proxy, target->server.host, target->server.port, target->resolver };
        proxy_dial(&wish, limits, &opening->dialled, &proxied);
    }
    if (proxied.end != PROXY_OPEN)
        note(opening, NOTE_CONNECT_FAILED, target->proxy);
    return proxied.end == PROXY_OPEN;
}

static bool dial_server(struct opening *opening, struct limits limits)
{
    struct addresses addresses = { 0 };
    const struct target *target = opening->hand->target;
    find_addresses(opening->hand, limits, &addresses);
    uint16_t port = target_dial_port(target, target->server.port);
    bool is_open = addresses.count && dial(&addresses, port, limits, &opening->dialled) == OUTCOME_DONE;
    if (!is_open)
        note_failure(opening, &addresses);
    return is_open;
}

static bool connect_server(struct opening *opening)
{
    struct hand *hand = opening->hand;
    char text[HOST_MAX + 16];
    struct limits limits = limits_within(hand->limits, CONNECT_MS);
    opening->wish.where = hand->target->server;
    opening->wish.scribe = hand->scribe;
    opening->wish.began = clock_now();
    opening->wish.id = hand->scribe->open_session(hand->scribe->owner, &opening->wish.where, "");
    (void)snprintf(text, sizeof text, "%s:%u", opening->wish.where.host, opening->wish.where.port);
    note(opening, NOTE_CONNECTING, text);
    opening->dialled.stream = STREAM_CLOSED;
    if (!(hand->target->proxy[0] ? dial_proxy(opening, limits) : dial_server(opening, limits)))
        return false;
    const struct dial_try *try = &opening->dialled.tries[opening->dialled.winner];
    (void)snprintf(text, sizeof text, "%s:%u", try->address, opening->wish.where.port);
    note(opening, NOTE_CONNECTED, text);
    return true;
}

/* ---- what a reply changes ---- */

static bool is_over(const struct hand *hand)
{
    return !hand->has_session || exchange_is_over(&hand->session) || hand->session.reply.code == 421;
}

static bool settle(struct hand *hand)
{
    hand->state.is_open = !is_over(hand);
    return hand->state.is_open;
}

static bool is_good(const struct hand *hand)
{
    return hand->session.reply.code / 100 == 2;
}

static void forget_message(struct hand_state *state)
{
    state->has_sender = false;
    state->recipients = 0;
    state->in_content = false;
}

static void after_hello(struct hand *hand, bool is_esmtp)
{
    struct hand_state *state = &hand->state;
    if (!is_good(hand))
        return;
    forget_message(state);
    state->has_hello = true;
    state->is_esmtp = is_esmtp;
    state->ehlo = (struct ehlo){ 0 };
    if (is_esmtp)
        ehlo_read(&state->ehlo, &hand->session.reply);
    hand->session.ehlo = state->ehlo;
}

static void after_auth(struct hand *hand)
{
    unsigned code = hand->session.reply.code;
    hand->state.is_asked = code == CODE_CHALLENGE;
    if (code == CODE_SIGNED_IN)
        hand->state.is_signed_in = true;
}

static void after_command(struct hand *hand, enum hand_verb verb)
{
    struct hand_state *state = &hand->state;
    switch (verb) {
    case VERB_EHLO:
    case VERB_HELO:
        after_hello(hand, verb == VERB_EHLO);
        break;
    case VERB_AUTH:
        after_auth(hand);
        break;
    case VERB_MAIL:
        state->has_sender |= is_good(hand);
        break;
    case VERB_RCPT:
        state->recipients += is_good(hand);
        break;
    case VERB_DATA:
        state->in_content = hand->session.reply.code == CODE_CONTENT;
        break;
    case VERB_RSET:
        if (is_good(hand))
            forget_message(state);
        break;
    default:
        break;
    }
}

/* ---- TLS ---- */

static void after_handshake(struct hand *hand)
{
    struct hand_state *state = &hand->state;
    bool is_practice = state->is_practice;
    unsigned logins = state->logins;
    if (!hand->session.in_tls)
        return;
    /* Everything said before does not count any more (RFC 3207, 4.2). */
    *state = (struct hand_state){ .is_open = true, .is_practice = is_practice, .logins = logins, .in_tls = true };
    state->is_certificate_bad = hand->tls.fault != CERTIFICATE_GOOD;
}

static struct tls_wish tls_wish_of(const struct hand *hand)
{
    return (struct tls_wish){ .host = hand->target->server.host, .ca_file = hand->target->ca_file };
}

static void start_tls(struct hand *hand)
{
    struct tls_wish wish = tls_wish_of(hand);
    bool injected = false;
    (void)session_starttls(&hand->session, &wish, &hand->tls, &injected);
    after_handshake(hand);
}

bool hand_open(struct hand *hand, const struct target *target, const struct scribe *scribe, struct limits limits)
{
    struct opening opening = { .hand = hand };
    *hand = (struct hand){ .target = target, .scribe = scribe, .limits = limits };
    hand->state.is_practice = target->connect_to[0] && target->detour_count;
    if (!connect_server(&opening))
        return false;
    session_open(&hand->session, &opening.dialled.stream, &opening.wish, limits);
    hand->has_session = true;
    if (target->server.security == SECURITY_TLS) {
        struct tls_wish wish = tls_wish_of(hand);
        (void)session_start_tls(&hand->session, &wish, &hand->tls);
        after_handshake(hand);
    }
    (void)session_greet(&hand->session);
    return settle(hand);
}

void hand_close(struct hand *hand)
{
    if (hand->has_session)
        session_close(&hand->session);
    hand->has_session = hand->state.is_open = false;
}

/* ---- a line ---- */

bool hand_listen(struct hand *hand)
{
    struct session *session = &hand->session;
    if (!hand->has_session || hand->state.is_asked || hand->unasked >= HAND_UNASKED_MAX)
        return settle(hand);
    struct limits at_once = limits_within(hand->limits, 0);
    bool has_more = session->input.len || stream_has_input(&session->stream) ||
                    limits_wait(at_once, session->stream.fd, POLLIN) == OUTCOME_DONE;
    hand->unasked += has_more;
    enum outcome outcome = has_more ? exchange_read(session, UNASKED_MS) : OUTCOME_DONE;
    /* Under TLS there may have been something to read, but no words. */
    if (outcome == OUTCOME_OUT_OF_TIME && session->reply.text.len == 0)
        session->reply_state = REPLY_READY;
    if (outcome == OUTCOME_HUNG_UP || outcome == OUTCOME_TROUBLE) {
        session->outcome = outcome;
        session_note(session, NOTE_CLOSED, SPAN("closed by the server"));
    }
    return settle(hand);
}

static void count_login(struct hand *hand)
{
    if (!hand->has_counted)
        hand->scribe->count_login(hand->scribe->owner);
    hand->state.logins += !hand->has_counted;
    hand->has_counted = true;
}

static void say_command(struct hand *hand, struct span line)
{
    enum hand_verb verb = hand_verb_of(line);
    bool was_asked = hand->state.is_asked;
    hand->has_counted &= was_asked;
    if (was_asked ? !span_equal(line, SPAN("*")) : hand_is_secret(&hand->state, line))
        count_login(hand);
    if (!session_command(&hand->session, line))
        return;
    if (was_asked)
        after_auth(hand);
    else
        after_command(hand, verb);
}

static void say_content(struct hand *hand, struct span line)
{
    if (session_content(&hand->session, line) && span_equal(line, SPAN(".")))
        forget_message(&hand->state);
}

bool hand_say(struct hand *hand, struct span line)
{
    if (!hand->has_session || !exchange_is_one_line(line) || !hand_listen(hand))
        return false;
    if (hand->state.in_content)
        say_content(hand, line);
    else if (!hand->state.is_asked && span_equal_nocase(line, SPAN("STARTTLS")))
        start_tls(hand);
    else
        say_command(hand, line);
    /* Nothing is to be said any more, not even a second farewell. */
    if (!hand->state.in_content && !hand->state.is_asked && hand_verb_of(line) == VERB_QUIT && is_good(hand))
        hand->session.outcome = OUTCOME_HUNG_UP;
    return settle(hand);
}

bool hand_answer(struct hand *hand, struct span bytes)
{
    struct buf text;
    vault_open(&text, (bytes.len + 2) / 3 * 4);
    base64_encode(&text, bytes);
    bool goes_on = hand_say(hand, buf_span(&text));
    vault_close(&text);
    return goes_on;
}

bool hand_mechanism(const struct hand_state *state, enum mechanism *ret_mechanism)
{
    static const enum mechanism wanted[] = { MECHANISM_PLAIN, MECHANISM_LOGIN, MECHANISM_SCRAM_SHA_256,
                                             MECHANISM_SCRAM_SHA_1, MECHANISM_CRAM_MD5 };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (state->ehlo.mechanisms & (1u << wanted[i])) {
            *ret_mechanism = wanted[i];
            return true;
        }
    return false;
}

bool hand_login(struct hand *hand, const struct login *login)
{
    struct login_result result;
    unsigned used = 0;
    if (!hand->has_session || !hand_listen(hand))
        return false;
    session_login(&hand->session, login, &result);
    used = result.end != LOGIN_STOPPED;
    hand->state.logins += used;
    hand->state.is_asked = false;
    if (result.end == LOGIN_ACCEPTED)
        hand->state.is_signed_in = true;
    return settle(hand);
}
