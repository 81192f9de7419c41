#include "trail.h"

#include "app.h"

#include <string.h>

void trail_add(struct app *app)
{
    struct trail *trail = &app->trail;
    const struct result_view *view = app_view(app);
    if (trail->count == TRAIL_MAX)
        memmove(trail->places, trail->places + 1, --trail->count * sizeof *trail->places);
    trail->places[trail->count++] = (struct place_before){
        app->screen, view->pane, view->fact, { view->transcript.session, view->transcript.line }
    };
}

bool trail_return(struct app *app)
{
    if (app->trail.count == 0)
        return false;
    const struct place_before *place = &app->trail.places[--app->trail.count];
    if (app->screen != place->screen)
        app_go(app, place->screen);
    struct result_view *view = app_view(app);
    view->pane = place->pane;
    view->fact = place->fact;
    view->explain_scroll = 0;
    transcript_select(&view->transcript, app_record(app), place->line);
    return true;
}

void trail_forget(struct app *app)
{
    app->trail.count = 0;
}
