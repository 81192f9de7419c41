#include "facts/fact.h"

#include <stdio.h>
#include <string.h>

static const struct fact_row rows[] = {
#define X(id, word, step, status, code) [id] = { word, step, status, code },
    FACTS(X)
#undef X
};

const struct fact_row *fact_row(enum fact_kind kind)
{
    return &rows[kind];
}

bool fact_from_word(struct span word, enum fact_kind *ret_kind)
{
    for (size_t i = 0; i < FACT_COUNT; i++)
        if (span_equal(span_of(rows[i].word), word)) {
            *ret_kind = (enum fact_kind)i;
            return true;
        }
    return false;
}

struct fact fact_new(enum fact_kind kind, const char *check)
{
    return (struct fact){ .kind = kind, .status = rows[kind].status, .check = check, .ms = -1 };
}

void fact_prove(struct fact *fact, struct evidence evidence)
{
    if (evidence.session && evidence.line && fact->evidence_count < FACT_EVIDENCE_MAX)
        fact->evidence[fact->evidence_count++] = evidence;
}

bool fact_is_off_wire(const struct fact *fact)
{
    return fact->evidence_count == 0 && rows[fact->kind].step == STEP_NETWORK;
}

void fact_code(const struct fact *fact, char *out, size_t room)
{
    if (fact->code)
        (void)snprintf(out, room, "%s-%u", rows[fact->kind].code, fact->code);
    else
        (void)snprintf(out, room, "%s", rows[fact->kind].code);
}
