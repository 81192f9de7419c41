#pragma once

#include "facts/fact.h"

/*
 * Finds SMTP replies in any text. A reply is three digits 2xx to 5xx that stand where a
 * server's answer stands: at the start of a line, behind a direction mark, a quote, a colon or
 * "code"; or anywhere, when an enhanced code follows. Ports, years, sizes and times are none.
 */
struct found_reply {
    size_t at;  /* offset of the code */
    size_t end; /* behind the last byte of its text */
    unsigned code;
    char enhanced[ENHANCED_MAX];
    bool is_sure;     /* an enhanced code or a mark of the server stands beside it */
    bool is_at_start; /* it begins its line, but for a direction mark */
    char separator;   /* '-' when more lines follow */
};

/* The next reply at or after offset; false when there is none. */
bool reply_find(struct span text, size_t offset, struct found_reply *ret_reply);
/* "5.7.8" at the start of text. */
bool reply_read_enhanced(struct span text, char out[ENHANCED_MAX]);
/* The first enhanced code of a refusal (4.x.x, 5.x.x) that stands without a basic code, where a server speaks. */
bool reply_find_bare(struct span text, char out[ENHANCED_MAX]);
