#include "net/dns_message.h"

#include "base/buf.h"

#include "core/net/loopback.h"

/* A response: header with these flags and counts, the question "a.example", then the answers as given. */
#define QUESTION "\1a\7example\0"
#define OWNER "\xc0\x0c"

struct message_row {
    const char *title;
    const char *flags; /* two bytes */
    enum record_type type;
    unsigned answers;
    struct span records;
    enum answer_kind kind;
    const char *told; /* records as "priority weight port text;" and the canonical name */
};

static const struct message_row ROWS[] = {
    { "an address", "\x81\x80", RECORD_A, 1, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"), ANSWER_FOUND,
      "0 0 0 192.0.2.1;" },
    { "an address of six", "\x81\x80", RECORD_AAAA, 1,
      SPAN(OWNER "\0\x1c\0\1\0\0\0\x3c\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"), ANSWER_FOUND,
      "0 0 0 2001:db8::1;" },
    { "another class is passed over", "\x81\x80", RECORD_A, 1, SPAN(OWNER "\0\1\0\3\0\0\0\x3c\0\4\xc0\0\2\1"),
      ANSWER_NO_RECORD, "" },
    { "another owner is passed over", "\x81\x80", RECORD_A, 1, SPAN("\1b\xc0\x0e\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"),
      ANSWER_NO_RECORD, "" },
    { "an alias leads on", "\x81\x80", RECORD_A, 2,
      SPAN(OWNER "\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"
                 "\1b\xc0\x0e\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\2"),
      ANSWER_FOUND, "0 0 0 192.0.2.2;b.example" },
    { "an alias in the wrong order", "\x81\x80", RECORD_A, 2,
      SPAN("\1b\xc0\x0e\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\2" OWNER "\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"), ANSWER_FOUND,
      "0 0 0 192.0.2.2;b.example" },
    { "an alias is itself asked for", "\x81\x80", RECORD_CNAME, 1, SPAN(OWNER "\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"),
      ANSWER_FOUND, "0 0 0 b.example;" },
    { "an alias of nothing", "\x81\x83", RECORD_A, 1, SPAN(OWNER "\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"), ANSWER_NO_NAME,
      "b.example" },
    { "an alias of itself", "\x81\x80", RECORD_A, 1, SPAN(OWNER "\0\5\0\1\0\0\0\x3c\0\2\xc0\x0c"), ANSWER_BROKEN, "" },
    { "exchangers by preference", "\x81\x80", RECORD_MX, 2,
      SPAN(OWNER "\0\xf\0\1\0\0\0\x3c\0\6\0\x14\1b\xc0\x0e" OWNER "\0\xf\0\1\0\0\0\x3c\0\6\0\x0a\1c\xc0\x0e"),
      ANSWER_FOUND, "10 0 0 c.example;20 0 0 b.example;" },
    { "takes no mail (RFC 7505)", "\x81\x80", RECORD_MX, 1, SPAN(OWNER "\0\xf\0\1\0\0\0\x3c\0\3\0\0\0"), ANSWER_FOUND,
      "0 0 0 .;" },
    { "services, the heavier first", "\x81\x80", RECORD_SRV, 2,
      SPAN(OWNER "\0\x21\0\1\0\0\0\x3c\0\x0a\0\0\0\1\2\x4b\1b\xc0\x0e" OWNER
                 "\0\x21\0\1\0\0\0\x3c\0\x0a\0\0\0\5\1\xd1\1c\xc0\x0e"),
      ANSWER_FOUND, "0 5 465 c.example;0 1 587 b.example;" },
    { "a text in two pieces", "\x81\x80", RECORD_TXT, 1, SPAN(OWNER "\0\x10\0\1\0\0\0\x3c\0\x0a\6v=spf1\2 -"),
      ANSWER_FOUND, "0 0 0 v=spf1 -;" },
    { "a certificate's digest", "\x81\x80", RECORD_TLSA, 1, SPAN(OWNER "\0\x34\0\1\0\0\0\x3c\0\5\3\1\1\xab\x0c"),
      ANSWER_FOUND, "0 0 0 3 1 1 ab0c;" },
    { "a digest past its record", "\x81\x80", RECORD_TLSA, 1, SPAN(OWNER "\0\x34\0\1\0\0\0\x3c\0\2\3\1"), ANSWER_BROKEN,
      "" },
    { "odd bytes in a name", "\x81\x80", RECORD_PTR, 1, SPAN(OWNER "\0\xc\0\1\0\0\0\x3c\0\6\4.\\ \1\0"), ANSWER_FOUND,
      "0 0 0 \\.\\\\\\032\\001;" },
    { "no such name", "\x81\x83", RECORD_A, 0, SPAN(""), ANSWER_NO_NAME, "" },
    { "no such record", "\x81\x80", RECORD_A, 0, SPAN(""), ANSWER_NO_RECORD, "" },
    { "server failed", "\x81\x82", RECORD_A, 0, SPAN(""), ANSWER_SERVER_FAILED, "" },
    { "not implemented", "\x81\x84", RECORD_A, 0, SPAN(""), ANSWER_SERVER_FAILED, "" },
    { "refused", "\x81\x85", RECORD_A, 0, SPAN(""), ANSWER_REFUSED, "" },
    { "a code that means nothing", "\x81\x8c", RECORD_A, 0, SPAN(""), ANSWER_BROKEN, "" },
    { "a failure with records", "\x81\x82", RECORD_A, 1, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"),
      ANSWER_SERVER_FAILED, "" },
    { "a senseless code with records", "\x81\x8f", RECORD_A, 1, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"),
      ANSWER_BROKEN, "" },
    { "a question, no response", "\x01\x80", RECORD_A, 0, SPAN(""), ANSWER_BROKEN, "" },
    { "more promised than sent", "\x81\x80", RECORD_A, 2, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"), ANSWER_BROKEN,
      "" },
    { "an address of three bytes", "\x81\x80", RECORD_A, 1, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\3\xc0\0\2"), ANSWER_BROKEN,
      "" },
    { "data past the end", "\x81\x80", RECORD_A, 1, SPAN(OWNER "\0\1\0\1\0\0\0\x3c\0\x44\xc0\0\2\1"), ANSWER_BROKEN,
      "" },
    { "a pointer to itself", "\x81\x80", RECORD_A, 1, SPAN("\xc0\x1b\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"), ANSWER_BROKEN,
      "" },
    { "a pointer forward", "\x81\x80", RECORD_A, 1, SPAN("\xc0\x1f\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"), ANSWER_BROKEN,
      "" },
    { "a label of a reserved kind", "\x81\x80", RECORD_A, 1, SPAN("\x80\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"),
      ANSWER_BROKEN, "" },
    { "a text past its record", "\x81\x80", RECORD_TXT, 1, SPAN(OWNER "\0\x10\0\1\0\0\0\x3c\0\3\6v="), ANSWER_BROKEN,
      "" },
    { "a preference cut in half", "\x81\x80", RECORD_MX, 1, SPAN(OWNER "\0\xf\0\1\0\0\0\x3c\0\1\0"), ANSWER_BROKEN,
      "" },
};

static void build(const struct message_row *row, struct buf *message)
{
    buf_init(message, 4 * KIB);
    buf_add(message, SPAN("\x12\x34"));
    buf_add(message, (struct span){ row->flags, 2 });
    buf_add(message, SPAN("\0\1\0"));
    buf_add_char(message, (char)row->answers);
    buf_add(message, SPAN("\0\0\0\0" QUESTION "\0"));
    buf_add_char(message, (char)row->type);
    buf_add(message, SPAN("\0\1"));
    buf_add(message, row->records);
}

static void tell(const struct dns_answer *answer, struct buf *told)
{
    buf_init(told, 4 * KIB);
    for (size_t i = 0; i < answer->count; i++)
        buf_addf(told, "%u %u %u %s;", answer->records[i].priority, answer->records[i].weight, answer->records[i].port,
                 answer->records[i].text);
    buf_add_text(told, answer->canonical);
}

static void test_messages_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct buf message;
        struct buf told;
        struct dns_answer answer;
        build(&ROWS[i], &message);
        dns_message_read(buf_span(&message), ROWS[i].type, &answer);
        tell(&answer, &told);
        print_message("%s\n", ROWS[i].title);
        assert_string_equal(answer_word(answer.kind), answer_word(ROWS[i].kind));
        assert_string_equal(buf_text(&told), ROWS[i].told);
        buf_free(&message);
        buf_free(&told);
    }
}

static void test_a_cut_message_is_broken(void **state)
{
    (void)state;
    struct buf message;
    struct dns_answer answer;
    build(&ROWS[4], &message);
    for (size_t len = 0; len < message.len; len++) {
        dns_message_read((struct span){ message.at, len }, RECORD_A, &answer);
        assert_int_equal(answer.kind, ANSWER_BROKEN);
        assert_int_equal(answer.count, 0);
    }
    buf_free(&message);
}

static void test_only_the_question_asked_is_answered(void **state)
{
    (void)state;
    struct buf message;
    build(&ROWS[0], &message);
    assert_true(dns_message_answers(buf_span(&message), "A.Example", RECORD_A));
    assert_false(dns_message_answers(buf_span(&message), "a.example", RECORD_MX));
    assert_false(dns_message_answers(buf_span(&message), "b.example", RECORD_A));
    assert_false(dns_message_answers(span_head(buf_span(&message), 11), "a.example", RECORD_A));
    buf_free(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_are_read),
        cmocka_unit_test(test_a_cut_message_is_broken),
        cmocka_unit_test(test_only_the_question_asked_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
