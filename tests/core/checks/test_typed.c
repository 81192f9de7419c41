#include "base/mem.h"
#include "checks/typed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct typed {
    struct target target;
    struct record record;
    struct scribe scribe;
    struct inquiry inquiry;
};

static void type(struct typed *typed, const char *address, const char *login, const char *password)
{
    target_init(&typed->target);
    record_init(&typed->record);
    typed->scribe = record_scribe(&typed->record);
    mem_copy_text(typed->target.address, MAIL_MAX, span_of(address));
    mem_copy_text(typed->target.login, MAIL_MAX, span_of(login));
    typed->target.has_password = password != NULL;
    secret_set(&typed->target.password, span_of(password));
    typed->inquiry = (struct inquiry){ .target = &typed->target, .limits = LIMITS_NONE, .scribe = &typed->scribe };
}

static void forget(struct typed *typed)
{
    target_clear(&typed->target);
    record_clear(&typed->record);
}

static void test_password_rows(void **state)
{
    static const struct {
        const char *password;
        enum fact_kind kind;
        enum correction correction;
        const char *corrected;
    } rows[] = {
        { "correct horse", FACT_TYPED_BLANK_INSIDE, CORRECTION_NO_BLANKS, "correcthorse" },
        { "secret ", FACT_TYPED_BLANK_EDGE, CORRECTION_TRIM, "secret" },
        { "\tsecret", FACT_TYPED_BLANK_EDGE, CORRECTION_TRIM, "secret" },
        { "secret　", FACT_TYPED_BLANK_EDGE, CORRECTION_TRIM, "secret" },
        { "secret\xc2\xa0", FACT_TYPED_BLANK_EDGE, CORRECTION_TRIM, "secret" },
        { "secret！", FACT_TYPED_FULLWIDTH, CORRECTION_HALFWIDTH, "secret!" },
        { "ｓｅｃｒｅｔ１２３", FACT_TYPED_FULLWIDTH, CORRECTION_HALFWIDTH, "secret123" },
        { "sеcret", FACT_TYPED_LOOKALIKE, CORRECTION_LAYOUT, "secret" },
        { "ЫускуеЪЪ", FACT_TYPED_LAYOUT, CORRECTION_LAYOUT, "Secret]]" },
        { "зфыыцщкв", FACT_TYPED_LAYOUT, CORRECTION_LAYOUT, "password" },
        { "sec\xe2\x80\x8bret", FACT_TYPED_INVISIBLE, CORRECTION_VISIBLE, "secret" },
        { "secret\xe2\x80\xac", FACT_TYPED_INVISIBLE, CORRECTION_VISIBLE, "secret" },
        { "it’s – ok", FACT_TYPED_AUTOCORRECT, CORRECTION_STRAIGHT, "it's - ok" },
        { "cafe\xcc\x81!", FACT_TYPED_NOT_NFC, CORRECTION_NFC, "caf\xc3\xa9!" },
        { "SECRET", FACT_TYPED_CAPS, CORRECTION_NONE, NULL },
        { "undefined", FACT_TYPED_PLACEHOLDER, CORRECTION_NONE, NULL },
        { "se\x01ret", FACT_TYPED_CONTROL, CORRECTION_NONE, NULL },
        { "", FACT_TYPED_EMPTY, CORRECTION_NONE, NULL },
        { "abcd efgh ijkl mnop", FACT_TYPED_APP_PASSWORD, CORRECTION_NO_BLANKS, "abcdefghijklmnop" },
        { "abcdefghijklmnop", FACT_TYPED_APP_PASSWORD, CORRECTION_NONE, NULL },
        { "Tr0ub4dor&3", FACT_TYPED_OK, CORRECTION_NONE, NULL },
        { "密码1234", FACT_TYPED_OK, CORRECTION_NONE, NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct typed typed;
        struct target corrected;
        type(&typed, "anna@example.com", "", rows[i].password);
        typed_password(&typed.inquiry);
        if (!record_find(&typed.record, rows[i].kind))
            fail_msg("%s: not found in \"%s\"", fact_row(rows[i].kind)->word, rows[i].password);
        enum correction correction = typed_correct(&typed.target, &corrected);
        if (correction != rows[i].correction)
            fail_msg("\"%s\": correction %d", rows[i].password, (int)correction);
        if (rows[i].corrected)
            assert_true(span_equal(secret_bytes(&corrected.password), span_of(rows[i].corrected)));
        if (correction != CORRECTION_NONE)
            target_clear(&corrected);
        forget(&typed);
    }
}

/* No fact may hold a piece of the password. */
static void test_password_is_never_written_down(void **state)
{
    (void)state;
    struct typed typed;
    type(&typed, "anna@example.com", "", " S3cr3t！а ");
    typed_password(&typed.inquiry);
    assert_true(typed.record.fact_count >= 3);
    for (size_t i = 0; i < typed.record.fact_count; i++) {
        const struct fact *fact = &typed.record.facts[i];
        assert_null(strstr(fact->text, "S3"));
        assert_null(strstr(fact->subject, "S3"));
        assert_null(strstr(fact->expected, "S3"));
    }
    forget(&typed);
}

static void test_address_rows(void **state)
{
    static const struct {
        const char *address;
        enum fact_kind kind;
    } rows[] = {
        { "anna@example.com", FACT_TYPED_OK },
        { "анна@пример.рф", FACT_TYPED_OK },
        { "anna", FACT_TYPED_NOT_ADDRESS },
        { "@example.com", FACT_TYPED_NOT_ADDRESS },
        { "anna@", FACT_TYPED_NOT_ADDRESS },
        { "anna@example..com", FACT_TYPED_NOT_ADDRESS },
        { "anna@.example.com", FACT_TYPED_NOT_ADDRESS },
        { "anna@@example.com", FACT_TYPED_NOT_ADDRESS },
        { "anna@example.com@example.com", FACT_TYPED_NOT_ADDRESS },
        { "anna@example,com", FACT_TYPED_NOT_ADDRESS },
        { "mailto:anna@example.com", FACT_TYPED_NOT_ADDRESS },
        { "anna.@example.com", FACT_TYPED_NOT_ADDRESS },
        { "\"anna b\"@example.com", FACT_TYPED_BLANK_INSIDE },
        { "anna+shop@[192.0.2.7]", FACT_TYPED_OK },
        { "anna@example.com ", FACT_TYPED_BLANK_EDGE },
        { "anna＠example.com", FACT_TYPED_FULLWIDTH },
        { "аnna@example.com", FACT_TYPED_LOOKALIKE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct typed typed;
        type(&typed, rows[i].address, "", NULL);
        typed_address(&typed.inquiry);
        if (!record_find(&typed.record, rows[i].kind))
            fail_msg("%s: not found in \"%s\"", fact_row(rows[i].kind)->word, rows[i].address);
        forget(&typed);
    }
}

static void test_login_forms(void **state)
{
    (void)state;
    struct typed typed;
    struct target corrected;
    type(&typed, "anna@example.com", "anna", "x");
    typed_login(&typed.inquiry);
    assert_non_null(record_find(&typed.record, FACT_TYPED_LOCAL_PART));
    assert_int_equal(typed_correct(&typed.target, &corrected), CORRECTION_FULL_ADDRESS);
    assert_string_equal(corrected.login, "anna@example.com");
    target_clear(&corrected);
    forget(&typed);

    type(&typed, "anna@example.com", "", "x");
    assert_int_equal(typed_correct(&typed.target, &corrected), CORRECTION_NONE);
    target_set_answer(&typed.target, SPAN("corrected"), SPAN("local-part"));
    assert_int_equal(typed_correct(&typed.target, &corrected), CORRECTION_LOCAL_PART);
    assert_string_equal(corrected.login, "anna");
    target_clear(&corrected);
    forget(&typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password_rows),
        cmocka_unit_test(test_password_is_never_written_down),
        cmocka_unit_test(test_address_rows),
        cmocka_unit_test(test_login_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
