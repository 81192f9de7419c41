#pragma once

#include "diagnosis/diagnose.h"
#include "logs/intake.h"
#include "logs/log_event.h"

/*
 * Which cause the words of a log line speak of. Words that differ only in names, addresses and
 * numbers are judged once, by the same reader and the same diagnosis as a pasted text, and remembered;
 * of LOG_CAUSES_MAX different ones the oldest are judged again when they return.
 */
enum { LOG_CAUSES_MAX = 4096 };

struct log_cause {
    uint64_t key; /* of the words, 0: free */
    enum cause cause;
    enum certainty certainty;
    enum side side;
};

struct log_causes;
/* told is borrowed for its life: what the person knows besides, as for a pasted text. */
struct log_causes *log_causes_new(const struct intake_context *told);
void log_causes_free(struct log_causes *causes);
/* Valid until the next call. CAUSE_NONE: the words say nothing that is known. */
const struct log_cause *log_causes_of(struct log_causes *causes, const struct log_event *event);
/* How many times words had to be judged. */
uint64_t log_causes_judged(const struct log_causes *causes);

/* Whether it refused a command on a port where only users of the server send. */
bool log_is_submission(const struct log_event *event);
/* The words of an event as facts, for a diagnosis with all its parts. */
void log_event_read(const struct log_event *event, const struct intake_context *told, struct record *record);
/* A number for the words without names, addresses and numbers; for tests. */
uint64_t log_words_key(struct span text);
