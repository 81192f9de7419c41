#include "report/log_trail.h"

#include "base/mem.h"
#include "logs/log_format.h"

#include <stdlib.h>
#include <string.h>

enum { ID_ROOM = 256 };

/* The last that was said about one recipient. */
struct word {
    uint64_t recipient; /* a number for the address */
    uint64_t order;     /* grows with each word */
    struct log_group failure;
    bool is_failure;
};

struct log_trail {
    char ids[LOG_TRAIL_IDS][ID_ROOM];
    size_t id_count;
    struct log_step early[LOG_TRAIL_EARLY];
    uint64_t early_count;
    uint64_t looked_at; /* early lines before it were asked for since an id was learnt */
    struct word words[LOG_TRAIL_WORDS];
    size_t word_count;
    uint64_t order;
};

/* ---- ids ---- */

static bool is_known(const struct log_trail *trail, struct span id)
{
    for (size_t i = 0; id.len && i < trail->id_count; i++)
        if (span_equal(id, span_of(trail->ids[i])))
            return true;
    return false;
}

static void learn(struct log_trail *trail, struct span id)
{
    if (id.len == 0 || id.len >= ID_ROOM || trail->id_count == LOG_TRAIL_IDS || is_known(trail, id))
        return;
    mem_copy_text(trail->ids[trail->id_count++], ID_ROOM, id);
    trail->looked_at = 0;
}

struct log_trail *log_trail_new(const char *id)
{
    struct log_trail *trail = mem_new(sizeof *trail);
    learn(trail, span_of(id));
    return trail;
}

void log_trail_free(struct log_trail *trail)
{
    free(trail);
}

/* The id that whoever took the message over gave it. */
static struct span next_id(const struct log_event *event)
{
    static const char *const marks[] = { "queued as ", " OK id=" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct span rest = log_between(event->line, marks[i], NULL);
        size_t len = 0;
        while (len < rest.len && !strchr(" );,\"", rest.at[len]))
            len++;
        if (len)
            return span_head(rest, len);
    }
    return SPAN_EMPTY;
}

bool log_trail_has(struct log_trail *trail, const struct log_event *event)
{
    if (!is_known(trail, event->queue_id) && !is_known(trail, event->message_id))
        return false;
    learn(trail, event->queue_id);
    learn(trail, event->message_id);
    if (event->kind == LOG_SENT)
        learn(trail, next_id(event));
    return true;
}

/* ---- lines that came before the id was known ---- */

void log_trail_keep(struct log_trail *trail, const struct log_event *event, size_t file)
{
    if (event->queue_id.len && (event->kind == LOG_ARRIVED || event->kind == LOG_SENDER))
        log_step_take(&trail->early[trail->early_count++ % LOG_TRAIL_EARLY], event, CAUSE_NONE, file);
}

bool log_trail_early(struct log_trail *trail, struct log_step *ret_step)
{
    uint64_t oldest = trail->early_count > LOG_TRAIL_EARLY ? trail->early_count - LOG_TRAIL_EARLY : 0;
    if (trail->looked_at < oldest)
        trail->looked_at = oldest;
    while (trail->looked_at < trail->early_count) {
        struct log_step *step = &trail->early[trail->looked_at++ % LOG_TRAIL_EARLY];
        if (step->line[0] == '\0' || !is_known(trail, span_of(step->queue_id)))
            continue;
        *ret_step = *step;
        step->line[0] = '\0';
        return true;
    }
    return false;
}

/* ---- the last word ---- */

static struct word *word_of(struct log_trail *trail, struct span recipient)
{
    uint64_t number = span_hash(recipient);
    for (size_t i = 0; i < trail->word_count; i++)
        if (trail->words[i].recipient == number)
            return &trail->words[i];
    struct word *word = &trail->words[trail->word_count < LOG_TRAIL_WORDS ? trail->word_count++ : LOG_TRAIL_WORDS - 1];
    *word = (struct word){ .recipient = number };
    return word;
}

void log_trail_word(struct log_trail *trail, const struct log_event *event, const struct log_cause *cause, size_t file)
{
    bool is_failure = log_kind_is_failure(event->kind);
    if (!is_failure && event->kind != LOG_SENT)
        return;
    struct word *word = word_of(trail, event->recipient);
    word->order = ++trail->order;
    word->is_failure = is_failure;
    if (is_failure)
        log_group_example(&word->failure, event, cause, file);
}

const struct log_group *log_trail_failure(const struct log_trail *trail)
{
    const struct word *last = NULL;
    for (size_t i = 0; i < trail->word_count; i++)
        if (trail->words[i].is_failure && (!last || trail->words[i].order > last->order))
            last = &trail->words[i];
    return last ? &last->failure : NULL;
}

bool log_trail_is_delivered(const struct log_trail *trail)
{
    return trail->word_count > 0 && !log_trail_failure(trail);
}
