#include "run/earlier.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct check *row_of(const struct fact *fact)
{
    for (size_t i = 0; fact->check && i < check_count(); i++)
        if (strcmp(check_at(i)->id, fact->check) == 0)
            return check_at(i);
    return NULL;
}

/* ---- carrying a fact with its lines from one record to another ---- */

struct carrier {
    struct record *to;
    const struct record *from;
    unsigned moved[RECORD_SESSIONS_MAX + 1]; /* by the id of a session: its id there, 0: not carried yet */
};

static unsigned carry_session(struct carrier *carrier, unsigned id)
{
    if (id == 0 || id > carrier->from->session_count)
        return 0;
    if (carrier->moved[id])
        return carrier->moved[id];
    const struct session_log *log = carrier->from->sessions[id - 1];
    struct session_log *copy = record_session(carrier->to, (unsigned)carrier->to->session_count + 1);
    if (!copy)
        return 0;
    copy->where = log->where;
    copy->began = log->began;
    memcpy(copy->address, log->address, sizeof copy->address);
    for (size_t i = 0; i < log->line_count; i++)
        session_log_add(copy, &log->lines[i]);
    return carrier->moved[id] = copy->id;
}

static void carry(struct carrier *carrier, const struct fact *fact)
{
    struct fact copy = *fact;
    copy.evidence_count = 0;
    for (unsigned i = 0; i < fact->evidence_count; i++) {
        unsigned session = carry_session(carrier, fact->evidence[i].session);
        if (session)
            fact_prove(&copy, (struct evidence){ session, fact->evidence[i].line });
    }
    (void)record_add(carrier->to, &copy);
}

/* ---- what is kept ---- */

void earlier_take(struct earlier *earlier, const struct record *record, const struct target *was,
                  const struct target *now)
{
    struct carrier *carrier = mem_new(sizeof *carrier);
    *carrier = (struct carrier){ .to = &earlier->facts, .from = record };
    record_init(&earlier->facts);
    earlier->is_other_server = strcmp(was->server.host, now->server.host) != 0;
    for (size_t i = 0; now->has_step && i < record->fact_count; i++) {
        struct fact fact = record->facts[i];
        const struct check *check = row_of(&fact);
        if (!check || check->when == WHEN_CHAIN || check->step == now->step)
            continue;
        fact.before = fact.before ? fact.before : record->began + record->total_ms * 1000;
        carry(carrier, &fact);
    }
    free(carrier);
}

void earlier_clear(struct earlier *earlier)
{
    record_clear(&earlier->facts);
}

/* ---- what is added ---- */

/* Of this run; what was added from before is behind it. */
static bool has_spoken(const struct record *record, size_t own, const char *check)
{
    for (size_t i = 0; i < own; i++)
        if (strcmp(record->facts[i].check, check) == 0)
            return true;
    return false;
}

/* What is known of a server is known of that server alone. */
static bool is_stale(const struct earlier *earlier, const struct check *check)
{
    return earlier->is_other_server && check->when != WHEN_START;
}

static void skip_once(struct record *record, const struct check *check)
{
    struct fact fact = fact_new(FACT_CHECK_SKIPPED, check->id);
    mem_copy_text(fact.subject, sizeof fact.subject, SPAN("changed"));
    if (!has_spoken(record, record->fact_count, check->id))
        (void)record_add(record, &fact);
}

void earlier_add(const struct earlier *earlier, struct record *record)
{
    struct carrier *carrier = mem_new(sizeof *carrier);
    size_t own = record->fact_count;
    *carrier = (struct carrier){ .to = record, .from = &earlier->facts };
    for (size_t i = 0; i < earlier->facts.fact_count; i++) {
        const struct fact *fact = &earlier->facts.facts[i];
        const struct check *check = row_of(fact);
        if (!check || has_spoken(record, own, fact->check))
            continue;
        if (is_stale(earlier, check))
            skip_once(record, check);
        else
            carry(carrier, fact);
    }
    free(carrier);
}
