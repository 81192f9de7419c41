/* fail2ban: whom it shut out of the mail server. What it does for other services is of no concern here. */
#include "logs/log_format.h"

/* Jails are named after the service, or after what they watch: "postfix-sasl", "plesk-dovecot", "smtp-auth". */
static bool is_of_mail(struct span jail)
{
    static const char *const words[] = { "postfix", "dovecot",   "exim",  "sendmail", "courier",
                                         "sieve",   "recidive",  "mail",  "smtp",     "imap",
                                         "pop3",    "sasl",      "cyrus", "zimbra",   "exchange",
                                         "rspamd",  "roundcube", "sogo",  "horde",    "perdition" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(jail, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

/* "fail2ban.actions [123]: NOTICE  [postfix-sasl] Ban 192.0.2.1"; after a restart "Restore Ban 192.0.2.1". */
enum log_kind log_read_fail2ban(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    if (!LOG_STARTS(text, "fail2ban.") && !LOG_STARTS(line->process, "fail2ban"))
        return LOG_UNREAD;
    size_t at = span_find(text, SPAN("] Ban "));
    if (at == SPAN_NONE)
        at = span_find(text, SPAN("] Restore Ban "));
    size_t open = at == SPAN_NONE ? SPAN_NONE : span_find_last(span_head(text, at), '[');
    struct span jail = open == SPAN_NONE ? SPAN_EMPTY : span_from(span_head(text, at), open + 1);
    struct span address = log_word(log_between(span_from(text, at), "Ban ", NULL));
    if (address.len == 0 || !is_of_mail(jail))
        return LOG_OTHER;
    event->client = log_address(address);
    event->text = span_from(text, open);
    return LOG_BANNED;
}
