#pragma once

#include "logs/join.h"
#include "logs/log_line.h"
#include "logs/scan.h"
#include "report/log_causes.h"
#include "report/log_names.h"

/* What is asked of a log. Empty text and LOG_NO_TIME: not asked. */
struct log_question {
    char account[MAIL_MAX];     /* of the sign-in, the sender or the recipient; letters compare without case */
    char message[256];          /* a queue id, or a message id without its <> */
    int64_t from, to;           /* as the log's own clock shows it; `to` is not included */
    enum cause cause;           /* CAUSE_NONE: all */
    struct intake_context told; /* what the person knows besides, as for a pasted text */
};

enum { LOG_HOURS_MAX = 20000, LOG_STEPS_MAX = 2000, LOG_EXAMPLE_ROOM = 640 };

/* What came of failures of one cause. */
struct log_group {
    enum cause cause; /* CAUSE_NONE: words that nothing is known about */
    enum certainty certainty;
    enum side side;
    uint64_t count;
    uint64_t guessed; /* sign-ins that look like guessing */
    uint64_t own;     /* sign-ins from where the account had signed in before */
    uint64_t kinds[LOG_KIND_COUNT];
    int64_t first, last;
    char example[LOG_EXAMPLE_ROOM]; /* the first such line; secrets masked; raw */
    char text[LOG_EXAMPLE_ROOM];    /* its words */
    char mechanism[32];
    enum log_kind kind; /* of the example */
};

/* Failures in one hour of the log's clock. */
struct log_hour {
    int64_t hour; /* since 1970 */
    uint32_t counts[CAUSE_COUNT];
};

/* One line that concerns the message or the account that was asked for. */
struct log_step {
    int64_t time;
    enum log_kind kind;
    enum cause cause;
    char queue_id[24];
    char line[LOG_EXAMPLE_ROOM];
};

/* All that a set of logs has to say. Owns it. */
struct log_answer {
    struct log_question question;
    struct join *join;
    struct log_causes *causes;
    struct log_names clients, accounts;
    struct log_pairs pairs;
    struct log_group groups[CAUSE_COUNT];
    enum cause order[CAUSE_COUNT]; /* log_answer_finish(): the most frequent first, guessing last */
    size_t order_count;
    struct log_hour *hours; /* in order */
    size_t hour_count, hour_room;
    uint64_t hours_left_out;
    struct log_step *steps; /* when an account or a message was asked for, the last LOG_STEPS_MAX */
    uint64_t step_count;
    uint64_t failures; /* that the question asks for */
    uint64_t asked;    /* lines that the question asks for, whatever they tell */
    uint64_t logins_ok;
};

void log_answer_init(struct log_answer *answer, const struct log_question *question);
void log_answer_free(struct log_answer *answer);
/* For scan.sink. */
struct scan_sink log_answer_sink(struct log_answer *answer);
/* When the last file has been read: tells guessing from a person's own mistakes, and puts the groups in order. */
void log_answer_finish(struct log_answer *answer);
/* Whether someone tries passwords: many accounts from one client, one account from many, or too fast for a person. */
bool log_client_guesses(const struct log_name *client);
/* Facts of a group's example, for a diagnosis with all its parts. */
void log_group_read(const struct log_group *group, const struct intake_context *told, struct record *record);
