#include "base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool find_program(const char *name, char *out, size_t room)
{
    static const char *const folders[] = { "/usr/sbin", "/usr/bin", "/sbin", "/bin" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if ((size_t)snprintf(out, room, "%s/%s", folders[i], name) < room && access(out, X_OK) == 0)
            return true;
    }
    return false;
}

static bool start(const char *path, const char *const argv[], int out, pid_t *ret_pid)
{
    static const char *const environment[] = { "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    /* posix_spawn() asks for pointers that it does not write through. */
    int error = posix_spawn(ret_pid, path, &actions, &attributes, (char *const *)(uintptr_t)argv,
                            (char *const *)(uintptr_t)environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0;
}

/* False when it was stopped before its end. */
static bool read_all(int fd, struct limits limits, struct buf *output)
{
    char bytes[4096];
    while (!output->full) {
        if (limits_wait(limits, fd, POLLIN) != OUTCOME_DONE)
            return false;
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got <= 0)
            return true;
        buf_add(output, (struct span){ bytes, (size_t)got });
    }
    return true;
}

/* It may have closed its output and go on. */
static bool wait_for_end(pid_t pid, struct limits limits)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return false;
    bool ended = limits_wait(limits, fd, POLLIN) == OUTCOME_DONE;
    close(fd);
    return ended;
}

static int reap(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

enum command_end command_run(const char *const argv[], struct limits limits, struct buf *output, int *ret_status)
{
    char path[256];
    int ends[2];
    pid_t pid;
    if (!find_program(argv[0], path, sizeof path) || pipe2(ends, O_CLOEXEC) != 0)
        return COMMAND_MISSING;
    bool started = start(path, argv, ends[1], &pid);
    close(ends[1]);
    if (!started) {
        close(ends[0]);
        return COMMAND_MISSING;
    }
    bool whole = read_all(ends[0], limits, output) && !output->full && wait_for_end(pid, limits);
    close(ends[0]);
    if (!whole)
        kill(pid, SIGKILL);
    int status = reap(pid);
    if (!whole && !output->full)
        return COMMAND_STOPPED;
    *ret_status = whole ? status : -1;
    return COMMAND_DONE;
}
