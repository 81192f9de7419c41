#pragma once

#include "canvas.h"
#include "key.h"

/*
 * What a click would do on the page as it was painted last: each painter says which cells stand for a key, or for a
 * row that its screen knows. What is beyond CLICKS_MAX cannot be clicked.
 */
struct click {
    struct spot spot;
    bool is_row;
    struct key key;
    size_t row;
};
enum { CLICKS_MAX = 64 };
struct clicks {
    struct click all[CLICKS_MAX];
    size_t count;
};

/* Before a page is painted. */
void clicks_forget(struct clicks *clicks);
/* A click there is this key; or chooses this row. */
void clicks_add_key(struct clicks *clicks, struct spot spot, struct key key);
void clicks_add_row(struct clicks *clicks, struct spot spot, size_t row);
/* What was painted at the place of a KEY_CODE_CLICK, the first that was named; NULL: nothing. */
const struct click *clicks_find(const struct clicks *clicks, uint32_t place);
