/*
 * hMailServer: fields between tabs, in quotes. SMTPD, POP3D and IMAPD are dialogues with clients, SMTPC those with
 * other servers; all of them name their session, which joins a reply with what the client said before. APPLICATION and
 * TCPIP name no session but, it may be, the message: "SMTPDeliverer - Message 71: …".
 */
#include "logs/dialogue.h"

enum { HM_KIND, HM_THREAD, HM_SESSION, HM_TIME, HM_ADDRESS, HM_TEXT, HM_FIELDS };
enum { HM_SHORT_TIME = 2, HM_SHORT_TEXT }; /* of lines that name neither a session nor an address */

static struct span unquoted(struct span field)
{
    if (field.len && field.at[0] == '"')
        field = span_from(field, 1);
    if (field.len && field.at[field.len - 1] == '"')
        field.len--;
    return field;
}

/* The last field is the rest of the line, whatever it holds. */
static size_t split(struct span line, struct span fields[HM_FIELDS])
{
    size_t count = 0;
    while (line.len && count < HM_TEXT) {
        (void)span_cut(&line, '\t', &fields[count]);
        fields[count] = unquoted(fields[count]);
        count++;
    }
    if (line.len)
        fields[count++] = unquoted(line);
    return count;
}

/* ---- the dialogues ---- */

static struct span sent(struct span text)
{
    return LOG_STARTS(text, "SENT: ") ? span_from(text, 6) : SPAN_EMPTY;
}

static struct span received(struct span text)
{
    return LOG_STARTS(text, "RECEIVED: ") ? span_from(text, 10) : SPAN_EMPTY;
}

/* Numbers of sessions come again after a restart: with its greeting another one begins. */
static enum log_kind read_server(struct span text, struct log_event *event)
{
    struct span reply = sent(text);
    if (LOG_STARTS(reply, "220"))
        return LOG_REMOVED;
    return reply.len ? dialogue_answer(reply, event) : dialogue_command(received(text), event);
}

static enum log_kind read_client(struct span text, struct log_event *event)
{
    struct span command = sent(text);
    return command.len ? dialogue_command(command, event) : dialogue_reply(received(text), false, event);
}

static bool refuses_login(struct span reply)
{
    return log_has(reply, "nvalid user name or password") || log_has(reply, "invalid logon attempts");
}

static enum log_kind read_login(struct span reply, bool is_refused, bool is_accepted, struct log_event *event)
{
    if (is_refused && refuses_login(reply)) {
        event->text = reply;
        return LOG_LOGIN_FAILED;
    }
    return is_accepted ? LOG_LOGIN_OK : LOG_OTHER;
}

/* "A01 LOGIN anna@example.com ***", "A01 NO Invalid user name or password." */
static enum log_kind read_imap(struct span text, struct log_event *event)
{
    struct span said = received(text);
    struct span reply = sent(text);
    struct span word = SPAN_EMPTY;
    if (LOG_STARTS(reply, "* OK "))
        return LOG_REMOVED;
    if (reply.len)
        return read_login(reply, log_has(reply, " NO "), log_has(reply, " OK LOGIN completed"), event);
    if (!span_word(&said, &word) || !span_word(&said, &word) || !span_equal_nocase(word, SPAN("LOGIN")))
        return LOG_OTHER;
    said = log_word(said);
    if (said.len == 0 || said.at[0] == '{') /* a literal: the name comes in the next line (RFC 3501, 4.3) */
        return LOG_OTHER;
    event->account = unquoted(said);
    return LOG_SESSION;
}

/* "USER anna@example.com", "-ERR Invalid user name or password." */
static enum log_kind read_pop3(struct span text, struct log_event *event)
{
    struct span said = received(text);
    struct span reply = sent(text);
    if (LOG_STARTS(reply, "+OK POP3"))
        return LOG_REMOVED;
    if (reply.len)
        return read_login(reply, LOG_STARTS(reply, "-ERR"), LOG_STARTS(reply, "+OK Mailbox locked"), event);
    if (!span_starts_nocase(said, SPAN("USER ")))
        return LOG_OTHER;
    event->account = log_word(span_from(said, 5));
    return event->account.len ? LOG_SESSION : LOG_OTHER;
}

static enum log_kind read_dialogue(const struct span fields[HM_FIELDS], struct log_event *event)
{
    static const struct {
        const char *name;
        enum log_kind (*read)(struct span text, struct log_event *event);
        bool is_outgoing;
    } rows[] = { { "SMTPD", read_server, false },
                 { "SMTPC", read_client, true },
                 { "IMAPD", read_imap, false },
                 { "POP3D", read_pop3, false } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!span_equal(fields[HM_KIND], span_of(rows[i].name)))
            continue;
        enum log_kind kind = rows[i].read(fields[HM_TEXT], event);
        if (kind == LOG_OTHER)
            return kind;
        event->queue_id = fields[HM_SESSION];
        if (rows[i].is_outgoing)
            event->relay = fields[HM_ADDRESS];
        else
            event->client = log_address(fields[HM_ADDRESS]);
        return kind;
    }
    return LOG_UNREAD;
}

/* ---- what the server notes ---- */

/* What came of a message. That it "could not be delivered" follows a reply or a note that says why: an echo of it. */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    bool is_echo = log_has(text, "Message could not be delivered");
    bool is_given_up = is_echo && log_has(text, "Returning error log to sender");
    if (!is_echo && !log_has(text, "No mail servers could be found") && !log_has(text, "Connection failed"))
        return LOG_OTHER;
    event->is_echo = is_echo;
    event->queue_id = log_between(text, "SMTPDeliverer - ", ":"); /* "Message 71": 71 alone may be a session */
    event->text = log_between(text, ": ", NULL);
    return is_given_up ? LOG_BOUNCED : LOG_DEFERRED;
}

static enum log_kind read_words(struct span text, struct log_event *event)
{
    if (LOG_STARTS(text, "SMTPDeliverer - Message "))
        return read_delivery(text, event);
    if (!log_has(text, "TLS/SSL handshake failed"))
        return LOG_OTHER;
    event->client = log_value(text, "Remote IP: ");
    event->text = log_between(text, "TCPConnection - ", NULL);
    return LOG_TLS_FAILED;
}

static enum log_kind read_note(const struct span fields[HM_FIELDS], size_t count, struct log_event *event)
{
    static const char *const names[] = { "APPLICATION", "TCPIP", "DEBUG" };
    struct span text = count > HM_SHORT_TEXT ? fields[HM_SHORT_TEXT] : SPAN_EMPTY;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(fields[HM_KIND], span_of(names[i])))
            return read_words(text, event);
    if (!span_equal(fields[HM_KIND], SPAN("ERROR")))
        return LOG_UNREAD;
    event->text = text;
    return text.len ? LOG_TROUBLE : LOG_OTHER;
}

/* "SMTPD"  thread  session  "2026-01-02 10:00:00.000"  "192.0.2.1"  "SENT: 535 …" */
enum log_kind log_read_hmailserver(const struct log_line *line, struct log_event *event)
{
    struct span fields[HM_FIELDS] = { 0 };
    struct log_frame frame = { 0 };
    int64_t time = LOG_NO_TIME;
    if (line->raw.len == 0 || line->raw.at[0] != '"')
        return LOG_UNREAD;
    size_t count = split(line->raw, fields);
    enum log_kind kind = count == HM_FIELDS ? read_dialogue(fields, event) : LOG_UNREAD;
    bool is_note = kind == LOG_UNREAD;
    if (is_note)
        kind = read_note(fields, count, event);
    if (kind != LOG_OTHER && kind != LOG_UNREAD &&
        log_time_iso(&frame, fields[is_note ? HM_SHORT_TIME : HM_TIME], &time, NULL))
        event->time = time;
    return kind;
}
