#pragma once

#include "report/words.h"

/*
 * The note of a call, for the ticket: what was seen, each answer in the order in which it was
 * given, and what the verdict was from then on. Values only, nothing to free; it outlives the
 * record.
 */
struct call_entry {
    struct fact fact; /* the answer, or what the verdict stands on */
    bool has_fact;
    int64_t at; /* seconds since 1970; 0: not known */
    enum verdict_status status;
    enum cause cause; /* CAUSE_NONE: no cause was found */
    enum certainty certainty;
    const char *provider; /* key or NULL; a literal */
    bool is_new;          /* another verdict than the entry before */
};
enum { CALL_ENTRIES_MAX = 32 };
struct call_note {
    struct call_entry entries[CALL_ENTRIES_MAX];
    size_t count;
};

/* How a case stands; without a fact and a time. */
struct call_entry call_entry(const struct diagnosis *diagnosis);
/* What was seen, or answered (NULL: seen), at this moment. The oldest entry goes when the note is full. */
void call_note_add(struct call_note *note, const struct record *record, const struct diagnosis *diagnosis,
                   const struct fact *answer);
/* The same afterwards: what was seen, then each answer of the record. Empty when nothing was answered. */
void call_note_of(const struct record *record, struct call_note *ret_note);

/* "14:05" in the time of this machine; empty when it is not known. */
enum { CALL_TIME_MAX = 8 };
void call_time(int64_t at, char out[CALL_TIME_MAX]);
/* The answer's sentence, or what was seen. */
void call_said(const struct words *words, const struct call_entry *entry, struct buf *out);
/* The verdict from then on, short: "Wrong user name or password (likely)". */
void call_verdict(const struct words *words, const struct call_entry *entry, struct buf *out);
