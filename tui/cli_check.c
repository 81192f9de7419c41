#include "cli.h"
#include "state.h"

#include "checks/program_settings.h"
#include "practice/practice.h"
#include "report/sign.h"
#include "run/run.h"
#include "base/clock.h"
#include "base/mem.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* ---- the report ---- */

static bool wants_colour(const struct cli *cli)
{
    const char *no_color = getenv("NO_COLOR");
    return !cli->no_color && cli->settings.colour != COLOUR_NONE && !cli->output && !(no_color && *no_color) &&
           isatty(STDOUT_FILENO) && cli->format == FORMAT_TEXT;
}

unsigned cli_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col > 100 ? 100 : size.ws_col;
}

int cli_report(const struct cli *cli, const struct record *record, const struct diagnosis *diagnosis)
{
    bool is_live = cli->command == COMMAND_CHECK;
    struct report report = { .record = record,
                             .diagnosis = diagnosis,
                             .words = &cli->words,
                             .language = cli->languages.all[cli->language].id,
                             .columns = cli->output ? 0 : cli_columns(),
                             .colour = wants_colour(cli),
                             .names_options = cli->command == COMMAND_CHECK || cli->command == COMMAND_EXPLAIN,
                             .is_explain = cli->command == COMMAND_EXPLAIN || cli->log,
                             .log = cli->log,
                             .audience = cli->audience,
                             .hide = cli->hide,
                             .parts = cli->parts,
                             .target = is_live ? &cli->target : NULL,
                             .compared = cli->compared };
    struct buf out;
    buf_init(&out, REPORT_MAX);
    report_write(&report, cli->format, &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status ? status : report_exit_status(diagnosis);
}

/* ---- running ---- */

int cli_open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void show_progress(const struct cli *cli, const struct run *run, const struct event *event)
{
    char key[64];
    size_t count;
    if (event->kind != EVENT_CHECK || !isatty(STDERR_FILENO))
        return;
    const struct check_view *check = &run_checks(run, &count)[event->check];
    if (check->state != CHECK_ENDED || check->ms < 0)
        return;
    (void)snprintf(key, sizeof key, "check.%s", check->id);
    struct span name = words_get(&cli->words, key);
    (void)fprintf(stderr, "  %s %.*s  %lld ms\n", sign_text(check->status), SPAN_ARG(name), (long long)check->ms);
}

static void take_events(const struct cli *cli, struct run *run)
{
    struct event event;
    while (run_next(run, &event))
        show_progress(cli, run, &event);
}

/* Ctrl-C stops the checks; what was found is told all the same. */
static void follow(const struct cli *cli, struct run *run)
{
    while (!run_is_finished(run)) {
        struct pollfd fds[] = { { .fd = run_fd(run), .events = POLLIN }, { .fd = cli->signals, .events = POLLIN } };
        if (limits_wait_any(LIMITS_NONE, fds, 2) != OUTCOME_DONE)
            break;
        struct signalfd_siginfo ignored;
        if (fds[1].revents && read(cli->signals, &ignored, sizeof ignored) > 0)
            run_cancel(run);
        take_events(cli, run);
    }
}

/* A run of some steps only says little about the account. */
static bool is_remembered(const struct cli *cli)
{
    return cli->settings.keep_recent && !cli->no_save && !cli->target.has_step && recent_is_worth(&cli->target);
}

/* Tells the run beside the last one that worked, and remembers it; where nothing can be written it is told all the
 * same. */
static int report_and_remember(struct cli *cli, const struct record *record, const struct diagnosis *diagnosis)
{
    struct state state;
    struct recent_case *recent = mem_new(sizeof *recent);
    struct comparison *comparison = mem_new(sizeof *comparison);
    recent_from_target(&cli->target, recent);
    recent->time = clock_wall();
    state_init(&state);
    (void)state_load(&state);
    recent_compare(&state, recent, record, comparison);
    cli->compared = comparison;
    int status = cli_report(cli, record, diagnosis);
    cli->compared = NULL;
    recent_judge(recent, record, diagnosis);
    (void)state_put(&state, recent);
    state_free(&state);
    free(comparison);
    free(recent);
    return status;
}

static int run_checks_and_report(struct cli *cli)
{
    struct diagnosis diagnosis;
    struct run *run = run_new(&cli->target, 0);
    follow(cli, run);
    diagnose(run_record(run), &diagnosis);
    int status = is_remembered(cli) ? report_and_remember(cli, run_record(run), &diagnosis)
                                    : cli_report(cli, run_record(run), &diagnosis);
    run_free(run);
    return status;
}

/* ---- what to check ---- */

/* What was typed on the command line stands above what the case says. */
static void lay_over(struct target *target, const struct target *typed)
{
    if (typed->login[0])
        mem_copy_text(target->login, sizeof target->login, span_of(typed->login));
    if (typed->server.port)
        target->server.port = typed->server.port;
    if (typed->server.security != SECURITY_UNKNOWN)
        target->server.security = typed->server.security;
    if (typed->has_password) {
        target->has_password = true;
        secret_copy(&target->password, &typed->password);
    }
    mem_copy_text(target->send_to, sizeof target->send_to, span_of(typed->send_to));
    mem_copy_text(target->cc, sizeof target->cc, span_of(typed->cc));
    target_set_message(target, (struct span){ typed->message, typed->message_len });
    target->has_step = typed->has_step;
    target->step = typed->step;
    target->size = typed->size ? typed->size : target->size;
    for (size_t i = 0; i < typed->answer_count; i++)
        target_set_answer(target, span_of(typed->answers[i].key), span_of(typed->answers[i].value));
}

static int check_case(struct cli *cli, const struct case_choice *choice)
{
    struct target target;
    struct practice_server *server = practice_serve(choice->practice, choice->variant);
    if (!server)
        return cli_fail(cli, "cli.no-port", cli->practice, "");
    target_init(&target);
    practice_target(choice->practice, server, &target);
    lay_over(&target, &cli->target);
    target_clear(&cli->target);
    cli->target = target;
    int status = run_checks_and_report(cli);
    practice_server_free(server);
    return status;
}

static int check_practice(struct cli *cli)
{
    struct case_choice choice;
    int status = cli_open_case(cli, cli->practice, &choice);
    if (status == 0)
        status = check_case(cli, &choice);
    practice_case_free(choice.own);
    return status;
}

static bool looks_like_address(const char *text)
{
    struct span address = span_of(text);
    return mail_domain(address).len > 0 && mail_local_part(address).len > 0;
}

static int take_address(struct cli *cli)
{
    if (cli->rest_count > 1)
        return cli_fail(cli, "cli.too-many", cli->rest[1], "");
    if (cli->rest_count == 0)
        return cli->target.server.host[0] ? 0 : cli_fail(cli, "cli.no-address", "", "");
    if (!looks_like_address(cli->rest[0]) || strlen(cli->rest[0]) >= MAIL_MAX)
        return cli_fail(cli, "cli.address", cli->rest[0], "");
    mem_copy_text(cli->target.address, MAIL_MAX, span_of(cli->rest[0]));
    return 0;
}

/* What was typed stands above what the file says. */
static void lay_under(struct target *target, const struct program_account *account)
{
    if (!target->address[0])
        mem_copy_text(target->address, sizeof target->address, span_of(account->address));
    if (!target->login[0])
        mem_copy_text(target->login, sizeof target->login, span_of(account->login));
    if (!target->server.host[0])
        mem_copy_text(target->server.host, sizeof target->server.host, span_of(account->where.host));
    if (!target->server.port)
        target->server.port = account->where.port;
    if (target->server.security == SECURITY_UNKNOWN)
        target->server.security = account->where.security;
}

static int take_program(struct cli *cli, struct span file)
{
    struct program_settings *settings = mem_new(sizeof *settings);
    const char *address = cli->rest_count ? cli->rest[0] : "";
    int status = 0;
    if (!program_settings_read(file, settings)) {
        status = cli_fail(cli, "cli.settings-unknown", cli->program_file, "");
    } else {
        const struct program_account *account = program_settings_of(settings, address);
        if (account && (account->address[0] || address[0])) {
            lay_under(&cli->target, account);
            mem_copy_text(cli->target.program, sizeof cli->target.program, span_of(settings->program));
        } else {
            const char *other = settings->accounts[settings->chosen].address;
            status =
                cli_fail(cli, account ? "cli.settings-no-address" : "cli.settings-other", cli->program_file, other);
        }
    }
    free(settings);
    return status;
}

static int read_program(struct cli *cli)
{
    struct buf file;
    buf_init(&file, PROGRAM_FILE_MAX);
    int status = cli_read_file(cli, cli->program_file, &file);
    if (status == 0)
        status = take_program(cli, buf_span(&file));
    secret_wipe(file.at, file.room); /* passwords may stand in it */
    buf_free(&file);
    return status;
}

int cli_check(struct cli *cli)
{
    int status = cli_read_password(cli);
    if (status == 0 && cli->program_file && !cli->practice)
        status = read_program(cli);
    if (status == 0 && !cli->practice)
        status = take_address(cli);
    if (status == 0)
        status = cli_read_message(cli);
    if (status)
        return status;
    if (cli->plan)
        return cli_plan(cli);
    cli->signals = cli_open_signals();
    status = cli->practice ? check_practice(cli) : run_checks_and_report(cli);
    close(cli->signals);
    return status;
}
