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

static enum log_kind read_login_failure(struct span text, struct log_event *event)
{
    event->mechanism = log_between(text, "AUTH failure (", ")");
    event->account = log_value(text, "user=");
    event->client = log_address(log_between(text, "relay=", NULL));
    event->text = text;
    return LOG_LOGIN_FAILED;
}

static enum log_kind read_login(struct span text, struct log_event *event)
{
    event->client = log_address(log_between(text, "relay=", NULL));
    event->account = log_value(text, "authid=");
    event->mechanism = log_value(text, "mech=");
    return LOG_LOGIN_OK;
}

static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    event->client = log_address(log_between(text, "relay=", NULL));
    event->recipient = log_value(text, "arg1=");
    event->text = log_between(text, "reject=", NULL);
    (void)log_reply(event->text, event);
    return LOG_REJECTED;
}

static enum log_kind read_arrival(struct span text, struct log_event *event)
{
    event->sender = log_value(text, "from=");
    event->message_id = log_value(text, "msgid=");
    event->client = log_address(log_between(text, "relay=", NULL));
    return LOG_ARRIVED;
}

static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span status = log_between(text, "stat=", NULL);
    bool is_sent = LOG_STARTS(status, "Sent");
    bool is_deferred = LOG_STARTS(status, "Deferred");
    if (status.len == 0)
        return LOG_OTHER;
    if (is_sent && event->is_brief)
        return LOG_SENT;
    event->recipient = log_value(text, "to=");
    event->relay = log_value(text, "relay=");
    event->enhanced = log_value(text, "dsn=");
    event->text = status;
    return is_sent ? LOG_SENT : is_deferred ? LOG_DEFERRED : LOG_BOUNCED;
}

static enum log_kind read_tls(struct span text, struct log_event *event)
{
    if (!log_has(text, "error") && !log_has(text, "failed"))
        return LOG_OTHER;
    event->client = log_address(text);
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
    { "reject=", false, read_refusal },
    { "STARTTLS=", true, read_tls },
    { "SYSERR", true, read_trouble },
    { "from=", true, read_arrival },
    { "to=", true, read_delivery },
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
    size_t id = queue_id_len(text);
    bool is_named = LOG_STARTS(line->process, "sendmail") || LOG_STARTS(line->process, "sm-");
    if (!is_named)
        return LOG_UNREAD;
    enum log_kind kind = read_rows(id ? span_from(text, id + 2) : text, event);
    if (id && kind != LOG_OTHER)
        event->queue_id = span_head(text, id);
    return kind;
}
