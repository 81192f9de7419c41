#pragma once

#include "term.h"

/*
 * Text on its way to the clipboard. Inside tmux its own buffer takes it (`tmux load-buffer`,
 * started without a shell, within two seconds), elsewhere the terminal is asked (OSC 52). A
 * terminal answers nothing, so "sent" is all that is known then.
 */
#define COPY_MAX ((size_t)1024 * 1024)
#define COPY_TERMINAL_MAX ((size_t)74 * 1024) /* what terminals take in one go */

enum clipboard_end {
    CLIPBOARD_TMUX,
    CLIPBOARD_SENT,
    CLIPBOARD_NONE, /* no way to it from here */
    CLIPBOARD_TOO_LONG
};

/* text must be clean. term may be NULL: then there is no way. */
enum clipboard_end clipboard_put(struct term *term, struct span text);
