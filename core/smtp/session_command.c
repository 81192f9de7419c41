#include "base/base64.h"
#include "smtp/exchange.h"

enum { SHOWN_MAX = 64 };

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

/* "Username:", as LOGIN asks first. */
static bool asks_for_name(const struct session *session)
{
    struct buf challenge;
    buf_init(&challenge, REPLY_LINE_MAX);
    bool asks = base64_decode(&challenge, span_trim(reply_line(&session->reply, 0))) &&
                span_starts_nocase(buf_span(&challenge), SPAN("user"));
    buf_free(&challenge);
    return asks;
}

static enum note mask_answer(const struct session *session, struct span line, struct buf *shown)
{
    if (line.len == 0 || span_equal(line, SPAN("*")))
        return NOTE_NONE;
    if (asks_for_name(session)) {
        buf_addf(shown, "<user name hidden, %zu bytes>", line.len);
        return NOTE_USER_HIDDEN;
    }
    buf_add_text(shown, "<response hidden>");
    return NOTE_SECRET_HIDDEN;
}

static enum note mask(const struct session *session, struct span line, struct buf *shown)
{
    struct span before;
    if (session->reply.code == 334)
        return mask_answer(session, line, shown);
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
    buf_init(&shown, line.len + SHOWN_MAX);
    struct spoken spoken = { .line = line, .note = mask(session, line, &shown) };
    spoken.shown = buf_span(&shown);
    bool said = exchange_say(session, &spoken, 1, NULL);
    buf_free(&shown);
    return said && exchange_hear(session, SESSION_COMMAND_MS);
}

bool session_content(struct session *session, struct span line)
{
    if (exchange_is_over(session) || !exchange_is_one_line(line))
        return false;
    if (!exchange_say(session, &(struct spoken){ .line = line }, 1, NULL))
        return false;
    return !span_equal(line, SPAN(".")) || exchange_hear(session, SESSION_LOGIN_MS);
}
