#pragma once

#include "account_forms.h"
#include "actions.h"
#include "canvas.h"
#include "clicks.h"
#include "diagnosis/diagnose.h"
#include "fix.h"
#include "hand_view.h"
#include "interview.h"
#include "language.h"
#include "log_page.h"
#include "practice/practice.h"
#include "reading.h"
#include "result_view.h"
#include "run/run.h"
#include "screen_id.h"
#include "settings.h"
#include "state.h"
#include "term.h"
#include "trail.h"
#include "training.h"

/*
 * The model of the wizard: what it is about, what is on show, and what a key does to it. Pages read it, paint it, and
 * change it through the functions here and in the headers of its parts. One thread, one app.
 */

/* A box over the screen that takes all keys. */
enum overlay {
    OVERLAY_NONE,
    OVERLAY_HELP,
    OVERLAY_PLAN, /* who would be asked what, before anything is sent */
    OVERLAY_COMMANDS,
    OVERLAY_SEARCH, /* no box: it stands on the line of news */
    OVERLAY_FIX,    /* one setting, changed in place */
    OVERLAY_LEAVE,
    OVERLAY_RERUN,
    OVERLAY_CORRECT,
    OVERLAY_SEND,
    OVERLAY_FORGET
};

/* The report that is being put together: what was answered, and how it looks. */
enum report_row { REPORT_FORMAT, REPORT_LANGUAGE, REPORT_FOR, REPORT_INCLUDE, REPORT_HIDE, REPORT_FILE, REPORT_ROWS };
struct report_view {
    enum screen_id from; /* where one goes back to */
    enum report_row row;
    size_t chosen[REPORT_ROWS]; /* of REPORT_INCLUDE and REPORT_HIDE: the one that the cursor is at */
    unsigned parts;             /* report/parts.h; 0: what is usual for the readers */
    unsigned hide;              /* enum hide */
    struct field file;
    bool is_named;      /* the person named the file */
    struct buf preview; /* what would be written */
    bool is_fresh;
    size_t lines;
    int scroll;         /* lines of the preview above the first that is shown */
    struct buf written; /* where it was written last; empty: not yet */
};

struct app {
    struct languages languages;
    size_t language;
    struct words words;
    struct term *term; /* NULL in tests without a terminal */
    struct canvas canvas;
    bool is_test;
    bool is_leaving;
    unsigned long keys; /* consumed so far */
    bool is_dirty, is_urgent;

    struct clicks clicks; /* of the page as painted last */

    enum screen_id screen;
    bool visited[SCREEN_COUNT];
    bool skipped[SCREEN_COUNT];
    enum overlay overlay;
    int overlay_scroll;
    struct field command; /* what is typed in the box of commands */
    size_t command_row;
    struct field search;           /* what is typed behind the slash */
    struct evidence searched_from; /* Esc goes back there */
    struct trail trail;
    struct buf plain; /* shown on the normal screen, to be selected with the mouse; empty: the pages are shown */
    bool is_plain;    /* it is there already */
    struct buf news;  /* one line about what just happened, already in words */

    bool keeps;                 /* cases are remembered */
    struct state state;         /* the recent ones */
    struct recent_case recent;  /* the one that is being kept, or asked about */
    struct comparison compared; /* of the last run with one that worked before; good.time 0: there was none */

    struct preferences settings;
    struct settings_wrongs wrongs;       /* of the settings file */
    struct form preferences;             /* the settings as a form; its rows stand in the order of enum preference */
    enum screen_id before_settings;      /* Esc goes back there */
    bool keeps_settings;                 /* there is a file for them */
    bool forces_ascii, forces_no_colour; /* by the command line */
    enum canvas_letters letters;         /* what the terminal can show */

    size_t start_row;
    struct form forms[ACCOUNT_FORMS]; /* by screen; START has none */
    struct target base;               /* what the forms do not ask: practice detours, limits */
    struct record typed;              /* what the forms' texts look like */

    const struct practice_case *practice;
    struct practice_server *server;
    struct run *run;
    struct target ran;                     /* what the last run was about */
    bool was_stopped;                      /* before its end */
    unsigned logins_used;                  /* spans runs for one account */
    struct record *fixed;                  /* in tests: a record of their own instead of a run's */
    const struct check_view *fixed_checks; /* in tests: checks that are running; NULL: none */
    size_t fixed_check_count;
    bool has_diagnosis;
    struct diagnosis diagnosis;
    struct result_view view;
    struct reading reading;
    int verdict_scroll;
    unsigned verdict_proof;
    struct report_view report;
    struct log_page log;
    struct call_view call;
    struct fix_view fix;
    struct training training;
    struct hand_view hand;
};

/* False when the built-in texts are broken. language may be NULL. */
bool app_init(struct app *app, const char *language);
void app_free(struct app *app);
/* Fills the forms in, for a given address or a practice case. */
void app_fill(struct app *app, const struct target *target);
/* The form on the screen; NULL where there is none. */
struct form *app_form(const struct app *app);
/* What the forms say; *ret_target must be cleared. */
void app_target(struct app *app, struct target *ret_target);

/* One key, as if typed; for the loop and for tests. */
void app_key(struct app *app, struct key key);
void app_paste(struct app *app, struct span text);
/* One action, as if its key had been pressed on this screen. */
void app_act(struct app *app, enum action action);
/* Paints the whole page into app->canvas. */
void app_draw(struct app *app);

/* The text of a key, in the language of the moment. */
struct span app_text(const struct app *app, const char *key);
void app_set_language(struct app *app, size_t index);
/* The news line says the text of this key. */
void app_news(struct app *app, const char *key);
void app_go(struct app *app, enum screen_id screen);
/* The news line says the text of this key, {number} and {text} filled in. */
void app_news_about(struct app *app, const char *key, size_t number, struct span text);

/*
 * What is on show: of the run, or of the text that was read, on its own screen and where
 * there was no run. The record is never NULL, the diagnosis is until there is one.
 */
const struct record *app_record(const struct app *app);
const struct diagnosis *app_diagnosis(const struct app *app);
struct result_view *app_view(const struct app *app);
/* Whether that is the text. */
bool app_shows_reading(const struct app *app);
/* Of the whole case, whatever is on show: a run goes before a text that was read on the way. Never NULL. */
const struct record *app_main_record(const struct app *app);
bool app_is_running(const struct app *app);
/* The checks of the run; of no use without one. */
const struct check_view *app_checks(const struct app *app, size_t *ret_count);
/* Leaves the last run and any practice behind, for another case. */
void app_forget_run(struct app *app);
/* Looks at the texts in the forms without sending anything. */
void app_look_at_typed(struct app *app);
/* How the verdict of the whole case is; false when there is none yet. */
bool app_verdict(const struct app *app, enum status *ret_status);
/* Exit status: 0 works, 1 warning, 2 problem, 3 undecided; 0 when nothing was tried. */
int app_status(const struct app *app);
