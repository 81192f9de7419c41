#include "term_probe.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { QUESTIONS = 3, ANSWER_MAX = 512 };

/* ESC ] 11 ; ? asks for the background colour; terminals answer in order, so it costs no wait. */
static const char ask_background[] = "\033]11;?\033\\";
static const char ask_width[] = "\r\303\251\033[6n\r\342\224\200\033[6n\r\320\237\033[6n\r\033[K";

/* ESC [ ROW ; COL R at the front of bytes; its length, 0 when it is none. */
static size_t read_position(struct span bytes, int *ret_col)
{
    size_t i = 2;
    int numbers[2] = { 0, 0 };
    int which = 0;
    if (bytes.len < 6 || bytes.at[0] != '\033' || bytes.at[1] != '[')
        return 0;
    for (; i < bytes.len && i < 12; i++) {
        char c = bytes.at[i];
        if (c >= '0' && c <= '9')
            numbers[which] = (numbers[which] * 10 + (c - '0')) % 100000;
        else if (c == ';' && which == 0)
            which = 1;
        else
            break;
    }
    if (i >= bytes.len || bytes.at[i] != 'R' || which != 1)
        return 0;
    *ret_col = numbers[1];
    return i + 1;
}

/* Hexadecimal digits of one colour part, scaled to 0..255. */
static int read_part(struct span *rest)
{
    unsigned long value = 0;
    unsigned long top = 0;
    while (rest->len && strchr("0123456789abcdefABCDEF", rest->at[0])) {
        char digit[2] = { rest->at[0], '\0' };
        value = value * 16 + strtoul(digit, NULL, 16);
        top = top * 16 + 15;
        *rest = span_from(*rest, 1);
        if (top > 0xffff)
            break;
    }
    if (rest->len && rest->at[0] == '/')
        *rest = span_from(*rest, 1);
    return top ? (int)(value * 255 / top) : 0;
}

/* ESC ] 11 ; rgb:RRRR/GGGG/BBBB BEL or ESC \; its length, 0 when it is none. */
static size_t read_background(struct span bytes, enum background *ret_background)
{
    struct span intro = SPAN("\033]11;");
    if (!span_starts(bytes, intro))
        return 0;
    size_t end = intro.len;
    while (end < bytes.len && bytes.at[end] != '\a' && bytes.at[end] != '\033')
        end++;
    if (end == bytes.len)
        return 0;
    struct span colour = { bytes.at + intro.len, end - intro.len };
    if (span_starts(colour, SPAN("rgb:"))) {
        colour = span_from(colour, 4);
        int red = read_part(&colour);
        int green = read_part(&colour);
        int blue = read_part(&colour);
        bool is_light = red * 30 + green * 59 + blue * 11 > 128 * 100;
        *ret_background = is_light ? BACKGROUND_LIGHT : BACKGROUND_DARK;
    }
    bool is_two = bytes.at[end] == '\033' && end + 1 < bytes.len;
    return end + (is_two ? 2 : 1);
}

bool probe_read(struct span bytes, struct probe_answer *ret_answer, struct probe_typed *ret_typed)
{
    int columns[QUESTIONS];
    size_t found = 0;
    *ret_answer = (struct probe_answer){ .narrow_cells = 1, .line_cells = 1, .cyrillic_cells = 1 };
    ret_typed->len = 0;
    while (bytes.len) {
        int column = 0;
        size_t used = read_position(bytes, &column);
        if (used && found < QUESTIONS)
            columns[found++] = column - 1;
        if (!used)
            used = read_background(bytes, &ret_answer->background);
        if (!used) {
            if (ret_typed->len < PROBE_TYPED_MAX)
                ret_typed->bytes[ret_typed->len++] = bytes.at[0];
            used = 1;
        }
        bytes = span_from(bytes, used);
    }
    ret_answer->answered = found == QUESTIONS;
    if (found == QUESTIONS) {
        ret_answer->narrow_cells = columns[0];
        ret_answer->line_cells = columns[1];
        ret_answer->cyrillic_cells = columns[2];
    }
    return found == QUESTIONS;
}

static bool ask(void)
{
    const char *term = getenv("TERM");
    bool has_background = term && strcmp(term, "linux") != 0;
    if (has_background && write(STDOUT_FILENO, ask_background, sizeof ask_background - 1) < 0)
        return false;
    return write(STDOUT_FILENO, ask_width, sizeof ask_width - 1) > 0;
}

void probe_terminal(struct probe_answer *ret_answer, struct probe_typed *ret_typed)
{
    struct termios before;
    struct termios raw;
    char bytes[ANSWER_MAX];
    size_t len = 0;
    struct limits limits = limits_within(LIMITS_NONE, PROBE_MS);
    probe_read(SPAN_EMPTY, ret_answer, ret_typed);
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    bool asked = ask();
    while (asked && len < sizeof bytes && limits_wait(limits, STDIN_FILENO, POLLIN) == OUTCOME_DONE) {
        ssize_t got = read(STDIN_FILENO, bytes + len, sizeof bytes - len);
        if (got <= 0)
            break;
        len += (size_t)got;
        if (probe_read((struct span){ bytes, len }, ret_answer, ret_typed))
            break;
    }
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

enum canvas_letters probe_letters(const struct probe_answer *answer)
{
    if (answer->answered && answer->narrow_cells != 1)
        return LETTERS_ASCII;
    return answer->line_cells != 1 || answer->cyrillic_cells != 1 ? LETTERS_NO_DECORATION : LETTERS_ALL;
}
