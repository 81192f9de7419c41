#pragma once

#include "actions.h"
#include "canvas.h"
#include "report/words.h"

/*
 * The raw conversation: every line numbered, timed, with its speaker. Which line is selected
 * is kept as session and number, so that it stays when lines are added.
 */
struct transcript_view {
    unsigned session; /* 0: none yet */
    unsigned line;
    int top;      /* lines hidden above */
    int left;     /* cells hidden at the left */
    bool follows; /* stays at the last line while a run goes on */
};

/* What the view is to show beside the lines. */
struct transcript_look {
    const struct words *words;
    const struct record *record;
    const struct fact *fact; /* its evidence is marked with `name`; NULL is fine */
    const char *name;
    bool has_focus;
    bool hides_times; /* in tests: times are shown as zero */
};

/* Moves the selection; at the ends it goes on to the next session. True when the action was meant for it. */
bool transcript_act(struct transcript_view *view, const struct record *record, enum action action);
void transcript_select(struct transcript_view *view, const struct record *record, struct evidence evidence);
/* Follows: the last line of the session that spoke last. */
void transcript_follow(struct transcript_view *view, const struct record *record, unsigned session);
const struct line *transcript_line(const struct transcript_view *view, const struct record *record);
void transcript_draw(struct transcript_view *view, struct canvas *canvas, struct area area,
                     const struct transcript_look *look);
