#pragma once

#include "facts/target.h"
#include "key.h"
#include "report/call_note.h"
#include "widgets/flow.h"
#include "widgets/form.h"

/*
 * Fix and retest: the one setting that the verdict is about is opened in place, and only what
 * depends on it is checked again; before and after stand side by side.
 */
struct app;

enum { SETTING_MAX = MAIL_MAX };
struct fix_view {
    struct form form;
    const struct fix *fix; /* which setting; NULL: none was opened yet */
    bool has_before;
    struct call_entry before;
    struct endpoint server;    /* as it was then */
    char setting[SETTING_MAX]; /* the same of any other setting; empty for a password */
};

bool fix_possible(const struct app *app);
/* Opens the setting in a box; tells why when there is none. */
void fix_open(struct app *app);
void fix_draw(struct app *app);
void fix_key(struct app *app, struct key key);
void fix_paste(struct app *app, struct span text);
/* "Before … | Now …"; nothing when nothing was changed. */
void fix_tell(const struct app *app, struct flow *flow);
