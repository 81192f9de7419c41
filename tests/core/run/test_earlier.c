/* A retest of one setting looks at little; what was found before stays, with its lines and its time. */
#include "base/mem.h"
#include "run/earlier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BEGAN = 1700000000, MS = 2500, US = 1000000 };
#define SERVER "mail.example.com"

static struct fact fact_of(enum fact_kind kind, const char *check, const char *host)
{
    struct fact fact = fact_new(kind, check);
    mem_copy_text(fact.where.host, sizeof fact.where.host, span_of(host));
    return fact;
}

/* With two sessions, of which the second proves what is said about the reverse name. */
static void fill(struct record *record)
{
    record_init(record);
    record->began = (int64_t)BEGAN * US;
    record->total_ms = MS;
    for (unsigned id = 1; id <= 2; id++) {
        char text[] = "220 no";
        struct line line = { .n = 1, .len = 6, .raw = text, .from = SPEAKER_SERVER };
        if (id == 2) {
            text[4] = 'o';
            text[5] = 'k';
        }
        struct session_log *log = record_session(record, id);
        log->where.port = id == 1 ? 25 : 587;
        session_log_add(log, &line);
    }
}

static const struct row {
    const char *name;
    enum fact_kind kind;
    const char *check, *host;
    enum step step;      /* what is looked at again */
    const char *server;  /* of now */
    const char *again;   /* a check that speaks again */
    enum fact_kind left; /* of this check, FACT_COUNT: nothing */
} rows[] = {
    { "beside the chain, another step", FACT_PING_OK, "ping", SERVER, STEP_CREDENTIALS, SERVER, "", FACT_PING_OK },
    { "its reason too", FACT_CHECK_SKIPPED, "block-lists", "", STEP_CREDENTIALS, SERVER, "", FACT_CHECK_SKIPPED },
    { "the same step", FACT_PING_OK, "ping", SERVER, STEP_NETWORK, SERVER, "", FACT_COUNT },
    { "the chain is gone anew", FACT_PORT_OPEN, "port-587", SERVER, STEP_CREDENTIALS, SERVER, "", FACT_COUNT },
    { "an answer comes by itself", FACT_ANSWER, "questions", "", STEP_CREDENTIALS, SERVER, "", FACT_COUNT },
    { "spoken again", FACT_PING_OK, "ping", SERVER, STEP_CREDENTIALS, SERVER, "ping", FACT_COUNT },
    { "another server", FACT_PING_OK, "ping", SERVER, STEP_CREDENTIALS, "b.example.com", "", FACT_CHECK_SKIPPED },
    { "not about a server", FACT_DMARC_NONE, "dmarc", "", STEP_CREDENTIALS, "b.example.com", "", FACT_DMARC_NONE },
};

static void run_row(const struct row *row, struct record *ret_now)
{
    struct record before;
    struct earlier earlier;
    struct target was;
    struct target now;
    struct fact fact = fact_of(row->kind, row->check, row->host);
    struct fact again = fact_new(FACT_EHLO_OK, row->again);
    target_init(&was);
    target_init(&now);
    fill(&before);
    fact_prove(&fact, (struct evidence){ 2, 1 });
    (void)record_add(&before, &fact);
    mem_copy_text(was.server.host, sizeof was.server.host, SPAN(SERVER));
    mem_copy_text(now.server.host, sizeof now.server.host, span_of(row->server));
    now.has_step = true;
    now.step = row->step;
    earlier_take(&earlier, &before, &was, &now);
    record_clear(&before); /* nothing is borrowed */
    record_init(ret_now);
    (void)record_session(ret_now, 1);
    if (row->again[0])
        (void)record_add(ret_now, &again);
    earlier_add(&earlier, ret_now);
    earlier_clear(&earlier);
    target_clear(&was);
    target_clear(&now);
}

static void test_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct record now;
        run_row(&rows[i], &now);
        size_t own = rows[i].again[0] ? 1 : 0;
        bool is_there = now.fact_count == own + 1;
        if (is_there != (rows[i].left != FACT_COUNT) || (is_there && now.facts[own].kind != rows[i].left))
            fail_msg("%s: %zu facts", rows[i].name, now.fact_count);
        record_clear(&now);
    }
}

/* The line comes along, under the next free number; the time is that of the run's end. */
static void test_proof_and_time(void **state)
{
    struct record now;
    (void)state;
    run_row(&rows[0], &now);
    assert_int_equal(now.facts[0].before, (int64_t)BEGAN * US + MS * 1000);
    assert_int_equal(now.facts[0].evidence_count, 1);
    assert_int_equal(now.facts[0].evidence[0].session, 2);
    assert_int_equal(now.session_count, 2);
    assert_int_equal(now.sessions[1]->where.port, 587);
    const struct line *line = record_line(&now, now.facts[0].evidence[0]);
    assert_non_null(line);
    assert_true(span_equal(line_raw(line), SPAN("220 ok")));
    record_clear(&now);
}

/* A second retest keeps the time of the first look; what is not told any more has a reason. */
static void test_time_stays(void **state)
{
    struct target was;
    struct earlier earlier;
    struct record now;
    struct record next;
    (void)state;
    run_row(&rows[0], &now);
    now.began = (int64_t)(BEGAN + 60) * US;
    target_init(&was);
    was.has_step = true;
    was.step = STEP_CREDENTIALS;
    earlier_take(&earlier, &now, &was, &was);
    record_init(&next);
    earlier_add(&earlier, &next);
    assert_int_equal(next.facts[0].before, (int64_t)BEGAN * US + MS * 1000);
    record_clear(&now);
    record_clear(&next);
    earlier_clear(&earlier);
    run_row(&rows[6], &now);
    assert_string_equal(now.facts[0].subject, "changed");
    assert_int_equal(now.session_count, 1);
    record_clear(&now);
}

/* A whole run looks at everything: nothing is taken over. */
static void test_whole_run(void **state)
{
    struct record before;
    struct earlier earlier;
    struct target target;
    struct fact fact = fact_of(FACT_PING_OK, "ping", SERVER);
    (void)state;
    fill(&before);
    (void)record_add(&before, &fact);
    target_init(&target);
    earlier_take(&earlier, &before, &target, &target);
    assert_int_equal(earlier.facts.fact_count, 0);
    earlier_clear(&earlier);
    record_clear(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_proof_and_time),
        cmocka_unit_test(test_time_stays),
        cmocka_unit_test(test_whole_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
