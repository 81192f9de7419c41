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

static const char *const marks[] = {
    "CLIENT -> SERVER:", "CLIENT -> SMTP:", "C:", "->", "~>", ">>>", ">>", ">", "Client:", "[tx]", "Send:", "send:"
};
enum { MARKS = sizeof marks / sizeof *marks };

/* Python shows bytes between quotes, with the line end as it is written. */
static struct span without_quotes(struct span text)
{
    if (span_starts(text, SPAN("b'")))
        text = span_from(text, 2);
    else if (span_starts(text, SPAN("'")))
        text = span_from(text, 1);
    else
        return text;
    return span_head(text, span_find(text, SPAN("\\r\\n")));
}

/* Behind a mark that stands anywhere, a time or an object's name before it, if one token follows; empty: none. */
static struct span token_behind(struct span line, struct span mark)
{
    size_t last = SPAN_NONE;
    size_t found;
    for (size_t at = 0; (found = span_find(span_from(line, at), mark)) != SPAN_NONE; at = last + mark.len)
        last = at + found;
    if (last == SPAN_NONE)
        return SPAN_EMPTY;
    struct span rest = without_quotes(span_trim(span_from(line, last + mark.len)));
    return authline_token(rest) == rest.len ? rest : SPAN_EMPTY;
}

struct span authline_bare(struct span line)
{
    line = span_trim(line);
    for (size_t i = 0; i < MARKS; i++)
        if (span_starts(line, span_of(marks[i])))
            return without_quotes(span_trim(span_from(line, strlen(marks[i]))));
    for (size_t i = 0; i < MARKS; i++) {
        struct span token = token_behind(line, span_of(marks[i]));
        if (token.len)
            return token;
    }
    return line;
}

bool authline_is_between(struct span line)
{
    static const char *const starts[] = { "{ [", "} [", "* ", "=> ", "<= ", "== ", "reply: retcode" };
    line = span_trim(line);
    if (span_equal(line, SPAN("'"))) /* of Python's quotes, when its line end was taken for one */
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (span_starts(line, span_of(starts[i])))
            return true;
    return false;
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
