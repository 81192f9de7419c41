#include "base/mem.h"
#include "smtp/exchange.h"

#include <inttypes.h>

/* Shorter than RFC 5321, 4.5.3.2 allows; a server that checks a message while one waits needs some time. */
enum { DATA_BLOCK_MS = 60000, DATA_END_MS = 60000, BLOCK = 64 * 1024 };

/* Line ends become CRLF, a dot at the start of a line is doubled (RFC 5321, 2.3.8, 4.5.2). Takes what fits into a
 * block. */
static void stuff(struct span *rest, struct buf *block)
{
    struct span line;
    buf_clear(block);
    while (block->len < BLOCK && span_line(rest, &line)) {
        if (line.len && line.at[0] == '.')
            buf_add_char(block, '.');
        buf_add(block, line);
        buf_add_text(block, "\r\n");
    }
}

static enum outcome write_message(struct session *session, struct span message)
{
    struct buf block;
    enum outcome outcome = OUTCOME_DONE;
    buf_init(&block, message.len * 2 + BLOCK);
    while (outcome == OUTCOME_DONE && message.len) {
        stuff(&message, &block);
        outcome = stream_write(&session->stream, buf_span(&block), limits_within(session->limits, DATA_BLOCK_MS));
    }
    buf_free(&block);
    return outcome;
}

static void show_message(struct session *session, struct span message, struct evidence *ret_place)
{
    struct buf text;
    buf_init(&text, 64);
    buf_addf(&text, "%zu", message.len);
    *ret_place = exchange_show(session, SPEAKER_CLIENT, NOTE_MESSAGE, buf_span(&text));
    buf_free(&text);
}

static bool send_rcpts(struct session *session, const struct data_wish *wish, struct data_result *result)
{
    for (size_t i = 0; i < wish->recipient_count; i++) {
        struct buf line;
        buf_init(&line, MAIL_MAX + 16);
        buf_addf(&line, "RCPT TO:<%s>", wish->recipients[i]);
        bool heard = exchange_ask(session, buf_span(&line));
        buf_free(&line);
        if (!heard)
            return false;
        exchange_keep(session, &result->rcpt);
        if (session->reply.code / 100 != 2)
            return false;
    }
    return true;
}

static bool send_mail(struct session *session, const struct data_wish *wish, struct data_result *result)
{
    struct buf line;
    buf_init(&line, MAIL_MAX + 64);
    buf_addf(&line, "MAIL FROM:<%s>", wish->sender);
    if (session->ehlo.size_offered)
        buf_addf(&line, " SIZE=%zu", wish->message.len);
    bool heard = exchange_ask(session, buf_span(&line));
    buf_free(&line);
    if (heard)
        exchange_keep(session, &result->mail);
    return heard && session->reply.code / 100 == 2;
}

static bool send_content(struct session *session, struct span message, struct data_result *result)
{
    session->sent = clock_now();
    show_message(session, message, &result->end.command);
    enum outcome outcome = write_message(session, message);
    if (outcome != OUTCOME_DONE && outcome != OUTCOME_HUNG_UP) {
        session->outcome = outcome;
        return false;
    }
    struct spoken dot = { .line = SPAN(".") };
    if (!exchange_say(session, &dot, 1, NULL) || !exchange_hear(session, DATA_END_MS))
        return false;
    exchange_keep(session, &result->end);
    return true;
}

bool session_data(struct session *session, const struct data_wish *wish, struct data_result *ret_result)
{
    *ret_result = (struct data_result){ 0 };
    if (exchange_is_over(session) || !exchange_is_one_line(span_of(wish->sender)))
        return false;
    for (size_t i = 0; i < wish->recipient_count; i++)
        if (!exchange_is_one_line(span_of(wish->recipients[i])))
            return false;
    if (!send_mail(session, wish, ret_result) || !send_rcpts(session, wish, ret_result) ||
        !exchange_ask(session, SPAN("DATA")))
        return false;
    exchange_keep(session, &ret_result->data);
    return session->reply.code == 354 && send_content(session, wish->message, ret_result);
}
