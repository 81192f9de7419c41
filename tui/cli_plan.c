#include "cli.h"

#include "run/plan.h"

int cli_plan(const struct cli *cli)
{
    struct buf out;
    buf_init(&out, 64 * KIB);
    plan_write(&cli->words, &cli->target, (int)cli_columns(), &out);
    int status = cli_write(cli, &out);
    buf_free(&out);
    return status;
}
