#pragma once

#include "base/buf.h"
#include "facts/fact.h"

/*
 * Reads one SMTP reply (RFC 5321, 4.2) out of bytes you already have. Does no I/O and keeps
 * no pointer to them. A reply of several lines is complete when a line has a space, or
 * nothing, after its code: "250-SIZE" goes on, "250 HELP" and "250" end.
 */
enum reply_progress { REPLY_MORE, REPLY_READY, REPLY_BROKEN };

/* What was odd about it, as bits: worth a finding, not always a reason to stop. */
enum reply_oddity {
    REPLY_ODD_BARE_LF = 1 << 0, /* a line ended by LF alone */
    REPLY_ODD_CONTROL = 1 << 1, /* NUL, ESC or other controls inside */
    REPLY_ODD_NOT_UTF8 = 1 << 2,
    REPLY_ODD_LONG_LINE = 1 << 3,    /* over 512 bytes (4.5.3.1.5) */
    REPLY_ODD_CODE_CHANGED = 1 << 4, /* "250-a" then "550 b"; makes it broken */
    REPLY_ODD_NO_CODE = 1 << 5,      /* does not begin with three digits; makes it broken */
    REPLY_ODD_TOO_MANY = 1 << 6,     /* over REPLY_LINES_MAX lines; makes it broken */
    REPLY_ODD_TOO_LONG = 1 << 7,     /* a line over REPLY_LINE_MAX bytes; makes it broken */
    REPLY_ODD_CUT = 1 << 8,          /* more text than is kept: the rest was dropped */
};

enum { REPLY_LINES_MAX = 256, REPLY_LINE_MAX = 8192, REPLY_TEXT_MAX = 32 * 1024 };

struct reply {
    unsigned code;               /* 200 to 599 when READY */
    char enhanced[ENHANCED_MAX]; /* RFC 3463, of the first line that has one, or empty */
    unsigned oddities;
    struct buf text; /* the raw lines with their codes, LF between them */
    size_t line_count;
    /* private */
    struct buf pending;
    bool is_last;
};

void reply_init(struct reply *reply);
void reply_clear(struct reply *reply); /* ready for the next reply */
void reply_free(struct reply *reply);

/* Takes what it needs from bytes; *ret_used tells how much that was: nothing once the reply is ready or broken. */
enum reply_progress reply_feed(struct reply *reply, struct span bytes, size_t *ret_used);

/* Line index (from 0) as it came, code included; and without code and separator. Borrowed. Empty when not kept. */
struct span reply_raw_line(const struct reply *reply, size_t index);
struct span reply_line(const struct reply *reply, size_t index);
/* All lines without their codes, and without the enhanced code that stands in `enhanced`, joined by one blank. */
void reply_words(const struct reply *reply, struct buf *out);

/* "5.7.8" at the start of text: class 2, 4 or 5, subject and detail up to 3 digits. */
bool enhanced_read(struct span text, char out[ENHANCED_MAX]);
