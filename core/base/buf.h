#pragma once

#include "base/span.h"

/*
 * Bytes that grow up to a ceiling given at the start. What would go over the ceiling is
 * dropped and remembered in `full`, so a caller may write many pieces and ask once.
 * The content is always followed by a NUL that is not counted in `len`.
 */
struct buf {
    char *at;
    size_t len;
    size_t room;
    size_t ceiling;
    bool full;
};

#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)

void buf_init(struct buf *buf, size_t ceiling);
/* Safe on a buf that is zero or already freed. */
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf);

/* False when not everything fitted; what fits is kept. */
bool buf_add(struct buf *buf, struct span bytes);
bool buf_add_char(struct buf *buf, char c);
bool buf_add_text(struct buf *buf, const char *text);
__attribute__((format(printf, 2, 3))) bool buf_addf(struct buf *buf, const char *format, ...);

/* Room for that many bytes in all, so that adding them moves nothing (secrets leave no copies behind). */
void buf_reserve(struct buf *buf, size_t len);

/* Removes len bytes (or all) at the front. */
void buf_drop(struct buf *buf, size_t len);

/* Borrowed until the next change. buf_text never returns NULL. */
struct span buf_span(const struct buf *buf);
const char *buf_text(const struct buf *buf);

/* Gives the NUL-terminated text away (free() it) and leaves the buf empty. */
char *buf_take(struct buf *buf);
