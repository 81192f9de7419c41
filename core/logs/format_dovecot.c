/* Dovecot: sign-ins over IMAP, POP3 and submission, and what its user database said of them. */
#include "logs/log_format.h"

/* The service: "imap-login" of "dovecot: imap-login: …"; text becomes what follows. */
static struct span take_service(struct span *text)
{
    size_t len = span_find(*text, SPAN(": "));
    struct span service = span_head(*text, len == SPAN_NONE ? 0 : len);
    *text = len == SPAN_NONE ? *text : span_from(*text, len + 2);
    return span_head(service, span_find_char(service, '('));
}

static void read_client(struct span text, struct log_event *event)
{
    event->client = log_value(text, "rip=");
    event->account = log_value(text, "user=");
    event->mechanism = log_value(text, "method=");
}

/* What a finished sign-in says in brackets; "no auth attempts" is no failure. */
static enum log_kind read_login(struct span text, struct log_event *event)
{
    static const char *const failures[] = { "auth failed", "disallowed plaintext auth", "auth_failed",
                                            "authentication failed", "client didn't finish SASL auth" };
    if (LOG_STARTS(text, "Login: ")) {
        read_client(text, event);
        return LOG_LOGIN_OK;
    }
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (log_has(text, failures[i])) {
            read_client(text, event);
            event->text = span_head(text, span_find(text, SPAN(": user=")));
            return LOG_LOGIN_FAILED;
        }
    if (!log_has(text, "SSL_accept") && !log_has(text, "TLS handshaking: "))
        return LOG_OTHER;
    struct span reason = log_between(text, "TLS handshaking: ", NULL);
    if (reason.len == 0 || log_has(reason, "Connection closed"))
        return LOG_OTHER;
    read_client(text, event);
    event->text = reason;
    return LOG_TLS_FAILED;
}

static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    if (!LOG_STARTS(text, "Error: ") && !LOG_STARTS(text, "Fatal: ") && !LOG_STARTS(text, "Panic: "))
        return LOG_OTHER;
    event->text = text;
    return LOG_TROUBLE;
}

/* "ldap(anna@example.com,192.0.2.1,<session>): unknown user" */
static enum log_kind read_backend(struct span text, struct log_event *event)
{
    static const char *const reasons[] = { "assword mismatch", "unknown user",        "Authentication failure",
                                           "Invalid password", "invalid credentials", "User is disabled",
                                           "account expired",  "Account locked",      "user not found" };
    struct span who = log_between(text, "(", ")");
    for (size_t i = 0; who.len && i < sizeof reasons / sizeof *reasons; i++) {
        if (!log_has(text, reasons[i]))
            continue;
        (void)span_cut(&who, ',', &event->account);
        (void)span_cut(&who, ',', &event->client);
        event->text = log_between(text, "): ", NULL);
        return LOG_DETAIL;
    }
    return read_trouble(text, event);
}

static bool ends_login(struct span service)
{
    return span_ends_nocase(service, SPAN("-login"));
}

static bool is_backend(struct span service)
{
    return span_equal(service, SPAN("auth")) || span_equal(service, SPAN("auth-worker"));
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

/* "imap(anna@example.com)<11913><session>: Info: …" in files of Dovecot's own; text becomes what follows. */
static bool take_session(struct span *text)
{
    static const char *const services[] = { "imap(", "pop3(", "lmtp(", "lda(", "submission(", "managesieve(" };
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        size_t end = span_starts(*text, span_of(services[i])) ? span_find(*text, SPAN(": ")) : SPAN_NONE;
        if (end == SPAN_NONE || end == 0 || !strchr(")>", text->at[end - 1]))
            continue;
        *text = span_from(*text, end + 2);
        return true;
    }
    return false;
}

enum log_kind log_read_dovecot(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    struct span service = line->process;
    bool is_named = LOG_STARTS(service, "dovecot");
    if (is_named)
        service = take_service(&text);
    else if (span_starts(service, SPAN("auth-worker")))
        service = SPAN("auth-worker");
    else if (service.len == 0 && line->time != LOG_NO_TIME)
        is_named = take_session(&text);
    text = without_level(text);
    if (ends_login(service))
        return read_login(text, event);
    if (is_backend(service))
        return read_backend(text, event);
    return is_named ? read_trouble(text, event) : LOG_UNREAD;
}
