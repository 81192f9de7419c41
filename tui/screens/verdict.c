/* Step 7: the answer first, then who acts, what to do, what was ruled out and what is open. */
#include "base/mem.h"
#include "fix.h"
#include "interview.h"
#include "report/changes.h"
#include "report/report.h"
#include "show.h"
#include "screen.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { LABEL_CELLS = 17, TEXT_MAX = 32 * 1024, TEXT_COLS = 152, WIDE = 98, PAGE = 8 };

struct page {
    struct app *app;
    struct flow flow;
    const struct diagnosis *diagnosis;
    const struct record *record;
};

static struct flow_label label_of(const struct page *page, const char *key)
{
    return (struct flow_label){ app_text(page->app, key), LABEL_CELLS, STYLE_BOLD };
}

/* The question that brought the person here: is it the password? */
static void tell_password(struct page *page)
{
    struct report report = { .record = page->record,
                             .diagnosis = page->diagnosis,
                             .words = &page->app->words,
                             .is_explain = page->record == &page->app->reading.record };
    struct buf text;
    buf_init(&text, TEXT_MAX);
    if (report_password(&report, &text))
        flow_text(&page->flow, 2, STYLE_BOLD, buf_span(&text));
    buf_free(&text);
}

static void tell_sentence(struct page *page)
{
    struct judged judged = { page->record, page->diagnosis };
    struct buf text;
    enum status status = STATUS_UNKNOWN;
    (void)app_verdict(page->app, &status);
    buf_init(&text, TEXT_MAX);
    words_verdict(&page->app->words, &judged, &text);
    if (page->diagnosis->candidate_count)
        show_add_certainty(&page->app->words, page->diagnosis->candidates[0].certainty, &text);
    flow_put(&page->flow, (struct spot){ 0, 0, 2 }, show_status_style(status), span_of(sign_text(status)));
    tell_password(page);
    flow_text(&page->flow, 2, STYLE_BOLD, buf_span(&text));
    flow_skip(&page->flow);
    buf_free(&text);
}

static void tell_side(struct page *page)
{
    char key[64];
    if (page->diagnosis->candidate_count == 0)
        return;
    (void)snprintf(key, sizeof key, "verdict.side.%s", side_word(page->diagnosis->candidates[0].side));
    flow_labelled(&page->flow, label_of(page, "ui.verdict.who"), STYLE_TEXT, app_text(page->app, key));
}

static void tell_part(struct page *page, const char *part, const char *label)
{
    struct judged judged = { page->record, page->diagnosis };
    struct buf text;
    buf_init(&text, TEXT_MAX);
    if (words_verdict_part(&page->app->words, &judged, part, &text))
        flow_numbered(&page->flow, label_of(page, label), buf_span(&text));
    buf_free(&text);
}

/* It works: what should be looked at all the same. */
static void tell_warnings(struct page *page)
{
    struct judged judged = { page->record, page->diagnosis };
    struct buf text;
    buf_init(&text, TEXT_MAX);
    words_warnings(&page->app->words, &judged, &text);
    if (text.len)
        flow_numbered(&page->flow, label_of(page, "ui.verdict.do"), buf_span(&text));
    buf_free(&text);
}

static void tell_correction(struct page *page)
{
    char key[64];
    struct buf text;
    if (page->diagnosis->correction == CORRECTION_NONE)
        return;
    buf_init(&text, TEXT_MAX);
    (void)snprintf(key, sizeof key, "next.correction.%s", correction_word(page->diagnosis->correction));
    buf_add(&text, app_text(page->app, "ui.verdict.press-c"));
    show_add_sentence(&text, app_text(page->app, key));
    flow_labelled(&page->flow, label_of(page, "ui.verdict.correct"), STYLE_ACCENT, buf_span(&text));
    buf_free(&text);
}

static void add_next_key(const struct page *page, char *key, size_t room)
{
    (void)snprintf(key, room, "next.%s", page->diagnosis->next_test);
}

/* What only the person knows, and the keys that answer it. */
static void tell_question(struct page *page)
{
    char key[64];
    struct buf keys;
    if (page->diagnosis->question == QUESTION_NONE)
        return;
    buf_init(&keys, 512);
    add_next_key(page, key, sizeof key);
    show_add_choices(&page->app->words, page->diagnosis->question, &keys);
    flow_labelled(&page->flow, label_of(page, "ui.verdict.question"), STYLE_TEXT, app_text(page->app, key));
    struct flow_label none = { SPAN(" "), LABEL_CELLS, STYLE_TEXT };
    flow_labelled(&page->flow, none, STYLE_ACCENT, buf_span(&keys));
    buf_free(&keys);
}

static void tell_next(struct page *page)
{
    char key[64];
    if (!page->diagnosis->next_test || page->diagnosis->question != QUESTION_NONE)
        return;
    add_next_key(page, key, sizeof key);
    flow_labelled(&page->flow, label_of(page, "ui.verdict.next"), STYLE_TEXT, app_text(page->app, key));
}

static void add_item(struct buf *out, const char *sign, struct span text)
{
    (void)buf_addf(out, "%s%s\302\240%.*s", out->len ? "   " : "", sign, SPAN_ARG(text));
}

/* " (N1)", or with the brackets of the language. */
static void add_in_brackets(const struct page *page, struct buf *out, struct span text)
{
    struct fact values = { .ms = -1 };
    mem_copy_text(values.text, sizeof values.text, text);
    words_fill(out, app_text(page->app, "ui.in-brackets"), &values);
}

static void tell_ruled_out(struct page *page)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < page->diagnosis->ruled_out_count; i++) {
        const struct ruled_out *row = &page->diagnosis->ruled_out[i];
        char name[SHORT_NAME_MAX];
        char key[96];
        (void)snprintf(key, sizeof key, "cause.%s.short", cause_row(row->cause)->label);
        add_item(&text, "✓", app_text(page->app, key));
        if (row->because >= page->record->fact_count)
            continue;
        show_short_name(page->record, row->because, name);
        add_in_brackets(page, &text, span_of(name));
    }
    flow_labelled(&page->flow, label_of(page, "ui.verdict.ruled-out"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_not_tested(struct page *page)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < page->diagnosis->not_tested_count; i++) {
        const struct not_tested *row = &page->diagnosis->not_tested[i];
        char key[96];
        (void)snprintf(key, sizeof key, "check.%s", row->check);
        add_item(&text, "–", app_text(page->app, key));
        (void)snprintf(key, sizeof key, "why.%s", row->why);
        if (words_has(&page->app->words, key))
            add_in_brackets(page, &text, app_text(page->app, key));
    }
    flow_labelled(&page->flow, label_of(page, "ui.verdict.not-tested"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

/* What the person has said, as far as it weighs. */
static void tell_answers(struct page *page)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < page->record->fact_count; i++) {
        if (page->record->facts[i].kind != FACT_ANSWER)
            continue;
        buf_add_text(&text, text.len ? "\n" : "");
        words_fact(&page->app->words, &page->record->facts[i], &text);
    }
    flow_labelled(&page->flow, label_of(page, "ui.verdict.said"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_certainty(struct page *page)
{
    char key[64];
    if (page->diagnosis->candidate_count == 0)
        return;
    (void)snprintf(key, sizeof key, "verdict.certainty.%s", certainty_word(page->diagnosis->candidates[0].certainty));
    flow_labelled(&page->flow, label_of(page, "ui.verdict.certainty"), STYLE_TEXT, app_text(page->app, key));
}

static void add_proof_line(struct page *page, const struct fact *fact, unsigned index, struct buf *out)
{
    static const char letters[] = { [SPEAKER_CLIENT] = 'C', [SPEAKER_SERVER] = 'S', [SPEAKER_EVENT] = '-' };
    const struct line *line = record_line(page->record, fact->evidence[index]);
    char name[SHORT_NAME_MAX];
    if (!line)
        return;
    show_short_name(page->record, (size_t)(fact - page->record->facts), name);
    struct fact number = { .number = (int64_t)line->n };
    (void)buf_addf(out, "%s  ", name);
    words_fill(out, app_text(page->app, "ui.verdict.line"), &number);
    (void)buf_addf(out, "  %c  ", letters[line->from]);
    words_line(&page->app->words, line, out);
}

/* What proves it was said on no wire, but seen on this machine or in the DNS: the finding itself is the proof. */
static bool tell_seen(struct page *page)
{
    const struct fact *fact = diagnosis_proof(page->record, page->diagnosis);
    struct buf text;
    if (!fact || !fact_is_off_wire(fact))
        return false;
    buf_init(&text, TEXT_MAX);
    words_fact(&page->app->words, fact, &text);
    flow_labelled(&page->flow, label_of(page, "ui.verdict.proof"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
    return true;
}

static void tell_proof_line(struct page *page, struct flow_label label, struct span line, bool is_selected)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    buf_add_text(&text, is_selected ? "▸ " : "  ");
    buf_add(&text, line);
    flow_labelled(&page->flow, label, is_selected ? STYLE_BOLD : STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_proof(struct page *page)
{
    unsigned number = 0;
    const struct candidate *candidate = &page->diagnosis->candidates[0];
    struct flow_label label = label_of(page, "ui.verdict.proof");
    struct buf line;
    buf_init(&line, TEXT_MAX);
    if (tell_seen(page))
        label.text = SPAN_EMPTY;
    for (size_t i = 0; page->diagnosis->candidate_count && i < candidate->for_count; i++) {
        const struct fact *fact = &page->record->facts[candidate->for_facts[i]];
        for (unsigned j = 0; j < fact->evidence_count; j++) {
            buf_clear(&line);
            add_proof_line(page, fact, j, &line);
            tell_proof_line(page, label, buf_span(&line), number++ == page->app->verdict_proof);
            label.text = SPAN_EMPTY;
        }
    }
    buf_free(&line);
}

static void tell_budget(struct page *page)
{
    struct buf text;
    char numbers[48];
    if (page->record->logins_allowed == 0)
        return;
    buf_init(&text, TEXT_MAX);
    (void)snprintf(numbers, sizeof numbers, "%u / %u", page->record->logins_used, page->record->logins_allowed);
    buf_add_text(&text, numbers);
    flow_labelled(&page->flow, label_of(page, "ui.verdict.logins"), STYLE_DIM, buf_span(&text));
    buf_free(&text);
}

/* What is different from when it last worked, or that nothing is. */
static void tell_changes(struct page *page)
{
    bool is_text = page->record == &page->app->reading.record;
    const struct comparison *compared = is_text ? NULL : &page->app->compared;
    struct buf text;
    if (!compared || !changes_matter(compared, page->diagnosis->status))
        return;
    buf_init(&text, TEXT_MAX);
    changes_head(&page->app->words, compared, &text);
    for (size_t i = 0; i < compared->count; i++) {
        buf_add_char(&text, '\n');
        changes_line(&page->app->words, compared, i, &text);
    }
    flow_labelled(&page->flow, label_of(page, "ui.verdict.changed"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

/* The answer and what to do; on a small page with the proof, which has a place of its own where there is room. */
static void tell_answer(struct page *page, bool is_small)
{
    tell_sentence(page);
    if (is_small)
        tell_proof(page);
    tell_question(page);
    tell_side(page);
    tell_correction(page);
    tell_part(page, "do", "ui.verdict.do");
    tell_warnings(page);
    tell_changes(page);
}

/* What it rests on, what it does not, and what is left. */
static void tell_grounds(struct page *page, bool is_small)
{
    tell_certainty(page);
    tell_answers(page);
    if (!is_small)
        tell_proof(page);
    tell_ruled_out(page);
    tell_not_tested(page);
    tell_budget(page);
}

static void tell_outlook(struct page *page)
{
    tell_next(page);
    tell_part(page, "ask", "ui.verdict.ask");
    tell_part(page, "prevent", "ui.verdict.prevent");
}

static struct page page_start(struct app *app, struct area area)
{
    return (struct page){ app, flow_start(&app->canvas, area, app->verdict_scroll), app_diagnosis(app),
                          app_record(app) };
}

/* Side by side where there is room, else one below the other. Returns the longer flow. */
static struct flow tell_all(struct app *app, struct area area)
{
    int left = area.cols >= WIDE ? area.cols / 2 : area.cols;
    struct page answer = page_start(app, (struct area){ area.row, area.col, area.rows, left - 1 });
    fix_tell(app, &answer.flow);
    tell_answer(&answer, area.cols < WIDE);
    if (area.cols < WIDE) {
        tell_grounds(&answer, true);
        tell_outlook(&answer);
        return answer.flow;
    }
    tell_outlook(&answer);
    struct area right = { area.row, area.col + left + 1, area.rows, area.cols - left - 1 };
    struct page grounds = page_start(app, right);
    tell_grounds(&grounds, false);
    for (int row = 0; row < area.rows; row++)
        canvas_repeat(&app->canvas, (struct spot){ area.row + row, area.col + left - 1, 1 }, STYLE_DIM, 0x2502);
    return grounds.flow.row > answer.flow.row ? grounds.flow : answer.flow;
}

static void draw(struct app *app, struct area area)
{
    struct rule rule = { { area.row, area.col, area.cols }, SPAN_EMPTY, SPAN_EMPTY, false };
    int cols = area.cols - 2 > TEXT_COLS ? TEXT_COLS : area.cols - 2;
    struct area inner = { area.row + 1, area.col + 1, area.rows - 1, cols };
    if (!app_diagnosis(app)) {
        const char *key = app_is_running(app) ? "ui.verdict.running" : "ui.verdict.none";
        show_rule(&app->canvas, &rule);
        struct flow flow = flow_start(&app->canvas, inner, 0);
        fix_tell(app, &flow);
        flow_skip(&flow);
        flow_text(&flow, 2, STYLE_DIM, app_text(app, key));
        return;
    }
    struct flow flow = tell_all(app, inner);
    if (flow_clamp(&flow, app->verdict_scroll) != app->verdict_scroll) {
        app->verdict_scroll = flow_clamp(&flow, app->verdict_scroll);
        canvas_fill(&app->canvas, inner, STYLE_TEXT);
        flow = tell_all(app, inner);
    }
    if (flow.row - flow.scroll > inner.rows)
        rule.note = SPAN("PgDn ↓");
    show_rule(&app->canvas, &rule);
}

/* ---- keys ---- */

/* The number-th proof of the verdict's cause; false when there are fewer. */
static bool find_proof(const struct app *app, unsigned number, size_t *ret_fact, unsigned *ret_index)
{
    const struct diagnosis *diagnosis = app_diagnosis(app);
    for (size_t i = 0; diagnosis->candidate_count && i < diagnosis->candidates[0].for_count; i++) {
        size_t fact = diagnosis->candidates[0].for_facts[i];
        unsigned count = app_record(app)->facts[fact].evidence_count;
        if (number < count) {
            *ret_fact = fact;
            *ret_index = number;
            return true;
        }
        number -= count;
    }
    return false;
}

static enum screen_id screen_of(const struct app *app, const struct fact *fact)
{
    if (!app->run && !app->fixed)
        return SCREEN_LOGS;
    return fact_row(fact->kind)->step == STEP_STATUS ? SCREEN_STATUS : SCREEN_NETWORK;
}

static void show_proof(struct app *app)
{
    size_t fact;
    unsigned index;
    if (!find_proof(app, app->verdict_proof, &fact, &index)) {
        app_news(app, "ui.news.no-proof");
        return;
    }
    trail_add(app);
    app_go(app, screen_of(app, &app_record(app)->facts[fact]));
    struct result_view *view = app_view(app);
    view->fact = (long)fact;
    view->proof = index + 1;
    view->pane = PANE_TRANSCRIPT;
    view->explain_scroll = 0;
    view->shows_passed |= app_record(app)->facts[fact].status == STATUS_OK;
    transcript_select(&view->transcript, app_record(app), app_record(app)->facts[fact].evidence[index]);
}

static void next_proof(struct app *app)
{
    size_t fact;
    unsigned index;
    app->verdict_proof++;
    if (!app_diagnosis(app) || !find_proof(app, app->verdict_proof, &fact, &index))
        app->verdict_proof = 0;
}

static void offer_correction(struct app *app)
{
    const struct record *record = app_record(app);
    if (!app_diagnosis(app) || app_diagnosis(app)->correction == CORRECTION_NONE || !app->run)
        app_news(app, "ui.news.no-correction");
    else if (record->logins_used >= record->logins_allowed)
        app_news(app, "ui.news.budget");
    else
        app->overlay = OVERLAY_CORRECT;
}

static bool act(struct app *app, enum action action, unsigned number)
{
    switch (action) {
    case ACTION_UP:
        app->verdict_scroll -= app->verdict_scroll > 0;
        return true;
    case ACTION_DOWN:
        app->verdict_scroll++;
        return true;
    case ACTION_PAGE_UP:
        app->verdict_scroll -= app->verdict_scroll >= PAGE ? PAGE : app->verdict_scroll;
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_TOGGLE:
        app->verdict_scroll += PAGE;
        return true;
    case ACTION_NEXT_PANE:
        next_proof(app);
        return true;
    case ACTION_ENTER:
        if (app_diagnosis(app))
            show_proof(app);
        return true;
    case ACTION_WRAP: /* w: nothing is wrapped here */
        report_open(app);
        return true;
    case ACTION_CORRECT:
        offer_correction(app);
        return true;
    case ACTION_ANSWER:
        interview_answer(app, app_diagnosis(app) ? app_diagnosis(app)->question : QUESTION_NONE, (char)number);
        return true;
    case ACTION_FIX:
        fix_open(app);
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
    static const struct hint usual[] = {
        { ACTION_ENTER, "ui.act.proof" }, { ACTION_FIX, NULL },  { ACTION_CALL, NULL }, { ACTION_REPORT, NULL },
        { ACTION_RERUN, NULL },           { ACTION_HELP, NULL }, { ACTION_QUIT, NULL }, { ACTION_NONE, NULL }
    };
    static const struct hint correcting[] = { { ACTION_ENTER, "ui.act.proof" },
                                              { ACTION_CORRECT, NULL },
                                              { ACTION_FIX, NULL },
                                              { ACTION_CALL, NULL },
                                              { ACTION_REPORT, NULL },
                                              { ACTION_RERUN, NULL },
                                              { ACTION_HELP, NULL },
                                              { ACTION_QUIT, NULL },
                                              { ACTION_NONE, NULL } };
    const struct diagnosis *diagnosis = app_diagnosis(app);
    return diagnosis && diagnosis->correction != CORRECTION_NONE && app->run ? correcting : usual;
}

const struct screen screen_verdict = {
    .word = "verdict",
    .is_step = true,
    .step = STEP_VERDICT,
    .place = place,
    .draw = draw,
    .act = act,
    .hints = hints,
};
