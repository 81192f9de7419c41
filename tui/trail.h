#pragma once

#include "facts/record.h"
#include "result_view.h"
#include "screen_id.h"

/*
 * The way back from jumps: from a finding to its proof, from a line to a finding, from a conversation to a log. Of
 * more than TRAIL_MAX jumps the oldest are forgotten; a new run or text, or going to a step, forgets all.
 */
struct app;

struct place_before {
    enum screen_id screen;
    enum pane pane;
    long fact;
    struct evidence line;
};
enum { TRAIL_MAX = 32 };
struct trail {
    struct place_before places[TRAIL_MAX];
    size_t count;
};

/* Remembers where one is, before a jump. */
void trail_add(struct app *app);
/* Back to where the last jump began. False when there was none. */
bool trail_return(struct app *app);
void trail_forget(struct app *app);
