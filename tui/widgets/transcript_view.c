/* Which lines are shown, which one is selected, and how the selection moves. */
#include "widgets/transcript_view.h"

#include "base/clean.h"
#include "base/mem.h"
#include "report/line_explain.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { SCROLL_CELLS = 8, LINE_TEXT_MAX = 16 * 1024 };

const char *line_filter_word(enum line_filter filter)
{
    static const char *const words[FILTERS] = { "none", "client", "server", "problems" };
    return words[filter];
}

void transcript_reset(struct transcript_view *view)
{
    line_set_clear(&view->found);
    line_set_clear(&view->filtered);
    line_set_clear(&view->problems);
    *view = (struct transcript_view){ 0 };
}

const struct session_log *transcript_log(const struct transcript_view *view, const struct record *record)
{
    if (view->session == 0 || view->session > record->session_count)
        return NULL;
    return record->sessions[view->session - 1];
}

const struct line *transcript_line(const struct transcript_view *view, const struct record *record)
{
    const struct session_log *log = transcript_log(view, record);
    return log ? session_log_line(log, view->line) : NULL;
}

/* ---- tests of a line ---- */

static bool is_of_client(const void *owner, const struct session_log *log, const struct line *line)
{
    (void)owner, (void)log;
    return line->from == SPEAKER_CLIENT;
}

static bool is_of_server(const void *owner, const struct session_log *log, const struct line *line)
{
    (void)owner, (void)log;
    return line->from == SPEAKER_SERVER;
}

/* A reply of 400 and above. */
static bool is_refusal(const struct line *line)
{
    struct span raw = line_raw(line);
    return line->from == SPEAKER_SERVER && raw.len >= 3 && (raw.at[0] == '4' || raw.at[0] == '5') &&
           isdigit((unsigned char)raw.at[1]) && isdigit((unsigned char)raw.at[2]) &&
           (raw.len == 3 || raw.at[3] == ' ' || raw.at[3] == '-');
}

static bool rests_on(const struct fact *fact, struct evidence place)
{
    for (unsigned i = 0; i < fact->evidence_count; i++)
        if (fact->evidence[i].session == place.session && fact->evidence[i].line == place.line)
            return true;
    return false;
}

static bool is_problem(const void *owner, const struct session_log *log, const struct line *line)
{
    const struct record *record = owner;
    if (is_refusal(line) || line->note == NOTE_CONNECT_FAILED || line->note == NOTE_TLS_FAILED ||
        line->note == NOTE_NO_ANSWER)
        return true;
    for (size_t i = 0; i < record->fact_count; i++) {
        enum status status = record->facts[i].status;
        if ((status == STATUS_PROBLEM || status == STATUS_WARNING) &&
            rests_on(&record->facts[i], (struct evidence){ log->id, line->n }))
            return true;
    }
    return false;
}

struct wanted {
    const struct words *words;
    struct span text;
};

static bool is_hit(const void *owner, const struct session_log *log, const struct line *line)
{
    const struct wanted *wanted = owner;
    struct buf text;
    (void)log;
    if (line->note == NOTE_NONE && span_find_nocase(line_raw(line), wanted->text) != SPAN_NONE)
        return true;
    if (line->note == NOTE_NONE && !(line->from == SPEAKER_SERVER && span_starts(line_raw(line), SPAN("334"))))
        return false;
    buf_init(&text, LINE_TEXT_MAX);
    if (line->note == NOTE_NONE)
        (void)line_decode(line, &text);
    else
        words_line(wanted->words, line, &text);
    bool found = span_find_nocase(buf_span(&text), wanted->text) != SPAN_NONE;
    buf_free(&text);
    return found;
}

/* ---- what is shown ---- */

static void refresh_problems(struct transcript_view *view, const struct record *record)
{
    if (view->fact_count != record->fact_count)
        line_set_clear(&view->problems);
    view->fact_count = record->fact_count;
    line_set_update(&view->problems, record, (struct line_test){ is_problem, record });
}

static void refresh_filter(struct transcript_view *view, const struct record *record)
{
    if (view->filter == FILTER_PROBLEMS)
        refresh_problems(view, record);
    else if (view->filter == FILTER_CLIENT)
        line_set_update(&view->filtered, record, (struct line_test){ is_of_client, NULL });
    else if (view->filter == FILTER_SERVER)
        line_set_update(&view->filtered, record, (struct line_test){ is_of_server, NULL });
}

void transcript_refresh(struct transcript_view *view, const struct record *record, const struct words *words)
{
    refresh_filter(view, record);
    if (view->query[0] == '\0')
        return;
    if (view->language != words->catalogue)
        line_set_clear(&view->found);
    view->language = words->catalogue;
    const struct wanted wanted = { words, span_of(view->query) };
    line_set_update(&view->found, record, (struct line_test){ is_hit, &wanted });
}

/* NULL: all lines are shown. */
static const struct line_list *shown_list(const struct transcript_view *view, const struct session_log *log)
{
    static const struct line_list none = { 0 };
    if (view->filter == FILTER_NONE)
        return NULL;
    const struct line_set *set = view->filter == FILTER_PROBLEMS ? &view->problems : &view->filtered;
    const struct line_list *list = line_set_list(set, log->id);
    return list ? list : &none;
}

size_t transcript_count(const struct transcript_view *view, const struct session_log *log)
{
    const struct line_list *list = shown_list(view, log);
    return list ? list->count : log->line_count;
}

const struct line *transcript_at(const struct transcript_view *view, const struct session_log *log, size_t index)
{
    const struct line_list *list = shown_list(view, log);
    if (!list)
        return &log->lines[index];
    assert(list->numbers && index < list->count);
    return session_log_line(log, list->numbers[index]);
}

size_t transcript_index(const struct transcript_view *view, const struct session_log *log, unsigned number)
{
    const struct line_list *list = shown_list(view, log);
    if (list)
        return line_list_index(list, number);
    if (number >= 1 && number <= log->line_count && log->lines[number - 1].n == number)
        return number - 1;
    size_t index = 0;
    while (index < log->line_count && log->lines[index].n < number)
        index++;
    return index;
}

bool transcript_selects(const struct transcript_view *view, unsigned number)
{
    unsigned other = view->anchor ? view->anchor : view->line;
    unsigned first = other < view->line ? other : view->line;
    unsigned last = other < view->line ? view->line : other;
    return number >= first && number <= last;
}

/* ---- moving ---- */

static void go_to(struct transcript_view *view, struct evidence place)
{
    if (place.session != view->session) {
        view->anchor = 0;
        view->top = 0;
    }
    view->session = place.session;
    view->line = place.line;
    view->wanted = 0;
    view->follows = false;
}

void transcript_select(struct transcript_view *view, const struct record *record, struct evidence evidence)
{
    if (record_line(record, evidence))
        go_to(view, evidence);
}

void transcript_follow(struct transcript_view *view, const struct record *record, unsigned session)
{
    if (session == 0 || session > record->session_count || !record->sessions[session - 1]->line_count)
        return;
    const struct session_log *log = record->sessions[session - 1];
    view->session = session;
    view->line = log->lines[log->line_count - 1].n;
}

/* The next session in this direction that shows lines. */
static bool move_session(struct transcript_view *view, const struct record *record, int step)
{
    for (long id = (long)view->session + step; id >= 1 && id <= (long)record->session_count; id += step) {
        const struct session_log *log = record->sessions[id - 1];
        size_t count = transcript_count(view, log);
        if (count == 0)
            continue;
        go_to(view, (struct evidence){ (unsigned)id, transcript_at(view, log, step > 0 ? 0 : count - 1)->n });
        return true;
    }
    return false;
}

static void move_by(struct transcript_view *view, const struct record *record, long step)
{
    const struct session_log *log = transcript_log(view, record);
    long count = log ? (long)transcript_count(view, log) : 0;
    view->follows = false;
    view->wanted = 0;
    if (count == 0) {
        (void)(move_session(view, record, 1) || move_session(view, record, -1));
        return;
    }
    long index = (long)transcript_index(view, log, view->line);
    bool at_end = step > 0 ? index + 1 >= count : index == 0;
    if (at_end && !view->anchor && (step == 1 || step == -1) && move_session(view, record, (int)step))
        return;
    long wanted = index + step < 0 ? 0 : index + step >= count ? count - 1 : index + step;
    view->line = transcript_at(view, log, (size_t)wanted)->n;
}

static void scroll_sideways(struct transcript_view *view, int cells)
{
    view->left += cells;
    if (view->left < 0)
        view->left = 0;
    if (view->left > CLEAN_LINE_MAX)
        view->left = CLEAN_LINE_MAX;
}

/* A part of the page before stays in sight. */
static long page_of(const struct transcript_view *view)
{
    return view->rows > 4 ? view->rows - 3 : 1;
}

bool transcript_act(struct transcript_view *view, const struct record *record, enum action action)
{
    enum { ALL = 1 << 30 };
    const struct {
        enum action action;
        long step;
    } moves[] = {
        { ACTION_UP, -1 },
        { ACTION_DOWN, 1 },
        { ACTION_PAGE_UP, -page_of(view) },
        { ACTION_PAGE_DOWN, page_of(view) },
        { ACTION_TOGGLE, page_of(view) },
        { ACTION_FIRST, -ALL },
        { ACTION_LAST, ALL },
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].action == action) {
            move_by(view, record, moves[i].step);
            view->follows = action == ACTION_LAST;
            return true;
        }
    if (action == ACTION_LEFT || action == ACTION_RIGHT)
        scroll_sideways(view, action == ACTION_LEFT ? -SCROLL_CELLS : SCROLL_CELLS);
    else if (action == ACTION_WRAP)
        view->wraps = !view->wraps;
    else if (action == ACTION_SELECT)
        view->anchor = view->anchor ? 0 : view->line;
    else
        return false;
    return true;
}

/* ---- filter, search, problems ---- */

void transcript_set_filter(struct transcript_view *view, const struct record *record, enum line_filter filter)
{
    const struct session_log *log = transcript_log(view, record);
    unsigned wanted = view->wanted ? view->wanted : view->line;
    line_set_clear(&view->filtered);
    view->filter = filter;
    view->anchor = 0;
    refresh_filter(view, record);
    size_t count = log ? transcript_count(view, log) : 0;
    size_t index = count ? transcript_index(view, log, wanted) : 0;
    view->wanted = wanted;
    if (count)
        view->line = transcript_at(view, log, index < count ? index : count - 1)->n;
    else if (!move_session(view, record, 1))
        (void)move_session(view, record, -1);
}

void transcript_search(struct transcript_view *view, const struct record *record, const struct words *words,
                       struct span query)
{
    line_set_clear(&view->found);
    mem_copy_text(view->query, sizeof view->query, query);
    transcript_refresh(view, record, words);
}

/* A hit that the filter hides takes the filter away: what was found is to be seen. */
static void show_place(struct transcript_view *view, const struct record *record, struct evidence place)
{
    go_to(view, place);
    const struct session_log *log = transcript_log(view, record);
    size_t index = transcript_index(view, log, place.line);
    if (index >= transcript_count(view, log) || transcript_at(view, log, index)->n != place.line)
        transcript_set_filter(view, record, FILTER_NONE);
    view->line = place.line;
}

bool transcript_next_hit(struct transcript_view *view, const struct record *record, int step, bool *ret_around)
{
    struct evidence place = { view->session, view->line };
    bool around = !line_set_next(&view->found, place, step, &place);
    const struct evidence edge = { step > 0 ? 0 : (unsigned)view->found.session_count + 1, 0 };
    if (around && !line_set_next(&view->found, edge, step, &place))
        return false;
    *ret_around = around;
    show_place(view, record, place);
    return true;
}

void transcript_hits(const struct transcript_view *view, size_t *ret_place, size_t *ret_count)
{
    const struct evidence place = { view->session, view->line };
    *ret_count = line_set_count(&view->found);
    *ret_place = line_set_has(&view->found, place) ? line_set_before(&view->found, place) + 1 : 0;
}

bool transcript_next_problem(struct transcript_view *view, const struct record *record, int step)
{
    struct evidence place = { view->session, view->line };
    refresh_problems(view, record);
    if (!line_set_next(&view->problems, place, step, &place))
        return false;
    show_place(view, record, place);
    return true;
}
