/*
 * Exchange: the protocol logs (RECV…, SEND…) and the message tracking log (MSGTRK…), fields between commas.
 *
 * A file says in its "#Fields:" line which columns it has; but a line is read as if it stood alone, by several threads
 * that begin anywhere in the file, so the layout is told from the line itself. The protocol log never changed. The
 * tracking log of 2007 and 2010 has the recipient behind the message id; from 2013 on a column with a GUID, the network
 * message id, stands between them. A recipient has an @, a GUID has none; what is added since stands at the end.
 */
#include "logs/dialogue.h"

enum { FIELDS_MAX = 32 };

/* The field at the start of line and the comma behind it. In a quoted field a quote is doubled (RFC 4180, 2): it stays
 * so, the bytes are borrowed. */
static struct span take_field(struct span *line)
{
    struct span field = SPAN_EMPTY;
    size_t at = 1;
    if (line->at[0] != '"') {
        (void)span_cut(line, ',', &field);
        return field;
    }
    while (at < line->len && (line->at[at] != '"' || (at + 1 < line->len && line->at[at + 1] == '"')))
        at += line->at[at] == '"' ? 2 : 1;
    at = at < line->len ? at : line->len;
    field = span_from(span_head(*line, at), 1);
    *line = span_from(*line, at + 2);
    return field;
}

static size_t split(struct span line, struct span fields[FIELDS_MAX])
{
    size_t count = 0;
    while (line.len && count < FIELDS_MAX)
        fields[count++] = take_field(&line);
    return count;
}

static bool is_line(const struct log_line *line)
{
    return line->time != LOG_NO_TIME && line->raw.at[10] == 'T';
}

/* ---- the protocol ---- */

enum { PROTOCOL_CONNECTOR = 1, PROTOCOL_SESSION, PROTOCOL_REMOTE = 5, PROTOCOL_EVENT, PROTOCOL_DATA, PROTOCOL_CONTEXT };

static bool is_header(struct span line)
{
    static const char *const starts[] = { "#Software: Microsoft Exchange", "#Log-type: ", "#Fields: date-time,",
                                          "#Version: ", "#Date: " };
    if (LOG_STARTS(line, "\xef\xbb\xbf"))
        line = span_from(line, 3);
    for (size_t i = 0; line.len && line.at[0] == '#' && i < sizeof starts / sizeof *starts; i++)
        if (span_starts_nocase(line, span_of(starts[i])))
            return true;
    return false;
}

/* Receive connectors are named "SERVER\Name", send connectors "Name". */
static bool is_inbound(const struct span fields[FIELDS_MAX])
{
    return span_find_char(fields[PROTOCOL_CONNECTOR], '\\') != SPAN_NONE;
}

/* "…the client FIRMA\uwe doesn't have submit permission.": the 535 that follows does not say so. */
static enum log_kind read_login_note(struct span note, struct log_event *event)
{
    event->account = log_between(note, "the client ", " doesn't have");
    if (event->account.len == 0)
        event->account = log_between(note, "we reject well-known account authentication for ", NULL);
    event->text = note;
    return LOG_DETAIL;
}

static enum log_kind read_account(struct span account, struct log_event *event)
{
    if (account.len == 0 || span_equal(account, SPAN("NULL")))
        return LOG_OTHER;
    event->account = account;
    return LOG_SESSION;
}

/* What the server notes beside the dialogue; its words stand in either column. */
static enum log_kind read_note(const struct span fields[FIELDS_MAX], size_t count, struct log_event *event)
{
    struct span data = fields[PROTOCOL_DATA];
    struct span context = count > PROTOCOL_CONTEXT ? fields[PROTOCOL_CONTEXT] : SPAN_EMPTY;
    struct span note = data.len ? data : context;
    if (span_equal(context, SPAN("authenticated")))
        return read_account(data, event);
    if (LOG_STARTS(note, "User Name: "))
        return read_account(span_trim(span_from(note, 11)), event);
    if (LOG_STARTS(note, "Inbound authentication failed"))
        return read_login_note(note, event);
    bool is_tls = LOG_STARTS(note, "TLS negotiation failed");
    if (!is_tls && !LOG_STARTS(note, "Failed to connect"))
        return LOG_OTHER;
    event->text = note;
    return is_tls ? LOG_TLS_FAILED : LOG_DEFERRED;
}

static enum log_kind read_protocol(const struct span fields[FIELDS_MAX], size_t count, struct log_event *event)
{
    char what = fields[PROTOCOL_EVENT].at[0];
    if (what == '-')
        return LOG_REMOVED;
    if (what == '*')
        return read_note(fields, count, event);
    if (what == (is_inbound(fields) ? '<' : '>'))
        return dialogue_command(fields[PROTOCOL_DATA], event);
    if (what == '+')
        return LOG_OTHER;
    return is_inbound(fields) ? dialogue_answer(fields[PROTOCOL_DATA], event)
                              : dialogue_reply(fields[PROTOCOL_DATA], false, event);
}

enum log_kind log_read_exchange(const struct log_line *line, struct log_event *event)
{
    struct span fields[FIELDS_MAX];
    if (is_header(line->raw))
        return LOG_OTHER;
    size_t count = is_line(line) ? split(line->raw, fields) : 0;
    if (count <= PROTOCOL_EVENT || fields[PROTOCOL_EVENT].len != 1 ||
        span_find_char(SPAN("+-<>*"), fields[PROTOCOL_EVENT].at[0]) == SPAN_NONE)
        return LOG_UNREAD;
    for (; count <= PROTOCOL_DATA; count++)
        fields[count] = SPAN_EMPTY;
    enum log_kind kind = read_protocol(fields, count, event);
    if (kind == LOG_OTHER)
        return kind;
    event->queue_id = fields[PROTOCOL_SESSION];
    if (is_inbound(fields))
        event->client = dialogue_address(fields[PROTOCOL_REMOTE]);
    else
        event->relay = fields[PROTOCOL_REMOTE];
    return kind;
}

/* ---- message tracking ---- */

enum { TRACK_CLIENT = 1, TRACK_SOURCE = 7, TRACK_EVENT, TRACK_QUEUE, TRACK_ID, TRACK_BEHIND_ID };
/* Places behind the recipient. */
enum { TRACK_STATUS = 1, TRACK_FROM = 7, TRACK_ORIGIN = 12 };

static bool is_in_capitals(struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] < 'A' || word.at[i] > 'Z')
            return false;
    return word.len > 1;
}

static enum log_kind kind_of_tracking(struct span word)
{
    static const struct {
        const char *word;
        enum log_kind kind;
    } rows[] = { { "RECEIVE", LOG_ARRIVED },    { "SEND", LOG_SENT },           { "DELIVER", LOG_SENT },
                 { "FAIL", LOG_BOUNCED },       { "DEFER", LOG_DEFERRED },      { "BADMAIL", LOG_BOUNCED },
                 { "SUBMITFAIL", LOG_BOUNCED }, { "SUBMITDEFER", LOG_DEFERRED } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(word, span_of(rows[i].word)))
            return rows[i].kind;
    return LOG_OTHER;
}

/* "[{LRT=};{LED=550 5.1.10 …};{FQDN=};{IP=}]": the last error, else all that the column holds. */
static void read_status(struct span status, struct log_event *event)
{
    struct span error = log_between(status, "{LED=", NULL);
    event->text = error.len ? span_head(error, span_find_char(error, '}')) : status;
    (void)log_reply(event->text, event);
}

enum log_kind log_read_tracking(const struct log_line *line, struct log_event *event)
{
    struct span fields[FIELDS_MAX] = { 0 };
    if (!is_line(line) || split(line->raw, fields) <= TRACK_BEHIND_ID + TRACK_STATUS ||
        !is_in_capitals(fields[TRACK_EVENT]) || !is_in_capitals(fields[TRACK_SOURCE]))
        return LOG_UNREAD;
    enum log_kind kind = kind_of_tracking(fields[TRACK_EVENT]);
    if (kind == LOG_OTHER || (kind == LOG_SENT && event->is_brief))
        return kind;
    bool is_old = span_find_char(fields[TRACK_BEHIND_ID], '@') != SPAN_NONE;
    const struct span *to = &fields[is_old ? TRACK_BEHIND_ID : TRACK_BEHIND_ID + 1];
    event->client = log_address(to[TRACK_ORIGIN].len ? to[TRACK_ORIGIN] : fields[TRACK_CLIENT]);
    event->queue_id = fields[TRACK_QUEUE];
    event->message_id = log_between(fields[TRACK_ID], "<", ">");
    event->recipient = to[0];
    event->sender = span_equal(to[TRACK_FROM], SPAN("<>")) ? SPAN_EMPTY : to[TRACK_FROM];
    read_status(to[TRACK_STATUS], event);
    return kind;
}
