/* A caller on the line: what to ask, the sentence to say in the caller's language, and a note for the ticket. */
#include "interview.h"
#include "screen.h"
#include "show.h"

#include <stdio.h>

enum { LABEL_CELLS = 17, TEXT_MAX = 16 * 1024, LIST_ROWS = 5, NOTE_ROWS = 3, PAGE = 8, WIDE = 100, FAR = 1 << 20 };

static size_t caller_language(const struct app *app)
{
    return app->call.has_caller ? app->call.caller : app->language;
}

static struct words caller_words(const struct app *app)
{
    return languages_words(&app->languages, caller_language(app));
}

static enum question selected(const struct app *app)
{
    return app->call.questions[app->call.row];
}

void call_open(struct app *app)
{
    enum screen_id from = app->screen == SCREEN_CALL ? app->call.from : app->screen;
    app->call.from = from == SCREEN_START ? SCREEN_VERDICT : from;
    app->call.row = 0;
    app->call.scroll = 0;
    app->call.is_fresh = false;
    app_go(app, SCREEN_CALL);
    if (app->call.note.count == 0)
        interview_seen(app);
}

/* ---- what to say ---- */

static struct flow_label label_of(const struct app *app, const char *key)
{
    return (struct flow_label){ app_text(app, key), LABEL_CELLS, STYLE_BOLD };
}

static void tell_verdict(struct app *app, struct flow *flow)
{
    struct buf text;
    enum status status = STATUS_UNKNOWN;
    const struct diagnosis *diagnosis = app_diagnosis(app);
    if (!diagnosis) {
        flow_text(flow, 2, STYLE_DIM, app_text(app, app_is_running(app) ? "ui.verdict.running" : "ui.call.nothing"));
        flow_skip(flow);
        return;
    }
    buf_init(&text, TEXT_MAX);
    (void)app_verdict(app, &status);
    words_verdict(&app->words, &(struct judged){ app_record(app), diagnosis }, &text);
    if (diagnosis->candidate_count)
        show_add_certainty(&app->words, diagnosis->candidates[0].certainty, &text);
    flow_put(flow, (struct spot){ 0, 0, 2 }, show_status_style(status), span_of(sign_text(status)));
    flow_text(flow, 2, STYLE_BOLD, buf_span(&text));
    flow_skip(flow);
    buf_free(&text);
}

static void say(struct app *app, struct flow *flow, const char *key)
{
    struct words words = caller_words(app);
    flow_labelled(flow, label_of(app, "ui.call.say"), STYLE_ACCENT, words_get(&words, key));
}

/* Nothing is left to ask: what the caller has to do, in the caller's words. */
static void say_what_to_do(struct app *app, struct flow *flow)
{
    struct buf text;
    struct words words = caller_words(app);
    const struct diagnosis *diagnosis = app_diagnosis(app);
    say(app, flow, diagnosis->candidate_count ? "question.done.say" : "question.works.say");
    buf_init(&text, TEXT_MAX);
    if (words_verdict_part(&words, &(struct judged){ app_record(app), diagnosis }, "do", &text))
        flow_numbered(flow, label_of(app, "ui.call.tell"), buf_span(&text));
    buf_free(&text);
}

static void tell_question(struct app *app, struct flow *flow)
{
    char key[64];
    struct buf choices;
    enum question question = selected(app);
    buf_init(&choices, KIB);
    (void)snprintf(key, sizeof key, "next.%s", question_key(question));
    flow_labelled(flow, label_of(app, "ui.call.ask"), STYLE_TEXT, app_text(app, key));
    (void)snprintf(key, sizeof key, "question.%s.say", question_key(question));
    say(app, flow, key);
    show_add_choices(&app->words, question, &choices);
    flow_labelled(flow, label_of(app, "ui.call.answer"), STYLE_ACCENT, buf_span(&choices));
    buf_free(&choices);
}

static void tell_all(struct app *app, struct flow *flow)
{
    const struct diagnosis *diagnosis = app_diagnosis(app);
    tell_verdict(app, flow);
    if (selected(app) != QUESTION_NONE)
        tell_question(app, flow);
    else if (!diagnosis || diagnosis->status == VERDICT_UNDECIDED)
        say(app, flow, "question.opening.say");
    else
        say_what_to_do(app, flow);
}

/* ---- the questions ---- */

static void draw_question(struct app *app, struct spot spot, size_t index)
{
    char key[64];
    struct canvas *canvas = &app->canvas;
    enum question question = app->call.questions[index];
    bool is_none = question == QUESTION_NONE;
    const struct fact *answer = is_none ? NULL : question_answer(app_record(app), question);
    bool is_selected = index == app->call.row;
    if (is_selected)
        (void)canvas_text(canvas, (struct spot){ spot.row, spot.col, 1 }, STYLE_ACCENT, SPAN("▸"));
    enum status status = answer ? answer->status : is_none ? STATUS_OK : STATUS_UNKNOWN;
    (void)canvas_text(canvas, (struct spot){ spot.row, spot.col + 2, 1 }, show_status_style(status),
                      span_of(sign_text(status)));
    (void)snprintf(key, sizeof key, is_none ? "ui.call.none" : "question.%s.short", question_key(question));
    int used = canvas_text(canvas, (struct spot){ spot.row, spot.col + 4, spot.cells - 4 },
                           is_selected ? STYLE_BOLD : STYLE_TEXT, app_text(app, key));
    (void)snprintf(key, sizeof key, "choice.%.40s", answer ? answer->text : "");
    if (answer)
        (void)canvas_text_right(canvas, (struct spot){ spot.row, spot.col + 6 + used, spot.cells - used - 7 },
                                STYLE_BOLD, app_text(app, key));
}

static void draw_list(struct app *app, struct area area)
{
    char note[16];
    size_t rows = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t top = app->call.row >= rows ? app->call.row - rows + 1 : 0;
    (void)snprintf(note, sizeof note, "%zu / %zu", app->call.row + 1, app->call.count);
    show_rule(
        &app->canvas,
        &(struct rule){ { area.row, area.col, area.cols }, app_text(app, "ui.call.questions"), span_of(note), true });
    for (size_t i = 0; i < rows && top + i < app->call.count; i++)
        draw_question(app, (struct spot){ area.row + 1 + (int)i, area.col + 1, area.cols - 2 }, top + i);
}

/* ---- the note ---- */

static void tell_entry(const struct app *app, struct flow *flow, const struct call_entry *entry)
{
    enum { TIME_CELLS = 7 };
    char time[CALL_TIME_MAX];
    struct buf text;
    buf_init(&text, TEXT_MAX);
    call_time(entry->at, time);
    call_said(&app->words, entry, &text);
    flow_put(flow, (struct spot){ 0, 1, TIME_CELLS }, STYLE_DIM, span_of(time));
    flow_text(flow, TIME_CELLS + 1, STYLE_TEXT, buf_span(&text));
    buf_clear(&text);
    if (entry->is_new) {
        buf_add_text(&text, "→ ");
        call_verdict(&app->words, entry, &text);
        flow_text(flow, TIME_CELLS + 1, STYLE_DIM, buf_span(&text));
    }
    buf_free(&text);
}

static struct flow tell_note(struct app *app, struct area area, int scroll)
{
    struct flow flow = flow_start(&app->canvas, area, scroll);
    for (size_t i = 0; i < app->call.note.count; i++)
        tell_entry(app, &flow, &app->call.note.entries[i]);
    if (app->call.note.count == 0)
        flow_text(&flow, 3, STYLE_DIM, app_text(app, "ui.call.empty"));
    return flow;
}

/* Its end is what matters; scrolling goes up from there. */
static void draw_note(struct app *app, struct area area)
{
    struct area inner = { area.row + 1, area.col, area.rows - 1, area.cols };
    int rows = tell_note(app, inner, FAR).row;
    int most = rows > inner.rows ? rows - inner.rows : 0;
    if (app->call.scroll > most)
        app->call.scroll = most;
    struct rule rule = { { area.row, area.col, area.cols }, app_text(app, "ui.call.note"), SPAN_EMPTY, false };
    if (most > 0)
        rule.note = SPAN("PgUp ↑");
    show_rule(&app->canvas, &rule);
    (void)tell_note(app, inner, most - app->call.scroll);
}

/* ---- the page ---- */

static void draw_head(struct app *app, struct area area)
{
    struct buf note;
    struct fact language = { .ms = -1 };
    buf_init(&note, 256);
    (void)snprintf(language.text, sizeof language.text, "%s", app->languages.all[caller_language(app)].own_name);
    words_fill(&note, app_text(app, "ui.call.caller"), &language);
    show_rule(
        &app->canvas,
        &(struct rule){ { area.row, area.col, area.cols }, app_text(app, "ui.call.title"), buf_span(&note), false });
    buf_free(&note);
}

/* What to say above, then the questions, then the note; with room the last two beside it. */
static void draw(struct app *app, struct area area)
{
    interview_freshen(app);
    int cols = area.cols >= WIDE ? area.cols / 2 : area.cols;
    struct area top = { area.row + 1, area.col + 1, area.rows - 1, cols - 2 };
    draw_head(app, area);
    struct flow flow = flow_start(&app->canvas, top, 0);
    tell_all(app, &flow);
    int list = app->call.count > LIST_ROWS ? LIST_ROWS : (int)app->call.count;
    struct area below = { top.row + flow.row, area.col, area.rows - 1 - flow.row, area.cols };
    if (area.cols >= WIDE)
        below = (struct area){ area.row + 1, area.col + cols, area.rows - 1, area.cols - cols };
    if (below.rows < 2)
        return;
    if (list > below.rows - 1 - NOTE_ROWS)
        list = below.rows - 1 - NOTE_ROWS;
    if (list < 1)
        list = 1;
    canvas_fill(&app->canvas, below, STYLE_TEXT);
    draw_list(app, (struct area){ below.row, below.col, list + 1, below.cols });
    struct area note = { below.row + list + 1, below.col, below.rows - list - 1, below.cols };
    if (note.rows > 1)
        draw_note(app, note);
}

static void move(struct app *app, long step)
{
    long row = (long)app->call.row + step;
    if (row >= 0 && row < (long)app->call.count)
        app->call.row = (size_t)row;
}

static void next_caller(struct app *app)
{
    app->call.caller = (caller_language(app) + 1) % LANGUAGES;
    app->call.has_caller = true;
}

static bool act(struct app *app, enum action action, unsigned number)
{
    interview_freshen(app);
    switch (action) {
    case ACTION_UP:
    case ACTION_DOWN:
        move(app, action == ACTION_UP ? -1 : 1);
        return true;
    case ACTION_PAGE_UP:
        app->call.scroll += PAGE;
        return true;
    case ACTION_PAGE_DOWN:
        app->call.scroll -= app->call.scroll >= PAGE ? PAGE : app->call.scroll;
        return true;
    case ACTION_ANSWER:
        interview_answer(app, selected(app), (char)number);
        return true;
    case ACTION_CALLER:
        next_caller(app);
        return true;
    case ACTION_CALL:
    case ACTION_ESCAPE:
    case ACTION_PREVIOUS_STEP:
        app_go(app, app->call.from);
        return true;
    default:
        return false;
    }
}

static enum place place(const struct app *app)
{
    (void)app;
    return PLACE_PAGE | PLACE_ASK;
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint all[] = { { ACTION_ANSWER, NULL },
                                       { ACTION_UP, "ui.act.question" },
                                       { ACTION_CALLER, NULL },
                                       { ACTION_PAGE_UP, "ui.act.note" },
                                       { ACTION_ESCAPE, "ui.act.back" },
                                       { ACTION_HELP, NULL },
                                       { ACTION_QUIT, NULL },
                                       { ACTION_NONE, NULL } };
    (void)app;
    return all;
}

const struct screen screen_call = {
    .word = "call",
    .place = place,
    .draw = draw,
    .act = act,
    .hints = hints,
};
