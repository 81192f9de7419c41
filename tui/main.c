#include "cli.h"

#include "plain.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

/* A password must not end up in a core file. */
static void forbid_core_files(void)
{
    struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none);
}

static int run_wizard(struct cli *cli)
{
    cli_keep_private();
    if (plain_is_wanted(cli))
        return plain_main(cli);
    return cli_wizard(cli, cli->rest_count ? cli->rest[0] : NULL);
}

static int run_command(struct cli *cli)
{
    static int (*const commands[COMMAND_COUNT])(struct cli *) = {
        [COMMAND_WIZARD] = run_wizard, [COMMAND_CHECK] = cli_check,       [COMMAND_EXPLAIN] = cli_explain,
        [COMMAND_LOGS] = cli_logs,     [COMMAND_PRACTICE] = cli_practice, [COMMAND_PROVIDERS] = cli_providers,
        [COMMAND_HAND] = cli_hand,
    };
    if (cli->version) {
        puts("smtpdoctor " SMTPDOCTOR_VERSION);
        return 0;
    }
    if (cli->print)
        return cli_print(cli);
    if (cli->help) {
        cli_help(cli);
        return 0;
    }
    int status = cli_try_output(cli);
    return status ? status : commands[cli->command](cli);
}

int main(int count, char **arguments)
{
    static struct cli cli;
    (void)signal(SIGPIPE, SIG_IGN);
    /* A file that may not grow is an error to tell, not an end. */
    (void)signal(SIGXFSZ, SIG_IGN);
    forbid_core_files();
    int status = cli_parse(&cli, count, arguments);
    if (status == 0)
        status = run_command(&cli);
    target_clear(&cli.target);
    return status;
}
