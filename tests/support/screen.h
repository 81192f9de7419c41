#pragma once

#include "support/home.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <vterm.h>

/*
 * A program behind a terminal of our own: a pty, and libvterm for what a person would see. No
 * sleeping: the program, in test mode, says in its own output when it is idle
 * (ESC ] 7770 ; idle ; KEYS ; jobs = JOBS ESC \), and every earlier byte is drawn by then.
 */
struct screen {
    int fd;
    pid_t pid;
    int rows, cols;
    unsigned long sent;  /* keys sent so far */
    unsigned long idle;  /* keys that the program has consumed */
    unsigned long marks; /* how many idle marks came */
    unsigned jobs;       /* running then */
    bool on_alternate;   /* the full screen is shown, not the normal one */
    bool cursor_shown;
    char *output; /* every byte that came */
    size_t output_len, output_room;
    bool is_blind;    /* bytes are kept but not shown: libvterm does not outlive a storm of sizes */
    struct home home; /* of its own, where none was given */
    VTerm *vterm;
    VTermScreen *view;
};

struct screen_start {
    int rows, cols;
    const char *const *arguments;   /* the program first */
    const char *const *environment; /* "NAME=value" besides TERM and the like, NULL at the end; NULL: none */
    const struct home *home;        /* where files are kept; NULL: a new one, for this program alone */
};

enum { SCREEN_WAIT_MS = 20000 };

/* Starts the program and waits for its first frame. False when it does not come. */
bool screen_open(struct screen *screen, const struct screen_start *start);
/* Sends the bytes of that many keys, and waits until they were consumed and painted. */
bool screen_keys(struct screen *screen, const char *bytes, unsigned count);
bool screen_key(struct screen *screen, const char *bytes);
/* Sends a key that ends the program, and returns what screen_wait_end() does. */
int screen_end(struct screen *screen, const char *bytes);
/* One paste, in the brackets that terminals put around it. */
bool screen_paste(struct screen *screen, const char *text);
/* Waits until nothing runs any more. */
bool screen_wait_jobs(struct screen *screen);
/*
 * The end of is_blind: sends one key, waits for the frame after it, and shows what comes from
 * then on. So nothing of a frame for another size, or of half a sequence, reaches the terminal.
 */
bool screen_see(struct screen *screen, const char *bytes);
/* What was put into the clipboard last (OSC 52), as base64; free() it; NULL: nothing yet. */
char *screen_copied(const struct screen *screen);
/* Reads what comes within that time; returns how many bytes came. */
size_t screen_listen(struct screen *screen, int ms);
/* Tells the program of another size, without showing it or waiting for anything. */
bool screen_claim_size(struct screen *screen, int rows, int cols);
/* Another size; waits for the frame after it. */
bool screen_resize(struct screen *screen, int rows, int cols);
/* The whole screen as text, blanks at line ends removed; free() it. */
char *screen_text(struct screen *screen);
bool screen_shows(struct screen *screen, const char *text);
/* One cell: its character, and whether it stands out. */
struct screen_cell {
    unsigned character;
    int cells;
    bool reverse, bold, underline;
    int colour; /* palette index of the letter, -1: the terminal's own */
};
struct screen_cell screen_cell(struct screen *screen, int row, int col);
/* Reads to the end and returns the exit status, 128 + signal when killed, -1 when it does not end. */
int screen_wait_end(struct screen *screen);
/* Ends a program that is still there, and releases everything. */
void screen_close(struct screen *screen);

/*
 * Compares with tests/golden/screens/NAME.txt; true when equal. Else prints the first line
 * that differs. With SMTPDOCTOR_GOLDEN=update the file is written instead.
 */
bool screen_is_golden(const char *test_dir, const char *name, const char *text);
