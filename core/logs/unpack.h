#pragma once

#include "base/span.h"

/*
 * The bytes of a file as they were before it was packed: plain, gzip, xz or zstd, by what its
 * first bytes say, whatever its name; UTF-16 with its mark becomes UTF-8. Members one behind the other are read
 * through. The only file that knows zlib, liblzma and libzstd. Memory is bounded: an xz or zstd window of more than 32
 * MiB is not opened (UNPACK_DAMAGED).
 */
enum unpack_end {
    UNPACK_GOES_ON,
    UNPACK_WHOLE,   /* everything was read */
    UNPACK_DAMAGED, /* the packed bytes are broken, or stop before their end; what came before is good */
    UNPACK_ERROR,   /* unpack_error() is the errno of the read that failed */
};

struct unpack;

/* Does not own fd, which must not be read by others any more. */
struct unpack *unpack_open(int fd);
void unpack_close(struct unpack *unpack);
/* The next bytes, at most room; 0 when it is over. Blocks like read(). */
size_t unpack_read(struct unpack *unpack, char *to, size_t room);
enum unpack_end unpack_end(const struct unpack *unpack);
int unpack_error(const struct unpack *unpack);
/* Whether a file that begins so has other bytes in it than its text; five are enough to tell. */
bool unpack_is_packed(struct span start);
/* "plain", "gzip", "xz", "zstd", "utf-16"; known after the first read. */
const char *unpack_word(const struct unpack *unpack);
/* For a file that grows: reads on where it ended. Of no use to packed files. */
void unpack_again(struct unpack *unpack);
