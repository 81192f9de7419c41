#include "logs/join.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 4, SETS = JOIN_MESSAGES / WAYS, REASONS = 256, PROCESSES = 256, ADDRESS_TEXT = 46, REASON_SECONDS = 30 };

struct message {
    uint64_t id; /* of host and queue id, 0: free */
    uint64_t used;
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT], sender[JOIN_TEXT], message_id[JOIN_TEXT], mechanism[16];
};

/* What the user database said about a sign-in that is about to fail, or has just failed. */
struct reason {
    int64_t time;
    bool is_open; /* no failure has been found beside it yet */
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT], text[2 * JOIN_TEXT], line[4 * JOIN_TEXT];
};

struct process {
    unsigned pid;
    char client[ADDRESS_TEXT];
};

struct join {
    uint64_t now; /* counts uses, so that the oldest is known */
    uint64_t forgotten;
    struct message messages[SETS][WAYS];
    struct reason reasons[REASONS];
    size_t next_reason, left_over;
    struct reason given; /* evicted and to be told */
    struct process processes[PROCESSES];
};

struct join *join_new(void)
{
    return mem_new(sizeof(struct join));
}

void join_free(struct join *join)
{
    free(join);
}

uint64_t join_forgotten(const struct join *join)
{
    return join->forgotten;
}

/* ---- messages ---- */

static uint64_t message_key(const struct log_event *event)
{
    uint64_t key = span_hash(event->queue_id) ^ (span_hash(event->host) * 31);
    return key ? key : 1;
}

static struct message *find_message(struct join *join, uint64_t key)
{
    struct message *set = join->messages[key % SETS];
    for (size_t i = 0; i < WAYS; i++)
        if (set[i].id == key)
            return &set[i];
    return NULL;
}

/* The place of the message, emptied of the one that was used longest ago. */
static struct message *take_message(struct join *join, uint64_t key)
{
    struct message *set = join->messages[key % SETS];
    struct message *oldest = &set[0];
    struct message *found = find_message(join, key);
    if (found)
        return found;
    for (size_t i = 1; i < WAYS; i++)
        if (set[i].used < oldest->used)
            oldest = &set[i];
    join->forgotten += oldest->id != 0;
    oldest->id = key;
    oldest->client[0] = oldest->account[0] = oldest->sender[0] = oldest->message_id[0] = oldest->mechanism[0] = '\0';
    return oldest;
}

/* What the line says is kept, and what it does not say comes from earlier ones. */
static void share(char *kept, size_t room, struct span *said)
{
    if (said->len)
        mem_copy_text(kept, room, *said);
    else
        *said = span_of(kept);
}

static void join_message(struct join *join, struct log_event *event)
{
    bool is_new = event->kind == LOG_ARRIVED || event->kind == LOG_SENDER || event->kind == LOG_MESSAGE_ID ||
                  event->kind == LOG_SENT;
    uint64_t key = message_key(event);
    struct message *message = is_new ? take_message(join, key) : find_message(join, key);
    if (!message)
        return;
    message->used = ++join->now;
    share(message->client, sizeof message->client, &event->client);
    share(message->account, sizeof message->account, &event->account);
    share(message->sender, sizeof message->sender, &event->sender);
    share(message->message_id, sizeof message->message_id, &event->message_id);
    share(message->mechanism, sizeof message->mechanism, &event->mechanism);
}

/* ---- reasons ---- */

static void open_reason(struct join *join, const struct log_event *event)
{
    struct reason *reason = &join->reasons[join->next_reason++ % REASONS];
    *reason = (struct reason){ .time = event->time, .is_open = true };
    mem_copy_text(reason->client, sizeof reason->client, event->client);
    mem_copy_text(reason->account, sizeof reason->account, event->account);
    mem_copy_text(reason->text, sizeof reason->text, event->text);
    mem_copy_text(reason->line, sizeof reason->line, event->line);
}

/* The latest reason about this client, written at most half a minute before the failure. */
static struct reason *find_reason(struct join *join, const struct log_event *event)
{
    for (size_t i = 0; i < REASONS && i < join->next_reason; i++) {
        struct reason *reason = &join->reasons[(join->next_reason - 1 - i) % REASONS];
        bool is_near = event->time - reason->time <= REASON_SECONDS && reason->time - event->time <= REASON_SECONDS;
        if (is_near && span_equal(event->client, span_of(reason->client)))
            return reason;
    }
    return NULL;
}

static void join_reason(struct join *join, struct log_event *event)
{
    if (event->client.len == 0 || event->time == LOG_NO_TIME)
        return;
    struct reason *reason = find_reason(join, event);
    if (!reason)
        return;
    reason->is_open = false;
    if (event->account.len == 0)
        event->account = span_of(reason->account);
    if (span_equal(event->account, span_of(reason->account)))
        event->text = span_of(reason->text);
}

static void tell_reason(const struct reason *reason, struct log_event *ret_event)
{
    *ret_event = (struct log_event){ .kind = LOG_LOGIN_FAILED,
                                     .time = reason->time,
                                     .format = "dovecot",
                                     .client = span_of(reason->client),
                                     .account = span_of(reason->account),
                                     .text = span_of(reason->text),
                                     .line = span_of(reason->line) };
}

bool join_left_over(struct join *join, struct log_event *ret_event)
{
    while (join->left_over < REASONS) {
        struct reason *reason = &join->reasons[(join->next_reason + join->left_over++) % REASONS];
        if (!reason->is_open)
            continue;
        reason->is_open = false;
        tell_reason(reason, ret_event);
        return true;
    }
    return false;
}

/* ---- processes ---- */

static void join_process(struct join *join, struct log_event *event)
{
    struct process *process = &join->processes[event->pid % PROCESSES];
    if (event->client.len) {
        process->pid = event->pid;
        mem_copy_text(process->client, sizeof process->client, event->client);
    } else if (process->pid == event->pid) {
        event->client = span_of(process->client);
    }
}

bool join_event(struct join *join, struct log_event *event)
{
    if (event->queue_id.len)
        join_message(join, event);
    switch (event->kind) {
    case LOG_DETAIL:
        if (event->account.len == 0) {
            join_process(join, event);
            return false;
        }
        /* A reason that is pushed out before its failure came is a failure of its own. */
        join->given = join->reasons[join->next_reason % REASONS];
        open_reason(join, event);
        if (join->given.is_open)
            tell_reason(&join->given, event);
        return join->given.is_open;
    case LOG_LOGIN_FAILED:
        join_reason(join, event);
        return true;
    case LOG_TLS_FAILED:
        if (event->pid)
            join_process(join, event);
        return true;
    case LOG_SENDER:
    case LOG_MESSAGE_ID:
        return false;
    default:
        return true;
    }
}
