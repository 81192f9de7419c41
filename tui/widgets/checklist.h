#pragma once

#include "canvas.h"
#include "report/words.h"
#include "run/run.h"

/* The checks of a run, one row each: sign, name, how it stands, how long it took. */
struct checklist_look {
    const struct words *words;
    const struct check_view *checks;
    size_t count;
    size_t selected;
    bool hides_times; /* in tests */
};
void checklist_draw(struct canvas *canvas, struct area area, const struct checklist_look *look);
/* How many have ended. */
size_t checklist_ended(const struct check_view *checks, size_t count);
