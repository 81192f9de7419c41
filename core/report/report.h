#pragma once

#include "report/call_note.h"
#include "report/changes.h"
#include "report/cloak.h"
#include "report/log_answer.h"
#include "report/parts.h"
#include "report/words.h"

/*
 * One run, or one explained text, told in a form: for people (text, Markdown), for scripts
 * (JSON, "smtpdoctor/1") or for a monitoring system (one line). Everything from outside is
 * cleaned on its way; sentences are in the language of the words, all other values are not.
 */
#define AUDIENCES(_)                                                                                                   \
    _(AUDIENCE_ANYONE, "anyone")                                                                                       \
    _(AUDIENCE_USER, "user")                                                                                           \
    _(AUDIENCE_ADMIN, "admin")                                                                                         \
    _(AUDIENCE_PROVIDER, "provider")
enum audience {
#define X(id, word) id,
    AUDIENCES(X)
#undef X
        AUDIENCE_COUNT
};
const char *audience_word(enum audience audience);
bool audience_from_word(struct span word, enum audience *ret_audience);

struct report {
    const struct record *record;
    const struct diagnosis *diagnosis;
    const struct words *words;
    const char *language; /* en, zh, ru */
    unsigned columns;     /* of the text form; 0: 80 */
    bool colour;
    const struct call_note *note;      /* kept while a person was asked; NULL: made from the record */
    bool names_options;                /* for a person at a command line */
    bool is_explain;                   /* of a text: no network was used */
    const struct report_log *log;      /* of `logs`: record and diagnosis are those of the most frequent failure */
    enum audience audience;            /* decides what text, Markdown and HTML say, and in which order */
    unsigned hide;                     /* enum hide: what is left out */
    unsigned parts;                    /* what it holds (parts.h); 0: what is usual for the audience */
    const struct target *target;       /* what was asked about; NULL: of a text */
    const struct comparison *compared; /* with the last run that worked; NULL: none is known */
};

/* A file that was read, and how that ended. */
struct report_log_file {
    const char *path;
    const char *packing; /* "plain", "gzip", "xz", "zstd"; NULL: it could not be opened */
    enum unpack_end end;
    int error; /* errno, where the end is an error */
};
struct report_log {
    const struct log_answer *answer;
    const struct scan_counts *counts;
    const struct report_log_file *files;
    size_t file_count;
    bool was_cancelled;
};

#define FORMATS(_)                                                                                                     \
    _(FORMAT_TEXT, "text")                                                                                             \
    _(FORMAT_JSON, "json")                                                                                             \
    _(FORMAT_MARKDOWN, "markdown")                                                                                     \
    _(FORMAT_MONITORING, "monitoring")                                                                                 \
    _(FORMAT_HTML, "html")
enum format {
#define X(id, word) id,
    FORMATS(X)
#undef X
        FORMAT_COUNT
};
const char *format_word(enum format format);
bool format_from_word(struct span word, enum format *ret_format);

enum { REPORT_MAX = 64 * 1024 * 1024 };

/* Appends the whole report, with its last line end, to out. */
void report_write(const struct report *report, enum format format, struct buf *out);

void report_text(const struct report *report, struct buf *out);
void report_json(const struct report *report, struct buf *out);
void report_markdown(const struct report *report, struct buf *out);
void report_monitoring(const struct report *report, struct buf *out);
/* One page that needs nothing else: no scripts, no links, light and dark. */
void report_html(const struct report *report, struct buf *out);

/* What a log says, before the verdict on its most frequent failure. */
void report_log_text(const struct report *report, struct buf *out);
void report_log_markdown(const struct report *report, struct buf *out);

/* All that is to be said about a cause, as text, without a case at hand. */
void report_cause(const struct words *words, enum cause cause, struct buf *out);

/* "causes": [...] of one answer to `explain --each`, on one line, with the id as it came (JSON text). */
void report_json_answer(const struct report *report, struct span id, struct buf *out);

/* The program's exit status for a verdict: 0 works, 1 warnings, 2 problem, 3 undecided. */
int report_exit_status(const struct diagnosis *diagnosis);

/* ---- shared by the forms ---- */

/* The verdict's one sentence. */
void report_sentence(const struct report *report, struct buf *out);
/* A part of what is said about the verdict's cause; false when there is none. */
bool report_part(const struct report *report, const char *part, struct buf *out);
/* The answer to "is it the password?", as a key of verdict.po; NULL where there is nothing to say. */
const char *report_password_key(const struct report *report);
/* The same as a sentence; false where there is nothing to say. */
bool report_password(const struct report *report, struct buf *out);
/* "what can be done about it": the do part, one step a line. */
bool report_actions(const struct report *report, struct buf *out);
/* The short names of all causes that one fact rules out, " · " between them. */
void report_excluded(const struct report *report, size_t because, struct buf *out);
/* False when an earlier entry of the ruled-out causes names the same fact. */
bool report_is_new_exclusion(const struct report *report, size_t index);
/* "Recipient address: it was not asked for". */
void report_not_tested(const struct report *report, size_t index, struct buf *out);
/* "[password refused]": a text of a key that is made of two words, e.g. "side." and the word. */
struct span report_word(const struct report *report, const char *prefix, const char *word);
