#pragma once

#include "facts/record.h"

/*
 * The lines of a record that pass a test, in order: what a search found, what a filter lets
 * through. A record only grows, so each line is looked at once, however often the set is
 * brought up to date. Four bytes a line that passes.
 */
struct line_test {
    bool (*passes)(const void *owner, const struct session_log *log, const struct line *line);
    const void *owner;
};

struct line_list {
    unsigned *numbers; /* of lines, rising */
    size_t count, room;
    size_t seen; /* lines of the session that were looked at */
};

struct line_set {
    struct line_list *lists; /* by session */
    size_t session_count;
};

/* Empty again; safe on a set that is all zero. */
void line_set_clear(struct line_set *set);
void line_set_update(struct line_set *set, const struct record *record, struct line_test test);
size_t line_set_count(const struct line_set *set);
/* How many of them stand before this place. */
size_t line_set_before(const struct line_set *set, struct evidence place);
bool line_set_has(const struct line_set *set, struct evidence place);
/* The next one behind (step 1) or before (step -1) this place; false when there is none. */
bool line_set_next(const struct line_set *set, struct evidence place, int step, struct evidence *ret_place);
/* Those of one session; NULL when it is not known yet. */
const struct line_list *line_set_list(const struct line_set *set, unsigned session);
/* Where in the list a line stands, or the next one that is there. */
size_t line_list_index(const struct line_list *list, unsigned number);
