#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What comes from the terminal, whatever the terminal is. */
enum key_code {
    KEY_CODE_NONE,
    KEY_CODE_CHARACTER, /* a typed character */
    KEY_CODE_UP,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_INSERT,
    KEY_CODE_DELETE,
    KEY_CODE_BACKSPACE,
    KEY_CODE_TAB,
    KEY_CODE_BACK_TAB,
    KEY_CODE_ENTER,
    KEY_CODE_ESCAPE,
    KEY_CODE_F1,
    KEY_CODE_F2,
    KEY_CODE_F3,
    KEY_CODE_F4,
    KEY_CODE_F5,
    KEY_CODE_F6,
    KEY_CODE_F7,
    KEY_CODE_F8,
    KEY_CODE_F9,
    KEY_CODE_F10,
    KEY_CODE_F11,
    KEY_CODE_F12,
    KEY_CODE_CONTROL, /* character holds the letter, 'a' to 'z' */
    KEY_CODE_UNKNOWN, /* a sequence nobody knows; it never acts */
    KEY_CODE_CLICK,   /* character holds the place: row * CLICK_COLS + column */
    KEY_CODE_PASTE,   /* the text is in term_pasted() */
    KEY_CODE_RESIZE,
    KEY_CODE_INTERRUPT, /* Ctrl-C */
    KEY_CODE_GONE,      /* the terminal hung up, or the program is told to end */
};

enum { CLICK_COLS = 4096 };

struct key {
    enum key_code code;
    uint32_t character;
};
