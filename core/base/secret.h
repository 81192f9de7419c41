#pragma once

#include "base/span.h"

/*
 * A password or token. Kept in locked memory that is left out of core dumps, wiped when
 * cleared, and passed by pointer only. There is no function that prints one.
 */
struct secret {
    char *at;
    size_t len;
    size_t room;
};

#define SECRET_MAX ((size_t)64 * 1024)

/* Replaces the content; false (and empty) when longer than SECRET_MAX. Safe on a zero secret. */
bool secret_set(struct secret *secret, struct span bytes);
/* Adds or removes bytes at an offset (for typing); out of range does nothing. */
bool secret_insert(struct secret *secret, size_t offset, struct span bytes);
void secret_remove(struct secret *secret, size_t offset, size_t len);
bool secret_copy(struct secret *to, const struct secret *from);
void secret_clear(struct secret *secret);
/* Borrowed; for the one server the secret is meant for, and for inspecting its characters. */
struct span secret_bytes(const struct secret *secret);
/* Overwrites memory in a way the compiler keeps. */
void secret_wipe(void *memory, size_t len);
