#include "smtp/exchange.h"

/* "AUTH PLAIN AGph…": what follows the mechanism. */
static bool find_initial(struct span line, struct span *ret_before)
{
    struct span rest = line;
    struct span word;
    if (!span_word(&rest, &word) || !span_equal_nocase(word, SPAN("AUTH")) || !span_word(&rest, &word))
        return false;
    *ret_before = span_head(line, line.len - rest.len);
    return span_word(&rest, &word);
}

static enum note mask(const struct session *session, struct span line, struct buf *shown)
{
    struct span before;
    if (session->reply.code == 334) {
        if (line.len == 0 || span_equal(line, SPAN("*")))
            return NOTE_NONE;
        buf_add_text(shown, "<response hidden>");
        return NOTE_SECRET_HIDDEN;
    }
    if (!find_initial(line, &before))
        return NOTE_NONE;
    buf_add(shown, before);
    buf_add_text(shown, " <initial response hidden>");
    return NOTE_SECRET_HIDDEN;
}

bool session_command(struct session *session, struct span line)
{
    struct buf shown;
    if (exchange_is_over(session) || !exchange_is_one_line(line))
        return false;
    buf_init(&shown, line.len + SPAN(" <initial response hidden>").len);
    struct spoken spoken = { .line = line, .note = mask(session, line, &shown) };
    spoken.shown = buf_span(&shown);
    bool said = exchange_say(session, &spoken, 1, NULL);
    buf_free(&shown);
    return said && exchange_hear(session, SESSION_COMMAND_MS);
}
