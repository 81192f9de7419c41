/* The explanation beside the evidence: of the selected finding, or of the selected line. */
#include "base/clean.h"
#include "report/line_explain.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_CELLS = 15, TEXT_MAX = 32 * 1024 };

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

static void explain_users(struct app *app, struct flow *flow, const struct line *line)
{
    const struct record *record = app_record(app);
    const struct result_view *view = app_view(app);
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < record->fact_count; i++)
        for (unsigned j = 0; j < record->facts[i].evidence_count; j++) {
            const struct evidence *evidence = &record->facts[i].evidence[j];
            char name[SHORT_NAME_MAX];
            if (evidence->session != view->transcript.session || evidence->line != line->n)
                continue;
            show_short_name(record, i, name);
            (void)buf_addf(&text, "%s%s %s ", text.len ? "  " : "", show_sign(record->facts[i].status), name);
            words_fact(&app->words, &record->facts[i], &text);
        }
    flow_labelled(flow, label_of(app, "ui.line.used"), STYLE_TEXT,
                  text.len ? buf_span(&text) : app_text(app, "ui.line.unused"));
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

static void explain_line(struct app *app, struct flow *flow, const struct line *line)
{
    struct line_explanation explanation;
    char key[64];
    line_explain(app_record(app)->sessions[app_view(app)->transcript.session - 1], line, &explanation);
    explain_speaker(app, flow, &explanation);
    const struct line_talk talk = { app, flow, line };
    for (size_t i = 0; i < explanation.part_count; i++)
        explain_part_of_line(&talk, &explanation.parts[i], i ? SPAN_EMPTY : app_text(app, "ui.line.words"));
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
        words_fill(out, app_text(app, "ui.pane.line"), &values);
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

static void draw_rule(struct app *app, struct area area, bool has_more)
{
    const struct result_view *view = app_view(app);
    const struct line *line =
        view->pane == PANE_TRANSCRIPT ? transcript_line(&view->transcript, app_record(app)) : NULL;
    struct buf title;
    buf_init(&title, 256);
    add_title(app, line, &title);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            buf_span(&title),
                                            has_more && view->pane == PANE_FINDINGS ? SPAN("PgDn ↓") : SPAN_EMPTY,
                                            false });
    buf_free(&title);
}

static void draw_text(struct app *app, struct flow *flow)
{
    const struct result_view *view = app_view(app);
    const struct record *record = app_record(app);
    bool about_line = view->pane == PANE_TRANSCRIPT;
    const struct line *line = about_line ? transcript_line(&view->transcript, record) : NULL;
    if (line)
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
