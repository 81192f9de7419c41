#pragma once

#include "base/buf.h"

#include <termios.h>

/*
 * Answers, a line each, from standard input: a terminal, a serial line or a pipe. What has been
 * read may hold a password, so it is wiped as soon as it has been given.
 */
enum { ANSWER_MAX = 16 * 1024, INPUT_PIECE = 4096 };
struct plain_input {
    int signals; /* of cli_open_signals() */
    bool is_terminal;
    bool is_over;
    bool is_hushed;
    struct termios usual;    /* while hushed: how the terminal was */
    char piece[INPUT_PIECE]; /* read, not yet given */
    size_t piece_len;
    struct buf line;
};

enum input_end { INPUT_LINE, INPUT_TOO_LONG, INPUT_OVER };

void input_open(struct plain_input *input, int signals);
void input_close(struct plain_input *input);
/*
 * The next line without its LF or CRLF; borrowed until the next call. OVER at the end of the
 * input and after a signal; TOO_LONG when there was more than ANSWER_MAX, all of it passed over.
 */
enum input_end input_line(struct plain_input *input, struct span *ret_line);
/*
 * No echo from here on, where there is a terminal; what was typed before is dropped. Call it
 * before the prompt, since an answer may come as soon as that is seen; and undo it afterwards.
 */
void input_hush(struct plain_input *input);
void input_unhush(struct plain_input *input);
