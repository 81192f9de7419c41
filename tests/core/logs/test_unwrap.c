#include "logs/unwrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_wrappings(void **state)
{
    static const struct {
        const char *what, *text, *plain;
    } rows[] = {
        { "nothing", "535 no", "535 no" },
        { "line ends", "535-a\\r\\n535 b", "535-a\n535 b" },
        { "quotes", "said \\\"535 no\\\"", "said \"535 no\"" },
        { "entities", "&lt;a@b.c&gt;: 550 &quot;no&quot; &amp; more", "<a@b.c>: 550 \"no\" & more" },
        { "line breaks of HTML", "535 a<br>535 b<br />c", "535 a\n535 b\nc" },
        { "\\u", "535 \\u6388\\u6743\\u7801", "535 授权码" },
        { "\\x of UTF-8", "535 \\xe6\\x8e\\x88", "535 授" },
        { "\\x16 stays: it is the proof of a TLS hello", "input=\"\\x16\\x03\\x01\"", "input=\"\\x16\\x03\\x01\"" },
        { "quoted-printable", "535 =E6=8E=88=E6=9D=83", "535 授权" },
        { "an equals sign", "delay=12, code=ab", "delay=12, code=ab" },
        { "a lone backslash", "C:\\mail\\", "C:\\mail\\" },
        { "half an escape", "535 \\u63", "535 \\u63" },
        { "half a surrogate", "\\ud800", "\\ud800" },
        { "GBK", "535 \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb", "535 请使用授权码" },
        { "CP1251", "535 \xcd\xe5\xe2\xe5\xf0\xed\xfb\xe9 \xef\xe0\xf0\xee\xeb\xfc", "535 Неверный пароль" },
        { "KOI8-R", "535 \xee\xc5\xd7\xc5\xd2\xce\xd9\xca \xd0\xc1\xd2\xcf\xcc\xd8", "535 Неверный пароль" },
        { "GBK read as Latin-1", "535 ÇëÊ¹ÓÃÊÚÈ¨Âë", "535 请使用授权码" },
        { "CP1251 read as Latin-1", "535 Íåâåðíûé ïàðîëü", "535 Неверный пароль" },
        { "UTF-8 read as Latin-1", "535 \xc3\xa6\xc2\x8e\xc2\x88\xc3\xa6\xc2\x9d\xc2\x83\xc3\xa7\xc2\xa0\xc2\x81",
          "535 授权码" },
        { "UTF-8 read as Windows-1252", "535 ÐŸÐ°Ñ€Ð¾Ð»ÑŒ", "535 Пароль" },
        { "UTF-8 read as CP1251", "535 РќРµРІРµСЂРЅС‹Р№ РїР°СЂРѕР»СЊ", "535 Неверный пароль" },
        { "UTF-8 read as GBK", "535 鐢ㄦ埛鍚嶆垨瀵嗙爜閿欒", "535 用户名或密码错误" },
        { "Russian stays", "535 Неверный пароль, попробуйте ещё раз", "535 Неверный пароль, попробуйте ещё раз" },
        { "a reply in base64",
          "NTM1IDUuNy44IEVycm9yOiBhdXRoZW50aWNhdGlvbiBmYWlsZWQ=", "535 5.7.8 Error: authentication failed" },
        { "a secret in base64 stays", "AGFubmFAZXhhbXBsZS5jb20AaHVudGVyMg==", "AGFubmFAZXhhbXBsZS5jb20AaHVudGVyMg==" },
        { "French is no accident", "535 échec, identifiant refusé", "535 échec, identifiant refusé" },
        { "German neither", "535 Ungültiges Passwort für Änderung", "535 Ungültiges Passwort für Änderung" },
        { "Chinese stays", "535 请使用授权码", "535 请使用授权码" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out, 65536);
        unwrap(span_of(rows[i].text), &out);
        if (!span_equal(buf_span(&out), span_of(rows[i].plain)))
            fail_msg("%s: '%s'", rows[i].what, out.at ? out.at : "");
        buf_free(&out);
    }
}

static void test_bytes_of_no_set_stay(void **state)
{
    (void)state;
    struct buf out;
    static const char bytes[] = "535 \xff\xfe\x00\x81";
    buf_init(&out, 4096);
    unwrap((struct span){ bytes, sizeof bytes - 1 }, &out);
    assert_true(out.len > 0);
    assert_true(span_starts(buf_span(&out), SPAN("535 ")));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrappings),
        cmocka_unit_test(test_bytes_of_no_set_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
