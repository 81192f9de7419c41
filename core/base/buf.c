#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){ .ceiling = ceiling };
}

void buf_free(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){ .ceiling = buf->ceiling };
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->full = false;
    if (buf->at)
        buf->at[0] = '\0';
}

/* Makes room for more bytes and the NUL; tells how many of them are allowed. */
static size_t reserve(struct buf *buf, size_t more)
{
    size_t allowed = buf->ceiling - buf->len;
    if (more > allowed) {
        more = allowed;
        buf->full = true;
    }
    if (buf->len + more + 1 > buf->room) {
        size_t room = buf->room ? buf->room * 2 : 64;
        if (room < buf->len + more + 1)
            room = buf->len + more + 1;
        if (room > buf->ceiling + 1)
            room = buf->ceiling + 1;
        buf->at = mem_grow(buf->at, buf->room, room);
        buf->room = room;
    }
    return more;
}

void buf_reserve(struct buf *buf, size_t len)
{
    if (len <= buf->len)
        return;
    bool was_full = buf->full;
    reserve(buf, len - buf->len);
    buf->at[buf->len] = '\0';
    buf->full = was_full;
}

bool buf_add(struct buf *buf, struct span bytes)
{
    size_t len = reserve(buf, bytes.len);
    if (len)
        memcpy(buf->at + buf->len, bytes.at, len);
    buf->len += len;
    buf->at[buf->len] = '\0';
    return len == bytes.len;
}

bool buf_add_char(struct buf *buf, char c)
{
    return buf_add(buf, (struct span){ &c, 1 });
}

bool buf_add_text(struct buf *buf, const char *text)
{
    return buf_add(buf, span_of(text));
}

bool buf_addf(struct buf *buf, const char *format, ...)
{
    char small[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len < 0)
        return false;
    if ((size_t)len < sizeof small)
        return buf_add(buf, (struct span){ small, (size_t)len });
    char *large = mem_new((size_t)len + 1);
    va_start(args, format);
    (void)vsnprintf(large, (size_t)len + 1, format, args);
    va_end(args);
    bool fitted = buf_add(buf, (struct span){ large, (size_t)len });
    free(large);
    return fitted;
}

void buf_drop(struct buf *buf, size_t len)
{
    if (len > buf->len)
        len = buf->len;
    if (len == 0)
        return;
    buf->len -= len;
    memmove(buf->at, buf->at + len, buf->len);
    buf->at[buf->len] = '\0';
}

struct span buf_span(const struct buf *buf)
{
    return (struct span){ buf->at, buf->len };
}

const char *buf_text(const struct buf *buf)
{
    return buf->at ? buf->at : "";
}

char *buf_take(struct buf *buf)
{
    char *text = buf->at ? buf->at : mem_new(1);
    *buf = (struct buf){ .ceiling = buf->ceiling };
    return text;
}
