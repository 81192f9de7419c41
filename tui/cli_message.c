#include "cli.h"

#include "base/mem.h"
#include "checks/mail_message.h"

#include <string.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *text_of(const struct cli *cli, const char *key, char *out, size_t room)
{
    mem_copy_text(out, room, words_get(&cli->words, key));
    return out;
}

/* Of a test message; a file that is no message becomes its attachment. */
static void build(struct cli *cli, struct span attachment, struct buf *out)
{
    char subject[256];
    char body[512];
    struct message_wish wish = {
        .from = cli->target.sender[0] ? cli->target.sender : cli->target.address,
        .to = cli->target.send_to[0] ? cli->target.send_to : cli->target.address,
        .cc = cli->target.cc,
        .subject = cli->subject ? cli->subject : text_of(cli, "cli.test-subject", subject, sizeof subject),
        .body = text_of(cli, "cli.test-body", body, sizeof body),
        .attachment_name = cli->message ? file_name(cli->message) : NULL,
        .attachment = attachment,
    };
    mail_message_build(&wish, out, NULL, 0);
}

static int read_given(struct cli *cli, struct buf *ret_message)
{
    struct buf file;
    buf_init(&file, MAIL_MESSAGE_MAX);
    int status = cli_read_file(cli, cli->message, &file);
    if (status == 0 && file.len == 0)
        status = cli_fail(cli, "cli.message-empty", cli->message, "");
    if (status == 0 && mail_message_is_one(buf_span(&file)))
        buf_add(ret_message, buf_span(&file));
    else if (status == 0)
        build(cli, buf_span(&file), ret_message);
    buf_free(&file);
    return status;
}

int cli_read_message(struct cli *cli)
{
    struct buf message;
    int status = 0;
    if (!cli->message && !cli->target.send_to[0])
        return 0;
    buf_init(&message, MAIL_MESSAGE_MAX * (size_t)2);
    if (cli->message)
        status = read_given(cli, &message);
    else
        build(cli, SPAN_EMPTY, &message);
    if (status == 0) {
        struct message_view view;
        mail_message_look(buf_span(&message), &view);
        target_set_message(&cli->target, buf_span(&message));
        if (!cli->target.size)
            cli->target.size = view.wire_size;
    }
    buf_free(&message);
    return status;
}
