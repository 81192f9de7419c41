#include "checks/test_message.h"

#include "base/mem.h"
#include "checks/mail_message.h"
#include "checks/sides.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- looking it over ---- */

const char *message_left_out(const struct inquiry *inquiry)
{
    return inquiry->target->message_len ? NULL : "";
}

static void tell_fault(const struct inquiry *inquiry, const struct message_fault *fault)
{
    struct fact fact = fact_new(FACT_MESSAGE_FAULT, "message");
    fact.stage = STAGE_CONTENT;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(message_fault_word(fault->kind)));
    mem_copy_text(fact.text, sizeof fact.text, span_of(fault->detail));
    scribe_fact(inquiry->scribe, &fact);
}

static void tell_trouble(const struct inquiry *inquiry)
{
    struct fact fact = fact_new(FACT_MESSAGE_UNREAD, "message");
    mem_copy_text(fact.text, sizeof fact.text, span_of(mail_message_trouble()));
    if (fact.text[0])
        scribe_fact(inquiry->scribe, &fact);
}

void check_message(const struct inquiry *inquiry)
{
    const struct target *target = inquiry->target;
    struct message_view *view = mem_new(sizeof *view);
    mail_message_look((struct span){ target->message, target->message_len }, view);
    struct fact fact = fact_new(FACT_MESSAGE_LOOKED, "message");
    fact.stage = STAGE_CONTENT;
    fact.number = (int64_t)view->wire_size;
    (void)snprintf(fact.expected, sizeof fact.expected, "%zu", view->attachments);
    scribe_fact(inquiry->scribe, &fact);
    for (size_t i = 0; i < view->fault_count; i++)
        tell_fault(inquiry, &view->faults[i]);
    tell_trouble(inquiry);
    free(view);
}

/* ---- sending it ---- */

static bool is_id_char(char c)
{
    return isalnum((unsigned char)c) || strchr("-_.@+=", c);
}

static struct span id_at(struct span text)
{
    size_t len = 0;
    text = span_trim(text);
    while (len < text.len && is_id_char(text.at[len]))
        len++;
    while (len && text.at[len - 1] == '.')
        len--;
    return span_head(text, len);
}

/* Sendmail and OpenSMTPD: "2.0.0 3AB1C2D3 Message accepted for delivery": the id stands before the words. */
static struct span id_before(struct span text)
{
    text = span_trim(text);
    size_t blank = span_find_last(text, ' ');
    return id_at(blank == SPAN_NONE ? text : span_from(text, blank));
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (isdigit((unsigned char)text.at[i]))
            return true;
    return false;
}

struct span queue_id_of(struct span reply)
{
    static const struct {
        struct span words;
        bool before;
    } rows[] = { { SPAN("queued as "), false },
                 { SPAN("queued mail for delivery, id="), false },
                 { SPAN("Message-Id="), false },
                 { SPAN("InternalId="), false },
                 { SPAN("id="), false },
                 { SPAN("queued: "), false },
                 { SPAN("Message accepted for"), true },
                 { SPAN(" queued"), true },
                 { SPAN(" - gsmtp"), true },
                 { SPAN("OK: "), false },
                 { SPAN("qp "), false } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t at = span_find_nocase(reply, rows[i].words);
        if (at == SPAN_NONE)
            continue;
        struct span id =
            rows[i].before ? id_before(span_head(reply, at)) : id_at(span_from(reply, at + rows[i].words.len));
        if (id.len >= 3 && has_digit(id))
            return id;
    }
    return SPAN_EMPTY;
}

static struct fact about(const struct session *session, const struct envelope_step *step, enum fact_kind kind)
{
    struct fact fact = fact_new(kind, "test-message");
    fact.where = session->where;
    fact.code = step->code;
    mem_copy_text(fact.enhanced, sizeof fact.enhanced, span_of(step->enhanced));
    mem_copy_text(fact.text, sizeof fact.text, span_of(step->text));
    fact.ms = step->ms;
    fact_prove(&fact, step->reply);
    if (step->command.line)
        fact_prove(&fact, step->command);
    return fact;
}

static void tell_refused(struct session *session, const struct data_result *result)
{
    const struct {
        const struct envelope_step *step;
        enum stage stage;
    } last_first[] = { { &result->end, STAGE_CONTENT },
                       { &result->data, STAGE_DATA },
                       { &result->rcpt, STAGE_RCPT },
                       { &result->mail, STAGE_MAIL } };
    for (size_t i = 0; i < sizeof last_first / sizeof *last_first; i++) {
        if (!last_first[i].step->done)
            continue;
        struct fact fact = about(session, last_first[i].step, FACT_MESSAGE_REFUSED);
        fact.stage = last_first[i].stage;
        scribe_fact(session->scribe, &fact);
        return;
    }
}

static void tell_sent(struct session *session, const struct target *target, const struct data_result *result)
{
    struct fact fact = about(session, &result->end, FACT_MESSAGE_SENT);
    fact.stage = STAGE_CONTENT;
    mem_copy_text(fact.subject, sizeof fact.subject, queue_id_of(span_of(result->end.text)));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(target->send_to));
    fact.number = (int64_t)target->message_len;
    scribe_fact(session->scribe, &fact);
}

/* How long each answer took; and which one kept us waiting. */
static void tell_times(struct session *session, const struct data_result *result)
{
    enum { SLOW_MS = 5000 };
    const struct {
        const struct envelope_step *step;
        const char *word;
        enum stage stage;
    } rows[] = { { &result->mail, "MAIL", STAGE_MAIL },
                 { &result->rcpt, "RCPT", STAGE_RCPT },
                 { &result->data, "DATA", STAGE_DATA },
                 { &result->end, ".", STAGE_CONTENT } };
    struct buf times;
    buf_init(&times, FACT_TEXT_MAX - 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct envelope_step *step = rows[i].step;
        if (!step->done)
            continue;
        buf_addf(&times, "%s%s %lld ms", times.len ? ", " : "", rows[i].word, (long long)step->ms);
        if (step->ms < SLOW_MS)
            continue;
        struct fact slow = about(session, step, FACT_MESSAGE_SLOW);
        slow.stage = rows[i].stage;
        slow.number = step->ms / 1000;
        mem_copy_text(slow.subject, sizeof slow.subject, span_of(rows[i].word));
        scribe_fact(session->scribe, &slow);
    }
    struct fact fact = fact_new(FACT_MESSAGE_TIMES, "test-message");
    fact.where = session->where;
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&times));
    buf_free(&times);
    scribe_fact(session->scribe, &fact);
}

static void tell_unanswered(struct session *session)
{
    struct fact fact = fact_new(FACT_MESSAGE_UNANSWERED, "test-message");
    fact.where = session->where;
    fact.stage = STAGE_CONTENT;
    fact_prove(&fact, (struct evidence){ session->id, session->line_count });
    scribe_fact(session->scribe, &fact);
}

void test_message_send(struct session *session, const struct target *target)
{
    const char *recipients[] = { target->send_to, target->cc };
    struct data_result result;
    struct data_wish wish = { .sender = target->sender[0] ? target->sender : target->address,
                              .recipients = recipients,
                              .recipient_count = target->cc[0] ? 2 : 1,
                              .message = { target->message, target->message_len } };
    if (!target->send_to[0] || !target->message_len)
        return;
    session_data(session, &wish, &result);
    bool refused = result.end.done || result.data.done || result.rcpt.done || result.mail.done;
    if (result.end.done && result.end.code / 100 == 2)
        tell_sent(session, target, &result);
    else if (refused && session->outcome == OUTCOME_DONE)
        tell_refused(session, &result);
    else
        tell_unanswered(session);
    if (refused)
        tell_times(session, &result);
}
