#pragma once

#include "canvas.h"
#include "key.h"
#include "settings.h"

/*
 * The terminal. Only one can be open, since signals and the screen are the process's own.
 * Takes care that the terminal is left whole however the program ends: by return, by a
 * signal, by a crash.
 */
struct term;

enum term_trouble {
    TERM_FINE,
    TERM_NOT_A_TERMINAL, /* standard input or output is none */
    TERM_NO_CURSOR,      /* TERM is unset, unknown, dumb, or cannot place the cursor */
};

/* Finds out what the terminal can do (300 ms at most) and takes it over; NULL with the reason. */
struct term *term_open(enum term_trouble *ret_trouble);
/* Gives the terminal back as it was. NULL is fine. */
void term_close(struct term *term);

void term_size(const struct term *term, int *ret_rows, int *ret_cols);
/* Which characters come out right, as asked of the terminal itself. */
enum canvas_letters term_letters(const struct term *term);
/* Colours in use: 0, 16 or 256. */
int term_colours(const struct term *term);
/* Other colours from the next paint on; of COLOUR_AUTO the terminal itself decides, and NO_COLOR. */
void term_set_colour(struct term *term, enum colour colour);
/* Clicks and the wheel come as keys, or the terminal keeps them for its own selection. */
void term_set_mouse(struct term *term, bool is_on);
/* A line so slow that frames should be rare. */
bool term_is_slow(const struct term *term);

/* Shows the canvas: only what changed is sent. */
void term_paint(struct term *term, const struct canvas *canvas);
/* The next paint sends everything. */
void term_redraw(struct term *term);

/* Asks the terminal to put this into its clipboard (OSC 52); base64. */
void term_copy(struct term *term, const char *base64);
/*
 * Writes clean lines on the normal screen, below what stands there, so that the mouse can
 * select them and the terminal scroll them. Keys are read as ever; nothing is painted
 * until term_leave_plain(), after which the next paint sends everything.
 */
void term_show_plain(struct term *term, struct span text);
void term_leave_plain(struct term *term);

/* Two descriptors to wait for: input, and signals. */
enum { TERM_FDS = 2 };
void term_fds(const struct term *term, int ret_fds[TERM_FDS]);
/* Never waits. KEY_CODE_NONE: nothing there. Ctrl-Z is handled inside and arrives as RESIZE. */
struct key term_key(struct term *term);
/* The text of the last KEY_CODE_PASTE: as it came, at most PASTE_MAX bytes. Wiped by term_forget_paste(). */
#define PASTE_MAX ((size_t)1024 * 1024)
struct span term_pasted(const struct term *term);
void term_forget_paste(struct term *term);

/* True in test mode (SMTPDOCTOR_TEST_IDLE=1): then term_idle() tells the test how far we are. */
bool term_is_test(const struct term *term);
/* Emits ESC ] 7770 ; idle ; KEYS ; jobs = JOBS ESC \ when no input is waiting. */
void term_idle(struct term *term, unsigned long keys, unsigned jobs);
