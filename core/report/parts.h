#pragma once

#include "base/buf.h"

/*
 * What a report can be asked to hold or to leave out, each for itself. Title, request, replies
 * that prove the cause, and what was left out are always told. Texts: "part.WORD".
 */
#define PARTS(_)                                                                                                       \
    _(PART_VERDICT, "verdict")       /* the sentence, whose side, what to do, what was ruled out */                    \
    _(PART_FINDINGS, "findings")     /* one by one */                                                                  \
    _(PART_TRANSCRIPT, "transcript") /* every line of every conversation, or of the text that was read */              \
    _(PART_NETWORK, "network")       /* of this machine: addresses, ways, name servers, filters */                     \
    _(PART_ANSWERS, "answers")       /* what the person was asked and has said */
enum part {
#define X(id, word) id,
    PARTS(X)
#undef X
        PART_COUNT
};
const char *part_word(enum part part);

/* Sets of parts; 0 is no choice at all: what is usual. PARTS_CHOSEN makes the empty set a choice. */
enum { PARTS_CHOSEN = 1u << 30 };
#define PART_BIT(part) (1u << (part))
#define PARTS_ALL (PARTS_CHOSEN | (PART_BIT(PART_COUNT) - 1))

/* "verdict,findings", "all", "none". False when a word is none of them; *ret_parts then stays. */
bool parts_from_words(struct span words, unsigned *ret_parts);

struct report;
/* What a report for these readers holds when nothing else was said. */
unsigned parts_usual(const struct report *report);
bool report_includes(const struct report *report, enum part part);
/* Whether there is anything that is left out because of a part. */
bool report_leaves_out(const struct report *report);
/* "findings one by one, transcript": what is left out, in the words of the report. */
void parts_left_out(const struct report *report, struct buf *out);

struct fact;
/* Whether a finding is told in this report: it may belong to a part that is left out. */
bool parts_tell(const struct report *report, const struct fact *fact);
