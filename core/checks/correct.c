#include "checks/typed.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "checks/letters.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

/* Each makes a corrected copy of bytes; an equal copy means there is nothing to correct. */

static uint32_t same_letter(uint32_t c)
{
    return c;
}

static void map_letters(struct span bytes, uint32_t (*map)(uint32_t), struct buf *out)
{
    struct span rest = bytes;
    uint32_t c;
    bool valid;
    while (utf8_next(&rest, &c, &valid)) {
        char one[UTF8_MAX_BYTES];
        if (valid)
            buf_add(out, (struct span){ one, utf8_put(map(c), one) });
        else
            buf_add_char(out, (char)c);
    }
}

static void drop_letters(struct span bytes, enum letter_kind kind, struct buf *out)
{
    struct span rest = bytes;
    uint32_t c;
    bool valid;
    while (rest.len) {
        struct span before = rest;
        utf8_next(&rest, &c, &valid);
        if (!valid || letter_kind(c) != kind)
            buf_add(out, span_head(before, before.len - rest.len));
    }
}

static bool starts_blank(struct span bytes, size_t *ret_len)
{
    struct span rest = bytes;
    uint32_t c;
    bool valid;
    bool blank = utf8_next(&rest, &c, &valid) && valid && letter_kind(c) == LETTER_BLANK;
    *ret_len = bytes.len - rest.len;
    return blank;
}

/* Where the blanks at the end begin. */
static size_t end_of_words(struct span bytes)
{
    size_t end = 0;
    struct span rest = bytes;
    uint32_t c;
    bool valid;
    while (utf8_next(&rest, &c, &valid))
        if (!valid || letter_kind(c) != LETTER_BLANK)
            end = bytes.len - rest.len;
    return end;
}

static void correct_trim(struct span bytes, struct buf *out)
{
    size_t len;
    while (bytes.len && starts_blank(bytes, &len))
        bytes = span_from(bytes, len);
    buf_add(out, span_head(bytes, end_of_words(bytes)));
}

static void correct_halfwidth(struct span bytes, struct buf *out)
{
    map_letters(bytes, letter_halfwidth, out);
}

static bool has_latin(struct span bytes)
{
    uint32_t c;
    bool valid;
    while (utf8_next(&bytes, &c, &valid))
        if (valid && letter_kind(c) == LETTER_LATIN)
            return true;
    return false;
}

/* A word all in Cyrillic was typed on the other keyboard; a single letter in a Latin word is a look-alike. */
static void correct_layout(struct span bytes, struct buf *out)
{
    map_letters(bytes, has_latin(bytes) ? letter_lookalike : letter_on_qwerty, out);
}

static void correct_visible(struct span bytes, struct buf *out)
{
    drop_letters(bytes, LETTER_HIDDEN, out);
}

static void correct_straight(struct span bytes, struct buf *out)
{
    map_letters(bytes, letter_straight, out);
}

static void correct_no_blanks(struct span bytes, struct buf *out)
{
    drop_letters(bytes, LETTER_BLANK, out);
}

static void correct_nfc(struct span bytes, struct buf *out)
{
    size_t len = 0;
    uint8_t *normal = utf8_is_valid(bytes) && bytes.len
                          ? u8_normalize(UNINORM_NFC, (const uint8_t *)bytes.at, bytes.len, NULL, &len)
                          : NULL;
    if (normal)
        buf_add(out, (struct span){ (const char *)normal, len });
    else
        map_letters(bytes, same_letter, out);
    secret_wipe(normal, len);
    free(normal);
}

/* In the order in which they are worth a sign-in. */
static const struct {
    enum correction correction;
    void (*correct)(struct span bytes, struct buf *out);
} corrections[] = {
    { CORRECTION_TRIM, correct_trim },           { CORRECTION_HALFWIDTH, correct_halfwidth },
    { CORRECTION_VISIBLE, correct_visible },     { CORRECTION_LAYOUT, correct_layout },
    { CORRECTION_STRAIGHT, correct_straight },   { CORRECTION_NFC, correct_nfc },
    { CORRECTION_NO_BLANKS, correct_no_blanks },
};

static bool correct_field(size_t row, struct span bytes, struct buf *out)
{
    corrections[row].correct(bytes, out);
    return bytes.len && out->len && !span_equal(buf_span(out), bytes);
}

static void free_secret_buf(struct buf *buf)
{
    secret_wipe(buf->at, buf->room);
    buf_free(buf);
}

static bool correct_password(size_t row, const struct target *target, struct target *corrected)
{
    struct buf out;
    buf_init(&out, SECRET_MAX);
    buf_reserve(&out, target->password.len * 3 + UTF8_MAX_BYTES);
    bool changed = correct_field(row, secret_bytes(&target->password), &out);
    if (changed)
        secret_set(&corrected->password, buf_span(&out));
    free_secret_buf(&out);
    return changed;
}

static bool correct_user(size_t row, const struct target *target, struct target *corrected)
{
    struct buf out;
    buf_init(&out, MAIL_MAX - 1);
    bool changed = correct_field(row, typed_user(target), &out);
    if (changed)
        mem_copy_text(corrected->login, sizeof corrected->login, buf_span(&out));
    buf_free(&out);
    return changed;
}

/* The other form of the login name: the whole address, or, when asked for, the part before the @. */
static enum correction correct_form(const struct target *target, struct target *corrected)
{
    struct span user = typed_user(target);
    const char *asked = target_answer(target, "corrected");
    bool has_domain = span_find_char(user, '@') != SPAN_NONE;
    if (asked && strcmp(asked, correction_word(CORRECTION_LOCAL_PART)) == 0 && has_domain) {
        mem_copy_text(corrected->login, sizeof corrected->login, mail_local_part(user));
        return CORRECTION_LOCAL_PART;
    }
    if (has_domain || span_find_char(user, '\\') != SPAN_NONE || !strchr(target->address, '@'))
        return CORRECTION_NONE;
    mem_copy_text(corrected->login, sizeof corrected->login, span_of(target->address));
    return CORRECTION_FULL_ADDRESS;
}

bool typed_looks_wrong(const struct target *target)
{
    struct target corrected;
    enum correction correction = typed_correct(target, &corrected);
    if (correction != CORRECTION_NONE)
        target_clear(&corrected);
    return correction != CORRECTION_NONE && correction != CORRECTION_NO_BLANKS && correction != CORRECTION_FULL_ADDRESS;
}

enum correction typed_correct(const struct target *target, struct target *ret_corrected)
{
    struct target corrected;
    target_copy(&corrected, target);
    for (size_t row = 0; row < sizeof corrections / sizeof *corrections; row++) {
        bool password = target->has_password && correct_password(row, target, &corrected);
        bool user = correct_user(row, target, &corrected);
        if (password || user) {
            *ret_corrected = corrected;
            return corrections[row].correction;
        }
    }
    enum correction form = correct_form(target, &corrected);
    if (form == CORRECTION_NONE)
        target_clear(&corrected);
    else
        *ret_corrected = corrected;
    return form;
}
