#pragma once

#include "diagnosis/questions.h"
#include "report/call_note.h"
#include "screen_id.h"

/* Questions and answers, as the verdict and the page for a call share them. */
struct app;

/* A caller on the line: what is asked, in which language, and what came of it. */
struct call_view {
    enum screen_id from;                     /* where one goes back to */
    size_t caller;                           /* the caller's language */
    bool has_caller;                         /* it was chosen; else the screen's */
    size_t row;                              /* selected among the questions */
    int scroll;                              /* of the note, rows above its end */
    bool is_fresh;                           /* the list of questions */
    enum question questions[QUESTION_COUNT]; /* the open ones, best first (or NONE), then those that were answered */
    size_t open, count;
    struct call_note note;
};

/* Brings the list of questions up to date; cheap when nothing has changed. */
void interview_freshen(struct app *app);
/* Notes what was seen: a run has ended, a text was read. Other questions may be open now. */
void interview_seen(struct app *app);
/* The note for a report; NULL when nothing was asked. */
const struct call_note *interview_note(const struct app *app);
/* The key that was pressed answers this question; the verdict changes at once. Tells when it is none of its answers. */
void interview_answer(struct app *app, enum question question, char letter);
/* What was answered says nothing about another account: answers and note are dropped. */
void interview_forget(struct app *app);
/* Whether there is anything that can be answered. */
bool interview_possible(const struct app *app);
