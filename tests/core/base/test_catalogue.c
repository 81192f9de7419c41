/* Catalogues as msgfmt writes them, and broken ones. */
#include "base/catalogue.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ENTRIES = 4, HEADER = 28, TABLE = ENTRIES * 8 };

/* Sorted, as msgfmt does; the empty key is the header. */
static const struct {
    const char *key, *text;
} entries[ENTRIES] = { { "", "Language: en\n" }, { "a.empty", "" }, { "fact.login-ok", "Accepted" }, { "zz", "ё中" } };

static void put_number(struct buf *out, uint32_t number, bool swapped)
{
    if (swapped)
        number = __builtin_bswap32(number);
    buf_add(out, (struct span){ (const char *)&number, sizeof number });
}

/* The two tables of lengths and offsets, then the texts they point to. */
static void write_catalogue(struct buf *out, bool swapped)
{
    struct buf texts;
    uint32_t start = HEADER + 2 * TABLE;
    uint32_t numbers[] = { 0x950412de, 0, ENTRIES, HEADER, HEADER + TABLE, 0, 0 };
    buf_init(out, 4 * KIB);
    buf_init(&texts, 4 * KIB);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        put_number(out, numbers[i], swapped);
    for (int table = 0; table < 2; table++)
        for (size_t i = 0; i < ENTRIES; i++) {
            struct span text = span_of(table ? entries[i].text : entries[i].key);
            put_number(out, (uint32_t)text.len, swapped);
            put_number(out, start + (uint32_t)texts.len, swapped);
            buf_add(&texts, text);
            buf_add_char(&texts, '\0');
        }
    buf_add(out, buf_span(&texts));
    buf_free(&texts);
}

static void test_get(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct buf bytes;
        struct catalogue catalogue;
        struct span text;
        write_catalogue(&bytes, swapped);
        assert_true(catalogue_open(&catalogue, buf_span(&bytes)));
        assert_true(catalogue_get(&catalogue, SPAN("fact.login-ok"), &text));
        assert_true(span_equal(text, SPAN("Accepted")));
        assert_true(catalogue_get(&catalogue, SPAN("zz"), &text));
        assert_true(span_equal(text, SPAN("ё中")));
        assert_false(catalogue_get(&catalogue, SPAN("a.empty"), &text));
        assert_false(catalogue_get(&catalogue, SPAN("fact.login"), &text));
        assert_false(catalogue_get(&catalogue, SPAN("fact.login-ok.more"), &text));
        assert_false(catalogue_get(&catalogue, SPAN("zzz"), &text));
        buf_free(&bytes);
    }
}

static void test_walk(void **state)
{
    struct buf bytes;
    struct catalogue catalogue;
    struct span key;
    struct span text;
    (void)state;
    write_catalogue(&bytes, false);
    assert_true(catalogue_open(&catalogue, buf_span(&bytes)));
    for (size_t i = 0; i < ENTRIES; i++) {
        assert_true(catalogue_at(&catalogue, i, &key, &text));
        assert_true(span_equal(key, span_of(entries[i].key)));
        assert_true(span_equal(text, span_of(entries[i].text)));
    }
    assert_false(catalogue_at(&catalogue, ENTRIES, &key, &text));
    buf_free(&bytes);
}

/* One number of the header or the tables is wrong. */
static void test_broken(void **state)
{
    static const struct {
        size_t at;
        uint32_t number;
    } rows[] = {
        { 0, 0x12345678 },          /* magic */
        { 4, 0x00020000 },          /* major revision */
        { 8, 0x7fffffff },          /* more entries than there is room for */
        { 12, 0xfffffff0 },         /* keys far behind the end */
        { 16, 100000 },             /* texts behind the end */
        { HEADER + 8, 0xffffffff }, /* a length that would wrap around */
        { HEADER + 12, 5000 },      /* an offset behind the end */
        { HEADER + 16, 3 },         /* no NUL behind a key */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf bytes;
        struct catalogue catalogue;
        write_catalogue(&bytes, false);
        memcpy(bytes.at + rows[i].at, &rows[i].number, sizeof rows[i].number);
        if (catalogue_open(&catalogue, buf_span(&bytes)))
            fail_msg("row %zu was taken for sound", i);
        buf_free(&bytes);
    }
}

/* Cut off at any place it is refused, not read over its end. */
static void test_cut(void **state)
{
    struct buf bytes;
    struct catalogue catalogue;
    (void)state;
    write_catalogue(&bytes, false);
    for (size_t len = 0; len < bytes.len; len++) {
        char *copy = test_malloc(len ? len : 1);
        memcpy(copy, bytes.at, len);
        assert_false(catalogue_open(&catalogue, (struct span){ copy, len }));
        test_free(copy);
    }
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
