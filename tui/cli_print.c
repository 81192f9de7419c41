#include "cli_options.h"
#include "cli_answers.h"

#include "base/mem.h"
#include "practice/practice.h"
#include "smtp/ehlo.h"

#include <stdio.h>
#include <string.h>

static struct span text_of(const struct cli *cli, const char *prefix, const char *word)
{
    char key[96];
    (void)snprintf(key, sizeof key, "%s%s", prefix, word);
    return words_get(&cli->words, key);
}

/* ---- the man page, man(7) ---- */

/* A dot or a quote at the start of a line would be a request, a backslash an escape, a minus a hyphen. */
static void add_roff(struct buf *out, struct span text)
{
    bool at_start = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (at_start && (c == '.' || c == '\''))
            buf_add_text(out, "\\&");
        if (c == '\\')
            buf_add_text(out, "\\e");
        else if (c == '-')
            buf_add_text(out, "\\-");
        else
            buf_add_char(out, c);
        at_start = c == '\n';
    }
}

static void add_section(const struct cli *cli, struct buf *out, const char *word)
{
    buf_add_text(out, ".SH ");
    add_roff(out, text_of(cli, "man.head.", word));
    buf_add_char(out, '\n');
}

static void add_paragraph(const struct cli *cli, struct buf *out, const char *key)
{
    add_roff(out, text_of(cli, key, ""));
    buf_add_char(out, '\n');
}

static void add_entry(struct buf *out, struct span term, struct span text)
{
    buf_add_text(out, ".TP\n.B ");
    add_roff(out, term);
    buf_add_char(out, '\n');
    add_roff(out, text);
    buf_add_char(out, '\n');
}

static void add_commands(const struct cli *cli, struct buf *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        add_entry(out, text_of(cli, "usage.", command_word((enum command)i)),
                  text_of(cli, "about.", command_word((enum command)i)));
}

static void add_option(const struct cli *cli, struct buf *out, const struct option *option, enum command command)
{
    struct buf term;
    buf_init(&term, KIB);
    buf_add_text(&term, option->name);
    if (option->value) {
        buf_add_char(&term, ' ');
        buf_add(&term, text_of(cli, "value.", option->value));
    }
    add_entry(out, buf_span(&term), option_about(cli, option, command));
    buf_free(&term);
}

/* First what all commands know, then under each command what it alone knows. */
static void add_options(const struct cli *cli, struct buf *out)
{
    const unsigned all = (1u << COMMAND_COUNT) - 1;
    for (size_t i = 0; i < option_count(); i++)
        if (option_at(i)->commands == all)
            add_option(cli, out, option_at(i), COMMAND_WIZARD);
    for (size_t command = COMMAND_CHECK; command < COMMAND_COUNT; command++) {
        bool has_head = false;
        for (size_t i = 0; i < option_count(); i++) {
            if (option_at(i)->commands == all || !(option_at(i)->commands & (1u << command)))
                continue;
            if (!has_head)
                buf_addf(out, ".SS smtpdoctor %s\n", command_word((enum command)command));
            has_head = true;
            add_option(cli, out, option_at(i), (enum command)command);
        }
    }
}

static void add_answers(const struct cli *cli, struct buf *out)
{
    add_paragraph(cli, out, "cli.answers");
    for (size_t i = 0; i < cli_answer_count(); i++) {
        struct buf term;
        buf_init(&term, KIB);
        struct span about = cli_answer_at(cli, i, &term);
        add_entry(out, buf_span(&term), about);
        buf_free(&term);
    }
}

static void print_man(const struct cli *cli, struct buf *out)
{
    static const struct {
        const char *word, *key;
    } rows[] = { { "environment", "man.environment" }, { "files", "man.files" },
                 { "exit", "cli.help-end" },           { "examples", "man.examples" },
                 { "security", "cli.help-end.check" }, { "standards", "man.standards" } };
    buf_add_text(out, ".TH SMTPDOCTOR 1 \"\" \"smtpdoctor " SMTPDOCTOR_VERSION "\"\n");
    add_section(cli, out, "name");
    buf_add_text(out, "smtpdoctor \\- ");
    add_paragraph(cli, out, "man.name");
    add_section(cli, out, "description");
    add_paragraph(cli, out, "man.description");
    add_section(cli, out, "commands");
    add_commands(cli, out);
    add_section(cli, out, "options");
    add_options(cli, out);
    add_section(cli, out, "answers");
    add_answers(cli, out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        add_section(cli, out, rows[i].word);
        if (strcmp(rows[i].word, "examples") == 0)
            buf_add_text(out, ".nf\n");
        add_paragraph(cli, out, rows[i].key);
        if (strcmp(rows[i].word, "examples") == 0)
            buf_add_text(out, ".fi\n");
    }
}

/* ---- completions ---- */

/* The words that an option's value may be; false when they cannot be listed. */
static bool add_values(struct buf *out, const char *value)
{
    static const struct {
        const char *value, *words;
    } fixed[] = { { "security", "tls starttls none" },
                  { "language", "en zh ru" },
                  { "audience", "anyone user admin provider" },
                  { "hide", "account network all" },
                  { "parts", "all verdict findings transcript network answers none" },
                  { "print", "man bash zsh fish" },
                  { "step", "account credentials server network status logs" } };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i].value, value) == 0)
            return buf_add_text(out, fixed[i].words);
    size_t before = out->len;
    for (int i = 0; strcmp(value, "format") == 0 && i < FORMAT_COUNT; i++)
        buf_addf(out, "%s%s", i ? " " : "", format_word((enum format)i));
    for (int i = STAGE_NONE + 1; strcmp(value, "stage") == 0 && i < STAGE_COUNT; i++)
        buf_addf(out, "%s%s", out->len > before ? " " : "", stage_word((enum stage)i));
    for (size_t i = 0; strcmp(value, "answer") == 0 && i < cli_answer_count(); i++)
        cli_answer_words(i, out);
    for (size_t i = 0; strcmp(value, "case") == 0 && i < practice_count(); i++) {
        struct practice_about about;
        practice_about(practice_at(i), &about);
        buf_addf(out, "%s%s", i ? " " : "", about.id);
    }
    return out->len > before;
}

static void add_command_words(struct buf *out)
{
    for (size_t i = COMMAND_CHECK; i < COMMAND_COUNT; i++)
        buf_addf(out, "%s%s", i > COMMAND_CHECK ? " " : "", command_word((enum command)i));
}

static void add_bash_values(struct buf *out)
{
    for (size_t i = 0; i < option_count(); i++) {
        struct buf words;
        buf_init(&words, 16 * KIB);
        if (option_at(i)->value && add_values(&words, option_at(i)->value))
            buf_addf(out, "    %s) COMPREPLY=($(compgen -W '%s' -- \"$now\")); return ;;\n", option_at(i)->name,
                     buf_text(&words));
        else if (option_at(i)->value)
            buf_addf(out, "    %s) COMPREPLY=($(compgen -f -- \"$now\")); return ;;\n", option_at(i)->name);
        buf_free(&words);
    }
}

static void print_bash(const struct cli *cli, struct buf *out)
{
    (void)cli;
    buf_add_text(out, "# bash completion of smtpdoctor\n_smtpdoctor() {\n"
                      "    local now=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                      "    case $before in\n");
    add_bash_values(out);
    buf_add_text(out, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t command = COMMAND_CHECK; command < COMMAND_COUNT; command++) {
        buf_addf(out, "    %s) COMPREPLY=($(compgen -f -W '", command_word((enum command)command));
        for (size_t i = 0; i < option_count(); i++)
            if (option_at(i)->commands & (1u << command))
                buf_addf(out, " %s", option_at(i)->name);
        buf_add_text(out, "' -- \"$now\")) ;;\n");
    }
    buf_add_text(out, "    *) COMPREPLY=($(compgen -W '");
    add_command_words(out);
    buf_add_text(out, " --help --version --lang' -- \"$now\")) ;;\n    esac\n}\ncomplete -F _smtpdoctor smtpdoctor\n");
}

/* Single quotes end a word in a shell; the texts of the help have some. */
static void add_quoted(struct buf *out, struct span text)
{
    buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_char(out, c == '\n' ? ' ' : c);
    }
    buf_add_char(out, '\'');
}

/* In a specification of _arguments brackets and colons have a meaning. */
static void add_zsh_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '[' || c == ']' || c == ':' || c == '\\')
            buf_add_char(out, '\\');
        if (c == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_char(out, c == '\n' ? ' ' : c);
    }
}

static void add_zsh_option(const struct cli *cli, struct buf *out, const struct option *option)
{
    struct buf words;
    buf_init(&words, 16 * KIB);
    buf_addf(out, "        '%s[", option->name);
    add_zsh_text(out, text_of(cli, "option", option->name + 1));
    buf_add_char(out, ']');
    if (option->value && add_values(&words, option->value))
        buf_addf(out, ":%s:(%s)", option->value, buf_text(&words));
    else if (option->value)
        buf_addf(out, ":%s:_files", option->value);
    buf_add_text(out, "' \\\n");
    buf_free(&words);
}

static void print_zsh(const struct cli *cli, struct buf *out)
{
    buf_add_text(out, "#compdef smtpdoctor\n_smtpdoctor() {\n    case $words[2] in\n");
    for (size_t command = COMMAND_CHECK; command < COMMAND_COUNT; command++) {
        buf_addf(out, "    %s) shift words; (( CURRENT-- )); _arguments \\\n", command_word((enum command)command));
        for (size_t i = 0; i < option_count(); i++)
            if (option_at(i)->commands & (1u << command))
                add_zsh_option(cli, out, option_at(i));
        buf_add_text(out, "        '*:file:_files' ;;\n");
    }
    buf_add_text(out, "    *) compadd ");
    add_command_words(out);
    buf_add_text(out, " ;;\n    esac\n}\n_smtpdoctor \"$@\"\n");
}

static void add_fish_option(const struct cli *cli, struct buf *out, const struct option *option, size_t command)
{
    struct buf words;
    buf_init(&words, 16 * KIB);
    buf_addf(out, "complete -c smtpdoctor -n '__fish_seen_subcommand_from %s' -l %s -d ",
             command_word((enum command)command), option->name + 2);
    add_quoted(out, text_of(cli, "option", option->name + 1));
    if (option->value && add_values(&words, option->value))
        buf_addf(out, " -x -a '%s'", buf_text(&words));
    else if (option->value)
        buf_add_text(out, " -r");
    buf_add_char(out, '\n');
    buf_free(&words);
}

static void print_fish(const struct cli *cli, struct buf *out)
{
    buf_add_text(out, "# fish completion of smtpdoctor\n");
    for (size_t command = COMMAND_CHECK; command < COMMAND_COUNT; command++) {
        buf_addf(out, "complete -c smtpdoctor -n __fish_use_subcommand -f -a %s -d ",
                 command_word((enum command)command));
        add_quoted(out, text_of(cli, "about.", command_word((enum command)command)));
        buf_add_char(out, '\n');
        for (size_t i = 0; i < option_count(); i++)
            if (option_at(i)->commands & (1u << command))
                add_fish_option(cli, out, option_at(i), command);
    }
}

/* ---- which one ---- */

bool cli_print_find(struct span word, void (**ret_print)(const struct cli *cli, struct buf *out))
{
    static const struct {
        const char *word;
        void (*print)(const struct cli *cli, struct buf *out);
    } rows[] = { { "man", print_man }, { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_equal(word, span_of(rows[i].word))) {
            *ret_print = rows[i].print;
            return true;
        }
    return false;
}

int cli_print(const struct cli *cli)
{
    struct buf out;
    buf_init(&out, MIB);
    cli->print(cli, &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}
