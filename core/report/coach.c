#include "report/coach.h"

#include "base/clean.h"

#include <string.h>

enum { TOLD_MAX = 64, QUOTE_MAX = 40 };

/* What has been said already in this turn. */
struct telling {
    const struct words *words;
    char keys[TOLD_MAX][LINE_KEY_MAX];
    size_t count;
    struct buf *out;
};

static bool is_told(const struct telling *telling, const char *key)
{
    for (size_t i = 0; i < telling->count; i++)
        if (strcmp(telling->keys[i], key) == 0)
            return true;
    return false;
}

static const char *key_of(const struct telling *telling, const struct line_part *part)
{
    for (int i = 0; i < LINE_PART_KEYS; i++)
        if (part->keys[i][0] && words_has(telling->words, part->keys[i]))
            return part->keys[i];
    return NULL;
}

static void remember(struct telling *telling, const char *key)
{
    if (telling->count < TOLD_MAX && !is_told(telling, key))
        memcpy(telling->keys[telling->count++], key, LINE_KEY_MAX);
}

static void tell_part(struct telling *telling, const struct line *line, const struct line_part *part)
{
    const char *key = key_of(telling, part);
    if (!key || is_told(telling, key))
        return;
    remember(telling, key);
    if (part->len && part->len <= QUOTE_MAX && line->note == NOTE_NONE) {
        (void)clean_add(telling->out, (struct span){ line->raw + part->start, part->len }, CLEAN_LINE_MAX);
        buf_add_text(telling->out, "  ");
    }
    buf_add(telling->out, words_get(telling->words, key));
    buf_add_char(telling->out, '\n');
}

/* Codes are told each time, what is the same in every conversation only once in it. */
static void pass_over(struct telling *telling, const struct line_part *part)
{
    const char *key = key_of(telling, part);
    if (key && strncmp(key, "line.", 5) == 0)
        remember(telling, key);
}

static void tell_decoded(struct telling *telling, const struct line *line)
{
    struct buf text;
    buf_init(&text, CLEAN_LINE_MAX);
    if (line_decode(line, &text)) {
        buf_add(telling->out, words_get(telling->words, "hand.decoded"));
        buf_add(telling->out, buf_span(&text));
        buf_add_char(telling->out, '\n');
    }
    buf_free(&text);
}

static void explain(struct telling *telling, const struct session_log *log, const struct line *line, bool is_new)
{
    struct line_explanation explanation;
    line_explain(log, line, &explanation);
    for (size_t i = 0; i < explanation.part_count; i++)
        if (is_new)
            tell_part(telling, line, &explanation.parts[i]);
        else
            pass_over(telling, &explanation.parts[i]);
    if (is_new)
        tell_decoded(telling, line);
}

void coach_tell(const struct words *words, const struct session_log *log, unsigned first_line, struct buf *out)
{
    struct telling telling = { .words = words, .out = out };
    for (size_t i = 0; i < log->line_count; i++)
        if (log->lines[i].from != SPEAKER_CLIENT)
            explain(&telling, log, &log->lines[i], log->lines[i].n >= first_line);
}
