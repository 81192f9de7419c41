/* Postfix: "postfix/smtpd[3937]: …", the instance and the service may have names of their own. */
#include "logs/log_format.h"

enum { QUEUE_ID_MIN = 5, QUEUE_ID_MAX = 20 };

/* What an id consists of: digits and ASCII letters. */
#define ONE(c) [c] = 1
#define FIVE(c) ONE(c), ONE((c) + 1), ONE((c) + 2), ONE((c) + 3), ONE((c) + 4)
#define LETTERS(a) FIVE(a), FIVE((a) + 5), FIVE((a) + 10), FIVE((a) + 15), FIVE((a) + 20), ONE((a) + 25)
static const unsigned char is_of_id[256] = { FIVE('0'), FIVE('5'), LETTERS('A'), LETTERS('a') };

/* "4ZxYw03bDlzK: " or "D0F29603B4: "; the length of the id, 0 when there is none. */
static size_t queue_id_len(struct span text)
{
    size_t len = 0;
    if (text.len < QUEUE_ID_MIN + 2 || text.at[0] > 'Z')
        return 0;
    /* Behind the id a colon and a blank have to find room. */
    size_t room = text.len - 2 < QUEUE_ID_MAX ? text.len - 2 : QUEUE_ID_MAX;
    while (len < room && is_of_id[(unsigned char)text.at[len]])
        len++;
    return len >= QUEUE_ID_MIN && text.at[len] == ':' && text.at[len + 1] == ' ' ? len : 0;
}

/* ---- a delivery: to=<…>, relay=…, delay=…, dsn=…, status=… (…) ---- */

/* Where "status=" begins: behind one of the commas between the fields. */
static struct span find_status(struct span text)
{
    const char *end = text.at + text.len;
    const char *at = memchr(text.at, '>', text.len);
    while (at && (at = memchr(at, ',', (size_t)(end - at))) && end - at > 12) {
        at += 2;
        if (memcmp(at, "status=", 7) == 0)
            return (struct span){ at + 7, (size_t)(end - at) - 7 };
    }
    return SPAN_EMPTY;
}

/* The innermost words: what the other server said, without our own server's frame around it. */
static void read_reason(struct span status, struct log_event *event)
{
    event->text = log_between(status, "(", NULL);
    if (event->text.len && event->text.at[event->text.len - 1] == ')')
        event->text.len--;
    struct span said = log_between(event->text, "said: ", NULL);
    if (said.len)
        (void)log_reply(said, event);
}

static enum log_kind read_delivery(struct span text, struct log_event *event)
{
    struct span status = find_status(text);
    enum log_kind kind = LOG_STARTS(status, "sent")       ? LOG_SENT
                         : LOG_STARTS(status, "deferred") ? LOG_DEFERRED
                         : LOG_STARTS(status, "bounced")  ? LOG_BOUNCED
                         : LOG_STARTS(status, "expired")  ? LOG_EXPIRED
                                                          : LOG_OTHER;
    if (kind == LOG_OTHER || (kind == LOG_SENT && event->is_brief))
        return kind;
    event->recipient = log_value(text, "to=");
    event->relay = log_value(text, "relay=");
    event->enhanced = log_value(text, "dsn=");
    read_reason(status, event);
    return kind;
}

/* ---- a refusal: reject: RCPT from host[1.2.3.4]: 554 5.7.1 …; from=<…> to=<…> proto=… helo=<…> ---- */

static enum log_kind read_reject(struct span text, struct log_event *event)
{
    struct span from = log_between(text, " from ", NULL);
    event->client = log_address(span_head(from, span_find_char(from, ' ')));
    struct span reason = log_between(from, "]: ", NULL);
    if (reason.len == 0) /* postscreen: from [1.2.3.4]:56123: 550 … */
        reason = log_between(from, ": ", NULL);
    size_t end = span_find(reason, SPAN("; from=<"));
    event->text = span_head(reason, end);
    event->sender = log_value(reason, "; from=");
    event->recipient = log_value(reason, " to=");
    event->account = log_value(reason, "sasl_username=");
    (void)log_reply(reason, event);
    return LOG_REJECTED;
}

/* ---- lines of one message ---- */

/* What stands between the brackets of "from=<…>", open being where the first stands. */
static struct span bracketed(struct span text, size_t open)
{
    const char *end = text.len > open ? memchr(text.at + open, '>', text.len - open) : NULL;
    return end ? (struct span){ text.at + open + 1, (size_t)(end - text.at) - open - 1 } : SPAN_EMPTY;
}

/* "client=host[1.2.3.4], sasl_method=PLAIN, sasl_username=anna@example.com" */
static enum log_kind read_arrival(struct span text, struct log_event *event)
{
    struct span client;
    (void)span_cut(&text, ',', &client);
    event->client = log_address(client);
    if (!LOG_STARTS(text, " sasl_method="))
        return LOG_ARRIVED;
    text = (struct span){ text.at + 13, text.len - 13 };
    (void)span_cut(&text, ',', &event->mechanism);
    if (LOG_STARTS(text, " sasl_username="))
        event->account = log_word((struct span){ text.at + 15, text.len - 15 });
    if (event->account.len && event->account.at[event->account.len - 1] == ',')
        event->account.len--;
    return LOG_ARRIVED;
}

static enum log_kind read_sender(struct span text, struct log_event *event)
{
    event->sender = bracketed(text, 5);
    size_t past = event->sender.len + 7;
    if (past > text.len || !LOG_STARTS(((struct span){ text.at + past, text.len - past }), ", status=expired"))
        return LOG_SENDER;
    event->text = SPAN("expired, returned to sender");
    return LOG_EXPIRED;
}

static enum log_kind read_message_id(struct span text, struct log_event *event)
{
    if (!event->is_brief)
        event->message_id = log_value(text, "message-id=");
    return LOG_MESSAGE_ID;
}

static enum log_kind read_message(struct span text, struct log_event *event)
{
    switch (text.at[0]) {
    case 't':
        return LOG_STARTS(text, "to=<") ? read_delivery(text, event) : LOG_OTHER;
    case 'f':
        return LOG_STARTS(text, "from=<") ? read_sender(text, event) : LOG_OTHER;
    case 'c':
        return LOG_STARTS(text, "client=") ? read_arrival(text, event) : LOG_OTHER;
    case 'm':
        if (LOG_STARTS(text, "message-id="))
            return read_message_id(text, event);
        return LOG_STARTS(text, "milter-reject: ") ? read_reject(text, event) : LOG_OTHER;
    case 'r':
        if (LOG_STARTS(text, "removed"))
            return LOG_REMOVED;
        return LOG_STARTS(text, "reject: ") ? read_reject(text, event) : LOG_OTHER;
    default:
        return LOG_OTHER;
    }
}

/* ---- warnings ---- */

/* unknown[1.2.3.4]: SASL LOGIN authentication failed: …, sasl_username=… */
static enum log_kind read_login_failure(struct span text, size_t at, struct log_event *event)
{
    struct span words = span_from(text, at + 2);
    struct span name = SPAN(", sasl_username=");
    size_t end = span_find(words, name);
    event->client = log_address(span_head(text, at));
    event->mechanism = log_between(words, "SASL ", " ");
    event->text = span_head(words, end);
    if (end != SPAN_NONE)
        event->account = span_from(words, end + name.len);
    return LOG_LOGIN_FAILED;
}

/* Warnings that tell of this server's own trouble, not of a client's. */
static bool is_trouble(struct span text)
{
    static const char *const words[] = {
        "SASL: Connect to ",
        "problem talking to",
        "cannot load ",
        "cannot get ",
        "No space left",
        "Too many open",
        "process /",
        "database ",
        "loops back to myself",
        "is unavailable",
        "master ",
        "table lookup problem",
        "milter ",
        "connect to Milter",
        "connect to subsystem",
        "connect to mysql",
        "connect to pgsql",
        "dict_",
        "please ",
        "queue file",
        " is using up ",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (log_has(text, words[i]))
            return true;
    return false;
}

static enum log_kind read_warning(struct span text, struct log_event *event)
{
    size_t sasl = span_find(text, SPAN(": SASL "));
    if (sasl != SPAN_NONE && log_has(span_from(text, sasl), " authentication failed"))
        return read_login_failure(text, sasl, event);
    bool is_tls = LOG_STARTS(text, "TLS library problem");
    bool is_limit = log_has(text, "limit exceeded: ");
    if (!is_tls && !is_limit && !is_trouble(text))
        return LOG_OTHER;
    event->text = text;
    if (is_limit)
        event->client = log_address(text);
    return is_tls ? LOG_TLS_FAILED : is_limit ? LOG_REJECTED : LOG_TROUBLE;
}

/* "SSL_accept error from unknown[1.2.3.4]: -1": then the library says why, on a line of its own. */
static enum log_kind read_tls_error(struct span text, struct log_event *event)
{
    event->client = log_address(text);
    event->text = text;
    return span_ends_nocase(text, SPAN(": -1")) ? LOG_DETAIL : LOG_TLS_FAILED;
}

static enum log_kind read_notice(struct span text, struct log_event *event)
{
    if (LOG_STARTS(text, "warning: "))
        return read_warning(span_from(text, 9), event);
    if (LOG_STARTS(text, "SSL_accept error from "))
        return read_tls_error(text, event);
    if (LOG_STARTS(text, "fatal: ") || LOG_STARTS(text, "panic: ") || LOG_STARTS(text, "error: ")) {
        event->text = text;
        return LOG_TROUBLE;
    }
    return LOG_OTHER;
}

enum log_kind log_read_postfix(const struct log_line *line, struct log_event *event)
{
    if (!LOG_STARTS(line->process, "postfix"))
        return LOG_UNREAD;
    struct span text = line->text;
    size_t id_len = queue_id_len(text);
    if (id_len == 0)
        return text.len ? read_notice(text, event) : LOG_OTHER;
    struct span rest = { text.at + id_len + 2, text.len - id_len - 2 };
    if (rest.len == 0)
        return LOG_OTHER;
    enum log_kind kind = read_message(rest, event);
    if (kind != LOG_OTHER && !LOG_STARTS(text, "NOQUEUE"))
        event->queue_id = span_head(text, id_len);
    return kind;
}
