/* While checks run: the list of them, and the live transcript. */
#include "show.h"
#include "screen.h"
#include "widgets/checklist.h"

#include <stdio.h>

enum { WIDE = 100 };

static void draw_checks(struct app *app, struct area area)
{
    struct checklist_look look = { .words = &app->words, .selected = app->view.check, .hides_times = app->is_test };
    char note[64];
    look.checks = app_checks(app, &look.count);
    if (app->view.check >= look.count)
        app->view.check = look.count ? look.count - 1 : 0;
    (void)snprintf(note, sizeof note, "%zu / %zu", checklist_ended(look.checks, look.count), look.count);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.pane.checks"),
                                            span_of(note),
                                            app->view.pane == PANE_FINDINGS });
    checklist_draw(&app->canvas, (struct area){ area.row + 1, area.col, area.rows - 1, area.cols }, &look);
}

static void draw_transcript(struct app *app, struct area area)
{
    struct transcript_look look = { .words = &app->words,
                                    .record = app_record(app),
                                    .has_focus = app->view.pane == PANE_TRANSCRIPT,
                                    .hides_times = app->is_test };
    const char *note = app->view.transcript.follows ? "ui.transcript.following" : "ui.transcript.held";
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.pane.transcript"),
                                            app_text(app, note),
                                            look.has_focus });
    transcript_draw(&app->view.transcript, &app->canvas,
                    (struct area){ area.row + 1, area.col, area.rows - 1, area.cols }, &look);
}

void running_draw(struct app *app, struct area area)
{
    size_t count;
    (void)app_checks(app, &count);
    if (area.cols >= WIDE) {
        int left = area.cols * 47 / 100;
        draw_checks(app, (struct area){ area.row, area.col, area.rows, left });
        draw_transcript(app, (struct area){ area.row, area.col + left + 1, area.rows, area.cols - left - 1 });
        return;
    }
    int rows = (int)count + 1;
    if (rows > area.rows * 2 / 3)
        rows = area.rows * 2 / 3;
    draw_checks(app, (struct area){ area.row, area.col, rows, area.cols });
    draw_transcript(app, (struct area){ area.row + rows, area.col, area.rows - rows, area.cols });
}
