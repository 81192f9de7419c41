#include "tty.h"

#include "base/limits.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

void tty_choose_locale(void)
{
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setlocale(LC_NUMERIC, "C");
}

bool tty_size(int *ret_rows, int *ret_cols)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    *ret_rows = size.ws_row;
    *ret_cols = size.ws_col;
    return true;
}

void tty_stop_flow_control(void)
{
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) != 0)
        return;
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

/* ---- input ---- */

bool tty_waits(unsigned ms)
{
    struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
    return limits_wait_any(limits_within(LIMITS_NONE, ms), &input, 1) == OUTCOME_DONE && (input.revents & POLLIN);
}

bool tty_has_input(void)
{
    struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
    return poll(&input, 1, 0) > 0;
}

bool tty_has_ended(void)
{
    struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
    int waiting = 0;
    if (poll(&input, 1, 0) <= 0)
        return false;
    if (input.revents & (POLLHUP | POLLERR | POLLNVAL))
        return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
    return (input.revents & POLLIN) && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

/* ---- output ---- */

void tty_emit(const char *bytes)
{
    (void)fputs(bytes, stdout);
    (void)fflush(stdout);
}

void tty_mark_paste(bool is_on)
{
    tty_emit(is_on ? "\033[?2004h" : "\033[?2004l");
}

void tty_copy(const char *base64)
{
    tty_emit("\033]52;c;");
    tty_emit(base64);
    tty_emit("\033\\");
}
