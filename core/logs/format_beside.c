/* Programs beside the mail server that check passwords: saslauthd, Zimbra's mailbox server. */
#include "logs/log_format.h"

/* do_auth : auth failure: [user=anna] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error] */
enum log_kind log_read_saslauthd(const struct log_line *line, struct log_event *event)
{
    if (!span_equal(line->process, SPAN("saslauthd")))
        return LOG_UNREAD;
    if (!log_has(line->text, "auth failure: "))
        return LOG_OTHER;
    event->account = log_between(line->text, "[user=", "]");
    event->mechanism = log_between(line->text, "[mech=", "]");
    event->text = line->text;
    return event->account.len ? LOG_DETAIL : LOG_LOGIN_FAILED;
}

/* A Java program with a thread and a context in brackets; these words of its own tell that it is Zimbra. */
static bool is_zimbra(struct span text)
{
    static const char *const levels[] = { "INFO ", "WARN ", "ERROR ", "DEBUG ", "FATAL " };
    static const char *const words[] = { "soapId=",   ";oproto=", "SoapEngine - ", "] security - cmd=",
                                         "] imap - ", "] pop - ", "] lmtp - " };
    bool has_level = false;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        has_level = has_level || span_starts(text, span_of(levels[i]));
    for (size_t i = 0; has_level && i < sizeof words / sizeof *words; i++)
        if (log_has(text, words[i]))
            return true;
    return false;
}

/* "[name=…;ip=10.0.0.9;oip=198.51.100.122, 10.0.0.1;…]": oip is the client's own, when a proxy stands before. */
static void read_context(struct span text, struct log_event *event)
{
    static const char *const keys[] = { "oip=", "[ip=", ";ip=" };
    for (size_t i = 0; event->client.len == 0 && i < sizeof keys / sizeof *keys; i++)
        event->client = log_address(log_value(text, keys[i]));
}

/*
 * "SoapEngine - handler exception: authentication failed for [anna], …" in the mailbox log, "security - cmd=Auth;
 * account=anna; protocol=imap; error=authentication failed for [anna], …;" in the audit log: of one SOAP request both
 * tell, so each is an echo of the other. Over SMTP the mail server's own line counts it; this one knows why.
 */
static enum log_kind read_login_failed(struct span text, struct span reason, struct log_event *event)
{
    event->account = log_between(reason, "[", "]");
    event->text = span_head(reason, span_find_char(reason, ';'));
    read_context(text, event);
    if (log_has(text, "oproto=smtp"))
        return LOG_DETAIL;
    event->queue_id = log_value(text, "soapId=");
    event->is_echo = event->queue_id.len > 0;
    return LOG_LOGIN_FAILED;
}

/* "security - cmd=Auth; account=anna; protocol=imap;", "imap - user anna authenticated, mechanism=PLAIN [TLS]" */
static enum log_kind read_login_ok(struct span text, struct log_event *event)
{
    struct span account = log_value(text, "cmd=Auth; account=");
    struct span rest = log_between(text, " - user ", NULL);
    if (account.len == 0 && log_has(rest, " authenticated"))
        account = log_word(rest);
    if (account.len == 0 || log_has(text, "; error=") || log_has(text, "oproto=smtp"))
        return LOG_OTHER;
    read_context(text, event);
    event->account = account;
    event->mechanism = log_value(rest, "mechanism=");
    return LOG_LOGIN_OK;
}

/* "lmtp - rejecting message anna@example.com: overquota" */
static enum log_kind read_rejected(struct span rest, struct log_event *event)
{
    (void)span_cut(&rest, ':', &event->recipient);
    event->text = span_trim(rest);
    return LOG_REJECTED;
}

enum log_kind log_read_zimbra(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    if (line->time == LOG_NO_TIME || !is_zimbra(text))
        return LOG_UNREAD;
    size_t failed = span_find(text, SPAN("authentication failed for ["));
    if (failed != SPAN_NONE)
        return read_login_failed(text, span_from(text, failed), event);
    struct span rejected = log_between(text, "] lmtp - rejecting message ", NULL);
    if (rejected.len)
        return read_rejected(rejected, event);
    enum log_kind kind = read_login_ok(text, event);
    /* What it warns of in other words is for the reader of texts. */
    bool is_calm = LOG_STARTS(text, "INFO ") || LOG_STARTS(text, "DEBUG ");
    return kind == LOG_OTHER && !is_calm && !log_has(text, "soapId=") ? LOG_UNREAD : kind;
}
