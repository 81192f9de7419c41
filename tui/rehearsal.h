#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * A practice case in the place of the person's own server: it is served on this machine while the case lasts, and the
 * forms are filled in for it. The case that was there before, practised or real, is left behind.
 */
struct app;

/* Serves the case, by its place in the list of cases; false after the trouble has been told. */
bool rehearsal_open(struct app *app, size_t index, size_t variant);
/* The same, and the checks begin. */
void rehearsal_start(struct app *app, size_t index);
/* Stops serving, and leaves the exam if it was one. Nothing happens where there is none. */
void rehearsal_end(struct app *app);
