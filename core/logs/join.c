#include "logs/join.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    WAYS = 4,
    SETS = JOIN_MESSAGES / WAYS,
    REASONS = 256,
    PROCESSES = 256,
    ADDRESS_TEXT = 46,
    REASON_SECONDS = 30,
    UNNAMED_SECONDS = 2
};

struct message {
    char client[ADDRESS_TEXT];
    char account[JOIN_TEXT], sender[JOIN_TEXT], message_id[JOIN_TEXT], mechanism[16];
};

/* Which messages stand in a row of places; looked through often, and so kept small. */
struct set {
    uint64_t keys[WAYS]; /* 0: free */
    uint32_t used[WAYS];
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
    uint32_t now; /* counts uses, so that the oldest is known */
    uint64_t forgotten;
    struct set sets[SETS];
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

/* The place of the message; for a new one that of the message that was used longest ago. */
static struct message *find_message(struct join *join, uint64_t key, bool may_take)
{
    struct set *set = &join->sets[(key >> 8) % SETS];
    struct message *messages = join->messages[(key >> 8) % SETS];
    size_t oldest = 0;
    for (size_t i = 0; i < WAYS; i++) {
        if (set->keys[i] == key) {
            set->used[i] = ++join->now;
            return &messages[i];
        }
        if (set->used[i] < set->used[oldest])
            oldest = i;
    }
    if (!may_take)
        return NULL;
    struct message *message = &messages[oldest];
    join->forgotten += set->keys[oldest] != 0;
    set->keys[oldest] = key;
    set->used[oldest] = ++join->now;
    message->client[0] = message->account[0] = message->sender[0] = '\0';
    message->message_id[0] = message->mechanism[0] = '\0';
    return message;
}

void join_expect(const struct join *join, uint64_t key)
{
    const struct set *set = &join->sets[(key >> 8) % SETS];
    const struct message *messages = join->messages[(key >> 8) % SETS];
    size_t place = 0;
    for (size_t i = 1; i < WAYS && set->keys[place] != key; i++)
        if (set->keys[i] == key || set->used[i] < set->used[place])
            place = i;
    for (size_t at = 0; at < sizeof messages[place]; at += 64)
        __builtin_prefetch((const char *)&messages[place] + at, 1);
}

static void keep(char *kept, size_t room, struct span said)
{
    if (said.len)
        mem_copy_text(kept, room, said);
}

static void keep_message(struct message *message, const struct log_event *event)
{
    keep(message->client, sizeof message->client, event->client);
    keep(message->account, sizeof message->account, event->account);
    keep(message->sender, sizeof message->sender, event->sender);
    keep(message->message_id, sizeof message->message_id, event->message_id);
    keep(message->mechanism, sizeof message->mechanism, event->mechanism);
}

static void fill(struct span *said, const char *kept)
{
    if (said->len == 0)
        *said = span_of(kept);
}

static void fill_event(const struct message *message, struct log_event *event)
{
    fill(&event->client, message->client);
    fill(&event->account, message->account);
    fill(&event->sender, message->sender);
    fill(&event->message_id, message->message_id);
    fill(&event->mechanism, message->mechanism);
}

/* What the line says is kept, and what it does not say comes from earlier ones. */
static void join_message(struct join *join, struct log_event *event)
{
    bool is_early = event->kind == LOG_ARRIVED || event->kind == LOG_SENDER || event->kind == LOG_MESSAGE_ID;
    struct message *message = find_message(join, event->key, is_early || !event->is_brief);
    if (!message)
        return;
    if (is_early || !event->is_brief)
        keep_message(message, event);
    if (!is_early || !event->is_brief)
        fill_event(message, event);
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
        int64_t apart = event->time > reason->time ? event->time - reason->time : reason->time - event->time;
        if (apart > REASON_SECONDS)
            return NULL; /* earlier ones are further away */
        bool is_same = reason->client[0] ? span_equal(event->client, span_of(reason->client))
                                         : reason->is_open && apart <= UNNAMED_SECONDS;
        if (is_same)
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
    if (event->key)
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
