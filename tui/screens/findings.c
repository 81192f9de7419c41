/* The list of findings: problems first, what passed folded into one row. */
#include "show.h"
#include "screen.h"

#include <stdio.h>

enum { LISTED_MAX = 512, COL_POINTER = 1, COL_SIGN = 3, COL_NAME = 5, COL_SENTENCE = 10, SENTENCE_MAX = 2048 };

bool finding_belongs(const struct app *app, const struct fact *fact)
{
    enum step step = fact_row(fact->kind)->step;
    if (fact->kind == FACT_ANSWER || fact->kind == FACT_CONTEXT)
        return false;
    if (app->screen == SCREEN_STATUS)
        return step == STEP_STATUS;
    if (app->screen == SCREEN_NETWORK)
        return step != STEP_STATUS;
    return true;
}

/* What the verdict's cause rests on stands on top, and is never folded away. */
static bool is_ground(const struct app *app, size_t index)
{
    const struct diagnosis *diagnosis = app_diagnosis(app);
    if (!diagnosis || diagnosis->candidate_count == 0)
        return false;
    for (size_t i = 0; i < diagnosis->candidates[0].for_count; i++)
        if (diagnosis->candidates[0].for_facts[i] == index)
            return true;
    return false;
}

static unsigned rank_of(const struct app *app, size_t index)
{
    static const unsigned by_status[STATUS_COUNT] = {
        [STATUS_PROBLEM] = 2, [STATUS_WARNING] = 4, [STATUS_UNKNOWN] = 6, [STATUS_SKIPPED] = 8, [STATUS_OK] = 10,
    };
    const struct fact *fact = &app_record(app)->facts[index];
    if (is_ground(app, index))
        return fact->status == STATUS_PROBLEM ? 0 : 1;
    return by_status[fact->status] + !fact->chosen;
}

size_t findings_list(const struct app *app, size_t *facts, size_t max, size_t *ret_passed)
{
    enum { RANKS = 12, FIRST_PASSED = 10 };
    const struct record *record = app_record(app);
    bool shows_passed = app_view(app)->shows_passed;
    size_t count = 0;
    *ret_passed = 0;
    for (unsigned rank = 0; rank < RANKS; rank++)
        for (size_t i = 0; i < record->fact_count; i++) {
            if (!finding_belongs(app, &record->facts[i]) || rank_of(app, i) != rank)
                continue;
            *ret_passed += rank >= FIRST_PASSED;
            if (count < max && (rank < FIRST_PASSED || shows_passed))
                facts[count++] = i;
        }
    return count;
}

void findings_select_first(struct app *app)
{
    size_t facts[1];
    size_t passed;
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    if (view->fact != NO_FACT || findings_list(app, facts, 1, &passed) == 0)
        return;
    view->fact = (long)facts[0];
    const struct fact *fact = &record->facts[facts[0]];
    if (fact->evidence_count)
        transcript_select(&view->transcript, record, fact->evidence[0]);
    else
        transcript_follow(&view->transcript, record, 1);
}

struct list {
    size_t facts[LISTED_MAX];
    size_t count;
    size_t passed;
    size_t selected; /* place in facts; count: the row of what passed */
};

static void read_list(const struct app *app, struct list *ret_list)
{
    long fact = app_view(app)->fact;
    ret_list->count = findings_list(app, ret_list->facts, LISTED_MAX, &ret_list->passed);
    ret_list->selected = ret_list->count;
    for (size_t i = 0; i < ret_list->count; i++)
        if ((long)ret_list->facts[i] == fact)
            ret_list->selected = i;
}

static void draw_name(struct app *app, struct spot spot, size_t index)
{
    char name[SHORT_NAME_MAX];
    const struct fact *fact = &app_record(app)->facts[index];
    show_short_name(app_record(app), index, name);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, 1 }, show_status_style(fact->status),
                      span_of(sign_text(fact->status)));
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_NAME, 4 }, STYLE_BOLD, span_of(name));
}

static void draw_finding(struct app *app, struct spot spot, size_t index, bool is_selected)
{
    const struct fact *fact = &app_record(app)->facts[index];
    char detail[DETAIL_MAX];
    struct buf sentence;
    buf_init(&sentence, SENTENCE_MAX);
    words_fact(&app->words, fact, &sentence);
    show_detail(fact, detail);
    draw_name(app, spot, index);
    struct spot right = { spot.row, spot.col + spot.cells - 18, 17 };
    int used = canvas_text_right(&app->canvas, right, STYLE_DIM, span_of(detail));
    struct spot middle = { spot.row, spot.col + COL_SENTENCE, spot.cells - COL_SENTENCE - used - 3 };
    (void)canvas_text(&app->canvas, middle, STYLE_TEXT, buf_span(&sentence));
    if (is_selected) {
        (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
        canvas_mark(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, spot.cells - COL_SIGN });
    }
    buf_free(&sentence);
}

static void draw_passed(struct app *app, struct spot spot, const struct list *list)
{
    struct buf text;
    bool is_selected = list->selected == list->count;
    const struct result_view *view = app_view(app);
    buf_init(&text, 256);
    struct fact number = { .number = (int64_t)list->passed };
    words_fill(&text, app_text(app, "ui.findings.passed"), &number);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, 1 }, STYLE_OK, SPAN("✓"));
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_SENTENCE, spot.cells - COL_SENTENCE },
                      STYLE_TEXT, buf_span(&text));
    const char *key = view->shows_passed ? "ui.findings.hide" : "ui.findings.show";
    (void)canvas_text_right(&app->canvas, (struct spot){ spot.row, spot.col + spot.cells / 2, spot.cells / 2 - 1 },
                            STYLE_DIM, app_text(app, key));
    if (is_selected)
        (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
    buf_free(&text);
}

void findings_draw(struct app *app, struct area area)
{
    struct list list;
    char note[64];
    read_list(app, &list);
    (void)snprintf(note, sizeof note, "%zu / %zu", list.count - (app_view(app)->shows_passed ? list.passed : 0),
                   list.count + (app_view(app)->shows_passed ? 0 : list.passed));
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            app_text(app, "ui.pane.findings"),
                                            span_of(note),
                                            app_view(app)->pane == PANE_FINDINGS });
    size_t rows = area.rows > 1 ? (size_t)area.rows - 1 : 0;
    size_t top = list.selected >= rows ? list.selected - rows + 1 : 0;
    for (size_t i = 0; i < rows && top + i <= list.count; i++) {
        struct spot spot = { area.row + 1 + (int)i, area.col, area.cols };
        size_t place = top + i;
        clicks_add_row(&app->clicks, spot, place);
        if (place < list.count)
            draw_finding(app, spot, list.facts[place], list.selected == place);
        else if (list.passed)
            draw_passed(app, spot, &list);
        else if (list.count == 0)
            (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_SIGN, spot.cells - COL_SIGN },
                              STYLE_DIM, app_text(app, "ui.findings.none"));
    }
}

/* ---- keys ---- */

static void show_proof(struct app *app)
{
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    view->explain_scroll = 0;
    if (view->fact == NO_FACT || (size_t)view->fact >= record->fact_count)
        return;
    const struct fact *fact = &record->facts[view->fact];
    if (fact->evidence_count)
        transcript_select(&view->transcript, record, fact->evidence[view->proof % fact->evidence_count]);
}

static void select_row(struct app *app, const struct list *list, size_t row)
{
    struct result_view *view = app_view(app);
    view->fact = row < list->count ? (long)list->facts[row] : NO_FACT;
    view->proof = 0;
    show_proof(app);
}

static void move_row(struct app *app, long step)
{
    struct list list;
    read_list(app, &list);
    long last = (long)list.count - (list.passed ? 0 : 1);
    long row = (long)list.selected + step;
    if (row > last)
        row = last;
    if (row >= 0)
        select_row(app, &list, (size_t)row);
    else if (last >= 0)
        select_row(app, &list, 0);
}

static void move_problem(struct app *app, int step)
{
    struct list list;
    read_list(app, &list);
    for (long row = (long)list.selected + step; row >= 0 && row < (long)list.count; row += step) {
        enum status status = app_record(app)->facts[list.facts[row]].status;
        if (status == STATUS_PROBLEM || status == STATUS_WARNING) {
            select_row(app, &list, (size_t)row);
            return;
        }
    }
    app_news(app, "ui.news.no-more");
}

/* Enter goes from proof to proof, with the focus on the transcript. */
static void enter_proof(struct app *app)
{
    const struct record *record = app_record(app);
    struct result_view *view = app_view(app);
    if (view->fact == NO_FACT) {
        view->shows_passed = !view->shows_passed;
        return;
    }
    if (record->facts[view->fact].evidence_count == 0) {
        app_news(app, "ui.news.no-proof");
        return;
    }
    trail_add(app);
    show_proof(app);
    view->proof++;
    view->pane = PANE_TRANSCRIPT;
}

void findings_click(struct app *app, size_t row)
{
    struct list list;
    read_list(app, &list);
    if (row >= list.count + (list.passed ? 1 : 0))
        return;
    app_view(app)->pane = PANE_FINDINGS;
    select_row(app, &list, row);
}

bool findings_act(struct app *app, enum action action)
{
    enum { PAGE = 5, ALL = 1 << 20 };
    switch (action) {
    case ACTION_UP:
        move_row(app, -1);
        return true;
    case ACTION_DOWN:
        move_row(app, 1);
        return true;
    case ACTION_FIRST:
        move_row(app, -ALL);
        return true;
    case ACTION_LAST:
        move_row(app, ALL);
        return true;
    case ACTION_NEXT_PROBLEM:
        move_problem(app, 1);
        return true;
    case ACTION_PREVIOUS_PROBLEM:
        move_problem(app, -1);
        return true;
    case ACTION_ENTER:
        enter_proof(app);
        return true;
    case ACTION_SHOW_PASSED:
    case ACTION_HIDE_PASSED:
        app_view(app)->shows_passed = action == ACTION_SHOW_PASSED;
        return true;
    case ACTION_PAGE_UP:
        app_view(app)->explain_scroll -= app_view(app)->explain_scroll >= PAGE ? PAGE : app_view(app)->explain_scroll;
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_TOGGLE:
        app_view(app)->explain_scroll += PAGE;
        return true;
    default:
        return false;
    }
}
