#pragma once

#include "base/span.h"

#include <stddef.h>

/* Memory or the end of the program: none of these returns NULL. New memory is zero. */
void *mem_new(size_t size);
void *mem_grow(void *old, size_t old_size, size_t new_size);
char *mem_text(struct span text);

/* For what is cleared often: always the C library's memset, which a compiler replaces by slower instructions. */
void mem_clear(void *at, size_t size);

/* Copies text into a fixed array, cut at a UTF-8 character boundary, always NUL-terminated. */
void mem_copy_text(char *to, size_t room, struct span text);
