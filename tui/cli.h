#pragma once

#include "facts/target.h"
#include "language.h"
#include "logs/intake.h"
#include "practice/practice.h"
#include "report/report.h"
#include "settings.h"

/*
 * The command line: the same engine without the screen. Exit status: 0 works, 1 warnings,
 * 2 problem, 3 undecided, 64 wrong usage, 70 the program itself failed.
 */
enum { EXIT_UNDECIDED = 3, EXIT_USAGE = 64, EXIT_SOFTWARE = 70 };

#define COMMANDS(_)                                                                                                    \
    _(COMMAND_WIZARD, "wizard")                                                                                        \
    _(COMMAND_CHECK, "check")                                                                                          \
    _(COMMAND_EXPLAIN, "explain")                                                                                      \
    _(COMMAND_LOGS, "logs")                                                                                            \
    _(COMMAND_PRACTICE, "practice")                                                                                    \
    _(COMMAND_HAND, "hand")                                                                                            \
    _(COMMAND_PROVIDERS, "providers")
enum command {
#define X(id, word) id,
    COMMANDS(X)
#undef X
        COMMAND_COUNT
};
const char *command_word(enum command command);

enum { WORDS_MAX = 256 };

/* What was asked for. Owns its target. */
struct cli {
    struct languages languages;
    size_t language;
    struct words words;
    enum command command;
    char *rest[WORDS_MAX]; /* what stands behind the command and is no option; borrowed */
    size_t rest_count;
    struct target target;
    struct preferences settings;
    struct settings_wrongs wrongs;     /* of the settings file */
    const struct comparison *compared; /* with the last run that worked, while it is told */
    bool no_save;                      /* nothing is remembered */
    bool ascii;
    struct intake_context context;
    enum format format;
    const char *output;
    enum audience audience;
    unsigned hide;  /* enum hide */
    unsigned parts; /* parts.h */
    const char *password_file;
    const char *password_command;
    const char *practice;
    const char *message;      /* a file */
    const char *program_file; /* where a mail program keeps its settings */
    const char *subject;
    struct log_question question;                          /* of `logs` */
    const struct report_log *log;                          /* of `logs`, while it is told */
    int signals;                                           /* of cli_open_signals(), while checks run */
    void (*print)(const struct cli *cli, struct buf *out); /* a man page or completions are wanted; NULL: no */
    bool plan;                                             /* tell what would be sent, send nothing */
    bool no_color, each, follow, plain, help, version;
};

/* Reads the arguments. 0, or the exit status after an error that has been told on standard error. */
int cli_parse(struct cli *cli, int count, char **arguments);

/* "smtpdoctor: TEXT" on standard error, {text} and {expected} filled in; returns EXIT_USAGE. */
int cli_fail(const struct cli *cli, const char *key, const char *text, const char *expected);

void cli_help(const struct cli *cli);
/* What --print knows: man, bash, zsh, fish; each writes its text in the language of the cli. */
bool cli_print_find(struct span word, void (**ret_print)(const struct cli *cli, struct buf *out));
int cli_print(const struct cli *cli);

/* Fills target.password. 0 or an exit status. */
int cli_read_password(struct cli *cli);
/* Fills target.message, and target.size with what goes over the wire. 0 or an exit status. */
int cli_read_message(struct cli *cli);
/* A file or standard input ("-"); -1 after the trouble has been told. */
int cli_open_file(const struct cli *cli, const char *path);
void cli_close_file(int fd);
/* All of it, at most what out takes. 0 or an exit status. */
int cli_read_file(const struct cli *cli, const char *path, struct buf *out);

/* From now on no other process of this user may look into the memory: call it as soon as a password is there. */
void cli_keep_private(void);
/*
 * Keeps SIGINT, SIGTERM and SIGHUP from ending this thread and those it starts later. The
 * descriptor is readable when one has come; -1 when there is none to be had.
 */
int cli_open_signals(void);

/* How wide a text is to be set: the terminal's columns, at most 100; 80 where there is none. */
unsigned cli_columns(void);
/* Before anything is looked at: tells when nothing can be written to --output. 0 or an exit status. */
int cli_try_output(const struct cli *cli);
/* To --output or standard output. 0 or an exit status. */
int cli_write(const struct cli *cli, const struct buf *text);
/* Prints the report and gives the verdict's exit status. */
int cli_report(const struct cli *cli, const struct record *record, const struct diagnosis *diagnosis);

/* The full-screen wizard, with what was chosen on the command line; address may be NULL. */
int cli_wizard(const struct cli *cli, const char *address);
int cli_check(struct cli *cli);
/* What the check would send, and to whom. */
int cli_plan(const struct cli *cli);
int cli_explain(struct cli *cli);
int cli_logs(struct cli *cli);
int cli_practice(struct cli *cli);
/* A case by its name, "NAME/VARIANT", or a file: then it is the caller's, practice_case_free(own). 0 or an exit status.
 */
struct case_choice {
    const struct practice_case *practice;
    struct practice_case *own;
    size_t variant;
};
int cli_open_case(const struct cli *cli, const char *word, struct case_choice *ret_choice);
/* The words behind "practice". */
int cli_lesson(struct cli *cli);
int cli_course(struct cli *cli);
int cli_results(struct cli *cli);
int cli_record(struct cli *cli);
/* A conversation typed by hand, with a real server or a practice case. */
int cli_hand(struct cli *cli);
int cli_providers(struct cli *cli);
