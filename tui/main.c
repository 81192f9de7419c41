#include "cli.h"

#include "wizard.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* A password must not end up in a core file, nor be read by another process of the same user. */
static void keep_memory_private(void)
{
    struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

static int run_wizard(struct cli *cli)
{
    return wizard_main(cli->rest_count ? cli->rest[0] : NULL, cli->languages.all[cli->language].id);
}

static int run_command(struct cli *cli)
{
    static int (*const commands[COMMAND_COUNT])(struct cli *) = {
        [COMMAND_WIZARD] = run_wizard, [COMMAND_CHECK] = cli_check,       [COMMAND_EXPLAIN] = cli_explain,
        [COMMAND_LOGS] = cli_logs,     [COMMAND_PRACTICE] = cli_practice, [COMMAND_PROVIDERS] = cli_providers,
    };
    if (cli->version) {
        puts("smtpdoctor " SMTPDOCTOR_VERSION);
        return 0;
    }
    if (cli->help) {
        cli_help(cli);
        return 0;
    }
    return commands[cli->command](cli);
}

int main(int count, char **arguments)
{
    static struct cli cli;
    (void)signal(SIGPIPE, SIG_IGN);
    keep_memory_private();
    int status = cli_parse(&cli, count, arguments);
    if (status == 0)
        status = run_command(&cli);
    target_clear(&cli.target);
    return status;
}
