#include "logs/log_index.h"

#include "base/mem.h"
#include "logs/log_format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, FIRST_ROOM = 1024 };

static size_t read_at(int fd, char *to, size_t room, uint64_t offset)
{
    ssize_t len;
    do
        len = pread(fd, to, room, (off_t)offset);
    while (len < 0 && errno == EINTR);
    return len > 0 ? (size_t)len : 0;
}

int64_t log_index_written(int fd)
{
    struct stat status = { 0 };
    struct tm tm = { 0 };
    (void)fstat(fd, &status);
    return localtime_r(&status.st_mtime, &tm) ? (int64_t)timegm(&tm) : (int64_t)status.st_mtime;
}

bool log_index_open(struct log_index *index, int fd)
{
    struct stat status;
    *index = (struct log_index){ .fd = fd, .spacing = 1, .stretch = 1, .first = LOG_NO_TIME, .last = LOG_NO_TIME };
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    index->size = (uint64_t)status.st_size;
    index->frame.now = log_index_written(fd);
    index->piece = mem_new(PIECE);
    return true;
}

void log_index_close(struct log_index *index)
{
    free(index->marks);
    free(index->piece);
    *index = (struct log_index){ .fd = -1 };
}

/* ---- filling ---- */

/* Every second mark goes, so that the marks of a file of any size fit. */
static void thin_out(struct log_index *index)
{
    for (size_t i = 0; i < index->mark_count / 2; i++)
        index->marks[i] = index->marks[2 * i];
    index->mark_count /= 2;
    index->spacing *= 2;
}

static void mark_line(struct log_index *index, uint64_t offset)
{
    if (index->lines % index->spacing != 0)
        return;
    if (index->mark_count == LOG_MARKS_MAX)
        thin_out(index);
    if (index->lines % index->spacing != 0)
        return;
    if (index->mark_count == index->mark_room) {
        size_t room = index->mark_room ? 2 * index->mark_room : FIRST_ROOM;
        index->marks = mem_grow(index->marks, index->mark_room * sizeof *index->marks, room * sizeof *index->marks);
        index->mark_room = room;
    }
    index->marks[index->mark_count++] = offset;
}

static void keep_failure(struct log_index *index)
{
    while (index->lines / index->stretch >= LOG_STRETCHES) {
        for (size_t i = 0; i < LOG_STRETCHES / 2; i++)
            index->has_failure[i] = index->has_failure[2 * i] || index->has_failure[2 * i + 1];
        memset(index->has_failure + LOG_STRETCHES / 2, 0, sizeof index->has_failure / 2);
        index->stretch *= 2;
    }
    index->has_failure[index->lines / index->stretch] = true;
}

static void hand_out(struct log_index *index, enum log_kind kind, const struct log_line *line, struct log_event *event)
{
    if (!scan_wants(kind, line, false))
        return;
    scan_finish_event(line, event);
    event->kind = kind;
    if (kind == LOG_UNREAD)
        event->text = line->text;
    index->sink.take(index->sink.owner, event);
}

static void read_line(struct log_index *index, struct span raw)
{
    struct log_line line;
    log_line_read(&index->frame, raw, &line);
    struct log_event event = { .time = line.time, .is_brief = true };
    enum log_kind kind = log_format_read(&line, &index->hint, &event);
    if (log_kind_is_failure(kind))
        keep_failure(index);
    if (index->sink.take)
        hand_out(index, kind, &line, &event);
    if (event.time == LOG_NO_TIME)
        return;
    if (index->first == LOG_NO_TIME)
        index->first = event.time;
    index->last = event.time;
}

/* Lines of one piece; the rest behind the last line end is read again with the next piece, unless it fills it. */
static size_t read_piece(struct log_index *index, size_t len)
{
    size_t at = 0;
    while (at < len) {
        const char *end = memchr(index->piece + at, '\n', len - at);
        if (!end && at > 0)
            break;
        size_t line_len = end ? (size_t)(end - index->piece) - at : len - at;
        if (!end && len < PIECE)
            break;
        if (!index->is_within) {
            mark_line(index, index->read + at);
            read_line(index, (struct span){ index->piece + at, line_len });
        }
        index->is_within = end == NULL;
        index->lines += end != NULL;
        at += line_len + (end != NULL);
    }
    return at;
}

bool log_index_step(struct log_index *index, moment until)
{
    do {
        size_t len = read_at(index->fd, index->piece, PIECE, index->read);
        size_t used = len ? read_piece(index, len) : 0;
        index->read += used;
        index->is_whole = used == 0;
        if (index->read > index->size)
            index->size = index->read;
    } while (!index->is_whole && clock_now() < until);
    return !index->is_whole;
}

/* ---- asking ---- */

/* The offset of line n, found from the mark before it. */
bool log_index_offset(const struct log_index *index, uint64_t n, uint64_t *ret_offset)
{
    size_t mark = (size_t)(n / index->spacing);
    if (n > index->lines || mark >= index->mark_count)
        return false;
    uint64_t offset = index->marks[mark];
    uint64_t left = n - mark * index->spacing;
    char piece[LOG_LINE_SHOWN];
    while (left > 0) {
        size_t len = read_at(index->fd, piece, sizeof piece, offset);
        if (len == 0)
            return false;
        const char *at = piece;
        const char *end;
        while (left > 0 && (end = memchr(at, '\n', len - (size_t)(at - piece)))) {
            at = end + 1;
            left--;
        }
        offset += left > 0 ? len : (size_t)(at - piece);
    }
    *ret_offset = offset;
    return true;
}

bool log_index_line(const struct log_index *index, uint64_t n, struct buf *out)
{
    uint64_t offset = 0;
    char piece[LOG_LINE_SHOWN];
    struct span rest = { piece, 0 };
    struct span line = SPAN_EMPTY;
    if (!log_index_offset(index, n, &offset))
        return false;
    rest.len = read_at(index->fd, piece, sizeof piece, offset);
    if (!span_line(&rest, &line))
        return false;
    buf_add(out, line);
    return true;
}

bool log_index_fails(const struct log_index *index, uint64_t from, uint64_t to)
{
    for (uint64_t i = from / index->stretch; i < LOG_STRETCHES && i * index->stretch < to; i++)
        if (index->has_failure[i])
            return true;
    return false;
}

static int64_t time_of(const struct log_index *index, uint64_t n)
{
    struct log_frame frame = { .now = index->frame.now };
    struct log_line line = { .time = LOG_NO_TIME };
    struct buf text;
    buf_init(&text, LOG_LINE_SHOWN);
    if (log_index_line(index, n, &text) && text.len)
        log_line_read(&frame, buf_span(&text), &line);
    buf_free(&text);
    return line.time;
}

uint64_t log_index_time(const struct log_index *index, int64_t time)
{
    enum { LINES_WITHOUT_TIME = 64 };
    uint64_t low = 0;
    uint64_t high = index->lines;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        int64_t found = LOG_NO_TIME;
        /* A line of another kind has no time: the next ones may. */
        for (uint64_t i = middle; i < high && i < middle + LINES_WITHOUT_TIME && found == LOG_NO_TIME; i++)
            found = time_of(index, i);
        if (found != LOG_NO_TIME && found < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
