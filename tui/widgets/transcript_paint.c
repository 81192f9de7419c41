/* How the lines of a conversation are painted. */
#include "base/clean.h"
#include "base/utf8.h"
#include "report/line_explain.h"
#include "show.h"
#include "widgets/transcript_view.h"

#include <stdio.h>

/* "A1 ▸ 20   4.730 S  535 …" */
enum { COL_NAME = 0, COL_POINTER = 3, COL_NUMBER = 4, COL_TIME = 8, COL_SPEAKER = 17, COL_TEXT = 20 };
enum { LINE_TEXT_MAX = 16 * 1024 };

struct sheet {
    struct canvas *canvas;
    struct area area;
    int row;
    struct transcript_view *view;
    const struct transcript_look *look;
    const struct session_log *log;
};

static struct spot spot_in(const struct sheet *sheet, int col, int cells)
{
    int room = sheet->area.cols - col;
    return (struct spot){ sheet->area.row + sheet->row, sheet->area.col + col, cells < room ? cells : room };
}

static int text_cells(const struct sheet *sheet)
{
    int cells = sheet->area.cols - COL_TEXT;
    return cells < 1 ? 1 : cells;
}

static bool proves(const struct fact *fact, unsigned session, unsigned n)
{
    for (unsigned i = 0; fact && i < fact->evidence_count; i++)
        if (fact->evidence[i].session == session && fact->evidence[i].line == n)
            return true;
    return false;
}

/* ---- one line ---- */

/* The name of the finding on show; dimmed, that of another finding that rests on the line. */
static void draw_name(const struct sheet *sheet, const struct line *line)
{
    static const int weight[STATUS_COUNT] = {
        [STATUS_PROBLEM] = 5, [STATUS_WARNING] = 4, [STATUS_UNKNOWN] = 3, [STATUS_OK] = 2, [STATUS_SKIPPED] = 1,
    };
    const struct record *record = sheet->look->record;
    char name[SHORT_NAME_MAX] = "";
    int best = 0;
    if (proves(sheet->look->fact, sheet->view->session, line->n)) {
        (void)canvas_text(sheet->canvas, spot_in(sheet, COL_NAME, 3), STYLE_PROBLEM, span_of(sheet->look->name));
        return;
    }
    for (size_t i = 0; i < record->fact_count; i++)
        if (weight[record->facts[i].status] > best && proves(&record->facts[i], sheet->view->session, line->n)) {
            best = weight[record->facts[i].status];
            show_short_name(record, i, name);
        }
    (void)canvas_text(sheet->canvas, spot_in(sheet, COL_NAME, 3), STYLE_DIM, span_of(name));
}

static void draw_time(const struct sheet *sheet, const struct line *line)
{
    char text[32];
    int64_t ms = sheet->look->hides_times ? 0 : line->us / 1000;
    (void)snprintf(text, sizeof text, "%u", line->n);
    int digits = (int)span_of(text).len;
    if (digits <= 3)
        digits = 3;
    (void)canvas_text_right(sheet->canvas, spot_in(sheet, COL_NUMBER, digits), STYLE_DIM, span_of(text));
    (void)snprintf(text, sizeof text, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
    int col = digits > 3 ? COL_NUMBER + digits + 1 : COL_TIME;
    (void)canvas_text_right(sheet->canvas, spot_in(sheet, col, COL_SPEAKER - 1 - col), STYLE_DIM, span_of(text));
}

/* Which bytes of a text stand on a row, and in which column they begin. */
struct piece {
    struct span text;
    size_t start, end;
    int col;
};

static int cells_of(struct span text, size_t start, size_t end)
{
    return end > start ? (int)utf8_width(span_head(span_from(text, start), end - start)) : 0;
}

static void draw_hits(const struct sheet *sheet, const struct piece *piece)
{
    struct span query = span_of(sheet->view->query);
    size_t at = 0;
    while (query.len && at < piece->end) {
        size_t found = span_find_nocase(span_from(piece->text, at), query);
        if (found == SPAN_NONE)
            return;
        size_t start = at + found > piece->start ? at + found : piece->start;
        size_t end = at + found + query.len < piece->end ? at + found + query.len : piece->end;
        at += found + query.len;
        int col = piece->col + cells_of(piece->text, piece->start, start);
        canvas_restyle(sheet->canvas, spot_in(sheet, col, cells_of(piece->text, start, end)), STYLE_HIT);
    }
}

/* What a base64 prompt says, at the right edge. */
static void draw_decoded(const struct sheet *sheet, const struct line *line, int used)
{
    struct buf decoded;
    int free_cells = sheet->area.cols - COL_TEXT - used - 2;
    buf_init(&decoded, 1 * KIB);
    buf_add_text(&decoded, "\"");
    if (free_cells > 8 && line_decode(line, &decoded)) {
        buf_add_text(&decoded, "\"");
        struct spot spot = spot_in(sheet, COL_TEXT + used + 1, free_cells);
        int cells = canvas_text_right(sheet->canvas, spot, STYLE_DIM, buf_span(&decoded));
        int col = spot.col - sheet->area.col + spot.cells - cells;
        draw_hits(sheet, &(struct piece){ buf_span(&decoded), 0, decoded.len, col });
    }
    buf_free(&decoded);
}

static enum style style_of(const struct line *line)
{
    static const enum style styles[] = {
        [SPEAKER_CLIENT] = STYLE_ACCENT,
        [SPEAKER_SERVER] = STYLE_TEXT,
        [SPEAKER_EVENT] = STYLE_DIM,
    };
    return styles[line->from];
}

/* One row of text; returns the cells taken. */
static int draw_piece(const struct sheet *sheet, const struct line *line, const struct piece *piece)
{
    struct span text = span_head(span_from(piece->text, piece->start), piece->end - piece->start);
    int used = canvas_text(sheet->canvas, spot_in(sheet, COL_TEXT, sheet->area.cols), style_of(line), text);
    draw_hits(sheet, piece);
    return used;
}

static void mark_row(const struct sheet *sheet, const struct line *line)
{
    const struct transcript_view *view = sheet->view;
    bool is_proof = proves(sheet->look->fact, view->session, line->n);
    bool is_selected = transcript_selects(view, line->n);
    if (sheet->look->has_focus ? is_selected : is_proof)
        canvas_mark(sheet->canvas, spot_in(sheet, COL_NUMBER, sheet->area.cols));
}

static void draw_wrapped(struct sheet *sheet, const struct line *line, struct span text)
{
    size_t start = 0;
    do {
        size_t len = utf8_fit(span_from(text, start), (size_t)text_cells(sheet)).len;
        struct piece piece = { text, start, len ? start + len : text.len, COL_TEXT };
        int used = draw_piece(sheet, line, &piece);
        start = piece.end;
        if (start >= text.len)
            draw_decoded(sheet, line, used);
        mark_row(sheet, line);
        sheet->row++;
    } while (start < text.len && sheet->row < sheet->area.rows);
}

static void draw_unwrapped(struct sheet *sheet, const struct line *line, struct span text)
{
    size_t start = utf8_fit(text, (size_t)sheet->view->left).len;
    int used = draw_piece(sheet, line, &(struct piece){ text, start, text.len, COL_TEXT });
    draw_decoded(sheet, line, used);
    mark_row(sheet, line);
    sheet->row++;
}

static void draw_line(struct sheet *sheet, const struct line *line)
{
    static const char *const letters[] = { [SPEAKER_CLIENT] = "C", [SPEAKER_SERVER] = "S", [SPEAKER_EVENT] = "-" };
    bool is_proof = proves(sheet->look->fact, sheet->view->session, line->n);
    struct buf text;
    buf_init(&text, LINE_TEXT_MAX);
    words_line(sheet->look->words, line, &text);
    draw_name(sheet, line);
    if (line->n == sheet->view->line && (sheet->look->has_focus || is_proof))
        (void)canvas_text(sheet->canvas, spot_in(sheet, COL_POINTER, 1), STYLE_ACCENT, SPAN("▸"));
    draw_time(sheet, line);
    (void)canvas_text(sheet->canvas, spot_in(sheet, COL_SPEAKER, 1), style_of(line), span_of(letters[line->from]));
    if (sheet->view->wraps)
        draw_wrapped(sheet, line, buf_span(&text));
    else
        draw_unwrapped(sheet, line, buf_span(&text));
    buf_free(&text);
}

/* ---- the row of carets ---- */

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

/* The server's free text needs no carets: it speaks for itself. */
static bool has_carets(const struct line *line, const struct line_part *part, bool is_first)
{
    bool is_rest =
        part->start + part->len == line->len && !is_first && line->from == SPEAKER_SERVER && part->len > ENHANCED_MAX;
    return part->len && !is_rest && line->note == NOTE_NONE;
}

/* Carets under the codes and keywords, and what the most telling of them means. */
static void draw_carets(const struct sheet *sheet, const struct line *line)
{
    struct line_explanation explanation;
    struct span meaning = SPAN_EMPTY;
    int end = 0;
    bool is_whole = !sheet->view->wraps || column_of(line_raw(line), line->len) <= text_cells(sheet);
    int left = sheet->view->wraps ? 0 : sheet->view->left;
    line_explain(sheet->log, line, &explanation);
    for (size_t i = 0; i < explanation.part_count; i++) {
        const struct line_part *part = &explanation.parts[i];
        if (!has_carets(line, part, i == 0))
            continue;
        int start = column_of(line_raw(line), part->start) - left;
        int cells = column_of(line_raw(line), part->start + part->len) - left - start;
        if (is_whole && start >= 0) {
            canvas_repeat(sheet->canvas, spot_in(sheet, COL_TEXT + start, cells), STYLE_ACCENT, '^');
            end = start + cells > end ? start + cells : end;
        }
        if (i == 0 || span_starts(span_of(part->keys[0]), SPAN("enhanced.")))
            meaning = part_meaning(sheet->look->words, part);
    }
    (void)canvas_text(sheet->canvas, spot_in(sheet, COL_TEXT + end + (end ? 2 : 0), sheet->area.cols), STYLE_DIM,
                      meaning);
}

/* ---- which lines fit ---- */

static int rows_of(const struct sheet *sheet, size_t index)
{
    struct buf text;
    int rows = 0;
    if (!sheet->view->wraps)
        return 1;
    buf_init(&text, LINE_TEXT_MAX);
    words_line(sheet->look->words, transcript_at(sheet->view, sheet->log, index), &text);
    struct span rest = buf_span(&text);
    do {
        size_t len = utf8_fit(rest, (size_t)text_cells(sheet)).len;
        rest = len ? span_from(rest, len) : SPAN_EMPTY;
        rows++;
    } while (rest.len && rows < sheet->area.rows);
    buf_free(&text);
    return rows;
}

/* These lines, and the row of carets, in the area. */
static bool fits(const struct sheet *sheet, size_t first, size_t last)
{
    int used = 1;
    for (size_t i = first; i <= last && used <= sheet->area.rows; i++)
        used += rows_of(sheet, i);
    return used <= sheet->area.rows;
}

/* How far up one can go from a line until that many rows stand above it. */
static size_t up_from(const struct sheet *sheet, size_t index, int rows)
{
    int above = 0;
    while (index > 0 && (above += rows_of(sheet, index - 1)) <= rows)
        index--;
    return index;
}

/* The selected line and the row of carets under it stay inside, and no row stays empty while lines are hidden above. */
static void choose_top(const struct sheet *sheet, size_t count)
{
    size_t selected = transcript_index(sheet->view, sheet->log, sheet->view->line);
    size_t top = (size_t)sheet->view->top;
    if (selected >= count)
        selected = count - 1;
    if (selected < top) {
        top = selected;
    } else if (!fits(sheet, top, selected)) {
        top = up_from(sheet, selected, sheet->area.rows / 2 + 1);
        while (top < selected && !fits(sheet, top, selected))
            top++;
    }
    size_t last_top = up_from(sheet, count, sheet->area.rows - 1);
    sheet->view->top = (int)(top > last_top ? last_top : top);
}

void transcript_draw(struct transcript_view *view, struct canvas *canvas, struct area area,
                     const struct transcript_look *look)
{
    struct sheet sheet = { canvas, area, 0, view, look, transcript_log(view, look->record) };
    transcript_refresh(view, look->record, look->words);
    size_t count = sheet.log ? transcript_count(view, sheet.log) : 0;
    view->rows = area.rows;
    if (count == 0 || area.rows < 1)
        return;
    choose_top(&sheet, count);
    for (size_t i = (size_t)view->top; i < count && sheet.row < area.rows; i++) {
        const struct line *line = transcript_at(view, sheet.log, i);
        bool is_proof = proves(look->fact, view->session, line->n);
        draw_line(&sheet, line);
        bool wants_carets = line->n == view->line && (is_proof || look->has_focus) && !view->follows && !view->anchor;
        if (wants_carets && sheet.row < area.rows) {
            draw_carets(&sheet, line);
            sheet.row++;
        }
    }
}
