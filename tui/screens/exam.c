/* An exam: the complaint, the learner's own verdict, and afterwards how good it was and why. */
#include "base/mem.h"
#include "screen.h"
#include "show.h"
#include "widgets/flow.h"

#include <stdio.h>

enum { INDENT = 3, LABEL_CELLS = 17, TEXT_COLS = 90, TOLD_MAX = 32 * 1024, KEY_ROOM = 160, LIST_ROWS_MIN = 4 };
enum { COL_POINTER = 1, COL_NAME = 3, PAGE = 8 };

struct page {
    struct app *app;
    const struct exam_view *exam;
    struct practice_about about;
    struct flow flow;
};

static struct span text_of_case(const struct page *page, const char *part)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "practice.%.70s.%s", page->about.id, part);
    return app_text(page->app, key);
}

static struct span cause_name(const struct app *app, enum cause cause)
{
    char key[KEY_ROOM];
    if (cause == CAUSE_NONE)
        return app_text(app, "ui.exam.all-well");
    (void)snprintf(key, sizeof key, "cause.%s.short", cause_row(cause)->label);
    return app_text(app, key);
}

static struct span side_name(const struct app *app, enum side side)
{
    char key[KEY_ROOM];
    if (side == SIDE_NONE)
        return app_text(app, "ui.exam.no-side");
    (void)snprintf(key, sizeof key, "side.%s", side_word(side));
    return app_text(app, key);
}

static struct flow_label label_of(const struct page *page, const char *key)
{
    return (struct flow_label){ app_text(page->app, key), LABEL_CELLS, STYLE_BOLD };
}

/* ---- before: the complaint, and the list of causes ---- */

static void tell_complaint(struct page *page)
{
    flow_text(&page->flow, INDENT, STYLE_TEXT, text_of_case(page, "story"));
    flow_skip(&page->flow);
    const char *key = page->app->has_diagnosis ? "ui.exam.commit" : "ui.exam.look";
    flow_text(&page->flow, INDENT, STYLE_DIM, app_text(page->app, key));
}

static size_t cause_count(void)
{
    return CAUSE_COUNT;
}

static void draw_cause(struct app *app, struct spot spot, size_t row)
{
    enum cause cause;
    if (!exam_cause(row, &cause))
        return;
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_NAME, spot.cells - COL_NAME - 1 },
                      STYLE_TEXT, cause_name(app, cause));
    clicks_add_row(&app->clicks, spot, row);
    if (row != app->training.exam.row)
        return;
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_POINTER, 1 }, STYLE_ACCENT, SPAN("▸"));
    canvas_mark(&app->canvas, (struct spot){ spot.row, spot.col + COL_NAME, spot.cells - COL_NAME - 1 });
}

static void draw_side(struct app *app, struct spot spot)
{
    struct buf text;
    buf_init(&text, TOLD_MAX);
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + COL_NAME, LABEL_CELLS }, STYLE_BOLD,
                      app_text(app, "ui.verdict.who"));
    (void)buf_addf(&text, "◂ ");
    buf_add(&text, side_name(app, app->training.exam.side));
    buf_add_text(&text, " ▸");
    int col = COL_NAME + LABEL_CELLS;
    (void)canvas_text(&app->canvas, (struct spot){ spot.row, spot.col + col, spot.cells - col - 1 }, STYLE_ACCENT,
                      buf_span(&text));
    buf_free(&text);
}

static void draw_list(struct app *app, struct area area)
{
    const struct exam_view *exam = &app->training.exam;
    size_t rows = area.rows > 3 ? (size_t)area.rows - 3 : 0;
    size_t top = exam->row >= rows && rows ? exam->row - rows + 1 : 0;
    char note[48];
    (void)snprintf(note, sizeof note, "%zu / %zu", exam->row + 1, cause_count());
    show_rule(&app->canvas,
              &(struct rule){
                  { area.row, area.col, area.cols }, app_text(app, "ui.exam.your-verdict"), span_of(note), true });
    for (size_t i = top; i < top + rows; i++)
        draw_cause(app, (struct spot){ area.row + 1 + (int)(i - top), area.col, area.cols }, i);
    draw_side(app, (struct spot){ area.row + area.rows - 1, area.col, area.cols });
}

static void draw_open(struct page *page, struct area area)
{
    flow_skip(&page->flow);
    tell_complaint(page);
    int used = page->flow.row + 2;
    if (used > area.rows - LIST_ROWS_MIN)
        used = area.rows - LIST_ROWS_MIN;
    canvas_fill(&page->app->canvas, (struct area){ area.row + used, area.col, area.rows - used, area.cols },
                STYLE_TEXT);
    draw_list(page->app, (struct area){ area.row + used, area.col, area.rows - used, area.cols });
}

/* ---- after: the score and the explanation ---- */

static void tell_verdicts(struct page *page)
{
    const struct exam_view *exam = page->exam;
    const struct {
        const char *label;
        enum cause cause;
        enum side side;
    } rows[] = { { "ui.exam.yours", exam->attempt.cause, exam->attempt.side },
                 { "ui.exam.right", page->about.cause, page->about.side } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text;
        buf_init(&text, TOLD_MAX);
        buf_add(&text, cause_name(page->app, rows[i].cause));
        if (rows[i].cause != CAUSE_NONE) {
            buf_add_text(&text, " · ");
            buf_add(&text, side_name(page->app, rows[i].side));
        }
        flow_labelled(&page->flow, label_of(page, rows[i].label), STYLE_TEXT, buf_span(&text));
        buf_free(&text);
    }
}

static void tell_score(struct page *page)
{
    const struct score *score = &page->exam->score;
    struct buf text;
    buf_init(&text, TOLD_MAX);
    (void)buf_addf(&text, "%u / %d\n", score->sum, POINTS_MAX);
    for (unsigned i = 0; i < SCORE_ROW_COUNT; i++) {
        char key[KEY_ROOM];
        (void)snprintf(key, sizeof key, "ui.exam.score.%s", score_word((enum score_row)i));
        buf_add_text(&text, i ? "  " : "");
        buf_add(&text, app_text(page->app, key));
        (void)buf_addf(&text, "\302\240%u/%u", score->points[i], score_most((enum score_row)i));
    }
    flow_labelled(&page->flow, label_of(page, "ui.exam.score"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_effort(struct page *page)
{
    struct buf text;
    struct fact values = { .number = page->exam->attempt.runs, .ms = -1 };
    (void)snprintf(values.text, sizeof values.text, "%u", page->exam->attempt.logins);
    buf_init(&text, TOLD_MAX);
    words_fill(&text, app_text(page->app, "ui.exam.effort"), &values);
    if (page->exam->attempt.is_locked)
        show_add_sentence(&text, app_text(page->app, "ui.exam.locked"));
    flow_labelled(&page->flow, label_of(page, "ui.exam.used"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_lesson(struct page *page)
{
    char key[KEY_ROOM];
    (void)snprintf(key, sizeof key, "practice.%.70s.lesson.%s", page->about.id, page->about.variant);
    flow_skip(&page->flow);
    if (page->about.variant[0] && words_has(&page->app->words, key))
        flow_text(&page->flow, INDENT, STYLE_TEXT, app_text(page->app, key));
    flow_text(&page->flow, INDENT, STYLE_TEXT, text_of_case(page, "lesson"));
}

/* The first line that proves what the program found. */
static void tell_proof(struct page *page)
{
    const struct record *record = app_record(page->app);
    const struct diagnosis *diagnosis = app_diagnosis(page->app);
    struct buf text;
    if (!diagnosis || diagnosis->candidate_count == 0 || diagnosis->candidates[0].for_count == 0)
        return;
    const struct fact *fact = &record->facts[diagnosis->candidates[0].for_facts[0]];
    buf_init(&text, TOLD_MAX);
    words_fact(&page->app->words, fact, &text);
    const struct line *line = fact->evidence_count ? record_line(record, fact->evidence[0]) : NULL;
    if (line) {
        buf_add_char(&text, '\n');
        words_line(&page->app->words, line, &text);
    }
    flow_skip(&page->flow);
    flow_labelled(&page->flow, label_of(page, "ui.verdict.proof"), STYLE_TEXT, buf_span(&text));
    buf_free(&text);
}

static void tell_result(struct page *page)
{
    flow_skip(&page->flow);
    tell_verdicts(page);
    tell_score(page);
    tell_effort(page);
    tell_lesson(page);
    tell_proof(page);
}

static void draw_result(struct page *page, struct area area)
{
    struct exam_view *exam = &page->app->training.exam;
    for (int turn = 0; turn < 2; turn++) {
        page->flow = flow_start(&page->app->canvas, area, exam->scroll);
        tell_result(page);
        int fitting = flow_clamp(&page->flow, exam->scroll);
        if (fitting == exam->scroll)
            break;
        exam->scroll = fitting;
        canvas_fill(&page->app->canvas, area, STYLE_TEXT);
    }
}

static void draw(struct app *app, struct area area)
{
    char key[KEY_ROOM];
    const struct exam_view *exam = &app->training.exam;
    struct page page = { .app = app, .exam = exam };
    practice_about_variant(practice_at(exam->index), exam->variant, &page.about);
    (void)snprintf(key, sizeof key, "ui.level.%s", page.about.level);
    show_rule(&app->canvas, &(struct rule){ { area.row, area.col, area.cols },
                                            text_of_case(&page, "title"),
                                            app_text(app, key),
                                            exam->is_committed });
    int cols = area.cols - 2 > TEXT_COLS ? TEXT_COLS : area.cols - 2;
    struct area inner = { area.row + 1, area.col + 1, area.rows - 1, cols };
    page.flow = flow_start(&app->canvas, inner, 0);
    if (exam->is_committed)
        draw_result(&page, inner);
    else
        draw_open(&page, (struct area){ area.row + 1, area.col, area.rows - 1, area.cols });
}

/* ---- keys ---- */

static void move(struct app *app, long step)
{
    struct exam_view *exam = &app->training.exam;
    if (exam->is_committed) {
        exam->scroll = exam->scroll + step < 0 ? 0 : exam->scroll + (int)step;
        return;
    }
    long row = (long)exam->row + step;
    long last = (long)cause_count() - 1;
    exam->row = (size_t)(row < 0 ? 0 : row > last ? last : row);
}

static void turn_side(struct app *app, int step)
{
    struct exam_view *exam = &app->training.exam;
    if (!exam->is_committed)
        exam->side = (enum side)(((int)exam->side + SIDE_COUNT + step) % SIDE_COUNT);
}

static void enter(struct app *app)
{
    if (!app->training.exam.is_committed)
        exam_commit(app);
    else
        app_go(app, SCREEN_VERDICT);
}

static bool act(struct app *app, enum action action, unsigned number)
{
    static const struct {
        enum action action;
        long step;
    } moves[] = {
        { ACTION_UP, -1 },          { ACTION_DOWN, 1 },      { ACTION_PAGE_UP, -PAGE },
        { ACTION_PAGE_DOWN, PAGE }, { ACTION_TOGGLE, PAGE },
    };
    (void)number;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].action == action) {
            move(app, moves[i].step);
            return true;
        }
    if (action == ACTION_LEFT || action == ACTION_RIGHT)
        turn_side(app, action == ACTION_LEFT ? -1 : 1);
    else if (action == ACTION_ENTER)
        enter(app);
    else if (action == ACTION_ESCAPE)
        training_open_course(app);
    else if (action == ACTION_PREVIOUS_STEP)
        app_go(app, SCREEN_NETWORK);
    else if (action == ACTION_NEXT_STEP)
        app_news(app, "ui.news.not-here");
    else
        return false;
    return true;
}

static void click(struct app *app, size_t row)
{
    if (!app->training.exam.is_committed)
        app->training.exam.row = row;
}

static const struct hint *hints(const struct app *app)
{
    static const struct hint looking[] = { { ACTION_RERUN, "ui.act.run" }, { ACTION_ESCAPE, "ui.act.back" },
                                           { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },
                                           { ACTION_UP, "ui.act.choose" }, { ACTION_NONE, NULL } };
    static const struct hint judging[] = {
        { ACTION_UP, "ui.act.cause" },  { ACTION_LEFT, "ui.act.side" }, { ACTION_ENTER, "ui.act.commit" },
        { ACTION_PREVIOUS_STEP, NULL }, { ACTION_HELP, NULL },          { ACTION_QUIT, NULL },
        { ACTION_NONE, NULL }
    };
    static const struct hint judged[] = { { ACTION_ENTER, "ui.act.verdict" },
                                          { ACTION_UP, "ui.act.scroll" },
                                          { ACTION_ESCAPE, "ui.act.course" },
                                          { ACTION_HELP, NULL },
                                          { ACTION_QUIT, NULL },
                                          { ACTION_NONE, NULL } };
    if (app->training.exam.is_committed)
        return judged;
    return app->has_diagnosis ? judging : looking;
}

const struct screen screen_exam = { .word = "exam", .draw = draw, .act = act, .click = click, .hints = hints };
