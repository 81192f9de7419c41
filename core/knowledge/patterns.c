#include "knowledge/patterns.h"

#include <pthread.h>
#include <string.h>

enum {
    CELL_ID,
    CELL_PROVIDERS,
    CELL_STAGES,
    CELL_CODES,
    CELL_ENHANCED,
    CELL_WORDS,
    CELL_CAUSE,
    CELL_SIDE,
    CELL_WEIGHT,
    CELL_SOURCE,
    CELL_COUNT
};
extern const char *const pattern_cells[][CELL_COUNT];
extern const unsigned long pattern_cells_count;

enum { PATTERNS_MAX = 2048 };
static struct pattern patterns[PATTERNS_MAX];
static size_t pattern_total;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static enum side read_side(const char *word, enum side usual)
{
    for (int i = SIDE_USER_PASSWORD; i < SIDE_COUNT; i++)
        if (strcmp(side_word((enum side)i), word) == 0)
            return (enum side)i;
    return usual;
}

/* A row that cannot be read gets the cause none; the test that walks the table finds it. */
static void read_row(struct pattern *pattern, const char *const *cells)
{
    uint64_t weight = 0;
    *pattern = (struct pattern){ .id = cells[CELL_ID],
                                 .providers = cells[CELL_PROVIDERS],
                                 .stages = cells[CELL_STAGES],
                                 .codes = cells[CELL_CODES],
                                 .enhanced = cells[CELL_ENHANCED],
                                 .words = cells[CELL_WORDS],
                                 .source = cells[CELL_SOURCE],
                                 .cause = CAUSE_NONE };
    cause_from_label(span_of(cells[CELL_CAUSE]), &pattern->cause);
    pattern->side = read_side(cells[CELL_SIDE], cause_row(pattern->cause)->side);
    if (span_number(span_of(cells[CELL_WEIGHT]), 100, &weight))
        pattern->weight = (int)weight;
}

static void read_all(void)
{
    for (size_t i = 0; i < pattern_cells_count && i < PATTERNS_MAX; i++)
        read_row(&patterns[pattern_total++], pattern_cells[i]);
}

size_t pattern_count(void)
{
    pthread_once(&once, read_all);
    return pattern_total;
}

const struct pattern *pattern_at(size_t index)
{
    return index < pattern_count() ? &patterns[index] : NULL;
}

/* ---- matching ---- */

static bool list_has(const char *list, struct span word)
{
    struct span rest = span_of(list);
    struct span piece;
    while (span_cut(&rest, '|', &piece))
        if (span_equal_nocase(span_trim(piece), word))
            return true;
    return false;
}

static bool codes_hold(const char *codes, unsigned code)
{
    struct span rest = span_of(codes);
    struct span piece;
    while (span_cut(&rest, '|', &piece)) {
        uint64_t number;
        if (span_number(span_trim(piece), 599, &number) && (number == code || (number < 6 && number == code / 100)))
            return true;
    }
    return false;
}

static bool enhanced_holds(const char *list, struct span enhanced)
{
    struct span rest = span_of(list);
    struct span piece;
    while (span_cut(&rest, '|', &piece)) {
        struct span wanted = span_trim(piece);
        if (span_equal(wanted, SPAN("-")) && enhanced.len == 0)
            return true;
        bool any_class = wanted.len && wanted.at[0] == '.';
        if (any_class ? span_equal(span_from(enhanced, 1), wanted) : span_equal(enhanced, wanted))
            return true;
    }
    return false;
}

/* Cuts off the next piece before a separator of one character with blanks around it. */
static struct span cut_words(struct span *rest, char separator)
{
    for (size_t i = 1; i + 1 < rest->len; i++)
        if (rest->at[i] == separator && rest->at[i - 1] == ' ' && rest->at[i + 1] == ' ') {
            struct span piece = span_head(*rest, i - 1);
            *rest = span_from(*rest, i + 2);
            return piece;
        }
    struct span piece = *rest;
    *rest = SPAN_EMPTY;
    return piece;
}

static bool all_words_match(struct span words, struct span lower)
{
    while (words.len)
        if (span_find(lower, cut_words(&words, '&')) == SPAN_NONE)
            return false;
    return true;
}

bool pattern_words_match(const char *words, struct span lower)
{
    struct span rest = span_of(words);
    while (rest.len)
        if (all_words_match(cut_words(&rest, '|'), lower))
            return true;
    return false;
}

bool pattern_holds(const struct pattern *pattern, const struct saying *saying)
{
    if (pattern->codes[0] && !codes_hold(pattern->codes, saying->code))
        return false;
    if (pattern->enhanced[0] && !enhanced_holds(pattern->enhanced, saying->enhanced))
        return false;
    if (pattern->providers[0] && !list_has(pattern->providers, saying->provider))
        return false;
    if (pattern->stages[0] && !list_has(pattern->stages, span_of(stage_word(saying->stage))))
        return false;
    return !pattern->words[0] || pattern_words_match(pattern->words, saying->lower);
}
