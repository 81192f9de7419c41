#include "logs/unwrap.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_hex(struct span text, size_t digits, uint32_t *ret_value)
{
    uint32_t value = 0;
    if (text.len < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        int digit = hex_value(text.at[i]);
        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *ret_value = value;
    return true;
}

static void put_character(struct buf *out, uint32_t c)
{
    char bytes[UTF8_MAX_BYTES];
    buf_add(out, (struct span){ bytes, utf8_put(c, bytes) });
}

/* Each reads one escape at the start of text; how long it was, 0 when there is none. */
static size_t take_backslash(struct span text, struct buf *out)
{
    uint32_t value;
    if (text.len < 2 || text.at[0] != '\\')
        return 0;
    switch (text.at[1]) {
    case 'n':
        buf_add_char(out, '\n');
        return 2;
    case 'r':
        return 2;
    case 't':
        buf_add_char(out, ' ');
        return 2;
    case '"':
    case '\'':
    case '/':
        buf_add_char(out, text.at[1]);
        return 2;
    case 'x':
        /* \x16 in a server's log is proof of TLS on a plain port: such ones stay as they are. */
        if (!read_hex(span_from(text, 2), 2, &value) || value < 0x80)
            return 0;
        buf_add_char(out, (char)value);
        return 4;
    case 'u':
        if (!read_hex(span_from(text, 2), 4, &value) || (value >= 0xd800 && value <= 0xdfff))
            return 0;
        put_character(out, value);
        return 6;
    default:
        return 0;
    }
}

static size_t take_entity(struct span text, struct buf *out)
{
    static const struct {
        const char *entity, *meaning;
    } entities[] = { { "&lt;", "<" },  { "&gt;", ">" },   { "&quot;", "\"" }, { "&#39;", "'" },
                     { "&amp;", "&" }, { "&nbsp;", " " }, { "&apos;", "'" },  { "&#34;", "\"" },
                     { "<br>", "\n" }, { "<br/>", "\n" }, { "<br />", "\n" } };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (span_starts_nocase(text, span_of(entities[i].entity))) {
            buf_add_text(out, entities[i].meaning);
            return strlen(entities[i].entity);
        }
    return 0;
}

static size_t take_quoted(struct span text, struct buf *out)
{
    uint32_t value;
    if (text.len < 3 || text.at[0] != '=' || !read_hex(span_from(text, 1), 2, &value) || value < 0x80)
        return 0;
    buf_add_char(out, (char)value);
    return 3;
}

static void take_escapes(struct span raw, struct buf *out)
{
    while (raw.len) {
        size_t taken = 0;
        if (raw.at[0] == '\\')
            taken = take_backslash(raw, out);
        else if (raw.at[0] == '&' || raw.at[0] == '<')
            taken = take_entity(raw, out);
        else if (raw.at[0] == '=')
            taken = take_quoted(raw, out);
        if (taken == 0) {
            buf_add_char(out, raw.at[0]);
            taken = 1;
        }
        raw = span_from(raw, taken);
    }
}

/* ---- character sets ---- */

static bool convert(struct span raw, const char *set, struct buf *out)
{
    iconv_t state = iconv_open("UTF-8", set);
    if (state == (iconv_t)-1)
        return false;
    size_t room = raw.len * 4 + 16;
    char *text = mem_new(room);
    char *from = (char *)raw.at;
    char *to = text;
    size_t left = raw.len;
    size_t space = room;
    bool good = iconv(state, &from, &left, &to, &space) != (size_t)-1 && left == 0;
    if (good)
        buf_add(out, (struct span){ text, room - space });
    iconv_close(state);
    free(text);
    return good;
}

/* How much of the text looks like the language that the set is for. */
static size_t likeness(struct span text, bool chinese)
{
    size_t common = 0;
    uint32_t c;
    bool valid;
    while (utf8_next(&text, &c, &valid)) {
        bool han = c >= 0x4e00 && c <= 0x9fa5;
        bool small_cyrillic = c >= 0x430 && c <= 0x44f;
        if (valid && (chinese ? han || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff60) : small_cyrillic))
            common += chinese ? 2 : 1;
    }
    return common;
}

/* Without a set that fits, the bytes stay as they are and are shown as bytes. */
static void choose_set(struct span raw, struct buf *out)
{
    static const struct {
        const char *set;
        bool chinese;
    } sets[] = { { "GB18030", true }, { "CP1251", false }, { "KOI8-R", false }, { "BIG5", true } };
    struct buf best;
    size_t best_score = 0;
    buf_init(&best, out->ceiling);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct buf text;
        buf_init(&text, out->ceiling);
        size_t score = convert(raw, sets[i].set, &text) ? likeness(buf_span(&text), sets[i].chinese) : 0;
        if (score > best_score) {
            struct buf worse = best;
            best = text;
            text = worse;
            best_score = score;
        }
        buf_free(&text);
    }
    buf_add(out, best_score ? buf_span(&best) : raw);
    buf_free(&best);
}

void unwrap(struct span raw, struct buf *out)
{
    struct buf text;
    buf_init(&text, raw.len + 16);
    take_escapes(raw, &text);
    if (utf8_is_valid(buf_span(&text)))
        buf_add(out, buf_span(&text));
    else
        choose_set(buf_span(&text), out);
    buf_free(&text);
}
