#include "checks/letters.h"

#include "base/clean.h"

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xa0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f;
}

static bool is_corrected(uint32_t c)
{
    return (c >= 0x2010 && c <= 0x2015) || (c >= 0x2018 && c <= 0x201f) || c == 0x2026 || c == 0x2212 || c == 0xab ||
           c == 0xbb;
}

enum letter_kind letter_kind(uint32_t c)
{
    if (is_blank(c))
        return LETTER_BLANK;
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return LETTER_CONTROL;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0x24f))
        return LETTER_LATIN;
    if (c >= 0xff01 && c <= 0xff5e)
        return LETTER_FULLWIDTH;
    if (is_corrected(c))
        return LETTER_CORRECTED;
    if (clean_is_hidden(c))
        return LETTER_HIDDEN;
    if (c >= 0x400 && c <= 0x52f)
        return LETTER_CYRILLIC;
    return c >= 0x370 && c <= 0x3ff ? LETTER_GREEK : LETTER_USUAL;
}

uint32_t letter_halfwidth(uint32_t c)
{
    if (c == 0x3000)
        return ' ';
    if (c == 0x3002)
        return '.';
    return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + '!' : c;
}

struct pair {
    uint32_t from, to;
};

static uint32_t look_up(const struct pair *pairs, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (pairs[i].from == c)
            return pairs[i].to;
    return c;
}
#define LOOK_UP(pairs, c) look_up(pairs, sizeof(pairs) / sizeof *(pairs), c)

uint32_t letter_straight(uint32_t c)
{
    static const struct pair pairs[] = {
        { 0x2010, '-' }, { 0x2011, '-' },  { 0x2012, '-' },  { 0x2013, '-' },  { 0x2014, '-' },  { 0x2015, '-' },
        { 0x2212, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, '\'' }, { 0x201b, '\'' }, { 0x201c, '"' },
        { 0x201d, '"' }, { 0x201e, '"' },  { 0x201f, '"' },  { 0xab, '"' },    { 0xbb, '"' },
    };
    return LOOK_UP(pairs, c);
}

uint32_t letter_lookalike(uint32_t c)
{
    static const struct pair pairs[] = {
        { 0x430, 'a' }, { 0x435, 'e' }, { 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x443, 'y' }, { 0x445, 'x' },
        { 0x455, 's' }, { 0x456, 'i' }, { 0x458, 'j' }, { 0x501, 'd' }, { 0x51b, 'q' }, { 0x51d, 'w' }, { 0x410, 'A' },
        { 0x412, 'B' }, { 0x415, 'E' }, { 0x41a, 'K' }, { 0x41c, 'M' }, { 0x41d, 'H' }, { 0x41e, 'O' }, { 0x420, 'P' },
        { 0x421, 'C' }, { 0x422, 'T' }, { 0x425, 'X' }, { 0x405, 'S' }, { 0x406, 'I' }, { 0x408, 'J' }, { 0x3bf, 'o' },
        { 0x3b1, 'a' }, { 0x3bd, 'v' }, { 0x391, 'A' }, { 0x392, 'B' }, { 0x395, 'E' }, { 0x39f, 'O' }, { 0x3a1, 'P' },
    };
    return LOOK_UP(pairs, c);
}

uint32_t letter_on_qwerty(uint32_t c)
{
    static const struct pair pairs[] = {
        { 0x439, 'q' }, { 0x446, 'w' },  { 0x443, 'e' }, { 0x43a, 'r' }, { 0x435, 't' }, { 0x43d, 'y' }, { 0x433, 'u' },
        { 0x448, 'i' }, { 0x449, 'o' },  { 0x437, 'p' }, { 0x445, '[' }, { 0x44a, ']' }, { 0x444, 'a' }, { 0x44b, 's' },
        { 0x432, 'd' }, { 0x430, 'f' },  { 0x43f, 'g' }, { 0x440, 'h' }, { 0x43e, 'j' }, { 0x43b, 'k' }, { 0x434, 'l' },
        { 0x436, ';' }, { 0x44d, '\'' }, { 0x44f, 'z' }, { 0x447, 'x' }, { 0x441, 'c' }, { 0x43c, 'v' }, { 0x438, 'b' },
        { 0x442, 'n' }, { 0x44c, 'm' },  { 0x431, ',' }, { 0x44e, '.' }, { 0x451, '`' },
    };
    bool is_upper = (c >= 0x410 && c <= 0x42f) || c == 0x401;
    uint32_t small = c == 0x401 ? 0x451 : is_upper ? c + 0x20 : c;
    uint32_t key = LOOK_UP(pairs, small);
    if (key == small)
        return c;
    return is_upper && key >= 'a' && key <= 'z' ? key - 32 : key;
}
