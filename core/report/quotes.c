#include "report/quotes.h"

static bool is_before(struct evidence a, struct evidence b)
{
    return a.session != b.session ? a.session < b.session : a.line < b.line;
}

void quotes_add(struct quotes *quotes, struct evidence line)
{
    size_t place = quotes->count;
    for (size_t i = 0; i < quotes->count; i++)
        if (quotes->lines[i].session == line.session && quotes->lines[i].line == line.line)
            return;
    if (quotes->count == QUOTES_MAX)
        return;
    for (; place > 0 && is_before(line, quotes->lines[place - 1]); place--)
        quotes->lines[place] = quotes->lines[place - 1];
    quotes->lines[place] = line;
    quotes->count++;
}

void quotes_prove(struct quotes *quotes, const struct record *record, const struct candidate *cause, bool by_server)
{
    for (size_t i = 0; i < cause->for_count; i++) {
        const struct fact *fact = &record->facts[cause->for_facts[i]];
        for (unsigned k = 0; k < fact->evidence_count; k++) {
            const struct line *line = record_line(record, fact->evidence[k]);
            if (line && (!by_server || line->from == SPEAKER_SERVER))
                quotes_add(quotes, fact->evidence[k]);
        }
    }
}

void quotes_last_replies(struct quotes *quotes, const struct session_log *log)
{
    size_t replies = 0;
    for (size_t i = log ? log->line_count : 0; i > 0 && replies < QUOTES_MAX; i--)
        if (log->lines[i - 1].from == SPEAKER_SERVER) {
            quotes_add(quotes, (struct evidence){ log->id, log->lines[i - 1].n });
            replies++;
        }
}
