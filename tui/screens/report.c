/* A report of what was found: for whom, in which language and form; the preview is the file, byte for byte. */
#include "base/mem.h"
#include "base/utf8.h"
#include "clipboard.h"
#include "interview.h"
#include "report/report.h"
#include "report/report_file.h"
#include "report/stamp.h"
#include "report/wrap.h"
#include "screen.h"
#include "show.h"
#include "widgets/choices.h"
#include "widgets/flow.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COL_LABEL = 3,
    COL_VALUE = 14,
    TEXT_COLUMNS = 72, /* of the text form: fits into the preview on every screen */
    WIDE = 120,
    FORM_COLS = 43,
    PAGE = 10,
    PATH_CELLS = 60,
    HIDES = 2
};

static const enum format formats[] = { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSON };
static const char *const endings[] = { "txt", "md", "html", "json" };
static const enum audience audiences[] = { AUDIENCE_ADMIN, AUDIENCE_USER, AUDIENCE_PROVIDER };
static const unsigned hides[HIDES] = { HIDE_ACCOUNT, HIDE_NETWORK };
enum { FORMATS_HERE = sizeof formats / sizeof *formats, AUDIENCES_HERE = sizeof audiences / sizeof *audiences };

static struct report_view *view_of(const struct app *app)
{
    return (struct report_view *)&app->report;
}

static struct span text_of(const struct app *app, const char *word)
{
    char key[64];
    (void)snprintf(key, sizeof key, "ui.report.%s", word);
    return app_text(app, key);
}

/* ---- what is written ---- */

static void write_preview(const struct app *app, struct buf *out)
{
    const struct report_view *view = &app->report;
    struct words words = languages_words(&app->languages, view->chosen[REPORT_LANGUAGE]);
    bool is_text = app_record(app) == &app->reading.record;
    struct report report = { .record = app_record(app),
                             .diagnosis = app_diagnosis(app),
                             .words = &words,
                             .language = app->languages.all[view->chosen[REPORT_LANGUAGE]].id,
                             .columns = TEXT_COLUMNS,
                             .is_explain = is_text,
                             .note = interview_note(app),
                             .audience = audiences[view->chosen[REPORT_FOR]],
                             .hide = view->hide,
                             .parts = view->parts,
                             .target = is_text ? NULL : &app->ran,
                             .compared = is_text ? NULL : &app->compared };
    report_write(&report, formats[view->chosen[REPORT_FORMAT]], out);
}

/* Counts the lines, and shows first what is told: before it a page has its looks. */
static void measure(struct report_view *view)
{
    struct span rest = buf_span(&view->preview);
    struct span line;
    view->lines = 0;
    view->scroll = 0;
    for (; span_line(&rest, &line); view->lines++)
        if (formats[view->chosen[REPORT_FORMAT]] == FORMAT_HTML && span_equal(line, SPAN("<main>")))
            view->scroll = (int)view->lines + 1;
}

static void freshen(struct app *app)
{
    struct report_view *view = &app->report;
    if (view->is_fresh)
        return;
    buf_free(&view->preview);
    buf_init(&view->preview, REPORT_MAX);
    write_preview(app, &view->preview);
    measure(view);
    view->is_fresh = true;
}

/* "./smtp-login-2026-11-22-0312.txt": of the check, not of the moment. */
static void propose_name(struct app *app)
{
    struct report_view *view = &app->report;
    const struct record *record = app_record(app);
    struct buf name;
    if (view->is_named)
        return;
    buf_init(&name, FILE_PATH_MAX);
    buf_add_text(&name, "./smtp-login");
    if (record->began) {
        buf_add_char(&name, '-');
        stamp_add_name(&name, record->began);
    }
    buf_addf(&name, ".%s", endings[view->chosen[REPORT_FORMAT]]);
    field_set(&view->file, buf_span(&name));
    buf_free(&name);
}

static void changed(struct app *app)
{
    app->report.is_fresh = false;
    buf_clear(&app->report.written);
    propose_name(app);
}

void report_open(struct app *app)
{
    struct report_view *view = &app->report;
    if (!app_diagnosis(app) || app_is_running(app)) {
        app_news(app, "ui.news.no-report");
        return;
    }
    if (app->screen != SCREEN_REPORT)
        view->from = app->screen;
    view->chosen[REPORT_LANGUAGE] = app->language;
    view->row = REPORT_FORMAT;
    view->is_named = false;
    app_go(app, SCREEN_REPORT);
    changed(app);
}

/* ---- painting ---- */

static void add_choice(struct choices *choices, struct span text, bool is_on)
{
    choices->all[choices->count++] = (struct choice){ .text = text, .is_on = is_on };
}

static void list_formats(const struct app *app, struct choices *choices)
{
    for (size_t i = 0; i < FORMATS_HERE; i++)
        add_choice(choices, text_of(app, format_word(formats[i])), app->report.chosen[REPORT_FORMAT] == i);
}

static void list_languages(const struct app *app, struct choices *choices)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        add_choice(choices, span_of(app->languages.all[i].own_name), app->report.chosen[REPORT_LANGUAGE] == i);
}

static void list_audiences(const struct app *app, struct choices *choices)
{
    for (size_t i = 0; i < AUDIENCES_HERE; i++)
        add_choice(choices, text_of(app, audience_word(audiences[i])), app->report.chosen[REPORT_FOR] == i);
}

/* As long as nothing was chosen: what the readers usually get. */
static unsigned parts_of(const struct app *app)
{
    const struct report usual = { .audience = audiences[app->report.chosen[REPORT_FOR]] };
    return app->report.parts ? app->report.parts : parts_usual(&usual);
}

static void list_parts(const struct app *app, struct choices *choices)
{
    choices->is_square = true;
    for (int i = 0; i < PART_COUNT; i++) {
        char word[32];
        (void)snprintf(word, sizeof word, "part.%s", part_word((enum part)i));
        add_choice(choices, text_of(app, word), parts_of(app) & PART_BIT(i));
    }
}

static void list_hides(const struct app *app, struct choices *choices)
{
    static const char *const words[HIDES] = { "account", "network" };
    choices->is_square = true;
    for (size_t i = 0; i < HIDES; i++)
        add_choice(choices, text_of(app, words[i]), app->report.hide & hides[i]);
    add_choice(choices, text_of(app, "password"), true);
    choices->all[HIDES].is_fixed = true;
}

static const struct report_question {
    const char *word;
    void (*list)(const struct app *app, struct choices *choices);
} questions[REPORT_ROWS] = {
    [REPORT_FORMAT] = { "format", list_formats }, [REPORT_LANGUAGE] = { "language", list_languages },
    [REPORT_FOR] = { "for", list_audiences },     [REPORT_INCLUDE] = { "include", list_parts },
    [REPORT_HIDE] = { "hide", list_hides },       [REPORT_FILE] = { "file", NULL },
};

static struct choices choices_of(const struct app *app, enum report_row row)
{
    struct choices choices = { .cursor = app->report.chosen[row], .has_focus = app->report.row == row };
    questions[row].list(app, &choices);
    return choices;
}

/* Returns the rows used. */
static int draw_question(struct app *app, struct area area, enum report_row row)
{
    struct canvas *canvas = &app->canvas;
    bool has_focus = app->report.row == row;
    struct spot spot = { area.row, area.col + COL_VALUE, area.cols - COL_VALUE - 1 };
    if (area.rows <= 0)
        return 0;
    if (has_focus)
        (void)canvas_text(canvas, (struct spot){ area.row, area.col + 1, 1 }, STYLE_ACCENT, SPAN("▸"));
    (void)canvas_text(canvas, (struct spot){ area.row, area.col + COL_LABEL, COL_VALUE - COL_LABEL - 1 },
                      has_focus ? STYLE_BOLD : STYLE_TEXT, text_of(app, questions[row].word));
    if (row == REPORT_FILE) {
        spot.cells = spot.cells < PATH_CELLS ? spot.cells : PATH_CELLS;
        field_draw(&app->report.file, canvas, spot, has_focus);
        return 1;
    }
    struct choices choices = choices_of(app, row);
    return choices_draw(&choices, canvas, spot);
}

static int draw_form(struct app *app, struct area area)
{
    int used = 0;
    for (int row = 0; row < REPORT_ROWS; row++) {
        struct area rest = { area.row + used, area.col, area.rows - used, area.cols };
        used += draw_question(app, rest, (enum report_row)row);
        used += area.cols < FORM_COLS + 1; /* one below the other, a blank row keeps them apart */
    }
    return used;
}

/* The lines from scroll on, as many as fit; one that is too wide goes on in the next row. */
static void draw_lines(struct app *app, struct area area)
{
    struct span rest = buf_span(&app->report.preview);
    struct span line;
    int row = 0;
    for (int skipped = 0; skipped < app->report.scroll && span_line(&rest, &line); skipped++)
        continue;
    while (row < area.rows && span_line(&rest, &line)) {
        struct span piece;
        bool any = false;
        while (row < area.rows && wrap_next(&line, area.cols, &piece)) {
            (void)canvas_text(&app->canvas, (struct spot){ area.row + row++, area.col, area.cols }, STYLE_TEXT, piece);
            any = true;
        }
        row += !any;
    }
}

static void draw_preview(struct app *app, struct area area)
{
    struct report_view *view = &app->report;
    struct fact count = { .ms = -1, .number = (int64_t)view->lines };
    struct buf note;
    buf_init(&note, 256);
    words_fill(&note, text_of(app, "lines"), &count);
    struct rule rule = { { area.row, area.col, area.cols }, text_of(app, "preview"), buf_span(&note), false };
    show_rule(&app->canvas, &rule);
    buf_free(&note);
    if (view->scroll >= (int)view->lines)
        view->scroll = view->lines ? (int)view->lines - 1 : 0;
    draw_lines(app, (struct area){ area.row + 1, area.col + COL_LABEL, area.rows - 1, area.cols - COL_LABEL - 1 });
}

/* Where it was written, or what writing means. */
static void draw_end(struct app *app, struct spot spot)
{
    const struct report_view *view = &app->report;
    struct fact values = { .ms = -1 };
    struct buf text;
    buf_init(&text, 4 * KIB);
    mem_copy_text(values.text, sizeof values.text, buf_span(&view->written));
    if (view->written.len)
        words_fill(&text, app_text(app, "file.written"), &values);
    else
        buf_add(&text, text_of(app, "note"));
    (void)canvas_text(&app->canvas, spot, view->written.len ? STYLE_OK : STYLE_DIM, buf_span(&text));
    buf_free(&text);
}

static void draw_beside(struct app *app, struct area area)
{
    struct area form = { area.row + 2, area.col, area.rows - 3, FORM_COLS };
    struct area preview = { area.row, area.col + FORM_COLS + 1, area.rows - 1, area.cols - FORM_COLS - 1 };
    (void)draw_form(app, form);
    draw_preview(app, preview);
    for (int row = 0; row < area.rows - 1; row++)
        canvas_repeat(&app->canvas, (struct spot){ area.row + row, area.col + FORM_COLS, 1 }, STYLE_DIM, 0x2502);
}

static void draw_below(struct app *app, struct area area)
{
    struct area form = { area.row + 1, area.col, area.rows - 2, area.cols };
    int used = 1 + draw_form(app, form);
    draw_preview(app, (struct area){ area.row + used, area.col, area.rows - used - 1, area.cols });
}

static void draw(struct app *app, struct area area)
{
    struct rule rule = { { area.row, area.col, area.cols }, text_of(app, "title"), SPAN_EMPTY, true };
    show_rule(&app->canvas, &rule);
    if (!app_diagnosis(app)) {
        (void)canvas_text(&app->canvas, (struct spot){ area.row + 2, area.col + COL_LABEL, area.cols - COL_LABEL - 1 },
                          STYLE_DIM, app_text(app, "ui.news.no-report"));
        return;
    }
    freshen(app);
    if (area.cols >= WIDE)
        draw_beside(app, area);
    else
        draw_below(app, area);
    draw_end(app, (struct spot){ area.row + area.rows - 1, area.col + 1, area.cols - 2 });
}

/* ---- writing ---- */

/* "~/reports/x.txt" as a shell would read it. */
static void expand_home(struct span typed, struct buf *out)
{
    const char *home = getenv("HOME");
    if (home && span_starts(typed, SPAN("~/"))) {
        buf_add_text(out, home);
        typed = span_from(typed, 1);
    }
    buf_add(out, typed);
}

static void tell_trouble(struct app *app, const char *path, const struct file_result *result)
{
    char key[64];
    struct fact values = { .ms = -1 };
    if (result->outcome == FILE_EXISTS && result->free[0]) {
        field_set(&app->report.file, span_of(result->free));
        app->report.is_named = true;
        app_news(app, "ui.report.taken");
        return;
    }
    (void)snprintf(key, sizeof key, "file.%s%s", file_outcome_word(result->outcome),
                   result->outcome == FILE_EXISTS ? ".all" : "");
    mem_copy_text(values.text, sizeof values.text, span_of(path));
    mem_copy_text(values.expected, sizeof values.expected, span_of(strerror(result->error)));
    buf_clear(&app->news);
    words_fill(&app->news, app_text(app, key), &values);
}

static void remember_place(struct report_view *view, const char *path)
{
    char whole[PATH_MAX];
    buf_clear(&view->written);
    buf_add_text(&view->written, realpath(path, whole) ? whole : path);
}

static void write_report(struct app *app)
{
    struct file_result result;
    struct buf path;
    freshen(app);
    buf_init(&path, PATH_MAX);
    expand_home(span_trim(field_text(&app->report.file)), &path);
    report_file_write(buf_text(&path), buf_span(&app->report.preview), &result);
    buf_clear(&app->report.written);
    if (result.outcome == FILE_WRITTEN)
        remember_place(&app->report, buf_text(&path));
    else
        tell_trouble(app, buf_text(&path), &result);
    buf_free(&path);
}

static void copy_report(struct app *app)
{
    static const char *const keys[] = {
        [CLIPBOARD_TMUX] = "ui.copy.tmux",
        [CLIPBOARD_SENT] = "ui.copy.sent",
        [CLIPBOARD_NONE] = "ui.copy.no-way",
        [CLIPBOARD_TOO_LONG] = "ui.copy.too-long",
    };
    freshen(app);
    struct span text = buf_span(&app->report.preview);
    app_news_about(app, keys[clipboard_put(app->term, text)], text.len, SPAN_EMPTY);
}

/* ---- keys ---- */

static enum place place(const struct app *app)
{
    return app->report.row == REPORT_FILE ? PLACE_FIELD : PLACE_PAGE;
}

static void move_row(struct app *app, int step)
{
    app->report.row = (enum report_row)(((int)app->report.row + REPORT_ROWS + step) % REPORT_ROWS);
}

static size_t answers_of(enum report_row row)
{
    static const size_t counts[REPORT_ROWS] = { FORMATS_HERE, LANGUAGES, AUDIENCES_HERE, PART_COUNT, HIDES, 1 };
    return counts[row];
}

/* The account is what an administrator looks for; the network of a helpdesk is none of a user's business. */
static unsigned usual_hide(enum audience audience)
{
    return audience == AUDIENCE_USER ? HIDE_NETWORK : 0;
}

/* Each for itself: the arrows only move. */
static bool has_boxes(enum report_row row)
{
    return row == REPORT_HIDE || row == REPORT_INCLUDE;
}

static void choose(struct app *app, int step)
{
    struct report_view *view = &app->report;
    size_t count = answers_of(view->row);
    view->chosen[view->row] = (view->chosen[view->row] + count + (size_t)(step + (int)count)) % count;
    if (view->row == REPORT_FOR) {
        view->hide = usual_hide(audiences[view->chosen[REPORT_FOR]]);
        view->parts = 0;
    }
    if (!has_boxes(view->row))
        changed(app);
}

static void toggle(struct app *app)
{
    struct report_view *view = &app->report;
    if (!has_boxes(view->row)) {
        choose(app, 1);
        return;
    }
    if (view->row == REPORT_HIDE)
        view->hide ^= hides[view->chosen[REPORT_HIDE]];
    else
        view->parts = parts_of(app) ^ PART_BIT(view->chosen[REPORT_INCLUDE]);
    changed(app);
}

static void scroll(struct app *app, int step)
{
    struct report_view *view = &app->report;
    view->scroll += step;
    if (view->scroll < 0)
        view->scroll = 0;
}

static bool act_on_preview(struct app *app, enum action action)
{
    if (action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN)
        scroll(app, action == ACTION_PAGE_UP ? -PAGE : PAGE);
    else if (action == ACTION_FIRST)
        app->report.scroll = 0;
    else if (action == ACTION_LAST)
        app->report.scroll = (int)app->report.lines - PAGE < 0 ? 0 : (int)app->report.lines - PAGE;
    else if (action == ACTION_COPY || action == ACTION_COPY_ALL)
        copy_report(app);
    else
        return false;
    return true;
}

static bool act(struct app *app, enum action action, unsigned number)
{
    (void)number;
    if (action == ACTION_ESCAPE || action == ACTION_BACK || action == ACTION_PREVIOUS_STEP)
        app_go(app, app->report.from);
    else if (!app_diagnosis(app))
        return false;
    else if (action == ACTION_UP || action == ACTION_PREVIOUS_PANE)
        move_row(app, -1);
    else if (action == ACTION_DOWN || action == ACTION_NEXT_PANE)
        move_row(app, 1);
    else if (action == ACTION_LEFT || action == ACTION_RIGHT)
        choose(app, action == ACTION_LEFT ? -1 : 1);
    else if (action == ACTION_TOGGLE)
        toggle(app);
    else if (action == ACTION_ENTER)
        write_report(app);
    else
        return act_on_preview(app, action);
    return true;
}

static bool type(struct app *app, struct key key)
{
    if (!field_key(&app->report.file, key))
        return false;
    app->report.is_named = true;
    return true;
}

static void paste(struct app *app, struct span text)
{
    if (app->report.row != REPORT_FILE)
        return;
    app->report.is_named = true;
    if (!field_paste(&app->report.file, text))
        app_news(app, "ui.news.paste-cut");
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint choice[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                          { ACTION_TOGGLE, "ui.act.choose" },
                                          { ACTION_PAGE_DOWN, "ui.act.page" },
                                          { ACTION_ENTER, "ui.act.write" },
                                          { ACTION_ESCAPE, "ui.act.back" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_COPY, NULL },
                                          { ACTION_NONE, NULL } };
    static const struct hint field[] = { { ACTION_NEXT_PANE, "ui.act.field" },
                                         { ACTION_PAGE_DOWN, "ui.act.page" },
                                         { ACTION_ENTER, "ui.act.write" },
                                         { ACTION_ESCAPE, "ui.act.back" },
                                         { ACTION_HELP, NULL },
                                         { ACTION_QUIT, NULL },
                                         { ACTION_NONE, NULL } };
    return view_of(app)->row == REPORT_FILE ? field : choice;
}

const struct screen screen_report = {
    .word = "report",
    .place = place,
    .draw = draw,
    .act = act,
    .type = type,
    .paste = paste,
    .hints = hints,
};
