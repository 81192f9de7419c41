#pragma once

#include "facts/record.h"
#include "smtp/hand.h"

/*
 * A conversation by hand in a thread of its own, so that whoever shows it never waits. One request at a time:
 * while one is under way the others are refused. Used by one thread.
 */
struct hand_run;

/* Copies the target and connects at once. NULL with errno when there is no thread to be had. */
struct hand_run *hand_run_new(const struct target *target);
/* Says QUIT where that makes sense; NULL is fine. Waits no longer than that takes. */
void hand_run_free(struct hand_run *run);
/* Readable when hand_run_next() has something. */
int hand_run_fd(const struct hand_run *run);
/* Takes what has come into the record, never waits. False when there was nothing. */
bool hand_run_next(struct hand_run *run);
/* A request, connecting too, is under way. */
bool hand_run_is_busy(const struct hand_run *run);
/* One session; what was seen so far. */
const struct record *hand_run_record(const struct hand_run *run);
/* As it was after the last request. */
const struct hand_state *hand_run_state(const struct hand_run *run);

/* False while it is busy. */
bool hand_run_say(struct hand_run *run, struct span line);
bool hand_run_answer(struct hand_run *run, const struct secret *bytes);
bool hand_run_login(struct hand_run *run, const struct login *login);
/* Gives up what is awaited; the conversation is over then. */
void hand_run_cancel(struct hand_run *run);
