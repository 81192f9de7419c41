#pragma once

#include "screen_id.h"

/* The rail: the steps from the account to the verdict in one row, which of them one is at, and how each one stands. */
struct app;

/* The step one is at; a screen that is none belongs to the one it was opened from. */
enum screen_id rail_step(const struct app *app);
/* Paints it into the second row; the first page has none. */
void rail_draw(struct app *app);
