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

/* What begins a line of a report, behind a slash: "Remote_host_said:", "550-5.7.1_…". */
static bool begins_line(struct span rest, bool is_url)
{
    bool is_reply = rest.len > 3 && rest.at[0] >= '2' && rest.at[0] <= '5' && rest.at[1] >= '0' && rest.at[1] <= '9' &&
                    rest.at[2] >= '0' && rest.at[2] <= '9' && (rest.at[3] == '_' || rest.at[3] == '-');
    bool is_word = rest.len && rest.at[0] >= 'A' && rest.at[0] <= 'Z';
    return rest.len == 0 || is_reply || (is_url ? LOG_STARTS(rest, "Giving_up_on_") : is_word);
}

/*
 * A report has underscores for blanks and slashes for ends of lines; both are put back in place. An underscore in <…>
 * and a slash within a URL stood there before.
 */
static struct span readable(struct span text)
{
    char *at = (char *)text.at;
    bool is_url = false;
    bool is_address = false;
    for (size_t i = 0; i < text.len; i++) {
        is_url = is_url || LOG_STARTS(span_from(text, i), "://");
        if (at[i] == '<' || at[i] == '>')
            is_address = at[i] == '<';
        if (at[i] == '/' ? begins_line(span_from(text, i + 1), is_url) : at[i] == '_' && !is_address) {
            at[i] = ' ';
            is_url = false;
        }
    }
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

/* ---- sign-ins: vpopmail, and those who ask it ---- */

/* "maria@q.example:198.51.100.62": the name is the client's choice, the address comes last. */
static void read_user(struct span text, struct log_event *event)
{
    size_t at = span_find_last(text, '@');
    size_t colon = span_find_char(span_from(text, at == SPAN_NONE ? 0 : at), ':');
    size_t end = span_find_last(text, ':');
    if (colon == SPAN_NONE)
        return;
    bool is_plain = span_find_char(span_from(text, end), '.') != SPAN_NONE; /* not of IPv6 */
    colon = is_plain ? end : colon + (at == SPAN_NONE ? 0 : at);
    event->account = span_head(text, colon);
    event->client = log_address(span_from(text, colon + 1));
    if (event->account.len && event->account.at[event->account.len - 1] == '@') /* without a domain */
        event->account.len--;
}

/* "vchkpw-smtp: password fail (pass: '…') maria@q.example:198.51.100.62"; the password is passed over. */
static enum log_kind read_vchkpw(struct span text, struct log_event *event)
{
    static const char *const failures[] = { "password fail", "null password given", "vpopmail user not found",
                                            "no account", "system user not found" };
    struct span words = log_between(text, ": ", NULL);
    struct span before = SPAN_EMPTY;
    struct span user = words;
    (void)log_split_last(words, " ", &before, &user);
    if (log_has(before, "login success")) {
        event->mechanism = log_between(before, "(", ")");
        read_user(user, event);
        return LOG_LOGIN_OK;
    }
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (!span_starts(words, span_of(failures[i])))
            continue;
        event->text = span_of(failures[i]);
        read_user(user, event);
        return LOG_LOGIN_FAILED;
    }
    return LOG_OTHER;
}

/* "FAILED: maria@q.example - password incorrect from dsl [198.51.100.70]" */
static enum log_kind read_smtp_auth(struct span text, struct log_event *event)
{
    struct span before = SPAN_EMPTY;
    struct span peer = SPAN_EMPTY;
    if (!log_split_last(text, " from ", &before, &peer))
        return LOG_OTHER;
    event->account = log_between(before, "FAILED: ", " - ");
    event->client = log_last_address(peer);
    event->text = log_between(before, " - ", NULL);
    return LOG_LOGIN_FAILED;
}

/* ---- spamdyke, which stands before qmail-smtpd ---- */

/* A value of "… to: b@b origin_ip: 192.0.2.64 origin_rdns: (unknown) auth: (unknown) …"; "(unknown)": none. */
static struct span spamdyke_value(struct span text, const char *key)
{
    struct span word = log_word(log_between(text, key, NULL));
    return LOG_STARTS(word, "(") ? SPAN_EMPTY : word;
}

/* What it answers; the fields of the line would mislead, as "origin_rdns: (unknown)" does in a refused sign-in. */
static struct span spamdyke_reply(struct span text)
{
    static const struct {
        const char *name, *reply;
    } rows[] = {
        { "DENIED_RDNS_MISSING", "Refused. You have no reverse DNS entry." },
        { "DENIED_RDNS_RESOLVE", "Refused. Your reverse DNS entry does not resolve." },
        { "DENIED_IP_IN_RDNS", "Refused. Your reverse DNS entry contains your IP address and a banned keyword." },
        { "DENIED_IP_IN_CC_RDNS", "Refused. Your reverse DNS entry contains your IP address and a country code." },
        { "DENIED_GRAYLISTED", "Your address has been graylisted. Try again later." },
        { "DENIED_RBL_MATCH", "Refused. Your IP address is listed in the RBL." },
        { "DENIED_RHSBL_MATCH", "Refused. Your domain name is listed in the RHSBL." },
        { "DENIED_BLACKLIST_IP", "Refused. Your IP address is blacklisted." },
        { "DENIED_SENDER_NO_MX", "Refused. The domain of your sender address has no mail exchanger (MX)." },
        { "DENIED_AUTH_REQUIRED", "Refused. Authentication is required to send mail." },
        { "FAILED_AUTH", "535 Refused. Authentication failed." },
    };
    struct span name = log_word(text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(name, span_of(rows[i].name)))
            return span_of(rows[i].reply);
    return name;
}

/* "DENIED_RBL_MATCH from: … to: … origin_ip: … … reason: zen.spamhaus.org", "FAILED_AUTH …" */
static enum log_kind read_spamdyke(struct span text, struct log_event *event)
{
    struct span behind = SPAN_EMPTY;
    struct span before = span_head(text, span_find(text, SPAN(" origin_rdns: ")));
    bool is_login = LOG_STARTS(text, "FAILED_AUTH");
    if (!log_split_last(before, " origin_ip: ", &before, &behind))
        return LOG_OTHER;
    event->client = log_address(behind);
    event->sender = spamdyke_value(before, " from: ");
    event->recipient = spamdyke_value(before, " to: ");
    event->account = spamdyke_value(text, " auth: ");
    event->text = spamdyke_reply(text);
    (void)log_reply(event->text, event);
    return is_login ? LOG_LOGIN_FAILED : LOG_REJECTED;
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
    { "triple bounce", read_nothing },  { "tcpserver: ", read_nothing },   { "vchkpw-", read_vchkpw },
    { "DENIED_", read_spamdyke },       { "FAILED_AUTH ", read_spamdyke }, { "FAILED: ", read_smtp_auth },
};

static bool is_qmail(struct span process)
{
    static const char *const names[] = { "qmail", "vpopmail", "spamdyke", "smtp_auth" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_starts(process, span_of(names[i])))
            return true;
    return false;
}

enum log_kind log_read_qmail(const struct log_line *line, struct log_event *event)
{
    bool is_framed = line->time != LOG_NO_TIME; /* by syslog, or by tai64nlocal */
    struct span text = is_framed ? line->text : line->raw;
    int64_t time = LOG_NO_TIME;
    bool is_named = is_qmail(line->process);
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
