/* What event lines of a transcript say, in each language. */
#include "language.h"
#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    enum note note;
    const char *raw;
    const char *said[3];
} rows[] = {
    { NOTE_CONNECT_FAILED,
      "192.0.2.7 port 587: silent",
      { "no connection: 192.0.2.7 port 587 does not answer", "连接失败：192.0.2.7 端口 587 没有回应",
        "нет соединения: 192.0.2.7, порт 587: нет ответа" } },
    { NOTE_CONNECT_FAILED,
      "2001:db8::7 port 25: filtered, said by 192.0.2.1",
      { "no connection: 2001:db8::7 port 25 is barred by a packet filter (said by 192.0.2.1)",
        "连接失败：2001:db8::7 端口 25 被防火墙拦截（192.0.2.1 的回应）",
        "нет соединения: 2001:db8::7, порт 25: запрещён межсетевым экраном (ответил 192.0.2.1)" } },
    { NOTE_CONNECT_FAILED,
      "socks5://proxy.example:1080",
      { "no connection: socks5://proxy.example:1080", "连接失败：socks5://proxy.example:1080",
        "нет соединения: socks5://proxy.example:1080" } },
    { NOTE_CONNECT_FAILED,
      "192.0.2.7 port 99999: silent",
      { "no connection: 192.0.2.7 port 99999: silent", "连接失败：192.0.2.7 port 99999: silent",
        "нет соединения: 192.0.2.7 port 99999: silent" } },
    { NOTE_CONNECT_FAILED,
      "no-such.example: no-name",
      { "no connection: there is no name no-such.example in the DNS", "连接失败：DNS 中没有 no-such.example 这个名称",
        "нет соединения: имени no-such.example в DNS нет" } },
    { NOTE_NO_ANSWER, "no answer within 12 s", { "no answer within 12 s", "12 秒内没有答复", "нет ответа за 12 с" } },
    { NOTE_CLOSED,
      "closed by the server",
      { "the server closed the connection", "服务器关闭了连接", "сервер закрыл соединение" } },
};

static void test_rows(void **state)
{
    struct languages languages;
    (void)state;
    assert_true(languages_open(&languages));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t language = 0; language < 3; language++) {
            struct words words = languages_words(&languages, language);
            struct line line = {
                .from = SPEAKER_EVENT, .note = rows[i].note, .raw = (char *)rows[i].raw, .len = strlen(rows[i].raw)
            };
            struct buf out;
            buf_init(&out, 4 * KIB);
            words_line(&words, &line, &out);
            assert_string_equal(buf_text(&out), rows[i].said[language]);
            buf_free(&out);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
