#include "base/clean.h"

#include "base/utf8.h"

#include <stdio.h>

enum { MARKS_PER_BASE = 2, TAB_STOP = 8 };

struct cleaner {
    struct buf *out;
    bool keeps_lines;
    bool changed;
    bool has_base;  /* a character that a combining mark may sit on */
    size_t marks;   /* combining marks on it so far */
    size_t dropped; /* of them, not shown */
    size_t column;
};

bool clean_is_hidden(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        { 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },   { 0x034f, 0x034f },    { 0x061c, 0x061c },
        { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },   { 0x200b, 0x200f },    { 0x2028, 0x202e },
        { 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xd800, 0xf8ff },   { 0xfe00, 0xfe0f },    { 0xfeff, 0xfeff },
        { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1d173, 0x1d17a }, { 0xe0000, 0x10ffff },
    };
    if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
        return true;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return false;
}

static void end_base(struct cleaner *cleaner)
{
    if (cleaner->dropped)
        buf_addf(cleaner->out, "<+%zu>", cleaner->dropped);
    cleaner->dropped = 0;
    cleaner->marks = 0;
}

static void put_sign(struct cleaner *cleaner, const char *sign)
{
    end_base(cleaner);
    struct span text = span_of(sign);
    buf_add(cleaner->out, text);
    cleaner->changed = true;
    cleaner->has_base = false;
    cleaner->column += text.len;
}

static void put_character(struct cleaner *cleaner, uint32_t c)
{
    char sign[16];
    (void)snprintf(sign, sizeof sign, "<U+%04X>", (unsigned)c);
    put_sign(cleaner, sign);
}

static void put_byte(struct cleaner *cleaner, uint32_t byte)
{
    char sign[8];
    (void)snprintf(sign, sizeof sign, "<%02X>", (unsigned)(byte & 0xff));
    put_sign(cleaner, sign);
}

static void put_control(struct cleaner *cleaner, uint32_t c)
{
    if (c == '\t') {
        end_base(cleaner);
        size_t blanks = TAB_STOP - cleaner->column % TAB_STOP;
        cleaner->column += blanks;
        while (blanks--)
            buf_add_char(cleaner->out, ' ');
        cleaner->has_base = false;
    } else if (c == '\r' || c == '\n') {
        put_sign(cleaner, c == '\r' ? "<CR>" : "<LF>");
    } else {
        put_sign(cleaner, (const char[]){ '^', (char)(c ^ 0x40), '\0' });
    }
}

static void put_visible(struct cleaner *cleaner, uint32_t c)
{
    char bytes[UTF8_MAX_BYTES];
    int cells = utf8_cells(c);
    if (cells == 0) {
        if (!cleaner->has_base) {
            put_character(cleaner, c);
            return;
        }
        if (++cleaner->marks > MARKS_PER_BASE) {
            cleaner->dropped++;
            cleaner->changed = true;
            return;
        }
    } else {
        end_base(cleaner);
        cleaner->has_base = true;
        cleaner->column += (size_t)cells;
    }
    buf_add(cleaner->out, (struct span){ bytes, utf8_put(c, bytes) });
}

static void put_line_end(struct cleaner *cleaner)
{
    end_base(cleaner);
    buf_add_char(cleaner->out, '\n');
    cleaner->column = 0;
    cleaner->has_base = false;
}

static bool is_line_end(const struct cleaner *cleaner, struct span rest, uint32_t c)
{
    return cleaner->keeps_lines && (c == '\n' || (c == '\r' && rest.len && rest.at[0] == '\n'));
}

static void clean_all(struct cleaner *cleaner, struct span rest)
{
    uint32_t c;
    bool valid;
    while (utf8_next(&rest, &c, &valid)) {
        if (!valid) {
            put_byte(cleaner, c);
        } else if (is_line_end(cleaner, rest, c)) {
            if (c == '\r')
                rest = span_from(rest, 1);
            put_line_end(cleaner);
        } else if (c < 0x20 || c == 0x7f) {
            put_control(cleaner, c);
        } else if (clean_is_hidden(c)) {
            put_character(cleaner, c);
        } else {
            put_visible(cleaner, c);
        }
    }
    end_base(cleaner);
}

static bool clean_up_to(struct cleaner *cleaner, struct span raw, size_t max)
{
    struct span shown = span_head(raw, max);
    /* Do not cut a character in two: that would show as invalid bytes. */
    while (shown.len < raw.len && shown.len > 0 && ((unsigned char)raw.at[shown.len] & 0xc0) == 0x80 &&
           max - shown.len < UTF8_MAX_BYTES)
        shown.len--;
    clean_all(cleaner, shown);
    if (shown.len < raw.len) {
        buf_addf(cleaner->out, "… %zu bytes more", raw.len - shown.len);
        cleaner->changed = true;
    }
    return cleaner->changed;
}

bool clean_add(struct buf *out, struct span raw, size_t max)
{
    struct cleaner cleaner = { .out = out };
    return clean_up_to(&cleaner, raw, max);
}

bool clean_add_lines(struct buf *out, struct span raw, size_t max)
{
    struct cleaner cleaner = { .out = out, .keeps_lines = true };
    return clean_up_to(&cleaner, raw, max);
}
