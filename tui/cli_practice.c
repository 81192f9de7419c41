#include "cli.h"

#include "base/limits.h"
#include "practice/practice.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct span title_of(const struct cli *cli, const char *id)
{
    char key[120];
    (void)snprintf(key, sizeof key, "practice.%.80s.title", id);
    return words_get(&cli->words, key);
}

/* What a case can also be: it changes from run to run. */
static json_t *variants_of(const struct practice_case *practice, const struct practice_about *first)
{
    json_t *variants = json_array();
    for (size_t i = 0; i < first->variants; i++) {
        struct practice_about about;
        practice_about_variant(practice, i, &about);
        const struct cause_row *row = cause_row(about.cause);
        json_array_append_new(variants, json_pack("{s:s, s:s, s:s, s:s}", "name", about.variant, "cause", row->label,
                                                  "family", row->family, "side", side_word(about.side)));
    }
    return variants;
}

static json_t *case_of(const struct cli *cli, const struct practice_case *practice, const struct practice_about *about)
{
    const struct cause_row *row = cause_row(about->cause);
    struct span title = title_of(cli, about->id);
    json_t *entry = json_object();
    json_object_set_new(entry, "id", json_string(about->id));
    json_object_set_new(entry, "title", json_stringn(title.at, title.len));
    json_object_set_new(entry, "cause", json_string(row->label));
    json_object_set_new(entry, "family", json_string(row->family));
    json_object_set_new(entry, "side", json_string(side_word(about->side)));
    json_object_set_new(entry, "level", json_string(about->level));
    if (about->variants > 1)
        json_object_set_new(entry, "variants", variants_of(practice, about));
    return entry;
}

static void list_json(const struct cli *cli, struct buf *out)
{
    json_t *root = json_object();
    json_t *cases = json_array();
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        json_array_append_new(cases, case_of(cli, practice_at(i), &about));
    }
    json_object_set_new(root, "cases", cases);
    char *text = json_dumps(root, JSON_INDENT(2));
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
    json_decref(root);
}

static void list_text(const struct cli *cli, struct buf *out)
{
    for (size_t i = 0; i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        struct span title = title_of(cli, about.id);
        buf_addf(out, "  %-28s %-7s %.*s\n", about.id, about.level, SPAN_ARG(title));
    }
}

static int list_cases(struct cli *cli)
{
    struct buf out;
    buf_init(&out, MIB);
    if (cli->format == FORMAT_JSON)
        list_json(cli, &out);
    else
        list_text(cli, &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}

static void print_ports(const struct practice_server *server)
{
    struct practice_ports ports;
    practice_server_ports(server, &ports);
    for (size_t i = 0; i < ports.count; i++)
        (void)printf("%u 127.0.0.1:%u\n", ports.listening[i].port, ports.listening[i].to);
    (void)fflush(stdout);
}

/* ---- which one ---- */

static int open_file(const struct cli *cli, const char *path, struct practice_case **ret_case)
{
    struct practice_error error = { 0 };
    struct buf text;
    char where[64];
    buf_init(&text, MIB);
    int status = cli_read_file(cli, path, &text);
    if (status == 0) {
        *ret_case = practice_read(buf_span(&text), &error);
        (void)snprintf(where, sizeof where, "%.40s:%u", path, error.line);
        if (!*ret_case)
            status = cli_fail(cli, "cli.case-broken", where, error.expected);
    }
    buf_free(&text);
    return status;
}

int cli_open_case(const struct cli *cli, const char *word, struct case_choice *ret_choice)
{
    *ret_choice = (struct case_choice){ 0 };
    ret_choice->practice = practice_pick(span_of(word), &ret_choice->variant);
    if (ret_choice->practice)
        return 0;
    if (access(word, F_OK) != 0)
        return cli_fail(cli, "cli.no-case", word, "");
    int status = open_file(cli, word, &ret_choice->own);
    ret_choice->practice = ret_choice->own;
    return status;
}

/* ---- serving one ---- */

static int serve_until_signal(struct cli *cli, const struct practice_case *practice, size_t variant)
{
    int signals = cli_open_signals();
    struct practice_server *server = practice_serve(practice, variant);
    if (server) {
        print_ports(server);
        (void)limits_wait(LIMITS_NONE, signals, POLLIN);
        practice_server_free(server);
    }
    close(signals);
    return server ? 0 : cli_fail(cli, "cli.no-port", cli->rest[1], "");
}

static int serve(struct cli *cli)
{
    struct case_choice choice;
    if (cli->rest_count != 2)
        return cli_fail(cli, "cli.no-case", cli->rest_count > 2 ? cli->rest[2] : "", "");
    int status = cli_open_case(cli, cli->rest[1], &choice);
    if (status == 0)
        status = serve_until_signal(cli, choice.practice, choice.variant);
    practice_case_free(choice.own);
    return status;
}

int cli_practice(struct cli *cli)
{
    static const struct {
        const char *word;
        int (*run)(struct cli *cli);
    } words[] = { { "list", list_cases },   { "serve", serve },         { "lesson", cli_lesson },
                  { "course", cli_course }, { "results", cli_results }, { "record", cli_record } };
    const char *word = cli->rest_count ? cli->rest[0] : "";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].run(cli);
    if (word[0]) {
        cli->practice = word;
        cli->command = COMMAND_CHECK;
        return cli_check(cli);
    }
    return cli_wizard(cli, NULL);
}
