#include "widgets/line_set.h"

#include "base/mem.h"

#include <stdlib.h>

void line_set_clear(struct line_set *set)
{
    for (size_t i = 0; i < set->session_count; i++)
        free(set->lists[i].numbers);
    free(set->lists);
    *set = (struct line_set){ 0 };
}

static void add_number(struct line_list *list, unsigned number)
{
    if (list->count == list->room) {
        size_t room = list->room + list->room / 4 + 16;
        list->numbers = mem_grow(list->numbers, list->room * sizeof *list->numbers, room * sizeof *list->numbers);
        list->room = room;
    }
    list->numbers[list->count++] = number;
}

static void add_sessions(struct line_set *set, size_t count)
{
    if (count <= set->session_count)
        return;
    set->lists = mem_grow(set->lists, set->session_count * sizeof *set->lists, count * sizeof *set->lists);
    for (size_t i = set->session_count; i < count; i++)
        set->lists[i] = (struct line_list){ 0 };
    set->session_count = count;
}

void line_set_update(struct line_set *set, const struct record *record, struct line_test test)
{
    add_sessions(set, record->session_count);
    for (size_t i = 0; i < record->session_count; i++) {
        const struct session_log *log = record->sessions[i];
        struct line_list *list = &set->lists[i];
        for (; list->seen < log->line_count; list->seen++)
            if (test.passes(test.owner, log, &log->lines[list->seen]))
                add_number(list, log->lines[list->seen].n);
    }
}

size_t line_set_count(const struct line_set *set)
{
    size_t count = 0;
    for (size_t i = 0; i < set->session_count; i++)
        count += set->lists[i].count;
    return count;
}

size_t line_list_index(const struct line_list *list, unsigned number)
{
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list->numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct line_list *line_set_list(const struct line_set *set, unsigned session)
{
    return session >= 1 && session <= set->session_count ? &set->lists[session - 1] : NULL;
}

size_t line_set_before(const struct line_set *set, struct evidence place)
{
    size_t count = 0;
    for (size_t i = 0; i < set->session_count && i + 1 < place.session; i++)
        count += set->lists[i].count;
    const struct line_list *list = line_set_list(set, place.session);
    return count + (list ? line_list_index(list, place.line) : 0);
}

bool line_set_has(const struct line_set *set, struct evidence place)
{
    const struct line_list *list = line_set_list(set, place.session);
    if (!list)
        return false;
    size_t index = line_list_index(list, place.line);
    return index < list->count && list->numbers[index] == place.line;
}

/* The first or the last of a session beyond this one. */
static bool next_session(const struct line_set *set, unsigned session, int step, struct evidence *ret_place)
{
    for (long id = (long)session + step; id >= 1 && id <= (long)set->session_count; id += step) {
        const struct line_list *list = line_set_list(set, (unsigned)id);
        if (!list || list->count == 0)
            continue;
        *ret_place = (struct evidence){ (unsigned)id, list->numbers[step > 0 ? 0 : list->count - 1] };
        return true;
    }
    return false;
}

bool line_set_next(const struct line_set *set, struct evidence place, int step, struct evidence *ret_place)
{
    const struct line_list *list = line_set_list(set, place.session);
    if (!list)
        return next_session(set, place.session, step, ret_place);
    size_t index = line_list_index(list, place.line);
    bool is_there = index < list->count && list->numbers[index] == place.line;
    if (step > 0 && index + is_there < list->count) {
        *ret_place = (struct evidence){ place.session, list->numbers[index + is_there] };
        return true;
    }
    if (step < 0 && index > 0) {
        *ret_place = (struct evidence){ place.session, list->numbers[index - 1] };
        return true;
    }
    return next_session(set, place.session, step, ret_place);
}
