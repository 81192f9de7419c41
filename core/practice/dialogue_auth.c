#include "base/base64.h"
#include "base/mem.h"
#include "base/secret.h"
#include "practice/dialogue.h"

enum { CHALLENGE_MAX = 4 * 1024 };

/* One AUTH exchange, from the command to the decision. */
struct exchange {
    struct dialogue *dialogue;
    struct doorman doorman;
    struct buf challenge, answer;
};

/* "PLAIN LOGIN" offers LOGIN. */
static bool is_offered(const struct dialogue *dialogue, struct span mechanism)
{
    struct span offered, word;
    if (!dialogue_offers(dialogue, SPAN("AUTH"), &offered))
        return false;
    while (span_word(&offered, &word))
        if (span_equal_nocase(word, mechanism))
            return true;
    return false;
}

static bool decode(struct exchange *exchange, struct span text)
{
    secret_wipe(exchange->answer.at, exchange->answer.room);
    buf_clear(&exchange->answer);
    if (base64_decode(&exchange->answer, text))
        return true;
    dialogue_tell(exchange->dialogue, "501 5.5.2 Error: cannot decode the response");
    return false;
}

/* Sends the challenge and takes the answer. False when there is none: the rest has been said. */
static bool ask(struct exchange *exchange)
{
    struct dialogue *dialogue = exchange->dialogue;
    struct buf line;
    buf_init(&line, TALK_LINE_MAX);
    buf_add_text(&line, "334 ");
    base64_encode(&line, buf_span(&exchange->challenge));
    dialogue_tell(dialogue, buf_text(&line));
    buf_free(&line);
    buf_clear(&exchange->challenge);
    if (!talk_line(&dialogue->talk, &dialogue->line))
        return false;
    if (span_equal(buf_span(&dialogue->line), SPAN("*"))) {
        dialogue_tell(dialogue, "501 5.7.0 Authentication aborted");
        return false;
    }
    return decode(exchange, buf_span(&dialogue->line));
}

static bool is_locked(const struct dialogue *dialogue)
{
    uint64_t limit = dialogue->behaviour->lock_after;
    return limit && atomic_load(&dialogue->wish->counts->failed) >= limit;
}

static void decide(struct exchange *exchange, bool is_accepted)
{
    struct dialogue *dialogue = exchange->dialogue;
    mem_copy_text(dialogue->user, sizeof dialogue->user, span_of(exchange->doorman.user));
    bool was_locked = is_locked(dialogue);
    is_accepted |= dialogue->behaviour->accepts_anyone;
    atomic_fetch_add(&dialogue->wish->counts->all, 1);
    if (!is_accepted)
        atomic_fetch_add(&dialogue->wish->counts->failed, 1);
    if (was_locked)
        dialogue_say(dialogue, POINT_AUTH_LOCKED);
    else if (!is_accepted)
        dialogue_say(dialogue, POINT_AUTH_REFUSED);
    else
        dialogue->is_signed_in = dialogue_say(dialogue, POINT_AUTH_ACCEPTED) == 235;
}

static void converse(struct exchange *exchange, bool has_answer)
{
    for (;;) {
        struct span answer = buf_span(&exchange->answer);
        switch (doorman_step(&exchange->doorman, has_answer ? &answer : NULL, &exchange->challenge)) {
        case DOORMAN_ASK:
            if (!ask(exchange))
                return;
            has_answer = true;
            continue;
        case DOORMAN_ACCEPT:
            /* a last word of the server goes as a challenge (RFC 4954, 4) */
            if (exchange->challenge.len == 0 || ask(exchange))
                decide(exchange, true);
            return;
        case DOORMAN_REFUSE:
            decide(exchange, false);
            return;
        case DOORMAN_GARBLED:
            dialogue_tell(exchange->dialogue, "501 5.5.2 Error: malformed response");
            return;
        }
    }
}

static void exchange_run(struct dialogue *dialogue, enum mechanism mechanism, struct span initial)
{
    const struct behaviour *behaviour = dialogue->behaviour;
    struct exchange exchange = { .dialogue = dialogue };
    buf_init(&exchange.challenge, CHALLENGE_MAX);
    buf_init(&exchange.answer, TALK_LINE_MAX);
    bool has_answer = initial.len > 0;
    if (!doorman_open(&exchange.doorman, mechanism, &behaviour->accounts, behaviour->host))
        dialogue_say(dialogue, POINT_AUTH_MECHANISM);
    else if (!has_answer || span_equal(initial, SPAN("=")) || decode(&exchange, initial))
        converse(&exchange, has_answer);
    doorman_close(&exchange.doorman);
    secret_wipe(exchange.answer.at, exchange.answer.room);
    buf_free(&exchange.answer);
    buf_free(&exchange.challenge);
}

/* Says why nobody may sign in here and now. */
static bool may_sign_in(struct dialogue *dialogue)
{
    struct span ignored;
    if (dialogue->is_signed_in)
        dialogue_tell(dialogue, "503 5.5.1 Error: already authenticated");
    else if (dialogue->has_sender)
        dialogue_tell(dialogue, "503 5.5.1 Error: MAIL transaction in progress");
    else if (dialogue_wants_tls(dialogue))
        dialogue_say(dialogue, POINT_TLS_FIRST);
    else if (!dialogue_offers(dialogue, SPAN("AUTH"), &ignored))
        dialogue_say(dialogue, POINT_AUTH_ABSENT);
    else
        return true;
    return false;
}

void dialogue_auth(struct dialogue *dialogue, struct span argument)
{
    const struct manner *manner = &dialogue->behaviour->manners[POINT_AUTH];
    struct span rest = argument, word, initial = SPAN_EMPTY;
    enum mechanism mechanism;
    if (!may_sign_in(dialogue))
        return;
    if (manner->reply.len) {
        dialogue_say(dialogue, POINT_AUTH);
        return;
    }
    talk_pause(&dialogue->talk, manner);
    if (dialogue->talk.over)
        return;
    if (!span_word(&rest, &word)) {
        dialogue_tell(dialogue, "501 5.5.4 Syntax: AUTH mechanism");
        return;
    }
    span_word(&rest, &initial);
    if (!is_offered(dialogue, word) || !mechanism_from_word(word, &mechanism))
        dialogue_say(dialogue, POINT_AUTH_MECHANISM);
    else
        exchange_run(dialogue, mechanism, initial);
}
