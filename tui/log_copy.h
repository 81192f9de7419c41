#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The unpacked copy of a packed log, in a file without a name: it goes when it is closed, whatever ends the program.
 * Made a few milliseconds at a time while one looks. The disk is never filled up: part of it stays free.
 */
enum log_copy_end {
    LOG_COPY_NONE, /* nothing was packed */
    LOG_COPY_GOES_ON,
    LOG_COPY_WHOLE,
    LOG_COPY_DAMAGED, /* what stands before the damage is there */
    LOG_COPY_NO_ROOM, /* the beginning is there */
};

struct log_copy {
    enum log_copy_end end;
    int packed, fd; /* fd: of the copy */
    struct unpack *unpack;
    char *piece;
    char last; /* byte that was written */
};

/* Takes over fd, of a plain file. False when no file can be made for the copy; then fd is still the caller's. */
bool log_copy_open(struct log_copy *copy, int fd);
/* Goes on for about that long, at least by one piece. */
void log_copy_step(struct log_copy *copy, moment until);
/* Closes both files. Of use to a zero copy, too. */
void log_copy_close(struct log_copy *copy);
/* How much of the packed file has been unpacked, 0 to 1; 1 where nothing is packed. */
double log_copy_share(const struct log_copy *copy);
