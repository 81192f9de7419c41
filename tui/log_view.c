#include "log_view.h"

#include "base/mem.h"
#include "logs/log_format.h"
#include "logs/unpack.h"
#include "logs/veil.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, BLOCK_LINES = 512, FIRST_ROOM = 256, LINES_A_TURN = 256 };

/* ---- walking over lines ---- */

static void walk_start(struct log_view *view, struct log_walk *walk, uint64_t line)
{
    uint64_t offset = view->index.read;
    if (!log_index_offset(&view->index, line, &offset))
        line = view->index.lines;
    if (!walk->piece)
        walk->piece = mem_new(PIECE);
    walk->line = line;
    walk->offset = offset;
    walk->at = walk->len = 0;
    walk->is_within = false;
    walk->hint = 0;
    walk->time = LOG_NO_TIME;
    walk->frame = (struct log_frame){ .now = view->index.frame.now };
}

static bool walk_fill(const struct log_view *view, struct log_walk *walk)
{
    ssize_t len;
    do
        len = pread(view->fd, walk->piece, PIECE, (off_t)walk->offset);
    while (len < 0 && errno == EINTR);
    walk->at = 0;
    walk->len = len > 0 ? (size_t)len : 0;
    return walk->len > 0;
}

/* Of a line that is longer than a piece its beginning. False at the end of what the index knows. */
static bool walk_next(const struct log_view *view, struct log_walk *walk, struct span *ret_raw)
{
    while (walk->offset < view->index.read) {
        char *from = walk->piece + walk->at;
        size_t left = walk->len - walk->at;
        char *end = left ? memchr(from, '\n', left) : NULL;
        bool is_part = walk->is_within;
        if (!end && !is_part && left < PIECE) {
            if ((left && walk->at == 0) || !walk_fill(view, walk))
                return false;
            continue;
        }
        size_t len = end ? (size_t)(end - from) : left;
        walk->offset += len + (end != NULL);
        walk->at += len + (end != NULL);
        walk->line += end != NULL;
        walk->is_within = end == NULL;
        if (!end && !walk_fill(view, walk))
            return false;
        *ret_raw = (struct span){ from, len };
        if (!is_part)
            return true;
    }
    return false;
}

/* ---- wishes ---- */

static bool is_empty(const struct log_wish *wish)
{
    return !wish->text[0] && !wish->query[0] && wish->cause == CAUSE_NONE && !wish->is_failure &&
           wish->from == wish->to;
}

/* Valid until the next one is read. */
static void read_event(const struct log_view *view, struct log_walk *walk, struct span raw, struct log_event *ret_event)
{
    struct log_line line;
    /* An object of the journal is unescaped in place; its line may be looked at once more. */
    if (raw.len && raw.len <= PIECE && raw.at[0] == '{') {
        memcpy(view->scratch, raw.at, raw.len);
        raw.at = view->scratch;
    }
    if (raw.len && raw.at[raw.len - 1] == '\r')
        raw.len--;
    log_line_read(&walk->frame, raw, &line);
    *ret_event = (struct log_event){ .time = line.time };
    enum log_kind kind = log_format_read(&line, &walk->hint, ret_event);
    scan_finish_event(&line, ret_event);
    ret_event->kind = kind;
    if (kind == LOG_UNREAD)
        ret_event->text = line.text;
    else
        ret_event->format = log_format_at(walk->hint)->id;
}

static bool has_words(const struct log_wish *wish, struct span raw)
{
    return (!wish->text[0] || span_find_nocase(raw, span_of(wish->text)) != SPAN_NONE) &&
           (!wish->query[0] || span_find_nocase(raw, span_of(wish->query)) != SPAN_NONE);
}

static bool is_failure_wanted(const struct log_view *view, const struct log_wish *wish, const struct log_event *event)
{
    if (wish->cause == CAUSE_NONE && !wish->is_failure)
        return true;
    if (!log_kind_is_failure(event->kind))
        return false;
    return wish->cause == CAUSE_NONE || log_causes_of(view->answer.causes, event)->cause == wish->cause;
}

static bool is_wanted(struct log_view *view, struct log_walk *walk, const struct log_wish *wish, struct span raw)
{
    struct log_event event;
    bool is_timed = wish->from != wish->to;
    bool is_read = is_timed || wish->is_failure || wish->cause != CAUSE_NONE;
    if (!is_timed && !has_words(wish, raw))
        return false;
    if (!is_read)
        return true;
    read_event(view, walk, raw, &event);
    walk->time = event.time != LOG_NO_TIME ? event.time : walk->time;
    if (is_timed && (walk->time < wish->from || walk->time >= wish->to || !has_words(wish, raw)))
        return false;
    return is_failure_wanted(view, wish, &event);
}

static bool is_failure(const struct log_view *view, struct span raw)
{
    struct log_walk alone = { .frame = { .now = view->index.frame.now } };
    struct log_event event;
    read_event(view, &alone, raw, &event);
    return log_kind_is_failure(event.kind);
}

/* ---- opening ---- */

static enum log_opened opened_as(int fd)
{
    enum { LOOKED_AT = 4096, NULS_MAX = 16 };
    char start[LOOKED_AT];
    ssize_t len = pread(fd, start, sizeof start, 0);
    int nuls = 0;
    if (unpack_is_packed((struct span){ start, len > 0 ? (size_t)len : 0 }))
        return LOG_PACKED;
    for (ssize_t i = 0; i < len; i++)
        nuls += start[i] == '\0';
    return nuls > NULS_MAX ? LOG_BINARY : LOG_OPENED;
}

/* The time of the last line that has one, from the end of the file alone. */
static int64_t time_at_end(const struct log_view *view)
{
    struct span line;
    int64_t time = LOG_NO_TIME;
    char *piece = mem_new(PIECE);
    uint64_t from = view->index.size > PIECE ? view->index.size - PIECE : 0;
    ssize_t len = pread(view->fd, piece, PIECE, (off_t)from);
    struct span rest = { piece, len > 0 ? (size_t)len : 0 };
    struct log_frame frame = { .now = view->index.frame.now };
    for (bool is_first = from > 0; span_line(&rest, &line); is_first = false) {
        struct log_line read;
        if (is_first || line.len == 0)
            continue;
        log_line_read(&frame, line, &read);
        time = read.time != LOG_NO_TIME ? read.time : time;
    }
    free(piece);
    return time;
}

static bool is_log(struct log_view *view)
{
    enum { LOOKED_AT = 200 };
    struct log_walk walk = { 0 };
    struct span raw;
    struct log_event event;
    bool is_known = false;
    walk_start(view, &walk, 0);
    for (int i = 0; i < LOOKED_AT && !is_known && walk_next(view, &walk, &raw); i++) {
        read_event(view, &walk, raw, &event);
        /* A client's transcript is better read as a whole, and may hold passwords. */
        bool is_format = event.kind != LOG_UNREAD && !log_format_at(walk.hint)->is_client;
        is_known = is_format || (event.time != LOG_NO_TIME && event.process.len);
    }
    free(walk.piece);
    return is_known;
}

/* The copy takes the place of the file. */
static enum log_opened open_packed(struct log_view *view)
{
    int packed = view->fd;
    int64_t written = log_index_written(packed);
    log_index_close(&view->index);
    if (!log_copy_open(&view->copy, packed))
        return LOG_NO_ROOM;
    log_copy_step(&view->copy, 0);
    view->fd = view->copy.fd;
    if (!log_index_open(&view->index, view->fd))
        return LOG_NO_ROOM;
    view->index.frame.now = written;
    return LOG_OPENED;
}

static enum log_opened open_lines(struct log_view *view)
{
    if (!log_index_open(&view->index, view->fd))
        return LOG_NOT_PLAIN;
    enum log_opened opened = opened_as(view->fd);
    bool is_packed = opened == LOG_PACKED;
    if (is_packed)
        opened = open_packed(view);
    if (opened != LOG_OPENED)
        return opened;
    view->index.sink = log_answer_sink(&view->answer);
    (void)log_index_step(&view->index, 0);
    view->index.is_whole &= view->copy.end != LOG_COPY_GOES_ON;
    view->looked_at = view->index.size;
    view->newest = is_packed ? view->index.last : time_at_end(view);
    return is_log(view) ? LOG_OPENED : is_packed ? LOG_PACKED : LOG_NO_LOG;
}

enum log_opened log_view_open(struct log_view *view, const char *path)
{
    struct log_question question = { .from = LOG_NO_TIME, .to = LOG_NO_TIME, .told = { .stage = STAGE_NONE } };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return errno == EACCES || errno == EPERM ? LOG_NO_RIGHT : LOG_NO_FILE;
    *view = (struct log_view){ .is_open = true, .fd = fd, .newest = LOG_NO_TIME, .filter_is_done = true };
    record_init(&view->told.record);
    mem_copy_text(view->path, sizeof view->path, span_of(path));
    view->scratch = mem_new(PIECE);
    log_answer_init(&view->answer, &question);
    enum log_opened opened = open_lines(view);
    if (opened != LOG_OPENED)
        log_view_close(view);
    return opened;
}

void log_view_close(struct log_view *view)
{
    if (!view->is_open)
        return;
    log_index_close(&view->index);
    log_answer_free(&view->answer);
    record_clear(&view->told.record);
    free(view->filter_walk.piece);
    free(view->walk.piece);
    free(view->matches);
    free(view->scratch);
    if (view->copy.end == LOG_COPY_NONE)
        close(view->fd);
    log_copy_close(&view->copy);
    *view = (struct log_view){ .fd = -1 };
}

/* ---- what is shown ---- */

uint64_t log_view_count(const struct log_view *view)
{
    return view->is_filtered ? view->match_count : view->index.lines;
}

uint64_t log_view_at(const struct log_view *view, uint64_t place)
{
    return view->is_filtered ? view->matches[place].line : place;
}

uint64_t log_view_place(const struct log_view *view, uint64_t line)
{
    size_t low = 0;
    size_t high = view->match_count;
    if (!view->is_filtered)
        return line;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (view->matches[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool log_view_fails(const struct log_view *view, uint64_t from, uint64_t to)
{
    if (!view->is_filtered)
        return log_index_fails(&view->index, from, to);
    for (uint64_t i = from; i < to && i < view->match_count; i++)
        if (view->matches[i].is_failure)
            return true;
    return false;
}

static void drop_job(struct log_view *view)
{
    view->job = LOG_JOB_NONE;
    view->follows = false;
    view->wants_match = false;
}

void log_view_move(struct log_view *view, int64_t by)
{
    int64_t count = (int64_t)log_view_count(view);
    int64_t place = (int64_t)log_view_place(view, view->line);
    drop_job(view);
    if (count == 0)
        return;
    place = by > count ? count : by < -count ? 0 : place + by;
    place = place < 0 ? 0 : place >= count ? count - 1 : place;
    view->line = log_view_at(view, (uint64_t)place);
    view->follows = by > 0 && place == count - 1;
}

void log_view_last(struct log_view *view)
{
    log_view_move(view, INT64_MAX);
}

/* ---- filter ---- */

void log_view_filter(struct log_view *view, const struct log_wish *wish)
{
    drop_job(view);
    view->filter = *wish;
    view->is_filtered = !is_empty(wish);
    view->filter_is_done = !view->is_filtered;
    view->match_count = 0;
    view->top = 0;
    view->wants_match = view->is_filtered;
    if (view->is_filtered)
        walk_start(view, &view->filter_walk, 0);
}

static void add_match(struct log_view *view, uint64_t line, bool fails)
{
    if (view->match_count == view->match_room) {
        size_t room = view->match_room ? 2 * view->match_room : FIRST_ROOM;
        view->matches = mem_grow(view->matches, view->match_room * sizeof *view->matches, room * sizeof *view->matches);
        view->match_room = room;
    }
    view->matches[view->match_count++] = (struct log_match){ line, fails };
    if (view->wants_match && line >= view->line) {
        view->line = line;
        view->wants_match = false;
    }
}

static void step_filter(struct log_view *view)
{
    struct log_walk *walk = &view->filter_walk;
    struct span raw;
    for (int i = 0; i < LINES_A_TURN; i++) {
        uint64_t line = walk->line;
        if (view->match_count == LOG_MATCHES_MAX || !walk_next(view, walk, &raw)) {
            view->filter_is_done = view->match_count == LOG_MATCHES_MAX || view->index.is_whole;
            break;
        }
        if (is_wanted(view, walk, &view->filter, raw))
            add_match(view, line, is_failure(view, raw));
    }
    if (view->filter_is_done && view->wants_match && view->match_count)
        view->line = view->matches[view->match_count - 1].line;
    view->wants_match &= !view->filter_is_done;
}

/* ---- looking for a line ---- */

void log_view_seek(struct log_view *view, const struct log_wish *wish, int step)
{
    drop_job(view);
    view->job = LOG_JOB_SEEK;
    view->found = LOG_FOUND_YET;
    view->sought = *wish;
    view->step = step < 0 ? -1 : 1;
    view->before = view->line;
    if (step >= 0)
        walk_start(view, &view->walk, view->line + (uint64_t)step);
}

static void end_seek(struct log_view *view, bool is_found, uint64_t line)
{
    view->job = LOG_JOB_NONE;
    view->found = is_found ? LOG_FOUND_YES : LOG_FOUND_NO;
    if (is_found)
        view->line = line;
}

static bool is_sought(struct log_view *view, struct span raw)
{
    return (!view->is_filtered || is_wanted(view, &view->walk, &view->filter, raw)) &&
           is_wanted(view, &view->walk, &view->sought, raw);
}

static void seek_forward(struct log_view *view)
{
    struct span raw;
    for (int i = 0; i < LINES_A_TURN; i++) {
        uint64_t line = view->walk.line;
        if (!walk_next(view, &view->walk, &raw)) {
            if (view->index.is_whole)
                end_seek(view, false, 0);
            return;
        }
        if (is_sought(view, raw)) {
            end_seek(view, true, line);
            return;
        }
    }
}

/* Lines are found from marks only: a block is read forwards, and its last hit counts. */
static void seek_backward(struct log_view *view)
{
    uint64_t block = view->index.spacing > BLOCK_LINES ? view->index.spacing : BLOCK_LINES;
    uint64_t start = view->before ? (view->before - 1) / block * block : 0;
    uint64_t hit = UINT64_MAX;
    struct span raw;
    walk_start(view, &view->walk, start);
    while (view->walk.line < view->before) {
        uint64_t line = view->walk.line;
        if (!walk_next(view, &view->walk, &raw))
            break;
        if (is_sought(view, raw))
            hit = line;
    }
    view->before = start;
    if (hit != UINT64_MAX || start == 0)
        end_seek(view, hit != UINT64_MAX, hit);
}

void log_view_time(struct log_view *view, int64_t from, int64_t end)
{
    drop_job(view);
    view->job = LOG_JOB_TIME;
    view->found = LOG_FOUND_YET;
    view->sought = (struct log_wish){ 0 };
    view->time = from;
    view->time_end = end;
}

static void end_time(struct log_view *view, enum log_found found, uint64_t line)
{
    view->job = LOG_JOB_NONE;
    view->found = found;
    view->line = line;
    uint64_t place = log_view_place(view, line);
    if (!view->is_filtered)
        return;
    if (place < view->match_count)
        view->line = log_view_at(view, place);
    else if (!view->filter_is_done)
        view->wants_match = true;
    else if (view->match_count)
        view->line = log_view_at(view, view->match_count - 1);
}

static void step_time(struct log_view *view)
{
    const struct log_index *index = &view->index;
    bool is_before = index->first != LOG_NO_TIME && view->time_end <= index->first;
    bool is_read = index->last != LOG_NO_TIME && index->last >= view->time;
    if (!is_before && !is_read && !index->is_whole)
        return;
    uint64_t line = is_before ? 0 : log_index_time(index, view->time);
    uint64_t last = index->lines ? index->lines - 1 : 0;
    bool is_after = line > last;
    end_time(view,
             is_before                     ? LOG_FOUND_BEFORE
             : index->first == LOG_NO_TIME ? LOG_FOUND_NO
             : is_after                    ? LOG_FOUND_AFTER
                                           : LOG_FOUND_YES,
             is_after ? last : line);
}

/* ---- going on ---- */

static bool is_shrunk(const struct log_view *view)
{
    struct stat status;
    return fstat(view->fd, &status) != 0 || (uint64_t)status.st_size < view->index.read;
}

void log_view_look_again(struct log_view *view)
{
    struct stat status;
    uint64_t size = fstat(view->fd, &status) == 0 ? (uint64_t)status.st_size : 0;
    view->index.is_whole &= size == view->looked_at;
    view->looked_at = size;
}

double log_view_share(const struct log_view *view)
{
    const struct log_index *index = &view->index;
    if (view->copy.end == LOG_COPY_GOES_ON)
        return log_copy_share(&view->copy);
    return index->size && !index->is_whole ? (double)index->read / (double)index->size : 1;
}

bool log_view_works(const struct log_view *view)
{
    return view->is_open && (!view->index.is_whole || view->job != LOG_JOB_NONE || !view->filter_is_done) &&
           !view->is_gone;
}

/* What is new is filtered, too. */
static void read_on(struct log_view *view, moment until)
{
    struct log_index *index = &view->index;
    uint64_t lines = index->lines;
    bool goes_on = view->copy.end == LOG_COPY_GOES_ON;
    if (goes_on)
        log_copy_step(&view->copy, clock_now() + (until - clock_now()) / 2);
    (void)log_index_step(index, until);
    index->is_whole &= !goes_on;
    if (index->last != LOG_NO_TIME && (view->newest == LOG_NO_TIME || index->last > view->newest))
        view->newest = index->last;
    if (view->is_filtered && index->lines > lines)
        view->filter_is_done &= view->match_count == LOG_MATCHES_MAX;
}

static void step_once(struct log_view *view, moment until)
{
    moment half = clock_now() + (until - clock_now()) / 2;
    if (!view->index.is_whole)
        read_on(view, view->job == LOG_JOB_TIME ? until : half);
    do {
        if (view->is_filtered && !view->filter_is_done)
            step_filter(view);
        if (view->job == LOG_JOB_SEEK && view->step > 0)
            seek_forward(view);
        else if (view->job == LOG_JOB_SEEK)
            seek_backward(view);
        else if (view->job == LOG_JOB_TIME)
            step_time(view);
        bool is_waiting = !view->index.is_whole && (view->job == LOG_JOB_TIME || view->job == LOG_JOB_NONE) &&
                          (view->filter_is_done || view->filter_walk.offset >= view->index.read);
        if (is_waiting)
            break;
    } while (clock_now() < until && (view->job != LOG_JOB_NONE || !view->filter_is_done));
    if (view->follows && log_view_count(view))
        view->line = log_view_at(view, log_view_count(view) - 1);
}

bool log_view_step(struct log_view *view, moment until)
{
    if (!log_view_works(view))
        return false;
    view->is_gone = is_shrunk(view);
    if (!view->is_gone)
        step_once(view, until);
    return true;
}

/* ---- telling ---- */

static void read_told(struct log_view *view, struct span raw)
{
    struct log_told *told = &view->told;
    const struct intake_context nothing_told = { .stage = STAGE_NONE };
    struct log_walk alone = { .frame = { .now = view->index.frame.now } };
    struct log_event event;
    read_event(view, &alone, raw, &event);
    struct span account = event.account.len ? event.account : event.sender.len ? event.sender : event.recipient;
    told->kind = event.kind;
    told->format = event.format;
    told->time = event.time;
    mem_copy_text(told->account, sizeof told->account, account);
    mem_copy_text(told->client, sizeof told->client, event.client);
    mem_copy_text(told->queue_id, sizeof told->queue_id, event.queue_id);
    record_clear(&told->record);
    if (log_kind_is_failure(event.kind) || event.kind == LOG_UNREAD)
        log_event_read(&event, &nothing_told, &told->record);
    diagnose(&told->record, &told->diagnosis);
}

const struct log_told *log_view_told(struct log_view *view)
{
    struct log_told *told = &view->told;
    struct buf raw;
    if (told->is_there && told->line == view->line)
        return told;
    buf_init(&raw, LOG_LINE_SHOWN);
    told->is_there = view->line < view->index.lines && log_index_line(&view->index, view->line, &raw);
    told->line = view->line;
    if (told->is_there)
        read_told(view, buf_span(&raw));
    buf_free(&raw);
    return told->is_there ? told : NULL;
}

/* ---- showing ---- */

/* A server's 334 on the line before makes of base64 a secret. */
static void veil_line(struct span before, struct span here, struct buf *out)
{
    struct buf both;
    struct buf veiled;
    buf_init(&both, 2 * LOG_LINE_SHOWN + 1);
    buf_init(&veiled, 4 * LOG_LINE_SHOWN);
    buf_add(&both, before);
    buf_add_char(&both, '\n');
    buf_add(&both, here);
    veil_secrets(buf_span(&both), &veiled);
    struct span rest = buf_span(&veiled);
    (void)span_cut(&rest, '\n', &before);
    buf_add(out, span_head(rest, rest.len && rest.at[rest.len - 1] == '\n' ? rest.len - 1 : rest.len));
    buf_free(&veiled);
    buf_free(&both);
}

static void add_clock(const struct log_view *view, int64_t time, struct buf *out)
{
    enum { DAY = 86400, YEAR_CHARS = 5, DAY_CHARS = 11 };
    int64_t first = view->index.first;
    char text[20];
    log_time_exact(time, text);
    buf_add_text(out, text + (first / DAY == view->newest / DAY ? DAY_CHARS : YEAR_CHARS));
}

static void add_process(const struct log_line *line, struct buf *out)
{
    size_t slash = span_find_last(line->process, '/');
    if (line->process.len == 0)
        return;
    buf_add(out, slash == SPAN_NONE ? line->process : span_from(line->process, slash + 1));
    if (line->pid)
        (void)buf_addf(out, "[%u]", line->pid);
    buf_add_text(out, ": ");
}

/* "09:02:13 smtpd[77]: …" of a line of a syslog or one that begins with its time; others stay as they are. */
static void shorten(const struct log_view *view, struct buf *raw, struct buf *out)
{
    struct log_frame frame = { .now = view->index.frame.now };
    struct log_line line;
    int64_t time;
    size_t len;
    bool is_object = raw->len && raw->at[0] == '{';
    log_line_read(&frame, buf_span(raw), &line);
    if (line.time != LOG_NO_TIME && (line.process.len || is_object)) {
        add_clock(view, line.time, out);
        buf_add_char(out, ' ');
        add_process(&line, out);
        buf_add(out, line.text);
    } else if (log_time_iso(&frame, buf_span(raw), &time, &len)) {
        add_clock(view, time, out);
        buf_add(out, span_from(buf_span(raw), len));
    } else {
        buf_add(out, buf_span(raw));
    }
}

bool log_view_line(const struct log_view *view, uint64_t line, bool is_brief, struct buf *out)
{
    struct buf before;
    struct buf here;
    struct buf veiled;
    buf_init(&before, LOG_LINE_SHOWN);
    buf_init(&here, LOG_LINE_SHOWN);
    buf_init(&veiled, 4 * LOG_LINE_SHOWN);
    if (line)
        (void)log_index_line(&view->index, line - 1, &before);
    (void)log_index_line(&view->index, line, &here);
    veil_line(buf_span(&before), buf_span(&here), is_brief ? &veiled : out);
    bool fails = here.len && is_failure(view, buf_span(&here));
    if (is_brief) {
        buf_clear(&here);
        shorten(view, &veiled, &here);
        /* What was escaped before may be a secret now. */
        veil_line(buf_span(&before), buf_span(&here), out);
    }
    buf_free(&veiled);
    buf_free(&here);
    buf_free(&before);
    return fails;
}

size_t log_view_causes(const struct log_view *view, enum cause *ret_causes, size_t max)
{
    const struct log_group *groups = view->answer.groups;
    size_t count = 0;
    for (int cause = CAUSE_NONE + 1; cause < CAUSE_COUNT; cause++) {
        size_t place = count;
        while (place > 0 && groups[ret_causes[place - 1]].count < groups[cause].count)
            place--;
        if (groups[cause].count == 0 || place == max)
            continue;
        count += count < max;
        for (size_t i = count - 1; i > place; i--)
            ret_causes[i] = ret_causes[i - 1];
        ret_causes[place] = (enum cause)cause;
    }
    return count;
}
