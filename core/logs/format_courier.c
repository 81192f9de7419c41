/* Courier: courieresmtpd (incoming), courieresmtp (outgoing), imapd and pop3d. */
#include "logs/log_format.h"

/* "::ffff:192.0.2.1" is the address behind it. */
static struct span plain_address(struct span address)
{
    struct span mapped = SPAN("::ffff:");
    return span_starts_nocase(address, mapped) ? span_from(address, mapped.len) : address;
}

/* error,relay=::ffff:1.2.3.4,from=<…>,to=<…>: 550 User unknown. */
static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    struct span message = log_value(text, "msg=");
    event->client = plain_address(log_value(text, "relay="));
    event->sender = log_value(text, "from=");
    event->recipient = log_value(text, ",to=");
    event->text = message.len ? message : log_between(text, ">: ", NULL);
    if (event->text.len == 0)
        event->text = text;
    (void)log_reply(event->text, event);
    return event->code == 535 ? LOG_LOGIN_FAILED : LOG_REJECTED;
}

static enum log_kind read_login(struct span text, struct log_event *event)
{
    event->account = log_value(text, "user=");
    event->client = plain_address(log_address(log_between(text, "ip=", NULL)));
    event->text = text;
    return LOG_STARTS(text, "LOGIN FAILED") ? LOG_LOGIN_FAILED : LOG_LOGIN_OK;
}

/* "id=…,from=<…>,addr=<…>: 550 …"; the line "…,status: failure" that follows counts nothing more. */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span reason = log_between(text, ">: ", NULL);
    bool is_sent = log_has(text, "status: success");
    if (is_sent && event->is_brief)
        return LOG_SENT;
    if (!is_sent && !log_reply(reason, event))
        return LOG_OTHER;
    event->queue_id = log_value(text, "id=");
    event->sender = log_value(text, "from=");
    event->recipient = log_value(text, "addr=");
    event->text = reason;
    return is_sent ? LOG_SENT : event->code < 500 ? LOG_DEFERRED : LOG_BOUNCED;
}

/* "newmsg,id=…: dns; host (host [::ffff:192.0.2.1])", "started,id=…,from=<…>,module=esmtp,…,addr=<…>", "completed,id=…"
 */
static enum log_kind read_queue(struct span text, struct log_event *event)
{
    struct span id = log_between(text, ",id=", NULL);
    size_t len = 0;
    while (len < id.len && id.at[len] != ',' && id.at[len] != ':')
        len++;
    event->queue_id = span_head(id, len);
    if (LOG_STARTS(text, "completed,"))
        return LOG_REMOVED;
    if (LOG_STARTS(text, "started,")) {
        event->sender = log_value(text, "from=");
        return LOG_SENDER;
    }
    event->client = plain_address(log_address(log_between(text, ": dns; ", NULL)));
    return LOG_ARRIVED;
}

static bool is_courier(struct span process)
{
    static const char *const names[] = { "courieresmtpd", "courieresmtp", "courierd",   "courieruucp",
                                         "courierlocal",  "esmtpd",       "esmtpd-ssl", "imapd",
                                         "imapd-ssl",     "pop3d",        "pop3d-ssl",  "authdaemond" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(process, span_of(names[i])))
            return true;
    return false;
}

enum log_kind log_read_courier(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    if (!is_courier(line->process))
        return LOG_UNREAD;
    if (LOG_STARTS(text, "error,"))
        return read_refusal(text, event);
    if (LOG_STARTS(text, "LOGIN FAILED, ") || LOG_STARTS(text, "LOGIN, "))
        return read_login(text, event);
    if (LOG_STARTS(text, "newmsg,id=") || LOG_STARTS(text, "started,id=") || LOG_STARTS(text, "completed,id="))
        return read_queue(text, event);
    if (LOG_STARTS(text, "id="))
        return read_delivery(text, event);
    return LOG_OTHER;
}
