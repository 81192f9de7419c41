#pragma once

#include "app.h"
#include "widgets/flow.h"

/*
 * Fix and retest: the one setting that the verdict is about is opened in place, and only what
 * depends on it is checked again; before and after stand side by side.
 */
bool fix_possible(const struct app *app);
/* Opens the setting in a box; tells why when there is none. */
void fix_open(struct app *app);
void fix_draw(struct app *app);
void fix_key(struct app *app, struct key key);
void fix_paste(struct app *app, struct span text);
/* "Before … | Now …"; nothing when nothing was changed. */
void fix_tell(const struct app *app, struct flow *flow);
