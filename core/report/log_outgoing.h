#pragma once

#include "report/log_answer.h"

/*
 * When all is read: servers of others that could not be spoken to. Where mail reached at least one other server it is
 * theirs; where none of several was reached, what this server sends is held back on its own side.
 */
void log_outgoing_settle(struct log_answer *answer);
/* One line alone cannot show it: of a group that the whole log settled, the diagnosis of its example is told so. */
void log_outgoing_tell(const struct log_answer *answer, const struct log_group *group, struct diagnosis *diagnosis);
