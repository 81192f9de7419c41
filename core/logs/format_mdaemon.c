/*
 * MDaemon: transcripts of sessions. Newer versions put a level before the words, older ones "[4812:6]", the session and
 * its child, or nothing. Where a line does not name its session, each session stands in the file as one piece: there a
 * key that is always the same joins its lines, and ends where the next session begins.
 */
#include "logs/dialogue.h"

enum { DAY_NAME = 4, LEVEL = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "02: " or "[4812:6] " before the words. */
static struct span take_session(struct span *text)
{
    struct span session = SPAN_EMPTY;
    if (text->len > LEVEL && is_digit(text->at[0]) && is_digit(text->at[1]) && text->at[2] == ':') {
        *text = span_from(*text, LEVEL);
    } else if (text->len && text->at[0] == '[') {
        size_t end = span_find_char(*text, ']');
        session = end == SPAN_NONE ? SPAN_EMPTY : span_from(span_head(*text, end), 1);
        *text = session.len ? span_from(*text, end + 1) : *text;
    }
    *text = span_trim(*text);
    return session;
}

/* "Host screening refused connection to 192.0.2.1:465 from localhost [203.0.113.11:44056] (…)",
 * "Location Screening: IP 198.51.100.12 matched to country …; connection blocked; port 995" */
static enum log_kind read_screening(struct span text, struct log_event *event)
{
    bool is_host = LOG_STARTS(text, "Host screening refused ");
    if (!is_host && !(LOG_STARTS(text, "Location Screening: ") && log_has(text, "connection blocked")))
        return LOG_OTHER;
    struct span from = log_between(text, is_host ? " from " : ": IP ", NULL);
    event->client = log_address(log_word(from));
    if (event->client.len == 0)
        event->client = dialogue_address(log_word(log_between(from, " [", NULL)));
    event->text = text;
    return LOG_REJECTED;
}

/* What the server notes beside the dialogue, with a star before it or not. */
static enum log_kind read_note(struct span text, struct log_event *event)
{
    while (text.len && (text.at[0] == '*' || text.at[0] == ' '))
        text = span_from(text, 1);
    if ((LOG_STARTS(text, "Session ") && log_has(text, "; child ")) || LOG_STARTS(text, "Attempting "))
        return LOG_REMOVED;
    if (LOG_STARTS(text, "Accepting ") && log_has(text, " connection from ")) {
        event->client = dialogue_address(log_word(log_between(text, " from ", NULL)));
        return LOG_SESSION;
    }
    if (LOG_STARTS(text, "Authenticated as ")) {
        event->account = log_word(span_from(text, 17));
        return LOG_SESSION;
    }
    /* 0x8009…: Windows' Schannel. */
    bool is_tls = LOG_STARTS(text, "SSL negotiation failed") || LOG_STARTS(text, "Error 0x8009");
    if (!is_tls && !LOG_STARTS(text, "Winsock Error "))
        return read_screening(text, event);
    event->text = text;
    return is_tls ? LOG_TLS_FAILED : LOG_DEFERRED;
}

/* A refusal that comes in can only be another server's; a command that goes out only ours. */
static enum log_kind read_words(struct span text, struct log_event *event)
{
    bool is_out = LOG_STARTS(text, "-->");
    if (!is_out && !LOG_STARTS(text, "<--"))
        return read_note(text, event);
    text = span_trim(span_from(text, 3));
    enum log_kind kind = is_out ? dialogue_answer(text, event) : dialogue_reply(text, false, event);
    return kind == LOG_OTHER ? dialogue_command(text, event) : kind;
}

/* "Tue 2026-08-18 12:10:38.432: 03: --> 535 5.7.8 Authentication failed" */
enum log_kind log_read_mdaemon(const struct log_line *line, struct log_event *event)
{
    struct log_frame frame = { 0 };
    struct span rest = span_from(line->raw, DAY_NAME);
    int64_t time = LOG_NO_TIME;
    size_t len = 0;
    if (LOG_STARTS(line->raw, "START Event Log / MDaemon"))
        return LOG_OTHER;
    if (line->raw.len < DAY_NAME || line->raw.at[DAY_NAME - 1] != ' ' || !log_time_iso(&frame, rest, &time, &len))
        return LOG_UNREAD;
    rest = span_from(rest, len);
    if (!LOG_STARTS(rest, ": "))
        return LOG_UNREAD;
    rest = span_from(rest, 2);
    struct span session = take_session(&rest);
    enum log_kind kind = read_words(rest, event);
    if (kind == LOG_OTHER)
        return kind;
    event->time = time;
    event->queue_id = session;
    if (session.len == 0)
        event->key = span_hash(SPAN("mdaemon")) | 1;
    return kind;
}
