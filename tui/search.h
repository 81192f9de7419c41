#pragma once

#include "app.h"

/*
 * The search in a conversation, typed on the line of news: each letter goes to the first hit
 * from where one was; Enter stays there, Esc goes back and forgets it.
 */
void search_open(struct app *app);
void search_key(struct app *app, struct key key, enum action action);
void search_paste(struct app *app, struct span text);
void search_draw(struct app *app);
/* To the next hit (1) or the one before (-1); the line of news says which one it is. */
void search_go(struct app *app, int step);
/* Forgets what was searched for. False when there was nothing. */
bool search_drop(struct app *app);
