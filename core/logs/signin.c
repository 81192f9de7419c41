#include "logs/signin.h"

#include "base/base64.h"
#include "base/mem.h"
#include "base/secret.h"

enum signin_part signin_first(struct span mechanism)
{
    if (span_equal_nocase(mechanism, SPAN("PLAIN")))
        return SIGNIN_PAIR;
    if (span_equal_nocase(mechanism, SPAN("LOGIN")))
        return SIGNIN_NAME;
    return span_equal_nocase(mechanism, SPAN("XOAUTH2")) ? SIGNIN_TOKEN : SIGNIN_NOTHING;
}

/* "VXNlcm5hbWU6" is "Username:"; the beginning of the word is enough, in either case of its letters. */
enum signin_part signin_asked(struct span question)
{
    bool is_name = span_starts(question, SPAN("VXNlc")) || span_starts(question, SPAN("dXNlc")) ||
                   span_starts_nocase(question, SPAN("User"));
    return is_name ? SIGNIN_NAME : SIGNIN_NOTHING;
}

static bool is_readable(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x20)
            return false;
    return text.len > 0;
}

/* Alone, between NULs before the password, or in "user=anna\1auth=Bearer …". */
static struct span name_in(enum signin_part part, struct span plain)
{
    if (part == SIGNIN_NAME)
        return plain;
    size_t end = span_find_char(plain, part == SIGNIN_PAIR ? '\0' : '\1');
    if (end == SPAN_NONE)
        return SPAN_EMPTY;
    if (part == SIGNIN_TOKEN)
        return span_starts(plain, SPAN("user=")) ? span_from(span_head(plain, end), 5) : SPAN_EMPTY;
    struct span rest = span_from(plain, end + 1);
    return span_head(rest, span_find_char(rest, '\0'));
}

bool signin_name(enum signin_part part, struct span sent, char *ret_name, size_t room)
{
    struct buf plain;
    bool found = false;
    buf_init(&plain, 8 * KIB);
    if (part != SIGNIN_NOTHING && base64_decode(&plain, sent)) {
        struct span name = name_in(part, buf_span(&plain));
        found = is_readable(name);
        if (found)
            mem_copy_text(ret_name, room, name);
    }
    secret_wipe(plain.at, plain.room);
    buf_free(&plain);
    return found;
}
