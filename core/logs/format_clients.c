/*
 * Transcripts of programs that send: each has its marks before what the server and the client said, and its own
 * words for what went wrong. A row a mark; what a dialogue's lines mean together is put together in transcript.h.
 */
#include "logs/authline.h"
#include "logs/transcript.h"
#include "logs/log_format.h"
#include "logs/replyfind.h"

enum client {
    CLIENT_NONE,
    CLIENT_MUTT,
    CLIENT_PHPMAILER,
    CLIENT_NODEMAILER,
    CLIENT_GIT,
    CLIENT_THUNDERBIRD,
    CLIENT_OUTLOOK,
    CLIENT_SMTPLIB,
    CLIENT_SWAKS,
    CLIENT_MSMTP,
    CLIENT_CURL,
    CLIENT_TRANSCRIPT
};

enum what {
    SERVER,       /* what the server said stands behind the mark */
    CLIENT,       /* what the client said */
    PLAIN_SERVER, /* the same, where the mark alone would not tell: a reply must follow */
    PLAIN_CLIENT, /* a command must follow, or one token */
    NAMES_SERVER, /* the server's name follows */
    NOISE,        /* of no concern */
    LOGIN,        /* the sign-in failed */
    FAILS,        /* it failed, the line says why */
    QUOTES,       /* the same; the words stand behind the mark */
    SUMS_UP,      /* it failed */
    ENHANCED      /* the line begins with an enhanced code */
};

/*
 * The line begins with start; "#" is a number there. A session's name, or what else changes, stands between that
 * and inside, if there is one.
 */
struct mark {
    const char *start, *inside;
    enum what what;
};

struct marks {
    enum client client;
    const struct mark *all;
    size_t count;
};

enum { INSIDE_WITHIN = 128 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- the line without its time ---- */

/* "10:00:00.123 ", as curl --trace-time and consoles put it first. */
static size_t clock_len(struct span text)
{
    size_t len = 8;
    if (text.len < 10 || !is_digit(text.at[0]) || text.at[2] != ':' || text.at[5] != ':' || !is_digit(text.at[7]))
        return 0;
    while (len < text.len && (is_digit(text.at[len]) || text.at[len] == '.'))
        len++;
    return len < text.len && text.at[len] == ' ' ? len + 1 : 0;
}

static struct span said_in(const struct log_line *line)
{
    struct span said = line->time == LOG_NO_TIME ? line->raw : line->text;
    return span_from(said, clock_len(said));
}

/* ---- marks ---- */

static size_t start_len(const struct mark *mark, struct span said)
{
    size_t len = 0;
    if (mark->start[0] != '#')
        return mark->start[0] == said.at[0] && span_starts(said, span_of(mark->start)) ? strlen(mark->start) : 0;
    while (len < said.len && len < 8 && is_digit(said.at[len]))
        len++;
    return len;
}

static bool is_mark(const struct mark *mark, struct span said, struct span *ret_session, struct span *ret_rest)
{
    size_t len = said.len ? start_len(mark, said) : 0;
    struct span session = SPAN_EMPTY;
    struct span rest = span_from(said, len);
    if (len == 0)
        return false;
    if (mark->inside) {
        struct span inside = span_of(mark->inside);
        size_t at = span_find(span_head(rest, INSIDE_WITHIN), inside);
        if (at == SPAN_NONE || (mark->start[0] == '#' && at > 0))
            return false;
        session = span_head(rest, at);
        rest = span_from(rest, at + inside.len);
    }
    *ret_session = session;
    *ret_rest = rest;
    return true;
}

/* Net::SMTP changes its class with TLS, not its number; a word behind the bracket is no session. */
static struct span session_name(struct span session)
{
    struct span glob = log_between(session, "GLOB(", ")");
    return glob.len ? glob : span_head(session, span_find_char(session, ']'));
}

/* ---- what the server said ---- */

/* smtplib shows bytes as Python writes them. */
static struct span without_quotes(struct span said)
{
    size_t end = span_find(said, SPAN("\\r\\n"));
    return end != SPAN_NONE && end + 5 >= said.len ? span_head(said, end) : said;
}

static enum log_kind kind_of_code(unsigned code)
{
    if (code == 534 || code == 535 || code == 538)
        return LOG_LOGIN_FAILED;
    return code < 500 ? LOG_DEFERRED : LOG_REJECTED;
}

static enum log_kind read_reply(struct span said, struct log_event *event)
{
    struct log_event found = *event;
    if (!log_reply(said, &found))
        return LOG_UNREAD;
    if (found.code < 400 && found.code != 220 && found.code != 235 && found.code != 334)
        return LOG_OTHER;
    bool is_challenge = found.code == 334;
    *event = found;
    event->text = is_challenge ? span_trim(span_from(said, 4)) : said;
    event->step = is_challenge ? TRANSCRIPT_CHALLENGE : found.code == 220 ? TRANSCRIPT_GREETING : TRANSCRIPT_REPLY;
    if (found.code >= 400 && said.len > 3 && said.at[3] == '-')
        event->step = TRANSCRIPT_MORE;
    if (found.code < 400)
        return found.code == 235 ? LOG_LOGIN_OK : LOG_DETAIL;
    return kind_of_code(found.code);
}

/* ---- what the client said ---- */

static bool is_command(struct span said)
{
    static const char *const verbs[] = { "EHLO ", "HELO ", "LHLO ",    "AUTH ", "MAIL FROM:", "RCPT TO:",
                                         "DATA",  "QUIT",  "STARTTLS", "RSET",  "NOOP" };
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (span_starts_nocase(said, span_of(verbs[i])))
            return true;
    return false;
}

static enum log_kind read_command(struct span said, struct log_event *event)
{
    struct span rest = said;
    struct span word;
    if (!is_command(said)) {
        said = span_trim(said);
        if (said.len == 0 || authline_token(said) != said.len)
            return LOG_UNREAD;
        event->step = TRANSCRIPT_ANSWER;
        event->text = said;
        return LOG_DETAIL;
    }
    event->step = TRANSCRIPT_COMMAND;
    (void)span_word(&rest, &word);
    if (span_equal_nocase(word, SPAN("AUTH"))) {
        event->step = TRANSCRIPT_AUTH;
        (void)span_word(&rest, &event->mechanism);
        event->text = span_trim(rest);
    } else if (span_equal_nocase(word, SPAN("MAIL"))) {
        event->sender = log_between(said, "<", ">");
    } else if (span_equal_nocase(word, SPAN("RCPT"))) {
        event->recipient = log_between(said, "<", ">");
    }
    return LOG_DETAIL;
}

/* ---- what the program says ---- */

/* "smtp://mail.example.org:587", "mail.example.org...", "[192.0.2.1]:587" */
static enum log_kind read_server_name(struct span rest, struct log_event *event)
{
    struct span scheme = log_between(rest, "://", NULL);
    struct span host = scheme.len ? scheme : span_trim(rest);
    size_t len = 0;
    while (len < host.len && !strchr(" :,/]\t\"'", host.at[len] ? host.at[len] : ' '))
        len++;
    while (len && host.at[len - 1] == '.')
        len--;
    if (len == 0)
        return LOG_OTHER;
    event->relay = span_head(host, len);
    event->step = TRANSCRIPT_CONNECT;
    return LOG_DETAIL;
}

/* Of a failure without a reply: was it encryption? */
static enum log_kind kind_of_words(struct span words)
{
    static const char *const tls[] = { "SSL",        "ssl",   "TLS",         "tls_",       "gnutls",
                                       "ertificate", "CERT_", "self-signed", "self signed" };
    for (size_t i = 0; i < sizeof tls / sizeof *tls; i++)
        if (log_has(words, tls[i]))
            return LOG_TLS_FAILED;
    return LOG_DEFERRED;
}

/* Thunderbird's console puts the place in the program behind the line. */
static struct span without_place(struct span said)
{
    size_t at = span_find(said, SPAN(" SmtpClient."));
    return span_head(said, at);
}

static enum log_kind read_words(struct span words, enum what what, struct log_event *event)
{
    struct found_reply reply;
    words = without_place(words);
    bool has_reply = reply_find(words, 0, &reply) && reply.code >= 400;
    event->text = words;
    event->code = has_reply ? reply.code : 0;
    event->step = has_reply || what == FAILS || what == QUOTES ? TRANSCRIPT_TOLD : TRANSCRIPT_SUMMARY;
    event->account = log_between(words, "User \"", "\"");
    event->mechanism = log_between(words, "(method ", ")");
    if (what == LOGIN)
        return LOG_LOGIN_FAILED;
    return has_reply ? kind_of_code(reply.code) : kind_of_words(words);
}

/* "5.7.8 Username and Password not accepted": the reply without its code, as git prints it once more. */
static enum log_kind read_enhanced(struct span said, struct log_event *event)
{
    char enhanced[ENHANCED_MAX];
    if (!reply_read_enhanced(said, enhanced) || said.at[0] == '2')
        return LOG_UNREAD;
    event->enhanced = span_head(said, strlen(enhanced));
    event->text = said;
    event->step = TRANSCRIPT_TOLD;
    bool is_login = span_ends_nocase(event->enhanced, SPAN(".7.8")) || span_ends_nocase(event->enhanced, SPAN(".7.9"));
    return is_login ? LOG_LOGIN_FAILED : said.at[0] == '4' ? LOG_DEFERRED : LOG_REJECTED;
}

/* ---- one line ---- */

static enum log_kind read_marked(enum what what, struct span said, struct span rest, struct log_event *event)
{
    enum log_kind kind;
    switch (what) {
    case SERVER:
    case PLAIN_SERVER:
        kind = read_reply(without_quotes(span_trim(rest)), event);
        return kind == LOG_UNREAD && what == SERVER ? LOG_OTHER : kind;
    case CLIENT:
    case PLAIN_CLIENT:
        kind = read_command(without_quotes(span_trim(rest)), event);
        return kind == LOG_UNREAD && what == CLIENT ? LOG_OTHER : kind;
    case NAMES_SERVER:
        return read_server_name(rest, event);
    case NOISE:
        return LOG_OTHER;
    case ENHANCED:
        return read_enhanced(said, event);
    default:
        return read_words(span_trim(what == QUOTES ? rest : said), what, event);
    }
}

static enum log_kind read_client(struct marks marks, const struct log_line *line, struct log_event *event)
{
    struct span said = said_in(line);
    struct span session;
    struct span rest;
    for (size_t i = 0; i < marks.count; i++) {
        if (!is_mark(&marks.all[i], said, &session, &rest))
            continue;
        enum log_kind kind = read_marked(marks.all[i].what, said, rest, event);
        if (kind == LOG_UNREAD)
            continue;
        if (event->step != TRANSCRIPT_NONE)
            event->delivery = transcript_number(marks.client, session_name(session));
        return kind;
    }
    return LOG_UNREAD;
}
#define READ_CLIENT(client, marks)                                                                                     \
    read_client((struct marks){ client, marks, sizeof(marks) / sizeof *(marks) }, line, event)

/* ---- the clients ---- */

enum log_kind log_read_mutt(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "#", "< ", SERVER },
        { "#", "> ", CLIENT },
        { "Looking up ", NULL, NOISE },
        { "Connecting to ", NULL, NAMES_SERVER },
        { "Connected to ", NULL, NOISE },
        { "Authenticating ", NULL, NOISE },
        { "SASL authentication failed", NULL, LOGIN },
        { "No authenticators available", NULL, LOGIN },
        { "SMTP authentication ", NULL, LOGIN },
        { "SMTP session failed", NULL, SUMS_UP },
        { "Could not find the host ", NULL, FAILS },
        { "Could not connect to ", NULL, FAILS },
        { "Could not negotiate TLS", NULL, FAILS },
        { "gnutls_", NULL, FAILS },
        { "tls_", NULL, FAILS },
        { "SSL failed", NULL, FAILS },
    };
    /* Its words are too plain to be told without the clock in brackets. */
    return line->time != LOG_NO_TIME && line->raw.at[0] == '[' ? READ_CLIENT(CLIENT_MUTT, marks) : LOG_UNREAD;
}

enum log_kind log_read_phpmailer(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "SERVER -> CLIENT:", NULL, SERVER },
        { "CLIENT -> SERVER:", NULL, CLIENT },
        { "                   \t", NULL, SERVER },
        { "SMTP -> FROM SERVER:", NULL, SERVER },
        { "CLIENT -> SMTP:", NULL, CLIENT },
        { "Connection: opening to ", NULL, NAMES_SERVER },
        { "Connection: Failed", NULL, FAILS },
        { "Connection: ", NULL, NOISE },
        { "Connection failed. ", NULL, FAILS },
        { "SMTP ERROR: Password command failed", NULL, LOGIN },
        { "SMTP ERROR: Username command failed", NULL, LOGIN },
        { "SMTP ERROR: AUTH", NULL, LOGIN },
        { "SMTP ERROR: ", NULL, FAILS },
        { "SMTP Error: Could not authenticate", NULL, LOGIN },
        { "Ошибка SMTP: не удалось пройти", NULL, LOGIN },
        { "SMTP 错误：登录失败", NULL, LOGIN },
        { "SMTP Error: ", NULL, SUMS_UP },
        { "Ошибка SMTP: ", NULL, SUMS_UP },
        { "SMTP 错误：", NULL, SUMS_UP },
        { "SMTP connect() failed", NULL, SUMS_UP },
        { "SMTP server error: ", NULL, SUMS_UP },
        { "The following From address failed: ", NULL, SUMS_UP },
        { ",", "SMTP server error: ", SUMS_UP },
        { " SMTP code: ", NULL, SUMS_UP },
        { "SMTP NOTICE: ", NULL, NOISE },
        { "SMTP INBOUND: ", NULL, NOISE },
    };
    return READ_CLIENT(CLIENT_PHPMAILER, marks);
}

enum log_kind log_read_nodemailer(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "DEBUG [", "] S: ", SERVER },
        { "DEBUG [", "] C: ", CLIENT },
        { "DEBUG [", "] Resolved ", NAMES_SERVER },
        { "INFO  [", "\" failed to authenticate", LOGIN },
        { "ERROR Send Error: Invalid login", NULL, LOGIN },
        { "ERROR Send Error: ", NULL, QUOTES },
        { "ERROR Send error for ", NULL, FAILS },
        { "ERROR [", "] ", QUOTES },
        { "DEBUG [", NULL, NOISE },
        { "INFO  [", NULL, NOISE },
        { "DEBUG Creating transport: nodemailer", NULL, NOISE },
        { "DEBUG Sending mail using ", NULL, NOISE },
        { "INFO  Sending message ", NULL, NOISE },
        { "Error: Invalid login", NULL, LOGIN },
        { "Invalid login: ", NULL, LOGIN },
        { "Error: Missing credentials", NULL, LOGIN },
        { "Error: connect E", NULL, FAILS },
        { "Error: getaddrinfo ", NULL, FAILS },
        { "Error: queryA ", NULL, FAILS },
        { "Error: Greeting never received", NULL, FAILS },
        { "Error: Connection timeout", NULL, FAILS },
        { "Error: Mail command failed", NULL, FAILS },
        { "Error: Can't send mail", NULL, FAILS },
        { "Error: Message failed", NULL, FAILS },
        { "Error: ", ":SSL routines:", FAILS },
        { "Error: self-signed certificate", NULL, FAILS },
        { "Error: self signed certificate", NULL, FAILS },
        { "Error: unable to verify the first certificate", NULL, FAILS },
        { "Error: unable to get ", NULL, FAILS },
        { "Error: certificate has expired", NULL, FAILS },
        { "Error: Hostname/IP does not match", NULL, FAILS },
        { "    at ", ":", NOISE },
        { "  errno: ", NULL, NOISE },
        { "  code: '", NULL, NOISE },
        { "  syscall: '", NULL, NOISE },
        { "  hostname: '", NULL, NOISE },
        { "  address: '", NULL, NOISE },
        { "  port: ", NULL, NOISE },
        { "  response: '", NULL, NOISE },
        { "  responseCode: ", NULL, NOISE },
        { "  command: '", NULL, NOISE },
    };
    /* Others put a level and a bracket behind their time as well, but no brackets around it. */
    bool is_other = line->time != LOG_NO_TIME && line->raw.at[0] != '[';
    return is_other ? LOG_UNREAD : READ_CLIENT(CLIENT_NODEMAILER, marks);
}

enum log_kind log_read_git(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "Net::SMTP", "<<< ", SERVER },
        { "Net::SMTP", ">>> ", CLIENT },
        { "Send this email? (", NULL, NOISE },
        { "Unable to initialize SMTP properly.", NULL, FAILS },
        { "STARTTLS failed! ", NULL, FAILS },
        { "4.", NULL, ENHANCED },
        { "5.", NULL, ENHANCED },
    };
    return READ_CLIENT(CLIENT_GIT, marks);
}

enum log_kind log_read_thunderbird(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "mailnews.smtp: S: ", NULL, SERVER },
        { "mailnews.smtp: C: ", NULL, CLIENT },
        { "mailnews.smtp: Connecting to ", NULL, NAMES_SERVER },
        { "mailnews.smtp: Authentication failed: ", NULL, LOGIN },
        { "mailnews.smtp: Command failed: ", NULL, QUOTES },
        { "mailnews.smtp: SecurityError", NULL, FAILS },
        { "mailnews.smtp: NetworkError", NULL, FAILS },
        { "mailnews.smtp", ": ", NOISE },
        { "UTC - [", " SMTP Response: ", SERVER },
        { "UTC - [", " SMTP Send: ", CLIENT },
        { "UTC - [", " SMTP Connecting to: ", NAMES_SERVER },
        { "UTC - [", " SMTP server error, code ", FAILS },
        { "UTC - [", "/SMTP ", NOISE },
    };
    return READ_CLIENT(CLIENT_THUNDERBIRD, marks);
}

/* The log of "Enable troubleshooting logging", opmlog.log. */
enum log_kind log_read_outlook(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "SMTP (", "): <rx> ", SERVER },
        { "SMTP (", "): [tx] ", CLIENT },
        { "SMTP (", "): Begin execution", NAMES_SERVER },
        { "SMTP (", "): ", NOISE },
        { "ReportStatus: ", "hr = 0x800ccc18", LOGIN },
        { "ReportStatus: ", "hr = 0x800ccc", SUMS_UP },
        { "ReportStatus: ", NULL, NOISE },
        { "<<<< Logging ", NULL, NOISE },
        { "POP3 (", "): ", NOISE },
        { "IMAP (", "): ", NOISE },
    };
    enum log_kind kind = READ_CLIENT(CLIENT_OUTLOOK, marks);
    if (event->step != TRANSCRIPT_NONE && event->relay.len == 0)
        event->relay = log_between(said_in(line), "SMTP (", ")");
    return kind;
}

enum log_kind log_read_smtplib(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "reply: b'", NULL, SERVER },       { "reply: b\"", NULL, SERVER },
        { "send: '", NULL, CLIENT },         { "send: b'", NULL, CLIENT },
        { "reply: retcode (", NULL, NOISE }, { "connect: (", NULL, NOISE },
        { "connect: to ", NULL, NOISE },     { "smtplib.SMTPAuthenticationError: ", NULL, LOGIN },
        { "smtplib.SMTP", ": ", FAILS },     { "    raise ", NULL, NOISE },
    };
    return READ_CLIENT(CLIENT_SMTPLIB, marks);
}

enum log_kind log_read_swaks(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "<-  ", NULL, SERVER },
        { "<** ", NULL, SERVER },
        { "<~  ", NULL, SERVER },
        { "<~* ", NULL, SERVER },
        { " -> ", NULL, PLAIN_CLIENT },
        { " ~> ", NULL, PLAIN_CLIENT },
        { " -> ", NULL, NOISE },
        { " ~> ", NULL, NOISE },
        { "=== Trying ", NULL, NAMES_SERVER },
        { "=== Connected to ", NULL, NOISE },
        { "=== Connection closed ", NULL, NOISE },
        { "=== TLS ", NULL, NOISE },
        { "*** No authentication type succeeded", NULL, LOGIN },
        { "*** Auth not attempted", NULL, LOGIN },
        { "*** Error connecting to ", NULL, SUMS_UP },
        { "*** \t", NULL, FAILS },
        { "*** Host did not advertise ", NULL, FAILS },
        { "*** TLS startup failed", NULL, FAILS },
        { "*** STARTTLS attempted but failed", NULL, SUMS_UP },
        { "*** Remote host closed ", NULL, FAILS },
    };
    return READ_CLIENT(CLIENT_SWAKS, marks);
}

/* What msmtp prints, alone or with --debug. */
enum log_kind log_read_msmtp_debug(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "<-- ", NULL, PLAIN_SERVER },
        { "--> ", NULL, PLAIN_CLIENT },
        { "msmtp: authentication failed", NULL, LOGIN },
        { "msmtp: could not send mail", NULL, SUMS_UP },
        { "msmtp: envelope from address ", NULL, SUMS_UP },
        { "msmtp: recipient address ", NULL, SUMS_UP },
        { "msmtp: the server did not accept", NULL, SUMS_UP },
        { "msmtp: server message: ", NULL, QUOTES },
        { "msmtp: ", NULL, FAILS },
        { "ignoring system configuration file ", NULL, NOISE },
        { "loaded user configuration file ", NULL, NOISE },
        { "loaded system configuration file ", NULL, NOISE },
        { "falling back to default account", NULL, NOISE },
        { "using account ", NULL, NOISE },
        { "reading recipients from ", NULL, NOISE },
        { "TLS session parameters:", NULL, NOISE },
        { "TLS certificate information:", NULL, NOISE },
    };
    return READ_CLIENT(CLIENT_MSMTP, marks);
}

enum log_kind log_read_curl(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "< ", NULL, PLAIN_SERVER },
        { "> ", NULL, PLAIN_CLIENT },
        { "* Host ", " was resolved", NAMES_SERVER },
        { "* Connected to ", NULL, NAMES_SERVER },
        { "* SSL certificate problem", NULL, FAILS },
        { "* Login denied", NULL, LOGIN },
        { "* TLS", NULL, NOISE },
        { "* SSL ", NULL, NOISE },
        { "* ALPN", NULL, NOISE },
        { "*  ", NULL, NOISE },
        { "* IPv", NULL, NOISE },
        { "* Server certificate", NULL, NOISE },
        { "* Closing connection", NULL, NOISE },
        { "* closing connection", NULL, NOISE },
        { "* Could not resolve ", NULL, NOISE },
        { "* connect to ", NULL, NOISE },
        { "* Failed to connect ", NULL, NOISE },
        { "* Connection ", NULL, NOISE },
        { "* MAIL failed: ", NULL, FAILS },
        { "* RCPT failed: ", NULL, FAILS },
        { "{ [", " data]", NOISE },
        { "} [", " data]", NOISE },
        { "curl: (67)", NULL, LOGIN },
        { "curl: (", NULL, FAILS },
        { "More details here: https://curl.", NULL, NOISE },
    };
    return READ_CLIENT(CLIENT_CURL, marks);
}

/* Many a library writes these, and people who type a conversation down. */
enum log_kind log_read_transcript(const struct log_line *line, struct log_event *event)
{
    static const struct mark marks[] = {
        { "S: ", NULL, PLAIN_SERVER },  { "C: ", NULL, PLAIN_CLIENT },  { "<- ", NULL, PLAIN_SERVER },
        { "-> ", NULL, PLAIN_CLIENT },  { "<< ", NULL, PLAIN_SERVER },  { ">> ", NULL, PLAIN_CLIENT },
        { "<<< ", NULL, PLAIN_SERVER }, { ">>> ", NULL, PLAIN_CLIENT },
    };
    return READ_CLIENT(CLIENT_TRANSCRIPT, marks);
}
