#include "base/span.h"

#include <string.h>
#include <strings.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool span_equal_nocase(struct span a, struct span b)
{
    return a.len == b.len && same_nocase(a.at, b.at, a.len);
}

bool span_starts_nocase(struct span text, struct span prefix)
{
    return text.len >= prefix.len && same_nocase(text.at, prefix.at, prefix.len);
}

bool span_ends_nocase(struct span text, struct span suffix)
{
    return text.len >= suffix.len && same_nocase(text.at + text.len - suffix.len, suffix.at, suffix.len);
}

size_t span_find(struct span text, struct span needle)
{
    if (needle.len == 0)
        return 0;
    if (text.len < needle.len)
        return SPAN_NONE;
    const char *found = memmem(text.at, text.len, needle.at, needle.len);
    return found ? (size_t)(found - text.at) : SPAN_NONE;
}

size_t span_find_nocase(struct span text, struct span needle)
{
    if (needle.len == 0)
        return 0;
    char first = lower(needle.at[0]);
    for (size_t i = 0; i + needle.len <= text.len; i++)
        if (lower(text.at[i]) == first && same_nocase(text.at + i, needle.at, needle.len))
            return i;
    return SPAN_NONE;
}

size_t span_find_last(struct span text, char c)
{
    const char *found = text.len ? memrchr(text.at, c, text.len) : NULL;
    return found ? (size_t)(found - text.at) : SPAN_NONE;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span text)
{
    while (text.len && is_blank(text.at[0]))
        text = span_from(text, 1);
    while (text.len && is_blank(text.at[text.len - 1]))
        text.len--;
    return text;
}

bool span_cut(struct span *rest, char separator, struct span *ret_piece)
{
    if (rest->len == 0)
        return false;
    size_t end = span_find_char(*rest, separator);
    *ret_piece = span_head(*rest, end == SPAN_NONE ? rest->len : end);
    *rest = end == SPAN_NONE ? SPAN_EMPTY : span_from(*rest, end + 1);
    return true;
}

bool span_line(struct span *rest, struct span *ret_line)
{
    if (!span_cut(rest, '\n', ret_line))
        return false;
    if (ret_line->len && ret_line->at[ret_line->len - 1] == '\r')
        ret_line->len--;
    return true;
}

bool span_word(struct span *rest, struct span *ret_word)
{
    while (rest->len && is_blank(rest->at[0]))
        *rest = span_from(*rest, 1);
    if (rest->len == 0)
        return false;
    size_t len = 0;
    while (len < rest->len && !is_blank(rest->at[len]))
        len++;
    *ret_word = span_head(*rest, len);
    *rest = span_from(*rest, len);
    return true;
}

bool span_number(struct span text, uint64_t max, uint64_t *ret_number)
{
    uint64_t number = 0;
    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text.at[i] - '0');
        if (digit > max || number > (max - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *ret_number = number;
    return true;
}

static uint64_t load(const char *at, size_t len)
{
    uint64_t whole = 0;
    uint32_t low = 0;
    uint32_t high = 0;
    if (len == sizeof whole) {
        memcpy(&whole, at, sizeof whole);
        return whole;
    }
    if (len >= sizeof low) { /* the two overlap */
        memcpy(&low, at, sizeof low);
        memcpy(&high, at + len - sizeof high, sizeof high);
        return low | (uint64_t)high << 32;
    }
    for (size_t i = 0; i < len; i++)
        whole = whole << 8 | (unsigned char)at[i];
    return whole;
}

/* Folded before and behind the product, which carries upwards alone: the last letter of a text is the top of a piece,
 * and must reach the low bits too. */
static uint64_t stir(uint64_t hash, uint64_t piece)
{
    hash ^= piece;
    hash = (hash ^ hash >> 32) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 32;
}

uint64_t span_hash(struct span text)
{
    const size_t step = sizeof(uint64_t);
    uint64_t hash = text.len * 0x9e3779b97f4a7c15u;
    size_t at = 0;
    for (; at + step < text.len; at += step)
        hash = stir(hash, load(text.at + at, step));
    if (text.len > step) /* the last eight bytes overlap those before */
        hash = stir(hash, load(text.at + text.len - step, step));
    else
        hash = stir(hash, load(text.at, text.len));
    hash *= 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 32;
}
