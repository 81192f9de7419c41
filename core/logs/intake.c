#include "logs/intake.h"

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "logs/credentials.h"
#include "logs/replyfind.h"
#include "logs/stages.h"
#include "logs/unwrap.h"
#include "logs/veil.h"

#include <stdio.h>
#include <string.h>

enum { REPLIES_KEPT = 24, LINE_KEPT = 4000, LINES_APART = 80, TEXT_READ = 256 * 1024 };

struct intake {
    struct record *record;
    const struct intake_context *context;
    struct span text;  /* unwrapped and veiled */
    struct span lower; /* the same with small ASCII letters */
    struct found_reply replies[REPLIES_KEPT];
    enum stage stages[REPLIES_KEPT];
    size_t count;
};

/* ---- the lines, so that evidence can be pointed at ---- */

static void keep_lines(struct record *record, struct span text, const struct intake_context *context)
{
    struct session_log *log = record_session(record, 1);
    struct span line;
    bool is_asked = false;
    unsigned n = 0;
    mem_copy_text(log->where.host, sizeof log->where.host, span_of(context->host));
    log->where.port = context->port;
    log->where.security = context->security;
    while (n < INTAKE_LINES_KEPT && span_line(&text, &line)) {
        struct span words;
        struct line entry = { .n = ++n, .from = stage_speaker(span_head(line, LINE_KEPT), &words) };
        if (is_asked && entry.from == SPEAKER_EVENT && words.len)
            entry.from = SPEAKER_CLIENT;
        is_asked = entry.from == SPEAKER_SERVER && span_starts(words, SPAN("334"));
        entry.raw = (char *)words.at;
        entry.len = words.len;
        session_log_add(log, &entry);
    }
}

static struct evidence line_at(struct span text, size_t at)
{
    unsigned n = 1;
    for (size_t i = 0; i < at && i < text.len; i++)
        n += text.at[i] == '\n';
    return (struct evidence){ 1, n < INTAKE_LINES_KEPT ? n : INTAKE_LINES_KEPT };
}

/* ---- context ---- */

static void add_context(struct intake *intake, const char *subject, struct span text)
{
    struct fact fact = fact_new(FACT_CONTEXT, "text");
    if (text.len == 0)
        return;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(subject));
    mem_copy_text(fact.text, sizeof fact.text, text);
    record_add(intake->record, &fact);
}

static void add_told(struct intake *intake)
{
    const struct intake_context *context = intake->context;
    char port[8];
    (void)snprintf(port, sizeof port, "%u", context->port);
    add_context(intake, "provider", span_of(context->provider));
    add_context(intake, "host", span_of(context->host));
    if (context->port)
        add_context(intake, "port", span_of(port));
    if (context->security != SECURITY_UNKNOWN)
        add_context(intake, "security", span_of(security_word(context->security)));
    add_context(intake, "mechanism", span_of(context->mechanism));
}

static bool is_host_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

/* smtp.… and mail.… names say whose server it is. */
static void add_hosts(struct intake *intake)
{
    static const char *const starts[] = { "smtp.", "smtp-mail.", "smtpdm", "smtp-relay.", "email-smtp.", "mail." };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t at = span_find(intake->lower, span_of(starts[i]));
        if (at == SPAN_NONE || (at > 0 && is_host_byte(intake->text.at[at - 1])))
            continue;
        size_t len = 0;
        struct span rest = span_from(intake->text, at);
        while (len < rest.len && len < HOST_MAX - 1 && is_host_byte(rest.at[len]))
            len++;
        while (len && rest.at[len - 1] == '.')
            len--;
        /* example.com and its like (RFC 2606) stand for a name that the person took out. */
        if (span_find_nocase(span_head(rest, len), SPAN(".example")) == SPAN_NONE)
            add_context(intake, "host", span_head(rest, len));
    }
    static const struct {
        const char *words, *host;
    } banners[] = { { "gsmtp", "smtp.gmail.com" },
                    { "protection.outlook.com", "smtp.office365.com" },
                    { "prod.outlook.com", "smtp.office365.com" },
                    { "support.google.com/mail", "smtp.gmail.com" },
                    { "newxmesmtplogicsvr", "smtp.qq.com" },
                    { "service.mail.qq.com", "smtp.qq.com" } };
    for (size_t i = 0; i < sizeof banners / sizeof *banners; i++)
        if (span_find(intake->lower, span_of(banners[i].words)) != SPAN_NONE)
            add_context(intake, "banner", span_of(banners[i].host));
}

/* "host:465" or "port 465", with the port at the given offset. */
static bool is_port_at(struct span text, size_t at)
{
    static const char *const words[] = {
        "port", "port:", "port=", "port =", "port\":", "port' =>", "port \"", "port',"
    };
    struct span before = span_head(text, at);
    if (before.len > 1 && before.at[at - 1] == ':')
        return is_host_byte(before.at[at - 2]) || before.at[at - 2] == ']';
    before = span_trim(before);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_ends_nocase(before, span_of(words[i])))
            return true;
    return false;
}

/* The submission port that the text names, those with one meaning first. */
static void add_port(struct intake *intake)
{
    static const char *const ports[] = { "465", "587", "2525", "25" };
    struct span text = intake->text;
    for (size_t i = 0; intake->context->port == 0 && i < sizeof ports / sizeof *ports; i++) {
        struct span port = span_of(ports[i]);
        size_t at = 0;
        size_t found;
        while ((found = span_find(span_from(text, at), port)) != SPAN_NONE) {
            at += found + port.len;
            bool ends = at == text.len || !is_host_byte(text.at[at]) || text.at[at] == '.';
            if (ends && is_port_at(text, at - port.len)) {
                add_context(intake, "port", port);
                return;
            }
        }
    }
}

/* The mechanism of the last AUTH command; a server's list (250-AUTH …) is none. */
static void add_mechanism(struct intake *intake)
{
    static const char *const names[] = { "XOAUTH2", "OAUTHBEARER", "PLAIN", "LOGIN", "CRAM-MD5", "NTLM", "DIGEST-MD5" };
    const char *last = NULL;
    size_t at = 0;
    size_t found;
    while ((found = span_find(span_from(intake->text, at), SPAN("AUTH "))) != SPAN_NONE) {
        struct span before = span_head(intake->text, at + found);
        at += found + SPAN("AUTH ").len;
        if (span_ends_nocase(before, SPAN("250-")) || span_ends_nocase(before, SPAN("250 ")))
            continue;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (span_starts_nocase(span_from(intake->text, at), span_of(names[i])))
                last = names[i];
    }
    if (last && !intake->context->mechanism[0])
        add_context(intake, "mechanism", span_of(last));
}

/* Words that only come up where a password was sent: System.Net.Mail knows no tokens, the others name their step. */
static void add_secret(struct intake *intake)
{
    static const char *const words[] = { "system.net.mail", "smtp server requires a secure connection",
                                         "password not accepted from server", "password command failed" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find(intake->lower, span_of(words[i])) != SPAN_NONE) {
            add_context(intake, "secret", SPAN("password"));
            return;
        }
}

/* The name at the start of text, up to what ends it; between quotes a blank belongs to it, and to the fault. */
static struct span asked_name(struct span text, bool is_quoted)
{
    size_t len = 0;
    while (len < text.len && text.at[len] && !strchr(is_quoted ? "'\"\n" : "'\" \t\r\n,;)", text.at[len]))
        len++;
    while (len && !is_quoted && strchr(".:", text.at[len - 1]))
        len--;
    return span_head(text, len);
}

/* The name that a resolver was asked for, as it stands there. */
static void add_looked_up(struct intake *intake)
{
    static const char *const words[] = {
        "hostname: '",      "hostname: \"",        "ENOTFOUND ",     "UnknownHostException: ", "Unknown SMTP host: ",
        "resolve host: ",   "resolve host name: ", "resolve host '", "resolve host \"",        "cannot locate host ",
        "getaddrinfo for ", "error for name=",     "lookup ",        "find the host \"",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct span word = span_of(words[i]);
        size_t at = span_find(intake->text, word);
        if (at == SPAN_NONE)
            continue;
        bool is_quoted = strchr("'\"", word.at[word.len - 1]) != NULL;
        add_context(intake, "looked-up", asked_name(span_from(intake->text, at + word.len), is_quoted));
        return;
    }
}

/* ---- replies ---- */

/* "220 mx.example.com ESMTP": whose server really answered. */
static void add_banner(struct intake *intake)
{
    for (size_t i = 0; i < intake->count; i++) {
        const struct found_reply *reply = &intake->replies[i];
        struct span words = span_head(span_from(intake->text, reply->at), reply->end - reply->at);
        if (reply->code == 220 && span_find_char(words, '.') != SPAN_NONE) {
            add_context(intake, "greeting", words);
            return;
        }
    }
}

/* Line ends and runs of blanks become one blank: wrapped words are whole again. */
static void copy_flat(struct span words, char *to, size_t room)
{
    size_t len = 0;
    bool blank = true;
    for (size_t i = 0; i < words.len && len + 1 < room; i++) {
        bool is_blank = strchr(" \t\r\n", words.at[i]) != NULL; /* a NUL counts as well */
        if (!is_blank || !blank)
            to[len++] = is_blank ? ' ' : words.at[i];
        blank = is_blank;
    }
    to[len] = '\0';
}

static void find_replies(struct intake *intake)
{
    size_t at = 0;
    struct found_reply reply;
    while (intake->count < REPLIES_KEPT && reply_find(intake->text, at, &reply)) {
        intake->replies[intake->count++] = reply;
        at = reply.at + 3;
    }
}

/* What stands between a code and its words; b' is how Python shows bytes. */
static struct span without_lead(struct span words)
{
    while (words.len && words.at[0]) {
        bool is_bytes = span_starts(words, SPAN("b'")) || span_starts(words, SPAN("b\""));
        if (!is_bytes && !strchr("-, :'\"(", words.at[0]))
            break;
        words = span_from(words, 1 + is_bytes);
    }
    return words;
}

/* The last line of a reply that goes on ("535-…"): the next ones with its code, not far behind each other. */
static size_t last_line_of(const struct intake *intake, size_t index)
{
    const struct found_reply *reply = &intake->replies[index];
    size_t last = index;
    for (size_t i = index + 1; i < intake->count && reply->separator == '-'; i++) {
        const struct found_reply *next = &intake->replies[i];
        if (next->code != reply->code || next->at > intake->replies[last].end + LINES_APART)
            break;
        last = i;
    }
    return last;
}

/* Where the words of a reply's last line end: a wrapped line belongs to it when another reply does not begin there. */
static size_t end_of_last(const struct intake *intake, size_t index)
{
    enum { SHORT = 60 };
    const struct found_reply *reply = &intake->replies[index];
    size_t after = reply->end + 1;
    size_t more = span_find_char(span_from(intake->text, after), '\n');
    size_t limit = more == SPAN_NONE ? intake->text.len : after + more;
    bool is_alone = index + 1 >= intake->count || intake->replies[index + 1].at > limit;
    bool is_refusal = reply->code >= 400 && reply->end - reply->at < SHORT;
    if (!is_refusal || !is_alone || after >= limit)
        return reply->end;
    struct span next = span_head(span_from(intake->text, after), limit - after);
    struct span words;
    return stage_speaker(next, &words) == SPEAKER_EVENT ? limit : reply->end;
}

/* One line without its code and its enhanced code, which each line of a reply repeats. */
static struct span words_of_line(const struct intake *intake, size_t index, size_t end)
{
    const struct found_reply *reply = &intake->replies[index];
    struct span words = span_trim(span_head(span_from(intake->text, reply->at + 3), end - reply->at - 3));
    words = without_lead(words);
    if (reply->enhanced[0] && span_starts(words, span_of(reply->enhanced)))
        words = span_trim(span_from(words, strlen(reply->enhanced)));
    return words;
}

/* The words of a reply, all its lines. */
static void copy_words(const struct intake *intake, size_t index, struct fact *fact)
{
    struct buf words;
    size_t last = last_line_of(intake, index);
    buf_init(&words, 4 * sizeof fact->text);
    for (size_t i = index; i <= last; i++) {
        size_t end = i == last ? end_of_last(intake, i) : intake->replies[i].end;
        /* Several lines of a reply may have been put into one. */
        if (i < last && end > intake->replies[i + 1].at)
            end = intake->replies[i + 1].at;
        buf_add(&words, words_of_line(intake, i, end));
        buf_add_char(&words, ' ');
    }
    copy_flat(span_trim(buf_span(&words)), fact->text, sizeof fact->text);
    buf_free(&words);
}

static void add_reply(struct intake *intake, size_t index)
{
    const struct found_reply *reply = &intake->replies[index];
    bool refusal = reply->code >= 400;
    struct fact fact = fact_new(refusal ? FACT_REPLY : FACT_REPLY_POSITIVE, "text");
    fact.code = reply->code;
    fact.chosen = true;
    fact.stage = intake->stages[index];
    mem_copy_text(fact.enhanced, sizeof fact.enhanced, span_of(reply->enhanced));
    copy_words(intake, index, &fact);
    fact_prove(&fact, line_at(intake->text, reply->at));
    record_add(intake->record, &fact);
}

static bool is_same_reply(const struct intake *intake, size_t a, size_t b)
{
    const struct found_reply *one = &intake->replies[a];
    const struct found_reply *two = &intake->replies[b];
    /* "responseCode: 550" behind the reply repeats its code alone. */
    return one->code == two->code && (two->enhanced[0] == '\0' || strcmp(one->enhanced, two->enhanced) == 0);
}

/* The sign-in failed, the program went on without it and was refused again: the first refusal is the root. */
static bool is_root(const struct intake *intake, size_t index)
{
    if (intake->stages[index] != STAGE_AUTH || intake->replies[index].code < 500)
        return false;
    for (size_t i = index + 1; i < intake->count; i++) {
        if (intake->replies[i].code == 235)
            return false;
        if (intake->replies[i].code >= 500 && intake->stages[i] > STAGE_AUTH && intake->stages[i] < STAGE_QUIT)
            return true;
    }
    return false;
}

/* 503 and "no valid recipients" (RFC 5321, 3.3) only follow from an earlier refusal. */
static bool is_consequence(const struct intake *intake, size_t index)
{
    const struct found_reply *reply = &intake->replies[index];
    struct span words = span_head(span_from(intake->text, reply->at), reply->end - reply->at);
    return reply->code == 503 || span_find_nocase(words, SPAN("no valid recipients")) != SPAN_NONE;
}

/* How soon a refusal is told: the root, what stands for itself, what follows from others, what may be none. */
enum place { PLACE_ROOT, PLACE_USUAL, PLACE_CONSEQUENCE, PLACE_DOUBTFUL, PLACE_COUNT };
static enum place place_of(const struct intake *intake, size_t index)
{
    if (!intake->replies[index].is_sure)
        return PLACE_DOUBTFUL;
    if (is_root(intake, index))
        return PLACE_ROOT;
    return is_consequence(intake, index) ? PLACE_CONSEQUENCE : PLACE_USUAL;
}

/* The decisive refusal comes first; of the same place, the last one before earlier ones. */
static void add_replies(struct intake *intake)
{
    bool told[REPLIES_KEPT] = { false };
    for (int place = 0; place < PLACE_COUNT; place++)
        for (size_t k = intake->count; k > 0; k--) {
            const struct found_reply *reply = &intake->replies[k - 1];
            if (reply->code < 400 || told[k - 1] || (int)place_of(intake, k - 1) != place)
                continue;
            size_t first = k - 1;
            while (first > 0 && is_same_reply(intake, first - 1, k - 1))
                first--;
            for (size_t i = first; i < k; i++)
                told[i] = true;
            add_reply(intake, first);
        }
    for (size_t i = 0; i < intake->count; i++) {
        if (intake->replies[i].code >= 400 || !intake->replies[i].is_sure)
            continue;
        add_reply(intake, i);
        i = last_line_of(intake, i);
    }
}

/* .NET and others put their own reading of the code first, then what the server really said. */
static struct span innermost(struct span text)
{
    static const char *const marks[] = { "server response was:", "server responded:", "server returned:",
                                         "remote server returned", "server said:" };
    enum { WORDS_LEAST = 8 };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = span_find_nocase(text, span_of(marks[i]));
        struct span rest = at == SPAN_NONE ? SPAN_EMPTY : span_trim(span_from(text, at + span_of(marks[i]).len));
        if (rest.len >= WORDS_LEAST)
            return rest;
    }
    return text;
}

/* The line that an offset stands in. */
static struct span whole_line(struct span text, size_t at)
{
    size_t start = at;
    while (start > 0 && text.at[start - 1] != '\n')
        start--;
    struct span rest = span_from(text, start);
    size_t end = span_find_char(rest, '\n');
    return span_head(rest, end == SPAN_NONE ? rest.len : end);
}

/* The text without the lines of positive replies: their words (8BITMIME, SIZE …) are no complaint. */
static void add_complaints(const struct intake *intake, struct span text, struct buf *out)
{
    size_t at = 0;
    for (size_t i = 0; i < intake->count; i++) {
        const struct found_reply *reply = &intake->replies[i];
        /* A challenge may hold an error object (XOAUTH2): it stays. */
        if (reply->code >= 400 || reply->code == 334 || !reply->is_at_start)
            continue;
        struct span line = whole_line(intake->text, reply->at);
        bool inside = line.at >= text.at + at && line.at + line.len <= text.at + text.len;
        if (!inside)
            continue;
        size_t start = (size_t)(line.at - text.at);
        buf_add(out, span_head(span_from(text, at), start - at));
        at = start + line.len;
    }
    buf_add(out, span_from(text, at));
}

/* The text as a whole, for the words of programs and libraries around a reply. */
static void add_said(struct intake *intake)
{
    struct fact fact = fact_new(FACT_SAID, "text");
    struct buf complaints;
    buf_init(&complaints, TEXT_READ);
    add_complaints(intake, innermost(intake->text), &complaints);
    struct span words = span_trim(buf_span(&complaints));
    fact.chosen = true;
    fact.stage = intake->context->stage != STAGE_NONE ? intake->context->stage : stage_of_words(intake->lower);
    if (!record_find(intake->record, FACT_REPLY))
        (void)reply_find_bare(words, fact.enhanced);
    fact_prove(&fact, line_at(intake->text, 0));
    /* The end of a long text says more than its beginning, and so comes first. */
    bool is_long = words.len >= sizeof fact.text;
    copy_flat(is_long ? span_from(words, words.len - sizeof fact.text + 1) : words, fact.text, sizeof fact.text);
    if (fact.text[0])
        record_add(intake->record, &fact);
    copy_flat(words, fact.text, sizeof fact.text);
    if (is_long)
        record_add(intake->record, &fact);
    buf_free(&complaints);
}

/* ---- all together ---- */

static bool is_anything(const struct intake *intake)
{
    return intake->count > 0 || intake->context->stage != STAGE_NONE || stage_of_words(intake->lower) != STAGE_NONE ||
           stage_has_mail_words(intake->lower);
}

static void read_text(struct intake *intake)
{
    add_told(intake);
    add_hosts(intake);
    add_port(intake);
    add_mechanism(intake);
    add_secret(intake);
    add_looked_up(intake);
    find_replies(intake);
    add_banner(intake);
    for (size_t i = 0; i < intake->count; i++)
        intake->stages[i] = intake->context->stage != STAGE_NONE ? intake->context->stage
                                                                 : stage_of_reply(intake->lower, &intake->replies[i]);
    add_replies(intake);
    add_said(intake);
    if (is_anything(intake))
        return;
    struct fact nothing = fact_new(FACT_NOTHING_RECOGNISED, "text");
    nothing.chosen = true;
    record_add(intake->record, &nothing);
}

static void add_lower(struct span text, struct buf *out)
{
    buf_add(out, text);
    utf8_lower(out->at, out->len);
}

void intake_read(struct record *record, struct span text, const struct intake_context *context)
{
    struct buf plain;
    struct buf veiled;
    struct buf lower;
    buf_init(&plain, TEXT_READ);
    buf_init(&veiled, TEXT_READ);
    buf_init(&lower, TEXT_READ);
    /* Of a huge text the end is read: that is where it failed. */
    if (text.len > TEXT_READ / 2)
        text = span_from(text, text.len - TEXT_READ / 2);
    unwrap(text, &plain);
    credentials_read(record, buf_span(&plain));
    veil_secrets(buf_span(&plain), &veiled);
    add_lower(buf_span(&veiled), &lower);
    struct intake intake = {
        .record = record, .context = context, .text = buf_span(&veiled), .lower = buf_span(&lower)
    };
    keep_lines(record, intake.text, context);
    read_text(&intake);
    secret_wipe(plain.at, plain.room);
    buf_free(&plain);
    buf_free(&veiled);
    buf_free(&lower);
}
