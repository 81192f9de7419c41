#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Borrowed bytes: a pointer and a length, not ended by a NUL, never owned. Whoever made
 * the bytes keeps them alive. An empty span may have a NULL pointer.
 */
struct span {
    const char *at;
    size_t len;
};

#define SPAN(literal) ((struct span){ literal, sizeof(literal) - 1 })
#define SPAN_EMPTY ((struct span){ NULL, 0 })

/* For printf("%.*s", SPAN_ARG(s)); only for text that is already clean. */
#define SPAN_ARG(s) (int)(s).len, (s).at

/* A C string as a span; NULL gives the empty span. */
static inline struct span span_of(const char *text)
{
    return text ? (struct span){ text, strlen(text) } : SPAN_EMPTY;
}

/* The first len bytes, or fewer; what follows offset, or nothing. */
static inline struct span span_head(struct span text, size_t len)
{
    return (struct span){ text.at, text.len < len ? text.len : len };
}

static inline struct span span_from(struct span text, size_t offset)
{
    return offset < text.len ? (struct span){ text.at + offset, text.len - offset } : SPAN_EMPTY;
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_starts(struct span text, struct span prefix)
{
    return text.len >= prefix.len && (prefix.len == 0 || memcmp(text.at, prefix.at, prefix.len) == 0);
}

/* ASCII letters compare without case; all other bytes exactly. */
bool span_equal_nocase(struct span a, struct span b);
bool span_starts_nocase(struct span text, struct span prefix);
bool span_ends_nocase(struct span text, struct span suffix);

/* Offset of the first occurrence, or SPAN_NONE. An empty needle is found at 0. */
#define SPAN_NONE ((size_t)-1)
size_t span_find(struct span text, struct span needle);
size_t span_find_nocase(struct span text, struct span needle);
size_t span_find_last(struct span text, char c);
static inline size_t span_find_char(struct span text, char c)
{
    const char *found = text.len ? (const char *)memchr(text.at, c, text.len) : NULL;
    return found ? (size_t)(found - text.at) : SPAN_NONE;
}

/* Blank (space, tab, CR, LF) bytes removed at both ends. */
struct span span_trim(struct span text);

/* Cuts the piece before separator off *rest (and the separator with it). False when *rest is empty. */
bool span_cut(struct span *rest, char separator, struct span *ret_piece);
/* The next line of *rest, without its LF or CRLF. False at the end. */
bool span_line(struct span *rest, struct span *ret_line);
/* The next word between blanks. False when only blanks are left. */
bool span_word(struct span *rest, struct span *ret_word);

/* Decimal digits only, no sign, no blanks; false when empty, malformed or above max. */
bool span_number(struct span text, uint64_t max, uint64_t *ret_number);

/* For hash tables in memory, eight bytes at a time; not for security, and not to be stored: it differs between
 * machines. */
uint64_t span_hash(struct span text);
