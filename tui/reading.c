/* What a text holds becomes facts, and the facts a diagnosis. */
#include "reading.h"

#include "logs/intake.h"
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void select_start(struct app *app)
{
    transcript_reset(&app->reading.view.transcript);
    app->reading.view = (struct result_view){ .fact = NO_FACT };
    trail_forget(app);
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
    select_start(app);
    if (!app->run)
        interview_forget(app);
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

/* The page of the log, or in words why there is none; false: it is a text of another kind. */
static bool open_log(struct app *app, const char *path)
{
    static const char *const refusals[] = {
        [LOG_NO_RIGHT] = "ui.log.no-right", [LOG_NOT_PLAIN] = "ui.log.not-plain", [LOG_PACKED] = "ui.log.packed",
        [LOG_NO_ROOM] = "ui.log.no-room",   [LOG_BINARY] = "ui.log.binary",
    };
    log_view_close(&app->log.view);
    enum log_opened opened = log_view_open(&app->log.view, path);
    if (opened == LOG_OPENED)
        log_page_open(app);
    else if (opened != LOG_NO_LOG && opened != LOG_NO_FILE)
        app_news(app, refusals[opened]);
    return opened != LOG_NO_LOG && opened != LOG_NO_FILE;
}

static void open_text(struct app *app, const char *path)
{
    struct buf text;
    buf_init(&text, PASTE_MAX);
    FILE *file = fopen(path, "re");
    if (file)
        read_end(file, &text);
    if (file && !ferror(file) && text.len)
        app_read_text(app, buf_span(&text));
    else
        app_news(app, "ui.news.no-file");
    if (file)
        (void)fclose(file);
    buf_free(&text);
}

void app_open_file(struct app *app, const char *path)
{
    struct buf whole;
    buf_init(&whole, 4096);
    add_path(&whole, path);
    if (!open_log(app, buf_text(&whole)))
        open_text(app, buf_text(&whole));
    buf_free(&whole);
}
