#include "report/parts.h"

#include "report/report.h"

#include <stdio.h>
#include <string.h>

static const char *const words[PART_COUNT] = {
#define X(id, word) [id] = word,
    PARTS(X)
#undef X
};

const char *part_word(enum part part)
{
    return words[part];
}

static bool bits_of(struct span word, unsigned *ret_bits)
{
    *ret_bits = span_equal(word, SPAN("all")) ? PARTS_ALL : PARTS_CHOSEN;
    if (span_equal(word, SPAN("all")) || span_equal(word, SPAN("none")))
        return true;
    for (int i = 0; i < PART_COUNT; i++)
        if (span_equal(word, span_of(words[i]))) {
            *ret_bits |= PART_BIT(i);
            return true;
        }
    return false;
}

bool parts_from_words(struct span list, unsigned *ret_parts)
{
    unsigned parts = 0;
    struct span word;
    while (span_cut(&list, ',', &word)) {
        unsigned bits;
        if (!bits_of(word, &bits))
            return false;
        parts |= bits;
    }
    if (parts)
        *ret_parts = parts;
    return parts != 0;
}

unsigned parts_usual(const struct report *report)
{
    static const unsigned left_out[AUDIENCE_COUNT] = {
        [AUDIENCE_USER] = PART_BIT(PART_FINDINGS) | PART_BIT(PART_TRANSCRIPT) | PART_BIT(PART_NETWORK),
        [AUDIENCE_PROVIDER] = PART_BIT(PART_FINDINGS) | PART_BIT(PART_TRANSCRIPT),
    };
    return PARTS_ALL & ~left_out[report->audience];
}

bool report_includes(const struct report *report, enum part part)
{
    unsigned parts = report->parts ? report->parts : parts_usual(report);
    return parts & PART_BIT(part);
}

static bool is_there(const struct report *report, enum part part)
{
    switch (part) {
    case PART_ANSWERS:
        return record_find(report->record, FACT_ANSWER) != NULL;
    case PART_TRANSCRIPT:
        return report->record->session_count > 0;
    case PART_NETWORK:
        return !report->is_explain;
    case PART_VERDICT:
    case PART_FINDINGS:
    case PART_COUNT:
        break;
    }
    return true;
}

static bool is_left_out(const struct report *report, enum part part)
{
    return !report_includes(report, part) && is_there(report, part);
}

bool report_leaves_out(const struct report *report)
{
    for (int i = 0; i < PART_COUNT; i++)
        if (is_left_out(report, (enum part)i))
            return true;
    return false;
}

void parts_left_out(const struct report *report, struct buf *out)
{
    bool any = false;
    for (int i = 0; i < PART_COUNT; i++) {
        char key[32];
        if (!is_left_out(report, (enum part)i))
            continue;
        (void)snprintf(key, sizeof key, "part.%s", words[i]);
        if (any)
            buf_add(out, words_get(report->words, "report.comma"));
        buf_add(out, words_get(report->words, key));
        any = true;
    }
}

/* What is known of this machine and of the way out of it. */
static bool is_of_network(const struct fact *fact)
{
    static const char *const checks[] = { "this-network", "path", "dns-compare", "packet-filter" };
    for (size_t i = 0; fact->check && i < sizeof checks / sizeof *checks; i++)
        if (strcmp(fact->check, checks[i]) == 0)
            return true;
    return false;
}

bool parts_tell(const struct report *report, const struct fact *fact)
{
    return report_includes(report, PART_NETWORK) || !is_of_network(fact);
}
