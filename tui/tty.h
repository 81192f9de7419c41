#pragma once

#include <stdbool.h>

/*
 * Standard input and output as a terminal, beneath curses: what the operating system says about them, and the
 * escape sequences that no terminal description names. Holds nothing; what is changed is undone by term_guard.
 */

/* A locale that is not installed leaves ASCII behind, and curses would print garbage. */
void tty_choose_locale(void);
/* The size of the window; false when it is not known. */
bool tty_size(int *ret_rows, int *ret_cols);
/* Ctrl-S must not freeze the screen. */
void tty_stop_flow_control(void);

/* Whether input comes within that time. */
bool tty_waits(unsigned ms);
/* Whether there is input now. */
bool tty_has_input(void);
/* Readable and yet empty: the other side is gone. */
bool tty_has_ended(void);

/* Writes at once. */
void tty_emit(const char *bytes);
/* What is pasted comes between marks, or as if it were typed. */
void tty_mark_paste(bool is_on);
/* Asks the terminal to put this into its clipboard (OSC 52); base64. */
void tty_copy(const char *base64);
