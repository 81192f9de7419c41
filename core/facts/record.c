#include "facts/record.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void record_init(struct record *record)
{
    memset(record, 0, sizeof *record);
}

void record_clear(struct record *record)
{
    for (size_t i = 0; i < record->session_count; i++)
        session_log_free(record->sessions[i]);
    free(record->sessions);
    free(record->facts);
    record_init(record);
}

struct fact *record_add(struct record *record, const struct fact *fact)
{
    if (record->fact_count == RECORD_FACTS_MAX)
        return NULL;
    if (record->fact_count == record->fact_room) {
        size_t room = record->fact_room ? record->fact_room * 2 : 16;
        record->facts =
            mem_grow(record->facts, record->fact_room * sizeof *record->facts, room * sizeof *record->facts);
        record->fact_room = room;
    }
    record->facts[record->fact_count] = *fact;
    return &record->facts[record->fact_count++];
}

const struct fact *record_find(const struct record *record, enum fact_kind kind)
{
    for (size_t i = 0; i < record->fact_count; i++)
        if (record->facts[i].kind == kind)
            return &record->facts[i];
    return NULL;
}

size_t record_count(const struct record *record, enum fact_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < record->fact_count; i++)
        count += record->facts[i].kind == kind;
    return count;
}

static struct session_log *session_new(unsigned id)
{
    struct session_log *log = mem_new(sizeof *log);
    log->id = id;
    return log;
}

struct session_log *record_session(struct record *record, unsigned id)
{
    if (id == 0 || id > RECORD_SESSIONS_MAX)
        return NULL;
    if (id > record->session_room) {
        size_t room = id < 8 ? 8 : (size_t)id * 2;
        record->sessions = mem_grow(record->sessions, record->session_room * sizeof(struct session_log *),
                                    room * sizeof(struct session_log *));
        record->session_room = room;
    }
    while (record->session_count < id) {
        unsigned next = (unsigned)record->session_count + 1;
        record->sessions[record->session_count++] = session_new(next);
    }
    return record->sessions[id - 1];
}

const struct session_log *record_session_at(const struct record *record, const struct endpoint *where)
{
    for (size_t i = record->session_count; i > 0; i--) {
        const struct session_log *log = record->sessions[i - 1];
        if (log->where.port == where->port && strcmp(log->where.host, where->host) == 0)
            return log;
    }
    return NULL;
}

const struct line *record_line(const struct record *record, struct evidence evidence)
{
    if (evidence.session == 0 || evidence.session > record->session_count)
        return NULL;
    return session_log_line(record->sessions[evidence.session - 1], evidence.line);
}

static unsigned open_session(void *owner, const struct endpoint *where, const char *address)
{
    struct record *record = owner;
    struct session_log *log = record_session(record, (unsigned)record->session_count + 1);
    if (!log)
        return 0;
    log->where = *where;
    mem_copy_text(log->address, sizeof log->address, span_of(address));
    return log->id;
}

static void add_line(void *owner, unsigned session, const struct line *line)
{
    struct session_log *log = record_session(owner, session);
    if (log)
        session_log_add(log, line);
}

static void add_fact(void *owner, const struct fact *fact)
{
    record_add(owner, fact);
}

static void count_login(void *owner)
{
    ((struct record *)owner)->logins_used++;
}

struct scribe record_scribe(struct record *record)
{
    return (struct scribe){ record, open_session, add_line, add_fact, count_login };
}

void scribe_fact(const struct scribe *scribe, const struct fact *fact)
{
    scribe->add_fact(scribe->owner, fact);
}
