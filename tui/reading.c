/* A text instead of a server: what it holds becomes facts, and the facts a diagnosis. */
#include "app.h"

#include "base/mem.h"
#include "diagnosis/diagnose.h"
#include "logs/intake.h"
#include "interview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void select_start(struct app *app)
{
    transcript_reset(&app->reading.view.transcript);
    app->reading.view = (struct result_view){ .fact = NO_FACT };
    app->trail.count = 0;
    app_go(app, SCREEN_LOGS);
}

void app_read_text(struct app *app, struct span text)
{
    struct reading *reading = &app->reading;
    buf_clear(&reading->text);
    reading->text.full = false;
    buf_add(&reading->text, text);
    record_clear(&reading->record);
    const struct intake_context nothing_told = { .stage = STAGE_NONE };
    intake_read(&reading->record, buf_span(&reading->text), &nothing_told);
    diagnose(&reading->record, &reading->diagnosis);
    reading->is_open = true;
    reading->has_diagnosis = true;
    app->call.is_fresh = false;
    select_start(app);
    if (!app->run)
        app_forget_answers(app);
    interview_seen(app);
    if (reading->text.full || text.len == PASTE_MAX)
        app_news(app, "ui.news.text-cut");
}

/* "~/mail.log" as people write it. */
static void add_path(struct buf *out, const char *path)
{
    const char *home = getenv("HOME");
    if (path[0] == '~' && path[1] == '/' && home) {
        buf_add_text(out, home);
        path++;
    }
    buf_add_text(out, path);
}

/* The end of a log is what matters: of a long file only that is read. */
static void read_end(FILE *file, struct buf *out)
{
    char chunk[4096];
    size_t got;
    if (fseek(file, -(long)PASTE_MAX, SEEK_END) != 0)
        rewind(file);
    while (!out->full && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_add(out, (struct span){ chunk, got });
}

void app_open_file(struct app *app, const char *path)
{
    struct buf whole;
    struct buf text;
    buf_init(&whole, 4096);
    buf_init(&text, PASTE_MAX);
    add_path(&whole, path);
    FILE *file = fopen(buf_text(&whole), "re");
    if (file)
        read_end(file, &text);
    if (file && !ferror(file) && text.len)
        app_read_text(app, buf_span(&text));
    else
        app_news(app, "ui.news.no-file");
    if (file)
        (void)fclose(file);
    buf_free(&whole);
    buf_free(&text);
}
