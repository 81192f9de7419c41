#include "plain_input.h"

#include "base/limits.h"
#include "base/secret.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

void input_open(struct plain_input *input, int signals)
{
    *input = (struct plain_input){ .signals = signals, .is_terminal = isatty(STDIN_FILENO) };
    buf_init(&input->line, ANSWER_MAX);
    buf_reserve(&input->line, ANSWER_MAX);
}

static void wipe_line(struct plain_input *input)
{
    secret_wipe(input->line.at, input->line.room);
    buf_clear(&input->line);
}

void input_close(struct plain_input *input)
{
    wipe_line(input);
    buf_free(&input->line);
    secret_wipe(input->piece, sizeof input->piece);
}

static bool was_stopped(const struct plain_input *input)
{
    struct signalfd_siginfo ignored;
    return input->signals >= 0 && read(input->signals, &ignored, sizeof ignored) > 0;
}

/* False at the end, or when a signal says that it is time to go. */
static bool read_piece(struct plain_input *input)
{
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = input->signals, .events = POLLIN } };
    if (limits_wait_any(LIMITS_NONE, fds, input->signals >= 0 ? 2 : 1) != OUTCOME_DONE || was_stopped(input))
        return false;
    ssize_t len = read(STDIN_FILENO, input->piece, sizeof input->piece);
    input->piece_len = len > 0 ? (size_t)len : 0;
    return len > 0 || (len < 0 && (errno == EINTR || errno == EAGAIN));
}

static void drop_piece(struct plain_input *input, size_t len)
{
    input->piece_len -= len;
    memmove(input->piece, input->piece + len, input->piece_len);
    secret_wipe(input->piece + input->piece_len, len);
}

/* True when the line has ended within the piece. */
static bool take_piece(struct plain_input *input)
{
    struct span piece = { input->piece, input->piece_len };
    size_t end = span_find_char(piece, '\n');
    buf_add(&input->line, span_head(piece, end));
    drop_piece(input, end == SPAN_NONE ? piece.len : end + 1);
    return end != SPAN_NONE;
}

enum input_end input_line(struct plain_input *input, struct span *ret_line)
{
    bool has_ended = false;
    wipe_line(input);
    input->line.full = false;
    while (!has_ended && !input->is_over) {
        has_ended = input->piece_len && take_piece(input);
        if (!has_ended && !read_piece(input))
            input->is_over = true;
    }
    /* The last line of a file may lack its end. */
    if (!has_ended && input->line.len == 0)
        return INPUT_OVER;
    if (input->line.full)
        return INPUT_TOO_LONG;
    *ret_line = buf_span(&input->line);
    if (ret_line->len && ret_line->at[ret_line->len - 1] == '\r')
        ret_line->len--;
    return INPUT_LINE;
}

void input_hush(struct plain_input *input)
{
    input->is_hushed = tcgetattr(STDIN_FILENO, &input->usual) == 0;
    if (!input->is_hushed)
        return;
    struct termios quiet = input->usual;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ECHONL;
    /* Neither may leave the terminal without its echo. */
    quiet.c_cc[VQUIT] = _POSIX_VDISABLE;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
}

void input_unhush(struct plain_input *input)
{
    if (input->is_hushed)
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &input->usual);
    input->is_hushed = false;
}
