#include "logs/dialogue.h"

#include "logs/authline.h"

/* A sign-in that was refused, whoever is to blame; 530 only says that one is needed. */
static bool refuses_login(const struct log_event *event, struct span reply)
{
    switch (event->code) {
    case 534:
    case 535:
    case 538:
        return true;
    case 454: /* STARTTLS is put off with it too */
    case 504:
        return span_find_nocase(reply, SPAN("authentication")) != SPAN_NONE;
    default:
        return false;
    }
}

enum log_kind dialogue_reply(struct span reply, bool is_ours, struct log_event *event)
{
    struct log_event found = *event;
    if (!log_reply(reply, &found) || (found.code < 400 && !(is_ours && found.code == 235)))
        return LOG_OTHER;
    *event = found;
    event->text = reply;
    if (event->code == 235)
        return LOG_LOGIN_OK;
    if (is_ours)
        return refuses_login(event, reply) ? LOG_LOGIN_FAILED : LOG_REJECTED;
    return event->code < 500 ? LOG_DEFERRED : LOG_BOUNCED;
}

enum log_kind dialogue_question(struct span reply, struct log_event *event)
{
    if (!LOG_STARTS(reply, "334"))
        return LOG_OTHER;
    event->code = 334;
    event->text = span_trim(span_from(reply, 3));
    return LOG_SESSION;
}

enum log_kind dialogue_answer(struct span reply, struct log_event *event)
{
    enum log_kind kind = dialogue_question(reply, event);
    return kind == LOG_OTHER ? dialogue_reply(reply, true, event) : kind;
}

enum log_kind dialogue_command(struct span command, struct log_event *event)
{
    command = span_trim(command);
    if (span_starts_nocase(command, SPAN("AUTH "))) {
        event->mechanism = log_word(span_from(command, 5));
    } else if (span_starts_nocase(command, SPAN("MAIL FROM:"))) {
        event->sender = log_between(command, "<", ">");
        return event->sender.len ? LOG_SESSION : LOG_OTHER;
    } else if (authline_is_answer(command)) {
        event->text = command;
    } else {
        return LOG_OTHER;
    }
    return event->mechanism.len || event->text.len ? LOG_SESSION : LOG_OTHER;
}

struct span dialogue_address(struct span endpoint)
{
    if (endpoint.len && endpoint.at[0] == '[')
        endpoint = span_from(endpoint, 1);
    struct span host = span_head(endpoint, span_find_last(endpoint, ':'));
    return log_address(span_head(host, span_find_char(host, ']')));
}
