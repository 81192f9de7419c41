/* Programs beside the mail server: saslauthd, Zimbra's mailbox log, rspamd, fail2ban. */
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

/* INFO [thread] [name=…;oip=192.0.2.1;oproto=smtp;…] SoapEngine - handler exception: authentication failed for [anna],
 * … */
enum log_kind log_read_zimbra(const struct log_line *line, struct log_event *event)
{
    struct span text = line->raw;
    size_t at = span_find(text, SPAN("authentication failed for ["));
    if (!log_has(text, "soapId=") && !log_has(text, "SoapEngine - ") && !log_has(text, ";oproto="))
        return LOG_UNREAD;
    if (at == SPAN_NONE)
        return LOG_OTHER;
    event->account = log_between(span_from(text, at), "[", "]");
    event->client = log_address(log_value(text, "oip="));
    event->text = span_from(text, at);
    /* Over SMTP the mail server's own line counts it; this one knows why. */
    return log_has(text, "oproto=smtp") ? LOG_DETAIL : LOG_LOGIN_FAILED;
}

/* "2026-11-23 10:00:00 #1234(normal) <3f2a1b>; task; rspamd_task_write_log: …": the mail server tells what came of it.
 */
enum log_kind log_read_rspamd(const struct log_line *line, struct log_event *event)
{
    (void)event;
    if (LOG_STARTS(line->process, "rspamd"))
        return LOG_OTHER;
    bool is_own = line->process.len == 0 && line->text.len && line->text.at[0] == '#' && log_has(line->text, "; ");
    return is_own && line->time != LOG_NO_TIME && log_has(line->text, ">; ") ? LOG_OTHER : LOG_UNREAD;
}

/* "fail2ban.actions [123]: NOTICE [postfix-sasl] Ban 192.0.2.1" */
enum log_kind log_read_fail2ban(const struct log_line *line, struct log_event *event)
{
    bool is_own = LOG_STARTS(line->text, "fail2ban.") || LOG_STARTS(line->process, "fail2ban");
    if (!is_own)
        return LOG_UNREAD;
    struct span address = log_word(log_between(line->text, "] Ban ", NULL));
    if (address.len == 0)
        return LOG_OTHER;
    event->client = log_address(address);
    event->text = log_between(line->text, "NOTICE ", NULL);
    return LOG_BANNED;
}
