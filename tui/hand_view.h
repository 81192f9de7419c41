#pragma once

#include "hand_words.h"
#include "run/hand_run.h"
#include "screen_id.h"
#include "widgets/field.h"
#include "widgets/transcript_view.h"

/*
 * SMTP by hand in the wizard: the conversation, the line that is typed, and what the coach is at. What he says
 * is made anew whenever it is painted, so that it changes its language with the page.
 */
struct app;

/* What the coach talks about. */
enum hand_topic {
    TOPIC_TURN,    /* the lines from first_line on */
    TOPIC_REVIEW,  /* the mistake in the line `about` */
    TOPIC_EFFECT,  /* of the line `about` */
    TOPIC_OPTIONS, /* what `about` can become */
    TOPIC_BASE64,  /* of `about`, for `word` */
    TOPIC_HELP,
    TOPIC_LOGIN, /* ":login" cannot be understood: `about` */
    TOPIC_KEY    /* the text `key` */
};

/* What the next Enter, or y and n, is an answer to. */
enum hand_wait { WAITS_LINE, WAITS_CONSENT, WAITS_PASSWORD, WAITS_ANSWER };

enum { HISTORY_MAX = 32, HAND_LINE_MAX = 12 * 1024 };

struct hand_view {
    struct hand_run *run; /* NULL: none was begun */
    struct target target;
    enum screen_id from; /* where one goes back to */
    struct field line;
    struct transcript_view transcript;
    enum hand_topic topic;
    enum hand_wait wait;
    unsigned first_line;
    struct buf about;
    const char *key;
    enum hand_word word;
    bool is_warned; /* `about` was commented: the same once more goes out */
    bool is_login;  /* what waits for consent is `wish`, not the line */
    struct hand_login_wish wish;
    unsigned agreed; /* bits of effects agreed to for this conversation */
    struct buf history[HISTORY_MAX];
    size_t history_count, history_at;
    int scroll;         /* of the coach */
    bool is_over_lines; /* PgUp and PgDn go through the conversation, not the coach */
};

void hand_view_init(struct hand_view *view);
void hand_view_clear(struct hand_view *view);

/* Opens the page, and a conversation with what is at hand: the case on the page of practice, the server of the forms
 * or of the last run; else a case where all is well. */
void hand_view_open(struct app *app);
/* Ends the conversation. Before what it talks to goes away. */
void hand_view_drop(struct app *app);
/* Takes in what has come. True when something has. */
bool hand_view_work(struct app *app);
int hand_view_fd(const struct app *app); /* -1: none */
bool hand_view_is_busy(const struct app *app);

void hand_view_enter(struct app *app);
void hand_view_consent(struct app *app, bool is_yes);
void hand_view_complete(struct app *app);
/* Earlier lines: -1 goes back, 1 forth. */
void hand_view_recall(struct app *app, int step);
/* Gives up what is awaited, or what is asked. False when there is nothing to give up. */
bool hand_view_stop(struct app *app);
/* What the coach says now: paragraphs, LF behind each. */
void hand_view_say(const struct app *app, struct buf *out);
/* Whether the line that is typed is to be shown as stars. */
void hand_view_mask(struct hand_view *view);
