#include "logs/fold.h"

/* Says nothing of the message but who sent it. */
static bool is_sender_alone(const struct log_event *event)
{
    return event->sender.len && !event->account.len && !event->client.len && !event->mechanism.len &&
           !event->message_id.len;
}

static bool fold_into(struct log_event *arrival, const struct log_event *event)
{
    bool is_sender = event->kind == LOG_SENDER && is_sender_alone(event);
    if (is_sender)
        arrival->sender = event->sender;
    arrival->is_whole = event->kind == LOG_REMOVED;
    return is_sender || arrival->is_whole;
}

bool fold_event(struct fold *fold, struct log_event *events, size_t last)
{
    const struct log_event *event = &events[last];
    /* Connections and deliveries with numbers of their own are joined by those as well. */
    if (event->key == 0 || event->session || event->delivery || event->step != TRANSCRIPT_NONE)
        return false;
    struct fold_place *place = &fold->places[event->key / 2 % FOLD_PLACES]; /* its lowest bit is always set */
    if (event->kind == LOG_ARRIVED) {
        *place = (struct fold_place){ event->key, last };
        return false;
    }
    if (place->key != event->key)
        return false;
    bool is_folded = fold_into(&events[place->arrival], event);
    /* It has gone; or else something has happened to it, and what comes now has to be told in its turn. */
    if (!is_folded || event->kind == LOG_REMOVED)
        place->key = 0;
    return is_folded;
}
