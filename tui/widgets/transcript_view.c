#include "widgets/transcript_view.h"

#include "base/clean.h"
#include "base/utf8.h"
#include "report/line_explain.h"

#include <stdio.h>

/* "A1 ▸ 20   4.730 S  535 …" */
enum { COL_NAME = 0, COL_POINTER = 3, COL_NUMBER = 4, COL_TIME = 8, COL_SPEAKER = 17, COL_TEXT = 20, SCROLL_CELLS = 8 };
enum { LINE_TEXT_MAX = 16 * 1024 };

static const struct session_log *log_of(const struct transcript_view *view, const struct record *record)
{
    if (view->session == 0 || view->session > record->session_count)
        return NULL;
    return record->sessions[view->session - 1];
}

const struct line *transcript_line(const struct transcript_view *view, const struct record *record)
{
    const struct session_log *log = log_of(view, record);
    return log ? session_log_line(log, view->line) : NULL;
}

void transcript_select(struct transcript_view *view, const struct record *record, struct evidence evidence)
{
    const struct line *line = record_line(record, evidence);
    if (!line)
        return;
    view->session = evidence.session;
    view->line = evidence.line;
    view->follows = false;
}

void transcript_follow(struct transcript_view *view, const struct record *record, unsigned session)
{
    if (session == 0 || session > record->session_count || !record->sessions[session - 1]->line_count)
        return;
    const struct session_log *log = record->sessions[session - 1];
    view->session = session;
    view->line = log->lines[log->line_count - 1].n;
}

/* The next session in this direction that has lines. */
static bool move_session(struct transcript_view *view, const struct record *record, int step)
{
    for (long id = (long)view->session + step; id >= 1 && id <= (long)record->session_count; id += step) {
        const struct session_log *log = record->sessions[id - 1];
        if (log->line_count == 0)
            continue;
        view->session = (unsigned)id;
        view->line = log->lines[step > 0 ? 0 : log->line_count - 1].n;
        view->top = 0;
        return true;
    }
    return false;
}

static void move_by(struct transcript_view *view, const struct record *record, int step)
{
    const struct session_log *log = log_of(view, record);
    view->follows = false;
    if (!log || log->line_count == 0) {
        (void)move_session(view, record, 1);
        return;
    }
    long wanted = (long)view->line + step;
    long last = (long)log->lines[log->line_count - 1].n;
    bool at_end = step > 0 ? (long)view->line == last : view->line == 1;
    if (at_end && (step == 1 || step == -1))
        (void)move_session(view, record, step);
    else
        view->line = (unsigned)(wanted < 1 ? 1 : wanted > last ? last : wanted);
}

static void scroll_sideways(struct transcript_view *view, int cells)
{
    view->left += cells;
    if (view->left < 0)
        view->left = 0;
    if (view->left > CLEAN_LINE_MAX)
        view->left = CLEAN_LINE_MAX;
}

bool transcript_act(struct transcript_view *view, const struct record *record, enum action action)
{
    enum { PAGE = 10, ALL = 1 << 20 };
    switch (action) {
    case ACTION_UP:
        move_by(view, record, -1);
        return true;
    case ACTION_DOWN:
        move_by(view, record, 1);
        return true;
    case ACTION_PAGE_UP:
        move_by(view, record, -PAGE);
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_TOGGLE:
        move_by(view, record, PAGE);
        return true;
    case ACTION_FIRST:
        move_by(view, record, -ALL);
        return true;
    case ACTION_LAST:
        move_by(view, record, ALL);
        view->follows = true;
        return true;
    case ACTION_LEFT:
        scroll_sideways(view, -SCROLL_CELLS);
        return true;
    case ACTION_RIGHT:
        scroll_sideways(view, SCROLL_CELLS);
        return true;
    default:
        return false;
    }
}

/* ---- painting ---- */

static bool proves(const struct transcript_look *look, unsigned session, unsigned n)
{
    for (unsigned i = 0; look->fact && i < look->fact->evidence_count; i++)
        if (look->fact->evidence[i].session == session && look->fact->evidence[i].line == n)
            return true;
    return false;
}

struct sheet {
    struct canvas *canvas;
    struct area area;
    int row;
};

static struct spot spot_in(const struct sheet *sheet, int col, int cells)
{
    int room = sheet->area.cols - col;
    return (struct spot){ sheet->area.row + sheet->row, sheet->area.col + col, cells < room ? cells : room };
}

static void draw_time(const struct sheet *sheet, const struct transcript_look *look, const struct line *line)
{
    char text[32];
    int64_t ms = look->hides_times ? 0 : line->us / 1000;
    (void)snprintf(text, sizeof text, "%u", line->n % 10000);
    (void)canvas_text_right(sheet->canvas, spot_in(sheet, COL_NUMBER, 3), STYLE_DIM, span_of(text));
    (void)snprintf(text, sizeof text, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
    (void)canvas_text_right(sheet->canvas, spot_in(sheet, COL_TIME, 8), STYLE_DIM, span_of(text));
}

/* Drops what was scrolled out at the left. */
static struct span scrolled(struct span text, int left)
{
    return span_from(text, utf8_fit(text, (size_t)left).len);
}

static void draw_decoded(const struct sheet *sheet, const struct line *line, int used)
{
    struct buf decoded;
    int free_cells = sheet->area.cols - COL_TEXT - used - 2;
    buf_init(&decoded, 1 * KIB);
    buf_add_text(&decoded, "\"");
    if (free_cells > 8 && line_decode(line, &decoded)) {
        buf_add_text(&decoded, "\"");
        struct spot spot = spot_in(sheet, COL_TEXT + used + 1, free_cells);
        (void)canvas_text_right(sheet->canvas, spot, STYLE_DIM, buf_span(&decoded));
    }
    buf_free(&decoded);
}

static void draw_words(const struct sheet *sheet, const struct transcript_view *view,
                       const struct transcript_look *look, const struct line *line)
{
    static const char *const letters[] = { [SPEAKER_CLIENT] = "C", [SPEAKER_SERVER] = "S", [SPEAKER_EVENT] = "-" };
    static const enum style styles[] = {
        [SPEAKER_CLIENT] = STYLE_ACCENT,
        [SPEAKER_SERVER] = STYLE_TEXT,
        [SPEAKER_EVENT] = STYLE_DIM,
    };
    struct buf text;
    buf_init(&text, LINE_TEXT_MAX);
    words_line(look->words, line, &text);
    (void)canvas_text(sheet->canvas, spot_in(sheet, COL_SPEAKER, 1), styles[line->from], span_of(letters[line->from]));
    int used = canvas_text(sheet->canvas, spot_in(sheet, COL_TEXT, sheet->area.cols), styles[line->from],
                           scrolled(buf_span(&text), view->left));
    draw_decoded(sheet, line, used);
    buf_free(&text);
}

static int column_of(struct span raw, size_t offset)
{
    struct buf seen;
    buf_init(&seen, LINE_TEXT_MAX);
    (void)clean_add(&seen, span_head(raw, offset), CLEAN_LINE_MAX);
    int cells = (int)utf8_width(buf_span(&seen));
    buf_free(&seen);
    return cells;
}

static struct span part_meaning(const struct words *words, const struct line_part *part)
{
    for (int i = 0; i < LINE_PART_KEYS; i++)
        if (part->keys[i][0] && words_has(words, part->keys[i]))
            return words_get(words, part->keys[i]);
    return SPAN_EMPTY;
}

/* Carets under the codes and keywords, and what the most telling of them means. */
static void draw_carets(const struct sheet *sheet, const struct transcript_view *view,
                        const struct transcript_look *look, const struct line *line)
{
    struct line_explanation explanation;
    struct span meaning = SPAN_EMPTY;
    int end = 0;
    line_explain(log_of(view, look->record), line, &explanation);
    for (size_t i = 0; i < explanation.part_count; i++) {
        const struct line_part *part = &explanation.parts[i];
        bool is_rest = part->len && part->start + part->len == line->len && i > 0 && line->from == SPEAKER_SERVER &&
                       part->len > ENHANCED_MAX;
        if (part->len == 0 || is_rest || line->note != NOTE_NONE)
            continue;
        int start = column_of(line_raw(line), part->start) - view->left;
        int cells = column_of(line_raw(line), part->start + part->len) - view->left - start;
        if (start >= 0)
            canvas_repeat(sheet->canvas, spot_in(sheet, COL_TEXT + start, cells), STYLE_ACCENT, '^');
        end = start + cells > end ? start + cells : end;
        if (i == 0 || span_starts(span_of(part->keys[0]), SPAN("enhanced.")))
            meaning = part_meaning(look->words, part);
    }
    (void)canvas_text(sheet->canvas, spot_in(sheet, COL_TEXT + end + (end ? 2 : 0), sheet->area.cols), STYLE_DIM,
                      meaning);
}

static void draw_line(const struct sheet *sheet, const struct transcript_view *view, const struct transcript_look *look,
                      const struct line *line)
{
    bool is_proof = proves(look, view->session, line->n);
    bool is_selected = line->n == view->line && (look->has_focus || is_proof);
    if (is_proof)
        (void)canvas_text(sheet->canvas, spot_in(sheet, COL_NAME, 3), STYLE_PROBLEM, span_of(look->name));
    if (is_selected)
        (void)canvas_text(sheet->canvas, spot_in(sheet, COL_POINTER, 1), STYLE_ACCENT, SPAN("▸"));
    draw_time(sheet, look, line);
    draw_words(sheet, view, look, line);
    if (is_selected || (is_proof && !look->has_focus))
        canvas_mark(sheet->canvas, spot_in(sheet, COL_NUMBER, sheet->area.cols));
}

/* The selected line and the row of carets under it stay inside. */
static void keep_visible(struct transcript_view *view, int rows)
{
    int selected = (int)view->line - 1;
    if (selected - view->top > rows - 2)
        view->top = selected - rows / 2 - 1;
    if (selected - view->top > rows - 2)
        view->top = selected - rows + 2;
    if (selected < view->top)
        view->top = selected;
    if (view->top < 0)
        view->top = 0;
}

/* A short session is shown from its end: no empty rows while lines are hidden above. */
static void keep_full(struct transcript_view *view, const struct session_log *log, int rows)
{
    int most = (int)log->line_count + 1 - rows;
    if (view->top > most && most >= 0)
        view->top = most;
    if (most < 0)
        view->top = 0;
}

void transcript_draw(struct transcript_view *view, struct canvas *canvas, struct area area,
                     const struct transcript_look *look)
{
    const struct session_log *log = log_of(view, look->record);
    struct sheet sheet = { canvas, area, 0 };
    if (!log || area.rows < 1)
        return;
    keep_visible(view, area.rows);
    keep_full(view, log, area.rows);
    for (size_t i = (size_t)view->top; i < log->line_count && sheet.row < area.rows; i++) {
        const struct line *line = &log->lines[i];
        bool is_proof = proves(look, view->session, line->n);
        draw_line(&sheet, view, look, line);
        sheet.row++;
        if (line->n == view->line && (is_proof || look->has_focus) && sheet.row < area.rows && !view->follows) {
            draw_carets(&sheet, view, look, line);
            sheet.row++;
        }
    }
}
