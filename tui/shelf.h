#pragma once

#include "base/buf.h"

/*
 * The two places where a person's own files stand (XDG Base Directory Specification): what the
 * program remembers, and what the person chose. Folders get mode 0700, files 0600. Other
 * processes may use the same files: one that is written is replaced whole, or not at all.
 */
enum shelf {
    SHELF_STATE, /* $XDG_STATE_HOME/smtpdoctor, else ~/.local/state/smtpdoctor */
    SHELF_CONFIG /* $XDG_CONFIG_HOME/smtpdoctor, else ~/.config/smtpdoctor */
};
enum { SHELF_PATH_MAX = 1024 };

/* False when there is no home, or the path is too long: then nothing can be kept. */
bool shelf_path(enum shelf shelf, const char *name, char out[SHELF_PATH_MAX]);

/* How reading ended; what is no regular file, or goes over the ceiling of out, is FOREIGN. */
enum shelf_read { SHELF_READ, SHELF_NOT_THERE, SHELF_UNREADABLE, SHELF_FOREIGN };
enum shelf_read shelf_read(enum shelf shelf, const char *name, struct buf *out);

/* False with errno when it could not be written: then the file is as it was. A symbolic link keeps pointing there. */
bool shelf_write(enum shelf shelf, const char *name, struct span bytes);
/* Renames the file to NAME.broken (or .broken2 … .broken9); false with errno when that fails. */
bool shelf_set_aside(enum shelf shelf, const char *name);

/*
 * Keeps other processes that ask the same from writing. Waits a second at most; -1 with errno
 * when there is no folder or another one holds it longer. Ends with shelf_unlock().
 */
int shelf_lock(enum shelf shelf, const char *name);
void shelf_unlock(int lock);
