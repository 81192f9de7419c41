/* The explanation beside the evidence: of the selected finding, or of the selected line. */
#include "base/clean.h"
#include "report/line_explain.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_CELLS = 15, TEXT_MAX = 32 * 1024 };

bool explain_is_about_line(const struct result_view *view)
{
    return view->pane == PANE_TRANSCRIPT || (view->pane == PANE_EXPLANATION && view->reads_line);
}

static struct flow_label label_of(const struct app *app, const char *key)
{
    return (struct flow_label){ app_text(app, key), LABEL_CELLS, STYLE_BOLD };
}

/* The cause that this fact speaks for, as far as the diagnosis named one. */
static const struct candidate *candidate_of(const struct app *app, size_t fact)
{
    const struct diagnosis *diagnosis = app_diagnosis(app);
    for (size_t i = 0; diagnosis && i < diagnosis->candidate_count; i++)
        for (size_t j = 0; j < diagnosis->candidates[i].for_count; j++)
            if (diagnosis->candidates[i].for_facts[j] == fact)
                return &diagnosis->candidates[i];
    return NULL;
}

static void explain_part(struct app *app, struct flow *flow, const struct cause_part *part, const char *label)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    if (words_cause(&app->words, part, &text))
        flow_numbered(flow, label_of(app, label), buf_span(&text));
    buf_free(&text);
}

static void explain_cause(struct app *app, struct flow *flow, size_t fact)
{
    static const struct {
        const char *part, *label;
    } rows[] = {
        { "proves", "ui.explain.proves" },
        { "why", "ui.explain.why" },
        { "do", "ui.explain.do" },
    };
    const struct candidate *candidate = candidate_of(app, fact);
    struct cause_part part = { .cause = candidate ? candidate->cause : CAUSE_NONE,
                               .provider = app_diagnosis(app) ? app_diagnosis(app)->provider : NULL,
                               .proof = &app_record(app)->facts[fact] };
    for (size_t i = 0; candidate && i < sizeof rows / sizeof *rows; i++) {
        part.part = rows[i].part;
        explain_part(app, flow, &part, rows[i].label);
    }
}

static void explain_code(struct app *app, struct flow *flow, const struct fact *fact)
{
    char keys[3][48];
    (void)snprintf(keys[0], sizeof keys[0], "code.%u.%s", fact->code, stage_word(fact->stage));
    (void)snprintf(keys[1], sizeof keys[1], "code.%u", fact->code);
    (void)snprintf(keys[2], sizeof keys[2], "class.%u", fact->code / 100);
    for (int i = 0; fact->code && i < 3; i++)
        if (words_has(&app->words, keys[i])) {
            flow_labelled(flow, label_of(app, "ui.explain.code"), STYLE_TEXT, app_text(app, keys[i]));
            break;
        }
    (void)snprintf(keys[0], sizeof keys[0], "enhanced.%s", strlen(fact->enhanced) > 2 ? fact->enhanced + 2 : "");
    if (words_has(&app->words, keys[0]))
        flow_labelled(flow, label_of(app, "ui.explain.enhanced"), STYLE_TEXT, app_text(app, keys[0]));
}

static void explain_fact(struct app *app, struct flow *flow, size_t index)
{
    const struct fact *fact = &app_record(app)->facts[index];
    struct buf sentence;
    buf_init(&sentence, TEXT_MAX);
    words_fact(&app->words, fact, &sentence);
    flow_labelled(flow, label_of(app, "ui.explain.seen"), STYLE_TEXT, buf_span(&sentence));
    explain_cause(app, flow, index);
    explain_code(app, flow, fact);
    buf_clear(&sentence);
    if (!candidate_of(app, index) && words_advice(&app->words, fact, &sentence))
        flow_labelled(flow, label_of(app, "ui.explain.do"), STYLE_TEXT, buf_span(&sentence));
    if (fact->evidence_count == 0)
        flow_labelled(flow, label_of(app, "ui.explain.proof"), STYLE_DIM, app_text(app, "ui.explain.no-line"));
    buf_free(&sentence);
}

/* ---- a line ---- */

struct line_talk {
    struct app *app;
    struct flow *flow;
    const struct line *line;
};

static struct span part_text(const struct app *app, const struct line_part *part)
{
    for (int i = 0; i < LINE_PART_KEYS; i++)
        if (part->keys[i][0] && words_has(&app->words, part->keys[i]))
            return app_text(app, part->keys[i]);
    return SPAN_EMPTY;
}

static void explain_part_of_line(const struct line_talk *talk, const struct line_part *part, struct span label)
{
    enum { QUOTE_MAX = 40 };
    struct buf text;
    struct span meaning = part_text(talk->app, part);
    buf_init(&text, TEXT_MAX);
    if (part->len && part->len <= QUOTE_MAX && talk->line->note == NOTE_NONE) {
        (void)clean_add(&text, (struct span){ talk->line->raw + part->start, part->len }, CLEAN_LINE_MAX);
        buf_add_text(&text, "  ");
    }
    buf_add(&text, meaning);
    if (meaning.len)
        flow_labelled(talk->flow, (struct flow_label){ label, LABEL_CELLS, STYLE_BOLD }, STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static bool rests_on(const struct fact *fact, struct evidence place)
{
    for (unsigned i = 0; i < fact->evidence_count; i++)
        if (fact->evidence[i].session == place.session && fact->evidence[i].line == place.line)
            return true;
    return false;
}

/* The findings that rest on the line, a row each. */
static void explain_users(struct app *app, struct flow *flow, const struct line *line)
{
    const struct record *record = app_record(app);
    const struct evidence place = { app_view(app)->transcript.session, line->n };
    struct flow_label label = label_of(app, "ui.line.used");
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < record->fact_count; i++) {
        char name[SHORT_NAME_MAX];
        if (!rests_on(&record->facts[i], place))
            continue;
        show_short_name(record, i, name);
        buf_clear(&text);
        (void)buf_addf(&text, "%s %s  ", sign_text(record->facts[i].status), name);
        words_fact(&app->words, &record->facts[i], &text);
        flow_labelled(flow, label, STYLE_TEXT, buf_span(&text));
        label.text = SPAN_EMPTY;
    }
    if (label.text.len)
        flow_labelled(flow, label, STYLE_DIM, app_text(app, "ui.line.unused"));
    buf_free(&text);
}

/* ---- the bytes of a line ---- */

static void add_hex(struct span bytes, size_t offset, size_t width, struct buf *out)
{
    (void)buf_addf(out, "%04zx ", offset);
    for (size_t i = 0; i < width; i++) {
        if (i % 8 == 0)
            buf_add_char(out, ' ');
        if (offset + i < bytes.len)
            (void)buf_addf(out, "%02x ", (unsigned char)bytes.at[offset + i]);
        else
            buf_add_text(out, "   ");
    }
    buf_add_text(out, " ");
    for (size_t i = 0; i < width && offset + i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[offset + i];
        buf_add_char(out, byte >= 0x20 && byte < 0x7f ? (char)byte : '.');
    }
}

/* As it was received, without the line end; a hidden line has only the mask that stands for it. */
static void show_bytes(struct app *app, struct flow *flow, const struct line *line)
{
    enum { WIDE_ROW = 16, NARROW_ROW = 8, WIDE_CELLS = 72, BYTES_MAX = 64 * 1024 };
    size_t width = flow->area.cols >= WIDE_CELLS ? WIDE_ROW : NARROW_ROW;
    struct span raw = span_head(line_raw(line), BYTES_MAX);
    struct fact values = { .number = (int64_t)line->len, .ms = -1 };
    struct buf text;
    buf_init(&text, 1 * KIB);
    words_fill(&text, app_text(app, "ui.bytes.count"), &values);
    flow_text(flow, 0, STYLE_DIM, buf_span(&text));
    for (size_t offset = 0; offset < raw.len; offset += width) {
        buf_clear(&text);
        add_hex(raw, offset, width, &text);
        flow_put(flow, (struct spot){ 0, 0, flow->area.cols }, STYLE_TEXT, buf_span(&text));
        flow_next(flow);
    }
    buf_free(&text);
}

/* "The server speaks. This line is where it failed." */
static void explain_speaker(struct app *app, struct flow *flow, const struct line_explanation *explanation)
{
    char key[64];
    struct buf text;
    buf_init(&text, TEXT_MAX);
    (void)snprintf(key, sizeof key, "line.speaker.%s", speaker_word(explanation->from));
    buf_add(&text, app_text(app, key));
    show_add_sentence(&text, app_text(app, line_normality_key(explanation->normality)));
    flow_labelled(flow, label_of(app, "ui.line.who"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void explain_decoded(struct app *app, struct flow *flow, const struct line *line)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    if (line_decode(line, &text))
        flow_labelled(flow, label_of(app, "ui.line.decoded"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void explain_line(struct app *app, struct flow *flow, const struct line *line)
{
    struct line_explanation explanation;
    char key[64];
    line_explain(app_record(app)->sessions[app_view(app)->transcript.session - 1], line, &explanation);
    explain_speaker(app, flow, &explanation);
    const struct line_talk talk = { app, flow, line };
    for (size_t i = 0; i < explanation.part_count; i++)
        explain_part_of_line(&talk, &explanation.parts[i], i ? SPAN_EMPTY : app_text(app, "ui.line.words"));
    explain_decoded(app, flow, line);
    explain_users(app, flow, line);
    (void)snprintf(key, sizeof key, "line.otherwise.%s", stage_word(explanation.stage));
    if (words_has(&app->words, key))
        flow_labelled(flow, label_of(app, "ui.line.otherwise"), STYLE_TEXT, app_text(app, key));
}

/* ---- the pane ---- */

static void add_title(struct app *app, const struct line *line, struct buf *out)
{
    const struct result_view *view = app_view(app);
    struct fact values = { .number = line ? (int64_t)line->n : 0 };
    if (line) {
        words_fill(out, app_text(app, view->shows_bytes ? "ui.pane.bytes" : "ui.pane.line"), &values);
        return;
    }
    if (view->fact != NO_FACT) {
        char name[SHORT_NAME_MAX];
        char code[DETAIL_MAX];
        show_short_name(app_record(app), (size_t)view->fact, name);
        fact_code(&app_record(app)->facts[view->fact], code, sizeof code);
        (void)buf_addf(out, "%s  %s", name, code);
        return;
    }
    buf_add(out, app_text(app, "ui.pane.explanation"));
}

/* How to read on: from the lines one goes to the explanation first. */
static struct span scroll_hint(const struct result_view *view)
{
    return view->pane == PANE_TRANSCRIPT ? SPAN("Tab ↓") : SPAN("PgDn ↓");
}

static void draw_rule(struct app *app, struct area area, bool has_more)
{
    const struct result_view *view = app_view(app);
    const struct line *line = explain_is_about_line(view) ? transcript_line(&view->transcript, app_record(app)) : NULL;
    struct buf title;
    buf_init(&title, 256);
    add_title(app, line, &title);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            buf_span(&title),
                                            has_more ? scroll_hint(view) : SPAN_EMPTY,
                                            view->pane == PANE_EXPLANATION });
    buf_free(&title);
}

static void draw_text(struct app *app, struct flow *flow)
{
    const struct result_view *view = app_view(app);
    const struct record *record = app_record(app);
    bool about_line = explain_is_about_line(view);
    const struct line *line = about_line ? transcript_line(&view->transcript, record) : NULL;
    if (line && view->shows_bytes)
        show_bytes(app, flow, line);
    else if (line)
        explain_line(app, flow, line);
    else if (!about_line && view->fact != NO_FACT && (size_t)view->fact < record->fact_count)
        explain_fact(app, flow, (size_t)view->fact);
    else
        flow_text(flow, 0, STYLE_DIM, app_text(app, "ui.explain.nothing"));
}

void explain_draw(struct app *app, struct area area)
{
    struct result_view *view = app_view(app);
    struct area inner = { area.row + 1, area.col + 1, area.rows - 1, area.cols - 2 };
    struct flow flow = flow_start(&app->canvas, inner, view->explain_scroll);
    draw_text(app, &flow);
    /* Scrolled too far: the height is known only now. */
    if (flow_clamp(&flow, view->explain_scroll) != view->explain_scroll) {
        view->explain_scroll = flow_clamp(&flow, view->explain_scroll);
        canvas_fill(&app->canvas, inner, STYLE_TEXT);
        flow = flow_start(&app->canvas, inner, view->explain_scroll);
        draw_text(app, &flow);
    }
    draw_rule(app, area, flow.row - flow.scroll > inner.rows);
}

bool explain_act(struct app *app, enum action action)
{
    enum { PAGE = 5, ALL = 1 << 20 };
    static const struct {
        enum action action;
        int step;
    } moves[] = {
        { ACTION_UP, -1 },       { ACTION_DOWN, 1 },     { ACTION_PAGE_UP, -PAGE }, { ACTION_PAGE_DOWN, PAGE },
        { ACTION_TOGGLE, PAGE }, { ACTION_FIRST, -ALL }, { ACTION_LAST, ALL },
    };
    struct result_view *view = app_view(app);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].action == action) {
            view->explain_scroll += moves[i].step;
            if (view->explain_scroll < 0)
                view->explain_scroll = 0;
            return true;
        }
    if (action != ACTION_ENTER)
        return false;
    view->pane = view->reads_line ? PANE_TRANSCRIPT : PANE_FINDINGS;
    return true;
}
