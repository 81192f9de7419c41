/* The one file that knows curses. */
#include "term.h"

#include "base/mem.h"
#include "base/secret.h"
#include "key_bytes.h"
#include "term_guard.h"
#include "term_probe.h"
#include "tty.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>

/* Three names of terminfo's own <term.h>, which cannot be included: its struct term is not ours. */
extern void *cur_term;
int setupterm(const char *name, int fd, int *ret_found);
int del_curterm(void *terminal);

enum {
    OWN_KEYS = 2000, /* curses codes of our own sequences: OWN_KEYS + enum key_code */
    OWN_PASTE_BEGIN = 2100,
    OWN_PASTE_END,
    SLOW_BAUD = 38400,
    ESC_WAIT_MS = 25,
    ESC_WAIT_MAX_MS = 1000,
    UNDONE_MAX = 255
};

struct term {
    SCREEN *screen;
    struct canvas shown; /* what the terminal shows now */
    bool redraw;
    bool is_test;
    enum canvas_letters letters;
    enum background background; /* as the terminal said */
    enum colour colour;         /* as the person chose */
    bool has_mouse;
    attr_t styles[STYLE_COUNT];
    short pairs[STYLE_COUNT];
    short marked_pairs[STYLE_COUNT];
    int colours;
    struct buf pasted;
    struct key_bytes typed;
    bool is_gone;
};

/* ---- styles: foreground and background for each depth of colour, -1 is the user's own ---- */

struct look {
    short dark, light, basic;
    bool is_bold;
};
static const struct look looks[STYLE_COUNT] = {
    [STYLE_TEXT] = { -1, -1, -1, false },
    [STYLE_BOLD] = { -1, -1, -1, true },
    [STYLE_ACCENT] = { 117, 25, COLOR_CYAN, false },
    [STYLE_OK] = { 79, 29, COLOR_GREEN, false },
    [STYLE_PROBLEM] = { 209, 160, COLOR_RED, true },
    [STYLE_WARNING] = { 221, 130, COLOR_YELLOW, false },
    [STYLE_DIM] = { 245, 244, -1, false },
    [STYLE_TITLE] = { -1, -1, -1, false },
    [STYLE_FIELD] = { -1, -1, -1, false },
    [STYLE_HIT] = { 221, 130, COLOR_YELLOW, false },
};

/* Underlined too, so that it is told from a selected row where both are reversed. */
#define HIT (A_REVERSE | A_UNDERLINE)

static void choose_without_colour(struct term *term)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        term->styles[i] = looks[i].is_bold ? A_BOLD : A_NORMAL;
    term->styles[STYLE_ACCENT] = A_BOLD;
    term->styles[STYLE_WARNING] = A_BOLD;
    term->styles[STYLE_TITLE] = A_REVERSE;
    term->styles[STYLE_FIELD] = A_UNDERLINE;
    term->styles[STYLE_HIT] = HIT;
}

static bool wants_colour(const struct term *term)
{
    const char *no_color = getenv("NO_COLOR");
    if (!has_colors() || term->colour == COLOUR_NONE)
        return false;
    return term->colour != COLOUR_AUTO || !(no_color && *no_color);
}

static enum background background_of(const struct term *term)
{
    return term->colour == COLOUR_LIGHT  ? BACKGROUND_LIGHT
           : term->colour == COLOUR_DARK ? BACKGROUND_DARK
                                         : term->background;
}

static void choose_basic(struct term *term)
{
    for (int i = 0; i < STYLE_COUNT; i++) {
        term->pairs[i] = (short)(i + 1);
        (void)init_pair(term->pairs[i], looks[i].basic, -1);
        term->styles[i] = looks[i].is_bold ? A_BOLD : A_NORMAL;
    }
    term->styles[STYLE_DIM] = A_DIM;
    term->styles[STYLE_TITLE] = A_REVERSE;
    term->styles[STYLE_FIELD] = A_UNDERLINE;
    term->styles[STYLE_HIT] = HIT;
}

static void choose_many(struct term *term)
{
    bool light = background_of(term) == BACKGROUND_LIGHT;
    for (int i = 0; i < STYLE_COUNT; i++) {
        short front = light ? looks[i].light : looks[i].dark;
        term->pairs[i] = (short)(i + 1);
        term->marked_pairs[i] = (short)(i + 1 + STYLE_COUNT);
        (void)init_pair(term->pairs[i], front, -1);
        (void)init_pair(term->marked_pairs[i], front, light ? 254 : 237);
        term->styles[i] = looks[i].is_bold ? A_BOLD : A_NORMAL;
    }
    (void)init_pair(term->pairs[STYLE_TITLE], -1, light ? 253 : 236);
    term->styles[STYLE_FIELD] = A_UNDERLINE;
    term->styles[STYLE_HIT] = HIT;
}

static void choose_styles(struct term *term)
{
    choose_without_colour(term);
    term->colours = 0;
    memset(term->pairs, 0, sizeof term->pairs);
    memset(term->marked_pairs, 0, sizeof term->marked_pairs);
    if (!wants_colour(term) || start_color() == ERR || use_default_colors() == ERR)
        return;
    if (COLORS >= 256 && background_of(term) != BACKGROUND_UNKNOWN) {
        term->colours = 256;
        choose_many(term);
    } else if (COLORS >= 8) {
        term->colours = 16;
        choose_basic(term);
    }
}

/* ---- keys ---- */

static void define_sequences(void)
{
    for (size_t i = 0; i < key_sequence_count(); i++) {
        const struct key_sequence *sequence = key_sequence_at(i);
        if (key_defined(sequence->bytes) <= 0)
            (void)define_key(sequence->bytes, OWN_KEYS + (int)sequence->code);
    }
    (void)define_key("\033[200~", OWN_PASTE_BEGIN);
    (void)define_key("\033[201~", OWN_PASTE_END);
}

static enum key_code code_of_curses(int key)
{
    static const struct {
        int key;
        enum key_code code;
    } rows[] = {
        { KEY_UP, KEY_CODE_UP },
        { KEY_DOWN, KEY_CODE_DOWN },
        { KEY_LEFT, KEY_CODE_LEFT },
        { KEY_RIGHT, KEY_CODE_RIGHT },
        { KEY_HOME, KEY_CODE_HOME },
        { KEY_END, KEY_CODE_END },
        { KEY_FIND, KEY_CODE_HOME },
        { KEY_SELECT, KEY_CODE_END },
        { KEY_PPAGE, KEY_CODE_PAGE_UP },
        { KEY_NPAGE, KEY_CODE_PAGE_DOWN },
        { KEY_IC, KEY_CODE_INSERT },
        { KEY_DC, KEY_CODE_DELETE },
        /* resizeterm() puts this into the queue; we know already */
        { KEY_RESIZE, KEY_CODE_NONE },
        { KEY_BTAB, KEY_CODE_BACK_TAB },
        { KEY_BACKSPACE, KEY_CODE_BACKSPACE },
        { KEY_ENTER, KEY_CODE_ENTER },
    };
    if (key >= OWN_KEYS && key < OWN_PASTE_BEGIN)
        return (enum key_code)(key - OWN_KEYS);
    if (key >= KEY_F(1) && key <= KEY_F(12))
        return (enum key_code)(KEY_CODE_F1 + (key - KEY_F(1)));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].key == key)
            return rows[i].code;
    return KEY_CODE_UNKNOWN;
}

static int next_byte(void)
{
    return getch();
}

static void paste_byte(struct term *term, int byte)
{
    if (byte >= 0 && byte <= 0xff)
        buf_add_char(&term->pasted, (char)(byte == '\r' ? '\n' : byte));
}

/* Takes everything up to the end mark; a pasted text never acts as keys. */
static struct key read_paste(struct term *term)
{
    enum { QUIET_MS = 1000 };
    term_forget_paste(term);
    /* Room for any password at once, so that growing leaves no copies of it behind. */
    buf_reserve(&term->pasted, SECRET_MAX);
    for (;;) {
        int byte = getch();
        if (byte == OWN_PASTE_END)
            break;
        if (byte != ERR)
            paste_byte(term, byte);
        else if (!tty_waits(QUIET_MS))
            break;
    }
    return (struct key){ KEY_CODE_PASTE, 0 };
}

/* The wheel moves like the keys of arrows. */
static struct key key_of_mouse(void)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return (struct key){ KEY_CODE_NONE, 0 };
    if (event.bstate & BUTTON4_PRESSED)
        return (struct key){ KEY_CODE_UP, 0 };
    if (event.bstate & BUTTON5_PRESSED)
        return (struct key){ KEY_CODE_DOWN, 0 };
    if (!(event.bstate & BUTTON1_PRESSED) || event.y < 0 || event.x < 0 || event.x >= CLICK_COLS)
        return (struct key){ KEY_CODE_NONE, 0 };
    return (struct key){ KEY_CODE_CLICK, (uint32_t)event.y * CLICK_COLS + (uint32_t)event.x };
}

static struct key key_of_byte(struct term *term, int byte)
{
    if (byte == OWN_PASTE_BEGIN)
        return read_paste(term);
    if (byte == OWN_PASTE_END)
        return (struct key){ KEY_CODE_UNKNOWN, 0 };
    if (byte == KEY_MOUSE)
        return key_of_mouse();
    if (byte >= KEY_MIN)
        return (struct key){ code_of_curses(byte), 0 };
    return byte == 0x1b ? key_bytes_escape(next_byte) : key_bytes_take(&term->typed, byte);
}

/* ---- the screen ---- */

static void take_new_size(struct term *term)
{
    int rows;
    int cols;
    if (tty_size(&rows, &cols))
        (void)resizeterm(rows, cols);
    term_redraw(term);
}

static void suspend(struct term *term)
{
    (void)def_prog_mode();
    tty_mark_paste(false);
    (void)endwin();
    guard_suspend();
    (void)reset_prog_mode();
    tty_mark_paste(true);
    take_new_size(term);
}

static struct key key_of_signal(struct term *term)
{
    static const struct key resized = { KEY_CODE_RESIZE, 0 };
    if (guard_take(GUARD_END))
        return (struct key){ KEY_CODE_GONE, 0 };
    if (guard_take(GUARD_INTERRUPT))
        return (struct key){ KEY_CODE_INTERRUPT, 0 };
    if (guard_take(GUARD_SUSPEND)) {
        suspend(term);
        return resized;
    }
    if (guard_take(GUARD_CONTINUE)) {
        (void)reset_prog_mode();
        tty_mark_paste(true);
        take_new_size(term);
        return resized;
    }
    if (guard_take(GUARD_RESIZE)) {
        take_new_size(term);
        return resized;
    }
    return (struct key){ KEY_CODE_NONE, 0 };
}

struct key term_key(struct term *term)
{
    struct key key = key_of_signal(term);
    if (key.code != KEY_CODE_NONE || term->is_gone)
        return key;
    for (;;) {
        int byte = getch();
        if (byte == ERR)
            break;
        key = key_of_byte(term, byte);
        if (key.code != KEY_CODE_NONE)
            return key;
    }
    if (tty_has_ended()) {
        term->is_gone = true;
        return (struct key){ KEY_CODE_GONE, 0 };
    }
    return (struct key){ KEY_CODE_NONE, 0 };
}

struct span term_pasted(const struct term *term)
{
    return buf_span(&term->pasted);
}

void term_forget_paste(struct term *term)
{
    secret_wipe(term->pasted.at, term->pasted.room);
    buf_free(&term->pasted);
    buf_init(&term->pasted, PASTE_MAX);
}

static void style_of(const struct term *term, uint8_t style, attr_t *ret_attributes, short *ret_pair)
{
    unsigned plain = style & ~(unsigned)STYLE_MARKED;
    *ret_attributes = term->styles[plain];
    *ret_pair = term->pairs[plain];
    if (!(style & STYLE_MARKED))
        return;
    *ret_attributes |= A_BOLD;
    if (term->colours == 256)
        *ret_pair = term->marked_pairs[plain];
    else
        *ret_attributes |= A_REVERSE;
}

static void paint_row(const struct term *term, const struct canvas *canvas, int row)
{
    const struct cell *cells = &canvas->cells[(size_t)row * (size_t)canvas->cols];
    for (int col = 0; col < canvas->cols; col++) {
        wchar_t text[CELL_CHARS + 1] = { 0 };
        cchar_t character;
        attr_t attributes;
        short pair;
        if (cells[col].cells == 0)
            continue;
        for (int i = 0; i < CELL_CHARS; i++)
            text[i] = (wchar_t)cells[col].chars[i];
        style_of(term, cells[col].style, &attributes, &pair);
        (void)setcchar(&character, text, attributes, pair, NULL);
        (void)mvadd_wch(row, col, &character);
    }
}

static bool row_changed(const struct term *term, const struct canvas *canvas, int row)
{
    size_t start = (size_t)row * (size_t)canvas->cols;
    size_t size = (size_t)canvas->cols * sizeof *canvas->cells;
    return memcmp(&canvas->cells[start], &term->shown.cells[start], size) != 0;
}

void term_paint(struct term *term, const struct canvas *canvas)
{
    if (term->redraw || canvas->rows != term->shown.rows || canvas->cols != term->shown.cols) {
        canvas_resize(&term->shown, canvas->rows, canvas->cols);
        (void)clear();
    }
    for (int row = 0; row < canvas->rows; row++)
        if (term->redraw || row_changed(term, canvas, row))
            paint_row(term, canvas, row);
    memcpy(term->shown.cells, canvas->cells, (size_t)canvas->rows * (size_t)canvas->cols * sizeof *canvas->cells);
    term->redraw = false;
    (void)curs_set(canvas->cursor_row >= 0);
    if (canvas->cursor_row >= 0)
        (void)move(canvas->cursor_row, canvas->cursor_col);
    (void)refresh();
}

void term_set_colour(struct term *term, enum colour colour)
{
    term->colour = colour;
    choose_styles(term);
    term->redraw = true;
}

static void switch_mouse(const struct term *term)
{
    static const mmask_t wanted = BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED;
    (void)mouseinterval(0);
    (void)mousemask(term->has_mouse ? wanted : 0, NULL);
}

void term_set_mouse(struct term *term, bool is_on)
{
    if (term->has_mouse == is_on)
        return;
    term->has_mouse = is_on;
    switch_mouse(term);
}

void term_redraw(struct term *term)
{
    term->redraw = true;
}

/* ---- opening and closing ---- */

void term_copy(struct term *term, const char *base64)
{
    (void)term;
    tty_copy(base64);
}

static int escape_wait(void)
{
    const char *given = getenv("ESCDELAY");
    uint64_t ms = ESC_WAIT_MS;
    if (given && !span_number(span_of(given), ESC_WAIT_MAX_MS, &ms))
        ms = ESC_WAIT_MS;
    return ms < ESC_WAIT_MS ? ESC_WAIT_MS : (int)ms;
}

/* Asked before anything is written: an unknown terminal must not even see a question. */
static bool can_place_cursor(void)
{
    const char *name = getenv("TERM");
    int found = 0;
    if (!name || !*name || strcmp(name, "dumb") == 0 || setupterm(NULL, STDOUT_FILENO, &found) != OK)
        return false;
    const char *address = tigetstr("cup");
    bool can = address && address != (char *)-1;
    (void)del_curterm(cur_term);
    return can;
}

static bool has_capability(const char *name)
{
    const char *bytes = tigetstr(name);
    return bytes && bytes != (char *)-1;
}

static void add_capability(struct buf *out, const char *name)
{
    if (has_capability(name))
        buf_add_text(out, tigetstr(name));
}

static void send_capability(const char *name)
{
    struct buf bytes;
    buf_init(&bytes, UNDONE_MAX);
    add_capability(&bytes, name);
    tty_emit(buf_text(&bytes));
    buf_free(&bytes);
}

void term_show_plain(struct term *term, struct span text)
{
    struct span line;
    (void)term;
    (void)curs_set(1);
    (void)refresh();
    send_capability("sgr0");
    send_capability(has_capability("rmcup") ? "rmcup" : "clear");
    while (span_line(&text, &line))
        (void)printf("%.*s\r\n", SPAN_ARG(line));
    (void)fflush(stdout);
}

void term_leave_plain(struct term *term)
{
    send_capability("smcup");
    term_redraw(term);
}

static void prepare_restore(void)
{
    struct buf bytes;
    buf_init(&bytes, UNDONE_MAX);
    buf_add_text(&bytes, "\033[?2004l\033[?1000l\033[?1006l");
    add_capability(&bytes, "rmkx");
    add_capability(&bytes, "cnorm");
    add_capability(&bytes, "sgr0");
    add_capability(&bytes, "rmcup");
    guard_set_restore(buf_text(&bytes));
    buf_free(&bytes);
}

static void take_over(struct term *term)
{
    (void)cbreak();
    (void)noecho();
    (void)keypad(stdscr, TRUE);
    (void)meta(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)set_escdelay(escape_wait());
    tty_stop_flow_control();
    define_sequences();
    choose_styles(term);
    tty_mark_paste(true);
}

static bool start_curses(struct term *term)
{
    term->screen = newterm(NULL, stdout, stdin);
    if (!term->screen)
        return false;
    prepare_restore();
    take_over(term);
    return true;
}

struct term *term_open(enum term_trouble *ret_trouble)
{
    struct probe_answer answer;
    struct probe_typed typed;
    const char *test = getenv("SMTPDOCTOR_TEST_IDLE");
    *ret_trouble = TERM_NOT_A_TERMINAL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return NULL;
    *ret_trouble = TERM_NO_CURSOR;
    if (!can_place_cursor() || !guard_start())
        return NULL;
    tty_choose_locale();
    probe_terminal(&answer, &typed);
    struct term *term = mem_new(sizeof *term);
    term->letters = probe_letters(&answer);
    term->background = answer.background;
    term->is_test = test && strcmp(test, "1") == 0;
    buf_init(&term->pasted, PASTE_MAX);
    canvas_init(&term->shown, 1, 1);
    term->redraw = true;
    if (!start_curses(term)) {
        guard_stop();
        canvas_free(&term->shown);
        free(term);
        return NULL;
    }
    for (size_t i = typed.len; i > 0; i--)
        (void)ungetch((unsigned char)typed.bytes[i - 1]);
    *ret_trouble = TERM_FINE;
    return term;
}

void term_close(struct term *term)
{
    if (!term)
        return;
    tty_mark_paste(false);
    (void)endwin();
    delscreen(term->screen);
    int ending = guard_ending_signal();
    guard_stop();
    term_forget_paste(term);
    buf_free(&term->pasted);
    canvas_free(&term->shown);
    free(term);
    if (ending)
        (void)raise(ending);
}

void term_size(const struct term *term, int *ret_rows, int *ret_cols)
{
    (void)term;
    *ret_rows = LINES;
    *ret_cols = COLS;
}

enum canvas_letters term_letters(const struct term *term)
{
    return term->letters;
}

int term_colours(const struct term *term)
{
    return term->colours;
}

bool term_is_slow(const struct term *term)
{
    (void)term;
    return baudrate() < SLOW_BAUD;
}

void term_fds(const struct term *term, int ret_fds[TERM_FDS])
{
    ret_fds[0] = term->is_gone ? -1 : STDIN_FILENO;
    ret_fds[1] = guard_fd();
}

bool term_is_test(const struct term *term)
{
    return term->is_test;
}

void term_idle(struct term *term, unsigned long keys, unsigned jobs)
{
    if (!term->is_test || tty_has_input())
        return;
    (void)printf("\033]7770;idle;%lu;jobs=%u\033\\", keys, jobs);
    (void)fflush(stdout);
}
