#include "shelf.h"

#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_TRIES = 100, LOCK_WAIT_MS = 10, ASIDE_MAX = 9, FOLDER_MODE = 0700, FILE_MODE = 0600 };

/* ---- where ---- */

/* The specification: a path that is not absolute counts as not given. */
static const char *absolute(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0] == '/' ? value : NULL;
}

static bool folder_path(enum shelf shelf, char out[SHELF_PATH_MAX])
{
    const char *own = absolute(shelf == SHELF_STATE ? "XDG_STATE_HOME" : "XDG_CONFIG_HOME");
    const char *home = absolute("HOME");
    int len = 0;
    if (own)
        len = snprintf(out, SHELF_PATH_MAX, "%s/smtpdoctor", own);
    else if (home)
        len =
            snprintf(out, SHELF_PATH_MAX, "%s/%s/smtpdoctor", home, shelf == SHELF_STATE ? ".local/state" : ".config");
    return len > 0 && len < SHELF_PATH_MAX;
}

bool shelf_path(enum shelf shelf, const char *name, char out[SHELF_PATH_MAX])
{
    char folder[SHELF_PATH_MAX];
    if (!folder_path(shelf, folder))
        return false;
    int len = snprintf(out, SHELF_PATH_MAX, "%s/%s", folder, name);
    return len > 0 && len < SHELF_PATH_MAX;
}

static bool make_folder(enum shelf shelf)
{
    char path[SHELF_PATH_MAX];
    if (!folder_path(shelf, path)) {
        errno = ENOENT;
        return false;
    }
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, FOLDER_MODE) != 0 && errno != EEXIST && access(path, F_OK) != 0)
            return false;
        *slash = '/';
    }
    return mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;
}

/* ---- reading ---- */

static enum shelf_read read_all(int fd, struct buf *out)
{
    char piece[16 * 1024];
    ssize_t len;
    struct stat about;
    if (fstat(fd, &about) != 0)
        return SHELF_UNREADABLE;
    if (!S_ISREG(about.st_mode))
        return SHELF_FOREIGN;
    while ((len = read(fd, piece, sizeof piece)) > 0)
        if (!buf_add(out, (struct span){ piece, (size_t)len }))
            return SHELF_FOREIGN;
    return len == 0 ? SHELF_READ : SHELF_UNREADABLE;
}

enum shelf_read shelf_read(enum shelf shelf, const char *name, struct buf *out)
{
    char path[SHELF_PATH_MAX];
    if (!shelf_path(shelf, name, path))
        return SHELF_NOT_THERE;
    /* A pipe in its place must not hold us up. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? SHELF_NOT_THERE : SHELF_UNREADABLE;
    enum shelf_read end = read_all(fd, out);
    close(fd);
    return end;
}

/* ---- writing ---- */

static bool write_all(int fd, struct span bytes)
{
    while (bytes.len) {
        ssize_t written = write(fd, bytes.at, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = span_from(bytes, (size_t)written);
    }
    return fsync(fd) == 0;
}

static bool write_beside(const char *path, struct span bytes)
{
    char beside[SHELF_PATH_MAX + 32];
    (void)snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid());
    (void)unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (fd < 0)
        return false;
    bool whole = write_all(fd, bytes);
    int error = errno;
    close(fd);
    if (whole && rename(beside, path) == 0)
        return true;
    if (whole)
        error = errno;
    (void)unlink(beside);
    errno = error;
    return false;
}

bool shelf_write(enum shelf shelf, const char *name, struct span bytes)
{
    char path[SHELF_PATH_MAX];
    if (!make_folder(shelf) || !shelf_path(shelf, name, path))
        return false;
    char *real = realpath(path, NULL);
    bool written = write_beside(real && strlen(real) < SHELF_PATH_MAX ? real : path, bytes);
    int error = errno;
    free(real);
    errno = error;
    return written;
}

bool shelf_set_aside(enum shelf shelf, const char *name)
{
    char path[SHELF_PATH_MAX];
    char aside[SHELF_PATH_MAX + 32];
    if (!shelf_path(shelf, name, path))
        return false;
    (void)snprintf(aside, sizeof aside, "%s.broken", path);
    for (int i = 2; i <= ASIDE_MAX && access(aside, F_OK) == 0; i++)
        (void)snprintf(aside, sizeof aside, "%s.broken%d", path, i);
    return rename(path, aside) == 0;
}

/* ---- one writer at a time ---- */

int shelf_lock(enum shelf shelf, const char *name)
{
    char file[64];
    char path[SHELF_PATH_MAX];
    (void)snprintf(file, sizeof file, "%s.lock", name);
    if (!make_folder(shelf) || !shelf_path(shelf, file, path))
        return -1;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    for (int i = 0; lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno != EWOULDBLOCK || i == LOCK_TRIES) {
            int error = errno;
            close(lock);
            errno = error;
            return -1;
        }
        (void)limits_wait(limits_within(LIMITS_NONE, LOCK_WAIT_MS), -1, 0);
    }
    return lock;
}

void shelf_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}
