#include "moment.h"

#include "app.h"

#include <stdlib.h>
#include <time.h>

/* Microseconds of the wall clock as a log on this machine would write them, in seconds. */
static int64_t clock_of_log(int64_t us)
{
    time_t when = (time_t)(us / 1000000);
    struct tm tm = { 0 };
    return localtime_r(&when, &tm) ? (int64_t)timegm(&tm) : (int64_t)when;
}

void moment_in_log(struct app *app)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    const struct session_log *log = transcript_log(view, app_record(app));
    const struct line *line = transcript_line(view, app_record(app));
    if (!log || !line || log->began == 0) {
        app_news(app, "ui.log.no-moment");
        return;
    }
    int64_t time = clock_of_log(log->began + line->us);
    trail_add(app);
    app_go(app, SCREEN_LOG);
    log_page_seek_time(app, time);
}

/* The line of the conversation that was said nearest to that time, at most a minute away. */
static bool nearest_line(const struct record *record, int64_t time, struct evidence *ret_place)
{
    enum { FAR = 60 };
    int64_t best = FAR + 1;
    for (size_t i = 0; i < record->session_count; i++) {
        const struct session_log *log = record->sessions[i];
        for (size_t k = 0; log->began && k < log->line_count; k++) {
            int64_t away = llabs(clock_of_log(log->began + log->lines[k].us) - time);
            if (away >= best)
                continue;
            best = away;
            *ret_place = (struct evidence){ log->id, log->lines[k].n };
        }
    }
    return best <= FAR;
}

void moment_in_conversation(struct app *app)
{
    const struct log_told *told = log_view_told(&app->log.view);
    const struct record *record = app->run || app->fixed ? app_main_record(app) : NULL;
    struct evidence place;
    if (!told || !record || told->time == LOG_NO_TIME || !nearest_line(record, told->time, &place)) {
        app_news(app, "ui.log.no-moment");
        return;
    }
    trail_add(app);
    app_go(app, SCREEN_NETWORK);
    app->view.pane = PANE_TRANSCRIPT;
    transcript_select(&app->view.transcript, record, place);
}
