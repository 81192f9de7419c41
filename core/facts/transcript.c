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

enum { BLOCK_BYTES = 16 * 1024 };

struct text_block {
    struct text_block *older;
    size_t used, room;
    char bytes[];
};

static struct text_block *block_with_room(struct session_log *log, size_t bytes)
{
    struct text_block *block = log->texts;
    size_t wanted = log->line_count ? BLOCK_BYTES : BLOCK_BYTES / 16;
    if (block && block->room - block->used >= bytes)
        return block;
    size_t room = bytes > wanted ? bytes : wanted;
    block = mem_new(sizeof *block + room);
    block->room = room;
    block->older = log->texts;
    log->texts = block;
    return block;
}

static char *keep_text(struct session_log *log, struct span text)
{
    struct text_block *block = block_with_room(log, text.len + 1);
    char *kept = block->bytes + block->used;
    if (text.len)
        memcpy(kept, text.at, text.len);
    kept[text.len] = '\0';
    block->used += text.len + 1;
    return kept;
}

void session_log_add(struct session_log *log, const struct line *line)
{
    if (log->line_count == log->line_room) {
        size_t room = log->line_room < 32 ? 32 : log->line_room + log->line_room / 8 + 16;
        log->lines = mem_grow(log->lines, log->line_room * sizeof *log->lines, room * sizeof *log->lines);
        log->line_room = room;
    }
    char *raw = keep_text(log, (struct span){ line->raw, line->len });
    struct line *added = &log->lines[log->line_count++];
    *added = *line;
    added->raw = raw;
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
    while (log->texts) {
        struct text_block *older = log->texts->older;
        free(log->texts);
        log->texts = older;
    }
    free(log->lines);
    free(log);
}

struct span line_raw(const struct line *line)
{
    return (struct span){ line->raw, line->len };
}
