#include "cli.h"

#include "base/clean.h"
#include "base/mem.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* How often each cause stands in the lines, and one line that shows it. */
struct tally {
    size_t lines, understood;
    size_t counts[CAUSE_COUNT];
    char *example[CAUSE_COUNT];
};

/* Cheap look before the dear one: most lines of a log tell of no failure. */
static bool tells_of_failure(struct span line)
{
    static const char *const words[] = { "fail",    "reject",    "deferred", "bounced",         "refused",
                                         "denied",  "timed out", "error",    "lost connection", "blocked",
                                         "warning", " 4",        " 5",       "invalid" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(line, span_of(words[i])) != SPAN_NONE)
            return true;
    return false;
}

static void count_line(const struct cli *cli, struct span line, struct tally *tally)
{
    struct record record;
    struct diagnosis diagnosis;
    record_init(&record);
    intake_read(&record, line, &cli->context);
    diagnose(&record, &diagnosis);
    if (diagnosis.candidate_count && diagnosis.candidates[0].certainty != CERTAINTY_POSSIBLE) {
        enum cause cause = diagnosis.candidates[0].cause;
        tally->understood++;
        if (tally->counts[cause]++ == 0)
            tally->example[cause] = mem_text(span_head(line, 300));
    }
    record_clear(&record);
}

static void count_lines(const struct cli *cli, struct span text, struct tally *tally)
{
    struct span line;
    while (span_line(&text, &line)) {
        tally->lines++;
        if (line.len > 8 && tells_of_failure(line))
            count_line(cli, line, tally);
    }
}

static enum cause most_frequent(const struct tally *tally, const bool *told)
{
    enum cause best = CAUSE_NONE;
    for (int i = 1; i < CAUSE_COUNT; i++)
        if (!told[i] && tally->counts[i] > (best ? tally->counts[best] : 0))
            best = (enum cause)i;
    return best;
}

static json_t *cause_of(const struct tally *tally, enum cause cause)
{
    const struct cause_row *row = cause_row(cause);
    return json_pack("{s:s, s:s, s:s, s:I}", "cause", row->label, "family", row->family, "side", side_word(row->side),
                     "count", (json_int_t)tally->counts[cause]);
}

static void tell_json(const struct tally *tally, struct buf *out)
{
    bool told[CAUSE_COUNT] = { false };
    json_t *groups = json_array();
    enum cause cause;
    while ((cause = most_frequent(tally, told)) != CAUSE_NONE) {
        told[cause] = true;
        json_array_append_new(groups, cause_of(tally, cause));
    }
    json_t *root = json_pack("{s:s, s:I, s:I, s:o}", "schema", "smtpdoctor/1", "lines", (json_int_t)tally->lines,
                             "failures", (json_int_t)tally->understood, "groups", groups);
    char *text = json_dumps(root, JSON_INDENT(2));
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(root);
}

static void tell_text(const struct cli *cli, const struct tally *tally, struct buf *out)
{
    bool told[CAUSE_COUNT] = { false };
    enum cause cause;
    while ((cause = most_frequent(tally, told)) != CAUSE_NONE) {
        struct cause_part part = { .cause = cause, .part = "short" };
        struct buf name;
        buf_init(&name, KIB);
        words_cause(&cli->words, &part, &name);
        buf_addf(out, "%8zu  %s  (%s)\n", tally->counts[cause], buf_text(&name), cause_row(cause)->label);
        buf_free(&name);
        told[cause] = true;
        if (tally->example[cause]) {
            buf_add_text(out, "          ");
            clean_add(out, span_of(tally->example[cause]), 200);
            buf_add_char(out, '\n');
        }
    }
    struct fact fact = { .ms = -1, .number = (int64_t)tally->lines };
    words_fill(out, words_get(&cli->words, "logs.lines"), &fact);
    buf_add_char(out, '\n');
}

static void tally_free(struct tally *tally)
{
    for (size_t i = 0; i < CAUSE_COUNT; i++)
        free(tally->example[i]);
}

int cli_logs(struct cli *cli)
{
    struct tally tally = { 0 };
    struct buf text;
    struct buf out;
    int status = 0;
    buf_init(&text, 1024 * MIB);
    buf_init(&out, REPORT_MAX);
    for (size_t i = 0; status == 0 && (i < cli->rest_count || (i == 0 && cli->rest_count == 0)); i++) {
        buf_clear(&text);
        status = cli_read_file(cli, cli->rest_count ? cli->rest[i] : "-", &text);
        count_lines(cli, buf_span(&text), &tally);
    }
    if (status == 0) {
        if (cli->format == FORMAT_JSON)
            tell_json(&tally, &out);
        else
            tell_text(cli, &tally, &out);
        status = cli_write(cli, &out);
    }
    buf_free(&text);
    buf_free(&out);
    tally_free(&tally);
    return status ? status : tally.understood ? 2 : 0;
}
