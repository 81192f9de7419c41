/* What a person answers, as facts: each question moves some verdict, and the one is asked that decides most. */
#include "diagnosis/diagnose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What was seen before anything was asked: one refusal or trouble of the chosen endpoint. */
struct scene {
    const char *name;
    const char *provider;
    enum fact_kind kind;
    enum stage stage;
    unsigned code;
    const char *enhanced, *text;
};

static const struct scene scenes[] = {
    { "bare", "", FACT_LOGIN_REFUSED, STAGE_AUTH, 535, "5.7.8", "authentication failed" },
    { "gmail", "gmail", FACT_LOGIN_REFUSED, STAGE_AUTH, 535, "5.7.8", "Username and Password not accepted." },
    { "163", "163", FACT_LOGIN_REFUSED, STAGE_AUTH, 535, "", "Error: authentication failed" },
    { "locked", "", FACT_LOGIN_REFUSED, STAGE_AUTH, 535, "5.7.0", "Account temporarily locked" },
    { "tenant", "", FACT_LOGIN_REFUSED, STAGE_AUTH, 535, "5.7.3", "Authentication unsuccessful" },
    { "silent", "", FACT_PORT_SILENT, STAGE_CONNECT, 0, "", "" },
    { "mute", "", FACT_GREETING_NONE, STAGE_GREETING, 0, "", "" },
    { "closed", "", FACT_CLOSED_EARLY, STAGE_GREETING, 0, "", "" },
    { "no handshake", "", FACT_TLS_FAILED, STAGE_TLS, 0, "", "" },
    { "asked for more", "", FACT_LOGIN_SILENT, STAGE_AUTH, 0, "", "" },
    { "recipient", "", FACT_RECIPIENT_REFUSED, STAGE_RCPT, 550, "", "Requested action not taken: mailbox unavailable" },
    { "content", "", FACT_MESSAGE_REFUSED, STAGE_DATA, 554, "", "Message rejected" },
};

static const struct scene *scene_named(const char *name)
{
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    fail_msg("no scene %s", name);
    return NULL;
}

static void look(struct record *record, const struct scene *scene)
{
    struct fact fact = fact_new(scene->kind, "check");
    record_init(record);
    fact.chosen = true;
    fact.stage = scene->stage;
    fact.code = scene->code;
    fact.where = (struct endpoint){ "mail.example", 587, SECURITY_STARTTLS };
    (void)snprintf(fact.enhanced, sizeof fact.enhanced, "%s", scene->enhanced);
    (void)snprintf(fact.text, sizeof fact.text, "%s", scene->text);
    assert_non_null(record_add(record, &fact));
    struct fact provider = fact_new(FACT_PROVIDER_KNOWN, "check");
    (void)snprintf(provider.subject, sizeof provider.subject, "%s", scene->provider);
    if (scene->provider[0])
        assert_non_null(record_add(record, &provider));
}

/* "webmail=yes two-step=no" */
static void answer(struct record *record, const char *answers)
{
    struct span rest = span_of(answers);
    struct span word;
    while (span_word(&rest, &word)) {
        struct span key;
        enum question question;
        enum told told;
        assert_true(span_cut(&word, '=', &key));
        assert_true(question_from_key(key, &question));
        assert_true(question_reads(question, word, &told));
        assert_true(question_settle(record, question, told, 0));
    }
}

static const char *cause_of(const struct diagnosis *diagnosis)
{
    return diagnosis->candidate_count ? cause_row(diagnosis->candidates[0].cause)->label : "none";
}

static const struct {
    const char *scene, *answers, *verdict;
    enum certainty certainty;
} rows[] = {
    { "bare", "", "bad-credentials", CERTAINTY_LIKELY },
    { "bare", "webmail=no", "bad-credentials", CERTAINTY_LIKELY },
    { "bare", "webmail=yes", "app-password-required", CERTAINTY_POSSIBLE },
    { "bare", "webmail=yes two-step=yes", "app-password-required", CERTAINTY_LIKELY },
    { "bare", "webmail=yes smtp-switch=no", "smtp-service-off", CERTAINTY_LIKELY },
    { "bare", "webmail=unknown", "bad-credentials", CERTAINTY_LIKELY },
    { "bare", "ever-worked=sometimes", "browser-check-required", CERTAINTY_LIKELY },
    { "bare", "browser=yes", "browser-check-required", CERTAINTY_LIKELY },
    { "bare", "two-step=yes", "app-password-required", CERTAINTY_LIKELY },
    { "bare", "others-too=yes", "server-misconfigured", CERTAINTY_POSSIBLE },
    { "bare", "webmail=yes which-secret=app", "smtp-service-off", CERTAINTY_POSSIBLE },
    { "bare", "webmail=yes password-changed=yes other-program=yes", "credentials-mangled", CERTAINTY_LIKELY },
    { "gmail", "", "app-password-required", CERTAINTY_LIKELY },
    { "gmail", "which-secret=app", "bad-credentials", CERTAINTY_LIKELY },
    { "163", "smtp-switch=no", "smtp-service-off", CERTAINTY_LIKELY },
    { "locked", "webmail=yes", "account-locked", CERTAINTY_PROVEN }, /* the server said so */
    { "silent", "", "port-blocked", CERTAINTY_POSSIBLE },
    { "silent", "other-network=yes", "port-blocked", CERTAINTY_LIKELY },
    { "silent", "other-network=no", "wrong-host-or-port", CERTAINTY_LIKELY },
    { "silent", "vpn=yes", "port-blocked", CERTAINTY_LIKELY },
    { "silent", "antivirus=yes", "port-blocked", CERTAINTY_LIKELY },
    { "mute", "", "service-unavailable", CERTAINTY_LIKELY },
    { "mute", "antivirus=yes", "service-unavailable", CERTAINTY_LIKELY },
    { "mute", "other-network=yes", "middlebox-interference", CERTAINTY_LIKELY },
    { "mute", "others-too=no other-network=yes antivirus=yes", "middlebox-interference", CERTAINTY_LIKELY },
    { "closed", "antivirus=yes", "dropped-connection", CERTAINTY_LIKELY },
    { "no handshake", "antivirus=yes", "tls-interception", CERTAINTY_LIKELY },
};

static void test_effects(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record record;
        struct diagnosis diagnosis;
        look(&record, scene_named(rows[i].scene));
        answer(&record, rows[i].answers);
        diagnose(&record, &diagnosis);
        if (strcmp(cause_of(&diagnosis), rows[i].verdict) != 0 ||
            diagnosis.candidates[0].certainty != rows[i].certainty)
            fail_msg("%s %s: %s %s", rows[i].scene, rows[i].answers, cause_of(&diagnosis),
                     certainty_word(diagnosis.candidates[0].certainty));
        record_clear(&record);
    }
}

/* A question that changes nothing anywhere would waste a caller's time. */
static void test_every_question_matters(void **state)
{
    (void)state;
    for (int q = QUESTION_NONE + 1; q < QUESTION_COUNT; q++) {
        bool asked = false;
        for (size_t i = 0; i < sizeof scenes / sizeof *scenes && !asked; i++) {
            struct record record;
            struct diagnosis before;
            enum question open[QUESTION_COUNT];
            look(&record, &scenes[i]);
            diagnose(&record, &before);
            size_t count = questions_open(&record, &before, open);
            for (size_t k = 0; k < count; k++)
                asked = asked || open[k] == (enum question)q;
            record_clear(&record);
        }
        if (!asked)
            fail_msg("%s is never asked", question_key((enum question)q));
    }
}

/* What is offered really decides: at least one of the answers gives another cause or certainty. */
static bool decides(const struct scene *scene, enum question question)
{
    struct record record;
    struct diagnosis before;
    struct diagnosis after;
    bool changed = false;
    for (int c = 0; c < TOLD_COUNT; c++) {
        if (!question_takes(question, (enum told)c))
            continue;
        look(&record, scene);
        diagnose(&record, &before);
        assert_true(question_settle(&record, question, (enum told)c, 0));
        diagnose(&record, &after);
        changed = changed || before.candidates[0].cause != after.candidates[0].cause ||
                  before.candidates[0].certainty != after.candidates[0].certainty;
        record_clear(&record);
    }
    return changed;
}

static void test_open_questions_decide(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct record record;
        struct diagnosis diagnosis;
        enum question open[QUESTION_COUNT];
        look(&record, &scenes[i]);
        diagnose(&record, &diagnosis);
        size_t count = questions_open(&record, &diagnosis, open);
        assert_int_equal(diagnosis.question, count ? open[0] : QUESTION_NONE);
        if (count)
            assert_string_equal(diagnosis.next_test, question_key(open[0]));
        for (size_t k = 0; k < count; k++)
            if (!decides(&scenes[i], open[k]))
                fail_msg("%s: %s changes nothing", scenes[i].name, question_key(open[k]));
        record_clear(&record);
    }
}

/* What was answered is not asked again, neither as a question nor as the next test. */
static void test_interviews_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct record record;
        struct diagnosis diagnosis;
        size_t asked = 0;
        look(&record, &scenes[i]);
        for (diagnose(&record, &diagnosis); diagnosis.question != QUESTION_NONE; diagnose(&record, &diagnosis)) {
            assert_null(question_answer(&record, diagnosis.question));
            assert_true(question_settle(&record, diagnosis.question, TOLD_UNKNOWN, 0));
            assert_true(++asked < QUESTION_COUNT);
        }
        if (diagnosis.next_test) {
            enum question again;
            if (question_from_key(span_of(diagnosis.next_test), &again))
                assert_null(question_answer(&record, again));
        }
        record_clear(&record);
    }
}

static void test_keys_and_letters(void **state)
{
    (void)state;
    for (int q = QUESTION_NONE + 1; q < QUESTION_COUNT; q++) {
        enum question found;
        assert_true(question_from_key(span_of(question_key((enum question)q)), &found));
        assert_int_equal(found, q);
        size_t choices = 0;
        for (int c = 0; c < TOLD_COUNT; c++) {
            enum told heard;
            if (!question_takes((enum question)q, (enum told)c))
                continue;
            choices++;
            assert_true(question_hears((enum question)q, told_letter((enum told)c), &heard));
            assert_int_equal(heard, c);
        }
        assert_true(choices >= 3);
        assert_true(question_takes((enum question)q, TOLD_UNKNOWN));
    }
    enum question none;
    enum told told;
    assert_false(question_from_key(SPAN("none"), &none));
    assert_false(question_from_key(SPAN("web mail"), &none));
    assert_false(question_reads(QUESTION_WEBMAIL, SPAN("never"), &told));
}

/* A second answer replaces the first; of a target only what belongs to a question becomes a fact. */
static void test_answers_as_facts(void **state)
{
    struct record record;
    struct target target;
    (void)state;
    record_init(&record);
    target_init(&target);
    assert_true(target_set_answer(&target, SPAN("webmail"), SPAN("no")));
    assert_true(target_set_answer(&target, SPAN("plain-text"), SPAN("send")));
    assert_true(target_set_answer(&target, SPAN("two-step"), SPAN("perhaps")));
    target.answers[0].at = 1700000000;
    questions_take(&record, &target);
    assert_int_equal(record.fact_count, 1);
    assert_int_equal(record.facts[0].number, 1700000000);
    assert_true(question_settle(&record, QUESTION_WEBMAIL, TOLD_YES, 1700000060));
    assert_int_equal(record.fact_count, 1);
    assert_string_equal(question_answer(&record, QUESTION_WEBMAIL)->text, "yes");
    assert_null(question_answer(&record, QUESTION_VPN));
    record_clear(&record);
    target_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effects),
        cmocka_unit_test(test_every_question_matters),
        cmocka_unit_test(test_open_questions_decide),
        cmocka_unit_test(test_interviews_end),
        cmocka_unit_test(test_keys_and_letters),
        cmocka_unit_test(test_answers_as_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
