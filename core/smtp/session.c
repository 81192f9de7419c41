#include "smtp/session.h"

#include "smtp/exchange.h"

enum { INPUT_MAX = 64 * 1024, COMMAND_MAX = 1024, FAREWELL_MS = 20 };

void session_open(struct session *session, struct stream *stream, const struct session_wish *wish, struct limits limits)
{
    *session = (struct session){
        .stream = *stream,
        .scribe = wish->scribe,
        .where = wish->where,
        .limits = limits,
        .id = wish->id,
        .line_count = wish->line_count,
        .began = wish->began,
        .reply_state = REPLY_MORE,
        .sent = clock_now(),
    };
    *stream = STREAM_CLOSED;
    reply_init(&session->reply);
    buf_init(&session->input, INPUT_MAX);
}

/* Not before the server has spoken, not when it is about to close, not as the answer to a challenge. */
static bool may_quit(const struct session *session)
{
    unsigned code = session->reply.code;
    return !exchange_is_over(session) && session->reply_state == REPLY_READY && code != 421 && code != 334;
}

static void say_farewell(struct session *session)
{
    session->limits = limits_within(session->limits, FAREWELL_MS);
    if (exchange_say(session, &(struct spoken){ .line = SPAN("QUIT") }, 1, NULL))
        (void)exchange_read(session, FAREWELL_MS);
}

void session_close(struct session *session)
{
    if (may_quit(session))
        say_farewell(session);
    stream_close(&session->stream);
    secret_wipe(session->input.at, session->input.room);
    buf_free(&session->input);
    reply_free(&session->reply);
    veil_clear(&session->veil);
}

struct evidence session_note(struct session *session, enum note note, struct span text)
{
    return exchange_show(session, SPEAKER_EVENT, note, text);
}

bool session_greet(struct session *session)
{
    if (exchange_is_over(session))
        return false;
    session->sent = clock_now();
    return exchange_hear(session, SESSION_GREETING_MS);
}

static void place(const struct session *session, struct evidence *line)
{
    if (line->line)
        *line = (struct evidence){ session->id, session->reply_first.line + line->line - 1 };
}

static void read_ehlo(struct session *session)
{
    ehlo_read(&session->ehlo, &session->reply);
    place(session, &session->ehlo.auth_line);
    place(session, &session->ehlo.starttls_line);
    place(session, &session->ehlo.size_line);
}

static bool say_hello(struct session *session, const char *command, const char *name)
{
    struct buf line;
    buf_init(&line, COMMAND_MAX);
    buf_addf(&line, "%s %s", command, name);
    bool heard = exchange_ask(session, buf_span(&line));
    buf_free(&line);
    return heard;
}

static bool is_unknown_command(unsigned code)
{
    return code == 500 || code == 502 || code == 504 || code == 550;
}

bool session_ehlo(struct session *session, const char *helo_name)
{
    session->ehlo = (struct ehlo){ 0 };
    if (exchange_is_over(session) || !exchange_is_one_line(span_of(helo_name)))
        return false;
    if (!say_hello(session, "EHLO", helo_name))
        return false;
    session->used_helo = is_unknown_command(session->reply.code);
    if (session->used_helo && !say_hello(session, "HELO", helo_name))
        return false;
    if (session->reply.code == 250)
        read_ehlo(session);
    return true;
}
