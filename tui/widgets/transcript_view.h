#pragma once

#include "actions.h"
#include "canvas.h"
#include "report/words.h"
#include "widgets/line_set.h"

/*
 * The raw conversation: every line numbered, timed, with its speaker. Which line is selected
 * is kept as session and number, so that it stays when lines are added, filtered or wrapped.
 */
enum line_filter { FILTER_NONE, FILTER_CLIENT, FILTER_SERVER, FILTER_PROBLEMS, FILTERS };
/* The end of the text key "ui.filter.WORD". */
const char *line_filter_word(enum line_filter filter);

enum { QUERY_MAX = 128 };

struct transcript_view {
    unsigned session; /* 0: none yet */
    unsigned line;
    unsigned wanted; /* where it goes back to when the filter that moved it is gone; 0: nowhere */
    unsigned anchor; /* where a selection of several lines begins; 0: one line is selected */
    int top;         /* shown lines hidden above */
    int left;        /* cells hidden at the left */
    int rows;        /* as painted last: what a page is */
    bool follows;    /* stays at the last line while a run goes on */
    bool wraps;
    enum line_filter filter;
    char query[QUERY_MAX]; /* what is searched for; empty: nothing */
    struct line_set found, filtered, problems;
    const struct catalogue *language; /* found was made in it */
    size_t fact_count;                /* problems was made from so many facts */
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

/* Forgets everything and frees it. */
void transcript_reset(struct transcript_view *view);
/* Looks through lines that came since the last time: before keys are taken, and before painting. */
void transcript_refresh(struct transcript_view *view, const struct record *record, const struct words *words);

/* Moves the selection; at the ends it goes on to the next session. True when the action was meant for it. */
bool transcript_act(struct transcript_view *view, const struct record *record, enum action action);
void transcript_select(struct transcript_view *view, const struct record *record, struct evidence evidence);
/* Follows: the last line of the session that spoke last. */
void transcript_follow(struct transcript_view *view, const struct record *record, unsigned session);
const struct line *transcript_line(const struct transcript_view *view, const struct record *record);
const struct session_log *transcript_log(const struct transcript_view *view, const struct record *record);

/* Shows other lines only; the selection moves to the nearest that is shown. */
void transcript_set_filter(struct transcript_view *view, const struct record *record, enum line_filter filter);
/*
 * Letters compare without case (ASCII). What is found is what a person reads: the words of an
 * event in the language, a base64 prompt decoded, everything else as it came.
 */
void transcript_search(struct transcript_view *view, const struct record *record, const struct words *words,
                       struct span query);
/* To the next hit (step 1) or the one before (-1), around the end when needed. False when there is none. */
bool transcript_next_hit(struct transcript_view *view, const struct record *record, int step, bool *ret_around);
/* "3 of 17": 0 of 17 when the selected line is no hit. */
void transcript_hits(const struct transcript_view *view, size_t *ret_place, size_t *ret_count);
/* The same among lines where something went wrong, or on which a problem or a warning rests; not around the end. */
bool transcript_next_problem(struct transcript_view *view, const struct record *record, int step);

/* The lines of a session that are shown: how many, the one at a place, the place of a line (or of the next). */
size_t transcript_count(const struct transcript_view *view, const struct session_log *log);
const struct line *transcript_at(const struct transcript_view *view, const struct session_log *log, size_t index);
size_t transcript_index(const struct transcript_view *view, const struct session_log *log, unsigned number);
/* Whether the selection covers this line of the session on show. */
bool transcript_selects(const struct transcript_view *view, unsigned number);

void transcript_draw(struct transcript_view *view, struct canvas *canvas, struct area area,
                     const struct transcript_look *look);
