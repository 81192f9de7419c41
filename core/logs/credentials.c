#include "logs/credentials.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/secret.h"
#include "logs/authline.h"
#include "logs/intake.h"
#include "logs/token.h"

#include <string.h>

enum { SENT_MAX = 16 * 1024, TWICE_MIN = 8 };

/* What an answer of the client holds, by the mechanism and by what the server asked for. */
enum awaited { AWAIT_NOTHING, AWAIT_PAIR, AWAIT_NAME, AWAIT_PASSWORD, AWAIT_TOKEN, AWAIT_OTHER };

struct reading {
    struct record *record;
    enum awaited awaited;   /* the next line of the client answers this */
    enum awaited mechanism; /* what the mechanism sends when the server's question is empty */
    unsigned line;
};

static void found(const struct reading *reading, enum fact_kind kind, const char *field, struct span text)
{
    struct fact fact = fact_new(kind, "text");
    fact.chosen = true;
    fact.stage = STAGE_AUTH;
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(field));
    mem_copy_text(fact.text, sizeof fact.text, text);
    if (reading->line <= INTAKE_LINES_KEPT)
        fact_prove(&fact, (struct evidence){ 1, reading->line });
    record_add(reading->record, &fact);
}

/* ---- one name or password ---- */

/* Words and brackets that a program put there in the place of a value that it did not have. */
static const char *placeholder_in(struct span value)
{
    static const char *const words[] = { "undefined",       "null",   "none",     "nil",       "nan",
                                         "[object object]", "(null)", "changeme", "your_pass", "yourpass" };
    static const char *const starts[] = { "${", "{{", "%(", "$(", "<%", "#{" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(value, span_of(words[i])))
            return words[i];
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (span_starts(value, span_of(starts[i])))
            return starts[i];
    return NULL;
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x20 || (unsigned char)text.at[i] > 0x7e)
            return false;
    return text.len > 0;
}

/* Base64 of readable text, once more in base64: chance does not make that of eight bytes and more. */
static bool is_encoded_again(struct span value)
{
    struct buf inner;
    buf_init(&inner, SENT_MAX);
    bool is_base64 = value.len >= TWICE_MIN && base64_decode(&inner, value);
    bool is_padded = value.len && value.at[value.len - 1] == '=';
    bool again = is_base64 && is_printable(buf_span(&inner)) && (is_padded || inner.len >= TWICE_MIN);
    secret_wipe(inner.at, inner.room);
    buf_free(&inner);
    return again;
}

static bool is_blank_at_edge(struct span value)
{
    return span_trim(value).len != value.len || strchr("\r\n", value.at[value.len - 1]) != NULL;
}

static bool is_in_quotes(struct span value)
{
    char first = value.at[0];
    return value.len > 1 && strchr("\"'`", first) && first != '\0' && value.at[value.len - 1] == first;
}

static void lint(const struct reading *reading, const char *field, struct span value)
{
    const char *placeholder = placeholder_in(value);
    bool is_name = strcmp(field, "login") == 0;
    if (value.len == 0)
        found(reading, FACT_SENT_EMPTY, field, SPAN_EMPTY);
    else if (placeholder)
        found(reading, FACT_SENT_PLACEHOLDER, field, span_of(placeholder));
    else if (is_encoded_again(value))
        found(reading, FACT_SENT_TWICE, field, SPAN_EMPTY);
    else if (is_in_quotes(value))
        found(reading, FACT_SENT_QUOTED, field, SPAN_EMPTY);
    else if (is_blank_at_edge(value))
        found(reading, FACT_SENT_BLANK, field, SPAN_EMPTY);
    else if (is_name && span_find_char(value, '@') == SPAN_NONE && !span_equal_nocase(value, SPAN("apikey")))
        found(reading, FACT_SENT_LOCAL_PART, field, SPAN_EMPTY);
}

/* ---- what the client sent ---- */

/* RFC 4616: [authzid] NUL authcid NUL passwd. */
static void lint_pair(const struct reading *reading, struct span plain)
{
    size_t first = span_find_char(plain, '\0');
    struct span rest = span_from(plain, first == SPAN_NONE ? plain.len : first + 1);
    size_t second = span_find_char(rest, '\0');
    if (first == SPAN_NONE && is_encoded_again(plain)) {
        found(reading, FACT_SENT_TWICE, "pair", SPAN_EMPTY);
    } else if (second == SPAN_NONE) {
        found(reading, FACT_SENT_MALFORMED, "pair", SPAN_EMPTY);
    } else {
        lint(reading, "login", span_head(rest, second));
        lint(reading, "password", span_from(rest, second + 1));
    }
}

static void lint_plain(const struct reading *reading, enum awaited what, struct span plain)
{
    switch (what) {
    case AWAIT_PAIR:
        lint_pair(reading, plain);
        break;
    case AWAIT_NAME:
        lint(reading, "login", plain);
        break;
    case AWAIT_PASSWORD:
        lint(reading, "password", plain);
        break;
    case AWAIT_TOKEN:
        token_read(reading->record, plain, reading->line);
        break;
    default:
        break;
    }
}

/* Masked or cut off, as people do: nothing can be said. */
static void lint_sent(const struct reading *reading, enum awaited what, struct span sent)
{
    struct buf plain;
    buf_init(&plain, SENT_MAX);
    /* "=" stands for an empty response (RFC 4954, 4). */
    if (sent.len == 0 || span_equal(sent, SPAN("=")))
        lint_plain(reading, what == AWAIT_TOKEN ? AWAIT_NOTHING : what, SPAN_EMPTY);
    else if (span_find_nocase(sent, SPAN("redacted")) == SPAN_NONE && base64_decode(&plain, sent))
        lint_plain(reading, what, buf_span(&plain));
    secret_wipe(plain.at, plain.room);
    buf_free(&plain);
}

/* ---- line by line ---- */

static void read_command(struct reading *reading, struct span rest)
{
    static const struct {
        const char *name;
        enum awaited first, later; /* with the command, and when nothing was asked for */
    } mechanisms[] = {
        { "PLAIN", AWAIT_PAIR, AWAIT_PAIR },      { "LOGIN", AWAIT_NAME, AWAIT_OTHER },
        { "XOAUTH2", AWAIT_TOKEN, AWAIT_TOKEN },  { "OAUTHBEARER", AWAIT_TOKEN, AWAIT_TOKEN },
        { "CRAM-MD5", AWAIT_OTHER, AWAIT_OTHER },
    };
    struct span word;
    reading->mechanism = AWAIT_OTHER;
    if (!span_word(&rest, &word))
        return;
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        if (!span_equal_nocase(word, span_of(mechanisms[i].name)))
            continue;
        struct span sent = span_head(span_trim(rest), authline_token(span_trim(rest)));
        reading->mechanism = mechanisms[i].later;
        if (sent.len)
            lint_sent(reading, mechanisms[i].first, sent);
    }
}

/* What "334 …" asks for. */
static void read_challenge(struct reading *reading, struct span line)
{
    size_t at = span_find(line, SPAN("334 "));
    struct span rest = at == SPAN_NONE ? SPAN_EMPTY : span_trim(span_from(line, at + 4));
    struct span token = span_head(rest, authline_token(rest));
    struct buf plain;
    buf_init(&plain, SENT_MAX);
    bool good = token.len && base64_decode(&plain, token);
    struct span question = good ? buf_span(&plain) : rest;
    reading->awaited = AWAIT_OTHER;
    if (rest.len == 0)
        reading->awaited = reading->mechanism;
    else if (span_starts_nocase(question, SPAN("user")))
        reading->awaited = AWAIT_NAME;
    else if (span_starts_nocase(question, SPAN("pass")))
        reading->awaited = AWAIT_PASSWORD;
    else if (span_starts(span_trim(question), SPAN("{")))
        token_read_error(reading->record, question, reading->line);
    buf_free(&plain);
}

static bool is_empty_answer(struct span line)
{
    return span_trim(line).len > 0 && authline_bare(line).len == 0;
}

static void read_line(struct reading *reading, struct span line)
{
    enum awaited awaited = reading->awaited;
    if (authline_is_between(line))
        return;
    reading->awaited = AWAIT_NOTHING;
    if (authline_is_challenge(line)) {
        read_challenge(reading, line);
    } else if (awaited != AWAIT_NOTHING && (authline_is_answer(line) || is_empty_answer(line))) {
        lint_sent(reading, awaited, authline_bare(line));
    } else {
        size_t at = span_find_nocase(line, SPAN("AUTH "));
        struct span before = span_head(line, at);
        bool is_list = span_ends_nocase(before, SPAN("250-")) || span_ends_nocase(before, SPAN("250 "));
        if (at != SPAN_NONE && !is_list)
            read_command(reading, span_from(line, at + 5));
    }
}

void credentials_read(struct record *record, struct span text)
{
    struct reading reading = { .record = record, .mechanism = AWAIT_OTHER };
    struct span line;
    while (span_cut(&text, '\n', &line)) {
        reading.line++;
        read_line(&reading, line);
    }
}
