#include "base/mem.h"
#include "checks/sides.h"
#include "net/dial.h"
#include "net/local.h"
#include "smtp/session.h"

#include <stdlib.h>
#include <string.h>

/*
 * Asked of servers that are one's own: on this machine, or when the person says so. A stranger
 * asks port 25 to pass mail on, and to take mail for the person; nothing is sent (RSET follows).
 */
static const char stranger[] = "probe@example.com"; /* RFC 2606: nobody's */

const char *relay_left_out(const struct inquiry *inquiry)
{
    const char *answer = target_answer(inquiry->target, "relay");
    bool is_own = !local_server_left_out(inquiry);
    if (inquiry->target->proxy[0])
        return "";
    return (answer && strcmp(answer, "test") == 0) || is_own ? NULL : "";
}

static bool open_session(const struct inquiry *inquiry, struct session *session)
{
    char helo[ADDRESS_MAX + 16];
    struct dialled *dialled = mem_new(sizeof *dialled);
    struct session_wish wish = { .scribe = inquiry->scribe, .began = clock_now() };
    wish.where = (struct endpoint){ .port = 25, .security = SECURITY_NONE };
    mem_copy_text(wish.where.host, sizeof wish.where.host, span_of(inquiry->ground->host));
    bool open = dial(inquiry->ground->addresses, target_dial_port(inquiry->target, 25), inquiry->limits, dialled) ==
                OUTCOME_DONE;
    if (open) {
        const char *address = dialled->tries[dialled->winner].address;
        wish.id = inquiry->scribe->open_session(inquiry->scribe->owner, &wish.where, address);
        session_open(session, &dialled->stream, &wish, inquiry->limits);
        if (!local_literal(session->stream.fd, helo, sizeof helo))
            mem_copy_text(helo, sizeof helo, SPAN("[127.0.0.1]"));
        open = session_greet(session) && session->reply.code == 220 && session_ehlo(session, helo);
        if (!open)
            session_close(session);
    }
    free(dialled);
    return open;
}

static void tell(struct session *session, const struct envelope_step *step, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "relay");
    fact.where = session->where;
    fact.stage = STAGE_RCPT;
    fact.code = step->code;
    mem_copy_text(fact.enhanced, sizeof fact.enhanced, span_of(step->enhanced));
    mem_copy_text(fact.text, sizeof fact.text, span_of(step->text));
    fact.ms = step->ms;
    fact_prove(&fact, step->reply);
    fact_prove(&fact, step->command);
    scribe_fact(session->scribe, &fact);
}

/* The step that decided: the sender's, when it was refused. */
static const struct envelope_step *last_step(const struct envelope *envelope)
{
    return envelope->rcpt.done ? &envelope->rcpt : &envelope->mail;
}

static void ask_relay(struct session *session)
{
    struct envelope envelope;
    struct envelope_wish wish = { .sender = stranger, .recipient = "relay-test@example.net" };
    if (!session_envelope(session, &wish, &envelope))
        return;
    const struct envelope_step *step = last_step(&envelope);
    tell(session, step, step->code / 100 == 2 ? FACT_RELAY_OPEN : FACT_RELAY_CLOSED);
}

static void ask_outside(struct session *session, const char *address)
{
    struct envelope envelope;
    struct envelope_wish wish = { .sender = stranger, .recipient = address };
    if (!address[0] || !session_envelope(session, &wish, &envelope))
        return;
    const struct envelope_step *step = last_step(&envelope);
    tell(session, step, step->code / 100 == 2 ? FACT_OUTSIDE_TAKEN : FACT_OUTSIDE_REFUSED);
}

void check_relay(const struct inquiry *inquiry)
{
    struct session *session = mem_new(sizeof *session);
    if (open_session(inquiry, session)) {
        ask_relay(session);
        ask_outside(session, inquiry->target->address);
        session_close(session);
    }
    free(session);
}
