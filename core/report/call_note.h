#pragma once

#include "report/words.h"

/*
 * The note of a call, for the ticket: what was known before anything was asked, then each
 * answer in the order in which it was given, and what the verdict was from then on. Made from
 * the record alone; values only, nothing to free.
 */
struct call_entry {
    const struct fact *answer; /* borrowed from the record; NULL: what was seen without asking */
    int64_t at;                /* seconds since 1970; 0: not known */
    enum verdict_status status;
    enum cause cause; /* CAUSE_NONE: no cause was found */
    enum certainty certainty;
    const char *provider; /* key or NULL */
    bool is_new;          /* another verdict than before */
};
enum { CALL_ENTRIES_MAX = QUESTION_COUNT };
struct call_note {
    struct call_entry entries[CALL_ENTRIES_MAX];
    size_t count; /* 0: nothing was answered */
};
void call_note(const struct record *record, struct call_note *ret_note);

/* "14:05" in the time of this machine; empty when it is not known. */
enum { CALL_TIME_MAX = 8 };
void call_time(int64_t at, char out[CALL_TIME_MAX]);
/* What was said: the answer's sentence, or that it was seen by checking. */
void call_said(const struct words *words, const struct call_entry *entry, struct buf *out);
/* The verdict from then on, short: "Wrong user name or password (likely)". */
void call_verdict(const struct words *words, const struct call_entry *entry, struct buf *out);
