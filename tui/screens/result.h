#pragma once

#include "screen.h"

/* Findings, explanation and transcript in one page: the network and status steps share it, and the logs step. */
void result_draw(struct app *app, struct area area);
bool result_act(struct app *app, enum action action);
const struct hint *result_hints(const struct app *app);
