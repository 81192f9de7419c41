#include "practice/recorded.h"

#include "base/mem.h"
#include "practice/script.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { PORTS_MAX = SERVICES_MAX, WAITING_MAX = 16, SLOW_MS = 500, DELAY_MOST_MS = 600 * 1000, REPLY_BYTES_MAX = 4096 };

/* What has been said by the client and not been answered yet, the oldest first. */
struct waiting {
    enum point at[WAITING_MAX];
    size_t count;
};

/* One conversation becoming one service. */
struct listener {
    struct buf *out;
    struct waiting waiting;
    struct span sender, recipient;
    double asked_ms; /* when the client last spoke */
    bool in_tls, is_signing_in, is_greeted;
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* ---- words of the wire ---- */

static bool is_of_address(char c)
{
    static const struct span others = SPAN("@.!#$%&'*+-/=?^_`{|}~");
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           span_find_char(others, c) != SPAN_NONE;
}

static void add_escaped(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\\' || c == '"')
            buf_addf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            buf_addf(out, "\\x%02x", c);
        else
            buf_add_char(out, text.at[i]);
    }
}

/* A mail address becomes what stands for it; any other word stays. */
static void add_word(const struct listener *listener, struct span word)
{
    struct buf *out = listener->out;
    if (span_find_char(word, '@') == SPAN_NONE)
        add_escaped(out, word);
    else if (span_equal_nocase(word, listener->sender))
        buf_add_text(out, "{sender}");
    else if (span_equal_nocase(word, listener->recipient))
        buf_add_text(out, "{recipient}");
    else
        buf_add_text(out, "someone@practice.example");
}

static void add_reply_text(const struct listener *listener, struct span text)
{
    while (text.len) {
        size_t len = 0;
        while (len < text.len && is_of_address(text.at[len]))
            len++;
        add_word(listener, span_head(text, len));
        if (len < text.len)
            add_escaped(listener->out, (struct span){ text.at + len, 1 });
        text = span_from(text, len + 1);
    }
}

/* ---- the client's lines ---- */

static void wait_for(struct listener *listener, enum point point)
{
    if (listener->waiting.count < WAITING_MAX)
        listener->waiting.at[listener->waiting.count++] = point;
}

static struct span address_in(struct span line)
{
    size_t from = span_find_char(line, '<');
    struct span rest = from == SPAN_NONE ? SPAN_EMPTY : span_from(line, from + 1);
    return span_head(rest, span_find_char(rest, '>'));
}

static void take_client(struct listener *listener, struct span line)
{
    static const struct {
        const char *word;
        enum point point;
    } commands[] = {
        { "EHLO", POINT_EHLO }, { "HELO", POINT_HELO }, { "STARTTLS", POINT_STARTTLS }, { "AUTH", POINT_AUTH_REFUSED },
        { "MAIL", POINT_MAIL }, { "RCPT", POINT_RCPT }, { "DATA", POINT_DATA },         { "RSET", POINT_RSET },
        { "NOOP", POINT_NOOP }, { "VRFY", POINT_VRFY }, { "HELP", POINT_HELP },         { "QUIT", POINT_QUIT },
    };
    if (listener->is_signing_in)
        return;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!span_starts_nocase(line, span_of(commands[i].word)))
            continue;
        wait_for(listener, commands[i].point);
        listener->is_signing_in = commands[i].point == POINT_AUTH_REFUSED;
        if (commands[i].point == POINT_MAIL)
            listener->sender = address_in(line);
        if (commands[i].point == POINT_RCPT)
            listener->recipient = address_in(line);
        return;
    }
}

/* ---- the server's lines ---- */

static bool is_last_line(struct span reply)
{
    return reply.len < 4 || reply.at[3] != '-';
}

static void add_reply(const struct listener *listener, enum point point, struct span reply)
{
    uint64_t code;
    bool is_reply = span_number(span_head(reply, 3), 599, &code) && code >= 200;
    buf_addf(listener->out, "reply %s %s", point_word(point), is_reply ? "" : "\"");
    add_reply_text(listener, span_head(reply, REPLY_BYTES_MAX));
    buf_add_text(listener->out, is_reply ? "\n" : "\"\n");
}

/* "250-SIZE 1000" offers SIZE 1000; the first line is the server's name. */
static void add_offer(struct listener *listener, struct span reply, bool is_first)
{
    struct span offer = span_trim(span_from(reply, 4));
    if (is_first || offer.len == 0 || span_equal_nocase(offer, SPAN("STARTTLS")))
        return;
    buf_addf(listener->out, "%s ", listener->in_tls ? "ehlo-after-tls" : "ehlo");
    for (size_t i = 0; i < offer.len; i++)
        buf_add_char(listener->out, offer.at[i] > ' ' && offer.at[i] < 0x7f ? offer.at[i] : ' ');
    buf_add_char(listener->out, '\n');
}

static void add_slowness(struct listener *listener, enum point point, double ms)
{
    double waited = ms - listener->asked_ms;
    if (waited >= SLOW_MS)
        buf_addf(listener->out, "delay %s %dms\n", point_word(point),
                 (int)(waited < DELAY_MOST_MS ? waited : DELAY_MOST_MS));
}

static enum point point_of(const struct listener *listener, struct span reply)
{
    if (!listener->is_greeted)
        return POINT_GREETING;
    enum point point = listener->waiting.count ? listener->waiting.at[0] : POINT_CONTENT;
    bool is_yes = span_starts(reply, SPAN("235"));
    return point == POINT_AUTH_REFUSED && is_yes ? POINT_AUTH_ACCEPTED : point;
}

static void be_answered(struct listener *listener)
{
    struct waiting *waiting = &listener->waiting;
    if (!listener->is_greeted) {
        listener->is_greeted = true;
        return;
    }
    if (waiting->count)
        memmove(waiting->at, waiting->at + 1, --waiting->count * sizeof *waiting->at);
    listener->is_signing_in = false;
}

static void take_server(struct listener *listener, struct span reply, bool is_first, double ms)
{
    enum point point = point_of(listener, reply);
    if (point == POINT_AUTH_REFUSED && span_starts(reply, SPAN("334")))
        return;
    if (is_first)
        add_slowness(listener, point, ms);
    if (point == POINT_EHLO && span_starts(reply, SPAN("250")))
        add_offer(listener, reply, is_first);
    else
        add_reply(listener, point, reply);
    if (point == POINT_AUTH_ACCEPTED && is_last_line(reply))
        buf_add_text(listener->out, "accept-any\n");
    if (is_last_line(reply))
        be_answered(listener);
}

/* The conversation ended without an answer that was due. */
static void take_end(struct listener *listener, const char *note)
{
    bool is_silence = strcmp(note, "no-answer") == 0;
    enum point point = listener->waiting.count ? listener->waiting.at[0] : POINT_GREETING;
    bool is_due = listener->waiting.count || !listener->is_greeted;
    if (is_due && point != POINT_QUIT)
        buf_addf(listener->out, "at %s %s\n", point_word(point), is_silence ? "silent" : "close");
}

static void take_event(struct listener *listener, const char *note)
{
    if (strcmp(note, "tls") == 0)
        listener->in_tls = true;
    else if (strcmp(note, "tls-failed") == 0 && !listener->in_tls)
        listener->in_tls = true;
    else if (strcmp(note, "no-answer") == 0 || strcmp(note, "closed") == 0)
        take_end(listener, note);
}

/* A line that breaks off with the connection was never a reply. */
static bool is_fragment(const json_t *lines, size_t index)
{
    const json_t *next = json_array_get(lines, index + 1);
    return strlen(text_of(json_array_get(lines, index), "text")) < 4 && strcmp(text_of(next, "note"), "closed") == 0;
}

static void write_talk(const json_t *lines, struct buf *out)
{
    struct listener listener = { .out = out };
    bool is_first = true;
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        struct span text = span_of(text_of(line, "text"));
        const char *from = text_of(line, "from");
        double ms = json_number_value(json_object_get(line, "ms"));
        if (strcmp(from, "server") == 0 && is_fragment(lines, i)) {
            continue;
        } else if (strcmp(from, "server") == 0) {
            take_server(&listener, text, is_first, ms);
            is_first = is_last_line(text);
        } else if (strcmp(from, "client") == 0) {
            take_client(&listener, text);
            listener.asked_ms = ms;
        } else {
            take_event(&listener, text_of(line, "note"));
            listener.asked_ms = ms;
        }
    }
}

/* ---- services ---- */

static bool has_line(const json_t *session, const char *from, struct span words)
{
    const json_t *lines = json_object_get(session, "lines");
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        if (strcmp(text_of(line, "from"), from) == 0 &&
            span_find_nocase(span_of(text_of(line, "text")), words) != SPAN_NONE)
            return true;
    }
    return false;
}

/* Written to somebody else than oneself. */
static bool has_recipient(const json_t *sessions)
{
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        const json_t *lines = json_object_get(json_array_get(sessions, i), "lines");
        struct span sender = SPAN_EMPTY;
        for (size_t j = 0; j < json_array_size(lines); j++) {
            struct span text = span_of(text_of(json_array_get(lines, j), "text"));
            if (span_starts_nocase(text, SPAN("MAIL FROM:")))
                sender = address_in(text);
            if (span_starts_nocase(text, SPAN("RCPT TO:")) && !span_equal_nocase(address_in(text), sender))
                return true;
        }
    }
    return false;
}

static unsigned port_of(const json_t *session)
{
    json_int_t port = json_integer_value(json_object_get(session, "port"));
    return port > 0 && port <= UINT16_MAX ? (unsigned)port : 0;
}

static size_t count_replies(const json_t *session)
{
    const json_t *lines = json_object_get(session, "lines");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(lines); i++)
        count += strcmp(text_of(json_array_get(lines, i), "from"), "server") == 0;
    return count;
}

/* The conversation about a port that tells most; the first of them when none tells anything. */
static const json_t *best_about(const json_t *sessions, unsigned port)
{
    const json_t *best = NULL;
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        const json_t *session = json_array_get(sessions, i);
        if (port_of(session) == port && (!best || count_replies(session) > count_replies(best)))
            best = session;
    }
    return best;
}

/* Why there was no connection: refused, silent … */
static const char *dead_service(const json_t *session)
{
    const json_t *lines = json_object_get(session, "lines");
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        if (strcmp(text_of(line, "note"), "connect-failed") == 0)
            return strstr(text_of(line, "text"), ": refused") ? "refuse" : "silent";
    }
    return NULL;
}

static const char *kind_of(const json_t *session, bool has_starttls)
{
    if (strcmp(text_of(session, "security"), "tls") == 0)
        return "tls";
    return has_starttls ? "starttls" : "plain";
}

static void write_service(const json_t *session, bool has_starttls, struct buf *out)
{
    const char *dead = dead_service(session);
    if (dead && count_replies(session) == 0) {
        buf_addf(out, "\n%s %u\n", dead, port_of(session));
        return;
    }
    buf_addf(out, "\nlisten %u %s\n", port_of(session), kind_of(session, has_starttls));
    write_talk(json_object_get(session, "lines"), out);
}

static bool offers_starttls(const json_t *sessions, unsigned port)
{
    for (size_t i = 0; i < json_array_size(sessions); i++) {
        const json_t *session = json_array_get(sessions, i);
        if (port_of(session) == port && has_line(session, "server", SPAN("STARTTLS")))
            return true;
    }
    return false;
}

static void write_services(const json_t *sessions, struct buf *out)
{
    unsigned ports[PORTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(sessions) && count < PORTS_MAX; i++) {
        unsigned port = port_of(json_array_get(sessions, i));
        bool is_known = port == 0;
        for (size_t j = 0; j < count; j++)
            is_known |= ports[j] == port;
        if (is_known)
            continue;
        ports[count++] = port;
        write_service(best_about(sessions, port), offers_starttls(sessions, port), out);
    }
}

/* ---- the top ---- */

/* What no conversation shows, the certificate and what was typed, as far as the verdict tells it. */
static const char *line_of_cause(const char *cause)
{
    static const struct {
        const char *cause, *line;
    } rows[] = { { "cert-expired", "certificate-valid -400d -3d\n" },
                 { "cert-untrusted", "certificate-self-signed\n" },
                 { "cert-name-mismatch", "certificate-name other.practice.example\n" },
                 { "tls-interception", "certificate-issuer \"Avast Web/Mail Shield Root\"\n" },
                 { "tls-version-mismatch", "only-tls-1.0\n" },
                 { "wrong-username-form", "login anna\n" },
                 { "sender-mismatch", "sender other@practice.example\n" },
                 { "mechanism-unsupported", "mechanism CRAM-MD5\n" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].cause, cause) == 0)
            return rows[i].line;
    return "";
}

static const json_t *finding_of(const json_t *report, const char *id)
{
    const json_t *findings = json_object_get(report, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++)
        if (strcmp(text_of(json_array_get(findings, i), "id"), id) == 0)
            return json_array_get(findings, i);
    return NULL;
}

/* The conversation that a finding rests on; NULL when it rests on none, as what was typed does. */
static const json_t *session_of(const json_t *report, const char *id)
{
    const json_t *finding = id ? finding_of(report, id) : NULL;
    const json_t *proof = json_array_get(json_object_get(finding, "evidence"), 0);
    json_int_t number = json_integer_value(json_object_get(proof, "session"));
    return number > 0 ? json_array_get(json_object_get(report, "sessions"), (size_t)number - 1) : NULL;
}

/* The one that got furthest. */
static const json_t *longest_session(const json_t *sessions)
{
    const json_t *longest = json_array_get(sessions, 0);
    for (size_t i = 1; i < json_array_size(sessions); i++) {
        const json_t *session = json_array_get(sessions, i);
        if (json_array_size(json_object_get(session, "lines")) > json_array_size(json_object_get(longest, "lines")))
            longest = session;
    }
    return longest;
}

/* The conversation that proves the verdict is the one that matters. */
static const json_t *typed_session(const json_t *report)
{
    const json_t *proofs = json_object_get(json_array_get(json_object_get(report, "causes"), 0), "for");
    for (size_t i = 0; i < json_array_size(proofs); i++) {
        const json_t *session = session_of(report, json_string_value(json_array_get(proofs, i)));
        if (session)
            return session;
    }
    return longest_session(json_object_get(report, "sessions"));
}

static const char *security_of(const json_t *session)
{
    enum security security;
    return security_from_word(span_of(text_of(session, "security")), &security) ? security_word(security) : "-";
}

static enum side side_of(const char *word, enum cause cause)
{
    for (unsigned side = 0; side < SIDE_COUNT; side++)
        if (strcmp(side_word((enum side)side), word) == 0)
            return (enum side)side;
    return cause_row(cause)->side;
}

static void write_top(const json_t *report, struct buf *out)
{
    const json_t *verdict = json_object_get(report, "verdict");
    const json_t *typed = typed_session(report);
    enum cause cause;
    bool is_known = cause_from_label(span_of(text_of(verdict, "cause")), &cause);
    buf_add_text(out, "# Made from the report of a check: what the server says is what the real one said.\n"
                      "id recorded\nlevel medium\n");
    buf_addf(out, "cause %s\n", is_known ? cause_row(cause)->label : "none");
    if (is_known && cause != CAUSE_NONE)
        buf_addf(out, "side %s\n", side_word(side_of(text_of(verdict, "side"), cause)));
    if (strcmp(text_of(verdict, "status"), "undecided") == 0)
        buf_add_text(out, "undecided\n");
    buf_add_text(out, "\naddress anna@practice.example\npassword practice\nserver ");
    add_escaped(out, span_of(text_of(typed, "host")));
    buf_addf(out, "\nport %u\nsecurity %s\n", port_of(typed), security_of(typed));
    if (has_recipient(json_object_get(report, "sessions")))
        buf_add_text(out, "recipient john@practice.example\n");
    buf_add_text(out, line_of_cause(text_of(verdict, "cause")));
}

static bool is_report(const json_t *report)
{
    const json_t *first = json_array_get(json_object_get(report, "sessions"), 0);
    return strcmp(text_of(report, "schema"), "smtpdoctor/1") == 0 && text_of(first, "host")[0] && port_of(first);
}

/* What was written must be a case. */
static bool is_good(struct buf *out, struct practice_error *ret_error)
{
    struct practice_case *practice = practice_read(buf_span(out), ret_error);
    bool good = practice != NULL && !out->full;
    practice_case_free(practice);
    return good;
}

bool recorded_case(struct span json, struct buf *out, struct practice_error *ret_error)
{
    json_error_t error;
    json_t *report = json_loadb(json.at, json.len, 0, &error);
    bool good = report && is_report(report);
    if (good) {
        write_top(report, out);
        write_services(json_object_get(report, "sessions"), out);
        good = is_good(out, ret_error);
    } else {
        ret_error->line = report || error.line < 0 ? 0 : (unsigned)error.line;
        (void)snprintf(ret_error->expected, sizeof ret_error->expected,
                       "a report of check --format json, with at least one conversation");
    }
    json_decref(report);
    return good;
}
