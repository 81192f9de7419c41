#include "log_copy.h"

#include "base/buf.h"
#include "base/mem.h"
#include "logs/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, LEAST_PERCENT = 5 };
#define LEAST_FREE ((uint64_t)64 * MIB)

static int nameless_in(const char *folder)
{
    char path[1024];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0)
        return fd;
    /* Not every file system makes files without a name. */
    struct span parts[] = { span_of(folder), SPAN("/smtpdoctor-XXXXXX") };
    if (parts[0].len + parts[1].len >= sizeof path)
        return -1;
    mem_copy_text(path, sizeof path, parts[0]);
    mem_copy_text(path + parts[0].len, sizeof path - parts[0].len, parts[1]);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

/* /var/tmp before /tmp, which may be memory. */
static int nameless(void)
{
    const char *const folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
    int fd = -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && fd < 0; i++)
        if (folders[i] && folders[i][0])
            fd = nameless_in(folders[i]);
    return fd;
}

bool log_copy_open(struct log_copy *copy, int fd)
{
    int to = nameless();
    if (to < 0)
        return false;
    *copy = (struct log_copy){ .end = LOG_COPY_GOES_ON, .packed = fd, .fd = to, .last = '\n' };
    copy->unpack = unpack_open(fd);
    copy->piece = mem_new(PIECE);
    return true;
}

void log_copy_close(struct log_copy *copy)
{
    if (copy->end != LOG_COPY_NONE) {
        unpack_close(copy->unpack);
        free(copy->piece);
        close(copy->packed);
        close(copy->fd);
    }
    *copy = (struct log_copy){ .end = LOG_COPY_NONE };
}

static bool has_room(const struct log_copy *copy)
{
    struct statvfs disk;
    if (fstatvfs(copy->fd, &disk) != 0)
        return false;
    uint64_t least = (uint64_t)disk.f_blocks * disk.f_frsize / 100 * LEAST_PERCENT;
    uint64_t left = (uint64_t)disk.f_bavail * disk.f_frsize;
    return left > (least < LEAST_FREE ? least : LEAST_FREE) + PIECE;
}

static bool write_all(struct log_copy *copy, struct span bytes)
{
    while (bytes.len) {
        ssize_t len = write(copy->fd, bytes.at, bytes.len);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return false;
        copy->last = bytes.at[len - 1];
        bytes = span_from(bytes, (size_t)len);
    }
    return true;
}

/* Nothing is written behind the last line any more: it is a line also without its end. */
static void finish(struct log_copy *copy)
{
    copy->end = unpack_end(copy->unpack) == UNPACK_WHOLE ? LOG_COPY_WHOLE : LOG_COPY_DAMAGED;
    if (copy->last != '\n' && !write_all(copy, SPAN("\n")))
        copy->end = LOG_COPY_NO_ROOM;
}

void log_copy_step(struct log_copy *copy, moment until)
{
    while (copy->end == LOG_COPY_GOES_ON) {
        size_t len = unpack_read(copy->unpack, copy->piece, PIECE);
        if (len == 0)
            finish(copy);
        else if (!has_room(copy) || !write_all(copy, (struct span){ copy->piece, len }))
            copy->end = LOG_COPY_NO_ROOM;
        if (clock_now() >= until)
            break;
    }
}

double log_copy_share(const struct log_copy *copy)
{
    struct stat status;
    off_t at = copy->end == LOG_COPY_GOES_ON ? lseek(copy->packed, 0, SEEK_CUR) : -1;
    if (at < 0 || fstat(copy->packed, &status) != 0 || status.st_size <= at)
        return 1;
    return (double)at / (double)status.st_size;
}
