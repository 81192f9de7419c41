#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * A home of a test's own: XDG_STATE_HOME and XDG_CONFIG_HOME point below a new folder, so that no
 * test touches, or depends on, the files of whoever runs it.
 */
enum { HOME_PATH_MAX = 512 };
struct home {
    char path[HOME_PATH_MAX];
};
/* Makes the folder. */
bool home_make(struct home *home);
/* This process, and those it starts, live there from now on. */
bool home_enter(const struct home *home);
/* Removes the folder and all that is in it. */
void home_remove(const struct home *home);

/* "PATH/state/smtpdoctor/NAME" or "PATH/config/smtpdoctor/NAME". */
void home_file(const struct home *home, const char *shelf, const char *name, char out[HOME_PATH_MAX + 128]);
/* Makes the folders as well. */
bool home_write(const struct home *home, const char *shelf, const char *name, const char *text);
/* The whole file as text, NULL when it is not there; free() it. */
char *home_read(const struct home *home, const char *shelf, const char *name);
