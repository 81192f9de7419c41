#pragma once

#include "logs/join.h"
#include "logs/log_line.h"
#include "logs/scan.h"
#include "report/log_group.h"
#include "report/log_names.h"
#include "report/log_queue.h"
#include "report/log_trail.h"

/* What is asked of a log. Empty text and LOG_NO_TIME: not asked. */
struct log_question {
    char account[MAIL_MAX];     /* of the sign-in, the sender, the recipient, or a client's address; without case */
    char message[256];          /* a queue id, or a message id without its <> */
    int64_t from, to;           /* as the log's own clock shows it; `to` is not included */
    enum cause cause;           /* CAUSE_NONE: all */
    struct intake_context told; /* what the person knows besides, as for a pasted text */
};

enum { LOG_HOURS_MAX = 20000, LOG_STEPS_MAX = 2000, LOG_BREAK_INS_MAX = 32 };

/* Failures in one hour of the log's clock. */
struct log_hour {
    int64_t hour; /* since 1970 */
    uint32_t counts[CAUSE_COUNT];
};

/* A client that guessed passwords, and then signed in. */
struct log_break_in {
    uint32_t client, account; /* places among the names */
    int64_t time;             /* of the first sign-in */
    uint64_t logins;
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
    struct log_queue queue;
    struct log_trail *trail; /* of the message that was asked for, or NULL */
    struct log_break_in break_ins[LOG_BREAK_INS_MAX];
    uint64_t break_in_count; /* may be more than are kept */
    struct log_step *steps;  /* when an account or a message was asked for, the last LOG_STEPS_MAX */
    uint64_t step_count;
    uint64_t failures;              /* that the question asks for */
    uint64_t concerned;             /* lines about the account, message and time that were asked for, of any cause */
    uint64_t kinds[LOG_KIND_COUNT]; /* lines that the question asks for */
    uint64_t logins_ok;
    bool heard; /* a delivery reached another server, and was refused there */
    /* Set by whoever reads, before log_answer_finish(). */
    size_t file;       /* the place of the file that is being read */
    uint64_t went_out; /* scan_counts */
};

/* Whether it asks for a part of the log at all. */
bool log_question_asks(const struct log_question *question);
void log_answer_init(struct log_answer *answer, const struct log_question *question);
void log_answer_free(struct log_answer *answer);
/* For scan.sink. */
struct scan_sink log_answer_sink(struct log_answer *answer);
/* When the last file has been read: tells what only the whole shows, and puts the groups in order. */
void log_answer_finish(struct log_answer *answer);
/* The failure that the verdict is about: of one message its last word, else the most frequent. NULL: there is none. */
const struct log_group *log_answer_verdict(const struct log_answer *answer);
/* Whether someone tries passwords: many accounts from one client that are none of its own, or too fast for a program.
 */
bool log_client_guesses(const struct log_name *client);
/* Whether a device tries one account again and again, as with an old password saved in it. */
bool log_client_repeats(const struct log_name *client);
