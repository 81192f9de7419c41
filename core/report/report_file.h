#pragma once

#include "base/span.h"

/*
 * Puts a report where a person said, whole or not at all: it is written beside its place with
 * mode 0600, brought to the disk, and only then given its name. What is there already is never
 * touched, be it a file, a folder or a link that leads nowhere. A device or a pipe that exists
 * (/dev/stdout) is written into, since nothing is lost in it.
 */
#define FILE_OUTCOMES(_)                                                                                               \
    _(FILE_WRITTEN, "written")                                                                                         \
    _(FILE_EXISTS, "exists")                                                                                           \
    _(FILE_NO_NAME, "no-name")                                                                                         \
    _(FILE_IS_FOLDER, "is-folder")                                                                                     \
    _(FILE_NO_FOLDER, "no-folder")                                                                                     \
    _(FILE_NOT_ALLOWED, "not-allowed")                                                                                 \
    _(FILE_READ_ONLY, "read-only")                                                                                     \
    _(FILE_NO_SPACE, "no-space")                                                                                       \
    _(FILE_NAME_LONG, "name-long")                                                                                     \
    _(FILE_FAILED, "failed")
enum file_outcome {
#define X(id, word) id,
    FILE_OUTCOMES(X)
#undef X
        FILE_OUTCOME_COUNT
};
/* The end of its text's key, "file.WORD". */
const char *file_outcome_word(enum file_outcome outcome);

enum { FILE_PATH_MAX = 1024 };
struct file_result {
    enum file_outcome outcome;
    int error;                /* errno, for FILE_FAILED */
    char free[FILE_PATH_MAX]; /* with FILE_EXISTS: a name near it that is free; empty when none was found */
};

void report_file_write(const char *path, struct span bytes, struct file_result *ret_result);
/* Whether it would go well, as far as that can be told without writing: FILE_WRITTEN, or the trouble. */
void report_file_try(const char *path, struct file_result *ret_result);
