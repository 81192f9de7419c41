#include "report/line_explain.h"

#include "base/base64.h"
#include "base/clean.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What the lines so far tell about the next one. */
struct context {
    enum stage stage;
    bool in_auth;    /* between AUTH and its final reply */
    bool in_content; /* between 354 and the dot */
    bool ehlo_named; /* the first line of the EHLO reply is past */
};

static const struct {
    const char *verb;
    enum stage stage;
} verbs[] = {
    { "EHLO", STAGE_EHLO },    { "HELO", STAGE_EHLO }, { "LHLO", STAGE_EHLO }, { "STARTTLS", STAGE_STARTTLS },
    { "AUTH", STAGE_AUTH },    { "MAIL", STAGE_MAIL }, { "RCPT", STAGE_RCPT }, { "DATA", STAGE_DATA },
    { "BDAT", STAGE_CONTENT }, { "QUIT", STAGE_QUIT }, { "RSET", STAGE_NONE }, { "NOOP", STAGE_NONE },
    { "VRFY", STAGE_NONE },    { "EXPN", STAGE_NONE }, { "ETRN", STAGE_NONE }, { "HELP", STAGE_NONE },
    { "XCLIENT", STAGE_NONE },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static struct span first_word(struct span text)
{
    struct span word = SPAN_EMPTY;
    (void)span_word(&text, &word);
    return word;
}

static size_t verb_index(struct span line)
{
    struct span word = first_word(line);
    for (size_t i = 0; i < VERBS; i++)
        if (span_equal_nocase(word, span_of(verbs[i].verb)))
            return i;
    return VERBS;
}

/* The reply code at the front, 0 when there is none. */
static unsigned code_of(struct span line)
{
    bool has_three = line.len >= 3 && isdigit((unsigned char)line.at[0]) && isdigit((unsigned char)line.at[1]) &&
                     isdigit((unsigned char)line.at[2]);
    if (!has_three || line.at[0] < '2' || line.at[0] > '5')
        return 0;
    if (line.len > 3 && line.at[3] != ' ' && line.at[3] != '-')
        return 0;
    return (unsigned)(line.at[0] - '0') * 100 + (unsigned)(line.at[1] - '0') * 10 + (unsigned)(line.at[2] - '0');
}

static bool is_last_of_reply(struct span line)
{
    return line.len == 3 || line.at[3] == ' ';
}

static void after_client(struct context *context, struct span raw)
{
    if (context->in_content) {
        if (span_equal(raw, SPAN("."))) {
            context->in_content = false;
            context->stage = STAGE_CONTENT;
        }
        return;
    }
    size_t verb = verb_index(raw);
    if (context->in_auth && verb == VERBS)
        return;
    context->ehlo_named = false;
    context->in_auth = verb < VERBS && verbs[verb].stage == STAGE_AUTH;
    if (verb < VERBS && verbs[verb].stage != STAGE_NONE)
        context->stage = verbs[verb].stage;
}

static void after_server(struct context *context, struct span raw)
{
    unsigned code = code_of(raw);
    if (!code)
        return;
    context->ehlo_named = context->stage == STAGE_EHLO;
    if (code == 354)
        context->in_content = true;
    if (code != 334 && is_last_of_reply(raw))
        context->in_auth = false;
}

static void after_event(struct context *context, enum note note)
{
    if (note == NOTE_CONNECTED)
        context->stage = STAGE_GREETING;
    else if (note == NOTE_TLS)
        context->stage = context->stage == STAGE_STARTTLS ? STAGE_TLS : STAGE_GREETING;
}

static struct context context_before(const struct session_log *log, const struct line *line)
{
    struct context context = { .stage = STAGE_CONNECT };
    for (size_t i = 0; log && i < log->line_count && log->lines[i].n < line->n; i++) {
        const struct line *before = &log->lines[i];
        if (before->from == SPEAKER_CLIENT)
            after_client(&context, line_raw(before));
        else if (before->from == SPEAKER_SERVER)
            after_server(&context, line_raw(before));
        else
            after_event(&context, before->note);
    }
    /* The first words on a new connection are the greeting, whatever was noted before them. */
    if (context.stage == STAGE_CONNECT && line->from == SPEAKER_SERVER)
        context.stage = STAGE_GREETING;
    return context;
}

/* ---- parts ---- */

/* Adds the part that `where` covers inside `line`; an empty `where` is about the whole line. */
static struct line_part *add_part(struct line_explanation *out, struct span line, struct span where)
{
    if (out->part_count == LINE_PARTS_MAX)
        return NULL;
    struct line_part *part = &out->parts[out->part_count++];
    memset(part, 0, sizeof *part);
    part->start = where.len ? (size_t)(where.at - line.at) : 0;
    part->len = where.len;
    return part;
}

/* The next free key of a part: PREFIX and WORD joined. Words from outside are cut to letters that keys have. */
static void add_key(struct line_part *part, const char *prefix, struct span word)
{
    if (!part)
        return;
    for (int i = 0; i < LINE_PART_KEYS; i++) {
        char *key = part->keys[i];
        if (key[0])
            continue;
        size_t len = strlen(prefix);
        memcpy(key, prefix, len);
        for (size_t j = 0; j < word.len && len < LINE_KEY_MAX - 1; j++)
            key[len++] = (char)toupper((unsigned char)word.at[j]);
        key[len] = '\0';
        return;
    }
}

/* The same, but the word as it is. */
static void add_exact(struct line_part *part, const char *key)
{
    for (int i = 0; part && i < LINE_PART_KEYS; i++)
        if (!part->keys[i][0]) {
            mem_copy_text(part->keys[i], LINE_KEY_MAX, span_of(key));
            return;
        }
}

static void explain_code(struct line_explanation *out, struct span line, unsigned code)
{
    char key[LINE_KEY_MAX];
    struct line_part *part = add_part(out, line, span_head(line, 3));
    (void)snprintf(key, sizeof key, "code.%u.%s", code, stage_word(out->stage));
    add_exact(part, key);
    (void)snprintf(key, sizeof key, "code.%u", code);
    add_exact(part, key);
    (void)snprintf(key, sizeof key, "class.%u", code / 100);
    add_exact(part, key);
}

/* Class, subject and detail as RFC 3463 writes them; the length, 0 when text does not begin so. */
static size_t enhanced_length(struct span text)
{
    size_t i = 0;
    for (int part = 0; part < 3; part++) {
        size_t digits = 0;
        while (i < text.len && isdigit((unsigned char)text.at[i]) && digits < 4)
            i++, digits++;
        if (digits == 0 || digits > 3 || (part == 0 && (digits != 1 || !strchr("245", text.at[0]))))
            return 0;
        if (part < 2 && (i >= text.len || text.at[i++] != '.'))
            return 0;
    }
    return i < text.len && text.at[i] != ' ' ? 0 : i;
}

static struct span explain_enhanced(struct line_explanation *out, struct span line, struct span text)
{
    size_t len = enhanced_length(text);
    if (len == 0)
        return text;
    struct line_part *part = add_part(out, line, span_head(text, len));
    /* The details of RFC 3463 are named after what can be wrong there; behind a 2 nothing is. */
    if (text.at[0] == '2')
        add_exact(part, "line.reply.enhanced-good");
    else
        add_key(part, "enhanced.", span_from(span_head(text, len), 2));
    add_exact(part, "line.reply.enhanced");
    return span_trim(span_from(text, len));
}

static void explain_mechanisms(struct line_explanation *out, struct span line, struct span words)
{
    struct span word;
    while (span_word(&words, &word)) {
        struct line_part *part = add_part(out, line, word);
        add_key(part, "line.mechanism.", word);
        add_exact(part, "line.mechanism.unknown");
    }
}

static void explain_ability(struct line_explanation *out, struct span line, struct span text)
{
    struct span keyword = first_word(text);
    struct span rest = span_from(text, keyword.len);
    bool is_old_auth = span_starts_nocase(keyword, SPAN("AUTH="));
    if (is_old_auth) {
        rest = span_from(text, 5);
        keyword = span_head(keyword, 4);
    }
    struct line_part *part = add_part(out, line, keyword);
    add_key(part, "line.ehlo.", keyword);
    add_exact(part, "line.ehlo.unknown");
    if (span_equal_nocase(keyword, SPAN("AUTH")))
        explain_mechanisms(out, line, rest);
}

static void explain_challenge(struct line_explanation *out, struct span line, struct span text)
{
    struct buf decoded;
    const char *key = "line.server.challenge.data";
    buf_init(&decoded, 1 * KIB);
    if (text.len == 0)
        key = "line.server.challenge.empty";
    else if (!base64_decode(&decoded, text))
        key = "line.reply.text";
    else if (span_starts_nocase(buf_span(&decoded), SPAN("user")))
        key = "line.server.challenge.username";
    else if (span_starts_nocase(buf_span(&decoded), SPAN("pass")))
        key = "line.server.challenge.password";
    else if (span_starts(span_trim(buf_span(&decoded)), SPAN("{")))
        key = "line.server.challenge.oauth-error";
    add_exact(add_part(out, line, text), key);
    buf_free(&decoded);
}

static void explain_reply_text(struct line_explanation *out, const struct context *context, struct span line)
{
    struct span text = span_trim(span_from(line, 4));
    unsigned code = code_of(line);
    if (code == 334) {
        explain_challenge(out, line, text);
    } else if (code == 250 && context->stage == STAGE_EHLO && !context->ehlo_named) {
        add_exact(add_part(out, line, first_word(text)), "line.ehlo.name");
    } else if (code == 250 && context->stage == STAGE_EHLO) {
        explain_ability(out, line, text);
    } else {
        text = explain_enhanced(out, line, text);
        if (text.len)
            add_exact(add_part(out, line, text), "line.reply.text");
    }
}

/* Not a reply at all: another service answers here. */
static void explain_stranger(struct line_explanation *out, struct span line)
{
    static const struct {
        const char *start;
        const char *key;
    } rows[] = {
        { "* OK", "line.server.imap" },  { "* BYE", "line.server.imap" }, { "+OK", "line.server.pop3" },
        { "HTTP/", "line.server.http" }, { "***", "line.server.stars" },
    };
    const char *key = "line.server.not-smtp";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_starts_nocase(line, span_of(rows[i].start)))
            key = rows[i].key;
    add_exact(add_part(out, line, line), key);
    out->normality = LINE_NOT_NORMAL;
}

static enum line_normality normality_of_code(unsigned code, enum stage stage)
{
    if (code >= 400)
        return code == 421 || code >= 500 || stage == STAGE_AUTH ? LINE_FAILED : LINE_NOT_NORMAL;
    return LINE_NORMAL;
}

static bool is_stars(struct span line)
{
    return span_find(line, SPAN("****")) != SPAN_NONE;
}

static void explain_server(struct line_explanation *out, const struct context *context, struct span line)
{
    unsigned code = code_of(line);
    if (!code) {
        explain_stranger(out, line);
        return;
    }
    out->normality = normality_of_code(code, out->stage);
    explain_code(out, line, code);
    if (!is_last_of_reply(line))
        add_exact(add_part(out, line, (struct span){ line.at + 3, 1 }), "line.reply.more");
    if (is_stars(line)) {
        add_exact(add_part(out, line, span_from(line, 4)), "line.server.stars");
        out->normality = LINE_UNUSUAL;
        return;
    }
    explain_reply_text(out, context, line);
}

static void explain_command(struct line_explanation *out, struct span line)
{
    struct span word = first_word(line);
    size_t verb = verb_index(line);
    struct line_part *part = add_part(out, line, word);
    if (verb < VERBS && strcmp(verbs[verb].verb, "LHLO") != 0)
        add_key(part, "line.command.", word);
    add_exact(part, "line.command.unknown");
    if (verb == VERBS)
        out->normality = LINE_UNUSUAL;
    else if (verbs[verb].stage != STAGE_NONE)
        out->stage = verbs[verb].stage;
    if (verb < VERBS && verbs[verb].stage == STAGE_AUTH) {
        struct span rest = span_trim(span_from(line, word.len));
        explain_mechanisms(out, line, first_word(rest));
    }
}

static const char *answer_key(const struct line *line, struct span raw)
{
    if (line->note == NOTE_USER_HIDDEN)
        return "line.client.auth-user";
    if (line->note == NOTE_SECRET_HIDDEN)
        return "line.client.auth-secret";
    if (span_equal(raw, SPAN("*")))
        return "line.client.auth-cancel";
    return raw.len == 0 ? "line.client.auth-empty" : "line.client.auth-data";
}

static void explain_client(struct line_explanation *out, const struct context *context, const struct line *line)
{
    struct span raw = line_raw(line);
    bool is_command = verb_index(raw) < VERBS;
    if (context->in_content) {
        bool is_dot = span_equal(raw, SPAN("."));
        out->stage = STAGE_CONTENT;
        add_exact(add_part(out, raw, raw), is_dot ? "line.client.dot" : "line.client.content");
    } else if (context->in_auth && !is_command) {
        add_exact(add_part(out, raw, raw), answer_key(line, raw));
    } else {
        explain_command(out, raw);
        if (line->note == NOTE_SECRET_HIDDEN)
            add_exact(add_part(out, raw, SPAN_EMPTY), "line.event.secret-hidden");
    }
}

static enum line_normality normality_of_note(enum note note, bool after_quit)
{
    switch (note) {
    case NOTE_CONNECT_FAILED:
    case NOTE_TLS_FAILED:
    case NOTE_NO_ANSWER:
        return LINE_FAILED;
    case NOTE_CLOSED:
        return after_quit ? LINE_NORMAL : LINE_NOT_NORMAL;
    case NOTE_CANCELLED:
    case NOTE_CUT:
        return LINE_UNUSUAL;
    default:
        return LINE_NORMAL;
    }
}

static void explain_event(struct line_explanation *out, const struct context *context, const struct line *line)
{
    char key[LINE_KEY_MAX];
    (void)snprintf(key, sizeof key, "line.event.%s", note_word(line->note));
    add_exact(add_part(out, line_raw(line), SPAN_EMPTY), key);
    out->normality = normality_of_note(line->note, context->stage == STAGE_QUIT);
    if (line->note == NOTE_TLS || line->note == NOTE_TLS_FAILED)
        out->stage = STAGE_TLS;
    else if (line->note == NOTE_CONNECTED || line->note == NOTE_CONNECT_FAILED)
        out->stage = STAGE_CONNECT;
}

void line_explain(const struct session_log *log, const struct line *line, struct line_explanation *ret_explanation)
{
    struct context context = context_before(log, line);
    memset(ret_explanation, 0, sizeof *ret_explanation);
    ret_explanation->from = line->from;
    ret_explanation->stage = context.stage;
    ret_explanation->normality = LINE_NORMAL;
    if (line->from == SPEAKER_SERVER)
        explain_server(ret_explanation, &context, line_raw(line));
    else if (line->from == SPEAKER_CLIENT)
        explain_client(ret_explanation, &context, line);
    else
        explain_event(ret_explanation, &context, line);
}

const char *line_normality_key(enum line_normality normality)
{
    static const char *const keys[] = {
        [LINE_NORMAL] = "line.normal.yes",
        [LINE_UNUSUAL] = "line.normal.unusual",
        [LINE_NOT_NORMAL] = "line.normal.no",
        [LINE_FAILED] = "line.normal.failed",
    };
    return keys[normality];
}

bool line_decode(const struct line *line, struct buf *out)
{
    struct buf decoded;
    struct span raw = line_raw(line);
    if (line->from != SPEAKER_SERVER || line->note != NOTE_NONE || code_of(raw) != 334)
        return false;
    buf_init(&decoded, 1 * KIB);
    bool is_text =
        base64_decode(&decoded, span_trim(span_from(raw, 4))) && decoded.len && utf8_is_valid(buf_span(&decoded));
    if (is_text)
        (void)clean_add(out, buf_span(&decoded), CLEAN_LINE_MAX);
    buf_free(&decoded);
    return is_text;
}
