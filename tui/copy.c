#include "copy.h"

#include "clipboard.h"
#include "screen.h"
#include "show.h"

enum { SENTENCE_MAX = 4096, PLAIN_ROWS = 400, PLAIN_COLS = 76 };

/* ---- what is taken ---- */

/* "C: EHLO …" as transcripts are written, so that the text can be read again by `explain`. */
static void add_line(const struct app *app, const struct line *line, bool has_speaker, struct buf *out)
{
    static const char *const speakers[] = {
        [SPEAKER_CLIENT] = "C: ", [SPEAKER_SERVER] = "S: ", [SPEAKER_EVENT] = "# "
    };
    if (has_speaker)
        buf_add_text(out, speakers[line->from]);
    words_line(&app->words, line, out);
    buf_add_char(out, '\n');
}

static void add_lines(const struct app *app, bool only_selected, struct buf *out)
{
    const struct transcript_view *view = &app_view(app)->transcript;
    const struct session_log *log = transcript_log(view, app_record(app));
    size_t count = log ? transcript_count(view, log) : 0;
    bool is_single = only_selected && (view->anchor == 0 || view->anchor == view->line);
    for (size_t i = 0; i < count && !out->full; i++) {
        const struct line *line = transcript_at(view, log, i);
        if (!only_selected || transcript_selects(view, line->n))
            add_line(app, line, !is_single, out);
    }
}

static void add_finding(const struct app *app, size_t index, struct buf *out)
{
    const struct record *record = app_record(app);
    const struct fact *fact = &record->facts[index];
    char name[SHORT_NAME_MAX];
    char code[DETAIL_MAX];
    show_short_name(record, index, name);
    fact_code(fact, code, sizeof code);
    (void)buf_addf(out, "%s %s %s  ", sign_text(fact->status), name, code);
    words_fact(&app->words, fact, out);
    buf_add_char(out, '\n');
    for (unsigned i = 0; i < fact->evidence_count; i++) {
        const struct line *line = record_line(record, fact->evidence[i]);
        if (line)
            add_line(app, line, true, out);
    }
}

static void add_findings(struct app *app, struct buf *out)
{
    enum { FINDINGS_MAX = 512 };
    size_t facts[FINDINGS_MAX];
    size_t passed;
    size_t count = findings_list(app, facts, FINDINGS_MAX, &passed);
    for (size_t i = 0; i < count; i++)
        add_finding(app, facts[i], out);
}

/* The explanation as it reads on a page that is long enough for all of it. */
static void add_explanation(struct app *app, struct buf *out)
{
    struct canvas shown = app->canvas;
    struct result_view *view = app_view(app);
    int scroll = view->explain_scroll;
    view->explain_scroll = 0;
    canvas_init(&app->canvas, PLAIN_ROWS, PLAIN_COLS);
    app->canvas.letters = shown.letters;
    explain_draw(app, (struct area){ -1, -1, PLAIN_ROWS + 1, PLAIN_COLS + 2 });
    canvas_dump(&app->canvas, out);
    canvas_free(&app->canvas);
    app->canvas = shown;
    view->explain_scroll = scroll;
    while (out->len > 1 && out->at[out->len - 1] == '\n' && out->at[out->len - 2] == '\n')
        out->len--;
}

static void add_item(struct app *app, struct buf *out)
{
    const struct result_view *view = app_view(app);
    if (view->pane == PANE_TRANSCRIPT)
        add_lines(app, true, out);
    else if (view->pane == PANE_EXPLANATION)
        add_explanation(app, out);
    else if (view->fact != NO_FACT && (size_t)view->fact < app_record(app)->fact_count)
        add_finding(app, (size_t)view->fact, out);
}

/* ---- where it goes ---- */

static void tell(struct app *app, enum clipboard_end end, size_t bytes)
{
    static const char *const keys[] = {
        [CLIPBOARD_TMUX] = "ui.copy.tmux",
        [CLIPBOARD_SENT] = "ui.copy.sent",
        [CLIPBOARD_NONE] = "ui.copy.no-way",
        [CLIPBOARD_TOO_LONG] = "ui.copy.too-long",
    };
    app_news_about(app, keys[end], bytes, SPAN_EMPTY);
}

static void copy(struct app *app, struct buf *text)
{
    /* The end of a single line is not part of it. */
    if (text->len && span_find_char(buf_span(text), '\n') == text->len - 1)
        text->len--;
    if (text->len == 0)
        app_news(app, "ui.copy.nothing");
    else
        tell(app, clipboard_put(app->term, buf_span(text)), text->len);
    app_view(app)->transcript.anchor = 0;
    buf_free(text);
}

void copy_item(struct app *app)
{
    struct buf text;
    buf_init(&text, COPY_MAX);
    add_item(app, &text);
    copy(app, &text);
}

void copy_conversation(struct app *app)
{
    struct buf text;
    buf_init(&text, COPY_MAX);
    add_lines(app, false, &text);
    copy(app, &text);
}

void copy_open_plain(struct app *app)
{
    const struct result_view *view = app_view(app);
    buf_clear(&app->plain);
    if (view->pane == PANE_TRANSCRIPT)
        add_lines(app, view->transcript.anchor != 0, &app->plain);
    else if (view->pane == PANE_EXPLANATION)
        add_explanation(app, &app->plain);
    else
        add_findings(app, &app->plain);
    if (app->plain.len == 0)
        app_news(app, "ui.copy.nothing");
}

void copy_show_plain(struct app *app)
{
    struct buf text;
    if (app->is_plain)
        return;
    app->is_plain = true;
    buf_init(&text, COPY_MAX + SENTENCE_MAX);
    buf_add(&text, buf_span(&app->plain));
    buf_add_text(&text, "\n");
    buf_add(&text, app_text(app, "ui.copy.any-key"));
    buf_add_text(&text, "\n");
    term_show_plain(app->term, buf_span(&text));
    buf_free(&text);
}

bool copy_leave_plain(struct app *app)
{
    if (app->plain.len == 0)
        return false;
    buf_clear(&app->plain);
    if (app->is_plain && app->term)
        term_leave_plain(app->term);
    app->is_plain = false;
    return true;
}
