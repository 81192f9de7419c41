#include "base/base64.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <cmocka.h>

static void test_base64(void **state)
{
    static const struct {
        const char *plain, *coded;
    } rows[] = { { "", "" },        { "f", "Zg==" },          { "fo", "Zm8=" },
                 { "foo", "Zm9v" }, { "foobar", "Zm9vYmFy" }, { "Username:", "VXNlcm5hbWU6" } };
    static const char *const broken[] = { "Zg=", "Zg", "Z===", "Zm9v!mFy", "Zg==Zg==", "=g==", "Zm 9" };
    (void)state;
    struct buf out;
    buf_init(&out, KIB);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&out);
        base64_encode(&out, span_of(rows[i].plain));
        assert_string_equal(buf_text(&out), rows[i].coded);
        buf_clear(&out);
        assert_true(base64_decode(&out, span_of(rows[i].coded)));
        assert_string_equal(buf_text(&out), rows[i].plain);
    }
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        buf_clear(&out);
        assert_false(base64_decode(&out, span_of(broken[i])));
        assert_int_equal(out.len, 0);
    }
    buf_free(&out);
}

static void test_buf_stops_at_its_ceiling(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    assert_true(buf_add_text(&buf, "abc"));
    assert_false(buf_add_text(&buf, "defg"));
    assert_true(buf.full);
    assert_string_equal(buf_text(&buf), "abcde");
    buf_drop(&buf, 2);
    assert_string_equal(buf_text(&buf), "cde");
    buf_clear(&buf);
    assert_true(buf_addf(&buf, "%d", 42));
    assert_string_equal(buf_text(&buf), "42");
    buf_free(&buf);
    assert_string_equal(buf_text(&buf), "");
}

static void test_copied_text_is_cut_between_characters(void **state)
{
    (void)state;
    char small[6];
    mem_copy_text(small, sizeof small, SPAN("ab密码"));
    assert_string_equal(small, "ab密");
}

static void test_secret(void **state)
{
    (void)state;
    struct secret secret = { 0 };
    assert_true(secret_set(&secret, SPAN("pass word")));
    assert_true(secret_insert(&secret, 4, SPAN("-密-")));
    assert_true(span_equal(secret_bytes(&secret), SPAN("pass-密- word")));
    secret_remove(&secret, 4, 5);
    assert_true(span_equal(secret_bytes(&secret), SPAN("pass word")));
    assert_false(secret_insert(&secret, 100, SPAN("x")));
    secret_clear(&secret);
    assert_int_equal(secret_bytes(&secret).len, 0);
}

static void test_wait_ends_at_once_when_cancelled(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct limits limits = { clock_after_ms(10000), ends[0] };
    assert_int_equal(limits_wait(limits_within(limits, 1), -1, 0), OUTCOME_OUT_OF_TIME);
    close(ends[1]);
    assert_int_equal(limits_wait(limits, -1, 0), OUTCOME_CANCELLED);
    assert_true(limits_cancelled(limits));
    close(ends[0]);
}

/* ncurses counts cells with wcwidth(): ours must agree where text can be shown at all. */
static void test_widths_agree_with_the_c_library(void **state)
{
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    size_t differing = 0;
    for (uint32_t c = 0x20; c < 0x20000; c++) {
        int theirs = wcwidth((wchar_t)c);
        bool is_han_or_letter =
            c < 0x600 || (c >= 0x2010 && c < 0x2800) || (c >= 0x3000 && c < 0xa000) || (c >= 0xff00 && c < 0xffe0);
        if (is_han_or_letter && theirs >= 0 && theirs != utf8_cells(c))
            differing++;
    }
    assert_int_equal(differing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_buf_stops_at_its_ceiling),
        cmocka_unit_test(test_copied_text_is_cut_between_characters),
        cmocka_unit_test(test_secret),
        cmocka_unit_test(test_wait_ends_at_once_when_cancelled),
        cmocka_unit_test(test_widths_agree_with_the_c_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
