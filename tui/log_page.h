#pragma once

#include "log_view.h"
#include "widgets/field.h"

/*
 * What a person does with an open log: looks for a failure, a word, a time, shows one account or one cause alone. What
 * is looked for is mostly near, and found before the page is painted; the rest goes on in log_page_work(), and the line
 * of news tells how it ended.
 */
struct app;

enum log_pane { LOG_PANE_LINES, LOG_PANE_EXPLANATION, LOG_PANE_CAUSES, LOG_PANES };
enum log_prompt { LOG_PROMPT_NONE, LOG_PROMPT_SEARCH, LOG_PROMPT_TIME, LOG_PROMPT_TIMES, LOG_PROMPT_ACCOUNT };
enum { LOG_CAUSES_SHOWN = 4, LOG_LOOK_MS = 500 };
struct log_page {
    struct log_view view;
    enum log_pane pane;
    enum log_prompt prompt;
    struct field field; /* what is typed behind the prompt */
    size_t cause;       /* row that is selected among the causes */
    int scroll;         /* of the explanation */
    int shift;          /* characters of the lines hidden at the left */
    bool is_raw;        /* the lines as they stand in the file, host and all */
    bool wants_failure; /* a time was asked for: what comes next is the account's failure */
    bool waits;         /* something is looked for, and its end is to be told */
    char query[LOG_WISH_MAX];
};

/* Goes to the page; app->log.view is open already. */
void log_page_open(struct app *app);
/*
 * For the loop: reads on in an open log, and looks on for what was asked. True while there is work, and the page of
 * the log is on show.
 */
bool log_page_work(struct app *app);

/* For the loop: how long it may sleep before the open log is to be looked at again. The file may have grown by then. */
moment log_page_look(const struct app *app);

/* Looks for such a line after (1) or before (-1) the selected one. */
void log_page_seek(struct app *app, const struct log_wish *wish, int step);
/* The same for what was searched for last. */
void log_page_seek_query(struct app *app, int step);
/* Goes to the first line at or after that second, of all lines. */
void log_page_seek_time(struct app *app, int64_t time);
/* Shows only such lines; a wish for nothing shows all. */
void log_page_filter(struct app *app, const struct log_wish *wish);
/* Shows only the lines of the selected cause. */
void log_page_choose_cause(struct app *app);

/* To the side: from the lines as they stand to the brief ones, and on to their ends. */
void log_page_shift(struct app *app, int by);

/* Asks on the last row, where app->log.field takes the keys. */
void log_page_ask(struct app *app, enum log_prompt prompt);
/* Takes what was typed, and does it. */
void log_page_answer(struct app *app);
