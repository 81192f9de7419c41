/* The note of a call: made from a record afterwards, or kept while it happens, and how its lines are told. */
#include "report/call_note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void refuse(struct record *record)
{
    struct fact fact = fact_new(FACT_LOGIN_REFUSED, "smtp-login");
    record_init(record);
    fact.chosen = true;
    fact.stage = STAGE_AUTH;
    fact.code = 535;
    (void)strcpy(fact.text, "authentication failed");
    assert_non_null(record_add(record, &fact));
}

/* In the order of the clock, not of the record; what was seen comes first, and says why. */
static void test_afterwards(void **state)
{
    struct record record;
    struct call_note *note = calloc(1, sizeof *note);
    (void)state;
    assert_non_null(note);
    refuse(&record);
    call_note_of(&record, note);
    assert_int_equal(note->count, 0); /* nothing was asked */
    assert_true(question_settle(&record, QUESTION_TWO_STEP, TOLD_YES, 1700000200));
    assert_true(question_settle(&record, QUESTION_WEBMAIL, TOLD_YES, 1700000100));
    assert_true(question_settle(&record, QUESTION_VPN, TOLD_UNKNOWN, 1700000300));
    call_note_of(&record, note);
    assert_int_equal(note->count, 4);
    assert_int_equal(note->entries[0].fact.kind, FACT_LOGIN_REFUSED);
    assert_int_equal(note->entries[0].cause, CAUSE_BAD_CREDENTIALS);
    assert_string_equal(note->entries[1].fact.subject, "webmail");
    assert_int_equal(note->entries[1].cause, CAUSE_APP_PASSWORD_REQUIRED);
    assert_int_equal(note->entries[1].certainty, CERTAINTY_POSSIBLE);
    assert_string_equal(note->entries[2].fact.subject, "two-step");
    assert_int_equal(note->entries[2].certainty, CERTAINTY_LIKELY);
    assert_true(note->entries[2].is_new);
    assert_false(note->entries[3].is_new);
    record_clear(&record);
    free(note);
}

/* The oldest entry makes room; a case without a cause has its own words. */
static void test_bounds(void **state)
{
    struct record record;
    struct diagnosis *diagnosis = calloc(1, sizeof *diagnosis);
    struct call_note *note = calloc(1, sizeof *note);
    (void)state;
    assert_true(diagnosis && note);
    refuse(&record);
    diagnose(&record, diagnosis);
    call_note_add(note, &record, diagnosis, NULL);
    diagnosis->candidate_count = 0;
    diagnosis->status = VERDICT_OK;
    for (int i = 0; i < CALL_ENTRIES_MAX; i++)
        call_note_add(note, &record, diagnosis, NULL);
    assert_int_equal(note->count, CALL_ENTRIES_MAX);
    assert_int_equal(note->entries[0].cause, CAUSE_NONE);
    assert_false(note->entries[0].has_fact);
    record_clear(&record);
    free(diagnosis);
    free(note);
}

static void test_time(void **state)
{
    char text[CALL_TIME_MAX];
    (void)state;
    assert_int_equal(setenv("TZ", "UTC0", 1), 0);
    tzset();
    call_time(1700000000, text);
    assert_string_equal(text, "22:13");
    call_time(0, text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_afterwards),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
