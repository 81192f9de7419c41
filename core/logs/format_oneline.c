/* Clients that say everything on one line: msmtp's log, and the errors that Outlook shows. */
#include "logs/log_format.h"
#include "logs/replyfind.h"

#include <string.h>

static enum log_kind kind_of_code(unsigned code)
{
    return code < 500 ? LOG_DEFERRED : LOG_REJECTED;
}

/* ---- msmtp ---- */

/* The value of key=, which may stand between apostrophes and then ends before " key=" or the end of the line. */
static struct span value_of(struct span text, const char *key)
{
    struct span rest = log_between(text, key, NULL);
    if (rest.len == 0 || rest.at[0] != '\'')
        return log_word(rest);
    rest = span_from(rest, 1);
    size_t at = 0;
    size_t found;
    while ((found = span_find_char(span_from(rest, at), '\'')) != SPAN_NONE) {
        at += found;
        if (at + 1 >= rest.len || (rest.at[at + 1] == ' ' && span_find_char(span_from(rest, at), '=') != SPAN_NONE))
            return span_head(rest, at);
        at++;
    }
    return rest;
}

/* EX_TEMPFAIL and its like (sysexits.h): what msmtp's caller is told. */
static enum log_kind kind_of_exit(struct span line, const struct log_event *event)
{
    struct span code = value_of(line, " exitcode=");
    struct span words = value_of(line, " errormsg=");
    if (span_equal(code, SPAN("EX_OK")))
        return LOG_SENT;
    if (log_has(words, "authentication failed") || span_equal(code, SPAN("EX_NOPERM")))
        return LOG_LOGIN_FAILED;
    if (event->code >= 400)
        return kind_of_code(event->code);
    return LOG_STARTS(words, "TLS ") ? LOG_TLS_FAILED : LOG_DEFERRED;
}

/* host=… tls=on auth=on user=… from=… recipients=… smtpstatus=535 smtpmsg='…' errormsg='…' exitcode=EX_NOPERM */
enum log_kind log_read_msmtp(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    if (!LOG_STARTS(text, "host=") || !log_has(text, " exitcode=EX_"))
        return LOG_UNREAD;
    struct log_event found = *event;
    struct span reply = value_of(text, " smtpmsg=");
    (void)log_reply(reply, &found);
    enum log_kind kind = kind_of_exit(text, &found);
    if (kind == LOG_SENT && event->is_brief)
        return kind;
    *event = found;
    event->relay = value_of(text, "host=");
    event->account = value_of(text, " user=");
    event->sender = value_of(text, " from=");
    event->recipient = value_of(text, " recipients=");
    event->mechanism = log_between(text, "(method ", ")");
    /* The whole line: its words, and whose server it was. */
    event->text = text;
    return kind;
}

/* ---- Outlook ---- */

/* In any language the number stays: 0x800CCC0E, 0x800CCC18. */
static size_t find_number(struct span text)
{
    size_t at = span_find(text, SPAN("0x800CCC"));
    return at == SPAN_NONE ? span_find(text, SPAN("0x800ccc")) : at;
}

static bool is_login_number(struct span text, size_t at)
{
    static const char *const numbers[] = { "18", "80", "81", "92" };
    for (size_t i = 0; at != SPAN_NONE && i < sizeof numbers / sizeof *numbers; i++)
        if (span_starts(span_from(text, at + 8), span_of(numbers[i])))
            return true;
    return false;
}

/* "Task 'anna@example.org - Sending'", "Account: 'anna@example.org'" */
static struct span account_in(struct span text)
{
    struct span task = log_between(text, "'", "'");
    struct span account = log_between(text, "Account: '", "'");
    size_t end = span_find(task, SPAN(" - "));
    if (account.len == 0 && end != SPAN_NONE)
        account = span_head(task, end);
    return span_find_char(account, '@') == SPAN_NONE ? SPAN_EMPTY : account;
}

/* Task 'anna@example.org - Sending' reported error (0x800CCC0E) : '…' */
enum log_kind log_read_outlook_error(const struct log_line *line, struct log_event *event)
{
    struct span text = line->raw;
    size_t number = find_number(text);
    if (number == SPAN_NONE && !LOG_STARTS(text, "Send test e-mail message: "))
        return LOG_UNREAD;
    struct found_reply reply;
    bool has_reply = reply_find(text, 0, &reply) && reply.code >= 400;
    event->code = has_reply ? reply.code : 0;
    event->account = account_in(text);
    event->relay = log_between(text, "Server: '", "'");
    event->text = text;
    if (is_login_number(text, number) || event->code == 535 || event->code == 534)
        return LOG_LOGIN_FAILED;
    return has_reply ? kind_of_code(reply.code) : LOG_DEFERRED;
}
