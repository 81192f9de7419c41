#include "cli_options.h"
#include "cli_answers.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "knowledge/providers.h"
#include "net/proxy.h"
#include "report/wrap.h"
#include "logs/log_line.h"
#include "smtp/ehlo.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Which commands know an option, as bits. */
#define FOR(command) (1u << (command))
#define FOR_ALL ((1u << COMMAND_COUNT) - 1)
#define FOR_CHECK FOR(COMMAND_CHECK)
#define FOR_REPORT (FOR_CHECK | FOR(COMMAND_EXPLAIN) | FOR(COMMAND_PRACTICE))
#define FOR_TALK (FOR_CHECK | FOR(COMMAND_HAND))
#define FOR_TEXT (FOR(COMMAND_EXPLAIN) | FOR(COMMAND_LOGS))

/* ---- values ---- */

static int take_text(struct cli *cli, const char *name, const char *value, struct span to)
{
    if (strlen(value) >= to.len)
        return cli_fail(cli, "cli.too-long", name, "");
    mem_copy_text((char *)to.at, to.len, span_of(value));
    return 0;
}
#define TAKE_TEXT(function, field)                                                                                     \
    static int function(struct cli *cli, const char *name, const char *value)                                          \
    {                                                                                                                  \
        return take_text(cli, name, value, (struct span){ cli->field, sizeof cli->field });                            \
    }
TAKE_TEXT(take_login, target.login)
TAKE_TEXT(take_recipient, target.recipient)
TAKE_TEXT(take_sender, target.sender)
TAKE_TEXT(take_send_to, target.send_to)
TAKE_TEXT(take_cc, target.cc)
TAKE_TEXT(take_helo, target.helo)
TAKE_TEXT(take_ca_file, target.ca_file)
TAKE_TEXT(take_resolver, target.resolver)

static int take_server(struct cli *cli, const char *name, const char *value)
{
    struct span to = { cli->target.server.host, sizeof cli->target.server.host };
    int status = take_text(cli, name, value, to);
    mem_copy_text(cli->context.host, sizeof cli->context.host, span_of(value));
    return status;
}

/* A name that is not known would help nobody: better to say so. */
static int take_provider(struct cli *cli, const char *name, const char *value)
{
    struct span to = { cli->context.provider, sizeof cli->context.provider };
    if (!provider_by_name(span_of(value)))
        return cli_fail(cli, "cli.provider", value, "");
    return take_text(cli, name, value, to);
}

static int take_port(struct cli *cli, const char *name, const char *value)
{
    uint64_t port = 0;
    (void)name;
    if (!span_number(span_of(value), 65535, &port) || port == 0)
        return cli_fail(cli, "cli.port", value, "");
    cli->target.server.port = (uint16_t)port;
    cli->context.port = (uint16_t)port;
    return 0;
}

static int take_security(struct cli *cli, const char *name, const char *value)
{
    enum security security;
    (void)name;
    if (!security_from_word(span_of(value), &security) || security == SECURITY_UNKNOWN)
        return cli_fail(cli, "cli.security", value, "");
    cli->target.server.security = security;
    cli->context.security = security;
    return 0;
}

static int take_mechanism(struct cli *cli, const char *name, const char *value)
{
    enum mechanism mechanism;
    (void)name;
    if (!mechanism_from_word(span_of(value), &mechanism) && cli->command == COMMAND_CHECK)
        return cli_fail(cli, "cli.mechanism", value, "");
    mem_copy_text(cli->target.mechanism, MECHANISM_MAX, span_of(value));
    mem_copy_text(cli->context.mechanism, MECHANISM_MAX, span_of(value));
    return 0;
}

static int take_stage(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return stage_from_word(span_of(value), &cli->context.stage) ? 0 : cli_fail(cli, "cli.stage", value, "");
}

static int take_proxy(struct cli *cli, const char *name, const char *value)
{
    struct proxy proxy;
    if (!proxy_read(span_of(value), &proxy))
        return cli_fail(cli, "cli.proxy", value, "");
    return take_text(cli, name, value, (struct span){ cli->target.proxy, sizeof cli->target.proxy });
}

static int take_step(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    cli->target.has_step = step_from_word(span_of(value), &cli->target.step) && cli->target.step != STEP_VERDICT;
    return cli->target.has_step ? 0 : cli_fail(cli, "cli.step", value, "");
}

static int take_size(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return span_number(span_of(value), UINT64_MAX / 2, &cli->target.size) ? 0 : cli_fail(cli, "cli.size", value, "");
}

static int take_max_logins(struct cli *cli, const char *name, const char *value)
{
    uint64_t number = 0;
    (void)name;
    if (!span_number(span_of(value), 20, &number))
        return cli_fail(cli, "cli.max-logins", value, "");
    cli->target.max_logins = (unsigned)number;
    return 0;
}

static int take_timeout(struct cli *cli, const char *name, const char *value)
{
    uint64_t number = 0;
    (void)name;
    if (!span_number(span_of(value), 3600, &number) || number == 0)
        return cli_fail(cli, "cli.timeout", value, "");
    cli->target.timeout_s = (unsigned)number;
    return 0;
}

static int take_account(struct cli *cli, const char *name, const char *value)
{
    return take_text(cli, name, value, (struct span){ cli->question.account, sizeof cli->question.account });
}

/* Its <> are none of it. */
static int take_id(struct cli *cli, const char *name, const char *value)
{
    struct span id = span_of(value);
    struct span to = { cli->question.message, sizeof cli->question.message };
    if (id.len > 1 && id.at[0] == '<' && id.at[id.len - 1] == '>')
        id = span_head(span_from(id, 1), id.len - 2);
    if (id.len >= to.len)
        return take_text(cli, name, value, to);
    mem_copy_text(cli->question.message, to.len, id);
    return 0;
}

/* "2026-11-23", "2026-11-23 09:00", "2026-11-23T09:00:00", or a time of today: "09:00". */
static int take_time(struct cli *cli, const char *name, const char *value, int64_t *to)
{
    enum { CLOCK_LEN_MAX = 8, MINUTES_LEN = 5, DAY_LEN = 10, DAY_MINUTES_LEN = 16, WHOLE_LEN = 19 };
    struct log_frame frame = { 0 };
    struct tm tm = { 0 };
    time_t now = time(NULL);
    char day[16] = "";
    struct buf text;
    size_t len = strlen(value);
    if (len <= CLOCK_LEN_MAX && localtime_r(&now, &tm))
        (void)strftime(day, sizeof day, "%Y-%m-%d ", &tm);
    buf_init(&text, KIB);
    buf_addf(&text, "%s%s", day, value);
    if (len == DAY_LEN)
        buf_add_text(&text, " 00:00:00");
    else if (len == MINUTES_LEN || len == DAY_MINUTES_LEN)
        buf_add_text(&text, ":00");
    bool good = text.len == WHOLE_LEN && log_time_iso(&frame, buf_span(&text), to, NULL);
    buf_free(&text);
    return good ? 0 : cli_fail(cli, "cli.time", name, value);
}

static int take_from(struct cli *cli, const char *name, const char *value)
{
    return take_time(cli, name, value, &cli->question.from);
}

static int take_to(struct cli *cli, const char *name, const char *value)
{
    return take_time(cli, name, value, &cli->question.to);
}

static int take_cause(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return cause_from_label(span_of(value), &cli->question.cause) ? 0 : cli_fail(cli, "cli.cause", value, "");
}

static int take_format(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return format_from_word(span_of(value), &cli->format) ? 0 : cli_fail(cli, "cli.format", value, "");
}

static int take_print(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return cli_print_find(span_of(value), &cli->print) ? 0 : cli_fail(cli, "cli.print", value, "");
}

static int take_audience(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return audience_from_word(span_of(value), &cli->audience) ? 0 : cli_fail(cli, "cli.for", value, "");
}

static int take_hide(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return hide_from_words(span_of(value), &cli->hide) ? 0 : cli_fail(cli, "cli.redact", value, "");
}

static int take_parts(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    return parts_from_words(span_of(value), &cli->parts) ? 0 : cli_fail(cli, "cli.include", value, "");
}

static int take_language(struct cli *cli, const char *name, const char *value)
{
    (void)name;
    for (size_t i = 0; i < LANGUAGES; i++)
        if (strcmp(cli->languages.all[i].id, value) == 0) {
            cli->language = i;
            cli->words = languages_words(&cli->languages, i);
            return 0;
        }
    return cli_fail(cli, "cli.language", value, "");
}

#define TAKE_POINTER(function, field)                                                                                  \
    static int function(struct cli *cli, const char *name, const char *value)                                          \
    {                                                                                                                  \
        (void)name;                                                                                                    \
        cli->field = value;                                                                                            \
        return 0;                                                                                                      \
    }
TAKE_POINTER(take_output, output)
TAKE_POINTER(take_password_file, password_file)
TAKE_POINTER(take_password_command, password_command)
TAKE_POINTER(take_practice, practice)
TAKE_POINTER(take_message, message)
TAKE_POINTER(take_program_file, program_file)
TAKE_POINTER(take_subject, subject)

#define TAKE_FLAG(function, field)                                                                                     \
    static int function(struct cli *cli, const char *name, const char *value)                                          \
    {                                                                                                                  \
        (void)name;                                                                                                    \
        (void)value;                                                                                                   \
        cli->field = true;                                                                                             \
        return 0;                                                                                                      \
    }
TAKE_FLAG(take_no_third_party, target.no_third_party)
TAKE_FLAG(take_no_save, no_save)
TAKE_FLAG(take_ascii, ascii)
TAKE_FLAG(take_plan, plan)
TAKE_FLAG(take_no_color, no_color)
TAKE_FLAG(take_each, each)
TAKE_FLAG(take_follow, follow)
TAKE_FLAG(take_plain, plain)
TAKE_FLAG(take_help, help)
TAKE_FLAG(take_version, version)

static const struct option options[] = {
    { "--plain", NULL, FOR(COMMAND_WIZARD), take_plain },
    { "--server", "host", FOR_CHECK, take_server },
    { "--port", "number", FOR_TALK | FOR_TEXT, take_port },
    { "--security", "security", FOR_TALK | FOR_TEXT, take_security },
    { "--settings", "file", FOR_CHECK, take_program_file },
    { "--login", "name", FOR_TALK, take_login },
    { "--mechanism", "mechanism", FOR_CHECK | FOR_TEXT, take_mechanism },
    { "--password-file", "file", FOR_TALK, take_password_file },
    { "--password-command", "command", FOR_TALK, take_password_command },
    { "--sender", "address", FOR_TALK, take_sender },
    { "--recipient", "address", FOR_TALK, take_recipient },
    { "--size", "bytes", FOR_CHECK, take_size },
    { "--send-to", "address", FOR_CHECK, take_send_to },
    { "--cc", "address", FOR_CHECK, take_cc },
    { "--subject", "text", FOR_CHECK, take_subject },
    { "--message", "file", FOR_CHECK, take_message },
    { "--helo", "name", FOR_TALK, take_helo },
    { "--step", "step", FOR_CHECK, take_step },
    { "--answer", "answer", FOR_CHECK | FOR(COMMAND_EXPLAIN), cli_take_answer },
    { "--max-logins", "number", FOR_TALK, take_max_logins },
    { "--timeout", "seconds", FOR_CHECK, take_timeout },
    { "--ca-file", "file", FOR_TALK, take_ca_file },
    { "--resolver", "address", FOR_TALK | FOR(COMMAND_PROVIDERS), take_resolver },
    { "--proxy", "proxy", FOR_TALK, take_proxy },
    { "--no-third-party", NULL, FOR_CHECK, take_no_third_party },
    { "--no-save", NULL, FOR_CHECK | FOR(COMMAND_WIZARD), take_no_save },
    { "--ascii", NULL, FOR(COMMAND_WIZARD), take_ascii },
    { "--plan", NULL, FOR_CHECK, take_plan },
    { "--practice", "case", FOR_TALK, take_practice },
    { "--each", NULL, FOR(COMMAND_EXPLAIN), take_each },
    { "--provider", "provider", FOR_TEXT, take_provider },
    { "--host", "host", FOR_TEXT, take_server },
    { "--stage", "stage", FOR_TEXT, take_stage },
    { "--account", "address", FOR(COMMAND_LOGS), take_account },
    { "--from", "time", FOR(COMMAND_LOGS), take_from },
    { "--to", "time", FOR(COMMAND_LOGS), take_to },
    { "--id", "id", FOR(COMMAND_LOGS), take_id },
    { "--cause", "cause", FOR(COMMAND_LOGS), take_cause },
    { "--follow", NULL, FOR(COMMAND_LOGS), take_follow },
    { "--format", "format", FOR_ALL & ~FOR(COMMAND_HAND), take_format },
    { "--for", "audience", FOR_REPORT, take_audience },
    { "--redact", "hide", FOR_REPORT, take_hide },
    { "--include", "parts", FOR_REPORT, take_parts },
    { "--lang", "language", FOR_ALL, take_language },
    { "--output", "file", FOR_ALL, take_output },
    { "--no-color", NULL, FOR_ALL, take_no_color },
    { "--print", "print", FOR_ALL, take_print },
    { "--help", NULL, FOR_ALL, take_help },
    { "--version", NULL, FOR_ALL, take_version },
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

size_t option_count(void)
{
    return OPTION_COUNT;
}

const struct option *option_at(size_t index)
{
    return &options[index];
}

static const char *const command_words[] = {
#define X(id, word) [id] = word,
    COMMANDS(X)
#undef X
};

const char *command_word(enum command command)
{
    return command_words[command];
}

/* ---- errors ---- */

int cli_fail(const struct cli *cli, const char *key, const char *text, const char *expected)
{
    struct fact fact = { .ms = -1 };
    struct buf out;
    buf_init(&out, 4 * KIB);
    mem_copy_text(fact.text, sizeof fact.text, span_of(text));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(expected));
    words_fill(&out, words_get(&cli->words, key), &fact);
    (void)fprintf(stderr, "smtpdoctor: %s\n", buf_text(&out));
    buf_free(&out);
    return EXIT_USAGE;
}

/* How many letters differ, with one missing or too many counted as one; bounded. */
static size_t distance(const char *a, const char *b)
{
    size_t row[40];
    size_t len = strlen(b);
    if (len + 1 > sizeof row / sizeof *row || strlen(a) > 40)
        return SIZE_MAX;
    for (size_t k = 0; k <= len; k++)
        row[k] = k;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t before = row[0]++;
        for (size_t k = 1; k <= len; k++) {
            size_t change = before + (a[i - 1] != b[k - 1]);
            before = row[k];
            size_t least = row[k - 1] < row[k] ? row[k - 1] + 1 : row[k] + 1;
            row[k] = change < least ? change : least;
        }
    }
    return row[len];
}

/* The name that was probably meant; NULL when none is near. */
struct guess {
    const char *name;
    size_t far;
};
enum { GUESS_FAR_MAX = 3 };

static void consider(struct guess *guess, const char *typed, const char *name)
{
    size_t far = distance(typed, name);
    if (far <= GUESS_FAR_MAX && (!guess->name || far < guess->far))
        *guess = (struct guess){ name, far };
}

static int unknown_option(const struct cli *cli, const char *argument)
{
    char name[64];
    struct guess guess = { 0 };
    mem_copy_text(name, sizeof name, span_head(span_of(argument), strcspn(argument, "=")));
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (options[i].commands & FOR(cli->command))
            consider(&guess, name, options[i].name);
    return cli_fail(cli, guess.name ? "cli.unknown-option.near" : "cli.unknown-option", name,
                    guess.name ? guess.name : "");
}

static int unknown_command(const struct cli *cli, const char *word)
{
    struct guess guess = { 0 };
    for (size_t i = COMMAND_CHECK; i < COMMAND_COUNT; i++)
        consider(&guess, word, command_words[i]);
    return cli_fail(cli, guess.name ? "cli.unknown-command.near" : "cli.unknown-command", word,
                    guess.name ? guess.name : "");
}

/* ---- reading ---- */

static const struct option *find_option(const char *name, size_t len)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0)
            return &options[i];
    return NULL;
}

struct reading_arguments {
    char **arguments;
    int count, at;
};

static int read_option(struct cli *cli, struct reading_arguments *reading)
{
    char *argument = reading->arguments[reading->at];
    const char *equals = strchr(argument, '=');
    size_t len = equals ? (size_t)(equals - argument) : strlen(argument);
    const struct option *option = find_option(argument, len);
    if (!option)
        return unknown_option(cli, argument);
    if (!(option->commands & FOR(cli->command)))
        return cli_fail(cli, "cli.not-here", option->name, command_word(cli->command));
    if (!option->value)
        return equals ? cli_fail(cli, "cli.no-value", option->name, "") : option->take(cli, option->name, NULL);
    if (equals)
        return option->take(cli, option->name, equals + 1);
    if (reading->at + 1 >= reading->count || strncmp(reading->arguments[reading->at + 1], "--", 2) == 0)
        return cli_fail(cli, "cli.value-missing", option->name, "");
    return option->take(cli, option->name, reading->arguments[++reading->at]);
}

/* --lang decides in which language errors are told, so it is looked for first. */
static void find_language(struct cli *cli, int count, char **arguments)
{
    for (int i = 1; i < count && arguments[i]; i++) {
        const char *value = NULL;
        if (strcmp(arguments[i], "--lang") == 0 && i + 1 < count)
            value = arguments[i + 1];
        else if (strncmp(arguments[i], "--lang=", 7) == 0)
            value = arguments[i] + 7;
        if (!value)
            continue;
        for (size_t k = 0; k < LANGUAGES; k++)
            if (span_equal(span_of(cli->languages.all[k].id), span_of(value)))
                cli->language = k;
    }
    cli->words = languages_words(&cli->languages, cli->language);
}

static bool read_command(struct cli *cli, const char *word)
{
    for (size_t i = COMMAND_CHECK; i < COMMAND_COUNT; i++)
        if (strcmp(command_words[i], word) == 0) {
            cli->command = (enum command)i;
            return true;
        }
    return false;
}

static int add_word(struct cli *cli, char *word)
{
    bool may_be_command = cli->command == COMMAND_WIZARD && cli->rest_count == 0;
    if (may_be_command && read_command(cli, word))
        return 0;
    if (cli->command == COMMAND_WIZARD && !strchr(word, '@'))
        return unknown_command(cli, word);
    if (cli->rest_count == (cli->command == COMMAND_WIZARD ? 1 : WORDS_MAX))
        return cli_fail(cli, "cli.too-many", word, "");
    cli->rest[cli->rest_count++] = word;
    return 0;
}

/* A pasted "-ERR …" is a text to explain, not an option. */
static bool is_word(const struct cli *cli, const char *argument)
{
    if (argument[0] != '-' || argument[1] == '\0')
        return true;
    return cli->command == COMMAND_EXPLAIN && argument[1] != '-' && strchr(argument, ' ');
}

/* What is wrong in the settings is told with its line; the rest is used. */
static void tell_wrong(const struct cli *cli, const struct settings_wrong *wrong)
{
    struct buf out;
    buf_init(&out, 4 * KIB);
    settings_tell(&cli->words, wrong, &out);
    (void)fprintf(stderr, "smtpdoctor: %s\n", buf_text(&out));
    buf_free(&out);
}

static void take_settings(struct cli *cli)
{
    settings_load(&cli->settings, &cli->wrongs);
    settings_apply(&cli->settings, &cli->target);
    if (cli->settings.language)
        cli->language = cli->settings.language - 1;
}

int cli_parse(struct cli *cli, int count, char **arguments)
{
    struct reading_arguments reading = { arguments, count, 1 };
    bool only_words = false;
    target_init(&cli->target);
    cli->question.from = cli->question.to = LOG_NO_TIME;
    if (!languages_open(&cli->languages)) {
        (void)fputs("smtpdoctor: the built-in texts are broken\n", stderr);
        return EXIT_SOFTWARE;
    }
    cli->language = languages_choose(&cli->languages, NULL);
    take_settings(cli);
    find_language(cli, count, arguments);
    for (size_t i = 0; i < cli->wrongs.count && i < SETTINGS_WRONG_MAX; i++)
        tell_wrong(cli, &cli->wrongs.first[i]);
    for (; reading.at < count; reading.at++) {
        char *argument = arguments[reading.at];
        int status = 0;
        if (!only_words && strcmp(argument, "--") == 0)
            only_words = true;
        else
            status = only_words || is_word(cli, argument) ? add_word(cli, argument) : read_option(cli, &reading);
        if (status)
            return status;
    }
    return 0;
}

/* ---- help ---- */

enum { HELP_COLUMNS = 80, HELP_INDENT = 31, ANSWER_INDENT = 46 };

static void print_wrapped(struct span text, size_t indent)
{
    struct span line;
    bool first = true;
    while (wrap_next(&text, (int)(HELP_COLUMNS - indent), &line)) {
        (void)printf("%*s%.*s\n", first ? 0 : (int)indent, "", SPAN_ARG(line));
        first = false;
    }
}

struct span option_about(const struct cli *cli, const struct option *option, enum command command)
{
    char key[64];
    (void)snprintf(key, sizeof key, "%s.option%s", command_word(command), option->name + 1);
    if (!words_has(&cli->words, key))
        (void)snprintf(key, sizeof key, "option%s", option->name + 1);
    return words_get(&cli->words, key);
}

static void print_option(const struct cli *cli, const struct option *option)
{
    char key[64];
    char left[64];
    struct span value = SPAN_EMPTY;
    if (option->value) {
        (void)snprintf(key, sizeof key, "value.%s", option->value);
        value = words_get(&cli->words, key);
    }
    int len = snprintf(left, sizeof left, "  %s %.*s", option->name, SPAN_ARG(value));
    size_t width = 3 + strlen(option->name) + utf8_width(value);
    (void)len;
    (void)printf("%s%*s", left, width < HELP_INDENT ? (int)(HELP_INDENT - width) : 1, "");
    print_wrapped(option_about(cli, option, cli->command), HELP_INDENT);
}

static void print_text(const struct cli *cli, const char *key)
{
    struct span text = words_get(&cli->words, key);
    print_wrapped(text, 0);
}

static void print_usage(const struct cli *cli)
{
    char key[64];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (cli->command != COMMAND_WIZARD && i != cli->command)
            continue;
        (void)snprintf(key, sizeof key, "usage.%s", command_words[i]);
        struct span text = words_get(&cli->words, key);
        size_t width = 2 + utf8_width(text);
        (void)printf("  %.*s%*s", SPAN_ARG(text), width < HELP_INDENT + 11 ? (int)(HELP_INDENT + 11 - width) : 1, "");
        (void)snprintf(key, sizeof key, "about.%s", command_words[i]);
        print_wrapped(words_get(&cli->words, key), HELP_INDENT + 11);
    }
}

static void print_answers(const struct cli *cli)
{
    print_text(cli, "cli.answers");
    for (size_t i = 0; i < cli_answer_count(); i++) {
        struct buf left;
        buf_init(&left, 256);
        buf_add_text(&left, "  ");
        struct span about = cli_answer_at(cli, i, &left);
        (void)printf("%s%*s", buf_text(&left), left.len < ANSWER_INDENT ? (int)(ANSWER_INDENT - left.len) : 1, "");
        print_wrapped(about, left.len < ANSWER_INDENT ? ANSWER_INDENT : left.len + 1);
        buf_free(&left);
    }
}

void cli_help(const struct cli *cli)
{
    print_text(cli, "cli.about");
    (void)putchar('\n');
    print_usage(cli);
    (void)putchar('\n');
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (options[i].commands & FOR(cli->command))
            print_option(cli, &options[i]);
    (void)putchar('\n');
    if (find_option("--answer", strlen("--answer"))->commands & FOR(cli->command) & ~FOR(COMMAND_WIZARD)) {
        print_answers(cli);
        (void)putchar('\n');
    }
    print_text(cli, cli->command == COMMAND_CHECK ? "cli.help-end.check" : "cli.help-end");
}
