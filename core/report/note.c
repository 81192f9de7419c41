#include "report/note.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { NOTE_TEXT_MAX = 512 };

static bool say(const struct words *words, const char *key, const struct fact *values, struct buf *out)
{
    if (!words_has(words, key))
        return false;
    words_fill(out, words_get(words, key), values);
    return true;
}

/* "192.0.2.7 port 587: silent", "…: filtered, said by 192.0.2.1" */
static bool add_not_connected(const struct words *words, const char *text, struct buf *out)
{
    struct fact values = { .ms = -1 };
    char address[80];
    char end[24];
    char key[48];
    unsigned port;
    int used = 0;
    if (sscanf(text, "%79s port %5u: %23[a-z-]%n", address, &port, end, &used) != 3 || port > UINT16_MAX)
        return false;
    mem_copy_text(values.where.host, sizeof values.where.host, span_of(address));
    values.where.port = (uint16_t)port;
    (void)snprintf(key, sizeof key, "note.dial.%s", end);
    if (!say(words, key, &values, out))
        return false;
    if (strncmp(text + used, ", said by ", 10) == 0) {
        mem_copy_text(values.subject, sizeof values.subject, span_of(text + used + 10));
        return say(words, "note.dial.said-by", &values, out);
    }
    return true;
}

/* "mail.example: no-name": how the question for its addresses ended. */
static bool add_unresolved(const struct words *words, const char *text, struct buf *out)
{
    struct fact values = { .ms = -1 };
    char host[HOST_MAX];
    char end[24];
    char key[48];
    if (sscanf(text, "%255[^: ]: %23[a-z-]", host, end) != 2)
        return false;
    mem_copy_text(values.where.host, sizeof values.where.host, span_of(host));
    (void)snprintf(key, sizeof key, "note.answer.%s", end);
    return say(words, key, &values, out);
}

static bool add_no_answer(const struct words *words, const char *text, struct buf *out)
{
    struct fact values = { .ms = -1 };
    unsigned seconds;
    char end;
    if (sscanf(text, "no answer within %6u s%c", &seconds, &end) != 1)
        return false;
    values.number = seconds;
    return say(words, "note.no-answer-within", &values, out);
}

bool note_add(const struct words *words, const struct line *line, struct buf *out)
{
    char text[NOTE_TEXT_MAX];
    mem_copy_text(text, sizeof text, line_raw(line));
    switch (line->note) {
    case NOTE_CONNECT_FAILED:
        return add_not_connected(words, text, out) || add_unresolved(words, text, out);
    case NOTE_NO_ANSWER:
        return add_no_answer(words, text, out);
    case NOTE_CLOSED:
        return strcmp(text, "closed by the server") == 0 && say(words, "note.closed-by-server", NULL, out);
    default:
        return false;
    }
}
