#include "logs/authline.h"

#include <string.h>

enum { ANSWER_MIN = 4 };

static bool is_token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("+/=_-.~", c) != NULL;
}

size_t authline_token(struct span text)
{
    size_t len = 0;
    while (len < text.len && text.at[len] && is_token_byte(text.at[len]))
        len++;
    return len;
}

struct span authline_bare(struct span line)
{
    static const char *const marks[] = { "CLIENT -> SERVER:", "C:", "->", "~>", ">>>", ">>", ">", "Client:" };
    line = span_trim(line);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (span_starts(line, span_of(marks[i])))
            return span_trim(span_from(line, strlen(marks[i])));
    return line;
}

bool authline_is_challenge(struct span line)
{
    return span_find(line, SPAN("334 ")) != SPAN_NONE || span_ends_nocase(span_trim(line), SPAN("334"));
}

bool authline_is_answer(struct span line)
{
    struct span token = authline_bare(line);
    return token.len >= ANSWER_MIN && authline_token(token) == token.len;
}
