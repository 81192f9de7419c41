#pragma once

#include "diagnosis/diagnose.h"
#include "result_view.h"
#include "widgets/field.h"

/* A text instead of a server: pasted or opened from a file, read offline, and judged as a run would be. */
struct app;

struct reading {
    struct buf text;
    struct record record;
    struct field file;
    bool is_open; /* there is a text to explain */
    bool has_diagnosis;
    struct diagnosis diagnosis;
    struct result_view view;
};

/* Reads a text offline and shows what it means. */
void app_read_text(struct app *app, struct span text);
/* A log opens as a page of its own, any other text as if it had been pasted. */
void app_open_file(struct app *app, const char *path);
