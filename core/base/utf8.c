#include "base/utf8.h"

static size_t expected_len(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static bool is_sound(uint32_t character, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    return character >= least[len] && character <= 0x10ffff && (character < 0xd800 || character > 0xdfff);
}

static bool decode(struct span text, size_t len, uint32_t *ret_char)
{
    static const unsigned char lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t character = (unsigned char)text.at[0] & lead_bits[len];
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.at[i];
        if ((next & 0xc0) != 0x80)
            return false;
        character = character << 6 | (next & 0x3f);
    }
    *ret_char = character;
    return is_sound(character, len);
}

bool utf8_next(struct span *rest, uint32_t *ret_char, bool *ret_valid)
{
    if (rest->len == 0)
        return false;
    unsigned char lead = (unsigned char)rest->at[0];
    size_t len = expected_len(lead);
    *ret_valid = len > 0 && len <= rest->len && decode(*rest, len, ret_char);
    if (!*ret_valid) {
        *ret_char = lead;
        len = 1;
    }
    *rest = span_from(*rest, len);
    return true;
}

size_t utf8_put(uint32_t character, char out[UTF8_MAX_BYTES])
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t len = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    out[0] = (char)(lead[len] | character);
    return len;
}

bool utf8_is_valid(struct span text)
{
    uint32_t character;
    bool valid = true;
    while (valid && utf8_next(&text, &character, &valid))
        ;
    return valid;
}

struct range {
    uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

/* Unicode East Asian Wide and Fullwidth, in the coarse blocks that terminals agree on. */
static bool is_wide(uint32_t character)
{
    static const struct range wide[] = {
        { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },   { 0x23f0, 0x23f0 },
        { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x267f, 0x267f },
        { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },   { 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },
        { 0x26ce, 0x26ce },   { 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
        { 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },   { 0x2728, 0x2728 },
        { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },   { 0x2757, 0x2757 },   { 0x2795, 0x2797 },
        { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },   { 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },
        { 0x2e80, 0x303e },   { 0x3041, 0x4dff },   { 0x4e00, 0xa4cf },   { 0xa960, 0xa97c },   { 0xac00, 0xd7a3 },
        { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },   { 0xffe0, 0xffe6 },
        { 0x16fe0, 0x18cff }, { 0x1aff0, 0x1b2ff }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e },
        { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 },
        { 0x1f3a0, 0x1f3ca }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc },
        { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f567 }, { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f900, 0x1faff },
        { 0x20000, 0x3fffd },
    };
    return character >= 0x1100 && is_in(wide, sizeof wide / sizeof *wide, character);
}

static bool is_zero(uint32_t character)
{
    static const struct range zero[] = {
        { 0x0300, 0x036f },   { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 },
        { 0x05c4, 0x05c5 },   { 0x05c7, 0x05c7 }, { 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 },
        { 0x06d6, 0x06dc },   { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff },
        { 0x1dc0, 0x1dff },   { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x20d0, 0x20ff },
        { 0x302a, 0x302d },   { 0x3099, 0x309a }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
        { 0xe0000, 0xe0fff },
    };
    return character >= 0x300 && is_in(zero, sizeof zero / sizeof *zero, character);
}

int utf8_cells(uint32_t character)
{
    if (character < 0x20 || (character >= 0x7f && character < 0xa0))
        return -1;
    if (is_zero(character))
        return 0;
    return is_wide(character) ? 2 : 1;
}

size_t utf8_width(struct span text)
{
    size_t cells = 0;
    uint32_t character;
    bool valid;
    while (utf8_next(&text, &character, &valid)) {
        int width = valid ? utf8_cells(character) : 1;
        cells += width > 0 ? (size_t)width : 0;
    }
    return cells;
}

struct span utf8_fit(struct span text, size_t cells)
{
    struct span rest = text;
    struct span fitting = span_head(text, 0);
    uint32_t character;
    bool valid;
    size_t used = 0;
    while (utf8_next(&rest, &character, &valid)) {
        int width = valid ? utf8_cells(character) : 1;
        used += width > 0 ? (size_t)width : 0;
        if (used > cells)
            break;
        fitting.len = text.len - rest.len;
    }
    return fitting;
}

/* The second byte of a letter of two, made small; false when the pair is no capital. */
static bool lower_pair(unsigned char *pair)
{
    bool is_latin = pair[0] == 0xc3 && pair[1] >= 0x80 && pair[1] <= 0x9e && pair[1] != 0x97;
    bool is_cyrillic = pair[0] == 0xd0 && pair[1] >= 0x90 && pair[1] <= 0xaf;
    if (is_latin || (is_cyrillic && pair[1] < 0xa0)) {
        pair[1] += 0x20;
    } else if (is_cyrillic) {
        pair[0] = 0xd1;
        pair[1] -= 0x20;
    } else if (pair[0] == 0xd0 && pair[1] == 0x81) { /* Ё */
        pair[0] = 0xd1;
        pair[1] = 0x91;
    } else {
        return false;
    }
    return true;
}

void utf8_lower(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] + 'a' - 'A');
        else if (i + 1 < len && lower_pair((unsigned char *)text + i))
            i++;
    }
}
