#pragma once

#include "app.h"

/*
 * What the wizard remembers: the cases and the settings of the shelf, and what follows from
 * them on the screen. Without app->keeps nothing is read or written; what goes wrong is said
 * in the line of news.
 */

/* Reads the recent cases. */
void remember_start(struct app *app);
/* Whether cases are kept: wanted on the command line and in the settings, and no practice. */
bool remember_is_on(const struct app *app);

/* A run begins: its case is there even when the program does not live to see the end. */
void remember_run(struct app *app);
/* A run has a verdict: it is set beside the last one that worked, and kept. */
void remember_verdict(struct app *app);
/* The program ends: forms that were filled in and not checked are kept, without the password. */
void remember_leaving(struct app *app);

/* The recent case on which the focus of the first page is; NULL: on none. */
const struct recent_case *start_recent(const struct app *app);

/* Fills the forms from a case and goes where it stopped; the password is to be typed again. */
void remember_open(struct app *app, const struct recent_case *recent);
/* Forgets the case that was asked about. */
void remember_forget(struct app *app);

/* The settings hold from now on: in the terminal, the texts, and the next run. */
void remember_use_settings(struct app *app);
/* Writes the settings; says when that fails. */
void remember_save_settings(struct app *app);
