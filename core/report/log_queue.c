#include "report/log_queue.h"

#include "base/mem.h"
#include "report/log_people.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, TRY_SECONDS = 60 };

void log_queue_init(struct log_queue *queue)
{
    *queue = (struct log_queue){ .keys = mem_new(LOG_WAITING_MAX * sizeof *queue->keys),
                                 .all = mem_new(LOG_WAITING_MAX * sizeof *queue->all),
                                 .since = LOG_NO_TIME };
    log_names_init(&queue->destinations);
}

void log_queue_free(struct log_queue *queue)
{
    free(queue->keys);
    free(queue->all);
    log_names_free(&queue->destinations);
    *queue = (struct log_queue){ 0 };
}

/* ---- places: a message stands in one of WAYS behind that of its key ---- */

static size_t first_way(uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15u) >> 40) % (LOG_WAITING_MAX / WAYS) * WAYS;
}

static size_t mark_of(uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) % LOG_QUEUE_MARKS;
}

static bool is_marked(const struct log_queue *queue, uint64_t key)
{
    return queue->marks[mark_of(key) / 64] >> mark_of(key) % 64 & 1;
}

/* LOG_WAITING_MAX when it is not there. */
static size_t find(const struct log_queue *queue, uint64_t key)
{
    size_t start = first_way(key);
    for (size_t i = start; i < start + WAYS; i++)
        if (queue->keys[i] == key)
            return i;
    return LOG_WAITING_MAX;
}

static struct log_waiting *take(struct log_queue *queue, uint64_t key)
{
    size_t place = find(queue, key);
    if (place < LOG_WAITING_MAX)
        return &queue->all[place];
    size_t start = first_way(key);
    for (size_t i = start; i < start + WAYS; i++) {
        if (queue->keys[i])
            continue;
        queue->keys[i] = key;
        queue->marks[mark_of(key) / 64] |= (uint64_t)1 << mark_of(key) % 64;
        queue->all[i] = (struct log_waiting){ .since = LOG_NO_TIME, .last = LOG_NO_TIME };
        queue->count++;
        return &queue->all[i];
    }
    queue->left_out++;
    return NULL;
}

void log_queue_ended(struct log_queue *queue, uint64_t key)
{
    size_t place = is_marked(queue, key) ? find(queue, key) : LOG_WAITING_MAX;
    if (place == LOG_WAITING_MAX)
        return;
    queue->keys[place] = 0;
    queue->count--;
}

enum cause log_queue_cause(const struct log_queue *queue, uint64_t key)
{
    size_t place = key && is_marked(queue, key) ? find(queue, key) : LOG_WAITING_MAX;
    return place < LOG_WAITING_MAX ? queue->all[place].cause : CAUSE_NONE;
}

/* ---- failures ---- */

/* Others say nothing when a message has left the queue: of them nobody knows what still waits. */
static bool tells_the_end(const char *format)
{
    static const char *const formats[] = { "postfix", "exim", "qmail", "courier" };
    for (size_t i = 0; format && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(format, formats[i]) == 0)
            return true;
    return false;
}

static struct log_name *destination_of(struct log_queue *queue, const struct log_event *event)
{
    size_t at = span_find_last(event->recipient, '@');
    return at == SPAN_NONE ? NULL : log_names_take(&queue->destinations, span_from(event->recipient, at + 1));
}

void log_queue_failed(struct log_queue *queue, const struct log_event *event, enum cause cause)
{
    struct log_name *destination = destination_of(queue, event);
    if (destination && cause == CAUSE_DESTINATION_UNREACHABLE)
        destination->failures++;
    bool waits = event->kind == LOG_DEFERRED && event->key && tells_the_end(event->format);
    struct log_waiting *waiting = waits ? take(queue, event->key) : NULL;
    if (!waiting)
        return;
    /* Several recipients put off at once are one try. */
    if (waiting->times == 0 || event->time == LOG_NO_TIME || event->time - waiting->last >= TRY_SECONDS)
        waiting->times++;
    waiting->cause = cause;
    waiting->last = event->time;
    if (waiting->since == LOG_NO_TIME)
        waiting->since = event->time;
    if (destination)
        waiting->destination = (uint32_t)(destination - queue->destinations.all) + 1;
}

/* ---- when all is read ---- */

static void add_waiting(struct log_queue *queue, const struct log_waiting *waiting)
{
    queue->times += waiting->times;
    if (waiting->since != LOG_NO_TIME && (queue->since == LOG_NO_TIME || waiting->since < queue->since))
        queue->since = waiting->since;
    if (waiting->destination == 0)
        return;
    struct log_name *destination = &queue->destinations.all[waiting->destination - 1];
    destination->others++;
    log_tally_add(destination, waiting->cause);
    if (waiting->since != LOG_NO_TIME && (destination->first == LOG_NO_TIME || waiting->since < destination->first))
        destination->first = waiting->since;
}

void log_queue_finish(struct log_queue *queue)
{
    int64_t spans = 0;
    int64_t pauses = 0;
    for (size_t i = 0; i < LOG_WAITING_MAX; i++) {
        const struct log_waiting *waiting = &queue->all[i];
        if (queue->keys[i] == 0)
            continue;
        add_waiting(queue, waiting);
        if (waiting->since == LOG_NO_TIME || waiting->last <= waiting->since)
            continue;
        spans += waiting->last - waiting->since;
        pauses += waiting->times - 1;
    }
    queue->interval = pauses ? spans / pauses : 0;
    for (size_t i = 0; i < queue->destinations.count; i++)
        queue->destinations.all[i].cause = log_tally_most(&queue->destinations.all[i]);
}

size_t log_queue_top(const struct log_queue *queue, const struct log_name **ret_top, size_t n)
{
    return log_names_top(&queue->destinations, log_name_others, ret_top, n);
}
