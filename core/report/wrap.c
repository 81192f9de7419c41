#include "report/wrap.h"

#include "base/utf8.h"

#include <ctype.h>
#include <unilbrk.h>

/* Longer paragraphs are looked at piece by piece; a piece is far wider than any screen. */
enum { PIECE_MAX = 4096 };

static struct span next_piece(struct span text)
{
    size_t end = span_find_char(text, '\n');
    struct span piece = span_head(text, end == SPAN_NONE ? text.len : end);
    if (piece.len <= PIECE_MAX)
        return piece;
    piece.len = PIECE_MAX;
    while (piece.len > PIECE_MAX - UTF8_MAX_BYTES && ((unsigned char)piece.at[piece.len] & 0xc0) == 0x80)
        piece.len--;
    return piece;
}

/* The library breaks after every dot, so smtp.example.com and 10:25 would fall apart. */
static void forbid_inside_names(struct span piece, char *breaks)
{
    for (size_t i = 1; i < piece.len; i++)
        if ((piece.at[i - 1] == '.' || piece.at[i - 1] == ':') && isalnum((unsigned char)piece.at[i]))
            breaks[i] = UC_BREAK_PROHIBITED;
}

/* From its scheme to the next blank, or to the first byte of another script. */
static void forbid_inside_addresses(struct span piece, char *breaks)
{
    size_t from = 0;
    for (;;) {
        size_t found = span_find(span_from(piece, from), SPAN("://"));
        if (found == SPAN_NONE)
            return;
        from += found;
        while (from < piece.len && piece.at[from] > ' ' && piece.at[from] <= '~')
            breaks[from++] = UC_BREAK_PROHIBITED;
    }
}

/* Bytes of the line: up to the last allowed break that fits, or as much as fits. */
static size_t line_length(struct span piece, const char *breaks, size_t cells)
{
    struct span rest = piece;
    size_t used = 0;
    size_t allowed = 0;
    uint32_t c;
    bool valid;
    for (;;) {
        size_t at = piece.len - rest.len;
        if (at > 0 && breaks[at] == UC_BREAK_POSSIBLE)
            allowed = at;
        if (!utf8_next(&rest, &c, &valid))
            return piece.len;
        int width = valid ? utf8_cells(c) : 1;
        used += width > 0 ? (size_t)width : 0;
        /* A blank at the end of the line may hang over the edge. */
        if (used > cells && c != ' ')
            return allowed ? allowed : at > 0 ? at : piece.len - rest.len;
    }
}

static struct span without_blanks_at_end(struct span line)
{
    while (line.len && line.at[line.len - 1] == ' ')
        line.len--;
    return line;
}

/* UAX #14 lets a line end between a dash and a no-break space behind it; who writes that space wants neither. */
static void forbid_at_no_break_space(struct span piece, char *breaks)
{
    for (size_t i = 0; i + 1 < piece.len; i++)
        if ((unsigned char)piece.at[i] == 0xC2 && (unsigned char)piece.at[i + 1] == 0xA0)
            breaks[i] = UC_BREAK_PROHIBITED;
}

bool wrap_next(struct span *rest, int cells, struct span *ret_line)
{
    char breaks[PIECE_MAX + 1] = { 0 };
    if (rest->len == 0)
        return false;
    struct span piece = next_piece(*rest);
    u8_possible_linebreaks((const uint8_t *)piece.at, piece.len, "UTF-8", breaks);
    forbid_inside_names(piece, breaks);
    forbid_inside_addresses(piece, breaks);
    forbid_at_no_break_space(piece, breaks);
    size_t len = piece.len ? line_length(piece, breaks, cells < 1 ? 1 : (size_t)cells) : 0;
    *ret_line = without_blanks_at_end(span_head(piece, len));
    *rest = span_from(*rest, len);
    if (len == piece.len && rest->len && rest->at[0] == '\n')
        *rest = span_from(*rest, 1);
    return true;
}

int wrap_count(struct span text, int cells)
{
    struct span line;
    int count = 0;
    while (wrap_next(&text, cells, &line))
        count++;
    return count;
}

void wrap_add(struct buf *out, struct span text, int cells, int indent)
{
    struct span line;
    bool is_first = true;
    while (wrap_next(&text, cells - indent, &line)) {
        if (!is_first)
            buf_addf(out, "\n%*s", line.len ? indent : 0, "");
        buf_add(out, line);
        is_first = false;
    }
    buf_add_char(out, '\n');
}
