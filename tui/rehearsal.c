#include "rehearsal.h"

#include "app.h"
#include "checkup.h"

void rehearsal_end(struct app *app)
{
    practice_server_free(app->server);
    app->server = NULL;
    app->practice = NULL;
    exam_leave(app);
}

bool rehearsal_open(struct app *app, size_t index, size_t variant)
{
    struct target target;
    app_forget_run(app);
    app->practice = practice_at(index);
    app->server = practice_serve(app->practice, variant);
    if (!app->server) {
        app->practice = NULL;
        app_news(app, "ui.news.no-practice");
        return false;
    }
    target_init(&target);
    practice_target(app->practice, app->server, &target);
    app_fill(app, &target);
    target_clear(&target);
    app->logins_used = 0;
    for (size_t screen = SCREEN_ACCOUNT; screen <= SCREEN_SERVER; screen++)
        app->visited[screen] = true;
    return true;
}

void rehearsal_start(struct app *app, size_t index)
{
    if (rehearsal_open(app, index, 0))
        checkup_start(app, false);
}
