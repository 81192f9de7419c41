#include "checks/dkim_key.h"

#include "base/base64.h"
#include "checks/tags.h"

#include <string.h>

/* ---- the key itself ---- */

/* DER (X.690, 8.1): takes one element with this tag off *rest. False when something else stands there. */
static bool take_element(struct span *rest, unsigned char tag, struct span *ret_content)
{
    size_t len;
    size_t head = 2;
    if (rest->len < 2 || (unsigned char)rest->at[0] != tag)
        return false;
    len = (unsigned char)rest->at[1];
    if (len & 0x80u) {
        size_t more = len & 0x7fu;
        if (more == 0 || more > 2 || rest->len < 2 + more)
            return false;
        len = 0;
        for (size_t i = 0; i < more; i++)
            len = len << 8 | (unsigned char)rest->at[2 + i];
        head += more;
    }
    if (rest->len - head < len)
        return false;
    *ret_content = span_head(span_from(*rest, head), len);
    *rest = span_from(*rest, head + len);
    return true;
}

enum { DER_INTEGER = 0x02, DER_BITS = 0x03, DER_SEQUENCE = 0x30 };

/* RFC 8017, A.1.1: SEQUENCE { modulus, exponent }. */
static bool read_modulus(struct span key, unsigned *ret_bits)
{
    struct span inside;
    struct span modulus;
    if (!take_element(&key, DER_SEQUENCE, &inside) || !take_element(&inside, DER_INTEGER, &modulus))
        return false;
    while (modulus.len && modulus.at[0] == 0)
        modulus = span_from(modulus, 1);
    if (modulus.len == 0)
        return false;
    unsigned bits = (unsigned)modulus.len * 8;
    for (unsigned char top = (unsigned char)modulus.at[0]; !(top & 0x80u); top = (unsigned char)(top << 1))
        bits--;
    *ret_bits = bits;
    return true;
}

/* RFC 5280, 4.1.2.7: SEQUENCE { algorithm, BIT STRING }; some publish the inner key alone. */
static bool read_rsa(struct span der, unsigned *ret_bits)
{
    struct span rest = der;
    struct span inside;
    struct span algorithm;
    struct span bits;
    if (!take_element(&rest, DER_SEQUENCE, &inside))
        return false;
    if (take_element(&inside, DER_SEQUENCE, &algorithm) && take_element(&inside, DER_BITS, &bits) && bits.len > 1)
        return read_modulus(span_from(bits, 1), ret_bits);
    return read_modulus(der, ret_bits);
}

/* Blanks inside are allowed, and padding is left out at times. */
static bool decode(struct span text, struct buf *out)
{
    struct buf plain;
    buf_init(&plain, 4 * KIB);
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(" \t\r\n", text.at[i]) || text.at[i] == '\0')
            buf_add_char(&plain, text.at[i]);
    while (plain.len % 4)
        buf_add_char(&plain, '=');
    bool good = base64_decode(out, buf_span(&plain));
    buf_free(&plain);
    return good;
}

static bool read_key(struct span text, struct dkim_key *key)
{
    enum { ED25519_SIZE = 32 };
    struct buf der;
    buf_init(&der, 4 * KIB);
    bool good = decode(text, &der);
    if (good && key->kind == DKIM_RSA)
        good = read_rsa(buf_span(&der), &key->bits);
    if (good && key->kind == DKIM_ED25519) {
        good = der.len == ED25519_SIZE;
        key->bits = ED25519_SIZE * 8;
    }
    buf_free(&der);
    return good;
}

/* ---- the record ---- */

/* Is word one of those between the colons? */
static bool lists(struct span list, struct span word)
{
    struct span piece;
    while (span_cut(&list, ':', &piece))
        if (span_equal_nocase(span_trim(piece), word))
            return true;
    return false;
}

static enum dkim_kind kind_of(struct span record)
{
    struct span kind;
    if (!tag_find(record, SPAN("k"), &kind) || span_equal_nocase(kind, SPAN("rsa")))
        return DKIM_RSA;
    return span_equal_nocase(kind, SPAN("ed25519")) ? DKIM_ED25519 : DKIM_OTHER;
}

enum dkim_state dkim_key_read(struct span record, struct dkim_key *ret_key)
{
    struct span value;
    struct dkim_key key = { .kind = kind_of(record) };
    if (tag_find(record, SPAN("v"), &value) && !span_equal(value, SPAN("DKIM1")))
        return DKIM_NO_KEY;
    key.is_test = tag_find(record, SPAN("t"), &value) && lists(value, SPAN("y"));
    key.not_mail = tag_find(record, SPAN("s"), &value) && !lists(value, SPAN("*")) && !lists(value, SPAN("email"));
    if (!tag_find(record, SPAN("p"), &value))
        return DKIM_NO_KEY;
    if (value.len == 0)
        return DKIM_REVOKED;
    if (!read_key(value, &key))
        return DKIM_UNREADABLE;
    *ret_key = key;
    return DKIM_READ;
}
