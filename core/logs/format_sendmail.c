/* Sendmail: "sendmail[pid]: QUEUEID: …", "sm-mta[pid]: …". */
#include "logs/log_format.h"

enum { QUEUE_ID_LEN = 14 };

static size_t queue_id_len(struct span text)
{
    size_t len = 0;
    while (len < text.len && len <= QUEUE_ID_LEN) {
        char c = text.at[len];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            break;
        len++;
    }
    return len == QUEUE_ID_LEN && len + 1 < text.len && text.at[len] == ':' ? len : 0;
}

/*
 * The client of "relay=IDENT:name@host [1.2.3.4] (may be forged), …": what its ident server says may be an address too,
 * and stands before it.
 */
static struct span client_of(struct span relay)
{
    return log_last_address(span_head(relay, span_find_char(relay, ',')));
}

/* "user=…, relay=…" come last; the name is the client's choice. */
static enum log_kind read_login_failure(struct span text, struct log_event *event)
{
    struct span before = text;
    struct span relay = SPAN_EMPTY;
    if (log_split_last(text, ", relay=", &before, &relay))
        event->client = client_of(relay);
    event->mechanism = log_between(text, "AUTH failure (", ")");
    event->account = log_between(before, ", user=", NULL);
    event->text = before;
    return LOG_LOGIN_FAILED;
}

static enum log_kind read_login(struct span text, struct log_event *event)
{
    event->client = client_of(log_between(text, "relay=", NULL));
    event->account = log_value(text, "authid=");
    event->mechanism = log_value(text, "mech=");
    return LOG_LOGIN_OK;
}

/* "ruleset=check_rcpt, arg1=<…>, relay=…, reject=550 …", "Milter: to=<…>, reject=451 …" */
static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    struct span reason = log_outside(text, "reject=");
    if (reason.len == 0)
        return LOG_OTHER;
    event->client = client_of(log_outside(text, "relay="));
    event->recipient = log_value(log_outside(text, LOG_STARTS(text, "Milter") ? " to=" : "arg1="), "");
    if (log_outside(text, "ruleset=check_mail").len || LOG_STARTS(text, "Milter: from=")) {
        event->sender = LOG_STARTS(text, "Milter") ? log_value(text, "from=") : event->recipient;
        event->recipient = SPAN_EMPTY;
    }
    event->text = reason;
    (void)log_reply(reason, event);
    return LOG_REJECTED;
}

/* "<nix@uni.example>... User unknown": what a client was told of a recipient. */
static enum log_kind read_recipient(struct span text, struct log_event *event)
{
    struct span reason = log_outside(text, "... ");
    if (!log_has(reason, "unknown") && !log_has(reason, "denied") && !log_has(reason, "rejected"))
        return LOG_OTHER;
    event->recipient = log_value(text, "");
    event->text = reason;
    return LOG_REJECTED;
}

/* "host [1.2.3.4]: possible SMTP attack: command=AUTH, count=6": the failed sign-ins have lines of their own. */
static enum log_kind read_attack(struct span text, struct log_event *event)
{
    struct span before = span_head(text, span_find(text, SPAN(": possible SMTP attack: ")));
    event->client = log_last_address(before);
    event->text = span_from(text, before.len + 2);
    return LOG_REJECTED;
}

static enum log_kind read_arrival(struct span text, struct log_event *event)
{
    event->sender = log_value(text, "from=");
    event->message_id = log_value(log_outside(text, "msgid="), "");
    event->client = client_of(log_outside(text, "relay="));
    return LOG_ARRIVED;
}

/* "reply=554 5.7.1 …, stat=Service unavailable": what the other server said comes before our own words for it. */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span before = text;
    struct span status = SPAN_EMPTY;
    if (!log_split_last(text, ", stat=", &before, &status))
        return LOG_OTHER;
    bool is_sent = LOG_STARTS(status, "Sent");
    bool is_deferred = LOG_STARTS(status, "Deferred");
    struct span reply = log_between(before, ", reply=", NULL);
    if (is_sent && event->is_brief)
        return LOG_SENT;
    event->recipient = log_value(text, "to=");
    event->relay = log_value(before, "relay=");
    event->text = log_reply(reply, event) ? reply : status;
    event->enhanced = log_value(before, ", dsn=");
    if (LOG_STARTS(status, "Cannot send message for ")) /* then it is given up */
        return LOG_EXPIRED;
    return is_sent ? LOG_SENT : is_deferred ? LOG_DEFERRED : LOG_BOUNCED;
}

static enum log_kind read_tls(struct span text, struct log_event *event)
{
    if (!log_has(text, "error") && !log_has(text, "failed"))
        return LOG_OTHER;
    event->client = client_of(log_between(text, "relay=", NULL));
    event->text = text;
    return LOG_TLS_FAILED;
}

static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    event->text = text;
    return LOG_TROUBLE;
}

struct row {
    const char *words;
    bool is_at_start;
    enum log_kind (*read)(struct span text, struct log_event *event);
};

static const struct row rows[] = {
    { "AUTH failure (", true, read_login_failure },
    { "AUTH=server", true, read_login },
    { "ruleset=", true, read_refusal },
    { "Milter", true, read_refusal },
    { "STARTTLS=", true, read_tls },
    { "SYSERR", true, read_trouble },
    { "rejecting connections on daemon ", true, read_trouble },
    { "from=", true, read_arrival },
    { "to=", true, read_delivery },
    { "<", true, read_recipient },
    { ": possible SMTP attack: ", false, read_attack },
};

static enum log_kind read_rows(struct span text, struct log_event *event)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span words = span_of(rows[i].words);
        if (rows[i].is_at_start ? span_starts(text, words) : log_has(text, rows[i].words))
            return rows[i].read(text, event);
    }
    return LOG_OTHER;
}

enum log_kind log_read_sendmail(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    bool is_queued = !LOG_STARTS(text, "NOQUEUE: ");
    text = is_queued ? text : span_from(text, SPAN("NOQUEUE: ").len);
    size_t id = is_queued ? queue_id_len(text) : 0;
    bool is_named = LOG_STARTS(line->process, "sendmail") || LOG_STARTS(line->process, "sm-");
    if (!is_named)
        return LOG_UNREAD;
    enum log_kind kind = read_rows(id ? span_from(text, id + 2) : text, event);
    if (id && kind != LOG_OTHER)
        event->queue_id = span_head(text, id);
    return kind;
}
