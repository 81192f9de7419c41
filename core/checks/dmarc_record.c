#include "checks/dmarc_record.h"

#include "checks/tags.h"

const char *dmarc_policy_word(enum dmarc_policy policy)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        DMARC_POLICIES(X)
#undef X
    };
    return words[policy];
}

const char *dmarc_fault_word(enum dmarc_fault fault)
{
    static const char *const words[] = {
#define X(id, word) [id] = (word),
        DMARC_FAULTS(X)
#undef X
    };
    return words[fault];
}

static bool read_policy(struct span word, enum dmarc_policy *ret_policy)
{
    for (int i = DMARC_NONE; i <= DMARC_REJECT; i++)
        if (span_equal_nocase(word, span_of(dmarc_policy_word((enum dmarc_policy)i)))) {
            *ret_policy = (enum dmarc_policy)i;
            return true;
        }
    return false;
}

/* RFC 7489, 6.2: a list of addresses, each a URI; only mailto: is used. A size limit may follow a "!". */
static bool are_reports(struct span list)
{
    struct span piece;
    size_t count = 0;
    while (span_cut(&list, ',', &piece)) {
        piece = span_trim(piece);
        if (!span_starts_nocase(piece, SPAN("mailto:")) || span_find_char(piece, '@') == SPAN_NONE)
            return false;
        count++;
    }
    return count > 0;
}

static enum dmarc_fault take_alignment(struct span value, bool *ret_strict)
{
    *ret_strict = span_equal_nocase(value, SPAN("s"));
    return *ret_strict || span_equal_nocase(value, SPAN("r")) ? DMARC_GOOD : DMARC_BAD_TAG;
}

static enum dmarc_fault take_percent(struct span value, unsigned *ret_percent)
{
    uint64_t percent;
    if (!span_number(value, 100, &percent))
        return DMARC_BAD_TAG;
    *ret_percent = (unsigned)percent;
    return DMARC_GOOD;
}

/* Tags that are not known are passed over, as the standard asks. */
static enum dmarc_fault take_tag(const struct tag *tag, struct dmarc *dmarc)
{
    if (span_equal(tag->name, SPAN("sp")))
        return read_policy(tag->value, &dmarc->subdomain_policy) ? DMARC_GOOD : DMARC_BAD_POLICY;
    if (span_equal(tag->name, SPAN("pct")))
        return take_percent(tag->value, &dmarc->percent);
    if (span_equal(tag->name, SPAN("aspf")))
        return take_alignment(tag->value, &dmarc->strict_spf);
    if (span_equal(tag->name, SPAN("adkim")))
        return take_alignment(tag->value, &dmarc->strict_dkim);
    if (span_equal(tag->name, SPAN("rua"))) {
        dmarc->has_reports = are_reports(tag->value);
        return dmarc->has_reports ? DMARC_GOOD : DMARC_BAD_REPORTS;
    }
    return DMARC_GOOD;
}

static enum dmarc_fault take_tags(struct span record, struct dmarc *dmarc)
{
    struct tag tag;
    enum tag_progress progress;
    enum dmarc_fault fault = DMARC_GOOD;
    while ((progress = tag_next(&record, &tag)) != TAG_END) {
        enum dmarc_fault one = progress == TAG_BROKEN ? DMARC_BAD_TAG : take_tag(&tag, dmarc);
        if (one == DMARC_GOOD || fault != DMARC_GOOD)
            continue;
        fault = one;
        dmarc->faulty = progress == TAG_READ ? tag.value : SPAN_EMPTY;
    }
    return fault;
}

enum dmarc_fault dmarc_read(struct span record, struct dmarc *ret_dmarc)
{
    struct span value;
    if (!tag_is_first(record, SPAN("v"), SPAN("DMARC1")))
        return DMARC_OTHER_TEXT;
    *ret_dmarc = (struct dmarc){ .percent = 100 };
    bool has_policy = tag_find(record, SPAN("p"), &value);
    bool is_policy = has_policy && read_policy(value, &ret_dmarc->policy);
    ret_dmarc->subdomain_policy = ret_dmarc->policy;
    enum dmarc_fault fault = take_tags(record, ret_dmarc);
    if (is_policy)
        return fault;
    ret_dmarc->faulty = has_policy ? value : SPAN_EMPTY;
    return has_policy ? DMARC_BAD_POLICY : DMARC_NO_POLICY;
}
