#include "../net/loopback.h"
#include "base/limits.h"
#include "base/mem.h"
#include "run/queue.h"
#include "run/run.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { WRITERS = 4, NOTES_EACH = 5000 };

static void *write_notes(void *argument)
{
    for (unsigned i = 0; i < NOTES_EACH; i++) {
        struct note_in_queue note = { .kind = EVENT_LINE, .session = i + 1 };
        note.line.raw = mem_text(SPAN("250 ok"));
        queue_put(argument, &note);
    }
    return NULL;
}

static void test_queue_loses_nothing(void **state)
{
    (void)state;
    struct queue *queue = queue_new();
    pthread_t writers[WRITERS];
    size_t taken = 0;
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, write_notes, queue), 0);
    while (taken < (size_t)WRITERS * NOTES_EACH) {
        struct limits limits = { clock_after_ms(10000), -1 };
        assert_int_equal(limits_wait(limits, queue_fd(queue), POLLIN), OUTCOME_DONE);
        struct note_in_queue *note;
        while ((note = queue_take(queue)) != NULL) {
            taken++;
            queue_release(note);
        }
    }
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    queue_free(queue);
}

static void test_closed_queue_frees_its_writers(void **state)
{
    (void)state;
    struct queue *queue = queue_new();
    pthread_t writers[WRITERS];
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, write_notes, queue), 0);
    queue_close(queue);
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    queue_free(queue);
}

static void finish(struct run *run, int64_t ms)
{
    struct limits limits = { clock_after_ms(ms), -1 };
    struct event event;
    while (!run_is_finished(run)) {
        assert_int_equal(limits_wait(limits, run_fd(run), POLLIN), OUTCOME_DONE);
        while (run_next(run, &event))
            ;
    }
}

/* Cancelled wherever the workers are by then; the silent resolver would keep them for many seconds. (How soon it ends
 * is measured by the benchmark.) */
static void test_cancel_waits_for_no_deadline(void **state)
{
    enum { SOON_MS = 3000 };
    (void)state;
    struct target target;
    struct event event;
    uint16_t port = 0;
    int silent = loopback_bind(SOCK_DGRAM, "127.0.0.1", &port);
    target_init(&target);
    mem_copy_text(target.address, MAIL_MAX, SPAN("anna@example.com"));
    mem_copy_text(target.server.host, HOST_MAX, SPAN("smtp.example.com"));
    (void)snprintf(target.resolver, sizeof target.resolver, "127.0.0.1:%u", port);
    struct run *run = run_new(&target, 0);
    while (run_next(run, &event))
        ;
    run_cancel(run);
    finish(run, SOON_MS);
    run_free(run);
    target_clear(&target);
    close(silent);
}

static void test_budget_used_up_means_no_login(void **state)
{
    (void)state;
    struct target target;
    target_init(&target);
    mem_copy_text(target.address, MAIL_MAX, SPAN("anna@example.com"));
    mem_copy_text(target.server.host, HOST_MAX, SPAN("smtp.example.com"));
    mem_copy_text(target.connect_to, ADDRESS_MAX, SPAN("127.0.0.1"));
    target.detours[0] = (struct detour){ 25, 1 };
    target.detours[1] = (struct detour){ 465, 1 };
    target.detours[2] = (struct detour){ 587, 1 };
    target.detours[3] = (struct detour){ 2525, 1 };
    target.detour_count = 4;
    target.has_password = true;
    secret_set(&target.password, SPAN("x"));
    struct run *run = run_new(&target, target.max_logins);
    finish(run, 20000);
    const struct fact *fact = record_find(run_record(run), FACT_LOGIN_NOT_TRIED);
    assert_non_null(fact);
    assert_string_equal(fact->subject, "budget");
    assert_int_equal(run_record(run)->logins_used, target.max_logins);
    assert_non_null(record_find(run_record(run), FACT_PORT_REFUSED));
    run_free(run);
    target_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue_loses_nothing),
        cmocka_unit_test(test_closed_queue_frees_its_writers),
        cmocka_unit_test(test_cancel_waits_for_no_deadline),
        cmocka_unit_test(test_budget_used_up_means_no_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
