#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_end(void *memory)
{
    if (memory)
        return memory;
    fputs("smtpdoctor: out of memory\n", stderr);
    abort();
}

void *mem_new(size_t size)
{
    return or_end(calloc(1, size ? size : 1));
}

void *mem_grow(void *old, size_t old_size, size_t new_size)
{
    char *memory = or_end(realloc(old, new_size ? new_size : 1));
    if (new_size > old_size)
        memset(memory + old_size, 0, new_size - old_size);
    return memory;
}

char *mem_text(struct span text)
{
    char *copy = mem_new(text.len + 1);
    if (text.len)
        memcpy(copy, text.at, text.len);
    return copy;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

void mem_clear(void *at, size_t size)
{
    memset(at, 0, size);
}

void mem_copy_text(char *to, size_t room, struct span text)
{
    size_t len = text.len;
    if (len >= room) {
        len = room - 1;
        while (len && is_continuation(text.at[len]))
            len--;
    }
    if (len)
        memmove(to, text.at, len);
    to[len] = '\0';
}
