#include "base/buf.h"
#include "base/mem.h"
#include "checks/spf_record.h"

#include <arpa/inet.h>
#include <string.h>

/* RFC 7208, 7: %{d}, %{ir}, %{d2} … in the names that SPF asks for. */
struct macro {
    char letter;
    unsigned parts; /* how many from the right; 0: all */
    bool is_reversed;
    char delimiters[8];
};

/* "d2r.-": the letter, digits, r, delimiters. */
static bool read_macro(struct span text, struct macro *ret_macro)
{
    static const char letters[] = "slodiphv";
    struct macro macro = { .delimiters = "." };
    size_t digits = 1;
    if (text.len == 0 || text.at[0] == '\0' || !strchr(letters, text.at[0] | 0x20))
        return false;
    macro.letter = (char)(text.at[0] | 0x20);
    while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    if (digits > 1) {
        uint64_t parts;
        if (!span_number(span_head(span_from(text, 1), digits - 1), 127, &parts) || parts == 0)
            return false;
        macro.parts = (unsigned)parts;
    }
    text = span_from(text, digits);
    macro.is_reversed = text.len && (text.at[0] | 0x20) == 'r';
    text = span_from(text, macro.is_reversed);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '\0' || !strchr(".-+,/_=", text.at[i]))
            return false;
    if (text.len)
        mem_copy_text(macro.delimiters, sizeof macro.delimiters, text);
    *ret_macro = macro;
    return true;
}

/* IPv4 as it is; IPv6 as 32 digits with dots between. */
static void add_address(struct buf *out, const char *text)
{
    uint8_t address[16];
    if (inet_pton(AF_INET6, text, address) != 1) {
        buf_add_text(out, text);
        return;
    }
    for (size_t i = 0; i < sizeof address; i++)
        buf_addf(out, "%s%x.%x", i ? "." : "", address[i] >> 4u, address[i] & 0xfu);
}

static void add_value(struct buf *out, char letter, const struct spf_macros *macros)
{
    switch (letter) {
    case 's':
        buf_addf(out, "postmaster@%s", macros->sender_domain);
        break;
    case 'l':
        buf_add_text(out, "postmaster");
        break;
    case 'o':
        buf_add_text(out, macros->sender_domain);
        break;
    case 'd':
        buf_add_text(out, macros->domain);
        break;
    case 'i':
        add_address(out, macros->address);
        break;
    case 'h':
        buf_add_text(out, macros->helo);
        break;
    case 'v':
        buf_add_text(out, strchr(macros->address, ':') ? "ip6" : "in-addr");
        break;
    default:
        buf_add_text(out, "unknown"); /* p: not to be used any more (7.2) */
        break;
    }
}

/* Splits the value, turns it round, keeps the right end; the pieces are joined with dots. */
static void add_transformed(struct buf *out, const struct macro *macro, struct span value)
{
    enum { PIECES_MAX = 128 };
    struct span pieces[PIECES_MAX];
    size_t count = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= value.len && count < PIECES_MAX; i++) {
        if (i < value.len && !strchr(macro->delimiters, value.at[i]))
            continue;
        pieces[count++] = span_head(span_from(value, begin), i - begin);
        begin = i + 1;
    }
    size_t first = macro->parts && macro->parts < count ? count - macro->parts : 0;
    for (size_t i = first; i < count; i++) {
        if (i > first)
            buf_add_char(out, '.');
        buf_add(out, pieces[macro->is_reversed ? count - 1 - i : i]);
    }
}

static void add_macro(struct buf *out, const struct macro *macro, const struct spf_macros *macros)
{
    struct buf value;
    buf_init(&value, 2 * KIB);
    add_value(&value, macro->letter, macros);
    add_transformed(out, macro, buf_span(&value));
    buf_free(&value);
}

/* What follows a "%"; *rest begins behind it. */
static bool take_escape(struct span *rest, const struct spf_macros *macros, struct buf *out)
{
    struct macro macro;
    char next = rest->len ? rest->at[0] : '\0';
    if (next == '%' || next == '_' || next == '-') {
        buf_add_text(out, next == '%' ? "%" : next == '_' ? " " : "%20");
        *rest = span_from(*rest, 1);
        return true;
    }
    size_t close = span_find_char(*rest, '}');
    if (next != '{' || close == SPAN_NONE || !read_macro(span_head(span_from(*rest, 1), close - 1), &macro))
        return false;
    if (macros)
        add_macro(out, &macro, macros);
    else if (macro.letter == 's' || macro.letter == 'l')
        buf_add_char(out, macro.letter);
    *rest = span_from(*rest, close + 1);
    return true;
}

/* RFC 7208, 7.3: from the left, label by label. */
static struct span cut_to_fit(struct span name)
{
    while (name.len >= SPF_NAME_MAX) {
        size_t dot = span_find_char(name, '.');
        if (dot == SPAN_NONE)
            return SPAN_EMPTY;
        name = span_from(name, dot + 1);
    }
    return name;
}

bool spf_expand(struct span text, const struct spf_macros *macros, char ret_name[SPF_NAME_MAX])
{
    struct buf out;
    bool good = true;
    buf_init(&out, 4 * KIB);
    while (text.len && good) {
        char c = text.at[0];
        text = span_from(text, 1);
        if (c == '%')
            good = take_escape(&text, macros, &out);
        else if (c <= ' ' || c == '\x7f')
            good = false;
        else
            buf_add_char(&out, c);
    }
    good = good && !out.full;
    if (good)
        mem_copy_text(ret_name, SPF_NAME_MAX, cut_to_fit(buf_span(&out)));
    buf_free(&out);
    return good;
}

bool spf_names_person(struct span text)
{
    struct buf letters;
    bool good = true;
    buf_init(&letters, 64);
    while (text.len && good) {
        char c = text.at[0];
        text = span_from(text, 1);
        if (c == '%')
            good = take_escape(&text, NULL, &letters);
        if (letters.len)
            break;
    }
    bool names = false;
    for (size_t i = 0; i < letters.len; i++)
        names = names || letters.at[i] == 's' || letters.at[i] == 'l';
    buf_free(&letters);
    return names;
}
