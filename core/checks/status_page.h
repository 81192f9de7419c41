#pragma once

#include "base/buf.h"
#include "facts/target.h"

#include <stdbool.h>

/* How a status page says to programs what it says to people. */
enum page_form {
    PAGE_STATUSPAGE, /* /api/v2/status.json: {"status":{"indicator":"none|minor|major|critical","description":…}} */
    PAGE_GOOGLE,     /* incidents.json: a list; one without an "end" is going on */
};

enum page_says { PAGE_UNREADABLE, PAGE_ALL_WELL, PAGE_TROUBLE };

/* Reads a page; ret_words gets its own words for it, raw. Anything unexpected is PAGE_UNREADABLE. */
enum page_says status_page_read(enum page_form form, struct span body, struct buf *ret_words);

/* The page for programs behind the page for people; NULL when none is known. */
const char *status_page_url(const char *page, enum page_form *ret_form);

/* The hosts that could be asked for this target, "a, b": the one of a provider that is known already, else all. */
void status_page_hosts(const struct target *target, struct buf *out);
