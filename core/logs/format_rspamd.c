/*
 * rspamd: what it made of each message, and its own trouble. The mail server often logs the same refusal; both name the
 * message by the server's queue id, so it is an echo.
 */
#include "logs/log_format.h"

/*
 * "id: <…>, qid: <…>, ip: 192.0.2.1, user: anna, from: <…>, (default: T (reject): [22.10/15.00] […]), … rcpts: <…>, …".
 * The action "greylist" is a score and no refusal: when the message is really put off, the plugin makes it a "soft
 * reject", and says so behind "forced: ".
 */
static enum log_kind read_task(struct span text, struct log_event *event)
{
    struct span result = log_between(text, "(default: ", NULL);
    struct span action = log_between(result, "(", ")");
    struct span forced = log_between(result, ", forced: ", NULL);
    if (!span_equal(action, SPAN("reject")) && !span_equal(action, SPAN("soft reject")))
        return LOG_OTHER;
    struct span head = span_head(text, (size_t)(result.at - text.at));
    event->queue_id = log_value(head, " qid: ");
    event->message_id = log_value(head, "id: ");
    if (span_equal(event->message_id, SPAN("undef")))
        event->message_id = SPAN_EMPTY;
    event->client = log_address(log_value(head, " ip: "));
    event->account = log_value(head, " user: ");
    event->sender = log_value(head, " from: ");
    event->recipient = log_value(result, ", rcpts: ");
    event->text = forced.len ? forced : result;
    event->is_echo = true;
    return LOG_REJECTED;
}

/* Greylisting, rate limits and what is known of senders are kept in Redis; without it they do nothing. */
static enum log_kind read_trouble(struct span text, struct log_event *event)
{
    static const char *const words[] = { "cannot connect", "connection refused", "timeout", "timed out", "error",
                                         "failed" };
    if (span_find_nocase(text, SPAN("redis")) == SPAN_NONE)
        return LOG_OTHER;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_find_nocase(text, span_of(words[i])) != SPAN_NONE) {
            event->text = text;
            return LOG_TROUBLE;
        }
    return LOG_OTHER;
}

/* "#1234(normal) <3f2a1b>; task; rspamd_task_write_log: …", in a system log without the number. */
enum log_kind log_read_rspamd(const struct log_line *line, struct log_event *event)
{
    struct span text = line->text;
    bool is_syslog = LOG_STARTS(line->process, "rspamd");
    bool is_own = line->time != LOG_NO_TIME && line->process.len == 0 && text.len && text.at[0] == '#';
    struct span words = is_own || is_syslog ? log_between(text, ">; ", NULL) : SPAN_EMPTY;
    if (!log_has(words, "; "))
        return is_syslog ? LOG_OTHER : LOG_UNREAD;
    struct span task = log_between(words, "rspamd_task_write_log: ", NULL);
    return task.len ? read_task(task, event) : read_trouble(words, event);
}
