#include "base/catalogue.h"

#include <string.h>

enum { MAGIC = 0x950412de, HEADER_BYTES = 28, ENTRY_BYTES = 8 };

static uint32_t number_at(const struct catalogue *catalogue, size_t offset)
{
    uint32_t number = 0;
    if (offset + sizeof number <= catalogue->bytes.len)
        memcpy(&number, catalogue->bytes.at + offset, sizeof number);
    return catalogue->swapped ? __builtin_bswap32(number) : number;
}

/* One entry of a table: length, then offset, of a text that a NUL follows. */
static struct span entry(const struct catalogue *catalogue, uint32_t table, size_t index)
{
    size_t at = (size_t)table + index * ENTRY_BYTES;
    return (struct span){ catalogue->bytes.at + number_at(catalogue, at + 4), number_at(catalogue, at) };
}

static bool is_sound_table(const struct catalogue *catalogue, uint32_t table)
{
    size_t len = catalogue->bytes.len;
    if ((uint64_t)table + (uint64_t)catalogue->count * ENTRY_BYTES > len)
        return false;
    for (size_t i = 0; i < catalogue->count; i++) {
        size_t at = (size_t)table + i * ENTRY_BYTES;
        uint64_t end = (uint64_t)number_at(catalogue, at) + number_at(catalogue, at + 4);
        if (end >= len || catalogue->bytes.at[end] != '\0')
            return false;
    }
    return true;
}

bool catalogue_open(struct catalogue *catalogue, struct span bytes)
{
    *catalogue = (struct catalogue){ .bytes = bytes };
    if (bytes.len < HEADER_BYTES)
        return false;
    uint32_t magic = number_at(catalogue, 0);
    catalogue->swapped = magic != MAGIC;
    if (catalogue->swapped && __builtin_bswap32(magic) != MAGIC)
        return false;
    if (number_at(catalogue, 4) >> 16 != 0)
        return false;
    catalogue->count = number_at(catalogue, 8);
    catalogue->originals = number_at(catalogue, 12);
    catalogue->translations = number_at(catalogue, 16);
    return is_sound_table(catalogue, catalogue->originals) && is_sound_table(catalogue, catalogue->translations);
}

static int compare(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.at, b.at, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool catalogue_get(const struct catalogue *catalogue, struct span key, struct span *ret_text)
{
    size_t low = 0;
    size_t high = catalogue->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(key, entry(catalogue, catalogue->originals, middle));
        if (order == 0) {
            struct span text = entry(catalogue, catalogue->translations, middle);
            *ret_text = text;
            return text.len > 0;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool catalogue_at(const struct catalogue *catalogue, size_t index, struct span *ret_key, struct span *ret_text)
{
    if (index >= catalogue->count)
        return false;
    *ret_key = entry(catalogue, catalogue->originals, index);
    *ret_text = entry(catalogue, catalogue->translations, index);
    return true;
}
