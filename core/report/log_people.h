#pragma once

#include "report/log_answer.h"

/* Whom failures and sign-ins concern, and what the whole of them says: a person, a device, or someone who guesses. */

/* One failure, or one sign-in that worked. */
void log_people_failed(struct log_answer *answer, const struct log_event *event, enum cause cause);
void log_people_signed_in(struct log_answer *answer, const struct log_event *event);
/* When all is read. */
void log_people_finish(struct log_answer *answer);

/* One more failure of this cause. */
void log_tally_add(struct log_name *name, enum cause cause);
/* The cause that came most often, CAUSE_NONE where none came. */
enum cause log_tally_most(const struct log_name *name);
