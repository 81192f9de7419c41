#include "run/run.h"

#include "base/mem.h"
#include "checks/check.h"
#include "run/conductor.h"
#include "run/earlier.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct run {
    struct target target;
    struct queue *queue;
    struct conductor_wish wish;
    int cancel_fd;
    pthread_t thread;
    bool has_thread;
    /* the reader's */
    struct record record;
    struct check_view *checks;
    struct endpoint chosen;
    struct earlier earlier;
    moment began;
    bool finished;
};

static void *run_main(void *argument)
{
    struct run *run = argument;
    conduct(&run->wish);
    return NULL;
}

static void list_checks(struct run *run)
{
    run->checks = mem_new(check_count() * sizeof *run->checks);
    for (size_t i = 0; i < check_count(); i++)
        run->checks[i] =
            (struct check_view){ .id = check_at(i)->id, .step = check_at(i)->step, .status = STATUS_SKIPPED, .ms = -1 };
}

/* Workers take no signals: resizing and stopping are the reader's business. */
static bool start_thread(struct run *run)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&run->thread, NULL, run_main, run) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

struct run *run_new(const struct target *target, unsigned logins_used)
{
    struct run *run = mem_new(sizeof *run);
    target_copy(&run->target, target);
    record_init(&run->record);
    questions_take(&run->record, target);
    run->record.logins_used = logins_used;
    run->record.logins_allowed = target->max_logins;
    run->record.began = clock_wall_us();
    run->queue = queue_new();
    run->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    run->began = clock_now();
    list_checks(run);
    unsigned left = target->max_logins > logins_used ? target->max_logins - logins_used : 0;
    run->wish = (struct conductor_wish){ &run->target, run->queue, run->cancel_fd, left };
    run->has_thread = start_thread(run);
    run->finished = !run->has_thread;
    return run;
}

void run_follow(struct run *run, const struct record *record, const struct target *was)
{
    earlier_clear(&run->earlier);
    earlier_take(&run->earlier, record, was, &run->target);
}

int run_fd(const struct run *run)
{
    return queue_fd(run->queue);
}

static bool concerns(const struct endpoint *chosen, const struct endpoint *where)
{
    /* As long as nothing is chosen, everything may matter. */
    if (!where->host[0] || !chosen->host[0])
        return true;
    if (strcmp(chosen->host, where->host) != 0)
        return false;
    if (!where->port || !chosen->port)
        return where->port == 0;
    return where->port == chosen->port && where->security == chosen->security;
}

static void choose(struct run *run, const struct endpoint *where)
{
    run->chosen = *where;
    for (size_t i = 0; i < run->record.fact_count; i++)
        run->record.facts[i].chosen = concerns(where, &run->record.facts[i].where);
}

static int rank(enum status status)
{
    static const int ranks[] = {
        [STATUS_SKIPPED] = 0, [STATUS_OK] = 1, [STATUS_UNKNOWN] = 2, [STATUS_WARNING] = 3, [STATUS_PROBLEM] = 4
    };
    return ranks[status];
}

/* A check is as bad as the worst that it saw. */
static enum status status_of_check(const struct run *run, const char *id)
{
    enum status worst = STATUS_SKIPPED;
    for (size_t i = 0; i < run->record.fact_count; i++) {
        const struct fact *fact = &run->record.facts[i];
        if (strcmp(fact->check, id) == 0 && rank(fact->status) > rank(worst))
            worst = fact->status;
    }
    return worst;
}

/* A port is spoken to in up to two ways; the row runs until the last of them has ended. */
static void take_check(struct run *run, const struct note_in_queue *note)
{
    struct check_view *view = &run->checks[note->check];
    if (note->state == CHECK_RUNNING) {
        view->began = view->state == CHECK_QUEUED ? clock_now() : view->began;
        view->state = CHECK_RUNNING;
        return;
    }
    view->ms = view->state == CHECK_QUEUED ? -1 : (clock_now() - view->began) / 1000;
    view->state = CHECK_ENDED;
    view->status = status_of_check(run, view->id);
}

static void take_session(struct run *run, const struct note_in_queue *note)
{
    struct session_log *log = record_session(&run->record, note->session);
    if (!log)
        return;
    log->where = note->where;
    log->began = clock_wall_us();
    mem_copy_text(log->address, sizeof log->address, span_of(note->address));
}

static void take_fact(struct run *run, const struct note_in_queue *note, struct event *event)
{
    struct fact *fact = record_add(&run->record, note->fact);
    if (!fact)
        return;
    fact->chosen = concerns(&run->chosen, &fact->where);
    event->fact = run->record.fact_count - 1;
}

/* What is wrong at a server that nobody uses is worth knowing, but no problem. */
static void soften_others(struct run *run)
{
    for (size_t i = 0; i < run->record.fact_count; i++) {
        struct fact *fact = &run->record.facts[i];
        if (!fact->chosen && fact->where.host[0] && fact->status == STATUS_PROBLEM)
            fact->status = STATUS_WARNING;
    }
}

static void add_earlier(struct run *run)
{
    size_t own = run->record.fact_count;
    earlier_add(&run->earlier, &run->record);
    for (size_t i = own; i < run->record.fact_count; i++)
        run->record.facts[i].chosen = concerns(&run->chosen, &run->record.facts[i].where);
}

static void take_finish(struct run *run)
{
    run->finished = true;
    add_earlier(run);
    soften_others(run);
    run->record.total_ms = (clock_now() - run->began) / 1000;
    for (size_t i = 0; i < check_count(); i++) {
        run->checks[i].state = CHECK_ENDED;
        run->checks[i].status = status_of_check(run, run->checks[i].id);
    }
}

static void take(struct run *run, const struct note_in_queue *note, struct event *event)
{
    *event = (struct event){ .kind = note->kind, .check = note->check, .session = note->session };
    switch (note->kind) {
    case EVENT_CHECK:
        take_check(run, note);
        break;
    case EVENT_SESSION:
        take_session(run, note);
        break;
    case EVENT_LINE: {
        struct session_log *log = record_session(&run->record, note->session);
        if (log)
            session_log_add(log, &note->line);
        break;
    }
    case EVENT_FACT:
        take_fact(run, note, event);
        break;
    case EVENT_LOGIN:
        run->record.logins_used++;
        break;
    case EVENT_FINISHED:
        take_finish(run);
        break;
    case EVENT_NONE:
        if (note->is_chosen)
            choose(run, &note->where);
        break;
    }
}

bool run_next(struct run *run, struct event *ret_event)
{
    for (;;) {
        struct note_in_queue *note = queue_take(run->queue);
        if (!note) {
            *ret_event = (struct event){ .kind = EVENT_NONE };
            return false;
        }
        take(run, note, ret_event);
        queue_release(note);
        if (ret_event->kind != EVENT_NONE)
            return true;
    }
}

void run_cancel(struct run *run)
{
    (void)eventfd_write(run->cancel_fd, 1);
}

bool run_is_finished(const struct run *run)
{
    return run->finished;
}

const struct record *run_record(const struct run *run)
{
    return &run->record;
}

bool run_answer(struct run *run, enum question question, enum told told, int64_t at)
{
    return question_settle(&run->record, question, told, at);
}

const struct check_view *run_checks(const struct run *run, size_t *ret_count)
{
    *ret_count = check_count();
    return run->checks;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    run_cancel(run);
    queue_close(run->queue);
    if (run->has_thread)
        pthread_join(run->thread, NULL);
    queue_free(run->queue);
    close(run->cancel_fd);
    earlier_clear(&run->earlier);
    record_clear(&run->record);
    target_clear(&run->target);
    free(run->checks);
    free(run);
}
