#include "term_guard.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

/* A handler gets nothing but the signal's number, so what it needs stands here, prepared. */
static struct {
    struct termios modes;
    char restore[256];
    size_t restore_len;
    char *stack;
    int wake;
    volatile sig_atomic_t raised[GUARD_FLAGS];
    volatile sig_atomic_t ending;
    volatile sig_atomic_t active;
} guard;

enum { CRASH_STACK = 64 * 1024 };

struct signal_row {
    int number;
    int flag; /* enum guard_flag, -1: a crash */
    struct sigaction before;
};
static struct signal_row rows[] = {
    { .number = SIGINT, .flag = GUARD_INTERRUPT },
    { .number = SIGTERM, .flag = GUARD_END },
    { .number = SIGHUP, .flag = GUARD_END },
    { .number = SIGTSTP, .flag = GUARD_SUSPEND },
    { .number = SIGCONT, .flag = GUARD_CONTINUE },
    { .number = SIGWINCH, .flag = GUARD_RESIZE },
    { .number = SIGSEGV, .flag = -1 },
    { .number = SIGBUS, .flag = -1 },
    { .number = SIGILL, .flag = -1 },
    { .number = SIGFPE, .flag = -1 },
    { .number = SIGABRT, .flag = -1 },
};
enum { ROWS = sizeof rows / sizeof *rows };

static void write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written <= 0)
            return;
        bytes += written;
        len -= (size_t)written;
    }
}

static void restore_terminal(void)
{
    write_all(STDOUT_FILENO, guard.restore, guard.restore_len);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.modes);
}

static struct signal_row *row_of(int number)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].number == number)
            return &rows[i];
    return NULL;
}

static void on_crash(int number)
{
    static const char sentence[] = "smtpdoctor: crashed; the terminal was restored, nothing was saved\n";
    if (guard.active) {
        guard.active = 0;
        restore_terminal();
        write_all(STDERR_FILENO, sentence, sizeof sentence - 1);
    }
    (void)sigaction(number, &row_of(number)->before, NULL);
    (void)raise(number);
}

static bool may_be_taken_later(int flag)
{
    return !guard.raised[flag] || flag == GUARD_CONTINUE || flag == GUARD_RESIZE;
}

static void on_signal(int number)
{
    int saved_errno = errno;
    const struct signal_row *row = row_of(number);
    uint64_t one = 1;
    if (may_be_taken_later(row->flag)) {
        if (row->flag == GUARD_END)
            guard.ending = number;
        guard.raised[row->flag] = 1;
        ssize_t written = write(guard.wake, &one, sizeof one);
        (void)written;
    } else {
        restore_terminal();
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    errno = saved_errno;
}

static void use_crash_stack(void)
{
    guard.stack = malloc(CRASH_STACK);
    if (!guard.stack)
        return;
    stack_t stack = { .ss_sp = guard.stack, .ss_size = CRASH_STACK };
    if (sigaltstack(&stack, NULL) != 0) {
        free(guard.stack);
        guard.stack = NULL;
    }
}

bool guard_start(void)
{
    if (tcgetattr(STDIN_FILENO, &guard.modes) != 0)
        return false;
    guard.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (guard.wake < 0)
        return false;
    use_crash_stack();
    for (size_t i = 0; i < ROWS; i++) {
        struct sigaction action = { .sa_handler = rows[i].flag < 0 ? on_crash : on_signal };
        action.sa_flags = rows[i].flag < 0 ? SA_ONSTACK | SA_NODEFER : SA_RESTART;
        sigfillset(&action.sa_mask);
        (void)sigaction(rows[i].number, &action, &rows[i].before);
    }
    guard.active = 1;
    return true;
}

void guard_set_restore(const char *bytes)
{
    size_t len = strlen(bytes);
    guard.restore_len = len < sizeof guard.restore ? len : sizeof guard.restore - 1;
    memcpy(guard.restore, bytes, guard.restore_len);
}

void guard_stop(void)
{
    guard.active = 0;
    for (size_t i = 0; i < ROWS; i++)
        (void)sigaction(rows[i].number, &rows[i].before, NULL);
    stack_t off = { .ss_flags = SS_DISABLE };
    (void)sigaltstack(&off, NULL);
    free(guard.stack);
    guard.stack = NULL;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.modes);
    (void)close(guard.wake);
}

int guard_fd(void)
{
    return guard.wake;
}

bool guard_take(enum guard_flag flag)
{
    uint64_t count;
    if (!guard.raised[flag])
        return false;
    ssize_t got = read(guard.wake, &count, sizeof count);
    (void)got;
    guard.raised[flag] = 0;
    return true;
}

int guard_ending_signal(void)
{
    return guard.ending;
}

void guard_suspend(void)
{
    struct sigaction ours;
    struct sigaction usual = { .sa_handler = SIG_DFL };
    (void)sigaction(SIGTSTP, &usual, &ours);
    (void)kill(0, SIGTSTP);
    (void)sigaction(SIGTSTP, &ours, NULL);
    guard.raised[GUARD_CONTINUE] = 0;
}
