#include "practice/words.h"

static bool hex_digit(char c, unsigned *ret_value)
{
    static const char digits[] = "0123456789abcdef";
    char lower = c >= 'A' && c <= 'F' ? (char)(c + 32) : c;
    size_t at = span_find_char((struct span){ digits, 16 }, lower);
    if (at == SPAN_NONE)
        return false;
    *ret_value = (unsigned)at;
    return true;
}

static bool expand_hex(struct span *rest, struct buf *out)
{
    unsigned high, low;
    if (rest->len < 2 || !hex_digit(rest->at[0], &high) || !hex_digit(rest->at[1], &low))
        return false;
    *rest = span_from(*rest, 2);
    return buf_add_char(out, (char)(high << 4 | low));
}

/* What follows a backslash. */
static bool expand_one(struct span *rest, struct buf *out)
{
    static const struct {
        char name, byte;
    } escapes[] = { { 'r', '\r' }, { 'n', '\n' }, { 't', '\t' }, { '\\', '\\' }, { '"', '"' } };
    if (rest->len == 0)
        return false;
    char name = rest->at[0];
    *rest = span_from(*rest, 1);
    if (name == 'x')
        return expand_hex(rest, out);
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (escapes[i].name == name)
            return buf_add_char(out, escapes[i].byte);
    return false;
}

static bool take_char(struct span *rest, struct buf *out)
{
    char c = rest->at[0];
    *rest = span_from(*rest, 1);
    return c == '\\' ? expand_one(rest, out) : buf_add_char(out, c);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool take_quoted(struct span *rest, struct buf *out)
{
    *rest = span_from(*rest, 1);
    while (rest->len && rest->at[0] != '"')
        if (!take_char(rest, out))
            return false;
    if (rest->len == 0)
        return false;
    *rest = span_from(*rest, 1);
    return rest->len == 0 || is_blank(rest->at[0]);
}

bool words_next(struct span *rest, struct buf *out)
{
    while (rest->len && is_blank(rest->at[0]))
        *rest = span_from(*rest, 1);
    if (rest->len == 0)
        return false;
    if (rest->at[0] == '"')
        return take_quoted(rest, out);
    while (rest->len && !is_blank(rest->at[0]))
        if (!take_char(rest, out))
            return false;
    return true;
}

bool words_expand(struct span text, struct buf *out)
{
    while (text.len)
        if (!take_char(&text, out))
            return false;
    return true;
}

bool words_duration(struct span text, int64_t *ret_ms)
{
    static const struct {
        struct span unit;
        int64_t ms;
    } units[] = {
        { { "ms", 2 }, 1 }, { { "s", 1 }, 1000 }, { { "h", 1 }, 3600 * 1000LL }, { { "d", 1 }, 24 * 3600 * 1000LL }
    };
    const int64_t ten_years = 3650 * 24 * 3600 * 1000LL;
    bool negative = text.len && text.at[0] == '-';
    struct span number = negative ? span_from(text, 1) : text;
    uint64_t count;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (span_ends_nocase(number, units[i].unit) && span_number(span_head(number, number.len - units[i].unit.len),
                                                                   (uint64_t)(ten_years / units[i].ms), &count)) {
            *ret_ms = (negative ? -1 : 1) * (int64_t)count * units[i].ms;
            return true;
        }
    return false;
}
