#include "cli.h"
#include "cli_lines.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "report/wrap.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* JSON may need six bytes for one of the text. */
enum { EACH_LINE_MAX = 6 * INTAKE_MAX + 64 * 1024, EACH_OUT_MAX = 256 * 1024 };
enum { EXPLAIN_COLUMNS = 80, EXPLAIN_INDENT_MAX = 20 };

/* ---- a word instead of a text: a code, a cause, a term ---- */

/* A word and what it means, laid out; the further lines stand under the first. */
static void put_meaning(const char *word, struct span meaning, struct buf *out)
{
    int indent = (int)utf8_width(span_of(word)) + 2;
    buf_addf(out, "%s  ", word);
    wrap_add(out, meaning, EXPLAIN_COLUMNS, indent < EXPLAIN_INDENT_MAX ? indent : 2);
}

static bool show_key(const struct cli *cli, const char *prefix, const char *word, struct buf *out)
{
    char key[160];
    (void)snprintf(key, sizeof key, "%s%.100s", prefix, word);
    if (!words_has(&cli->words, key))
        return false;
    put_meaning(word, words_get(&cli->words, key), out);
    return true;
}

/* What the code means at each step where it means something of its own. */
static void show_stages(const struct cli *cli, const char *code, struct buf *out)
{
    for (int i = STAGE_GREETING; i < STAGE_COUNT; i++) {
        char key[64];
        const char *stage = stage_word((enum stage)i);
        (void)snprintf(key, sizeof key, "code.%.8s.%s", code, stage);
        if (!words_has(&cli->words, key))
            continue;
        struct buf line;
        struct span meaning = words_get(&cli->words, key);
        (void)snprintf(key, sizeof key, "stage.%s", stage);
        buf_init(&line, 4 * KIB);
        buf_add(&line, words_get(&cli->words, key));
        buf_add(&line, words_get(&cli->words, "report.colon"));
        buf_add(&line, meaning);
        buf_add_text(out, "  ");
        wrap_add(out, buf_span(&line), EXPLAIN_COLUMNS, 2);
        buf_free(&line);
    }
}

static void show_class(const struct cli *cli, char digit, struct buf *out)
{
    char key[16];
    (void)snprintf(key, sizeof key, "class.%c", digit);
    wrap_add(out, words_get(&cli->words, key), EXPLAIN_COLUMNS, 0);
}

static bool explain_code(const struct cli *cli, const char *word, struct buf *out)
{
    uint64_t number;
    if (!span_number(span_of(word), 599, &number) || number < 200 || !show_key(cli, "code.", word, out))
        return false;
    show_stages(cli, word, out);
    show_class(cli, word[0], out);
    return true;
}

static bool explain_enhanced(const struct cli *cli, const char *word, struct buf *out)
{
    bool looks = strlen(word) >= 5 && strlen(word) < ENHANCED_MAX && strchr("245", word[0]) && word[1] == '.';
    char key[32];
    if (!looks)
        return false;
    (void)snprintf(key, sizeof key, "enhanced.%s", word + 2);
    if (!words_has(&cli->words, key))
        return false;
    put_meaning(word, words_get(&cli->words, key), out);
    show_class(cli, word[0], out);
    return true;
}

static bool explain_cause(const struct cli *cli, const char *word, struct buf *out)
{
    enum cause cause;
    if (!cause_from_label(span_of(word), &cause) || cause == CAUSE_NONE)
        return false;
    report_cause(&cli->words, cause, out);
    return true;
}

/* The reply code behind a finding's code, AUTH-535; 0 when there is none. */
static unsigned reply_code_of(struct span code, struct span *ret_own)
{
    uint64_t number = 0;
    size_t dash = span_find_last(code, '-');
    *ret_own = code;
    if (dash == SPAN_NONE || !span_number(span_from(code, dash + 1), 599, &number) || number < 200)
        return 0;
    *ret_own = span_head(code, dash);
    return (unsigned)number;
}

/* The sentence of a finding, with "…" for what only a run knows. */
static void put_finding(const struct cli *cli, const char *word, enum fact_kind kind, struct buf *out)
{
    char key[80];
    struct buf sentence;
    (void)snprintf(key, sizeof key, "fact.%s", fact_row(kind)->word);
    struct span text = words_get(&cli->words, key);
    buf_init(&sentence, 4 * KIB);
    while (text.len) {
        size_t open = span_find_char(text, '{');
        buf_add(&sentence, span_head(text, open));
        text = span_from(text, open == SPAN_NONE ? text.len : open);
        if (text.len == 0)
            break;
        size_t end = span_find_char(text, '}');
        text = span_from(text, end == SPAN_NONE ? text.len : end + 1);
        if (!span_starts(text, SPAN(" {")))
            buf_add_text(&sentence, "…");
        else
            text = span_from(text, 1);
    }
    put_meaning(word, buf_span(&sentence), out);
    buf_clear(&sentence);
    const struct fact fact = fact_new(kind, "");
    if (words_advice(&cli->words, &fact, &sentence))
        put_meaning("", buf_span(&sentence), out);
    buf_free(&sentence);
}

/* A finding's code as the reports print it: AUTH-535, PORT-SILENT. */
static bool explain_finding(const struct cli *cli, const char *word, struct buf *out)
{
    struct span own;
    unsigned reply = reply_code_of(span_of(word), &own);
    enum status bad = reply && reply < 400 ? STATUS_OK : STATUS_PROBLEM;
    char code[8];
    bool found = false;
    (void)snprintf(code, sizeof code, "%u", reply);
    for (size_t i = 0; i < FACT_COUNT; i++) {
        const struct fact_row *row = fact_row((enum fact_kind)i);
        if (!span_equal_nocase(own, span_of(row->code)) || (reply && row->status != bad))
            continue;
        put_finding(cli, word, (enum fact_kind)i, out);
        found = true;
    }
    if (found && reply)
        (void)explain_code(cli, code, out);
    return found;
}

static bool explain_term(const struct cli *cli, const char *word, struct buf *out)
{
    static const char *const prefixes[] = { "line.command.", "line.ehlo.", "line.mechanism.", "glossary." };
    char upper[64];
    bool found = false;
    mem_copy_text(upper, sizeof upper, span_of(word));
    for (char *c = upper; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        found = show_key(cli, prefixes[i], word, out) ||
                (strcmp(word, upper) != 0 && show_key(cli, prefixes[i], upper, out)) || found;
    return found;
}

static bool explain_word(const struct cli *cli, const char *word, struct buf *out)
{
    return explain_code(cli, word, out) || explain_enhanced(cli, word, out) || explain_cause(cli, word, out) ||
           explain_term(cli, word, out) || explain_finding(cli, word, out);
}

/* ---- a text ---- */

static int explain_text(const struct cli *cli, struct span text)
{
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    intake_read(&record, text, &cli->context);
    questions_take(&record, &cli->target);
    diagnose(&record, &diagnosis);
    int status = cli_report(cli, &record, &diagnosis);
    record_clear(&record);
    return status;
}

static int read_words(struct cli *cli, struct buf *text)
{
    bool is_file = cli->rest_count == 1 && access(cli->rest[0], F_OK) == 0;
    if (cli->rest_count == 0 || strcmp(cli->rest[0], "-") == 0)
        return cli_read_file(cli, "-", text);
    if (is_file)
        return cli_read_file(cli, cli->rest[0], text);
    for (size_t i = 0; i < cli->rest_count; i++) {
        if (i)
            buf_add_char(text, ' ');
        buf_add_text(text, cli->rest[i]);
    }
    return 0;
}

/* ---- --each ---- */

static void read_context(const json_t *context, struct intake_context *to)
{
    const char *provider = json_string_value(json_object_get(context, "provider"));
    const char *host = json_string_value(json_object_get(context, "host"));
    const char *security = json_string_value(json_object_get(context, "encryption"));
    const char *mechanism = json_string_value(json_object_get(context, "mechanism"));
    const char *stage = json_string_value(json_object_get(context, "stage"));
    json_int_t port = json_integer_value(json_object_get(context, "port"));
    if (!security)
        security = json_string_value(json_object_get(context, "security"));
    mem_copy_text(to->provider, sizeof to->provider, span_of(provider));
    mem_copy_text(to->host, sizeof to->host, span_of(host));
    mem_copy_text(to->mechanism, sizeof to->mechanism, span_of(mechanism));
    if (security)
        (void)security_from_word(span_of(security), &to->security);
    if (stage)
        (void)stage_from_word(span_of(stage), &to->stage);
    to->port = port > 0 && port < 65536 ? (uint16_t)port : 0;
}

static void answer_error(const json_t *sample, const char *what, struct buf *out)
{
    json_t *id = json_object_get(sample, "id");
    json_t *error = json_pack("{s:O, s:s, s:[]}", "id", id ? id : json_null(), "error", what, "causes");
    char *text = json_dumps(error, 0);
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(error);
}

static void answer_sample(const struct cli *cli, const json_t *sample, struct buf *out)
{
    struct intake_context context = { 0 };
    struct record record;
    struct diagnosis diagnosis;
    const json_t *text = json_object_get(sample, "text");
    char *id = json_dumps(json_object_get(sample, "id"), JSON_ENCODE_ANY);
    record_init(&record);
    read_context(json_object_get(sample, "context"), &context);
    intake_read(&record, (struct span){ json_string_value(text), json_string_length(text) }, &context);
    diagnose(&record, &diagnosis);
    struct report report = { .record = &record, .diagnosis = &diagnosis, .words = &cli->words };
    report_json_answer(&report, id ? span_of(id) : SPAN("null"), out);
    record_clear(&record);
    free(id);
}

static void answer_line(const struct cli *cli, struct span line, struct buf *out)
{
    json_error_t error;
    json_t *sample = json_loadb(line.at, line.len, JSON_ALLOW_NUL, &error);
    if (!json_is_object(sample) || !json_is_string(json_object_get(sample, "text")))
        answer_error(sample, sample ? "no \"text\" in this object" : error.text, out);
    else
        answer_sample(cli, sample, out);
    json_decref(sample);
}

/* Written when enough has come together, and before the next read may wait. */
static int hand_out(const struct cli *cli, const struct line_source *source, struct buf *out)
{
    bool may_wait = source->at == source->pending.len;
    if (cli->output)
        return out->full ? cli_fail(cli, "cli.too-long", "--output", "") : 0;
    if (out->len < EACH_OUT_MAX && !may_wait)
        return 0;
    int status = cli_write(cli, out);
    buf_clear(out);
    return status;
}

static int explain_each(struct cli *cli)
{
    const char *path = cli->rest_count ? cli->rest[0] : "-";
    struct line_source source;
    struct span line;
    struct buf out;
    int status = 0;
    int fd = cli_open_file(cli, path);
    if (fd < 0)
        return EXIT_USAGE;
    lines_open(&source, fd, EACH_LINE_MAX);
    buf_init(&out, REPORT_MAX);
    while (status == 0 && lines_next(&source, &line)) {
        if (line.len)
            answer_line(cli, line, &out);
        status = hand_out(cli, &source, &out);
    }
    if (status == 0 && source.error)
        status = cli_fail(cli, "cli.unreadable", path, strerror(source.error));
    if (status == 0 && (out.len || cli->output))
        status = cli_write(cli, &out);
    buf_free(&out);
    lines_close(&source);
    cli_close_file(fd);
    return status;
}

int cli_explain(struct cli *cli)
{
    struct buf text;
    if (cli->each)
        return explain_each(cli);
    buf_init(&text, INTAKE_MAX);
    int status = 0;
    if (cli->rest_count == 1 && cli->format == FORMAT_TEXT && explain_word(cli, cli->rest[0], &text)) {
        status = cli_write(cli, &text);
    } else {
        buf_clear(&text);
        status = read_words(cli, &text);
        if (status == 0)
            status = explain_text(cli, buf_span(&text));
    }
    buf_free(&text);
    return status;
}
