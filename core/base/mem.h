#pragma once

#include "base/span.h"

#include <stddef.h>

/* Memory or the end of the program: none of these returns NULL. New memory is zero. */
void *mem_new(size_t size);
void *mem_grow(void *old, size_t old_size, size_t new_size);
char *mem_text(struct span text);

/* Copies text into a fixed array, cut at a UTF-8 character boundary, always NUL-terminated. */
void mem_copy_text(char *to, size_t room, struct span text);
