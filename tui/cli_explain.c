#include "cli.h"

#include "base/mem.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a word instead of a text: a code, a cause, a term ---- */

static bool show_key(const struct cli *cli, const char *prefix, const char *word, struct buf *out)
{
    char key[160];
    (void)snprintf(key, sizeof key, "%s%.100s", prefix, word);
    if (!words_has(&cli->words, key))
        return false;
    buf_addf(out, "%s  ", word);
    buf_add(out, words_get(&cli->words, key));
    buf_add_char(out, '\n');
    return true;
}

static bool explain_code(const struct cli *cli, const char *word, struct buf *out)
{
    uint64_t number;
    char plain[8];
    if (!span_number(span_of(word), 599, &number) || number < 200)
        return false;
    (void)snprintf(plain, sizeof plain, "class.%u", (unsigned)(number / 100));
    bool known = show_key(cli, "code.", word, out);
    for (int stage = STAGE_GREETING; known && stage < STAGE_COUNT; stage++) {
        char with_stage[64];
        (void)snprintf(with_stage, sizeof with_stage, "%.8s.%s", word, stage_word((enum stage)stage));
        show_key(cli, "code.", with_stage, out);
    }
    if (known) {
        buf_add(out, words_get(&cli->words, plain));
        buf_add_char(out, '\n');
    }
    return known;
}

static bool explain_enhanced(const struct cli *cli, const char *word, struct buf *out)
{
    bool looks = strlen(word) >= 5 && strlen(word) < ENHANCED_MAX && strchr("245", word[0]) && word[1] == '.';
    char class_key[16];
    if (!looks || !show_key(cli, "enhanced.", word + 2, out))
        return false;
    (void)snprintf(class_key, sizeof class_key, "class.%c", word[0]);
    buf_add(out, words_get(&cli->words, class_key));
    buf_add_char(out, '\n');
    return true;
}

static bool explain_cause(const struct cli *cli, const char *word, struct buf *out)
{
    static const char *const parts[] = { "sentence", "proves", "why", "do", "ask", "prevent" };
    enum cause cause;
    if (!cause_from_label(span_of(word), &cause) || cause == CAUSE_NONE)
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct cause_part part = { .cause = cause, .part = parts[i] };
        if (words_cause(&cli->words, &part, out))
            buf_add_text(out, "\n\n");
    }
    if (out->len)
        out->len--;
    return true;
}

/* A finding's code as the reports print it: AUTH-535, PORT-SILENT. */
static bool explain_finding(const struct cli *cli, const char *word, struct buf *out)
{
    struct span code = span_of(word);
    const char *digits = strrchr(word, '-');
    bool found = false;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        const struct fact_row *row = fact_row((enum fact_kind)i);
        struct span own = span_of(row->code);
        bool with_reply = digits && span_equal_nocase(span_head(code, (size_t)(digits - word)), own);
        if (!span_equal_nocase(code, own) && !with_reply)
            continue;
        struct fact fact = fact_new((enum fact_kind)i, "");
        words_fact(&cli->words, &fact, out);
        buf_add_char(out, '\n');
        found = true;
    }
    if (found && digits)
        (void)explain_code(cli, digits + 1, out);
    return found;
}

static bool explain_term(const struct cli *cli, const char *word, struct buf *out)
{
    static const char *const prefixes[] = { "line.command.", "line.ehlo.", "line.mechanism.", "glossary." };
    bool found = false;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        found = show_key(cli, prefixes[i], word, out) || found;
    return found;
}

static bool explain_word(const struct cli *cli, const char *word, struct buf *out)
{
    return explain_code(cli, word, out) || explain_enhanced(cli, word, out) || explain_cause(cli, word, out) ||
           explain_finding(cli, word, out) || explain_term(cli, word, out);
}

/* ---- a text ---- */

static int explain_text(const struct cli *cli, struct span text)
{
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    intake_read(&record, text, &cli->context);
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

static void answer_error(struct buf *out, const char *what)
{
    json_t *error = json_pack("{s:n, s:s, s:[]}", "id", "error", what, "causes");
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

static void answer_line(const struct cli *cli, const char *line, size_t len, struct buf *out)
{
    json_error_t error;
    json_t *sample = json_loadb(line, len, JSON_ALLOW_NUL, &error);
    if (!json_is_object(sample) || !json_is_string(json_object_get(sample, "text")))
        answer_error(out, sample ? "no \"text\" in this object" : error.text);
    else
        answer_sample(cli, sample, out);
    json_decref(sample);
}

static int explain_each(struct cli *cli)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    int status = 0;
    struct buf out;
    FILE *in = stdin;
    if (cli->rest_count == 1 && strcmp(cli->rest[0], "-") != 0)
        in = fopen(cli->rest[0], "re");
    if (!in)
        return cli_fail(cli, "cli.unreadable", cli->rest[0], strerror(errno));
    buf_init(&out, REPORT_MAX);
    while (status == 0 && (len = getline(&line, &room, in)) > 0) {
        if (len == 1)
            continue;
        answer_line(cli, line, (size_t)len, &out);
        if (out.len > 256 * KIB && !cli->output) {
            status = cli_write(cli, &out);
            buf_clear(&out);
        }
    }
    if (status == 0)
        status = cli_write(cli, &out);
    buf_free(&out);
    free(line);
    if (in != stdin)
        (void)fclose(in);
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
