#include "possible.h"

#include "checkup.h"
#include "fix.h"
#include "interview.h"
#include "remember.h"
#include "screen.h"

/* What a page is, as far as its keys go. */
enum page {
    PAGE_START = 1,
    PAGE_FORM = 2,
    PAGE_RESULT = 4,
    PAGE_QUESTION = 8,
    PAGE_VERDICT = 16,
    PAGE_REPORT = 32,
    PAGE_CALL = 64,
    PAGE_SETTINGS = 128,
    PAGE_LOG = 256,
    PAGE_ALL = 511,      /* but for the next one, where little else is to be done */
    PAGE_TRAINING = 512, /* course, lesson, exam */
    PAGE_HAND = 1024     /* the same: a conversation by hand */
};
enum {
    PAGE_EVERY = PAGE_ALL | PAGE_TRAINING | PAGE_HAND,
    PAGE_STEPS = PAGE_ALL & ~PAGE_START,
    PAGE_MOVING = PAGE_TRAINING | PAGE_START | PAGE_RESULT | PAGE_VERDICT | PAGE_REPORT | PAGE_CALL
};

static enum page page_of(const struct app *app)
{
    switch (app->screen) {
    case SCREEN_START:
        return PAGE_START;
    case SCREEN_ACCOUNT:
    case SCREEN_CREDENTIALS:
    case SCREEN_SERVER:
        return PAGE_FORM;
    case SCREEN_SETTINGS:
        return PAGE_SETTINGS;
    case SCREEN_LOGS:
        return app->reading.is_open ? PAGE_RESULT : PAGE_QUESTION;
    case SCREEN_VERDICT:
        return PAGE_VERDICT;
    case SCREEN_LOG:
        return PAGE_LOG;
    case SCREEN_REPORT:
        return PAGE_REPORT;
    case SCREEN_CALL:
        return PAGE_CALL;
    case SCREEN_COURSE:
    case SCREEN_LESSON:
    case SCREEN_EXAM:
        return PAGE_TRAINING;
    case SCREEN_HAND:
        return PAGE_HAND;
    default:
        return PAGE_RESULT;
    }
}

/* ---- conditions ---- */

static bool always(const struct app *app)
{
    (void)app;
    return true;
}

static bool has_log(const struct app *app)
{
    return app->log.view.is_open;
}

static bool has_lines(const struct app *app)
{
    return transcript_log(&app_view(app)->transcript, app_record(app)) != NULL;
}

static bool is_in_lines(const struct app *app)
{
    return has_lines(app) && app_view(app)->pane == PANE_TRANSCRIPT;
}

static bool has_search(const struct app *app)
{
    return app_view(app)->transcript.query[0] != '\0';
}

static bool has_result(const struct app *app)
{
    return app_diagnosis(app) != NULL && !app_is_running(app);
}

static bool has_passed_hidden(const struct app *app)
{
    return has_result(app) && app_view(app)->pane == PANE_FINDINGS && !app_view(app)->shows_passed;
}

static bool has_passed_shown(const struct app *app)
{
    return has_result(app) && app_view(app)->pane == PANE_FINDINGS && app_view(app)->shows_passed;
}

static bool has_trail(const struct app *app)
{
    return app->trail.count > 0 || app_view(app)->pane != PANE_FINDINGS;
}

static bool has_correction(const struct app *app)
{
    return app->run && has_result(app) && app->diagnosis.correction != CORRECTION_NONE;
}

static bool has_question(const struct app *app)
{
    return has_result(app) && app_diagnosis(app)->question != QUESTION_NONE;
}

static bool is_running(const struct app *app)
{
    return app_is_running(app);
}

static bool is_still(const struct app *app)
{
    return !app_is_running(app);
}

static bool is_in_password(const struct app *app)
{
    return form_focused(app_form(app))->kind == ROW_SECRET;
}

static bool is_in_choice(const struct app *app)
{
    enum row_kind kind = form_focused(app_form(app))->kind;
    return kind != ROW_TEXT && kind != ROW_SECRET && kind != ROW_BUTTON;
}

static bool is_on_recent(const struct app *app)
{
    return start_recent(app) != NULL;
}

static bool is_before_verdict(const struct app *app)
{
    return app->screen < SCREEN_VERDICT;
}

/* ---- the table ---- */

/* In the order of the commands: what one looks for most comes first. */
static const struct use {
    enum action action;
    unsigned pages;
    bool (*is_possible)(const struct app *app);
} uses[] = {
    { ACTION_PLAN, PAGE_FORM, always },
    { ACTION_RERUN, PAGE_ALL, is_still },
    { ACTION_STOP, PAGE_ALL, is_running },
    { ACTION_REPORT, PAGE_ALL & ~PAGE_REPORT, has_result },
    { ACTION_CORRECT, PAGE_VERDICT, has_correction },
    { ACTION_TEST_MESSAGE, PAGE_VERDICT | PAGE_RESULT, checkup_may_send },
    { ACTION_FIX, PAGE_VERDICT, fix_possible },
    { ACTION_CALL, PAGE_ALL & ~(PAGE_CALL | PAGE_LOG), always },
    { ACTION_HAND, (PAGE_ALL & ~PAGE_LOG) | PAGE_TRAINING, is_still },
    { ACTION_CALLER, PAGE_CALL, always },
    { ACTION_ANSWER, PAGE_VERDICT, has_question },
    { ACTION_ANSWER, PAGE_CALL, interview_possible },
    { ACTION_BACK, PAGE_RESULT, has_trail },
    { ACTION_NEXT_PROBLEM, PAGE_LOG, has_log },
    { ACTION_PREVIOUS_PROBLEM, PAGE_LOG, has_log },
    { ACTION_TIME, PAGE_LOG, has_log },
    { ACTION_ACCOUNT, PAGE_LOG, has_log },
    { ACTION_MOMENT, PAGE_LOG, has_log },
    { ACTION_MOMENT, PAGE_RESULT, has_log },
    { ACTION_NEXT_PROBLEM, PAGE_RESULT, has_result },
    { ACTION_PREVIOUS_PROBLEM, PAGE_RESULT, has_result },
    { ACTION_SEARCH, PAGE_RESULT, has_lines },
    { ACTION_SEARCH, PAGE_LOG, has_log },
    { ACTION_NEXT_HIT, PAGE_RESULT, has_search },
    { ACTION_NEXT_HIT, PAGE_LOG, has_log },
    { ACTION_PREVIOUS_HIT, PAGE_RESULT, has_search },
    { ACTION_PREVIOUS_HIT, PAGE_LOG, has_log },
    { ACTION_FILTER, PAGE_RESULT, has_lines },
    { ACTION_WRAP, PAGE_RESULT, has_lines },
    { ACTION_BYTES, PAGE_RESULT, has_lines },
    { ACTION_SELECT, PAGE_RESULT, is_in_lines },
    { ACTION_COPY, PAGE_RESULT, has_lines },
    { ACTION_COPY, PAGE_REPORT, has_result },
    { ACTION_COPY_ALL, PAGE_RESULT, has_lines },
    { ACTION_PLAIN, PAGE_RESULT, has_lines },
    { ACTION_ZOOM, PAGE_RESULT, always },
    { ACTION_SHOW_PASSED, PAGE_RESULT, has_passed_hidden },
    { ACTION_HIDE_PASSED, PAGE_RESULT, has_passed_shown },
    { ACTION_SHOW_PASSWORD, PAGE_FORM, is_in_password },
    { ACTION_NEXT_PANE, PAGE_ALL & ~(PAGE_QUESTION | PAGE_CALL | PAGE_LOG), always },
    { ACTION_NEXT_PANE, PAGE_LOG, has_log },
    { ACTION_PREVIOUS_PANE, PAGE_ALL & ~(PAGE_QUESTION | PAGE_VERDICT | PAGE_CALL | PAGE_LOG), always },
    { ACTION_PREVIOUS_PANE, PAGE_LOG, has_log },
    { ACTION_NEXT_STEP, PAGE_ALL, is_before_verdict },
    { ACTION_PREVIOUS_STEP, PAGE_STEPS, always },
    { ACTION_SKIP, PAGE_STEPS & ~(PAGE_VERDICT | PAGE_REPORT | PAGE_CALL | PAGE_SETTINGS | PAGE_LOG),
      is_before_verdict },
    { ACTION_STEP, PAGE_STEPS, always },
    { ACTION_FORGET, PAGE_START, is_on_recent },
    { ACTION_SETTINGS, PAGE_ALL & ~PAGE_SETTINGS, always },
    { ACTION_LANGUAGE, PAGE_EVERY, always },
    { ACTION_HELP, PAGE_EVERY, always },
    { ACTION_COMMANDS, PAGE_EVERY, always },
    { ACTION_ENTER, (PAGE_ALL & ~(PAGE_CALL | PAGE_LOG)) | PAGE_TRAINING, always },
    { ACTION_ENTER, PAGE_LOG, has_log },
    { ACTION_UP, (PAGE_ALL & ~(PAGE_QUESTION | PAGE_LOG)) | PAGE_TRAINING, always },
    { ACTION_UP, PAGE_LOG, has_log },
    { ACTION_PAGE_UP, PAGE_MOVING, always },
    { ACTION_PAGE_UP, PAGE_LOG, has_log },
    { ACTION_PAGE_DOWN, PAGE_MOVING, always },
    { ACTION_PAGE_DOWN, PAGE_LOG, has_log },
    { ACTION_FIRST, PAGE_START | PAGE_RESULT | PAGE_REPORT, always },
    { ACTION_LAST, PAGE_START | PAGE_RESULT | PAGE_REPORT, always },
    { ACTION_LEFT, PAGE_RESULT, is_in_lines },
    { ACTION_LEFT, PAGE_FORM | PAGE_SETTINGS, is_in_choice },
    { ACTION_LEFT, PAGE_REPORT, has_result },
    { ACTION_FIRST, PAGE_LOG, has_log },
    { ACTION_LAST, PAGE_LOG, has_log },
    { ACTION_LEFT, PAGE_LOG, has_log },
    { ACTION_TOGGLE, PAGE_MOVING & ~PAGE_CALL, always },
    { ACTION_TOGGLE, PAGE_FORM | PAGE_SETTINGS, is_in_choice },
    { ACTION_ESCAPE, PAGE_EVERY, always },
    { ACTION_REDRAW, PAGE_EVERY, always },
    { ACTION_QUIT, PAGE_EVERY, always },
};
enum { USES = sizeof uses / sizeof *uses };

/* What a screen names in its footer belongs to it, whatever the table says. */
static bool is_hinted(const struct app *app, enum action action)
{
    for (const struct hint *hint = screen_at(app->screen)->hints(app); hint->action != ACTION_NONE; hint++)
        if (hint->action == action)
            return true;
    return false;
}

bool action_belongs(const struct app *app, enum action action)
{
    for (size_t i = 0; i < USES; i++)
        if (uses[i].action == action && (uses[i].pages & page_of(app)))
            return true;
    return is_hinted(app, action);
}

bool action_possible(const struct app *app, enum action action)
{
    bool is_listed = false;
    for (size_t i = 0; i < USES; i++) {
        bool is_here = uses[i].action == action && (uses[i].pages & page_of(app));
        if (is_here && uses[i].is_possible(app))
            return true;
        is_listed |= is_here;
    }
    return !is_listed && is_hinted(app, action);
}

size_t actions_possible(const struct app *app, enum action ret_actions[ACTION_COUNT])
{
    bool listed[ACTION_COUNT] = { false };
    size_t count = 0;
    for (size_t i = 0; i < USES; i++)
        if (!listed[uses[i].action] && action_possible(app, uses[i].action)) {
            listed[uses[i].action] = true;
            ret_actions[count++] = uses[i].action;
        }
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++)
        if (!listed[action] && is_hinted(app, (enum action)action) && action_possible(app, (enum action)action))
            ret_actions[count++] = (enum action)action;
    return count;
}
