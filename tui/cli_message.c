#include "cli.h"

#include "checks/mail_message.h"
#include "letter.h"

#include <string.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int write_letter(struct cli *cli, const struct letter_wish *wish)
{
    if (letter_write(&cli->words, wish, &cli->target))
        return 0;
    (void)cli_fail(cli, "cli.no-letter", mail_message_trouble(), "");
    return EXIT_SOFTWARE;
}

/* A message is sent as it is; a file that is none becomes an attachment. */
static int take_file(struct cli *cli)
{
    struct buf file;
    buf_init(&file, MAIL_MESSAGE_MAX);
    int status = cli_read_file(cli, cli->message, &file);
    if (status == 0 && file.len == 0)
        status = cli_fail(cli, "cli.message-empty", cli->message, "");
    if (status == 0 && file.full)
        status = cli_fail(cli, "cli.message-long", cli->message, "");
    if (status == 0 && mail_message_is_one(buf_span(&file))) {
        letter_take(buf_span(&file), &cli->target);
    } else if (status == 0) {
        struct letter_wish wish = { cli->subject, file_name(cli->message), buf_span(&file) };
        status = write_letter(cli, &wish);
    }
    buf_free(&file);
    return status;
}

int cli_read_message(struct cli *cli)
{
    if (cli->message)
        return take_file(cli);
    struct letter_wish wish = { .subject = cli->subject };
    return cli->target.send_to[0] ? write_letter(cli, &wish) : 0;
}
