#include "app.h"

#include "base/mem.h"
#include "checks/typed.h"
#include "report/report.h"
#include "report/report_file.h"
#include "report/sign.h"
#include "account_forms.h"
#include "anywhere.h"
#include "checkup.h"
#include "clipboard.h"
#include "copy.h"
#include "rehearsal.h"
#include "screen.h"
#include "search.h"

#include <limits.h>
#include <string.h>

enum { NEWS_MAX = 4096 };

bool app_init(struct app *app, const char *language)
{
    memset(app, 0, sizeof *app);
    if (!languages_open(&app->languages))
        return false;
    app_set_language(app, languages_choose(&app->languages, language));
    buf_init(&app->news, NEWS_MAX);
    canvas_init(&app->canvas, 24, 80);
    target_init(&app->base);
    target_init(&app->ran);
    record_init(&app->typed);
    record_init(&app->reading.record);
    buf_init(&app->reading.text, PASTE_MAX);
    field_init(&app->reading.file, 1023, false);
    field_init(&app->command, 64, false);
    field_init(&app->report.file, FILE_PATH_MAX - 1, false);
    buf_init(&app->report.written, FILE_PATH_MAX + PATH_MAX);
    field_init(&app->search, QUERY_MAX - 1, false);
    field_init(&app->log.field, LOG_WISH_MAX - 1, false);
    buf_init(&app->plain, COPY_MAX);
    account_forms_init(app->forms);
    training_init(&app->training);
    hand_view_init(&app->hand);
    settings_init(&app->settings);
    preferences_init(&app->preferences);
    state_init(&app->state);
    app->view.fact = NO_FACT;
    app->is_dirty = true;
    return true;
}

void app_forget_run(struct app *app)
{
    hand_view_drop(app);
    checkup_drop(app);
    rehearsal_end(app);
}

void app_free(struct app *app)
{
    hand_view_clear(&app->hand);
    checkup_drop(app);
    rehearsal_end(app);
    training_clear(&app->training);
    account_forms_clear(app->forms);
    field_clear(&app->reading.file);
    field_clear(&app->command);
    field_clear(&app->search);
    field_clear(&app->log.field);
    log_view_close(&app->log.view);
    field_clear(&app->report.file);
    buf_free(&app->report.preview);
    buf_free(&app->report.written);
    form_clear(&app->fix.form);
    buf_free(&app->plain);
    transcript_reset(&app->reading.view.transcript);
    buf_free(&app->reading.text);
    record_clear(&app->reading.record);
    record_clear(&app->typed);
    target_clear(&app->base);
    target_clear(&app->ran);
    form_clear(&app->preferences);
    state_free(&app->state);
    buf_free(&app->news);
    canvas_free(&app->canvas);
}

struct span app_text(const struct app *app, const char *key)
{
    return words_get(&app->words, key);
}

void app_set_language(struct app *app, size_t index)
{
    app->language = index % LANGUAGES;
    app->words = languages_words(&app->languages, app->language);
    /* What stands there is in the old language. */
    buf_clear(&app->news);
}

void app_news(struct app *app, const char *key)
{
    buf_clear(&app->news);
    buf_add(&app->news, app_text(app, key));
}

void app_news_about(struct app *app, const char *key, size_t number, struct span text)
{
    struct fact values = { .number = (int64_t)number, .ms = -1 };
    mem_copy_text(values.text, sizeof values.text, text);
    buf_clear(&app->news);
    words_fill(&app->news, app_text(app, key), &values);
}

void app_go(struct app *app, enum screen_id screen)
{
    if (screen == SCREEN_VERDICT && exam_is_open(app))
        screen = SCREEN_EXAM;
    /* A conversation that nobody sees is not kept open. */
    if (app->screen == SCREEN_HAND && screen != SCREEN_HAND && screen != SCREEN_SETTINGS)
        hand_view_drop(app);
    app->screen = screen;
    app->visited[screen] = true;
    app->skipped[screen] = false;
    app->view.is_zoomed = false;
    buf_clear(&app->news);
    if (!app_is_running(app))
        findings_select_first(app);
}

/* ---- what was typed ---- */

struct form *app_form(const struct app *app)
{
    struct app *own = (struct app *)app;
    if (app->screen == SCREEN_SETTINGS)
        return &own->preferences;
    return app->screen >= SCREEN_ACCOUNT && app->screen <= SCREEN_SERVER ? &own->forms[app->screen] : NULL;
}

void app_fill(struct app *app, const struct target *target)
{
    account_forms_fill(app->forms, target);
    target_clear(&app->base);
    target_copy(&app->base, target);
    secret_clear(&app->base.password);
    app_look_at_typed(app);
}

void app_target(struct app *app, struct target *ret_target)
{
    target_copy(ret_target, &app->base);
    account_forms_read(app->forms, ret_target);
}

void app_look_at_typed(struct app *app)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    record_clear(&app->typed);
    struct scribe scribe = record_scribe(&app->typed);
    struct inquiry inquiry = { .target = &target, .limits = LIMITS_NONE, .scribe = &scribe };
    if (target.address[0])
        typed_address(&inquiry);
    if (target.login[0])
        typed_login(&inquiry);
    if (target.has_password)
        typed_password(&inquiry);
    account_forms_mark(app->forms, &app->typed);
    target_clear(&target);
}

/* ---- what is on show ---- */

bool app_shows_reading(const struct app *app)
{
    /* A report is about what was on show before it. */
    enum screen_id screen = app->screen == SCREEN_REPORT ? app->report.from : app->screen;
    return screen == SCREEN_LOGS || (!app->run && !app->fixed && app->reading.is_open);
}

const struct record *app_main_record(const struct app *app)
{
    if (app->fixed)
        return app->fixed;
    return app->run ? run_record(app->run) : &app->reading.record;
}

const struct record *app_record(const struct app *app)
{
    return app_shows_reading(app) ? &app->reading.record : app_main_record(app);
}

const struct diagnosis *app_diagnosis(const struct app *app)
{
    if (app_shows_reading(app))
        return app->reading.has_diagnosis ? &app->reading.diagnosis : NULL;
    if (app->has_diagnosis && exam_is_open(app))
        return exam_hidden();
    return app->has_diagnosis ? &app->diagnosis : NULL;
}

struct result_view *app_view(const struct app *app)
{
    struct app *own = (struct app *)app;
    return app_shows_reading(app) ? &own->reading.view : &own->view;
}

bool app_is_running(const struct app *app)
{
    return app->fixed_checks || (app->run && !run_is_finished(app->run));
}

const struct check_view *app_checks(const struct app *app, size_t *ret_count)
{
    *ret_count = app->fixed_check_count;
    return app->fixed_checks ? app->fixed_checks : run_checks(app->run, ret_count);
}

static const struct diagnosis *main_diagnosis(const struct app *app)
{
    if (app->has_diagnosis)
        return exam_is_open(app) ? exam_hidden() : &app->diagnosis;
    return app->reading.has_diagnosis ? &app->reading.diagnosis : NULL;
}

bool app_verdict(const struct app *app, enum status *ret_status)
{
    const struct diagnosis *diagnosis = main_diagnosis(app);
    if (diagnosis)
        *ret_status = sign_of_verdict(diagnosis->status);
    return diagnosis != NULL;
}

int app_status(const struct app *app)
{
    const struct diagnosis *diagnosis = main_diagnosis(app);
    return diagnosis ? report_exit_status(diagnosis) : 0;
}

/* ---- keys ---- */

static const struct screen *current(const struct app *app)
{
    return screen_at(app->screen);
}

static void act(struct app *app, enum action action, unsigned number)
{
    const struct screen *screen = current(app);
    if (screen->act && screen->act(app, action, number))
        return;
    if (!anywhere_act(app, action, number))
        app_news(app, "ui.news.not-here");
}

void app_act(struct app *app, enum action action)
{
    act(app, action, 0);
}

static void key_on_screen(struct app *app, struct key key)
{
    const struct screen *screen = current(app);
    enum place place = screen_place(app);
    unsigned number = 0;
    if ((place & PLACE_FIELD) && screen->type && screen->type(app, key))
        return;
    enum action action = action_of(key, place, &number);
    if (action == ACTION_NONE) {
        app_news(app, "ui.news.unknown-key");
        return;
    }
    act(app, action, number);
}

/* A box lies over what was painted: there clicks do nothing. */
static void click(struct app *app, uint32_t place)
{
    const struct click *found = app->overlay == OVERLAY_NONE ? clicks_find(&app->clicks, place) : NULL;
    if (!found)
        return;
    if (!found->is_row)
        key_on_screen(app, found->key);
    else if (current(app)->click)
        current(app)->click(app, found->row);
}

void app_key(struct app *app, struct key key)
{
    app->is_dirty = app->is_urgent = true;
    if (key.code == KEY_CODE_GONE)
        app->is_leaving = true;
    if (key.code == KEY_CODE_RESIZE)
        (void)copy_leave_plain(app);
    if (key.code == KEY_CODE_GONE || key.code == KEY_CODE_RESIZE)
        return;
    if (copy_leave_plain(app))
        return;
    buf_clear(&app->news);
    if (key.code == KEY_CODE_CLICK)
        click(app, key.character);
    else if (key.code == KEY_CODE_UNKNOWN)
        app_news(app, "ui.news.unknown-key");
    else if (!overlay_key(app, key))
        key_on_screen(app, key);
}

void app_paste(struct app *app, struct span text)
{
    const struct screen *screen = current(app);
    app->is_dirty = app->is_urgent = true;
    if (copy_leave_plain(app))
        return;
    buf_clear(&app->news);
    if (app->overlay == OVERLAY_SEARCH)
        search_paste(app, text);
    if (app->overlay == OVERLAY_FIX)
        fix_paste(app, text);
    if (app->overlay != OVERLAY_NONE)
        return;
    if (screen->paste)
        screen->paste(app, text);
    else
        app_read_text(app, text);
}

void app_draw(struct app *app)
{
    canvas_clear(&app->canvas);
    clicks_forget(&app->clicks);
    frame_draw(app);
}
