#include "remember.h"

#include "base/clock.h"
#include "base/mem.h"

#include <string.h>

/* ---- cases ---- */

bool remember_is_on(const struct app *app)
{
    return app->keeps && app->settings.keep_recent && !app->practice;
}

static void tell(struct app *app, enum state_end end)
{
    static const char *const keys[] = {
        [STATE_FINE] = NULL,
        [STATE_SET_ASIDE] = "ui.news.state-set-aside",
        [STATE_UNREADABLE] = "ui.news.state-unreadable",
        [STATE_UNWRITABLE] = "ui.news.state-unwritable",
    };
    if (keys[end])
        app_news(app, keys[end]);
}

void remember_start(struct app *app)
{
    if (app->keeps)
        tell(app, state_load(&app->state));
}

static void keep(struct app *app, const struct recent_case *recent)
{
    tell(app, state_put(&app->state, recent));
}

void remember_run(struct app *app)
{
    if (!remember_is_on(app) || !recent_is_worth(&app->ran))
        return;
    recent_from_target(&app->ran, &app->recent);
    app->recent.time = clock_wall();
    app->recent.step = SCREEN_SERVER;
    keep(app, &app->recent);
}

void remember_verdict(struct app *app)
{
    const struct record *record = run_record(app->run);
    if (!remember_is_on(app) || !recent_is_worth(&app->ran) || app->was_stopped)
        return;
    recent_from_target(&app->ran, &app->recent);
    app->recent.time = clock_wall();
    recent_compare(&app->state, &app->recent, record, &app->compared);
    recent_judge(&app->recent, record, &app->diagnosis);
    keep(app, &app->recent);
}

static bool is_same(const struct recent_case *a, const struct recent_case *b)
{
    return strcmp(a->address, b->address) == 0 && strcmp(a->login, b->login) == 0 &&
           strcmp(a->sender, b->sender) == 0 && strcmp(a->recipient, b->recipient) == 0 &&
           strcmp(a->mechanism, b->mechanism) == 0 && strcmp(a->server.host, b->server.host) == 0 &&
           a->server.port == b->server.port && a->server.security == b->server.security;
}

/* The form one was in, or the last one that was seen. */
static unsigned step_of(const struct app *app)
{
    unsigned step = SCREEN_ACCOUNT;
    for (unsigned i = SCREEN_ACCOUNT; i <= SCREEN_SERVER; i++)
        if (app->visited[i])
            step = i;
    bool is_in_form = app->screen >= SCREEN_ACCOUNT && app->screen <= SCREEN_SERVER;
    return is_in_form ? (unsigned)app->screen : step;
}

void remember_leaving(struct app *app)
{
    struct target target;
    if (!remember_is_on(app))
        return;
    target_init(&target);
    app_target(app, &target);
    recent_from_target(&target, &app->recent);
    const struct recent_case *before = state_find(&app->state, &app->recent);
    if (recent_is_worth(&target) && !(before && is_same(before, &app->recent))) {
        app->recent.time = clock_wall();
        app->recent.step = step_of(app);
        keep(app, &app->recent);
    }
    target_clear(&target);
}

void remember_open(struct app *app, const struct recent_case *recent)
{
    struct target target;
    app_forget_run(app);
    bool is_unfinished = !recent->has_verdict && recent->step >= SCREEN_ACCOUNT && recent->step <= SCREEN_SERVER;
    target_init(&target);
    settings_apply(&app->settings, &target);
    recent_to_target(recent, &target);
    app_fill(app, &target);
    target_clear(&target);
    for (int screen = SCREEN_ACCOUNT; screen <= SCREEN_SERVER; screen++)
        app->visited[screen] = true;
    app_go(app, is_unfinished ? (enum screen_id)recent->step : SCREEN_CREDENTIALS);
    app_news(app, "ui.news.password-again");
}

void remember_forget(struct app *app)
{
    tell(app, state_forget(&app->state, &app->recent));
}

/* ---- settings ---- */

void remember_use_settings(struct app *app)
{
    const struct preferences *settings = &app->settings;
    settings_apply(settings, &app->base);
    app->canvas.letters = app->letters;
    if ((settings->ascii || app->forces_ascii) && app->letters == LETTERS_ALL)
        app->canvas.letters = LETTERS_NO_DECORATION;
    if (!app->term)
        return;
    term_set_colour(app->term, app->forces_no_colour ? COLOUR_NONE : (enum colour)settings->colour);
    term_set_mouse(app->term, settings->mouse);
    term_redraw(app->term);
}

void remember_save_settings(struct app *app)
{
    if (app->keeps_settings && !settings_save(&app->settings))
        app_news(app, "ui.news.settings-unwritable");
}
