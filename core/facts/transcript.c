#include "facts/transcript.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

const char *speaker_word(enum speaker speaker)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        SPEAKERS(X)
#undef X
    };
    return words[speaker];
}

const char *note_word(enum note note)
{
    static const char *const words[] = {
#define X(id, word) [id] = word,
        NOTES(X)
#undef X
    };
    return words[note];
}

void session_log_add(struct session_log *log, const struct line *line)
{
    if (log->line_count == log->line_room) {
        size_t room = log->line_room ? log->line_room * 2 : 32;
        log->lines = mem_grow(log->lines, log->line_room * sizeof *log->lines, room * sizeof *log->lines);
        log->line_room = room;
    }
    struct line *added = &log->lines[log->line_count++];
    *added = *line;
    added->raw = mem_text((struct span){ line->raw, line->len });
}

const struct line *session_log_line(const struct session_log *log, unsigned n)
{
    if (n >= 1 && n <= log->line_count && log->lines[n - 1].n == n)
        return &log->lines[n - 1];
    for (size_t i = 0; i < log->line_count; i++)
        if (log->lines[i].n == n)
            return &log->lines[i];
    return NULL;
}

void session_log_free(struct session_log *log)
{
    if (!log)
        return;
    for (size_t i = 0; i < log->line_count; i++)
        free(log->lines[i].raw);
    free(log->lines);
    free(log);
}

struct span line_raw(const struct line *line)
{
    return (struct span){ line->raw, line->len };
}
