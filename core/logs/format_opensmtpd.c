/* OpenSMTPD, the forms before and after 6.0: "smtp-in: …", and "<16 hex digits> smtp …". */
#include "logs/log_format.h"

static enum log_kind kind_of_result(struct span result)
{
    if (span_equal_nocase(result, SPAN("Ok")))
        return LOG_SENT;
    return span_equal_nocase(result, SPAN("TempFail")) ? LOG_DEFERRED : LOG_BOUNCED;
}

/* The message is the first half of the number of an envelope. */
static void read_envelope(struct span text, struct log_event *event)
{
    enum { MESSAGE_LEN = 8 };
    event->message_id = log_value(text, "evpid=");
    event->queue_id = span_head(event->message_id, MESSAGE_LEN);
    event->sender = log_value(text, " from=");
    event->recipient = log_value(text, " to=");
}

/* delivery evpid=… from=<…> to=<…> … relay="…" … result="PermFail" stat="550 …"; mda: stat=Error ("…") */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span end = log_outside(text, " result=");
    enum log_kind kind = kind_of_result(log_value(end, ""));
    if (kind == LOG_SENT && event->is_brief)
        return kind;
    read_envelope(text, event);
    event->relay = log_value(text, "relay=");
    event->text = log_between(end, " stat=", NULL);
    if (LOG_STARTS(event->text, "\""))
        event->text = log_value(event->text, "");
    (void)log_reply(event->text, event);
    return kind;
}

/* "relay: PermFail for 4296f490: session=…, from=<…>, to=<…>, …, stat=550 …" */
static enum log_kind read_old_delivery(struct span text, struct log_event *event)
{
    enum log_kind kind = kind_of_result(log_word(log_between(text, ": ", NULL)));
    if (kind == LOG_SENT && event->is_brief)
        return kind;
    event->sender = log_value(text, "from=");
    event->recipient = log_value(text, " to=");
    event->relay = log_value(text, "relay=");
    event->text = log_between(text, "stat=", NULL);
    (void)log_reply(event->text, event);
    return kind;
}

/* "connected address=192.0.2.7 host=box", before 6.0 "New session … from host box [192.0.2.7]": other lines of the
 * session say no more than its id. */
static enum log_kind read_connection(struct span text, struct log_event *event)
{
    struct span client = log_address(log_value(text, " address="));
    if (client.len == 0)
        client = log_last_address(text);
    if (client.len == 0)
        return LOG_OTHER; /* local */
    event->client = client;
    return LOG_DETAIL;
}

/* "message msgid=7d8e9f10 size=…"; the envelopes follow. */
static enum log_kind read_message(struct span text, struct log_event *event)
{
    event->queue_id = log_value(text, "msgid=");
    return LOG_ARRIVED;
}

static enum log_kind read_arrived_envelope(struct span text, struct log_event *event)
{
    read_envelope(text, event);
    return LOG_SENDER;
}

/* The reply that goes with it stands on a line of its own, which does not name the account. */
static enum log_kind refuse_login(bool is_for_now, struct log_event *event)
{
    event->text = is_for_now ? SPAN("421 Temporary failure") : SPAN("535 Authentication failed");
    (void)log_reply(event->text, event);
    return LOG_LOGIN_FAILED;
}

static enum log_kind read_authentication(struct span text, struct log_event *event)
{
    struct span result = log_value(text, " result=");
    event->account = log_value(text, " user=");
    event->client = log_address(log_value(text, " address="));
    return span_equal(result, SPAN("ok")) ? LOG_LOGIN_OK : refuse_login(span_equal(result, SPAN("tempfail")), event);
}

static enum log_kind read_old_authentication(struct span text, struct log_event *event)
{
    event->account = log_word(log_between(text, " for user ", NULL));
    return LOG_STARTS(text, "Accepted ") ? LOG_LOGIN_OK : refuse_login(log_has(text, "temporarily"), event);
}

/* failed-command command="RCPT TO:<…>" result="550 Invalid recipient"; "Failed command on session …: "…" => 550 …" */
static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    bool is_old = LOG_STARTS(text, "Failed ");
    struct span before = text;
    struct span result = SPAN_EMPTY;
    if (!log_split_last(text, is_old ? "\" => " : "\" result=", &before, &result))
        return LOG_OTHER;
    struct span command = log_between(before, is_old ? ": \"" : "command=\"", NULL);
    struct span head = span_head(before, before.len - command.len);
    event->text = is_old ? result : log_value(result, "");
    event->recipient = log_between(command, "RCPT TO:<", ">");
    event->client = log_address(log_value(head, " address="));
    (void)log_reply(event->text, event);
    /* That a sign-in was refused has been told by a line of its own. */
    bool is_login = LOG_STARTS(command, "AUTH ") && (event->code == 535 || event->code == 421);
    return is_login ? LOG_DETAIL : LOG_REJECTED;
}

/* "disconnected reason=…"; what went wrong with TLS comes with the library's words. */
static enum log_kind read_end(struct span text, struct log_event *event)
{
    struct span reason = log_value(text, "reason=");
    bool is_library = log_has(reason, "io-error: ") && log_has(reason, " error:");
    if (!is_library && !LOG_STARTS(reason, "tls-accept-failed"))
        return LOG_OTHER;
    event->text = is_library ? reason : text;
    return LOG_TLS_FAILED;
}

struct row {
    const char *words;
    enum log_kind (*read)(struct span text, struct log_event *event);
};

/* Behind the session and the service. */
static const struct row rows[] = {
    { "delivery ", read_delivery },
    { "connected ", read_connection },
    { "message msgid=", read_message },
    { "envelope evpid=", read_arrived_envelope },
    { "authentication ", read_authentication },
    { "failed-command ", read_refusal },
    { "disconnected ", read_end },
    { "closed ", read_end },
};

/* Behind "smtp-in: ", before 6.0. */
static const struct row old_rows[] = {
    { "Failed command on session ", read_refusal },
    { "New session ", read_connection },
    { "Authentication failed for user ", read_old_authentication },
    { "Authentication temporarily failed for user ", read_old_authentication },
    { "Accepted authentication for user ", read_old_authentication },
};

static enum log_kind read_rows(struct span text, const struct row *known, size_t count, struct log_event *event)
{
    for (size_t i = 0; i < count; i++)
        if (span_starts(text, span_of(known[i].words)))
            return known[i].read(text, event);
    return LOG_OTHER;
}

enum { SESSION_LEN = 16 };

/* The id of the session at the start of text. */
static struct span session_at(struct span text)
{
    size_t len = 0;
    while (len < text.len && len < SESSION_LEN &&
           ((text.at[len] >= '0' && text.at[len] <= '9') || (text.at[len] >= 'a' && text.at[len] <= 'f')))
        len++;
    return span_head(text, len == SESSION_LEN ? len : 0);
}

/* "2bbf92a43a6c9c1e smtp connected …", in 6.0 "… smtp event=connected …" */
static enum log_kind read_new(struct span text, struct log_event *event)
{
    struct span event_word = SPAN("event=");
    struct span rest = span_from(text, SESSION_LEN + 1);
    rest = span_from(rest, span_head(rest, span_find_char(rest, ' ')).len + 1); /* smtp, mta, mda */
    if (span_starts(rest, event_word))
        rest = span_from(rest, event_word.len);
    return read_rows(rest, rows, sizeof rows / sizeof *rows, event);
}

static enum log_kind read_old(struct span text, struct log_event *event)
{
    if (LOG_STARTS(text, "relay: ") || LOG_STARTS(text, "delivery: "))
        return read_old_delivery(text, event);
    if (!LOG_STARTS(text, "smtp-in: "))
        return LOG_OTHER;
    return read_rows(span_from(text, SPAN("smtp-in: ").len), old_rows, sizeof old_rows / sizeof *old_rows, event);
}

/* As it writes in the foreground (-d): no time, no host; "2bbf92a43a6c9c1e smtp …", or one of a few notes. */
static bool is_foreground(struct span text)
{
    static const char *const notes[] = { "debug: session_", "debug: looking up pki ",
                                         "debug: pony: ",   "debug: SSL library error: ",
                                         "debug: smtpd: ",  "info: OpenSMTPD " };
    if (session_at(text).len) {
        struct span rest = span_from(text, SESSION_LEN);
        return LOG_STARTS(rest, " smtp ") || LOG_STARTS(rest, " mta ") || LOG_STARTS(rest, " mda ");
    }
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (span_starts(text, span_of(notes[i])))
            return true;
    return false;
}

enum log_kind log_read_opensmtpd(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    if (!span_equal(line->process, SPAN("smtpd")) && !is_foreground(line->raw))
        return LOG_UNREAD;
    struct span session = session_at(text);
    enum log_kind kind = session.len ? read_new(text, event) : read_old(text, event);
    if (session.len == 0)
        session = session_at(log_between(text, "session ", NULL));
    if (kind != LOG_OTHER && session.len)
        event->session = log_session(line, session);
    return kind;
}
