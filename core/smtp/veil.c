#include "smtp/veil.h"

#include "base/base64.h"
#include "smtp/vault.h"

#include <string.h>

/* The form as it is, and the three ways in which it can lie in groups of three bytes. */
enum { FORMS_EACH = 4, BITS_EACH = 6 };

static bool is_plain_word(struct span secret)
{
    static const char *const words[] = { "password", "username", "user",   "login",  "account",  "authentication",
                                         "invalid",  "error",    "failed", "mail",   "smtp",     "incorrect",
                                         "server",   "mailbox",  "email",  "denied", "accepted", "credentials" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_equal_nocase(secret, span_of(words[i])))
            return true;
    return false;
}

static void drop_oldest(struct veil *veil)
{
    for (size_t i = 0; i < FORMS_EACH; i++)
        secret_clear(&veil->forms[i]);
    memmove(veil->forms, veil->forms + FORMS_EACH, (VEIL_FORMS_MAX - FORMS_EACH) * sizeof *veil->forms);
    memset(veil->forms + VEIL_FORMS_MAX - FORMS_EACH, 0, FORMS_EACH * sizeof *veil->forms);
    veil->count -= FORMS_EACH;
}

/* The base64 characters that are the secret's alone when lead bytes stand before it in its group of three. */
static void add_base64(struct veil *veil, struct span secret, size_t lead)
{
    struct buf bytes;
    struct buf text;
    vault_open(&bytes, lead + secret.len);
    vault_open(&text, (lead + secret.len + 2) / 3 * 4);
    buf_add(&bytes, (struct span){ "\0\0", lead });
    buf_add(&bytes, secret);
    base64_encode(&text, buf_span(&bytes));
    size_t from = (lead * 8 + BITS_EACH - 1) / BITS_EACH;
    size_t to = (lead + secret.len) * 8 / BITS_EACH;
    secret_set(&veil->forms[veil->count++], span_from(span_head(buf_span(&text), to), from));
    vault_close(&text);
    vault_close(&bytes);
}

void veil_add(struct veil *veil, const struct secret *secret)
{
    struct span bytes = secret_bytes(secret);
    if (bytes.len < VEIL_SECRET_MIN || is_plain_word(bytes))
        return;
    if (veil->count == VEIL_FORMS_MAX)
        drop_oldest(veil);
    secret_set(&veil->forms[veil->count++], bytes);
    for (size_t lead = 0; lead < FORMS_EACH - 1; lead++)
        add_base64(veil, bytes, lead);
}

void veil_clear(struct veil *veil)
{
    for (size_t i = 0; i < veil->count; i++)
        secret_clear(&veil->forms[i]);
    veil->count = 0;
}

static bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
           c == '=';
}

struct piece {
    size_t from;
    size_t to;
};

/* A base64 form is hidden with all base64 around it: its neighbours hold the secret's outer bits. */
static struct piece widen(struct span text, struct piece piece)
{
    while (piece.from > 0 && is_base64(text.at[piece.from - 1]))
        piece.from--;
    while (piece.to < text.len && is_base64(text.at[piece.to]))
        piece.to++;
    return piece;
}

static struct piece find_first(const struct veil *veil, struct span text)
{
    struct piece first = { SPAN_NONE, SPAN_NONE };
    for (size_t i = 0; i < veil->count; i++) {
        struct span form = secret_bytes(&veil->forms[i]);
        size_t at = form.len ? span_find(text, form) : SPAN_NONE;
        if (at == SPAN_NONE)
            continue;
        struct piece piece = { at, at + form.len };
        if (i % FORMS_EACH != 0)
            piece = widen(text, piece);
        if (piece.from < first.from || (piece.from == first.from && piece.to > first.to))
            first = piece;
    }
    return first;
}

bool veil_apply(const struct veil *veil, struct span text, struct buf *out)
{
    bool hidden = false;
    for (struct piece piece = find_first(veil, text); piece.from != SPAN_NONE; piece = find_first(veil, text)) {
        buf_add(out, span_head(text, piece.from));
        buf_add_text(out, "<hidden>");
        text = span_from(text, piece.to);
        hidden = true;
    }
    buf_add(out, text);
    return hidden;
}
