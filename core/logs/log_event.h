#pragma once

#include "base/span.h"

/* What a line of a log tells. */
#define LOG_KINDS(_)                                                                                                   \
    _(LOG_UNREAD, "unread")         /* no format knows the line */                                                     \
    _(LOG_OTHER, "other")           /* understood, and of no concern */                                                \
    _(LOG_ARRIVED, "arrived")       /* a message has come in: its queue id, client, account */                         \
    _(LOG_SENDER, "sender")         /* a message is worked on: its queue id and sender */                              \
    _(LOG_MESSAGE_ID, "message-id") /* the message id of a queue id */                                                 \
    _(LOG_SESSION, "session")       /* more about a session under way: its client, account, mechanism; see text */     \
    _(LOG_DETAIL, "detail")         /* says more about a failure that another line counts */                           \
    _(LOG_STARTED, "started")       /* a delivery has begun: its number, queue id and recipient */                     \
    _(LOG_REMOVED, "removed")       /* the server has done with a queue id */                                          \
    _(LOG_SENT, "sent")                                                                                                \
    _(LOG_LOGIN_OK, "login-ok")                                                                                        \
    _(LOG_LOGIN_FAILED, "login-failed")                                                                                \
    _(LOG_REJECTED, "rejected") /* this server refused a command */                                                    \
    _(LOG_DEFERRED, "deferred")                                                                                        \
    _(LOG_BOUNCED, "bounced")                                                                                          \
    _(LOG_EXPIRED, "expired")                                                                                          \
    _(LOG_TLS_FAILED, "tls-failed")                                                                                    \
    _(LOG_BANNED, "banned")   /* a program such as fail2ban shut a client out */                                       \
    _(LOG_TROUBLE, "trouble") /* the server's own: fatal, out of memory, a broken table */
enum log_kind {
#define X(id, word) id,
    LOG_KINDS(X)
#undef X
        LOG_KIND_COUNT
};
const char *log_kind_word(enum log_kind kind);
/* Login failures, refusals, deferrals, bounces, TLS failures and the server's own trouble. */
bool log_kind_is_failure(enum log_kind kind);

/*
 * Where a line stands in the transcript of a client; NONE in the log of a server. What the lines together
 * say is put together later (transcript.h).
 */
enum transcript_step {
    TRANSCRIPT_NONE,
    TRANSCRIPT_CONNECT,   /* names the server: relay */
    TRANSCRIPT_GREETING,  /* 220 */
    TRANSCRIPT_AUTH,      /* mechanism; text is what was sent with it, a secret */
    TRANSCRIPT_CHALLENGE, /* 334, text is the question */
    TRANSCRIPT_ANSWER,    /* text is a secret */
    TRANSCRIPT_COMMAND,   /* another one: sender or recipient */
    TRANSCRIPT_MORE,      /* of a refusal, a line before the last */
    TRANSCRIPT_REPLY,     /* the last line of a refusal, or 235 */
    TRANSCRIPT_TOLD,      /* the client says in its own words why it failed */
    TRANSCRIPT_SUMMARY    /* the client says no more than that it failed */
};

/* No time could be read. */
#define LOG_NO_TIME INT64_MIN

/*
 * What one line says. Everything is borrowed from the bytes of the line and raw; empty: not said.
 * time is in seconds since 1970 as the log's own clock shows it: a zone that is written there is
 * not subtracted, so that it reads like the log; a year that is missing is inferred.
 */
struct log_event {
    /* What most lines are asked for stands first, in the order of a cache's lines of 64 bytes: one thread writes
     * events and another reads them. */
    enum log_kind kind;
    bool is_echo;  /* another line may tell of the same failure; join.h counts one of them */
    bool is_whole; /* an arrival: the message left soon after, and no event between tells of it (fold.h) */
    bool is_brief; /* set by the asker: of a delivery that went well only the kind is wanted */
    enum transcript_step step;
    unsigned code;      /* RFC 5321 reply code, 0: none */
    int64_t time;       /* or LOG_NO_TIME */
    uint64_t key;       /* a number for the queue id on its host, 0: there is none */
    uint64_t number;    /* of the line in its file, from 1; set by scan_file() */
    uint64_t session;   /* a number for the connection, where its lines name it by an id (OpenSMTPD), 0: none */
    unsigned pid;       /* of the process that wrote it, 0: not said */
    unsigned delivery;  /* its number on its host, where the end of it names nothing else (qmail), 0: none; with a
                         * step, that of the dialogue */
    uint64_t offset;    /* of the line in the (unpacked) file */
    struct span client; /* an IP address as text */
    struct span account;
    struct span sender;
    struct span mechanism;
    struct span queue_id;
    struct span message_id;
    struct span recipient;
    struct span relay; /* the host that a delivery went to */
    struct span enhanced;
    /* The reason, in the words of whoever refused. Of a SESSION: with code 334 what the server asks within a sign-in,
     * else what the client says to that, in base64; it may be a secret, and is shown nowhere. */
    struct span text;
    struct span line;
    struct span host, process;
    const char *format; /* id of the format; a literal */
};
