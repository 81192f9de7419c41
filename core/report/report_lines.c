#include "report/report_lines.h"

#include "base/clean.h"
#include "report/line_explain.h"
#include "report/wrap.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80, INDENT = 8, SHOWN_FIRST = 40, SHOWN_LAST = 40, LINE_SHOWN = 200, REPLIES_LEAST = 2 };

static bool is_spoken(const struct line *line)
{
    return line->from != SPEAKER_EVENT && line_raw(line).len > 0;
}

bool report_is_conversation(const struct session_log *log)
{
    size_t commands = 0;
    size_t replies = 0;
    for (size_t i = 0; log && i < log->line_count; i++) {
        commands += log->lines[i].from == SPEAKER_CLIENT;
        replies += log->lines[i].from == SPEAKER_SERVER;
    }
    return commands > 0 && replies >= REPLIES_LEAST;
}

static struct span part_text(const struct report *report, const struct line_part *part)
{
    for (int i = 0; i < LINE_PART_KEYS; i++)
        if (part->keys[i][0] && words_has(report->words, part->keys[i]))
            return words_get(report->words, part->keys[i]);
    return SPAN_EMPTY;
}

/* "-" and words of no fixed meaning need no explanation beside the code. */
static bool is_plain_part(const struct line_part *part)
{
    return strcmp(part->keys[0], "line.reply.more") == 0 || strcmp(part->keys[0], "line.reply.text") == 0;
}

/* An ability says more than its 250: the last part that is about something of its own. */
static const struct line_part *telling_part(const struct line_explanation *explanation)
{
    const struct line_part *telling = &explanation->parts[0];
    for (size_t i = 1; i < explanation->part_count; i++)
        if (strncmp(explanation->parts[i].keys[0], "line.ehlo.", 10) == 0 ||
            strncmp(explanation->parts[i].keys[0], "line.server.", 12) == 0)
            telling = &explanation->parts[i];
    return telling;
}

static void add_sentence(struct span sentence, struct buf *out)
{
    /* Behind a full stop of full width there is no blank. */
    if (out->len && sentence.len && !span_ends_nocase(buf_span(out), SPAN("。")))
        buf_add_char(out, ' ');
    buf_add(out, sentence);
}

/* What a line means: in short when all is well, part by part where it failed. */
static void add_meaning(const struct report *report, const struct line_explanation *explanation, struct buf *out)
{
    char key[64];
    bool is_well = explanation->normality == LINE_NORMAL || explanation->normality == LINE_UNUSUAL;
    if (is_well && explanation->part_count)
        add_sentence(part_text(report, telling_part(explanation)), out);
    for (size_t i = 0; !is_well && i < explanation->part_count; i++)
        if (!is_plain_part(&explanation->parts[i]))
            add_sentence(part_text(report, &explanation->parts[i]), out);
    if (explanation->normality != LINE_NORMAL)
        add_sentence(words_get(report->words, line_normality_key(explanation->normality)), out);
    (void)snprintf(key, sizeof key, "line.instead.%s", stage_word(explanation->stage));
    if (!is_well && words_has(report->words, key))
        add_sentence(words_get(report->words, key), out);
}

static void put_line(const struct report *report, const struct session_log *log, const struct line *line,
                     struct buf *out)
{
    int columns = report->columns ? (int)report->columns : COLUMNS;
    struct line_explanation explanation;
    struct buf text;
    buf_init(&text, 8 * KIB);
    clean_add(&text, line_raw(line), LINE_SHOWN);
    buf_addf(out, "%4u %c  ", line->n, line->from == SPEAKER_SERVER ? 'S' : 'C');
    wrap_add(out, buf_span(&text), columns, INDENT);
    buf_clear(&text);
    line_explain(log, line, &explanation);
    add_meaning(report, &explanation, &text);
    if (text.len) {
        buf_addf(out, "%*s", INDENT + 2, "");
        wrap_add(out, buf_span(&text), columns, INDENT + 2);
    }
    buf_free(&text);
}

void report_lines(const struct report *report, const struct session_log *log, struct buf *out)
{
    size_t spoken = 0;
    size_t n = 0;
    for (size_t i = 0; i < log->line_count; i++)
        spoken += is_spoken(&log->lines[i]);
    for (size_t i = 0; i < log->line_count; i++) {
        if (!is_spoken(&log->lines[i]))
            continue;
        n++;
        if (n <= SHOWN_FIRST || n + SHOWN_LAST > spoken)
            put_line(report, log, &log->lines[i], out);
        else if (n == SHOWN_FIRST + 1)
            buf_add_text(out, "   …\n");
    }
}
