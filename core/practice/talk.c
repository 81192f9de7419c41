#include "practice/talk.h"

enum { PIECE_MAX = 16 * 1024, INPUT_MAX = 64 * 1024, DRAIN_MS = 1000, DRAIN_MAX = 1024 * 1024 };

void talk_open(struct talk *talk, int fd, struct limits limits)
{
    *talk = (struct talk){ .stream = STREAM_CLOSED, .limits = limits_within(limits, TALK_MS) };
    stream_adopt(&talk->stream, fd);
    buf_init(&talk->input, INPUT_MAX);
}

void talk_close(struct talk *talk)
{
    if (talk->is_reset)
        stream_abort(&talk->stream);
    else
        stream_close(&talk->stream);
    buf_free(&talk->input);
}

static bool read_more(struct talk *talk)
{
    struct limits limits = limits_within(talk->limits, TALK_IDLE_MS);
    if (!talk->over && stream_read(&talk->stream, &talk->input, PIECE_MAX, limits) != OUTCOME_DONE)
        talk->over = true;
    return !talk->over;
}

/* What is still on its way is read and dropped: closing over unread bytes would reset the connection, and the reply
   would be lost with it. */
static void drain(struct talk *talk)
{
    struct limits limits = limits_within(talk->limits, DRAIN_MS);
    for (size_t read = 0; read < DRAIN_MAX; read += talk->input.len) {
        buf_clear(&talk->input);
        if (stream_read(&talk->stream, &talk->input, PIECE_MAX, limits) != OUTCOME_DONE)
            break;
    }
    talk->over = true;
}

bool talk_line(struct talk *talk, struct buf *line)
{
    static const struct manner plain = { 0 };
    size_t end;
    while ((end = span_find_char(buf_span(&talk->input), '\n')) == SPAN_NONE && talk->input.len < TALK_LINE_MAX)
        if (!read_more(talk))
            return false;
    if (end == SPAN_NONE || end >= TALK_LINE_MAX) {
        talk_say(talk, &plain, SPAN("500 5.5.2 Error: line too long"));
        drain(talk);
        return false;
    }
    struct span text = span_head(buf_span(&talk->input), end);
    if (text.len && text.at[text.len - 1] == '\r')
        text.len--;
    buf_clear(line);
    buf_add(line, text);
    buf_drop(&talk->input, end + 1);
    return true;
}

/* Where a message stands: how much of CR LF . CR LF has been seen. A message that is empty begins with two. */
static unsigned end_progress(unsigned seen, char c)
{
    static const char end[] = "\r\n.\r\n";
    if (c == end[seen])
        return seen + 1;
    return c == '\r' ? 1 : 0;
}

bool talk_content(struct talk *talk, uint64_t *ret_bytes)
{
    unsigned seen = 2;
    uint64_t bytes = 0;
    for (;;) {
        struct span input = buf_span(&talk->input);
        size_t used = 0;
        while (used < input.len && seen < 5)
            seen = end_progress(seen, input.at[used++]);
        bytes += used;
        buf_drop(&talk->input, used);
        if (seen == 5)
            break;
        if (!read_more(talk))
            return false;
    }
    *ret_bytes = bytes;
    return true;
}

void talk_forget(struct talk *talk)
{
    buf_clear(&talk->input);
}

static void fall_silent(struct talk *talk)
{
    while (read_more(talk))
        buf_clear(&talk->input);
}

static void leave(struct talk *talk, enum leaving leaving)
{
    if (leaving == LEAVE_NOT || talk->over)
        return;
    if (leaving == LEAVE_SILENT)
        fall_silent(talk);
    talk->is_reset = leaving == LEAVE_RESET;
    talk->over = true;
}

/* A client that hangs up ends the wait. */
static void wait_ms(struct talk *talk, int64_t ms)
{
    if (ms && limits_wait(limits_within(talk->limits, ms), talk->stream.fd, POLLRDHUP) != OUTCOME_OUT_OF_TIME)
        talk->over = true;
}

void talk_pause(struct talk *talk, const struct manner *manner)
{
    if (talk->over)
        return;
    wait_ms(talk, manner->delay_ms);
    leave(talk, manner->instead);
}

static void send_bytes(struct talk *talk, struct span bytes)
{
    if (!talk->over && stream_write(&talk->stream, bytes, limits_within(talk->limits, TALK_IDLE_MS)) != OUTCOME_DONE)
        talk->over = true;
}

static void send_dripping(struct talk *talk, struct span bytes, int64_t ms)
{
    for (size_t i = 0; i < bytes.len && !talk->over; i++) {
        send_bytes(talk, (struct span){ bytes.at + i, 1 });
        wait_ms(talk, ms);
    }
}

void talk_say(struct talk *talk, const struct manner *manner, struct span text)
{
    struct buf bytes;
    talk_pause(talk, manner);
    if (talk->over)
        return;
    buf_init(&bytes, INPUT_MAX);
    buf_add(&bytes, text);
    buf_add_text(&bytes, "\r\n");
    struct span out = manner->is_cut ? span_head(buf_span(&bytes), manner->cut) : buf_span(&bytes);
    if (manner->drip_ms)
        send_dripping(talk, out, manner->drip_ms);
    else
        send_bytes(talk, out);
    buf_free(&bytes);
    leave(talk, manner->is_cut && manner->then == LEAVE_NOT ? LEAVE_CLOSE : manner->then);
}
