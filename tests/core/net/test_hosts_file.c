#include "net/hosts_file.h"

#include "core/net/loopback.h"

static const char FILE_TEXT[] = "# comment\n"
                                "127.0.0.1 localhost\n"
                                "::1\tlocalhost ip6-localhost\n"
                                "192.0.2.7   mail.example Mail  # mail.comment\n"
                                "192.0.2.8 mail.example\n"
                                "not-an-address mail.example\n"
                                "2001:db8::5 six.example\r\n"
                                "192.0.2.9\n"
                                "192.0.2.10 last.example";

static void test_lines_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum record_type type;
        enum answer_kind kind;
        const char *first;
        size_t count;
    } rows[] = {
        { "localhost", RECORD_A, ANSWER_FOUND, "127.0.0.1", 1 },
        { "LOCALHOST", RECORD_AAAA, ANSWER_FOUND, "::1", 1 },
        { "mail.example", RECORD_A, ANSWER_FOUND, "192.0.2.7", 2 },
        { "mail", RECORD_A, ANSWER_FOUND, "192.0.2.7", 1 },
        { "mail.example", RECORD_AAAA, ANSWER_NO_RECORD, "", 0 },
        { "six.example", RECORD_AAAA, ANSWER_FOUND, "2001:db8::5", 1 },
        { "six.example", RECORD_A, ANSWER_NO_RECORD, "", 0 },
        { "last.example", RECORD_A, ANSWER_FOUND, "192.0.2.10", 1 },
        { "mail.comment", RECORD_A, ANSWER_NO_NAME, "", 0 },
        { "192.0.2.9", RECORD_A, ANSWER_NO_NAME, "", 0 },
        { "example", RECORD_A, ANSWER_NO_NAME, "", 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct dns_answer answer = { 0 };
        struct span text = { FILE_TEXT, sizeof FILE_TEXT - 1 };
        print_message("%s\n", rows[i].name);
        assert_int_equal(hosts_file_find(text, rows[i].name, rows[i].type, &answer), rows[i].kind);
        assert_int_equal(answer.count, rows[i].count);
        assert_string_equal(answer.records[0].text, rows[i].first);
    }
}

static void test_the_line_itself(void **state)
{
    (void)state;
    struct span line = SPAN_EMPTY;
    struct span text = SPAN("nonsense mail.example\n# 192.0.2.1 mail.example\n 192.0.2.2\tMail.example mail # old\n"
                            "192.0.2.3 mail.example\n");
    assert_true(hosts_file_line(text, "mail.example", &line));
    assert_true(span_equal(line, SPAN("192.0.2.2\tMail.example mail")));
    assert_false(hosts_file_line(text, "example", &line));
    assert_false(hosts_file_line(text, "old", &line));
}

static void test_too_many_lines_are_cut(void **state)
{
    (void)state;
    struct buf text;
    struct dns_answer answer = { 0 };
    buf_init(&text, HOSTS_FILE_MAX);
    for (int i = 0; i < 100; i++)
        buf_addf(&text, "192.0.2.%d many.example\n", i);
    assert_int_equal(hosts_file_find(buf_span(&text), "many.example", RECORD_A, &answer), ANSWER_FOUND);
    assert_int_equal(answer.count, DNS_RECORDS_MAX);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_found),
        cmocka_unit_test(test_the_line_itself),
        cmocka_unit_test(test_too_many_lines_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
