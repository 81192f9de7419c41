#include "logs/unpack.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { PACKED_ROOM = 128 * 1024, WINDOW_LOG_MAX = 25 };
#define XZ_MEMORY_MAX ((uint64_t)36 * 1024 * 1024)

struct unpack {
    int fd;
    int error;
    enum unpack_end end;
    const struct packing *packing; /* NULL until the first bytes are there */
    z_stream gzip;
    lzma_stream xz;
    ZSTD_DStream *zstd;
    size_t at, len; /* of what is packed and not yet read */
    bool is_input_over;
    bool is_between;            /* at the end of a member: the file may end here */
    char split[UTF8_MAX_BYTES]; /* the rest of a character that had no room */
    size_t split_at, split_len;
    bool is_big_endian;
    char packed[PACKED_ROOM];
};

/* One kind of packing. unpack() reads from `packed` and returns how many bytes it wrote. */
struct packing {
    const char *word;
    const char *magic;
    size_t magic_len;
    bool (*open)(struct unpack *unpack);
    size_t (*unpack)(struct unpack *unpack, char *to, size_t room);
    void (*close)(struct unpack *unpack);
};

static size_t read_file(struct unpack *unpack, char *to, size_t room)
{
    ssize_t len;
    do
        len = read(unpack->fd, to, room);
    while (len < 0 && errno == EINTR);
    if (len > 0)
        return (size_t)len;
    unpack->is_input_over = true;
    if (len < 0) {
        unpack->error = errno;
        unpack->end = UNPACK_ERROR;
    }
    return 0;
}

static void fill(struct unpack *unpack)
{
    if (unpack->at < unpack->len)
        return;
    unpack->at = 0;
    unpack->len = read_file(unpack, unpack->packed, sizeof unpack->packed);
}

static void set_end(struct unpack *unpack, enum unpack_end end)
{
    if (unpack->end == UNPACK_GOES_ON)
        unpack->end = end;
}

/* ---- plain ---- */

static size_t copy_plain(struct unpack *unpack, char *to, size_t room)
{
    size_t len = unpack->len - unpack->at;
    if (len > room)
        len = room;
    memcpy(to, unpack->packed + unpack->at, len);
    unpack->at += len;
    if (len == 0)
        len = read_file(unpack, to, room);
    if (len == 0)
        set_end(unpack, UNPACK_WHOLE);
    return len;
}

/* ---- UTF-16, as Windows writes what a console printed; it becomes UTF-8 ---- */

/* Makes that many bytes ready, which may come one by one. */
static bool has_bytes(struct unpack *unpack, size_t count)
{
    while (unpack->len - unpack->at < count && !unpack->is_input_over) {
        unpack->len -= unpack->at;
        memmove(unpack->packed, unpack->packed + unpack->at, unpack->len);
        unpack->at = 0;
        unpack->len += read_file(unpack, unpack->packed + unpack->len, sizeof unpack->packed - unpack->len);
    }
    return unpack->len - unpack->at >= count;
}

static uint32_t unit_at(const struct unpack *unpack, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)unpack->packed + unpack->at + at;
    return unpack->is_big_endian ? (uint32_t)(bytes[0] << 8 | bytes[1]) : (uint32_t)(bytes[1] << 8 | bytes[0]);
}

static bool next_character(struct unpack *unpack)
{
    if (!has_bytes(unpack, 2))
        return false;
    uint32_t c = unit_at(unpack, 0);
    bool is_high = c >= 0xd800 && c < 0xdc00 && has_bytes(unpack, 4);
    uint32_t low = is_high ? unit_at(unpack, 2) : 0;
    bool is_pair = low >= 0xdc00 && low < 0xe000;
    unpack->at += is_pair ? 4 : 2;
    if (is_pair)
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    else if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
    unpack->split_at = 0;
    unpack->split_len = utf8_put(c, unpack->split);
    return true;
}

static size_t copy_utf16(struct unpack *unpack, char *to, size_t room)
{
    size_t len = 0;
    /* Not more than is there: a pipe may keep the rest back. */
    while (len < room) {
        bool is_waiting = len > 0 && unpack->len - unpack->at < 2;
        if (unpack->split_at == unpack->split_len && (is_waiting || !next_character(unpack)))
            break;
        to[len++] = unpack->split[unpack->split_at++];
    }
    if (len == 0)
        set_end(unpack, UNPACK_WHOLE);
    return len;
}

static bool open_little(struct unpack *unpack)
{
    unpack->at = 2;
    return true;
}

static bool open_big(struct unpack *unpack)
{
    unpack->is_big_endian = true;
    return open_little(unpack);
}

/* ---- gzip ---- */

static bool open_gzip(struct unpack *unpack)
{
    return inflateInit2(&unpack->gzip, 16 + MAX_WBITS) == Z_OK;
}

static size_t copy_gzip(struct unpack *unpack, char *to, size_t room)
{
    z_stream *stream = &unpack->gzip;
    if (unpack->is_between)
        (void)inflateReset(stream);
    stream->next_in = (Bytef *)unpack->packed + unpack->at;
    stream->avail_in = (uInt)(unpack->len - unpack->at);
    stream->next_out = (Bytef *)to;
    stream->avail_out = (uInt)room;
    int result = inflate(stream, Z_NO_FLUSH);
    unpack->at = unpack->len - stream->avail_in;
    /* What stands behind the last member and is none is left alone, as gzip does. */
    if (result == Z_DATA_ERROR && unpack->is_between)
        set_end(unpack, UNPACK_WHOLE);
    else if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        set_end(unpack, UNPACK_DAMAGED);
    unpack->is_between = result == Z_STREAM_END;
    return room - stream->avail_out;
}

static void close_gzip(struct unpack *unpack)
{
    (void)inflateEnd(&unpack->gzip);
}

/* ---- xz ---- */

static bool open_xz(struct unpack *unpack)
{
    return lzma_stream_decoder(&unpack->xz, XZ_MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
}

static size_t copy_xz(struct unpack *unpack, char *to, size_t room)
{
    lzma_stream *stream = &unpack->xz;
    stream->next_in = (const uint8_t *)unpack->packed + unpack->at;
    stream->avail_in = unpack->len - unpack->at;
    stream->next_out = (uint8_t *)to;
    stream->avail_out = room;
    lzma_ret result = lzma_code(stream, unpack->is_input_over ? LZMA_FINISH : LZMA_RUN);
    unpack->at = unpack->len - stream->avail_in;
    unpack->is_between = result == LZMA_STREAM_END;
    if (result != LZMA_OK && result != LZMA_STREAM_END && result != LZMA_BUF_ERROR)
        set_end(unpack, UNPACK_DAMAGED);
    return room - stream->avail_out;
}

static void close_xz(struct unpack *unpack)
{
    lzma_end(&unpack->xz);
}

/* ---- zstd ---- */

static bool open_zstd(struct unpack *unpack)
{
    unpack->zstd = ZSTD_createDStream();
    return unpack->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(unpack->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
}

static size_t copy_zstd(struct unpack *unpack, char *to, size_t room) /* NOLINT(readability-non-const-parameter) */
{
    ZSTD_inBuffer in = { unpack->packed, unpack->len, unpack->at };
    ZSTD_outBuffer out = { to, room, 0 };
    size_t result = ZSTD_decompressStream(unpack->zstd, &out, &in);
    unpack->at = in.pos;
    if (ZSTD_isError(result))
        set_end(unpack, UNPACK_DAMAGED);
    unpack->is_between = result == 0;
    return out.pos;
}

static void close_zstd(struct unpack *unpack)
{
    (void)ZSTD_freeDStream(unpack->zstd);
}

/* ---- all ---- */

static const struct packing packings[] = {
    { "gzip", "\x1f\x8b", 2, open_gzip, copy_gzip, close_gzip },
    { "xz", "\xfd\x37zXZ", 5, open_xz, copy_xz, close_xz },
    { "zstd", "\x28\xb5\x2f\xfd", 4, open_zstd, copy_zstd, close_zstd },
    { "utf-16", "\xff\xfe", 2, open_little, copy_utf16, NULL },
    { "utf-16", "\xfe\xff", 2, open_big, copy_utf16, NULL },
    { "plain", "", 0, NULL, copy_plain, NULL },
};

/* The last one fits everything. */
static const struct packing *packing_of(struct span start)
{
    size_t i = 0;
    while (!span_starts(start, (struct span){ packings[i].magic, packings[i].magic_len }))
        i++;
    return &packings[i];
}

static void choose_packing(struct unpack *unpack)
{
    /* A pipe may bring the first bytes one by one. */
    while (unpack->len < 5 && !unpack->is_input_over)
        unpack->len += read_file(unpack, unpack->packed + unpack->len, sizeof unpack->packed - unpack->len);
    unpack->packing = packing_of((struct span){ unpack->packed, unpack->len });
    if (unpack->packing->open && !unpack->packing->open(unpack))
        set_end(unpack, UNPACK_DAMAGED);
}

struct unpack *unpack_open(int fd)
{
    struct unpack *unpack = mem_new(sizeof *unpack);
    unpack->fd = fd;
    return unpack;
}

void unpack_close(struct unpack *unpack)
{
    if (unpack && unpack->packing && unpack->packing->close)
        unpack->packing->close(unpack);
    free(unpack);
}

static size_t unpack_more(struct unpack *unpack, char *to, size_t room)
{
    size_t len = 0;
    while (len == 0 && unpack->end == UNPACK_GOES_ON) {
        fill(unpack);
        bool has_input = unpack->at < unpack->len;
        if (!has_input && unpack->is_input_over && unpack->is_between) {
            set_end(unpack, UNPACK_WHOLE);
            break;
        }
        len = unpack->packing->unpack(unpack, to, room);
        if (len == 0 && !has_input && unpack->is_input_over && !unpack->is_between)
            set_end(unpack, UNPACK_DAMAGED);
    }
    return len;
}

size_t unpack_read(struct unpack *unpack, char *to, size_t room)
{
    if (!unpack->packing)
        choose_packing(unpack);
    if (unpack->end != UNPACK_GOES_ON || room == 0)
        return 0;
    if (unpack->packing->unpack == copy_plain || unpack->packing->unpack == copy_utf16)
        return unpack->packing->unpack(unpack, to, room);
    return unpack_more(unpack, to, room);
}

enum unpack_end unpack_end(const struct unpack *unpack)
{
    return unpack->end;
}

int unpack_error(const struct unpack *unpack)
{
    return unpack->error;
}

bool unpack_is_packed(struct span start)
{
    return packing_of(start)->magic_len > 0;
}

const char *unpack_word(const struct unpack *unpack)
{
    return unpack->packing ? unpack->packing->word : "plain";
}

void unpack_again(struct unpack *unpack)
{
    if (unpack->end == UNPACK_WHOLE) {
        unpack->end = UNPACK_GOES_ON;
        unpack->is_input_over = false;
    }
}
