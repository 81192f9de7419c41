#include "base/mem.h"
#include "logs/log_format.h"

#include <stdlib.h>

/* Reaches the frames and every format, line by line; what is of no concern must leave the event alone. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = mem_text((struct span){ (const char *)data, size });
    struct span rest = { copy, size };
    struct log_frame frame = { .now = 1795500000 };
    struct span raw;
    size_t hint = 0;
    while (span_line(&rest, &raw)) {
        struct log_line line;
        log_line_read(&frame, raw, &line);
        struct log_event event = { .time = line.time };
        enum log_kind kind = log_format_read(&line, &hint, &event);
        if ((kind == LOG_OTHER || kind == LOG_UNREAD) && (event.text.len || event.client.len || event.code))
            abort();
        if (event.text.len && !memchr(event.text.at, event.text.at[0], event.text.len))
            abort();
    }
    free(copy);
    return 0;
}
