#pragma once

#include "base/clock.h"
#include "facts/target.h"

/* Who a line comes from; an event is ours: connected, TLS established, no answer. */
#define SPEAKERS(_)                                                                                                    \
    _(SPEAKER_CLIENT, "client")                                                                                        \
    _(SPEAKER_SERVER, "server")                                                                                        \
    _(SPEAKER_EVENT, "event")
enum speaker {
#define X(id, word) id,
    SPEAKERS(X)
#undef X
};
const char *speaker_word(enum speaker speaker);

/*
 * What kind of event or hidden line it is, so that the top floor can say it in any language
 * (text key "note.WORD"); the raw text of such a line is its argument, in no language.
 */
#define NOTES(_)                                                                                                       \
    _(NOTE_NONE, "none")                                                                                               \
    _(NOTE_CONNECTING, "connecting")                                                                                   \
    _(NOTE_CONNECTED, "connected")                                                                                     \
    _(NOTE_CONNECT_FAILED, "connect-failed")                                                                           \
    _(NOTE_TLS, "tls")                                                                                                 \
    _(NOTE_TLS_FAILED, "tls-failed")                                                                                   \
    _(NOTE_NO_ANSWER, "no-answer")                                                                                     \
    _(NOTE_CLOSED, "closed")                                                                                           \
    _(NOTE_CANCELLED, "cancelled")                                                                                     \
    _(NOTE_USER_HIDDEN, "user-hidden")                                                                                 \
    _(NOTE_SECRET_HIDDEN, "secret-hidden")                                                                             \
    _(NOTE_MESSAGE, "message") /* the content of a message; text: its bytes */                                         \
    _(NOTE_CUT, "cut")
enum note {
#define X(id, word) id,
    NOTES(X)
#undef X
        NOTE_COUNT
};
const char *note_word(enum note note);

/*
 * One line of a session. Raw: pass it through clean_add() before showing it. Packed into 24
 * bytes, since there may be a hundred thousand of them.
 */
struct line {
    unsigned n; /* 1, 2, 3 … in its session; never changes */
    unsigned len;
    char *raw;       /* without line end, NUL-terminated, may hold NULs; secrets already masked */
    int64_t us : 48; /* since the session began: enough for four years */
    enum speaker from : 4;
    enum note note : 8;
    bool in_tls : 1;
};

/* Texts of lines, one behind the other: a block of its own for each would take half as much again. */
struct text_block;

struct session_log {
    unsigned id; /* 1, 2, 3 … in the record; unique in the run */
    struct endpoint where;
    char address[ADDRESS_MAX];
    int64_t began; /* wall clock, microseconds since 1970, UTC; 0: not known */
    struct line *lines;
    size_t line_count;
    size_t line_room;
    struct text_block *texts; /* the newest first */
};

/* Where proof stands. */
struct evidence {
    unsigned session;
    unsigned line;
};

void session_log_add(struct session_log *log, const struct line *line);
const struct line *session_log_line(const struct session_log *log, unsigned n);
void session_log_free(struct session_log *log);

/* The text of a line as scripts and reports see it: masked, in no language, e.g. "<password hidden, 12 bytes>". */
struct span line_raw(const struct line *line);
