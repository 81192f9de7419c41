#pragma once

#include "base/buf.h"

/*
 * Reads a file line by line, of whatever size: only one line is in memory. Of a line longer
 * than the ceiling the first part is given and the rest is passed over.
 */
struct line_source {
    int fd;
    int error; /* errno of the read that failed, 0: none */
    struct buf pending;
    size_t at; /* of pending: what is before it has been given */
    bool is_over, is_passing;
};

/* Does not own fd. */
void lines_open(struct line_source *source, int fd, size_t ceiling);
void lines_close(struct line_source *source);
/* The next line without its line end; borrowed until the next call. False at the end or after an error. */
bool lines_next(struct line_source *source, struct span *ret_line);
