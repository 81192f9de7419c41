#pragma once

#include "app.h"

/* A key of the footer: what it does here. The text may be NULL: then it is "ui.act.WORD". */
struct hint {
    enum action action;
    const char *text;
};
enum { HINTS_MAX = 10 };

/*
 * One screen: a file and a row. draw paints its part of the page, act does what a key asks
 * (false: not meant for this screen), type takes keys inside a text field.
 */
struct screen {
    const char *word; /* text "ui.help.screen.WORD" */
    bool is_step;     /* stands on the rail */
    enum step step;
    enum place (*place)(const struct app *app);
    void (*draw)(struct app *app, struct area area);
    bool (*act)(struct app *app, enum action action, unsigned number);
    bool (*type)(struct app *app, struct key key);
    void (*paste)(struct app *app, struct span text);
    void (*click)(struct app *app, size_t row); /* on what clicks_add_row() named */
    /* Hints for the focus of the moment, most useful first; ended by ACTION_NONE. */
    const struct hint *(*hints)(const struct app *app);
};

const struct screen *screen_at(enum screen_id id);
/* Where the focus of the current screen is. */
enum place screen_place(const struct app *app);

extern const struct screen screen_start, screen_account, screen_credentials, screen_server, screen_network,
    screen_status, screen_logs, screen_verdict, screen_report, screen_log, screen_call, screen_settings, screen_course,
    screen_lesson, screen_exam, screen_hand;

/* The page around a screen: title, rail, news, keys; and the box over it. */
void frame_draw(struct app *app);
/* Keys while a box is open. True when it took the key. */
bool overlay_key(struct app *app, struct key key);
void overlay_draw(struct app *app);
/* An empty frame in the middle with a title; returns what is inside. */
struct area overlay_box(struct app *app, int rows, int cols, struct span title);
/* All commands that are possible at the moment, by name. */
void palette_draw(struct app *app);
void palette_key(struct app *app, struct key key);
/* What the help calls an action. */
struct span action_text(const struct app *app, enum action action);

/* The rows of the page of settings; and opening it. */
void preferences_init(struct form *form);
void preferences_open(struct app *app);

/* Opens the page of reports about what is on show; tells when there is nothing to report. */
void report_open(struct app *app);
/* Opens the page for a call, about what is on show. */
void call_open(struct app *app);

/* Pieces that several screens paint. */
/* A form whose rows can be clicked; returns how many canvas rows it took. */
int form_show(struct app *app, const struct form *form, struct area area);
void running_draw(struct app *app, struct area area);
void findings_draw(struct app *app, struct area area);
/* A row of the list was clicked. */
void findings_click(struct app *app, size_t row);
bool findings_act(struct app *app, enum action action);
void explain_draw(struct app *app, struct area area);
bool explain_act(struct app *app, enum action action);
/* Whether the explanation is about the selected line, not the selected finding. */
bool explain_is_about_line(const struct result_view *view);
/* The places in the record of what findings_draw lists, problems first; returns how many. */
size_t findings_list(const struct app *app, size_t *facts, size_t max, size_t *ret_passed);
/* Something is always selected: the gravest finding and the line that proves it. Keeps what is selected already. */
void findings_select_first(struct app *app);
bool finding_belongs(const struct app *app, const struct fact *fact);
