#include "logs/log_format.h"

static const char *const kind_words[] = {
#define X(id, word) [id] = word,
    LOG_KINDS(X)
#undef X
};

const char *log_kind_word(enum log_kind kind)
{
    return kind_words[kind];
}

bool log_kind_is_failure(enum log_kind kind)
{
    return kind == LOG_LOGIN_FAILED || kind == LOG_REJECTED || kind == LOG_DEFERRED || kind == LOG_BOUNCED ||
           kind == LOG_EXPIRED || kind == LOG_TLS_FAILED || kind == LOG_TROUBLE;
}

/* In the order in which they are asked; a line belongs to the first that knows it. */
static const struct log_format formats[] = {
    { .id = "postfix", .read = log_read_postfix, .is_syslog = true },
    { .id = "dovecot", .read = log_read_dovecot },
    { .id = "exim", .read = log_read_exim, .goes_on = log_exim_goes_on },
    { .id = "opensmtpd", .read = log_read_opensmtpd },
    { .id = "courier", .read = log_read_courier, .is_syslog = true },
    { .id = "saslauthd", .read = log_read_saslauthd, .is_syslog = true },
    { .id = "fail2ban", .read = log_read_fail2ban },
    { .id = "rspamd", .read = log_read_rspamd },
    { .id = "qmail", .read = log_read_qmail },
    { .id = "sendmail", .read = log_read_sendmail, .is_syslog = true },
    { .id = "exchange-tracking", .read = log_read_tracking },
    { .id = "exchange", .read = log_read_exchange },
    { .id = "hmailserver", .read = log_read_hmailserver },
    { .id = "mdaemon", .read = log_read_mdaemon },
    { .id = "zimbra", .read = log_read_zimbra },
    /* Clients last: the logs of servers are the long ones. Those whose marks are the plainest at the end. */
    { .id = "msmtp", .read = log_read_msmtp },
    { .id = "mutt", .read = log_read_mutt, .is_client = true },
    { .id = "phpmailer", .read = log_read_phpmailer, .is_client = true },
    { .id = "nodemailer", .read = log_read_nodemailer, .is_client = true },
    { .id = "git-send-email", .read = log_read_git, .is_client = true },
    { .id = "thunderbird", .read = log_read_thunderbird, .is_client = true },
    { .id = "outlook", .read = log_read_outlook, .is_client = true },
    { .id = "outlook-error", .read = log_read_outlook_error, .is_client = true },
    { .id = "smtplib", .read = log_read_smtplib, .is_client = true },
    { .id = "swaks", .read = log_read_swaks, .is_client = true },
    { .id = "msmtp-debug", .read = log_read_msmtp_debug, .is_client = true },
    { .id = "curl", .read = log_read_curl, .is_client = true },
    { .id = "transcript", .read = log_read_transcript, .is_client = true },
};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

const struct log_format *log_format_at(size_t index)
{
    return index < FORMAT_COUNT ? &formats[index] : NULL;
}

static enum log_kind ask(size_t place, const struct log_line *line, struct log_event *event)
{
    if (formats[place].is_syslog && line->process.len == 0)
        return LOG_UNREAD;
    if (formats[place].is_client && line->process.len && line->time != LOG_NO_TIME)
        return LOG_UNREAD;
    return formats[place].read(line, event);
}

enum log_kind log_format_read(const struct log_line *line, size_t *hint, struct log_event *event)
{
    enum log_kind kind = ask(*hint, line, event);
    if (kind != LOG_UNREAD)
        return kind;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        kind = i == *hint ? LOG_UNREAD : ask(i, line, event);
        if (kind == LOG_UNREAD)
            continue;
        *hint = i;
        return kind;
    }
    bool goes_on = line->time == LOG_NO_TIME && formats[*hint].goes_on && formats[*hint].goes_on(line->raw);
    return goes_on ? LOG_OTHER : LOG_UNREAD;
}

/* ---- shared by the formats ---- */

struct span log_between(struct span text, const char *before, const char *after)
{
    size_t at = span_find(text, span_of(before));
    if (at == SPAN_NONE)
        return SPAN_EMPTY;
    struct span rest = span_from(text, at + strlen(before));
    if (!after)
        return rest;
    size_t end = span_find(rest, span_of(after));
    return end == SPAN_NONE ? SPAN_EMPTY : span_head(rest, end);
}

struct span log_value(struct span text, const char *key)
{
    struct span rest = log_between(text, key, NULL);
    size_t len = 0;
    if (rest.len && (rest.at[0] == '<' || rest.at[0] == '"')) {
        size_t end = span_find_char(span_from(rest, 1), rest.at[0] == '<' ? '>' : '"');
        return end == SPAN_NONE ? SPAN_EMPTY : span_head(span_from(rest, 1), end);
    }
    while (len < rest.len && rest.at[len] != ',' && rest.at[len] != ' ' && rest.at[len] != ';' && rest.at[len] != ')')
        len++;
    return span_head(rest, len);
}

static bool is_address(struct span text)
{
    enum { NONE, HEX, MARK, ZONE };
    static const unsigned char classes[256] = {
        ['0'] = HEX, ['1'] = HEX,  ['2'] = HEX,  ['3'] = HEX,  ['4'] = HEX, ['5'] = HEX, ['6'] = HEX,
        ['7'] = HEX, ['8'] = HEX,  ['9'] = HEX,  ['a'] = HEX,  ['b'] = HEX, ['c'] = HEX, ['d'] = HEX,
        ['e'] = HEX, ['f'] = HEX,  ['A'] = HEX,  ['B'] = HEX,  ['C'] = HEX, ['D'] = HEX, ['E'] = HEX,
        ['F'] = HEX, ['.'] = MARK, [':'] = MARK, ['%'] = ZONE,
    };
    size_t marks = 0;
    if (text.len >= 46)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char class = classes[(unsigned char)text.at[i]];
        if (class == NONE)
            return false;
        marks += class == MARK;
    }
    return marks > 1;
}

struct span log_address(struct span text)
{
    static const char opens[] = "[(";
    static const char closes[] = "])";
    if (is_address(text))
        return text;
    for (size_t i = 0; i < 2; i++) {
        struct span rest = text;
        size_t open;
        while ((open = span_find_char(rest, opens[i])) != SPAN_NONE) {
            rest = span_from(rest, open + 1);
            size_t end = span_find_char(rest, closes[i]);
            struct span inner = end == SPAN_NONE ? SPAN_EMPTY : span_head(rest, end);
            if (span_starts_nocase(inner, SPAN("IPv6:")))
                inner = span_from(inner, 5);
            if (is_address(inner))
                return inner;
        }
    }
    return SPAN_EMPTY;
}

struct span log_last_address(struct span text)
{
    struct span found = SPAN_EMPTY;
    size_t open;
    while ((open = span_find_char(text, '[')) != SPAN_NONE) {
        text = span_from(text, open);
        struct span inner = span_head(text, span_find_char(text, ']'));
        struct span address = inner.len < text.len ? log_address((struct span){ inner.at, inner.len + 1 }) : SPAN_EMPTY;
        if (address.len)
            found = address;
        text = span_from(text, 1);
    }
    return found;
}

/* How long "…" is at the start of text, or <…> with "…" inside; 1 when it does not end where an address would. */
static size_t quoted_len(struct span text)
{
    enum { QUOTED_MAX = 512 };
    char closes = text.at[0] == '<' ? '>' : '"';
    text = span_head(text, QUOTED_MAX);
    for (size_t i = 1; i < text.len; i++) {
        if (text.at[i] == closes)
            return i + 1;
        if (text.at[i] == '\\')
            i++;
        else if (text.at[i] == '"')
            i += quoted_len(span_from(text, i)) - 1;
    }
    return 1;
}

struct span log_outside(struct span text, const char *words)
{
    struct span wanted = span_of(words);
    while (text.len) {
        if (text.at[0] == words[0] && span_starts(text, wanted))
            return span_from(text, wanted.len);
        bool is_open = text.at[0] == '<' || text.at[0] == '"';
        text = span_from(text, is_open ? quoted_len(text) : 1);
    }
    return SPAN_EMPTY;
}

bool log_split_last(struct span text, const char *words, struct span *ret_before, struct span *ret_behind)
{
    struct span wanted = span_of(words);
    for (size_t at = text.len; at-- > 0;) {
        if (!span_starts(span_from(text, at), wanted))
            continue;
        *ret_before = span_head(text, at);
        *ret_behind = span_from(text, at + wanted.len);
        return true;
    }
    return false;
}

uint64_t log_session(const struct log_line *line, struct span id)
{
    return (span_hash(id) ^ line->host_hash) | 1;
}

struct span log_word(struct span text)
{
    struct span word = SPAN_EMPTY;
    (void)span_word(&text, &word);
    return word;
}

bool log_has(struct span text, const char *words)
{
    return span_find(text, span_of(words)) != SPAN_NONE;
}

bool log_is_outside(struct span relay)
{
    static const char *const own[] = { "[private/", "[127.", "[::1]", "/" };
    if (span_find_char(relay, '.') == SPAN_NONE && span_find_char(relay, ':') == SPAN_NONE)
        return false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (log_has(relay, own[i]))
            return false;
    return !LOG_STARTS(relay, "127.") && !LOG_STARTS(relay, "localhost");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct span enhanced_at(struct span text)
{
    size_t len = 0;
    size_t dots = 0;
    if (text.len < 5 || text.at[0] < '2' || text.at[0] > '5' || text.at[1] != '.')
        return SPAN_EMPTY;
    while (len < text.len && len < 11 && (is_digit(text.at[len]) || text.at[len] == '.'))
        dots += text.at[len++] == '.';
    return dots == 2 && is_digit(text.at[len - 1]) ? span_head(text, len) : SPAN_EMPTY;
}

bool log_reply(struct span text, struct log_event *event)
{
    if (text.len < 3 || text.at[0] < '2' || text.at[0] > '5' || !is_digit(text.at[1]) || !is_digit(text.at[2]))
        return false;
    if (text.len > 3 && text.at[3] != ' ' && text.at[3] != '-')
        return false;
    event->code = (unsigned)((text.at[0] - '0') * 100 + (text.at[1] - '0') * 10 + (text.at[2] - '0'));
    struct span enhanced = enhanced_at(span_from(text, 4));
    if (enhanced.len)
        event->enhanced = enhanced;
    return true;
}
