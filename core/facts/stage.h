#pragma once

#include "base/span.h"

/* How far a conversation got, from the first look-up to the end of the data. */
#define STAGES(_)                                                                                                      \
    _(STAGE_NONE, "none")                                                                                              \
    _(STAGE_INPUT, "input")                                                                                            \
    _(STAGE_DNS, "dns")                                                                                                \
    _(STAGE_CONNECT, "connect")                                                                                        \
    _(STAGE_GREETING, "greeting")                                                                                      \
    _(STAGE_EHLO, "ehlo")                                                                                              \
    _(STAGE_STARTTLS, "starttls")                                                                                      \
    _(STAGE_TLS, "tls")                                                                                                \
    _(STAGE_AUTH, "auth")                                                                                              \
    _(STAGE_MAIL, "mail")                                                                                              \
    _(STAGE_RCPT, "rcpt")                                                                                              \
    _(STAGE_DATA, "data")                                                                                              \
    _(STAGE_CONTENT, "content")                                                                                        \
    _(STAGE_QUIT, "quit")                                                                                              \
    _(STAGE_DELIVERY, "delivery")
enum stage {
#define X(id, word) id,
    STAGES(X)
#undef X
        STAGE_COUNT
};
const char *stage_word(enum stage stage);
bool stage_from_word(struct span word, enum stage *ret_stage);

/* The steps of the wizard; a finding belongs to one. */
#define STEPS(_)                                                                                                       \
    _(STEP_ACCOUNT, "account")                                                                                         \
    _(STEP_CREDENTIALS, "credentials")                                                                                 \
    _(STEP_SERVER, "server")                                                                                           \
    _(STEP_NETWORK, "network")                                                                                         \
    _(STEP_STATUS, "status")                                                                                           \
    _(STEP_LOGS, "logs")                                                                                               \
    _(STEP_VERDICT, "verdict")
enum step {
#define X(id, word) id,
    STEPS(X)
#undef X
        STEP_COUNT
};
const char *step_word(enum step step);
bool step_from_word(struct span word, enum step *ret_step);

/* How a check or a finding ended. Unknown is never bad, skipped is never failed. */
#define STATUSES(_)                                                                                                    \
    _(STATUS_OK, "ok")                                                                                                 \
    _(STATUS_WARNING, "warning")                                                                                       \
    _(STATUS_PROBLEM, "problem")                                                                                       \
    _(STATUS_UNKNOWN, "unknown")                                                                                       \
    _(STATUS_SKIPPED, "skipped")
enum status {
#define X(id, word) id,
    STATUSES(X)
#undef X
        STATUS_COUNT
};
const char *status_word(enum status status);
