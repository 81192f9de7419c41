#pragma once

#include "facts/stage.h"

/*
 * A run of the checks, as the wizard has it: started from what the forms say, asked about first where it costs a
 * sign-in, listened to by the loop, judged when it has ended. app->run owns it until the next one takes its place;
 * what goes wrong is told in the line of news.
 */
struct app;

/* Starts the checks; asks first when that sends the password once more. */
void checkup_ask(struct app *app);
/* corrected: with the one corrected attempt (another form of the password or of the name). */
void checkup_start(struct app *app, bool corrected);
/* Checks once more, only what this step needs; the budget of sign-ins goes on. Stays on the page. */
void checkup_retest(struct app *app, enum step step);
/* Stops one that is running; it keeps what was found so far. */
void checkup_stop(struct app *app);

/* A test message can be sent: the sign-in has worked, and the password is still there. */
bool checkup_may_send(const struct app *app);
/* Asks, or says in the news line why not. */
void checkup_ask_test(struct app *app);
/* The checks once more, with a test message to the recipient, or to the person themselves. */
void checkup_send_test(struct app *app);

/* Readable when it has something to say; -1: none. */
int checkup_fd(const struct app *app);
/* Takes in what has come, and the verdict at the end. True when something has. */
bool checkup_work(struct app *app);
/* Ends it, and forgets what was found and where one was in it. */
void checkup_drop(struct app *app);
