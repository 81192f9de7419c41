#include "base/mem.h"
#include "facts/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_fact_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        const struct fact_row *row = fact_row((enum fact_kind)i);
        enum fact_kind kind;
        assert_non_null(row->word);
        assert_true(fact_from_word(span_of(row->word), &kind));
        assert_int_equal(kind, i); /* fails when two rows share a word */
        assert_true(row->step < STEP_COUNT && row->status < STATUS_COUNT);
    }
}

static void test_words_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < STAGE_COUNT; i++) {
        enum stage stage;
        assert_true(stage_from_word(span_of(stage_word((enum stage)i)), &stage));
        assert_int_equal(stage, i);
    }
    for (int i = 0; i < STEP_COUNT; i++) {
        enum step step;
        assert_true(step_from_word(span_of(step_word((enum step)i)), &step));
        assert_int_equal(step, i);
    }
    for (int i = 0; i < SECURITY_COUNT; i++) {
        enum security security;
        assert_true(security_from_word(span_of(security_word((enum security)i)), &security));
        assert_int_equal(security, i);
    }
    enum security security;
    assert_true(security_from_word(SPAN("SSL/TLS"), &security));
    assert_int_equal(security, SECURITY_TLS);
    assert_false(security_from_word(SPAN("rot13"), &security));
}

static void test_record_keeps_sessions_and_proof(void **state)
{
    (void)state;
    struct record record;
    record_init(&record);
    struct scribe scribe = record_scribe(&record);
    struct endpoint where = { "smtp.example.com", 587, SECURITY_STARTTLS };
    unsigned id = scribe.open_session(scribe.owner, &where, "192.0.2.1");
    assert_int_equal(id, 1);
    char raw[] = "220 hello";
    struct line line = { .n = 1, .us = 5, .from = SPEAKER_SERVER, .raw = raw, .len = 9 };
    scribe.add_line(scribe.owner, id, &line);
    raw[0] = 'x';
    const struct line *kept = record_line(&record, (struct evidence){ 1, 1 });
    assert_non_null(kept);
    assert_string_equal(kept->raw, "220 hello");
    assert_null(record_line(&record, (struct evidence){ 1, 2 }));
    assert_null(record_line(&record, (struct evidence){ 0, 1 }));
    assert_null(record_line(&record, (struct evidence){ 9, 1 }));
    assert_null(record_session(&record, RECORD_SESSIONS_MAX + 1));
    record_clear(&record);
}

static void test_record_is_bounded(void **state)
{
    (void)state;
    struct record record;
    record_init(&record);
    struct fact fact = fact_new(FACT_REPLY, "text");
    for (int i = 0; i < RECORD_FACTS_MAX + 5; i++)
        record_add(&record, &fact);
    assert_int_equal(record.fact_count, RECORD_FACTS_MAX);
    assert_int_equal(record_count(&record, FACT_REPLY), RECORD_FACTS_MAX);
    record_clear(&record);
}

static void test_fact_code(void **state)
{
    (void)state;
    char code[32];
    struct fact fact = fact_new(FACT_LOGIN_REFUSED, "smtp-login");
    fact.code = 535;
    fact_code(&fact, code, sizeof code);
    assert_string_equal(code, "AUTH-535");
    fact = fact_new(FACT_PORT_SILENT, "port-25");
    fact_code(&fact, code, sizeof code);
    assert_string_equal(code, "PORT-SILENT");
}

static void test_answers(void **state)
{
    (void)state;
    struct target target;
    target_init(&target);
    assert_true(target_set_answer(&target, SPAN("webmail"), SPAN("no")));
    assert_true(target_set_answer(&target, SPAN("webmail"), SPAN("yes")));
    assert_string_equal(target_answer(&target, "webmail"), "yes");
    assert_int_equal(target.answer_count, 1);
    assert_null(target_answer(&target, "since"));
    assert_false(target_set_answer(&target, SPAN(""), SPAN("x")));
    assert_false(target_set_answer(&target, SPAN("a-key-that-is-longer-than-any-key-may-be"), SPAN("x")));
    for (int i = 0; i < ANSWERS_MAX; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        target_set_answer(&target, span_of(key), SPAN("v"));
    }
    assert_false(target_set_answer(&target, SPAN("one-more"), SPAN("v")));
}

static void test_mail_parts(void **state)
{
    (void)state;
    assert_true(span_equal(mail_domain(SPAN("\"a@b\"@example.com")), SPAN("example.com")));
    assert_true(span_equal(mail_local_part(SPAN("\"a@b\"@example.com")), SPAN("\"a@b\"")));
    assert_int_equal(mail_domain(SPAN("anna")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fact_rows),
        cmocka_unit_test(test_words_read_back),
        cmocka_unit_test(test_record_keeps_sessions_and_proof),
        cmocka_unit_test(test_record_is_bounded),
        cmocka_unit_test(test_fact_code),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_mail_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
