#pragma once

#include "report/log_group.h"

/*
 * One message on its way through a log, from its arrival to its last word: under the queue id or message id that was
 * asked for, and under each id that it is given on the way (a content filter hands it back under a new one).
 */
enum { LOG_TRAIL_IDS = 64, LOG_TRAIL_EARLY = 1024, LOG_TRAIL_WORDS = 64 };

struct log_trail;
struct log_trail *log_trail_new(const char *id);
void log_trail_free(struct log_trail *trail);

/* Whether the event is about the message; then its other ids are learnt. */
bool log_trail_has(struct log_trail *trail, const struct log_event *event);
/* Keeps a line of another message for a while: its message id, which would name it, stands on a later one. */
void log_trail_keep(struct log_trail *trail, const struct log_event *event, size_t file);
/* The next of the kept lines that are about the message after all, in their order, each once; false: no more. */
bool log_trail_early(struct log_trail *trail, struct log_step *ret_step);

/* What became of it for the recipient of the event. */
void log_trail_word(struct log_trail *trail, const struct log_event *event, const struct log_cause *cause, size_t file);
/* The latest failure that was the last word for a recipient; NULL: none was. */
const struct log_group *log_trail_failure(const struct log_trail *trail);
/* Whether it was delivered, to each recipient that the log tells of. */
bool log_trail_is_delivered(const struct log_trail *trail);
