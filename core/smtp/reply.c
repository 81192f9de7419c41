#include "smtp/reply.h"

#include "base/mem.h"
#include "base/utf8.h"

enum {
    CODE_LEN = 3,
    LINE_END_LEN = 2,
    STANDARD_LINE_MAX = 512, /* with its CRLF, RFC 5321 4.5.3.1.5 */
    BREAKING = REPLY_ODD_CODE_CHANGED | REPLY_ODD_NO_CODE | REPLY_ODD_TOO_MANY | REPLY_ODD_TOO_LONG,
};

void reply_init(struct reply *reply)
{
    *reply = (struct reply){ 0 };
    buf_init(&reply->text, REPLY_TEXT_MAX);
    buf_init(&reply->pending, REPLY_LINE_MAX + LINE_END_LEN);
}

void reply_clear(struct reply *reply)
{
    reply->code = 0;
    reply->enhanced[0] = '\0';
    reply->oddities = 0;
    reply->line_count = 0;
    reply->is_last = false;
    buf_clear(&reply->text);
    buf_clear(&reply->pending);
}

void reply_free(struct reply *reply)
{
    buf_free(&reply->text);
    buf_free(&reply->pending);
    *reply = (struct reply){ 0 };
}

static enum reply_progress progress_of(const struct reply *reply)
{
    if (reply->oddities & BREAKING)
        return REPLY_BROKEN;
    return reply->is_last ? REPLY_READY : REPLY_MORE;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_code(struct span line, unsigned *ret_code)
{
    uint64_t code = 0;
    if (line.len < CODE_LEN || !span_number(span_head(line, CODE_LEN), 599, &code) || code < 200)
        return false;
    if (line.len > CODE_LEN && line.at[CODE_LEN] != ' ' && line.at[CODE_LEN] != '-')
        return false;
    *ret_code = (unsigned)code;
    return true;
}

static bool is_last_line(struct span line)
{
    /* some servers send "250" with nothing behind it */
    return line.len == CODE_LEN || line.at[CODE_LEN] == ' ';
}

static struct span words_of(struct span line)
{
    unsigned code = 0;
    return read_code(line, &code) ? span_from(line, CODE_LEN + 1) : line;
}

static bool has_control(struct span line)
{
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static unsigned oddities_of(struct span line)
{
    unsigned oddities = 0;
    if (has_control(line))
        oddities |= REPLY_ODD_CONTROL;
    if (!utf8_is_valid(line))
        oddities |= REPLY_ODD_NOT_UTF8;
    if (line.len > STANDARD_LINE_MAX - LINE_END_LEN)
        oddities |= REPLY_ODD_LONG_LINE;
    return oddities;
}

static void keep_line(struct reply *reply, struct span line)
{
    if (reply->line_count)
        buf_add_char(&reply->text, '\n');
    if (!buf_add(&reply->text, line))
        reply->oddities |= REPLY_ODD_CUT;
    reply->line_count++;
}

static void read_line(struct reply *reply, struct span line)
{
    unsigned code = 0;
    if (reply->line_count == REPLY_LINES_MAX) {
        reply->oddities |= REPLY_ODD_TOO_MANY;
        return;
    }
    reply->oddities |= oddities_of(line);
    if (!read_code(line, &code))
        reply->oddities |= REPLY_ODD_NO_CODE;
    else if (reply->line_count && code != reply->code)
        reply->oddities |= REPLY_ODD_CODE_CHANGED;
    else
        reply->code = code;
    keep_line(reply, line);
    if (reply->oddities & BREAKING)
        return;
    if (!reply->enhanced[0])
        enhanced_read(span_trim(words_of(line)), reply->enhanced);
    reply->is_last = is_last_line(line);
}

static void cut_line(struct reply *reply, struct span line)
{
    line = span_head(line, REPLY_LINE_MAX);
    reply->oddities |= oddities_of(line) | REPLY_ODD_TOO_LONG;
    keep_line(reply, line);
}

static void end_line(struct reply *reply)
{
    struct span line = span_head(buf_span(&reply->pending), reply->pending.len - 1);
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    else
        reply->oddities |= REPLY_ODD_BARE_LF;
    if (line.len > REPLY_LINE_MAX)
        cut_line(reply, line);
    else
        read_line(reply, line);
    buf_clear(&reply->pending);
}

/* Takes bytes up to the end of a line, or up to the longest line there may be. */
static size_t take_piece(struct reply *reply, struct span bytes)
{
    size_t end = span_find_char(bytes, '\n');
    size_t room = reply->pending.ceiling - reply->pending.len;
    struct span piece = span_head(bytes, end == SPAN_NONE ? bytes.len : end + 1);
    piece = span_head(piece, room);
    buf_add(&reply->pending, piece);
    if (piece.at[piece.len - 1] == '\n') {
        end_line(reply);
    } else if (reply->pending.len == reply->pending.ceiling) {
        cut_line(reply, buf_span(&reply->pending));
        buf_clear(&reply->pending);
    }
    return piece.len;
}

enum reply_progress reply_feed(struct reply *reply, struct span bytes, size_t *ret_used)
{
    size_t used = 0;
    while (used < bytes.len && progress_of(reply) == REPLY_MORE)
        used += take_piece(reply, span_from(bytes, used));
    *ret_used = used;
    return progress_of(reply);
}

struct span reply_raw_line(const struct reply *reply, size_t index)
{
    struct span rest = buf_span(&reply->text);
    for (; index > 0; index--) {
        size_t end = span_find_char(rest, '\n');
        if (end == SPAN_NONE)
            return SPAN_EMPTY;
        rest = (struct span){ rest.at + end + 1, rest.len - end - 1 };
    }
    return span_head(rest, span_find_char(rest, '\n'));
}

struct span reply_line(const struct reply *reply, size_t index)
{
    return words_of(reply_raw_line(reply, index));
}

static struct span without_enhanced(struct span words, const char *enhanced)
{
    char found[ENHANCED_MAX] = "";
    if (enhanced[0] && enhanced_read(words, found) && span_equal(span_of(found), span_of(enhanced)))
        return span_trim(span_from(words, span_of(found).len));
    return words;
}

void reply_words(const struct reply *reply, struct buf *out)
{
    size_t before = out->len;
    struct span rest = buf_span(&reply->text);
    struct span line;
    while (span_cut(&rest, '\n', &line)) {
        struct span words = without_enhanced(span_trim(words_of(line)), reply->enhanced);
        if (words.len == 0)
            continue;
        if (out->len > before)
            buf_add_char(out, ' ');
        buf_add(out, words);
    }
}

/* The length of one to three digits, 0 when there are none or more. */
static size_t digits_len(struct span text)
{
    size_t len = 0;
    while (len < text.len && is_digit(text.at[len]))
        len++;
    return len <= 3 ? len : 0;
}

static size_t dot_and_digits_len(struct span text)
{
    if (text.len == 0 || text.at[0] != '.')
        return 0;
    size_t len = digits_len(span_from(text, 1));
    return len ? len + 1 : 0;
}

static bool goes_on(struct span rest)
{
    if (rest.len == 0)
        return false;
    char c = rest.at[0];
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c == '.' && rest.len > 1 && is_digit(rest.at[1]));
}

bool enhanced_read(struct span text, char out[ENHANCED_MAX])
{
    if (text.len == 0 || (text.at[0] != '2' && text.at[0] != '4' && text.at[0] != '5'))
        return false;
    size_t subject = dot_and_digits_len(span_from(text, 1));
    size_t detail = subject ? dot_and_digits_len(span_from(text, 1 + subject)) : 0;
    size_t len = 1 + subject + detail;
    if (!detail || goes_on(span_from(text, len)))
        return false;
    mem_copy_text(out, ENHANCED_MAX, span_head(text, len));
    return true;
}
