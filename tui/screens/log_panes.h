#pragma once

#include "screen.h"

/* The three panes of the page of a log, each with its title. What is selected and scrolled is kept within bounds. */

/* The causes of the whole log, or of what was read so far; returns the rows taken. */
int log_causes_draw(struct app *app, struct area area);
/* The lines that are shown, and at the right a bar that stands for the whole file. */
void log_lines_draw(struct app *app, struct area area);
/* What the selected line says, why, and what to do. */
void log_explanation_draw(struct app *app, struct area area);
