#pragma once

#include "actions.h"

/* What a key does on every screen that does not take it for itself: help, steps, language, leaving, starting checks. */
struct app;

/* number: which step, for ACTION_STEP. False: it does nothing anywhere. */
bool anywhere_act(struct app *app, enum action action, unsigned number);
