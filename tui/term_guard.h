#pragma once

#include <stdbool.h>

/*
 * Signals while the terminal is ours. Gentle ones (INT, TERM, HUP, TSTP, CONT, WINCH) set a
 * flag and make guard_fd() readable; a second one of the same kind before the flag was taken
 * means that the program hangs: then the terminal is restored in the handler and the signal
 * does what it always does. Crashes (SEGV, BUS, ILL, FPE, ABRT) restore, say one line, and crash.
 */
enum guard_flag { GUARD_INTERRUPT, GUARD_END, GUARD_SUSPEND, GUARD_CONTINUE, GUARD_RESIZE, GUARD_FLAGS };

/* Before the terminal is changed: remembers its modes. False with errno. */
bool guard_start(void);
/* The bytes that undo everything we did to the screen; copied, at most 255. */
void guard_set_restore(const char *bytes);
void guard_stop(void);
int guard_fd(void);
/* True once for each time the flag was raised. */
bool guard_take(enum guard_flag flag);
/* The signal that asked us to end, 0 for none: raised again once the terminal is given back. */
int guard_ending_signal(void);
/* Stops the whole job as Ctrl-Z would; returns when it goes on. The screen must be given back already. */
void guard_suspend(void);
