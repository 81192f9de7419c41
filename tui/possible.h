#pragma once

#include "app.h"

/* Which actions belong to the screen of the moment: its help lists them. */
bool action_belongs(const struct app *app, enum action action);
/* Which of them would do something now: the commands list those. */
bool action_possible(const struct app *app, enum action action);
/* All that are possible, what one looks for most first; returns how many. */
size_t actions_possible(const struct app *app, enum action ret_actions[ACTION_COUNT]);
