#include "logs/unwrap.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <iconv.h>
#include <pthread.h>
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

static bool is_quoted_byte(struct span text, uint32_t *ret_value)
{
    /* RFC 2045, 6.7: capital letters. "code=ab" is none. */
    bool is_small = text.len > 2 && (text.at[1] >= 'a' || text.at[2] >= 'a');
    return text.len > 2 && text.at[0] == '=' && !is_small && read_hex(span_from(text, 1), 2, ret_value) &&
           *ret_value >= 0x80;
}

/* Letters beyond ASCII come in rows, "=E6=8E=88"; a single one is more likely a value. */
static size_t take_quoted(struct span text, struct buf *out)
{
    uint32_t value;
    size_t taken = 0;
    while (is_quoted_byte(span_from(text, taken), &value))
        taken += 3;
    if (taken < 6)
        return 0;
    for (size_t i = 0; i < taken; i += 3)
        if (read_hex(span_from(text, i + 1), 2, &value))
            buf_add_char(out, (char)value);
    return taken;
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

enum { SETS = 4 };
static const struct {
    const char *set;
    bool chinese;
} sets[SETS] = { { "GB18030", true }, { "CP1251", false }, { "KOI8-R", false }, { "BIG5", true } };

/* Held open and never used: so the tables of these sets are loaded once, not for each text. */
static iconv_t held[SETS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void hold_sets(void)
{
    for (size_t i = 0; i < SETS; i++)
        held[i] = iconv_open("UTF-8", sets[i].set);
}

static bool recode(struct span raw, const char *from_set, const char *to_set, struct buf *out)
{
    iconv_t state = iconv_open(to_set, from_set);
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

static bool convert(struct span raw, const char *set, struct buf *out)
{
    return recode(raw, set, "UTF-8", out);
}

/* Letters of KOI8-R and CP1251 stand from 0xC0 on; Chinese text has bytes below that as well. */
static bool is_all_letters(struct span raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if ((unsigned char)raw.at[i] >= 0x80 && (unsigned char)raw.at[i] < 0xc0)
            return false;
    return true;
}

/* How much of the text looks like the language that the set is for; letter: what a small Cyrillic one counts. */
static size_t likeness(struct span text, bool chinese, size_t letter)
{
    size_t common = 0;
    uint32_t c;
    bool valid;
    while (utf8_next(&text, &c, &valid)) {
        bool han = (c >= 0x4e00 && c <= 0x9fa5) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff60);
        bool small_cyrillic = c >= 0x430 && c <= 0x44f;
        if (valid && (chinese ? han : small_cyrillic))
            common += chinese ? 2 : letter;
    }
    return common;
}

/* Without a set that fits, the bytes stay as they are and are shown as bytes. */
static void choose_set(struct span raw, struct buf *out)
{
    struct buf best;
    size_t best_score = 0;
    size_t letter = is_all_letters(raw) ? 2 : 1;
    buf_init(&best, out->ceiling);
    pthread_once(&once, hold_sets);
    for (size_t i = 0; i < SETS; i++) {
        struct buf text;
        buf_init(&text, out->ceiling);
        size_t score = convert(raw, sets[i].set, &text) ? likeness(buf_span(&text), sets[i].chinese, letter) : 0;
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

/* ---- text that was read in the wrong set once before it was pasted ---- */

/* The byte that Windows-1252 shows as this character; -1: none. */
static int latin_byte(uint32_t c)
{
    static const uint16_t shown[] = { 0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };
    if (c < 0x100)
        return (int)c;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (shown[i] == c)
            return (int)(0x80 + i);
    return -1;
}

/* "ÇëÊ¹ÓÃ", "æŽˆæƒ": runs of high Latin characters as no language has them, turned back into bytes. */
static bool undo_latin(struct span text, struct buf *out)
{
    enum { RUN_LEAST = 4 };
    size_t run = 0;
    size_t longest = 0;
    uint32_t c;
    bool valid;
    while (utf8_next(&text, &c, &valid)) {
        int byte = valid ? latin_byte(c) : -1;
        if (byte < 0)
            return false;
        run = byte >= 0x80 ? run + 1 : 0;
        longest = run > longest ? run : longest;
        buf_add_char(out, (char)byte);
    }
    return longest >= RUN_LEAST;
}

static size_t count_high(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += (unsigned char)text.at[i] >= 0x80;
    return count;
}

static bool has_high_bytes(struct span text)
{
    return count_high(text) > 0;
}

/* "РќРµРІРµСЂРЅС‹Р№", "鐢ㄦ埛": bytes that were UTF-8 and were shown in another set. Chance does not make them valid
 * again. */
static bool undo_set(struct span text, struct buf *out)
{
    static const char *const shown_in[] = { "CP1251", "GB18030", "KOI8-R" };
    enum { LEAST = 6 }; /* bytes: three letters, or two Chinese characters */
    for (size_t i = 0; i < sizeof shown_in / sizeof *shown_in; i++) {
        struct buf bytes;
        buf_init(&bytes, text.len * 2 + 16);
        bool good = recode(text, "UTF-8", shown_in[i], &bytes) && utf8_is_valid(buf_span(&bytes)) &&
                    count_high(buf_span(&bytes)) >= LEAST;
        if (good)
            buf_add(out, buf_span(&bytes));
        buf_free(&bytes);
        if (good)
            return true;
    }
    return false;
}

/* A reply that was copied in base64, all by itself; anything else in base64 may be a secret and stays as it is. */
static bool undo_base64(struct span text, struct buf *out)
{
    struct buf plain;
    uint64_t code;
    buf_init(&plain, text.len + 16);
    text = span_trim(text);
    bool good = text.len >= 12 && span_find_char(text, ' ') == SPAN_NONE && base64_decode(&plain, text) &&
                plain.len > 4 && utf8_is_valid(buf_span(&plain)) &&
                span_number(span_head(buf_span(&plain), 3), 599, &code) && code >= 200 &&
                (plain.at[3] == ' ' || plain.at[3] == '-');
    if (good)
        buf_add(out, buf_span(&plain));
    buf_free(&plain);
    return good;
}

static void choose_reading(struct span text, struct buf *out)
{
    struct buf bytes;
    if (!utf8_is_valid(text)) {
        choose_set(text, out);
        return;
    }
    if (undo_base64(text, out) || (has_high_bytes(text) && undo_set(text, out)))
        return;
    buf_init(&bytes, text.len + 16);
    bool was_misread = has_high_bytes(text) && undo_latin(text, &bytes);
    if (!was_misread)
        buf_add(out, text);
    else if (utf8_is_valid(buf_span(&bytes)))
        buf_add(out, buf_span(&bytes));
    else
        choose_set(buf_span(&bytes), out);
    buf_free(&bytes);
}

void unwrap(struct span raw, struct buf *out)
{
    struct buf text;
    buf_init(&text, raw.len + 16);
    take_escapes(raw, &text);
    choose_reading(buf_span(&text), out);
    buf_free(&text);
}
