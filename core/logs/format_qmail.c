/* qmail and netqmail: qmail-send, qmail-smtpd, rblsmtpd, tcpserver; times as seconds or TAI64N. */
#include "logs/log_format.h"

#include <time.h>

/* "@400000004f1c2a0b1d2e3f4c ": seconds since 1970 plus 2^62 + 10 leap seconds, in hexadecimal. */
static bool read_tai64n(struct span *text, int64_t *ret_time)
{
    enum { TAI_LEN = 25, SECONDS_LEN = 16, LEAP_SECONDS = 10 };
    uint64_t value = 0;
    if (text->len <= TAI_LEN + 1 || text->at[0] != '@' || text->at[TAI_LEN] != ' ')
        return false;
    for (size_t i = 1; i <= SECONDS_LEN; i++) {
        char c = text->at[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c >= 'a' && c <= 'f'))
            return false;
        value = value * 16 + (uint64_t)(is_digit ? c - '0' : c - 'a' + 10);
    }
    *ret_time = (int64_t)(value - ((uint64_t)1 << 62) - LEAP_SECONDS);
    *text = span_from(*text, TAI_LEN + 1);
    return true;
}

/* "1157520813.485077 " */
static bool read_seconds(struct span *text, int64_t *ret_time)
{
    size_t dot = span_find_char(span_head(*text, 12), '.');
    size_t blank = span_find_char(span_head(*text, 24), ' ');
    uint64_t seconds = 0;
    if (dot == SPAN_NONE || blank == SPAN_NONE || !span_number(span_head(*text, dot), UINT32_MAX, &seconds))
        return false;
    *ret_time = (int64_t)seconds;
    *text = span_from(*text, blank + 1);
    return true;
}

static int64_t local_time(int64_t utc)
{
    struct tm tm = { 0 };
    time_t seconds = (time_t)utc;
    return localtime_r(&seconds, &tm) ? (int64_t)timegm(&tm) : utc;
}

/* Its words have underscores for blanks; they are put back in place. */
static struct span readable(struct span text)
{
    char *at = (char *)text.at;
    for (size_t i = 0; i < text.len; i++)
        if (at[i] == '_' || at[i] == '/')
            at[i] = ' ';
    return text;
}

/* ---- a message: "new msg 7", "info msg 7: bytes 123 from <a@b> qp 1 uid 2", …, "end msg 7"; the number comes again
 * ---- */

static enum log_kind read_message(struct span text, struct log_event *event)
{
    static const struct {
        const char *words;
        enum log_kind kind;
    } rows[] = { { "new ", LOG_ARRIVED }, { "info ", LOG_SENDER }, { "end ", LOG_REMOVED } };
    event->queue_id = log_between(text, "msg ", NULL);
    event->queue_id = span_head(event->queue_id, span_find_char(event->queue_id, ':'));
    event->sender = log_between(text, " from <", "> qp ");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_starts(text, span_of(rows[i].words)))
            return rows[i].kind;
    return LOG_OTHER;
}

static unsigned delivery_number(struct span text)
{
    uint64_t number = 0;
    size_t len = 0;
    while (len < text.len && text.at[len] >= '0' && text.at[len] <= '9')
        len++;
    return span_number(span_head(text, len), UINT32_MAX, &number) ? (unsigned)number : 0;
}

/* "starting delivery 7: msg 1234 to remote boris@example.com" */
static enum log_kind read_start(struct span text, struct log_event *event)
{
    struct span recipient = log_between(text, " to ", NULL);
    event->delivery = delivery_number(log_between(text, "delivery ", NULL));
    event->queue_id = log_between(text, ": msg ", " ");
    event->recipient = log_word(log_between(recipient, " ", NULL)); /* behind "local" or "remote" */
    return event->delivery ? LOG_STARTED : LOG_OTHER;
}

/* "delivery 7: failure: …": which message that was stands in the line about its start. */
static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    event->delivery = delivery_number(span_from(text, SPAN("delivery ").len));
    struct span reason = log_between(text, "failure: ", NULL);
    enum log_kind kind = LOG_BOUNCED;
    if (log_has(text, ": success: "))
        return LOG_SENT;
    if (reason.len == 0) {
        reason = log_between(text, "deferral: ", NULL);
        kind = LOG_DEFERRED;
    }
    if (reason.len == 0)
        return LOG_OTHER;
    event->text = readable(reason);
    struct span said = log_between(event->text, "said: ", NULL);
    (void)log_reply(said, event);
    return kind;
}

/* "rblsmtpd: 198.51.100.77 pid 19597: 451 …" */
static enum log_kind read_block_list(struct span text, struct log_event *event)
{
    struct span rest = log_between(text, "rblsmtpd: ", NULL);
    event->client = log_address(log_word(rest));
    event->text = log_between(rest, ": ", NULL);
    (void)log_reply(event->text, event);
    return LOG_REJECTED;
}

/* "qmail-smtpd: 421 badiprbl: ip 198.51.100.54 rbl: example.com" */
static enum log_kind read_smtpd(struct span text, struct log_event *event)
{
    struct span rest = log_between(text, "qmail-smtpd: ", NULL);
    if (rest.len == 0 || (rest.at[0] != '4' && rest.at[0] != '5'))
        return LOG_OTHER;
    event->client = log_address(log_word(log_between(rest, "ip ", NULL)));
    event->text = rest;
    (void)log_reply(rest, event);
    return LOG_REJECTED;
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
    { "delivery ", read_delivery },     { "rblsmtpd: ", read_block_list }, { "qmail-smtpd: ", read_smtpd },
    { "new msg ", read_message },       { "info msg ", read_message },     { "starting delivery ", read_start },
    { "status: local ", read_nothing }, { "end msg ", read_message },      { "bounce msg ", read_nothing },
    { "triple bounce", read_nothing },  { "tcpserver: ", read_nothing },
};

enum log_kind log_read_qmail(const struct log_line *line, struct log_event *event)
{
    bool is_framed = line->time != LOG_NO_TIME; /* by syslog, or by tai64nlocal */
    struct span text = is_framed ? line->text : line->raw;
    int64_t time = LOG_NO_TIME;
    bool is_named = LOG_STARTS(line->process, "qmail");
    bool has_time = read_tai64n(&text, &time) || read_seconds(&text, &time);
    if (!is_named && !has_time && (!is_framed || line->process.len))
        return LOG_UNREAD;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span words = span_of(rows[i].words);
        if (!span_starts(text, words))
            continue;
        enum log_kind kind = rows[i].read(text, event);
        if (has_time && kind != LOG_OTHER)
            event->time = local_time(time);
        return kind;
    }
    return is_named ? LOG_OTHER : LOG_UNREAD;
}
