#pragma once

#include "facts/record.h"

/*
 * What only the person knows. Each question is a row; an answer is a fact like any other
 * (FACT_ANSWER: subject is the question's key, text the answer's word, number the moment in
 * seconds since 1970, 0: not known) and weighs through the rows of answers.c. The texts are
 * "next.KEY" (to the reader), "question.KEY.short", "question.KEY.say" (to say aloud) and
 * "fact.answer.KEY.WORD".
 */

/* Each answer has a word, and the letter of its key on the screen. */
#define TOLD(_)                                                                                                        \
    _(TOLD_YES, "yes", 'y')                                                                                            \
    _(TOLD_NO, "no", 'n')                                                                                              \
    _(TOLD_ACCOUNT, "account", 'a')                                                                                    \
    _(TOLD_APP, "app", 'p')                                                                                            \
    _(TOLD_NEVER, "never", 'n')                                                                                        \
    _(TOLD_STOPPED, "stopped", 's')                                                                                    \
    _(TOLD_SOMETIMES, "sometimes", 'o')                                                                                \
    _(TOLD_UNKNOWN, "unknown", 'u')
enum told {
#define X(id, word, letter) id,
    TOLD(X)
#undef X
        TOLD_COUNT
};
const char *told_word(enum told told);
char told_letter(enum told told);

/* In the order in which they are easiest to answer. */
#define QUESTIONS(_)                                                                                                   \
    _(QUESTION_NONE, "none")                                                                                           \
    _(QUESTION_WEBMAIL, "webmail")                   /* takes it the same name and password */                         \
    _(QUESTION_WHICH_SECRET, "which-secret")         /* the account's password, or one made for programs */            \
    _(QUESTION_EVER_WORKED, "ever-worked")           /* never, until lately, now and then */                           \
    _(QUESTION_SMTP_SWITCH, "smtp-switch")           /* is SMTP switched on at the provider */                         \
    _(QUESTION_TWO_STEP, "two-step")                 /* is two-step sign-in on */                                      \
    _(QUESTION_PASSWORD_CHANGED, "password-changed") /* lately */                                                      \
    _(QUESTION_BROWSER, "browser")                   /* did the provider ask to confirm a sign-in */                   \
    _(QUESTION_OTHERS_TOO, "others-too")             /* does it fail for others of the same server */                  \
    _(QUESTION_OTHER_NETWORK, "other-network")       /* does it work there */                                          \
    _(QUESTION_VPN, "vpn")                           /* is one on, or a proxy */                                       \
    _(QUESTION_ANTIVIRUS, "antivirus")               /* is one installed that looks at mail */                         \
    _(QUESTION_OTHER_PROGRAM, "other-program")       /* does one work on the same machine */                           \
    _(QUESTION_OTHER_RECIPIENT, "other-recipient")   /* does mail to others pass */                                    \
    _(QUESTION_PLAIN_MESSAGE, "plain-message")       /* does a short one without attachment pass */                    \
    _(QUESTION_TENANT, "tenant-smtp-auth")           /* does the administrator allow the sign-in */
enum question {
#define X(id, key) id,
    QUESTIONS(X)
#undef X
        QUESTION_COUNT
};
const char *question_key(enum question question);
/* False for "none" and what is not in the table. */
bool question_from_key(struct span key, enum question *ret_question);

/* Whether this is one of its answers; "unknown" is one of every question's. */
bool question_takes(enum question question, enum told told);
/* False when this is none of its answers. */
bool question_reads(enum question question, struct span word, enum told *ret_told);
/* The same, by the letter of a key. */
bool question_hears(enum question question, char letter, enum told *ret_told);

/* The answer that was given; NULL: none yet. */
const struct fact *question_answer(const struct record *record, enum question question);
/* Writes an answer down, in place of an earlier one. False when the record is full. */
bool question_settle(struct record *record, enum question question, enum told told, int64_t at);
/* Writes down every answer of the target that belongs to a question; others (consents) are no facts. */
void questions_take(struct record *record, const struct target *target);

struct diagnosis;

/*
 * The open questions that may change this verdict, the one that separates its causes best
 * first. Returns how many; none when the first cause is proven, or nothing is wrong.
 */
size_t questions_open(const struct record *record, const struct diagnosis *diagnosis,
                      enum question ret_questions[QUESTION_COUNT]);
