#include "smtp/exchange.h"

#include "base/mem.h"
#include "smtp/vault.h"

#include <stdio.h>
#include <string.h>

enum { READ_MAX = 4096, ODDITIES_CUT = REPLY_ODD_TOO_LONG | REPLY_ODD_TOO_MANY | REPLY_ODD_CUT };

bool exchange_is_over(const struct session *session)
{
    return session->outcome != OUTCOME_DONE || session->reply_state == REPLY_BROKEN;
}

bool exchange_is_one_line(struct span text)
{
    return span_find_char(text, '\r') == SPAN_NONE && span_find_char(text, '\n') == SPAN_NONE &&
           span_find_char(text, '\0') == SPAN_NONE;
}

struct evidence exchange_show(struct session *session, enum speaker from, enum note note, struct span text)
{
    struct line line = {
        .n = ++session->line_count,
        .us = clock_now() - session->began,
        .from = from,
        .note = note,
        .in_tls = session->in_tls,
        .raw = (char *)(text.len ? text.at : ""),
        .len = text.len,
    };
    session->scribe->add_line(session->scribe->owner, session->id, &line);
    return (struct evidence){ session->id, line.n };
}

static void note_end(struct session *session, moment began)
{
    char text[128] = "";
    switch (session->outcome) {
    case OUTCOME_OUT_OF_TIME:
        snprintf(text, sizeof text, "no answer within %lld s", (long long)(clock_now() - began + 500000) / 1000000);
        session_note(session, NOTE_NO_ANSWER, span_of(text));
        break;
    case OUTCOME_CANCELLED:
        session_note(session, NOTE_CANCELLED, SPAN_EMPTY);
        break;
    case OUTCOME_HUNG_UP:
        session_note(session, NOTE_CLOSED, SPAN("closed by the server"));
        break;
    default:
        session_note(session, NOTE_CLOSED, span_of(strerrordesc_np(session->stream.error)));
    }
}

static void stop(struct session *session, enum outcome outcome)
{
    session->outcome = outcome;
    note_end(session, session->sent);
}

static size_t room_for(const struct spoken *lines, size_t count)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += lines[i].line.len + 2;
    return room;
}

bool exchange_say(struct session *session, const struct spoken *lines, size_t count, struct evidence *ret_places)
{
    struct buf bytes;
    vault_open(&bytes, room_for(lines, count));
    for (size_t i = 0; i < count; i++) {
        bool hidden = lines[i].note != NOTE_NONE;
        struct evidence place =
            exchange_show(session, SPEAKER_CLIENT, lines[i].note, hidden ? lines[i].shown : lines[i].line);
        if (ret_places)
            ret_places[i] = place;
        buf_add(&bytes, lines[i].line);
        buf_add_text(&bytes, "\r\n");
    }
    session->sent = clock_now();
    struct limits limits = limits_within(session->limits, SESSION_COMMAND_MS);
    enum outcome outcome = stream_write(&session->stream, buf_span(&bytes), limits);
    vault_close(&bytes);
    /* who hangs up on us may have said why: that is still there to be read */
    if (outcome != OUTCOME_DONE && outcome != OUTCOME_HUNG_UP)
        stop(session, outcome);
    return session->outcome == OUTCOME_DONE;
}

/* Where the text of a server's line begins: what stands before it cannot be a secret. */
static size_t code_len(struct span line)
{
    uint64_t code = 0;
    return line.len > 3 && span_number(span_head(line, 3), 999, &code) ? 4 : 0;
}

static void veil_line(const struct session *session, struct span line, struct buf *out)
{
    size_t len = code_len(line);
    buf_add(out, span_head(line, len));
    veil_apply(&session->veil, span_from(line, len), out);
}

static struct evidence show_server(struct session *session, struct span line)
{
    struct buf veiled;
    buf_init(&veiled, REPLY_TEXT_MAX);
    veil_line(session, line, &veiled);
    struct evidence place = exchange_show(session, SPEAKER_SERVER, NOTE_NONE, buf_span(&veiled));
    buf_free(&veiled);
    return place;
}

static void show_lines(struct session *session, size_t from)
{
    for (size_t i = from; i < session->reply.line_count; i++) {
        struct span line = reply_raw_line(&session->reply, i);
        if (!line.at)
            return;
        session->reply_last = show_server(session, line);
        if (i == 0)
            session->reply_first = session->reply_last;
    }
}

static void show_cut(struct session *session)
{
    char text[64];
    if (session->reply.oddities & REPLY_ODD_TOO_MANY)
        snprintf(text, sizeof text, "cut after %d lines", REPLY_LINES_MAX);
    else
        snprintf(text, sizeof text, "cut after %d bytes",
                 session->reply.oddities & REPLY_ODD_CUT ? REPLY_TEXT_MAX : REPLY_LINE_MAX);
    session_note(session, NOTE_CUT, span_of(text));
}

/* A challenge stays as it is, for the exchange needs it; nothing else reads it. */
static void veil_reply(struct session *session)
{
    struct buf veiled;
    struct span rest = buf_span(&session->reply.text);
    struct span line;
    if (session->veil.count == 0 || session->reply.code == 334)
        return;
    buf_init(&veiled, REPLY_TEXT_MAX);
    for (bool first = true; span_cut(&rest, '\n', &line); first = false) {
        if (!first)
            buf_add_char(&veiled, '\n');
        veil_line(session, line, &veiled);
    }
    buf_free(&session->reply.text);
    session->reply.text = veiled;
}

static enum reply_progress take_input(struct session *session)
{
    size_t used = 0;
    size_t shown = session->reply.line_count;
    session->reply_state = reply_feed(&session->reply, buf_span(&session->input), &used);
    buf_drop(&session->input, used);
    show_lines(session, shown);
    return session->reply_state;
}

static void begin_reply(struct session *session)
{
    reply_clear(&session->reply);
    session->reply_state = REPLY_MORE;
    session->reply_first = session->reply_last = (struct evidence){ session->id, 0 };
}

static void end_reply(struct session *session)
{
    session->reply_ms = (clock_now() - session->sent) / 1000;
    if (session->reply.pending.len)
        session->reply_last = show_server(session, buf_span(&session->reply.pending));
    if (session->reply.oddities & ODDITIES_CUT)
        show_cut(session);
    veil_reply(session);
}

enum outcome exchange_read(struct session *session, int64_t ms)
{
    struct limits limits = limits_within(session->limits, ms);
    enum outcome outcome = OUTCOME_DONE;
    begin_reply(session);
    while (outcome == OUTCOME_DONE && take_input(session) == REPLY_MORE)
        outcome = stream_read(&session->stream, &session->input, READ_MAX, limits);
    end_reply(session);
    return outcome;
}

bool exchange_hear(struct session *session, int64_t ms)
{
    enum outcome outcome = exchange_read(session, ms);
    if (outcome != OUTCOME_DONE)
        stop(session, outcome);
    return session->reply_state == REPLY_READY;
}

bool exchange_ask(struct session *session, struct span line)
{
    struct spoken spoken = { .line = line };
    return exchange_say(session, &spoken, 1, NULL) && exchange_hear(session, SESSION_COMMAND_MS);
}

void exchange_keep(const struct session *session, struct envelope_step *step)
{
    struct buf words;
    buf_init(&words, FACT_TEXT_MAX);
    reply_words(&session->reply, &words);
    step->done = true;
    step->code = session->reply.code;
    mem_copy_text(step->enhanced, sizeof step->enhanced, span_of(session->reply.enhanced));
    mem_copy_text(step->text, sizeof step->text, buf_span(&words));
    step->reply = session->reply_first;
    step->ms = session->reply_ms;
    buf_free(&words);
}
