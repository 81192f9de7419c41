#include "smtp/veil.h"

#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))

static void add(struct veil *veil, const char *text)
{
    struct secret secret = { 0 };
    secret_set(&secret, span_of(text));
    veil_add(veil, &secret);
    secret_clear(&secret);
}

static void check(const struct veil *veil, const char *text, const char *expected)
{
    struct buf out;
    buf_init(&out, KIB);
    assert_int_equal(veil_apply(veil, span_of(text), &out), strcmp(text, expected) != 0);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
}

static void hides_the_secret(void **state)
{
    static const struct {
        const char *secret, *text, *expected;
    } rows[] = {
        { "hunter2", "no: hunter2 is wrong", "no: <hidden> is wrong" },
        { "hunter2", "hunter2hunter2", "<hidden><hidden>" },
        { "hunter2", "Hunter2 hunter", "Hunter2 hunter" },
        { "hunter2", "got aHVudGVyMg== here", "got <hidden> here" },
        { "hunter2", "got AGFubgBodW50ZXIy", "got <hidden>" },
        { "p\xc3\xa4ss wort", "(p\xc3\xa4ss wort)", "(<hidden>)" },
        { "abc", "abc is too short to hide", "abc is too short to hide" },
        { "password", "Username and password wrong", "Username and password wrong" },
        { "Password1", "Password1 wrong", "<hidden> wrong" },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct veil veil = { 0 };
        add(&veil, rows[i].secret);
        check(&veil, rows[i].text, rows[i].expected);
        veil_clear(&veil);
    }
}

/* Whatever stands before and behind it: nothing of the secret is left in base64. */
static void hides_it_at_every_place_in_base64(void **state)
{
    struct veil veil = { 0 };
    (void)state;
    add(&veil, "hunter2-\xd0\xb6");
    for (size_t before = 0; before < 7; before++) {
        for (size_t behind = 0; behind < 4; behind++) {
            struct buf plain;
            struct buf text;
            struct buf out;
            buf_init(&plain, KIB);
            buf_init(&text, KIB);
            buf_init(&out, KIB);
            buf_add(&plain, span_head(SPAN("\0user\0x"), before));
            buf_add_text(&plain, "hunter2-\xd0\xb6");
            buf_add(&plain, span_head(SPAN("\1\1zz"), behind));
            base64_encode(&text, buf_span(&plain));
            assert_true(veil_apply(&veil, buf_span(&text), &out));
            assert_string_equal(buf_text(&out), "<hidden>");
            buf_free(&plain);
            buf_free(&text);
            buf_free(&out);
        }
    }
    veil_clear(&veil);
}

static void keeps_several_and_lets_the_oldest_go(void **state)
{
    struct veil veil = { 0 };
    (void)state;
    check(&veil, "nothing to hide", "nothing to hide");
    add(&veil, "first-one");
    add(&veil, "second-one");
    check(&veil, "first-one second-one", "<hidden> <hidden>");
    add(&veil, "third-one");
    add(&veil, "fourth-one");
    add(&veil, "fifth-one");
    check(&veil, "first-one second-one fifth-one", "first-one <hidden> <hidden>");
    veil_clear(&veil);
    check(&veil, "second-one", "second-one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hides_the_secret),
        cmocka_unit_test(hides_it_at_every_place_in_base64),
        cmocka_unit_test(keeps_several_and_lets_the_oldest_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
