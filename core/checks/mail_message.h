#pragma once

#include "base/buf.h"

/*
 * Making and reading mail messages (RFC 5322, MIME). The files behind it alone know GMime and
 * Gumbo. Everything that is read is bounded by MAIL_MESSAGE_MAX.
 */
enum { MAIL_MESSAGE_MAX = 64 * 1024 * 1024 };

/* Why none can be made or read on this machine, in the loader's words; "" when it can. */
const char *mail_message_trouble(void);

/* A test message. Text is UTF-8; empty: left out. */
struct message_wish {
    const char *from;
    const char *to; /* one address */
    const char *cc; /* one address, or "" */
    const char *subject;
    const char *body;
    const char *attachment_name;
    struct span attachment; /* bytes of any kind; they grow by a third on the way (base64, RFC 2045, 6.8) */
};
/* Appends the whole message with CRLF line ends; ret_id (NULL is fine) gets its Message-ID without brackets. False with
 * trouble. */
bool mail_message_build(const struct message_wish *wish, struct buf *out, char *ret_id, size_t room);

/* True when the bytes begin with header fields, and are not some other kind of file. */
bool mail_message_is_one(struct span bytes);

/* A date as header fields write it (RFC 5322, 3.3), in seconds since 1970. False when it is none. */
bool mail_message_date(struct span text, int64_t *ret_seconds);
/* The message's Message-ID without brackets; false when it has none, or one that is no plain word. */
bool mail_message_id(struct span bytes, char *ret_id, size_t room);

/* What filters and servers dislike in a message, each a word of the texts ("fact.message-fault.WORD"). */
#define MESSAGE_FAULTS(_)                                                                                              \
    _(MESSAGE_NO_FROM, "no-from")                                                                                      \
    _(MESSAGE_NO_DATE, "no-date")                                                                                      \
    _(MESSAGE_NO_ID, "no-id")                                                                                          \
    _(MESSAGE_NO_SUBJECT, "no-subject")                                                                                \
    _(MESSAGE_TWICE, "twice")           /* a field that may stand once stands twice; detail: its name */               \
    _(MESSAGE_RAW_HEADER, "raw-header") /* bytes above 127 in a header field; detail: its name */                      \
    _(MESSAGE_LONG_LINE, "long-line")   /* more than 998 bytes; detail: the line's number */                           \
    _(MESSAGE_NUL, "nul")                                                                                              \
    _(MESSAGE_BROKEN_MIME, "broken-mime") /* detail: what the parser met */                                            \
    _(MESSAGE_FORBIDDEN, "forbidden")     /* an attachment most servers refuse; detail: its name */                    \
    _(MESSAGE_BROKEN_HTML, "broken-html") /* detail: how many faults */                                                \
    _(MESSAGE_FALSE_LINK, "false-link")   /* shows one address, leads to another; detail: both */                      \
    _(MESSAGE_NO_TEXT, "no-text")         /* HTML or pictures without a text of their own */
enum message_fault_kind {
#define X(id, word) id,
    MESSAGE_FAULTS(X)
#undef X
        MESSAGE_FAULT_COUNT
};
const char *message_fault_word(enum message_fault_kind kind);

struct message_fault {
    enum message_fault_kind kind;
    char detail[160]; /* raw */
};
enum { MESSAGE_FOUND_MAX = 24 };
struct message_view {
    size_t wire_size; /* as it goes over the wire: CRLF line ends */
    size_t parts;
    size_t attachments;
    struct message_fault faults[MESSAGE_FOUND_MAX];
    size_t fault_count;
};
/* Reads the message; each kind of fault is told once, with its first place. With trouble it sees the lines alone. */
void mail_message_look(struct span bytes, struct message_view *ret_view);
