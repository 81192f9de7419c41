#include "run/hand_run.h"

#include "base/mem.h"
#include "run/desk.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum request_kind { REQUEST_NONE, REQUEST_SAY, REQUEST_ANSWER, REQUEST_LOGIN, REQUEST_END };

/* What is wanted; a line of AUTH is a secret as well. */
struct request {
    enum request_kind kind;
    struct secret bytes; /* the line, the answer, the password */
    enum mechanism mechanism;
    char user[MAIL_MAX];
};

struct hand_run {
    /* of the reader */
    struct record record;
    struct hand_state state;
    bool is_busy;
    /* of the worker */
    struct hand hand;
    struct scribe scribe;
    struct desk desk;
    /* shared */
    struct queue *queue;
    struct target target; /* read only */
    int wake_fd, cancel_fd;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    struct request request;
    struct hand_state told;
};

/* ---- the worker ---- */

static void finish_request(struct hand_run *run)
{
    pthread_mutex_lock(&run->lock);
    run->told = run->hand.state;
    pthread_mutex_unlock(&run->lock);
    desk_finish(&run->desk);
}

static void take_request(struct hand_run *run, struct request *ret_request)
{
    eventfd_t ignored;
    (void)eventfd_read(run->wake_fd, &ignored);
    pthread_mutex_lock(&run->lock);
    *ret_request = run->request;
    run->request = (struct request){ 0 };
    pthread_mutex_unlock(&run->lock);
}

/* Waits for a request, and hears meanwhile what the server says unasked. */
static void await_request(struct hand_run *run, struct request *ret_request)
{
    ret_request->kind = REQUEST_NONE;
    while (ret_request->kind == REQUEST_NONE) {
        bool listens = run->hand.state.is_open && !run->hand.state.is_asked && run->hand.unasked < HAND_UNASKED_MAX;
        struct pollfd fds[] = { { .fd = run->wake_fd, .events = POLLIN },
                                { .fd = listens ? run->hand.session.stream.fd : -1, .events = POLLIN } };
        (void)limits_wait_any(LIMITS_NONE, fds, 2);
        if (fds[0].revents)
            take_request(run, ret_request);
        else if (fds[1].revents && !hand_listen(&run->hand))
            finish_request(run);
    }
}

static void serve(struct hand_run *run, struct request *request)
{
    struct login login = { request->mechanism, span_of(request->user), &request->bytes };
    if (request->kind == REQUEST_SAY)
        (void)hand_say(&run->hand, secret_bytes(&request->bytes));
    else if (request->kind == REQUEST_ANSWER)
        (void)hand_answer(&run->hand, secret_bytes(&request->bytes));
    else if (request->kind == REQUEST_LOGIN)
        (void)hand_login(&run->hand, &login);
    secret_clear(&request->bytes);
    finish_request(run);
}

static void *work(void *owner)
{
    struct hand_run *run = owner;
    struct request request;
    (void)hand_open(&run->hand, &run->target, &run->scribe, (struct limits){ CLOCK_NEVER, run->cancel_fd });
    finish_request(run);
    for (;;) {
        await_request(run, &request);
        if (request.kind == REQUEST_END)
            break;
        serve(run, &request);
    }
    hand_close(&run->hand);
    return NULL;
}

/* ---- the reader ---- */

struct hand_run *hand_run_new(const struct target *target)
{
    struct hand_run *run = mem_new(sizeof *run);
    target_init(&run->target);
    target_copy(&run->target, target);
    record_init(&run->record);
    run->queue = queue_new();
    run->desk.queue = run->queue;
    run->scribe = desk_scribe(&run->desk);
    run->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    run->cancel_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    run->is_busy = true;
    pthread_mutex_init(&run->lock, NULL);
    int error = pthread_create(&run->thread, NULL, work, run);
    run->has_thread = error == 0;
    if (run->has_thread)
        return run;
    hand_run_free(run);
    errno = error;
    return NULL;
}

static void put_request(struct hand_run *run, const struct request *request)
{
    pthread_mutex_lock(&run->lock);
    secret_clear(&run->request.bytes);
    run->request = *request;
    pthread_mutex_unlock(&run->lock);
    (void)eventfd_write(run->wake_fd, 1);
}

void hand_run_cancel(struct hand_run *run)
{
    (void)eventfd_write(run->cancel_fd, 1);
}

void hand_run_free(struct hand_run *run)
{
    if (!run)
        return;
    queue_close(run->queue);
    if (run->has_thread) {
        if (run->is_busy)
            hand_run_cancel(run);
        put_request(run, &(struct request){ .kind = REQUEST_END });
        pthread_join(run->thread, NULL);
    }
    queue_free(run->queue);
    close(run->wake_fd);
    close(run->cancel_fd);
    pthread_mutex_destroy(&run->lock);
    record_clear(&run->record);
    target_clear(&run->target);
    free(run);
}

int hand_run_fd(const struct hand_run *run)
{
    return queue_fd(run->queue);
}

static void take_note(struct hand_run *run, const struct note_in_queue *note)
{
    struct session_log *log = record_session(&run->record, note->session);
    if (note->kind == EVENT_SESSION && log)
        log->where = note->where;
    else if (note->kind == EVENT_LINE && log)
        session_log_add(log, &note->line);
    else if (note->kind == EVENT_LOGIN)
        run->record.logins_used++;
    if (note->kind != EVENT_FINISHED)
        return;
    pthread_mutex_lock(&run->lock);
    run->state = run->told;
    pthread_mutex_unlock(&run->lock);
    run->is_busy = false;
}

bool hand_run_next(struct hand_run *run)
{
    bool any = false;
    for (struct note_in_queue *note; (note = queue_take(run->queue)); any = true) {
        take_note(run, note);
        queue_release(note);
    }
    return any;
}

bool hand_run_is_busy(const struct hand_run *run)
{
    return run->is_busy;
}

const struct record *hand_run_record(const struct hand_run *run)
{
    return &run->record;
}

const struct hand_state *hand_run_state(const struct hand_run *run)
{
    return &run->state;
}

static bool ask(struct hand_run *run, struct request *request, struct span bytes)
{
    if (run->is_busy || !secret_set(&request->bytes, bytes))
        return false;
    run->is_busy = true;
    put_request(run, request);
    return true;
}

bool hand_run_say(struct hand_run *run, struct span line)
{
    return ask(run, &(struct request){ .kind = REQUEST_SAY }, line);
}

bool hand_run_answer(struct hand_run *run, const struct secret *bytes)
{
    return ask(run, &(struct request){ .kind = REQUEST_ANSWER }, secret_bytes(bytes));
}

bool hand_run_login(struct hand_run *run, const struct login *login)
{
    struct request request = { .kind = REQUEST_LOGIN, .mechanism = login->mechanism };
    mem_copy_text(request.user, sizeof request.user, login->user);
    return ask(run, &request, secret_bytes(login->secret));
}
