/* Exim, main, reject and panic log; also behind a syslog frame, and as cPanel runs it. */
#include "logs/log_format.h"

enum { ID_OLD = 16, ID_NEW = 23 }; /* 1HmaX-000000-5v, since 4.97 10HmaX-000000005vi-0000 */

static bool has_dashes(struct span text, size_t first, size_t second, size_t len)
{
    if (text.len <= len || text.at[first] != '-' || text.at[second] != '-' || text.at[len] != ' ')
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = text.at[i];
        bool is_letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && i != first && i != second)
            return false;
    }
    return true;
}

static size_t id_len(struct span text)
{
    if (has_dashes(text, 6, 13, ID_OLD))
        return ID_OLD;
    return has_dashes(text, 6, 18, ID_NEW) ? ID_NEW : 0;
}

/* ---- lines of one message ---- */

/* "A=dovecot_login:anna@example.com" */
static void read_login(struct span text, struct log_event *event)
{
    struct span login = log_value(text, " A=");
    if (span_find_char(login, ':') == SPAN_NONE)
        return;
    (void)span_cut(&login, ':', &event->mechanism);
    event->account = login;
}

static enum log_kind read_arrival(struct span text, struct log_event *event)
{
    event->sender = log_word(text);
    event->client = log_address(log_between(text, " H=", NULL));
    event->message_id = log_value(text, " id=");
    read_login(text, event);
    return LOG_ARRIVED;
}

/* The reason stands behind "defer (-44): ", or behind the first ": " that ends the fields. */
static struct span reason_of(struct span text)
{
    struct span reason = log_between(text, "): ", NULL);
    size_t end = span_find(text, SPAN(": "));
    if (reason.len && log_has(text, " defer ("))
        return reason;
    return end == SPAN_NONE ? text : span_from(text, end + 2);
}

/* "550 5.1.1 …" somewhere in the reason. */
static void find_reply(struct span reason, struct log_event *event)
{
    size_t at = 0;
    while ((at = span_find(reason, SPAN(": "))) != SPAN_NONE) {
        reason = span_from(reason, at + 2);
        if (log_reply(reason, event))
            return;
    }
}

static enum log_kind read_failure(struct span text, struct log_event *event, enum log_kind kind)
{
    struct span full = log_between(text, "<", ">");
    event->recipient = full.len && span_find_char(text, '<') < 80 ? full : log_word(text);
    event->relay = log_value(text, " H=");
    event->text = reason_of(text);
    find_reply(text, event);
    return kind;
}

static enum log_kind read_flag(struct span text, struct log_event *event)
{
    struct span rest = span_from(text, 3);
    if (LOG_STARTS(text, "<= "))
        return read_arrival(rest, event);
    if (LOG_STARTS(text, "=> ") || LOG_STARTS(text, "-> ")) {
        if (!event->is_brief)
            event->recipient = log_word(rest);
        return LOG_SENT;
    }
    if (LOG_STARTS(text, "** "))
        return read_failure(rest, event, LOG_BOUNCED);
    if (LOG_STARTS(text, "== "))
        return read_failure(rest, event, LOG_DEFERRED);
    return LOG_UNREAD;
}

/* ---- lines of a connection ---- */

/* dovecot_login authenticator failed for host [1.2.3.4]: 535 Incorrect authentication data (set_id=anna) */
static enum log_kind read_login_failure(struct span text, struct log_event *event)
{
    event->mechanism = log_word(text);
    event->client = log_address(log_between(text, " for ", NULL));
    event->account = log_value(text, "(set_id=");
    event->text = log_between(text, "]: ", NULL);
    if (event->text.len == 0)
        event->text = text;
    (void)log_reply(event->text, event);
    return LOG_LOGIN_FAILED;
}

static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    size_t at = span_find(text, SPAN("rejected "));
    struct span words = at == SPAN_NONE ? text : span_from(text, at);
    bool is_sender = LOG_STARTS(words, "rejected MAIL ");
    /* The name that a client gave itself may be an address as well. */
    event->client = log_address(log_between(text, " [", "]"));
    if (event->client.len == 0)
        event->client = log_address(text);
    event->sender = is_sender ? log_value(words, "FROM:") : log_value(text, " F=");
    event->recipient = log_value(words, "RCPT ");
    event->text = words;
    find_reply(text, event);
    read_login(text, event);
    return LOG_REJECTED;
}

static enum log_kind read_tls(struct span text, struct log_event *event)
{
    event->client = log_address(text);
    event->text = text;
    return LOG_TLS_FAILED;
}

static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    event->text = text;
    return LOG_TROUBLE;
}

static enum log_kind read_end(struct span text, struct log_event *event)
{
    (void)text;
    (void)event;
    return LOG_REMOVED;
}

static enum log_kind read_nothing(struct span text, struct log_event *event)
{
    (void)text;
    (void)event;
    return LOG_OTHER;
}

struct row {
    const char *words;
    enum log_kind (*read)(struct span text, struct log_event *event);
};

static const struct row rows[] = {
    { " authenticator failed for ", read_login_failure },
    { "rejected ", read_refusal },
    { " dropped: ", read_refusal },
    { "enforce_mail_permissions: ", read_refusal },
    { "TLS error on connection ", read_tls },
    { "exim: could not ", read_trouble },
    { "Cannot open main log", read_trouble },
    { "failed to open ", read_trouble },
    { "no space left", read_trouble },
    { "Completed", read_end },
    { "queue run: pid=", read_nothing },
    { "daemon started: pid=", read_nothing },
    { "no host name found for IP address", read_nothing },
    { "no IP address found for host", read_nothing },
    { "SMTP connection from", read_nothing },
    { "SMTP protocol ", read_nothing },
    { "SMTP syntax error", read_nothing },
    { "unexpected disconnection while reading SMTP", read_nothing },
    { "SMTP command timeout on", read_nothing },
    { "SMTP data timeout", read_nothing },
    { "Unfrozen by", read_nothing },
    { "Message is frozen", read_nothing },
    { "Frozen (", read_nothing },
    { "ident connection to", read_nothing },
};

static enum log_kind read_rows(struct span text, struct log_event *event)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (log_has(text, rows[i].words))
            return rows[i].read(text, event);
    return LOG_UNREAD;
}

enum log_kind log_read_exim(const struct log_line *line, struct log_event *event)
{
    struct log_frame frame = { 0 };
    struct span text = line->text;
    int64_t time = LOG_NO_TIME;
    size_t len = 0;
    bool is_named = LOG_STARTS(line->process, "exim");
    if (line->time == LOG_NO_TIME || (line->process.len && !is_named))
        return LOG_UNREAD;
    /* Its own time may stand behind that of syslog. */
    if (is_named && log_time_iso(&frame, text, &time, &len))
        text = span_from(text, len + 1);
    if (text.len && text.at[0] == '[' && span_find(text, SPAN("] ")) < 10)
        text = span_from(text, span_find(text, SPAN("] ")) + 2);
    size_t id = id_len(text);
    if (id == 0) {
        enum log_kind kind = read_rows(text, event);
        return kind == LOG_UNREAD && is_named ? LOG_OTHER : kind;
    }
    struct span rest = span_from(text, id + 1);
    enum log_kind kind = read_flag(rest, event);
    if (kind == LOG_UNREAD)
        kind = read_rows(rest, event);
    if (kind == LOG_UNREAD)
        return LOG_OTHER;
    if (kind != LOG_OTHER)
        event->queue_id = span_head(text, id);
    return kind;
}
