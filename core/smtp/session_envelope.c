#include "smtp/exchange.h"

#include <inttypes.h>

enum { ADDRESS_COMMAND_MAX = MAIL_MAX + 128 };

/* One command of the flight and where its answer goes. */
struct leg {
    struct buf line;
    struct envelope_step *step;
};
enum { LEG_MAIL, LEG_RCPT, LEG_RSET, LEG_COUNT };

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] > 0x7f)
            return false;
    return true;
}

static bool needs_utf8(const struct envelope_wish *wish)
{
    return !is_ascii(span_of(wish->sender)) || !is_ascii(span_of(wish->recipient));
}

static void write_mail(const struct ehlo *ehlo, const struct envelope_wish *wish, struct buf *line)
{
    buf_addf(line, "MAIL FROM:<%s>", wish->sender ? wish->sender : "");
    if (wish->size && ehlo->size_offered)
        buf_addf(line, " SIZE=%" PRIu64, wish->size);
    if (ehlo->smtputf8 && needs_utf8(wish))
        buf_add_text(line, " SMTPUTF8"); /* RFC 6531, 3.4 */
}

static bool has_recipient(const struct envelope_wish *wish)
{
    return span_of(wish->recipient).len > 0;
}

static size_t plan(const struct session *session, const struct envelope_wish *wish, struct envelope *envelope,
                   struct leg legs[LEG_COUNT])
{
    size_t count = 0;
    for (size_t i = 0; i < LEG_COUNT; i++)
        buf_init(&legs[i].line, ADDRESS_COMMAND_MAX);
    write_mail(&session->ehlo, wish, &legs[count].line);
    legs[count++].step = &envelope->mail;
    if (has_recipient(wish)) {
        buf_addf(&legs[count].line, "RCPT TO:<%s>", wish->recipient);
        legs[count++].step = &envelope->rcpt;
    }
    buf_add_text(&legs[count].line, "RSET");
    legs[count++].step = &envelope->rset;
    return count;
}

static bool say(struct session *session, const struct leg *legs, size_t count)
{
    struct spoken lines[LEG_COUNT];
    struct evidence places[LEG_COUNT];
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct spoken){ .line = buf_span(&legs[i].line) };
    if (!exchange_say(session, lines, count, places))
        return false;
    for (size_t i = 0; i < count; i++)
        legs[i].step->command = places[i];
    return true;
}

static bool hear(struct session *session, struct envelope_step *step)
{
    if (!exchange_hear(session, SESSION_COMMAND_MS))
        return false;
    exchange_keep(session, step);
    return true;
}

static bool is_taken(const struct envelope_step *step)
{
    return step->code / 100 == 2;
}

static bool fly_together(struct session *session, struct leg *legs, size_t count)
{
    if (!say(session, legs, count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!hear(session, legs[i].step))
            return false;
    return true;
}

static bool fly_one_by_one(struct session *session, struct leg *legs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!say(session, &legs[i], 1) || !hear(session, legs[i].step))
            return false;
        /* without a sender there is nothing to add a recipient to, nor to take back */
        if (i == LEG_MAIL && !is_taken(legs[LEG_MAIL].step))
            return true;
    }
    return true;
}

bool session_envelope(struct session *session, const struct envelope_wish *wish, struct envelope *ret_envelope)
{
    struct leg legs[LEG_COUNT];
    *ret_envelope = (struct envelope){ 0 };
    if (exchange_is_over(session) || !exchange_is_one_line(span_of(wish->sender)) ||
        !exchange_is_one_line(span_of(wish->recipient)))
        return false;
    size_t count = plan(session, wish, ret_envelope, legs);
    bool heard = session->ehlo.pipelining ? fly_together(session, legs, count) : fly_one_by_one(session, legs, count);
    if (!is_taken(&ret_envelope->mail))
        ret_envelope->rcpt.done = false;
    for (size_t i = 0; i < LEG_COUNT; i++)
        buf_free(&legs[i].line);
    return heard;
}
