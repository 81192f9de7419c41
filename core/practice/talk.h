#pragma once

#include "net/stream.h"
#include "practice/script.h"

/*
 * The server's end of one connection: takes lines, and speaks as a manner says, that is late, slowly,
 * cut off or not at all. Once `over` is set nothing more is read or said.
 */
struct talk {
    struct stream stream;
    struct limits limits; /* of the whole conversation */
    struct buf input;     /* read, not yet taken */
    bool over;
    bool is_reset; /* leave with a TCP reset */
};

/* TALK_LINE_MAX: an AUTH line may have 12288 bytes (RFC 4954, 4). */
enum { TALK_LINE_MAX = 12 * 1024 + 2, TALK_IDLE_MS = 60 * 1000, TALK_MS = 30 * 60 * 1000 };

/* Takes the connected socket over. */
void talk_open(struct talk *talk, int fd, struct limits limits);
void talk_close(struct talk *talk);

/* The next line without its end; borrowed until the next call. False when there is none any more. */
bool talk_line(struct talk *talk, struct buf *line);
/* Reads a message up to the line with a single dot (RFC 5321, 4.1.1.4), throws it away and counts its bytes. */
bool talk_content(struct talk *talk, uint64_t *ret_bytes);
/* What has come too early is thrown away (RFC 3207, 4.2). */
void talk_forget(struct talk *talk);

/* Waits and leaves as the manner says, and says nothing. */
void talk_pause(struct talk *talk, const struct manner *manner);
/* Says text and a line end, in this manner. */
void talk_say(struct talk *talk, const struct manner *manner, struct span text);
