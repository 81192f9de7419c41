#pragma once

/*
 * The one loop of the wizard, and the one place that reads the terminal: waits for keys, for the run, the conversation
 * by hand and the open log, lets each change the model, and paints when there is something new, at most so often as
 * the line bears. Returns when the person leaves. app->term must be open.
 */
struct app;

void loop_run(struct app *app);
