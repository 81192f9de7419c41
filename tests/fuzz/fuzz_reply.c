#include "smtp/reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static size_t feed_all(struct reply *reply, struct span bytes, size_t step, enum reply_progress *ret_progress)
{
    size_t total = 0;
    *ret_progress = REPLY_MORE;
    while (total < bytes.len && *ret_progress == REPLY_MORE) {
        size_t used = 0;
        *ret_progress = reply_feed(reply, span_head(span_from(bytes, total), step), &used);
        check(used > 0);
        total += used;
    }
    return total;
}

static void check_sound(const struct reply *reply, enum reply_progress progress)
{
    struct buf words;
    check(progress != REPLY_READY || (reply->code >= 200 && reply->code <= 599));
    check(reply->line_count <= REPLY_LINES_MAX && reply->text.len <= REPLY_TEXT_MAX);
    for (size_t i = 0; i <= reply->line_count; i++) {
        struct span raw = reply_raw_line(reply, i);
        check(reply_line(reply, i).len <= raw.len && span_find_char(raw, '\n') == SPAN_NONE);
    }
    buf_init(&words, REPLY_TEXT_MAX);
    reply_words(reply, &words);
    buf_free(&words);
}

/* However the bytes arrive, the reply is the same. The first byte says in which pieces they do. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reply whole;
    struct reply pieces;
    enum reply_progress whole_progress;
    enum reply_progress pieces_progress;
    if (size == 0)
        return 0;
    struct span bytes = { (const char *)data + 1, size - 1 };
    reply_init(&whole);
    reply_init(&pieces);
    size_t used = feed_all(&whole, bytes, SIZE_MAX, &whole_progress);
    check(used == feed_all(&pieces, bytes, (size_t)data[0] + 1, &pieces_progress));
    check(whole_progress == pieces_progress && whole.code == pieces.code && whole.oddities == pieces.oddities);
    check(span_equal(buf_span(&whole.text), buf_span(&pieces.text)));
    check(strcmp(whole.enhanced, pieces.enhanced) == 0);
    check_sound(&whole, whole_progress);
    reply_free(&whole);
    reply_free(&pieces);
    return 0;
}
