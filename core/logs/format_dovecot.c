/* Dovecot: sign-ins over IMAP, POP3 and submission, and what its user database said of them. */
#include "logs/log_format.h"

/* Up to the end of the value: ", " or the end. */
static struct span value(struct span text)
{
    size_t end = span_find(text, SPAN(", "));
    return span_head(text, end);
}

/* ": user=<…>, method=PLAIN, rip=1.2.3.4, lip=…": the name is the client's choice, so the fields are found from behind.
 */
static void read_client(struct span text, struct log_event *event)
{
    struct span before = text;
    struct span behind = SPAN_EMPTY;
    if (log_split_last(text, "rip=", &before, &behind))
        event->client = log_address(value(behind));
    struct span fields = before;
    if (log_split_last(fields, "method=", &before, &behind))
        event->mechanism = value(behind);
    event->account = log_between(before, "user=<", NULL);
    event->account = span_head(event->account, span_find_last(event->account, '>'));
}

static enum log_kind read_refusal(struct span text, struct log_event *event, enum log_kind kind)
{
    read_client(text, event);
    event->text = span_head(text, span_find(text, SPAN(": user=")));
    return kind;
}

/* What a finished sign-in says in brackets; "no auth attempts" is no failure. */
static enum log_kind read_login(struct span text, struct log_event *event)
{
    static const struct {
        const char *words;
        enum log_kind kind;
    } failures[] = {
        { "Maximum number of connections from user+IP exceeded", LOG_REJECTED },
        { "connection limit reached", LOG_REJECTED },
        { "Auth process broken", LOG_TROUBLE },
        { "auth process communication failure", LOG_TROUBLE },
        { "auth service reported temporary failure", LOG_TROUBLE },
        { "auth failed", LOG_LOGIN_FAILED },
        { "disallowed plaintext auth", LOG_LOGIN_FAILED },
        { "disallowed cleartext auth", LOG_LOGIN_FAILED },
        { "auth_failed", LOG_LOGIN_FAILED },
        { "authentication failed", LOG_LOGIN_FAILED },
        { "client didn't finish SASL auth", LOG_LOGIN_FAILED },
    };
    /* The name that follows must not decide. */
    struct span words = span_head(text, span_find(text, SPAN(": user=")));
    if (LOG_STARTS(text, "Login: ") || LOG_STARTS(text, "Logged in: ")) {
        read_client(text, event);
        return LOG_LOGIN_OK;
    }
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (log_has(words, failures[i].words))
            return read_refusal(text, event, failures[i].kind);
    if (!log_has(text, "SSL_accept") && !log_has(text, "TLS handshaking: "))
        return LOG_OTHER;
    struct span reason = log_between(text, "TLS handshaking: ", NULL);
    if (reason.len == 0 || log_has(reason, "Connection closed"))
        return LOG_OTHER;
    read_client(text, event);
    event->text = reason;
    return LOG_TLS_FAILED;
}

/* "Info: " and "Debug: " stand before the text in files of Dovecot's own. */
static struct span without_level(struct span text)
{
    static const char *const levels[] = { "Info: ", "Debug: ", "Warning: " };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (span_starts(text, span_of(levels[i])))
            return span_from(text, strlen(levels[i]));
    return text;
}

static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    static const char *const starts[] = { "Error: ", "Fatal: ", "Panic: " };
    bool is_trouble = log_has(text, "process_limit (") || log_has(text, "client_limit (");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        is_trouble = is_trouble || span_starts(text, span_of(starts[i]));
    if (!is_trouble)
        return LOG_OTHER;
    event->text = text;
    return LOG_TROUBLE;
}

/*
 * "sql(anna@example.com,192.0.2.1,<session>): …", 2.4 "auth(anna@example.com,192.0.2.1,sasl:plain)<session>: …", in 2.3
 * behind "conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: ". A name may have a comma in it, so it is read from
 * behind. False when none stands there.
 */
static bool read_user(struct span *text, struct log_event *event)
{
    struct span rest = LOG_STARTS(*text, "conn unix:") ? log_between(*text, ">: ", NULL) : *text;
    struct span head = span_head(rest, span_find(rest, SPAN(": ")));
    struct span names = log_between(head, "(", NULL);
    struct span last = SPAN_EMPTY;
    if (head.len == rest.len)
        return false;
    *text = without_level(span_from(rest, head.len + 2));
    names = span_head(names, span_find_last(names, ')'));
    for (struct span left = names; log_split_last(left, ",", &left, &last);) {
        event->client = log_address(last);
        event->account = left;
        if (event->client.len)
            return true;
    }
    event->account = span_head(names, span_find_char(names, ','));
    return names.len > 0;
}

/* "unknown user (given password: …)", "(SHA1 of given password: …)": with auth_verbose_passwords. */
static struct span without_password(struct span words)
{
    size_t given = span_find(words, SPAN("given password: "));
    size_t open = given == SPAN_NONE ? SPAN_NONE : span_find_last(span_head(words, given), '(');
    return span_trim(span_head(words, open));
}

static enum log_kind read_backend(struct span text, struct log_event *event)
{
    static const char *const reasons[] = { "assword mismatch", "unknown user",        "Authentication failure",
                                           "Invalid password", "invalid credentials", "User is disabled",
                                           "account expired",  "Account locked",      "user not found" };
    struct log_event found = { 0 };
    struct span words = text;
    bool has_user = read_user(&words, &found);
    for (size_t i = 0; has_user && i < sizeof reasons / sizeof *reasons; i++) {
        if (!log_has(words, reasons[i]))
            continue;
        event->account = found.account;
        event->client = found.client;
        event->text = without_password(words);
        return LOG_DETAIL;
    }
    return read_trouble(text, event);
}

/* ---- a delivery: lmtp(anna@example.com)<7711><session>: msgid=<…>: saved mail to INBOX ---- */

/* "anna@example.com" of "lmtp(anna@example.com)<7711><session>", before 2.3 "lmtp(7711, anna@example.com)" */
static struct span user_of(struct span head)
{
    struct span user = log_between(head, "(", ")");
    struct span behind = log_between(user, ", ", NULL);
    return behind.len ? behind : user;
}

static enum log_kind read_delivery(struct span head, struct span text, struct log_event *event)
{
    bool is_sent = log_has(text, ">: saved mail to ") || log_has(text, ">: stored mail into ");
    bool is_failed =
        log_has(text, ">: save failed") || log_has(text, ">: rejected: ") || log_has(text, ">: failed to store ");
    if (is_sent && event->is_brief)
        return LOG_SENT;
    if (!is_sent && !is_failed)
        return read_trouble(text, event);
    event->recipient = user_of(head);
    event->message_id = log_value(text, "msgid=");
    event->text = log_between(text, ">: ", NULL);
    return is_sent ? LOG_SENT : LOG_DETAIL;
}

static bool ends_login(struct span service)
{
    return span_ends_nocase(service, SPAN("-login"));
}

static bool is_backend(struct span service)
{
    return span_equal(service, SPAN("auth")) || span_equal(service, SPAN("auth-worker"));
}

/* What a line begins with, up to ": "; text becomes what follows. */
static struct span take_head(struct span *text)
{
    size_t len = span_find(*text, SPAN(": "));
    struct span head = span_head(*text, len == SPAN_NONE ? 0 : len);
    *text = len == SPAN_NONE ? *text : span_from(*text, len + 2);
    return head;
}

/* "imap(anna@example.com)<11913><session>: Info: …" in files of Dovecot's own. */
static bool is_session(struct span text)
{
    static const char *const services[] = { "imap(",       "pop3(",        "lmtp(", "lda(",
                                            "submission(", "managesieve(", "auth(", "auth-worker(" };
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        size_t end = span_starts(text, span_of(services[i])) ? span_find(text, SPAN(": ")) : SPAN_NONE;
        if (end != SPAN_NONE && end > 0 && strchr(")>", text.at[end - 1]))
            return true;
    }
    return false;
}

static enum log_kind read_service(struct span text, struct log_event *event)
{
    struct span whole = text;
    struct span head = take_head(&text);
    struct span service = span_head(head, span_find_char(head, '('));
    if (ends_login(service))
        return read_login(without_level(text), event);
    if (is_backend(service)) /* 2.4 names the user in the head */
        return read_backend(span_find_char(head, ',') == SPAN_NONE ? without_level(text) : whole, event);
    if (span_equal(service, SPAN("lmtp")) || span_equal(service, SPAN("lda")))
        return read_delivery(head, without_level(text), event);
    return read_trouble(without_level(text), event);
}

/* A file of Dovecot's own has no "dovecot: ", and the user in the head may have been taken for a process. */
static struct span own_text(const struct log_line *line)
{
    struct span process = line->process;
    bool is_cut = span_find_char(process, '(') != SPAN_NONE && process.at < line->text.at;
    return is_cut ? (struct span){ process.at, (size_t)(line->text.at + line->text.len - process.at) } : line->text;
}

enum log_kind log_read_dovecot(const struct log_line *line, struct log_event *event)
{
    struct span service = line->process;
    struct span text = own_text(line);
    if (LOG_STARTS(service, "dovecot"))
        return read_service(line->text, event);
    if (line->time != LOG_NO_TIME && is_session(text))
        return read_service(text, event);
    if (ends_login(service))
        return read_login(without_level(line->text), event);
    return is_backend(service) ? read_backend(without_level(line->text), event) : LOG_UNREAD;
}
