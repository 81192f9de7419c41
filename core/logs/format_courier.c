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

/* "LOGIN FAILED, user=anna, ip=[::ffff:192.0.2.1], port=[51001]": the name is the client's choice. */
static enum log_kind read_login(struct span text, struct log_event *event)
{
    struct span before = text;
    struct span behind = SPAN_EMPTY;
    bool is_failed = LOG_STARTS(text, "LOGIN FAILED");
    if (log_split_last(text, ", ip=[", &before, &behind))
        event->client = plain_address(span_head(behind, span_find_char(behind, ']')));
    event->account = log_between(before, "user=", NULL);
    event->text = is_failed ? SPAN("LOGIN FAILED") : text;
    return is_failed ? LOG_LOGIN_FAILED : LOG_LOGIN_OK;
}

/*
 * "id=…,from=<…>,addr=<…>: 550 …", a line for each line of a reply, says why; "…,status: failure" that follows says
 * what has become of it. A delivery that went well has one line: "…,size=900,success: delivered: …", or "status:
 * success".
 */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span behind = log_outside(text, ",addr=");
    struct span status = log_outside(behind, ",status: ");
    bool is_sent = LOG_STARTS(status, "success") || log_outside(behind, ",success: ").len;
    struct span reason = log_outside(behind, ": ");
    if (is_sent && event->is_brief)
        return LOG_SENT;
    event->queue_id = log_value(text, "id=");
    event->sender = log_value(text, "from=");
    event->recipient = log_value(behind, "");
    if (is_sent || status.len == 0) {
        event->text = reason;
        (void)log_reply(reason, event);
        return is_sent ? LOG_SENT : LOG_DETAIL;
    }
    event->text = status;
    return LOG_STARTS(status, "deferred") ? LOG_DEFERRED : LOG_BOUNCED;
}

/* "couriertls: accept: error:…", by some versions behind "ip=[…], " */
static enum log_kind read_tls(struct span text, struct log_event *event)
{
    struct span reason = log_between(text, "couriertls: ", NULL);
    event->client = plain_address(log_between(text, "ip=[", "], "));
    event->text = reason;
    return LOG_TLS_FAILED;
}

/* "Maximum connection limit reached for ::ffff:192.0.2.1" */
static enum log_kind read_limit(struct span text, struct log_event *event)
{
    event->client = plain_address(log_word(log_between(text, " reached for ", NULL)));
    event->text = text;
    return LOG_REJECTED;
}

/* What the user database could not do; that a password was wrong the servers say themselves. */
static enum log_kind read_database(struct span text, struct log_event *event)
{
    static const char *const words[] = { "failed to connect", "an't connect", "onnection refused", "rror: ",
                                         "unable to ",        "annot ",       "o such file",       "ermission denied" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!log_has(text, words[i]))
            continue;
        event->text = text;
        return LOG_TROUBLE;
    }
    return LOG_OTHER;
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
    event->client = plain_address(log_last_address(log_between(text, ": dns; ", NULL))); /* behind its HELO */
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
    if (span_equal(line->process, SPAN("authdaemond")))
        return read_database(text, event);
    if (log_has(text, "aximum connection limit reached for "))
        return read_limit(text, event);
    bool is_tls = LOG_STARTS(text, "couriertls: ") || log_has(text, "], couriertls: ");
    return is_tls && log_has(text, "rror:") ? read_tls(text, event) : LOG_OTHER;
}
