#include "clipboard.h"

#include "base/base64.h"
#include "base/limits.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TMUX_MS = 2000 };

/* Nothing but its standard input is the child's; what it says is not shown on our page. */
static bool start_tmux(int input, const char *const *arguments, pid_t *ret_child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t usual;
    (void)sigemptyset(&usual);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    (void)posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setsigmask(&attributes, &usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)posix_spawnattr_setsigdefault(&attributes, &usual);
    int failed = posix_spawnp(ret_child, arguments[0], &files, &attributes, (char *const *)arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    return failed == 0;
}

static bool send_all(int fd, struct span text, struct limits limits)
{
    while (text.len > 0) {
        if (limits_wait(limits, fd, POLLOUT) != OUTCOME_DONE)
            return false;
        ssize_t sent = send(fd, text.at, text.len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        text = span_from(text, (size_t)sent);
    }
    return shutdown(fd, SHUT_WR) == 0;
}

/* Its end of the socket closes when it ends. */
static bool has_ended(int fd, struct limits limits)
{
    char bytes[256];
    for (;;) {
        if (limits_wait(limits, fd, POLLIN) != OUTCOME_DONE)
            return false;
        if (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) <= 0)
            return true;
    }
}

static bool run_tmux(const char *const *arguments, struct span text)
{
    int ends[2];
    pid_t child;
    int status = -1;
    struct limits limits = limits_within(LIMITS_NONE, TMUX_MS);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    bool started = start_tmux(ends[1], arguments, &child);
    (void)close(ends[1]);
    if (started && !(send_all(ends[0], text, limits) && has_ended(ends[0], limits)))
        (void)kill(child, SIGKILL);
    (void)close(ends[0]);
    if (!started || waitpid(child, &status, 0) != child)
        return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool put_in_tmux(struct span text)
{
    /* -w hands it on to the terminal around tmux; versions before 3.2 do not know it. */
    static const char *const handed_on[] = { "tmux", "load-buffer", "-w", "-", NULL };
    static const char *const kept[] = { "tmux", "load-buffer", "-", NULL };
    return run_tmux(handed_on, text) || run_tmux(kept, text);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

/* The Linux console and old serial terminals have no clipboard; GNU screen keeps the request to itself. */
static bool terminal_may_take_it(void)
{
    static const char *const without[] = { "linux", "vt", "ansi", "screen" };
    const char *name = getenv("TERM");
    for (size_t i = 0; name && i < sizeof without / sizeof *without; i++)
        if (strncmp(name, without[i], strlen(without[i])) == 0)
            return false;
    return name && !is_set("STY");
}

enum clipboard_end clipboard_put(struct term *term, struct span text)
{
    struct buf encoded;
    if (!term)
        return CLIPBOARD_NONE;
    if (is_set("TMUX") && put_in_tmux(text))
        return CLIPBOARD_TMUX;
    if (is_set("TMUX") || !terminal_may_take_it())
        return CLIPBOARD_NONE;
    if (text.len > COPY_TERMINAL_MAX)
        return CLIPBOARD_TOO_LONG;
    buf_init(&encoded, 2 * COPY_TERMINAL_MAX);
    base64_encode(&encoded, text);
    term_copy(term, buf_text(&encoded));
    buf_free(&encoded);
    return CLIPBOARD_SENT;
}
