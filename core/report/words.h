#pragma once

#include "base/buf.h"
#include "base/catalogue.h"
#include "diagnosis/diagnose.h"

/*
 * The telling: facts and causes become sentences of one language. Keys: "fact.WORD",
 * "cause.LABEL.sentence|short|proves|why|do|ask|prevent", with ".PROVIDER" behind it where a
 * provider has steps of its own, or ".accepted" where the sign-in was taken once it was written
 * another way. Everything from outside is cleaned on its way in.
 */
struct words {
    const struct catalogue *catalogue; /* of the chosen language */
    const struct catalogue *fallback;  /* English */
};

/* The text of a key; the key itself when no language has it. Borrowed from the catalogue. */
struct span words_get(const struct words *words, const char *key);
/* False when no language has the key. */
bool words_has(const struct words *words, const char *key);
/* Fills {host} {port} {code} … of a text from a fact (NULL: leaves them empty). */
void words_fill(struct buf *out, struct span text, const struct fact *fact);
/* One sentence for a fact. */
void words_fact(const struct words *words, const struct fact *fact, struct buf *out);
/* What is to be done about it, where the finding itself says so ("do.WORD"). False (and nothing written) when not. */
bool words_advice(const struct words *words, const struct fact *fact, struct buf *out);

/* What was found out, and what follows from it. Both borrowed. */
struct judged {
    const struct record *record;
    const struct diagnosis *diagnosis;
};
/* What keeps a sign-in that works from being all well, and what to do about it: a line each. */
void words_warnings(const struct words *words, const struct judged *judged, struct buf *out);

/* One part of what is to be said about a cause ("sentence", "do" …), the words of its proof first ("sentence.of-FACT"),
 * then the provider's. */
struct cause_part {
    enum cause cause;
    const char *part;
    const char *provider;     /* key or NULL */
    const struct fact *proof; /* fills the placeholders; NULL is fine */
};
/* False (and nothing written) when there is no such text. */
bool words_cause(const struct words *words, const struct cause_part *part, struct buf *out);
/*
 * The same of the verdict's cause, with what proves it: and where a sign-in was tried somewhere, in the words for that
 * ("proves.sent"), if there are any. False as well when the verdict has no cause.
 */
bool words_verdict_part(const struct words *words, const struct judged *judged, const char *part, struct buf *out);
/* The verdict's one sentence, for every status; and whose side, in words. */
void words_verdict(const struct words *words, const struct judged *judged, struct buf *out);
/* A transcript line for a person: events and hidden lines in the language, the rest as it came, cleaned. */
void words_line(const struct words *words, const struct line *line, struct buf *out);
