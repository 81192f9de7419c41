#pragma once

#include "app.h"
#include "widgets/flow.h"

/* Questions and answers, as the verdict and the page for a call share them. */

/* Brings the list of questions up to date; cheap when nothing has changed. */
void interview_freshen(struct app *app);
/* Notes what was seen: a run has ended, a text was read. */
void interview_seen(struct app *app);
/* The note for a report; NULL when nothing was asked. */
const struct call_note *interview_note(const struct app *app);
/* The key that was pressed answers this question; the verdict changes at once. Tells when it is none of its answers. */
void interview_answer(struct app *app, enum question question, char letter);
/* Whether there is anything that can be answered. */
bool interview_possible(const struct app *app);
