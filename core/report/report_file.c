#include "report/report_file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FREE_TRIES = 99 };

const char *file_outcome_word(enum file_outcome outcome)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        FILE_OUTCOMES(X)
#undef X
    };
    return words[outcome];
}

static enum file_outcome outcome_of(int error)
{
    static const struct {
        int error;
        enum file_outcome outcome;
    } rows[] = {
        { EEXIST, FILE_EXISTS },     { ENOTEMPTY, FILE_EXISTS },       { EISDIR, FILE_IS_FOLDER },
        { ENOENT, FILE_NO_FOLDER },  { ENOTDIR, FILE_NO_FOLDER },      { EACCES, FILE_NOT_ALLOWED },
        { EPERM, FILE_NOT_ALLOWED }, { EROFS, FILE_READ_ONLY },        { ENOSPC, FILE_NO_SPACE },
        { EDQUOT, FILE_NO_SPACE },   { ENAMETOOLONG, FILE_NAME_LONG }, { EFBIG, FILE_NO_SPACE },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].error == error)
            return rows[i].outcome;
    return FILE_FAILED;
}

static struct file_result failed(int error)
{
    return (struct file_result){ .outcome = outcome_of(error), .error = error };
}

/* ---- names ---- */

/* Where the last part of the path begins. */
static size_t name_start(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* "report.txt" becomes "report-2.txt"; a name without an ending gets the number at its end. */
static bool numbered(const char *path, unsigned number, char out[FILE_PATH_MAX])
{
    const char *name = path + name_start(path);
    const char *dot = strrchr(name, '.');
    size_t head = dot && dot > name ? (size_t)(dot - path) : strlen(path);
    int len = snprintf(out, FILE_PATH_MAX, "%.*s-%u%s", (int)head, path, number, path + head);
    return len > 0 && len < FILE_PATH_MAX;
}

static void propose(const char *path, char out[FILE_PATH_MAX])
{
    struct stat about;
    for (unsigned number = 2; number <= FREE_TRIES; number++)
        if (numbered(path, number, out) && lstat(out, &about) != 0 && errno == ENOENT)
            return;
    out[0] = '\0';
}

static bool folder_of(const char *path, char out[FILE_PATH_MAX])
{
    size_t len = name_start(path);
    if (len >= FILE_PATH_MAX)
        return false;
    mem_copy_text(out, FILE_PATH_MAX, len ? (struct span){ path, len } : SPAN("."));
    return true;
}

/* ---- writing ---- */

/* 0 or errno. */
static int put(int fd, struct span bytes)
{
    while (bytes.len) {
        ssize_t len = write(fd, bytes.at, bytes.len);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return len < 0 ? errno : EIO;
        bytes = span_from(bytes, (size_t)len);
    }
    return 0;
}

/* Gives the finished file its name, unless something is there. 0 or errno. */
static int name_it(const char *beside, const char *path)
{
    if (renameat2(AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    /* Some file systems cannot rename that way; a link does not replace anything either. */
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (link(beside, path) != 0)
        return errno;
    (void)unlink(beside);
    return 0;
}

/* So that the name outlives a power cut. Where a folder cannot be opened, the file is there all the same. */
static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    (void)close(fd);
}

static int write_beside(const char *path, const char *folder, struct span bytes)
{
    char beside[FILE_PATH_MAX + 24];
    (void)snprintf(beside, sizeof beside, "%s/.smtpdoctor-XXXXXX", folder);
    int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = put(fd, bytes);
    if (error == 0 && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error == 0)
        error = name_it(beside, path);
    if (error)
        (void)unlink(beside);
    else
        sync_folder(folder);
    return error;
}

static int write_through(const char *path, struct span bytes)
{
    int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = put(fd, bytes);
    return close(fd) != 0 && error == 0 ? errno : error;
}

/* ---- what is there already ---- */

enum place { PLACE_FREE, PLACE_THROUGH, PLACE_TAKEN };

static enum place look(const char *path, struct file_result *ret_result)
{
    struct stat itself;
    struct stat target;
    if (path[0] == '\0') {
        *ret_result = (struct file_result){ .outcome = FILE_NO_NAME };
        return PLACE_TAKEN;
    }
    if (lstat(path, &itself) != 0) {
        *ret_result = failed(errno);
        /* "reports/" where there are no reports: a name is missing as well. */
        return errno == ENOENT && path[name_start(path)] ? PLACE_FREE : PLACE_TAKEN;
    }
    if (stat(path, &target) == 0 && (S_ISCHR(target.st_mode) || S_ISFIFO(target.st_mode)))
        return PLACE_THROUGH;
    *ret_result = failed(S_ISDIR(itself.st_mode) ? EISDIR : EEXIST);
    if (ret_result->outcome == FILE_EXISTS)
        propose(path, ret_result->free);
    return PLACE_TAKEN;
}

/* 0 or errno. */
static int may(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 ? 0 : errno;
}

void report_file_try(const char *path, struct file_result *ret_result)
{
    char folder[FILE_PATH_MAX];
    struct file_result result = { .outcome = FILE_WRITTEN };
    enum place place = look(path, &result);
    int error = 0;
    if (place == PLACE_THROUGH)
        error = may(path, W_OK);
    else if (place == PLACE_FREE)
        error = folder_of(path, folder) ? may(folder, W_OK | X_OK) : ENAMETOOLONG;
    if (place != PLACE_TAKEN)
        result = error ? failed(error) : (struct file_result){ .outcome = FILE_WRITTEN };
    *ret_result = result;
}

void report_file_write(const char *path, struct span bytes, struct file_result *ret_result)
{
    char folder[FILE_PATH_MAX];
    struct file_result result = { .outcome = FILE_WRITTEN };
    enum place place = look(path, &result);
    int error = 0;
    if (place == PLACE_THROUGH)
        error = write_through(path, bytes);
    else if (place == PLACE_FREE)
        error = folder_of(path, folder) ? write_beside(path, folder, bytes) : ENAMETOOLONG;
    if (place != PLACE_TAKEN)
        result = error ? failed(error) : (struct file_result){ .outcome = FILE_WRITTEN };
    /* Somebody else was quicker. */
    if (result.outcome == FILE_EXISTS && !result.free[0])
        propose(path, result.free);
    *ret_result = result;
}
