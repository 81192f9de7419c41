/* Exim, main, reject and panic log; also behind a syslog frame, and as cPanel runs it. */
#include "logs/log_format.h"

enum { ID_OLD = 16, ID_NEW = 23 }; /* 1HmaX-000000-5v, since 4.97 10HmaX-000000005vi-0000 */

static bool has_dashes(struct span text, size_t first, size_t second, size_t len)
{
    if (text.len <= len || text.at[first] != '-' || text.at[second] != '-' || text.at[len] != ' ')
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = text.at[i];
        bool is_letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && i != first && i != second)
            return false;
    }
    return true;
}

static size_t id_len(struct span text)
{
    if (has_dashes(text, 6, 13, ID_OLD))
        return ID_OLD;
    return has_dashes(text, 6, 18, ID_NEW) ? ID_NEW : 0;
}

/* ---- lines of one message ---- */

/* "A=dovecot_login:anna@example.com" */
static void read_login(struct span text, struct log_event *event)
{
    struct span login = log_value(log_outside(text, " A="), "");
    if (span_find_char(login, ':') == SPAN_NONE)
        return;
    (void)span_cut(&login, ':', &event->mechanism);
    event->account = login;
}

/*
 * The client of "host (HELO) [1.2.3.4]:25", "(HELO) [1.2.3.4]", "[1.2.3.4]". What it said in HELO stands in round
 * brackets, and may be an address too.
 */
static struct span peer_address(struct span peer)
{
    size_t said = span_head(peer, span_find_char(peer, '[')).len;
    bool has_helo = span_find_char(span_head(peer, said), '(') != SPAN_NONE;
    size_t end = has_helo ? span_find(peer, SPAN(") [")) : SPAN_NONE;
    return log_address(span_head(span_from(peer, end == SPAN_NONE ? said : end + 2), 64));
}

/* "H=host (HELO) [1.2.3.4]" or "from …", whichever comes first: what the client sent stands behind. */
static struct span client_of(struct span text)
{
    struct span peer = LOG_STARTS(text, "H=") ? span_from(text, 2) : log_outside(text, " H=");
    struct span from = log_outside(text, " from ");
    if (from.len > peer.len)
        peer = LOG_STARTS(from, "H=") ? span_from(from, 2) : from;
    return peer_address(peer);
}

static enum log_kind read_arrival(struct span text, struct log_event *event)
{
    event->sender = log_word(text);
    event->client = client_of(text);
    event->message_id = log_value(log_outside(text, " id="), "");
    read_login(text, event);
    return LOG_ARRIVED;
}

/* The reason stands behind "defer (-44): ", or behind the first ": " that ends the fields. */
static struct span reason_of(struct span text)
{
    struct span reason = log_between(text, "): ", NULL);
    size_t end = span_find(text, SPAN(": "));
    if (reason.len && log_has(text, " defer ("))
        return reason;
    return end == SPAN_NONE ? text : span_from(text, end + 2);
}

/* "550 5.1.1 …" somewhere in the reason; what is returned begins with it. */
static struct span find_reply(struct span reason, struct log_event *event)
{
    size_t at = 0;
    while ((at = span_find(reason, SPAN(": "))) != SPAN_NONE) {
        reason = span_from(reason, at + 2);
        if (log_reply(reason, event))
            return reason;
    }
    return SPAN_EMPTY;
}

static enum log_kind read_failure(struct span text, struct log_event *event, enum log_kind kind)
{
    struct span rest = text;
    struct span word = SPAN_EMPTY;
    (void)span_word(&rest, &word);
    rest = span_trim(rest);
    if (span_ends_nocase(word, SPAN(":")))
        word.len--;
    event->recipient = LOG_STARTS(rest, "<") ? log_value(rest, "") : word; /* "local <local@example.com>" */
    event->sender = log_value(rest, "F=");
    event->relay = log_value(text, " H=");
    event->text = reason_of(text);
    (void)find_reply(text, event);
    return LOG_STARTS(event->text, "retry timeout exceeded") ? LOG_EXPIRED : kind;
}

static enum log_kind read_flag(struct span text, struct log_event *event)
{
    struct span rest = span_from(text, 3);
    if (LOG_STARTS(text, "<= "))
        return read_arrival(rest, event);
    if (LOG_STARTS(text, "=> ") || LOG_STARTS(text, "-> ")) {
        if (!event->is_brief)
            event->recipient = log_word(rest);
        return LOG_SENT;
    }
    if (LOG_STARTS(text, "** "))
        return read_failure(rest, event, LOG_BOUNCED);
    if (LOG_STARTS(text, "== "))
        return read_failure(rest, event, LOG_DEFERRED);
    return LOG_UNREAD;
}

/* ---- lines of a connection ---- */

/* dovecot_login authenticator failed for host (HELO) [1.2.3.4]: 535 Incorrect authentication data (set_id=anna) */
static enum log_kind read_login_failure(struct span text, struct log_event *event)
{
    struct span peer = log_between(text, " for ", NULL);
    event->mechanism = log_word(text);
    event->client = peer_address(LOG_STARTS(peer, "H=") ? span_from(peer, 2) : peer);
    event->account = log_value(text, "(set_id=");
    event->text = find_reply(text, event);
    if (event->text.len == 0)
        event->text = text;
    return LOG_LOGIN_FAILED;
}

/* Where mail goes out: plain_auth authenticator failed H=relay.example [1.2.3.4] 535 5.7.8 …; the delivery tells the
 * rest. */
static enum log_kind read_own_login(struct span text, struct log_event *event)
{
    struct span reply = log_between(text, "] ", NULL);
    if (!log_reply(reply, event))
        return LOG_OTHER;
    event->text = reply;
    return LOG_DETAIL;
}

/* "… rejected RCPT <…>: …", "SMTP call from … dropped: …", "Connection from … refused: …" */
static enum log_kind read_refusal(struct span text, struct log_event *event)
{
    static const char *const verbs[] = { "rejected ", "dropped: ", "refused: " };
    struct span words = text;
    for (size_t i = 0; words.len == text.len && i < sizeof verbs / sizeof *verbs; i++)
        words = log_has(text, verbs[i]) ? span_from(text, span_find(text, span_of(verbs[i]))) : text;
    bool is_sender = LOG_STARTS(words, "rejected MAIL ");
    event->client = client_of(text);
    event->sender = is_sender ? log_value(words, "FROM:") : log_value(text, " F=");
    event->recipient = log_value(words, "RCPT ");
    event->text = words;
    (void)find_reply(text, event);
    read_login(text, event);
    return LOG_REJECTED;
}

static enum log_kind read_tls(struct span text, struct log_event *event)
{
    event->client = client_of(text);
    event->text = text;
    return LOG_TLS_FAILED;
}

static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    event->text = text;
    return LOG_TROUBLE;
}

static enum log_kind read_end(struct span text, struct log_event *event)
{
    (void)text;
    (void)event;
    return LOG_REMOVED;
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
    { "TLS error on connection ", read_tls }, /* first: its words may be "rejected our certificate?" */
    { " authenticator failed for ", read_login_failure },
    { " authenticator failed H=", read_own_login },
    { "rejected ", read_refusal },
    { " dropped: ", read_refusal },
    { "] refused: ", read_refusal },
    { "enforce_mail_permissions: ", read_refusal },
    { "sender verify fail for ", read_nothing }, /* the refusal is a line of its own */
    { "sender verify defer for ", read_nothing },
    { "TLS error (", read_trouble }, /* of its own certificate and key */
    { "exim: could not ", read_trouble },
    { "Cannot open main log", read_trouble },
    { "failed to open ", read_trouble },
    { "failed to expand ", read_trouble },
    { "ailed to create spool file", read_trouble },
    { "unable to set gid", read_trouble },
    { "Exim configuration error", read_trouble },
    { "socket bind() to port", read_trouble },
    { "spool format error", read_trouble },
    { "no space left", read_trouble },
    { "Completed", read_end },
    { "queue run: pid=", read_nothing },
    { "daemon started: pid=", read_nothing },
    { "no host name found for IP address", read_nothing },
    { "no IP address found for host", read_nothing },
    { "SMTP connection from", read_nothing },
    { "SMTP protocol ", read_nothing },
    { "SMTP syntax error", read_nothing },
    { "unexpected disconnection while reading SMTP", read_nothing },
    { "SMTP command timeout on", read_nothing },
    { "SMTP data timeout", read_nothing },
    { "Unfrozen by", read_nothing },
    { "Message is frozen", read_nothing },
    { "Frozen (", read_nothing },
    { "ident connection to", read_nothing },
};

static enum log_kind read_rows(struct span text, struct log_event *event)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (log_has(text, rows[i].words))
            return rows[i].read(text, event);
    return LOG_UNREAD;
}

enum log_kind log_read_exim(const struct log_line *line, struct log_event *event)
{
    struct log_frame frame = { 0 };
    struct span text = line->text;
    int64_t time = LOG_NO_TIME;
    size_t len = 0;
    bool is_named = LOG_STARTS(line->process, "exim");
    if (line->time == LOG_NO_TIME || (line->process.len && !is_named))
        return LOG_UNREAD;
    /* Its own time may stand behind that of syslog. */
    if (is_named && log_time_iso(&frame, text, &time, &len))
        text = span_from(text, len + 1);
    if (text.len && text.at[0] == '[' && span_find(text, SPAN("] ")) < 10)
        text = span_from(text, span_find(text, SPAN("] ")) + 2);
    size_t id = id_len(text);
    if (id == 0) {
        enum log_kind kind = read_rows(text, event);
        return kind == LOG_UNREAD && is_named ? LOG_OTHER : kind;
    }
    struct span rest = span_from(text, id + 1);
    enum log_kind kind = read_flag(rest, event);
    if (kind == LOG_UNREAD)
        kind = read_rows(rest, event);
    if (kind == LOG_UNREAD)
        return LOG_OTHER;
    if (kind != LOG_OTHER)
        event->queue_id = span_head(text, id);
    return kind;
}

/* The reject log has the message's headers behind a refusal: "P Received: …", "  Subject: …", their further lines. */
bool log_exim_goes_on(struct span raw)
{
    static const char *const starts[] = { "\t", "Envelope-from: ", "Envelope-to: ", "-----" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (span_starts(raw, span_of(starts[i])))
            return true;
    size_t colon = span_find_char(raw, ':');
    bool is_flag = raw.len > 3 && raw.at[1] == ' ' && raw.at[2] != ' ' && strchr(" *BCFIPRST", raw.at[0]);
    return is_flag && colon != SPAN_NONE && span_find_char(span_head(span_from(raw, 2), colon - 2), ' ') == SPAN_NONE;
}
