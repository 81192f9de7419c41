#pragma once

#include "report/log_causes.h"

enum { LOG_EXAMPLE_ROOM = 640 };

/* What came of failures of one cause. */
struct log_group {
    enum cause cause; /* CAUSE_NONE: words that nothing is known about */
    enum certainty certainty;
    enum side side;
    uint64_t count;
    uint64_t guessed;  /* sign-ins that look like guessing */
    uint64_t own;      /* sign-ins from where the account had signed in before */
    uint64_t repeated; /* sign-ins of a device that tries one account again and again */
    uint64_t kinds[LOG_KIND_COUNT];
    int64_t first, last;
    char example[LOG_EXAMPLE_ROOM]; /* the first such line; secrets masked; raw */
    char text[LOG_EXAMPLE_ROOM];    /* its words */
    char mechanism[32], process[32], relay[72], enhanced[12];
    enum log_kind kind; /* of the example */
    size_t file;        /* where it stands: the place of the file among those that were read */
    uint64_t line;      /* from 1, 0: not known */
};

/* One line that concerns the message or the account that was asked for. */
struct log_step {
    int64_t time;
    enum log_kind kind;
    enum cause cause;
    size_t file;
    uint64_t number; /* of the line, from 1, 0: not known */
    char queue_id[24];
    char line[LOG_EXAMPLE_ROOM];
};

/* Makes the event the example of the group, with its cause. */
void log_group_example(struct log_group *group, const struct log_event *event, const struct log_cause *cause,
                       size_t file);
/* Facts of a group's example, for a diagnosis with all its parts. */
void log_group_read(const struct log_group *group, const struct intake_context *told, struct record *record);
void log_step_take(struct log_step *step, const struct log_event *event, enum cause cause, size_t file);
