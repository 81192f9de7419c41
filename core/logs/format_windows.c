/* Exchange (protocol and message-tracking logs), hMailServer and MDaemon: dialogues line by line. */
#include "logs/log_format.h"

enum { FIELDS_MAX = 24 };

/* Fields of a line; one between quotes may hold the separator, and loses its quotes. */
static size_t split(struct span line, char separator, struct span fields[FIELDS_MAX])
{
    size_t count = 0;
    while (line.len && count < FIELDS_MAX) {
        if (line.at[0] == '"') {
            size_t end = span_find_char(span_from(line, 1), '"');
            fields[count++] = span_head(span_from(line, 1), end);
            line = end == SPAN_NONE ? SPAN_EMPTY : span_from(line, end + 3);
            continue;
        }
        (void)span_cut(&line, separator, &fields[count]);
        count++;
    }
    return count;
}

/* The host of "192.0.2.1:25". */
static struct span host_of(struct span endpoint)
{
    size_t colon = span_find_last(endpoint, ':');
    return log_address(span_head(endpoint, colon));
}

/* A reply that we gave, or that was given to us. */
static enum log_kind read_reply(struct span reply, bool is_ours, struct log_event *event)
{
    struct log_event found = *event;
    if (!log_reply(reply, &found) || (found.code < 400 && found.code != 235))
        return LOG_OTHER;
    *event = found;
    event->text = reply;
    if (is_ours && event->code == 235)
        return LOG_LOGIN_OK;
    if (is_ours)
        return event->code == 535 ? LOG_LOGIN_FAILED : LOG_REJECTED;
    return event->code < 500 ? LOG_DEFERRED : LOG_BOUNCED;
}

/* ---- Exchange ---- */

enum { PROTOCOL_SESSION = 2, PROTOCOL_REMOTE = 5, PROTOCOL_EVENT = 6, PROTOCOL_DATA = 7 };

static bool is_header(struct span line)
{
    return LOG_STARTS(line, "#Software: Microsoft Exchange") || LOG_STARTS(line, "#Log-Type: ") ||
           LOG_STARTS(line, "#Fields: date-time,") || LOG_STARTS(line, "#Version: ");
}

enum log_kind log_read_exchange(const struct log_line *line, struct log_event *event)
{
    struct span fields[FIELDS_MAX];
    if (is_header(line->raw))
        return LOG_OTHER;
    if (line->time == LOG_NO_TIME || line->raw.at[10] != 'T' || split(line->raw, ',', fields) <= PROTOCOL_DATA)
        return LOG_UNREAD;
    struct span what = fields[PROTOCOL_EVENT];
    if (what.len != 1 || span_find_char(SPAN("+-<>*"), what.at[0]) == SPAN_NONE)
        return LOG_UNREAD;
    if (what.at[0] != '<' && what.at[0] != '>')
        return LOG_OTHER;
    enum log_kind kind = read_reply(fields[PROTOCOL_DATA], what.at[0] == '>', event);
    if (kind == LOG_OTHER)
        return kind;
    event->queue_id = fields[PROTOCOL_SESSION];
    if (what.at[0] == '>')
        event->client = host_of(fields[PROTOCOL_REMOTE]);
    else
        event->relay = fields[PROTOCOL_REMOTE];
    return kind;
}

enum {
    TRACK_CLIENT = 1,
    TRACK_SOURCE = 7,
    TRACK_EVENT = 8,
    TRACK_QUEUE = 9,
    TRACK_ID = 10,
    TRACK_TO = 12,
    TRACK_STATUS = 13,
    TRACK_FROM = 19
};

static enum log_kind kind_of_tracking(struct span word)
{
    static const struct {
        const char *word;
        enum log_kind kind;
    } rows[] = { { "RECEIVE", LOG_ARRIVED }, { "SEND", LOG_SENT },        { "DELIVER", LOG_SENT },
                 { "FAIL", LOG_BOUNCED },    { "DEFER", LOG_DEFERRED },   { "BADMAIL", LOG_BOUNCED },
                 { "DSN", LOG_OTHER },       { "DROP", LOG_OTHER },       { "REDIRECT", LOG_OTHER },
                 { "EXPAND", LOG_OTHER },    { "SUBMIT", LOG_OTHER },     { "TRANSFER", LOG_OTHER },
                 { "RESOLVE", LOG_OTHER },   { "NOTIFYMAPI", LOG_OTHER }, { "HAREDIRECT", LOG_OTHER },
                 { "AGENTINFO", LOG_OTHER }, { "HARECEIVE", LOG_OTHER },  { "HADISCARD", LOG_OTHER } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(word, span_of(rows[i].word)))
            return rows[i].kind;
    return LOG_UNREAD;
}

enum log_kind log_read_tracking(const struct log_line *line, struct log_event *event)
{
    struct span fields[FIELDS_MAX] = { 0 };
    if (line->time == LOG_NO_TIME || line->raw.at[10] != 'T' || split(line->raw, ',', fields) <= TRACK_STATUS)
        return LOG_UNREAD;
    enum log_kind kind = kind_of_tracking(fields[TRACK_EVENT]);
    if (kind == LOG_UNREAD || kind == LOG_OTHER || (kind == LOG_SENT && event->is_brief))
        return kind;
    event->client = log_address(fields[TRACK_CLIENT]);
    event->queue_id = fields[TRACK_QUEUE];
    event->message_id = log_between(fields[TRACK_ID], "<", ">");
    event->recipient = fields[TRACK_TO];
    event->sender = fields[TRACK_FROM];
    event->text = fields[TRACK_STATUS];
    return kind;
}

/* ---- hMailServer ---- */

enum { HM_KIND = 0, HM_SESSION = 2, HM_TIME = 3, HM_ADDRESS = 4, HM_TEXT = 5 };

/* "SMTPD"  thread  session  "2026-01-02 10:00:00.000"  "192.0.2.1"  "SENT: 535 …" */
enum log_kind log_read_hmailserver(const struct log_line *line, struct log_event *event)
{
    struct span fields[FIELDS_MAX];
    struct log_frame frame = { 0 };
    int64_t time = LOG_NO_TIME;
    bool is_server = LOG_STARTS(line->raw, "\"SMTPD\"\t");
    bool is_client = LOG_STARTS(line->raw, "\"SMTPC\"\t");
    static const char *const others[] = { "\"APPLICATION\"\t", "\"TCPIP\"\t", "\"IMAPD\"\t",
                                          "\"POP3D\"\t",       "\"DEBUG\"\t", "\"ERROR\"\t" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (span_starts(line->raw, span_of(others[i])))
            return LOG_OTHER;
    if ((!is_server && !is_client) || split(line->raw, '\t', fields) <= HM_TEXT)
        return LOG_UNREAD;
    struct span said = fields[HM_TEXT];
    struct span reply = log_between(said, is_server ? "SENT: " : "RECEIVED: ", NULL);
    enum log_kind kind = read_reply(reply, is_server, event);
    if (kind == LOG_OTHER)
        return kind;
    if (log_time_iso(&frame, fields[HM_TIME], &time, NULL))
        event->time = time;
    event->queue_id = fields[HM_SESSION];
    if (is_server)
        event->client = log_address(fields[HM_ADDRESS]);
    else
        event->relay = fields[HM_ADDRESS];
    return kind;
}

/* ---- MDaemon ---- */

/* "Tue 2026-08-18 12:10:38.432: 03: --> 535 5.7.8 Authentication failed" */
enum log_kind log_read_mdaemon(const struct log_line *line, struct log_event *event)
{
    struct log_frame frame = { 0 };
    struct span rest = span_from(line->raw, 4);
    int64_t time = LOG_NO_TIME;
    size_t len = 0;
    if (line->raw.len < 30 || line->raw.at[3] != ' ' || !log_time_iso(&frame, rest, &time, &len))
        return LOG_UNREAD;
    rest = span_from(rest, len);
    if (rest.len < 7 || rest.at[0] != ':' || rest.at[1] != ' ' || rest.at[4] != ':')
        return LOG_UNREAD;
    rest = span_trim(span_from(rest, 5));
    bool is_ours = LOG_STARTS(rest, "--> ");
    if (!is_ours && !LOG_STARTS(rest, "<-- "))
        return LOG_OTHER;
    enum log_kind kind = read_reply(span_from(rest, 4), is_ours, event);
    if (kind != LOG_OTHER)
        event->time = time;
    return kind;
}
