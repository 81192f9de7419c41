#pragma once

/*
 * The same moment on the other page: what a server wrote in its log while this line of the conversation was said, and
 * back. Both clocks are taken to be this machine's. The trail leads back; where nothing was said or written then, the
 * line of news says so.
 */
struct app;

/* From the selected line of the conversation on show to the open log. */
void moment_in_log(struct app *app);
/* From the selected line of the log to the conversation of the run, a minute away at most. */
void moment_in_conversation(struct app *app);
