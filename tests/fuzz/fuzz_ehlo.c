#include "smtp/ehlo.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_place(const struct evidence *place, const struct reply *reply)
{
    check(place->session == 0 && place->line <= reply->line_count);
}

/* Each line of the input becomes a line of a 250 reply, so that all of it reaches the reader. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct span line;
    struct reply reply;
    struct ehlo ehlo;
    size_t used = 0;
    reply_init(&reply);
    while (span_line(&rest, &line) && reply.line_count + 1 < REPLY_LINES_MAX) {
        reply_feed(&reply, SPAN("250-"), &used);
        reply_feed(&reply, span_head(line, REPLY_LINE_MAX - 8), &used);
        reply_feed(&reply, SPAN("\r\n"), &used);
    }
    if (reply_feed(&reply, SPAN("250 \r\n"), &used) == REPLY_READY) {
        ehlo_read(&ehlo, &reply);
        check(memchr(ehlo.domain, '\0', sizeof ehlo.domain) != NULL);
        check(memchr(ehlo.mechanism_words, '\0', sizeof ehlo.mechanism_words) != NULL);
        check(ehlo.auth || (ehlo.mechanisms == 0 && !*ehlo.mechanism_words));
        check(ehlo.mechanisms < 1u << MECHANISM_COUNT);
        check_place(&ehlo.auth_line, &reply);
        check_place(&ehlo.starttls_line, &reply);
        check_place(&ehlo.size_line, &reply);
    }
    reply_free(&reply);
    return 0;
}
