#include "report/changes.h"

#include "base/clean.h"
#include "base/mem.h"

#include <stdio.h>
#include <time.h>

enum { VALUE_SHOWN_MAX = 300 };

void changes_head(const struct words *words, const struct comparison *comparison, struct buf *out)
{
    struct fact fact = { .ms = -1 };
    time_t when = (time_t)comparison->good.time;
    struct tm parts;
    if (gmtime_r(&when, &parts))
        (void)strftime(fact.text, sizeof fact.text, "%Y-%m-%d", &parts);
    words_fill(out, words_get(words, comparison->count ? "changed.since" : "changed.nothing"), &fact);
}

void changes_line(const struct words *words, const struct comparison *comparison, size_t index, struct buf *out)
{
    struct fact fact = { .ms = -1 };
    enum figure figure = comparison->changed[index];
    char key[64];
    struct buf values;
    buf_init(&values, 4 * KIB);
    clean_add(&values, span_of(comparison->good.figures[figure]), VALUE_SHOWN_MAX);
    buf_add_text(&values, " → ");
    clean_add(&values, span_of(comparison->now.figures[figure]), VALUE_SHOWN_MAX);
    (void)snprintf(key, sizeof key, "changed.%s", figure_word(figure));
    mem_copy_text(fact.subject, sizeof fact.subject, words_get(words, key));
    mem_copy_text(fact.text, sizeof fact.text, buf_span(&values));
    words_fill(out, words_get(words, "changed.line"), &fact);
    buf_free(&values);
}

bool changes_matter(const struct comparison *comparison, enum verdict_status status)
{
    return comparison && comparison->good.time && (comparison->count || status != VERDICT_OK);
}
