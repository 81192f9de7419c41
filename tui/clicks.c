#include "clicks.h"

static void add(struct clicks *clicks, const struct click *click)
{
    if (clicks->count < CLICKS_MAX)
        clicks->all[clicks->count++] = *click;
}

void clicks_forget(struct clicks *clicks)
{
    clicks->count = 0;
}

void clicks_add_key(struct clicks *clicks, struct spot spot, struct key key)
{
    add(clicks, &(struct click){ .spot = spot, .key = key });
}

void clicks_add_row(struct clicks *clicks, struct spot spot, size_t row)
{
    add(clicks, &(struct click){ .spot = spot, .is_row = true, .row = row });
}

const struct click *clicks_find(const struct clicks *clicks, uint32_t place)
{
    int row = (int)(place / CLICK_COLS);
    int col = (int)(place % CLICK_COLS);
    for (size_t i = 0; i < clicks->count; i++) {
        const struct spot *spot = &clicks->all[i].spot;
        if (spot->row == row && col >= spot->col && col < spot->col + spot->cells)
            return &clicks->all[i];
    }
    return NULL;
}
