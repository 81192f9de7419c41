#include "checkup.h"

#include "base/mem.h"
#include "app.h"
#include "letter.h"
#include "remember.h"
#include "screen.h"

#include <string.h>

enum { EVENTS_A_TURN = 8192 };

void checkup_drop(struct app *app)
{
    run_free(app->run);
    app->run = NULL;
    app->has_diagnosis = false;
    transcript_reset(&app->view.transcript);
    app->view = (struct result_view){ .fact = NO_FACT };
    trail_forget(app);
    app->call.is_fresh = false;
    app->verdict_scroll = 0;
    app->compared.good.time = 0;
    app->verdict_proof = 0;
}

/* ---- starting ---- */

/* The budget is for one account at one server: another one has its own. */
static bool is_same_account(const struct target *a, const struct target *b)
{
    return strcmp(a->address, b->address) == 0 && strcmp(a->login, b->login) == 0 &&
           strcmp(a->connect_to, b->connect_to) == 0;
}

static void launch(struct app *app, const struct target *target)
{
    target_clear(&app->ran);
    target_copy(&app->ran, target);
    secret_clear(&app->ran.password);
    checkup_drop(app);
    app->view.transcript.follows = true;
    app->was_stopped = false;
    app->run = run_new(target, app->logins_used);
    exam_note_run(app);
}

/* What is not looked at again stays as it was found. */
static void launch_after(struct app *app, const struct target *target)
{
    struct target was;
    struct run *before = app->run;
    app->run = NULL;
    target_init(&was);
    target_copy(&was, &app->ran);
    launch(app, target);
    if (app->run && before)
        run_follow(app->run, run_record(before), &was);
    run_free(before);
    target_clear(&was);
}

static void start_run(struct app *app, const struct target *target)
{
    app->fix.has_before = false;
    launch(app, target);
    app_go(app, SCREEN_NETWORK);
    if (!app->run)
        app_news(app, "ui.news.no-run");
    remember_run(app);
}

void checkup_start(struct app *app, bool corrected)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    if (!is_same_account(&target, &app->ran)) {
        app->logins_used = 0;
        if (app->ran.address[0])
            interview_forget(app);
        app_target(app, &target);
    }
    if (corrected)
        (void)target_set_answer(&target, SPAN("corrected"), SPAN("yes"));
    start_run(app, &target);
    target_clear(&target);
}

void checkup_retest(struct app *app, enum step step)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    target.has_step = true;
    target.step = step;
    launch_after(app, &target);
    target_clear(&target);
}

void checkup_ask(struct app *app)
{
    struct target target;
    target_init(&target);
    app_target(app, &target);
    if (app_is_running(app)) {
        app_news(app, "ui.news.running");
    } else if (target.address[0] == '\0' && target.server.host[0] == '\0') {
        app_go(app, SCREEN_ACCOUNT);
        app_news(app, "ui.news.no-address");
    } else if (target.has_password && app->logins_used > 0 && is_same_account(&target, &app->ran)) {
        app->overlay = OVERLAY_RERUN;
    } else {
        checkup_start(app, false);
    }
    target_clear(&target);
}

void checkup_stop(struct app *app)
{
    if (app_is_running(app)) {
        run_cancel(app->run);
        app->was_stopped = true;
        app_news(app, "ui.news.stopped");
    }
}

/* ---- a test message ---- */

bool checkup_may_send(const struct app *app)
{
    return app->run && run_is_finished(app->run) && record_find(run_record(app->run), FACT_LOGIN_OK) &&
           app->ran.address[0];
}

void checkup_ask_test(struct app *app)
{
    if (checkup_may_send(app))
        app->overlay = OVERLAY_SEND;
    else
        app_news(app, "ui.news.no-test");
}

void checkup_send_test(struct app *app)
{
    struct target target;
    struct letter_wish wish = { 0 };
    target_init(&target);
    app_target(app, &target);
    mem_copy_text(target.send_to, sizeof target.send_to,
                  span_of(target.recipient[0] ? target.recipient : target.address));
    if (letter_write(&app->words, &wish, &target))
        start_run(app, &target);
    else
        app_news(app, "ui.news.no-letter");
    target_clear(&target);
}

/* ---- listening ---- */

int checkup_fd(const struct app *app)
{
    return app->run ? run_fd(app->run) : -1;
}

static void finish_run(struct app *app)
{
    app->logins_used = run_record(app->run)->logins_used;
    diagnose(run_record(app->run), &app->diagnosis);
    app->has_diagnosis = true;
    interview_seen(app);
    remember_verdict(app);
    app->view.transcript.follows = false;
    if (app->screen == SCREEN_NETWORK || app->screen == SCREEN_STATUS)
        findings_select_first(app);
}

bool checkup_work(struct app *app)
{
    struct event event;
    size_t count = 0;
    unsigned session = 0;
    while (app->run && count < EVENTS_A_TURN && run_next(app->run, &event)) {
        count++;
        if (event.kind == EVENT_LINE)
            session = event.session;
        if (event.kind == EVENT_FINISHED)
            finish_run(app);
    }
    if (session && app->view.transcript.follows)
        transcript_follow(&app->view.transcript, app_record(app), session);
    return count > 0;
}
