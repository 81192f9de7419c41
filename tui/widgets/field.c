#include "widgets/field.h"

#include "base/clean.h"
#include "base/utf8.h"

#include <string.h>

void field_init(struct field *field, size_t max, bool is_masked)
{
    memset(field, 0, sizeof *field);
    field->max = max;
    field->is_masked = is_masked;
}

void field_clear(struct field *field)
{
    secret_clear(&field->text);
    field->cursor = 0;
}

void field_set(struct field *field, struct span text)
{
    (void)secret_set(&field->text, span_head(text, field->max));
    field->cursor = field->text.len;
}

struct span field_text(const struct field *field)
{
    return secret_bytes(&field->text);
}

static size_t offset_before(const struct field *field)
{
    size_t at = field->cursor;
    while (at > 0 && ((unsigned char)field->text.at[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t offset_after(const struct field *field)
{
    size_t at = field->cursor;
    if (at < field->text.len)
        at++;
    while (at < field->text.len && ((unsigned char)field->text.at[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static void remove_between(struct field *field, size_t start, size_t end)
{
    secret_remove(&field->text, start, end - start);
    field->cursor = start;
}

static bool insert(struct field *field, struct span bytes)
{
    size_t room = field->max > field->text.len ? field->max - field->text.len : 0;
    struct span fitting = span_head(bytes, room);
    while (fitting.len && fitting.len < bytes.len && ((unsigned char)bytes.at[fitting.len] & 0xc0) == 0x80)
        fitting.len--;
    if (!secret_insert(&field->text, field->cursor, fitting))
        return false;
    field->cursor += fitting.len;
    return fitting.len == bytes.len;
}

static bool type_character(struct field *field, uint32_t character)
{
    char bytes[UTF8_MAX_BYTES];
    (void)insert(field, (struct span){ bytes, utf8_put(character, bytes) });
    secret_wipe(bytes, sizeof bytes);
    return true;
}

static size_t word_before(const struct field *field)
{
    size_t at = field->cursor;
    while (at > 0 && field->text.at[at - 1] == ' ')
        at--;
    while (at > 0 && field->text.at[at - 1] != ' ')
        at--;
    return at;
}

static bool edit_control(struct field *field, uint32_t letter)
{
    switch (letter) {
    case 'a':
        field->cursor = 0;
        return true;
    case 'e':
        field->cursor = field->text.len;
        return true;
    case 'u':
        remove_between(field, 0, field->cursor);
        return true;
    case 'k':
        remove_between(field, field->cursor, field->text.len);
        return true;
    case 'w':
        remove_between(field, word_before(field), field->cursor);
        return true;
    default:
        return false;
    }
}

bool field_key(struct field *field, struct key key)
{
    switch (key.code) {
    case KEY_CODE_CHARACTER:
        return type_character(field, key.character);
    case KEY_CODE_CONTROL:
        return edit_control(field, key.character);
    case KEY_CODE_LEFT:
        field->cursor = offset_before(field);
        return true;
    case KEY_CODE_RIGHT:
        field->cursor = offset_after(field);
        return true;
    case KEY_CODE_HOME:
        field->cursor = 0;
        return true;
    case KEY_CODE_END:
        field->cursor = field->text.len;
        return true;
    case KEY_CODE_BACKSPACE:
        remove_between(field, offset_before(field), field->cursor);
        return true;
    case KEY_CODE_DELETE:
        remove_between(field, field->cursor, offset_after(field));
        return true;
    default:
        return false;
    }
}

bool field_paste(struct field *field, struct span text)
{
    size_t end = span_find_char(text, '\n');
    struct span line = span_head(text, end == SPAN_NONE ? text.len : end);
    bool was_one_line = end == SPAN_NONE || end + 1 == text.len;
    return insert(field, line) && was_one_line;
}

/* A byte may become "<U+10FFFF>"; with the room there at once, growing leaves no copies behind. */
static void init_seen(struct buf *seen, size_t len)
{
    buf_init(seen, 16 * SECRET_MAX);
    buf_reserve(seen, len * 10 + 1);
}

/* What is seen of the bytes: stars, or the text cleaned. */
static void add_seen(const struct field *field, struct span bytes, struct buf *out)
{
    uint32_t c;
    bool valid;
    if (!field->is_masked || field->is_shown) {
        (void)clean_add(out, bytes, SECRET_MAX);
        return;
    }
    while (utf8_next(&bytes, &c, &valid))
        if (!valid || utf8_cells(c) != 0)
            buf_add_char(out, '*');
}

static size_t seen_width(const struct field *field, struct span bytes)
{
    struct buf seen;
    init_seen(&seen, bytes.len);
    add_seen(field, bytes, &seen);
    size_t cells = utf8_width(buf_span(&seen));
    secret_wipe(seen.at, seen.room);
    buf_free(&seen);
    return cells;
}

void field_draw(const struct field *field, struct canvas *canvas, struct spot spot, bool has_focus)
{
    struct span text = field_text(field);
    struct span before = span_head(text, field->cursor);
    struct buf seen;
    size_t cells = spot.cells > 0 ? (size_t)spot.cells : 0;
    size_t near = cells * UTF8_MAX_BYTES;
    size_t skipped = has_focus && before.len > near ? before.len - near : 0;
    /* A field wider than its place shows the part that ends at the cursor. */
    while (has_focus && skipped < before.len && seen_width(field, span_from(before, skipped)) >= cells)
        skipped++;
    while (skipped < text.len && ((unsigned char)text.at[skipped] & 0xc0) == 0x80)
        skipped++;
    init_seen(&seen, text.len);
    add_seen(field, span_from(text, skipped), &seen);
    canvas_fill(canvas, (struct area){ spot.row, spot.col, 1, spot.cells }, STYLE_FIELD);
    (void)canvas_text(canvas, spot, STYLE_FIELD, buf_span(&seen));
    secret_wipe(seen.at, seen.room);
    buf_free(&seen);
    if (has_focus)
        canvas_cursor(canvas, spot.row, spot.col + (int)seen_width(field, span_from(before, skipped)));
}
