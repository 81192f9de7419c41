#include "smtp/ehlo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof *(rows))
#define BIT(mechanism) (1u << (mechanism))

static struct ehlo read_text(const char *text)
{
    struct reply reply;
    struct ehlo ehlo;
    size_t used = 0;
    reply_init(&reply);
    assert_int_equal(reply_feed(&reply, span_of(text), &used), REPLY_READY);
    ehlo_read(&ehlo, &reply);
    reply_free(&reply);
    return ehlo;
}

static void reads_a_full_offer(void **state)
{
    (void)state;
    struct ehlo ehlo = read_text("250-mail.example at your service\r\n250-PIPELINING\r\n250-size 35882577\r\n"
                                 "250-StartTLS\r\n250-AUTH PLAIN LOGIN X-OWN\r\n250-AUTH=LOGIN PLAIN NTLM\r\n"
                                 "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250-CHUNKING\r\n"
                                 "250-REQUIRETLS\r\n250 SMTPUTF8\r\n");
    assert_string_equal(ehlo.domain, "mail.example");
    assert_true(ehlo.pipelining && ehlo.starttls && ehlo.enhanced_codes && ehlo.eightbitmime && ehlo.dsn);
    assert_true(ehlo.chunking && ehlo.requiretls && ehlo.smtputf8 && ehlo.size_offered && ehlo.auth);
    assert_int_equal(ehlo.size, 35882577);
    assert_string_equal(ehlo.mechanism_words, "PLAIN LOGIN X-OWN NTLM");
    assert_int_equal(ehlo.mechanisms, BIT(MECHANISM_PLAIN) | BIT(MECHANISM_LOGIN));
    assert_int_equal(ehlo.size_line.line, 3);
    assert_int_equal(ehlo.starttls_line.line, 4);
    assert_int_equal(ehlo.auth_line.line, 5);
    assert_false(ehlo.starttls_mangled || ehlo.stars);
}

static void reads_nothing_offered(void **state)
{
    (void)state;
    struct ehlo ehlo = read_text("250 STARTTLS\r\n");
    assert_string_equal(ehlo.domain, "STARTTLS");
    assert_false(ehlo.starttls || ehlo.auth || ehlo.size_offered);
    assert_int_equal(ehlo.starttls_line.line, 0);
    ehlo = read_text("250\r\n");
    assert_string_equal(ehlo.domain, "");
}

static void reads_sizes(void **state)
{
    static const struct {
        const char *text;
        uint64_t size;
    } rows[] = {
        { "250-a\r\n250 SIZE\r\n", 0 },
        { "250-a\r\n250 SIZE 0\r\n", 0 },
        { "250-a\r\n250 SIZE 10240000\r\n", 10240000 },
        { "250-a\r\n250 SIZE 18446744073709551615\r\n", UINT64_MAX },
        { "250-a\r\n250 SIZE 18446744073709551616\r\n", 0 },
        { "250-a\r\n250 SIZE many\r\n", 0 },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ehlo ehlo = read_text(rows[i].text);
        assert_true(ehlo.size_offered);
        assert_true(ehlo.size == rows[i].size);
    }
}

static void sees_mangled_keywords(void **state)
{
    static const struct {
        const char *text;
        bool mangled, stars;
    } rows[] = {
        { "250-a\r\n250-XXXXXXXA\r\n250 SIZE\r\n", true, false },
        { "250-a\r\n250 XXXXXXXX\r\n", true, false },
        { "250-a\r\n250 ********\r\n", true, true },
        { "250-a\r\n250 *****\r\n", false, true },
        { "250-a\r\n250-XXXXXXXA\r\n250 STARTTLS\r\n", false, false },
        { "250-a\r\n250 XCLIENT\r\n", false, false },
        { "250-a\r\n250 8BITMIME\r\n", false, false },
        { "250-a\r\n250 XXXX\r\n", false, false },
    };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ehlo ehlo = read_text(rows[i].text);
        if (ehlo.starttls_mangled != rows[i].mangled || ehlo.stars != rows[i].stars)
            fail_msg("%s", rows[i].text);
        assert_true(!ehlo.starttls_mangled || ehlo.starttls_line.line == 2);
    }
}

static void keeps_whole_words_only(void **state)
{
    struct buf text;
    (void)state;
    buf_init(&text, 4 * KIB);
    buf_add_text(&text, "250-a\r\n250 AUTH");
    for (unsigned i = 0; i < 100; i++)
        buf_addf(&text, " MECHANISM-%03u", i);
    buf_add_text(&text, " PLAIN\r\n");
    struct ehlo ehlo = read_text(buf_text(&text));
    struct span words = span_of(ehlo.mechanism_words);
    assert_true(words.len < sizeof ehlo.mechanism_words);
    assert_int_equal((words.len + 1) % SPAN("MECHANISM-000 ").len, 0);
    assert_int_equal(ehlo.mechanisms, BIT(MECHANISM_PLAIN));
    buf_free(&text);
}

static void knows_every_mechanism(void **state)
{
    (void)state;
    for (enum mechanism mechanism = 0; mechanism < MECHANISM_COUNT; mechanism++) {
        enum mechanism found = MECHANISM_COUNT;
        assert_true(mechanism_from_word(span_of(mechanism_word(mechanism)), &found));
        assert_int_equal(found, mechanism);
    }
    enum mechanism none = MECHANISM_COUNT;
    assert_true(mechanism_from_word(SPAN("cram-md5"), &none));
    assert_int_equal(none, MECHANISM_CRAM_MD5);
    assert_false(mechanism_from_word(SPAN("NTLM"), &none));
    assert_false(mechanism_from_word(SPAN_EMPTY, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_full_offer),
        cmocka_unit_test(reads_nothing_offered),
        cmocka_unit_test(reads_sizes),
        cmocka_unit_test(sees_mangled_keywords),
        cmocka_unit_test(keeps_whole_words_only),
        cmocka_unit_test(knows_every_mechanism),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
