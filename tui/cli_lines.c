#include "cli_lines.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

void lines_open(struct line_source *source, int fd, size_t ceiling)
{
    *source = (struct line_source){ .fd = fd };
    buf_init(&source->pending, ceiling + PIECE);
}

void lines_close(struct line_source *source)
{
    buf_free(&source->pending);
}

static void read_more(struct line_source *source)
{
    char piece[PIECE];
    ssize_t len;
    buf_drop(&source->pending, source->at);
    source->at = 0;
    do
        len = read(source->fd, piece, sizeof piece);
    while (len < 0 && errno == EINTR);
    if (len > 0)
        buf_add(&source->pending, (struct span){ piece, (size_t)len });
    source->error = len < 0 ? errno : 0;
    source->is_over = len <= 0;
}

static struct span without_return(struct span line)
{
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* Gives len bytes of what is pending, and passes over what ends them. */
static struct span give(struct line_source *source, size_t len, size_t end_len)
{
    struct span line = span_head(span_from(buf_span(&source->pending), source->at), len);
    source->at += len + end_len;
    return line;
}

bool lines_next(struct line_source *source, struct span *ret_line)
{
    size_t seen = 0;
    for (;;) {
        struct span rest = span_from(buf_span(&source->pending), source->at);
        size_t end = span_find_char(span_from(rest, seen), '\n');
        bool was_passing = source->is_passing;
        if (end != SPAN_NONE) {
            *ret_line = without_return(give(source, seen + end, 1));
            source->is_passing = false;
        } else if (rest.len + PIECE >= source->pending.ceiling) {
            *ret_line = give(source, rest.len, 0);
            source->is_passing = true;
        } else if (!source->is_over) {
            seen = rest.len;
            read_more(source);
            continue;
        } else if (rest.len) {
            *ret_line = without_return(give(source, rest.len, 0));
        } else {
            return false;
        }
        if (!was_passing)
            return true;
        seen = 0;
    }
}
