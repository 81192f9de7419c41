/* OpenSMTPD, the forms before and after 6.0: "smtp-in: …", and "<16 hex digits> smtp …". */
#include "logs/log_format.h"

static enum log_kind kind_of_result(struct span result)
{
    if (span_equal_nocase(result, SPAN("Ok")))
        return LOG_SENT;
    return span_equal_nocase(result, SPAN("TempFail")) ? LOG_DEFERRED : LOG_BOUNCED;
}

/* mta delivery evpid=… from=<…> to=<…> … relay="…" … result="PermFail" stat="550 …" */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    enum log_kind kind = kind_of_result(log_value(text, "result="));
    if (kind == LOG_SENT && event->is_brief)
        return kind;
    event->sender = log_value(text, "from=");
    event->recipient = log_value(text, " to=");
    event->relay = log_value(text, "relay=");
    event->text = log_value(text, "stat=");
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

static enum log_kind read_authentication(struct span text, struct log_event *event)
{
    bool is_ok = span_equal(log_value(text, "result="), SPAN("ok"));
    event->account = log_value(text, "user=");
    event->client = log_address(log_value(text, "address="));
    event->text = text;
    return is_ok ? LOG_LOGIN_OK : LOG_LOGIN_FAILED;
}

/* failed-command command="RCPT TO:<…>" result="550 Invalid recipient" */
static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    bool is_old = log_has(text, "\" => ");
    struct span command = is_old ? log_between(text, ": \"", "\"") : log_value(text, "command=");
    event->text = is_old ? log_between(text, "\" => ", NULL) : log_value(text, "result=");
    event->recipient = log_between(command, "RCPT TO:<", ">");
    event->client = log_address(log_value(text, "address="));
    (void)log_reply(event->text, event);
    /* What is refused there has been told by the line about the sign-in. */
    return event->code == 535 ? LOG_LOGIN_FAILED : LOG_REJECTED;
}

static enum log_kind read_tls(struct span text, struct log_event *event)
{
    struct span reason = log_value(text, "reason=");
    event->text = LOG_STARTS(reason, "io-error: ") ? reason : text;
    return LOG_TLS_FAILED;
}

struct row {
    const char *words;
    enum log_kind (*read)(struct span text, struct log_event *event);
};

static const struct row rows[] = {
    { " mta delivery ", read_delivery },
    { " mda delivery ", read_delivery },
    { "relay: ", read_old_delivery },
    { "delivery: ", read_old_delivery },
    { " authentication user=", read_authentication },
    { "failed-command ", read_refusal },
    { "Failed command on session", read_refusal },
    { "reason=tls-accept-failed", read_tls },
    { "reason=\"io-error: error:", read_tls },
};

/* As it writes in the foreground (-d): no time, no host; "2bbf92a43a6c9c1e smtp …", or one of a few notes. */
static bool is_foreground(const struct log_line *line)
{
    enum { SESSION_LEN = 16 };
    static const char *const notes[] = { "debug: session_", "debug: looking up pki ",
                                         "debug: pony: ",   "debug: SSL library error: ",
                                         "debug: smtpd: ",  "info: OpenSMTPD " };
    struct span text = line->raw;
    size_t len = 0;
    while (len < text.len && len < SESSION_LEN &&
           ((text.at[len] >= '0' && text.at[len] <= '9') || (text.at[len] >= 'a' && text.at[len] <= 'f')))
        len++;
    struct span rest = span_from(text, len);
    if (len == SESSION_LEN)
        return LOG_STARTS(rest, " smtp ") || LOG_STARTS(rest, " mta ") || LOG_STARTS(rest, " mda ");
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (span_starts(text, span_of(notes[i])))
            return true;
    return false;
}

enum log_kind log_read_opensmtpd(const struct log_line *line, struct log_event *event)
{
    if (!span_equal(line->process, SPAN("smtpd")) && !is_foreground(line))
        return LOG_UNREAD;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (log_has(line->text, rows[i].words))
            return rows[i].read(line->text, event);
    return LOG_OTHER;
}
