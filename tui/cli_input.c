#include "cli.h"

#include "base/limits.h"
#include "report/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMAND_MS = 30000, PIECE = 64 * 1024 };

/* All of a descriptor, at most the buf's ceiling. False with errno when it cannot be read. */
static bool read_all(int fd, struct buf *out)
{
    char piece[PIECE];
    for (;;) {
        ssize_t len = read(fd, piece, sizeof piece);
        if (len < 0 && errno == EINTR)
            continue;
        if (len > 0)
            buf_add(out, (struct span){ piece, (size_t)len });
        secret_wipe(piece, len > 0 ? (size_t)len : 0);
        if (len <= 0 || out->full)
            return len >= 0;
    }
}

int cli_open_file(const struct cli *cli, const char *path)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        (void)cli_fail(cli, "cli.unreadable", path, strerror(errno));
    return fd;
}

void cli_close_file(int fd)
{
    if (fd != STDIN_FILENO)
        (void)close(fd);
}

int cli_read_file(const struct cli *cli, const char *path, struct buf *out)
{
    int fd = cli_open_file(cli, path);
    if (fd < 0)
        return EXIT_USAGE;
    bool good = read_all(fd, out);
    int error = errno;
    cli_close_file(fd);
    return good ? 0 : cli_fail(cli, "cli.unreadable", path, strerror(error));
}

/* ---- the password ---- */

/* One final line end is how editors end a file; every other byte belongs to the password. */
static int keep_password(struct cli *cli, const struct buf *bytes, const char *source)
{
    struct span password = buf_span(bytes);
    if (bytes->full)
        return cli_fail(cli, "cli.password-long", source, "");
    if (password.len && password.at[password.len - 1] == '\n')
        password.len--;
    if (password.len && password.at[password.len - 1] == '\r')
        password.len--;
    if (span_find_char(password, '\0') != SPAN_NONE)
        return cli_fail(cli, "cli.password-nul", source, "");
    cli->target.has_password = secret_set(&cli->target.password, password);
    return 0;
}

void cli_keep_private(void)
{
    (void)prctl(PR_SET_DUMPABLE, 0);
}

static void start_command(const char *command, int out)
{
    (void)signal(SIGPIPE, SIG_DFL);
    (void)dup2(out, STDOUT_FILENO);
    (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static bool read_command_output(int fd, struct limits limits, struct buf *out)
{
    for (;;) {
        char piece[4096];
        if (limits_wait(limits, fd, POLLIN) != OUTCOME_DONE)
            return false;
        ssize_t len = read(fd, piece, sizeof piece);
        if (len <= 0)
            return len == 0;
        buf_add(out, (struct span){ piece, (size_t)len });
        secret_wipe(piece, sizeof piece);
    }
}

/* It may close its output and still go on: then it is ended when the time is over. */
static bool ends_well(pid_t child, struct limits limits, bool has_output)
{
    int status = 0;
    int fd = pidfd_open(child, 0);
    bool ended = has_output && fd >= 0 && limits_wait(limits, fd, POLLIN) == OUTCOME_DONE;
    if (fd >= 0)
        close(fd);
    if (!ended)
        (void)kill(child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int run_password_command(struct cli *cli, struct buf *out)
{
    int ends[2];
    struct limits limits = { clock_after_ms(COMMAND_MS), -1 };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cli_fail(cli, "cli.password-command", cli->password_command, strerror(errno));
    pid_t child = fork();
    if (child == 0)
        start_command(cli->password_command, ends[1]);
    close(ends[1]);
    bool good = child > 0 && read_command_output(ends[0], limits, out);
    close(ends[0]);
    if (child < 0 || !ends_well(child, limits, good))
        return cli_fail(cli, "cli.password-command", cli->password_command, "");
    return 0;
}

int cli_read_password(struct cli *cli)
{
    struct buf bytes;
    int status = 0;
    if (!cli->password_file && !cli->password_command)
        return 0;
    if (cli->password_file && cli->password_command)
        return cli_fail(cli, "cli.two-passwords", "", "");
    buf_init(&bytes, SECRET_MAX);
    buf_reserve(&bytes, SECRET_MAX);
    if (cli->password_file)
        status = cli_read_file(cli, cli->password_file, &bytes);
    else
        status = run_password_command(cli, &bytes);
    if (status == 0)
        status = keep_password(cli, &bytes, cli->password_file ? cli->password_file : cli->password_command);
    /* Not earlier: /dev/fd/63 of "<(command)" could not be opened any more. */
    cli_keep_private();
    secret_wipe(bytes.at, bytes.room);
    buf_free(&bytes);
    return status;
}

/* ---- output ---- */

static bool write_all(int fd, struct span bytes)
{
    while (bytes.len) {
        ssize_t len = write(fd, bytes.at, bytes.len);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return false;
        bytes = span_from(bytes, (size_t)len);
    }
    return true;
}

static int tell_trouble(const struct cli *cli, const struct file_result *result)
{
    char key[64];
    const char *word = file_outcome_word(result->outcome);
    bool has_proposal = result->outcome == FILE_EXISTS && result->free[0];
    (void)snprintf(key, sizeof key, "file.%s%s", word, result->outcome == FILE_EXISTS && !has_proposal ? ".all" : "");
    return cli_fail(cli, key, cli->output, has_proposal ? result->free : strerror(result->error));
}

int cli_try_output(const struct cli *cli)
{
    struct file_result result = { .outcome = FILE_WRITTEN };
    if (cli->output)
        report_file_try(cli->output, &result);
    return result.outcome == FILE_WRITTEN ? 0 : tell_trouble(cli, &result);
}

static int write_file(const struct cli *cli, struct span bytes)
{
    struct file_result result;
    report_file_write(cli->output, bytes, &result);
    return result.outcome == FILE_WRITTEN ? 0 : tell_trouble(cli, &result);
}

int cli_write(const struct cli *cli, const struct buf *text)
{
    if (cli->output)
        return write_file(cli, buf_span(text));
    /* A reader that has gone away wanted no more. */
    if (!write_all(STDOUT_FILENO, buf_span(text)) && errno != EPIPE)
        return cli_fail(cli, "cli.unwritable", "-", strerror(errno));
    return 0;
}
