#pragma once

#include "diagnosis/diagnose.h"
#include "facts/record.h"

/*
 * Runs the checks for one target in worker threads. The thread that made the run reads its
 * events; each one is already worked into the record when run_next() returns it.
 */
struct run;

#define EVENTS(_)                                                                                                      \
    _(EVENT_NONE, "none")                                                                                              \
    _(EVENT_CHECK, "check") /* a check changed its state */                                                            \
    _(EVENT_SESSION, "session")                                                                                        \
    _(EVENT_LINE, "line")                                                                                              \
    _(EVENT_FACT, "fact")                                                                                              \
    _(EVENT_LOGIN, "login")                                                                                            \
    _(EVENT_FINISHED, "finished")
enum event_kind {
#define X(id, word) id,
    EVENTS(X)
#undef X
};
struct event {
    enum event_kind kind;
    size_t check;     /* EVENT_CHECK: index into run_checks() */
    unsigned session; /* EVENT_SESSION, EVENT_LINE */
    size_t fact;      /* EVENT_FACT: place in the record */
};

enum check_state { CHECK_QUEUED, CHECK_RUNNING, CHECK_ENDED };

/* One row of the list of checks of this run, in the order of the steps. */
struct check_view {
    const char *id; /* "port-587"; its name is the text "check.ID" */
    enum step step;
    enum check_state state;
    enum status status; /* when ENDED */
    moment began;
    int64_t ms; /* when ENDED */
};

/* Copies the target, starts at once. The budget of logins spans runs: *logins_used goes in and is kept up to date. */
struct run *run_new(const struct target *target, unsigned logins_used);
/*
 * A run of one step keeps what the run before has found and this one leaves out, marked with its
 * time (fact.before); it is added at the end. Call it before the first run_next(). Copies.
 */
void run_follow(struct run *run, const struct record *record, const struct target *was);
/* Readable when run_next() has something. */
int run_fd(const struct run *run);
/* Never waits. False when there is nothing (EVENT_NONE). After EVENT_FINISHED nothing comes any more. */
bool run_next(struct run *run, struct event *ret_event);
/* Stops all checks within 100 ms; what was found stays; EVENT_FINISHED follows. */
void run_cancel(struct run *run);
bool run_is_finished(const struct run *run);
const struct record *run_record(const struct run *run);
/* Writes down what the person answered, as a fact (question_settle). */
bool run_answer(struct run *run, enum question question, enum told told, int64_t at);
const struct check_view *run_checks(const struct run *run, size_t *ret_count);
/* NULL is fine; joins the workers. */
void run_free(struct run *run);
