#pragma once

#include "practice/progress.h"

/* The learner's progress on the shelf: $XDG_STATE_HOME/smtpdoctor/progress. */

/* Empty when there is no file yet. False when it is not readable or not ours: then it must not be written over. */
bool progress_load(struct progress *ret_progress);
/* False with errno. */
bool progress_save(const struct progress *progress);
