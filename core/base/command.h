#pragma once

#include "base/buf.h"
#include "base/limits.h"

/* How asking a program of this machine ended. */
enum command_end {
    COMMAND_DONE,    /* it ran to its end; its exit status is known */
    COMMAND_MISSING, /* there is no such program in the system's folders */
    COMMAND_STOPPED, /* out of time, or cancelled: it was killed */
};

/*
 * Runs a program of the system (/usr/sbin, /usr/bin, /sbin, /bin; never the user's PATH) without
 * a shell, with the C locale, nothing on standard input, and standard error left aside. What
 * it writes is added to output; at the ceiling of output it is killed and counts as DONE with
 * ret_status -1. argv ends with NULL; argv[0] is the bare name.
 */
enum command_end command_run(const char *const argv[], struct limits limits, struct buf *output, int *ret_status);
