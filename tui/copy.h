#pragma once

#include "app.h"

/*
 * Taking text out of the page: to the clipboard, or shown plainly on the normal screen where
 * the mouse can select it. Everything is cleaned as on the screen; what is hidden there (a
 * password, its base64) stays hidden here. The line of news tells what happened.
 */

/* The selected lines of a conversation, the finding with the lines that prove it, or the explanation: by focus. */
void copy_item(struct app *app);
/* Every line that is shown of this conversation. */
void copy_conversation(struct app *app);
/* What the pane with the focus holds, without frames, until a key is pressed. */
void copy_open_plain(struct app *app);
void copy_show_plain(struct app *app);
/* Back to the pages. False when they were on show. */
bool copy_leave_plain(struct app *app);
