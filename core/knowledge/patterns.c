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

/* One word, or run of words, that must stand in the text; the first of each alternative is marked. */
struct pattern_word {
    struct span text;
    uint16_t head, tail; /* hashes of its first and last bytes; PATTERN_GRAMS: it is shorter than a gram */
    bool is_first;
};

enum { PATTERNS_MAX = 2048, PIECES_MAX = 32768 };
static struct pattern_word pieces[PIECES_MAX];
static size_t piece_total;
static struct pattern patterns[PATTERNS_MAX];
static size_t pattern_total;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static size_t gram_hash(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return (bytes * 2654435761u) >> 17;
}

static struct pattern_word word_of(struct span text, bool is_first)
{
    struct pattern_word word = { text, PATTERN_GRAMS, PATTERN_GRAMS, is_first };
    if (text.len >= PATTERN_GRAM) {
        word.head = (uint16_t)gram_hash(text.at);
        word.tail = (uint16_t)gram_hash(text.at + text.len - PATTERN_GRAM);
    }
    return word;
}

static enum side read_side(const char *word, enum side usual)
{
    for (int i = SIDE_USER_PASSWORD; i < SIDE_COUNT; i++)
        if (strcmp(side_word((enum side)i), word) == 0)
            return (enum side)i;
    return usual;
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

static void cut_pattern(struct pattern *pattern)
{
    struct span rest = span_of(pattern->words);
    pattern->pieces = &pieces[piece_total];
    while (rest.len) {
        struct span alternative = cut_words(&rest, '|');
        bool first = true;
        while (alternative.len && piece_total < PIECES_MAX) {
            pieces[piece_total++] = word_of(cut_words(&alternative, '&'), first);
            pattern->piece_count++;
            first = false;
        }
    }
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
    cut_pattern(pattern);
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

/* The lists are short and are asked for every row of every text: they are read where they stand. */
static size_t item_length(const char *item)
{
    size_t len = 0;
    while (item[len] && item[len] != '|')
        len++;
    return len;
}

static const char *next_item(const char *item, size_t len)
{
    return item[len] ? item + len + 1 : item + len;
}

static bool list_has(const char *list, struct span word)
{
    size_t len;
    for (const char *item = list; *item; item = next_item(item, len)) {
        len = item_length(item);
        if (span_equal_nocase((struct span){ item, len }, word))
            return true;
    }
    return false;
}

static bool codes_hold(const char *codes, unsigned code)
{
    size_t len;
    for (const char *item = codes; *item; item = next_item(item, len)) {
        unsigned number = 0;
        for (len = 0; item[len] && item[len] != '|'; len++)
            number = number * 10 + (unsigned)(item[len] - '0');
        if (number == (len == 1 ? code / 100 : code))
            return true;
    }
    return false;
}

static bool enhanced_holds(const char *list, struct span enhanced)
{
    size_t len;
    for (const char *item = list; *item; item = next_item(item, len)) {
        len = item_length(item);
        struct span wanted = { item, len };
        if (span_equal(wanted, SPAN("-")) && enhanced.len == 0)
            return true;
        if (span_equal(len && *item == '.' ? span_from(enhanced, 1) : enhanced, wanted))
            return true;
    }
    return false;
}

void saying_index(struct saying *saying)
{
    memset(saying->grams, 0, sizeof saying->grams);
    for (size_t i = 0; i + PATTERN_GRAM <= saying->lower.len; i++) {
        size_t gram = gram_hash(saying->lower.at + i);
        saying->grams[gram / 64] |= (uint64_t)1 << gram % 64;
    }
}

static bool has_gram(const struct saying *saying, uint16_t gram)
{
    return gram == PATTERN_GRAMS || (saying->grams[gram / 64] >> gram % 64 & 1);
}

static bool has_word(const struct saying *saying, const struct pattern_word *word)
{
    return has_gram(saying, word->head) && has_gram(saying, word->tail) &&
           span_find(saying->lower, word->text) != SPAN_NONE;
}

/* One alternative of which every word is there. */
static bool words_hold(const struct pattern *pattern, const struct saying *saying)
{
    bool all = false;
    for (size_t i = 0; i < pattern->piece_count; i++) {
        const struct pattern_word *piece = &pattern->pieces[i];
        if (piece->is_first && all)
            return true;
        all = (piece->is_first || all) && has_word(saying, piece);
    }
    return all;
}

bool pattern_holds(const struct pattern *pattern, const struct saying *saying)
{
    if (pattern->codes[0] && !codes_hold(pattern->codes, saying->code))
        return false;
    if (pattern->enhanced[0] && !enhanced_holds(pattern->enhanced, saying->enhanced))
        return false;
    if (pattern->providers[0] && (!saying->provider.len || !list_has(pattern->providers, saying->provider)))
        return false;
    if (pattern->stages[0] && !list_has(pattern->stages, span_of(stage_word(saying->stage))))
        return false;
    return pattern->piece_count == 0 || words_hold(pattern, saying);
}
