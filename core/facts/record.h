#pragma once

#include "facts/fact.h"

/*
 * Everything that one run, or one pasted text, has brought to light. Owns it all.
 * Facts keep their order; the n-th one (from 1) is finding "Fn".
 */
struct record {
    struct fact *facts;
    size_t fact_count;
    size_t fact_room;
    struct session_log **sessions; /* sessions[i]->id == i + 1 */
    size_t session_count;
    size_t session_room;
    unsigned logins_used;
    unsigned logins_allowed;
    int64_t total_ms;
    int64_t began; /* wall clock, microseconds since 1970, UTC; 0: not known, as of a text */
};

enum { RECORD_FACTS_MAX = 4096, RECORD_SESSIONS_MAX = 1024 };

void record_init(struct record *record);
void record_clear(struct record *record);
/* Returns the fact's place in the record, NULL when the record is full. */
struct fact *record_add(struct record *record, const struct fact *fact);
/* The first fact of this kind at or after *index (NULL: from the start), NULL when none. */
const struct fact *record_find(const struct record *record, enum fact_kind kind);
size_t record_count(const struct record *record, enum fact_kind kind);
/* Opens the session with this id (ids may arrive out of order). */
struct session_log *record_session(struct record *record, unsigned id);
/* The last session at this host and port; NULL: none was opened. */
const struct session_log *record_session_at(const struct record *record, const struct endpoint *where);
const struct line *record_line(const struct record *record, struct evidence evidence);

/*
 * Where whoever looks writes down what was seen. Behind it is a record (record_scribe), or
 * the event queue of a run. Only the thread that got it writes through it.
 */
struct scribe {
    void *owner;
    unsigned (*open_session)(void *owner, const struct endpoint *where, const char *address);
    void (*add_line)(void *owner, unsigned session, const struct line *line); /* copies the line */
    void (*add_fact)(void *owner, const struct fact *fact);
    void (*count_login)(void *owner); /* one sign-in was sent */
};

struct scribe record_scribe(struct record *record);
void scribe_fact(const struct scribe *scribe, const struct fact *fact);
