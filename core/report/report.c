#include "report/report.h"

#include "base/mem.h"

#include "report/compose.h"
#include "report/log_words.h"
#include "report/redact.h"

#include <stdio.h>

static const char *const audience_words[] = {
#define X(id, word) [id] = word,
    AUDIENCES(X)
#undef X
};

const char *audience_word(enum audience audience)
{
    return audience_words[audience];
}

bool audience_from_word(struct span word, enum audience *ret_audience)
{
    for (size_t i = 0; i < AUDIENCE_COUNT; i++)
        if (span_equal(span_of(audience_words[i]), word)) {
            *ret_audience = (enum audience)i;
            return true;
        }
    return false;
}

static const char *const format_words[] = {
#define X(id, word) [id] = word,
    FORMATS(X)
#undef X
};

const char *format_word(enum format format)
{
    return format_words[format];
}

bool format_from_word(struct span word, enum format *ret_format)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (span_equal(span_of(format_words[i]), word)) {
            *ret_format = (enum format)i;
            return true;
        }
    return false;
}

/* ---- writing ---- */

static void (*const writers[])(const struct report *, struct buf *) = {
    [FORMAT_TEXT] = report_text,         [FORMAT_JSON] = report_json,
    [FORMAT_MARKDOWN] = report_markdown, [FORMAT_MONITORING] = report_monitoring,
    [FORMAT_HTML] = report_html,
};

/* The forms that can be told to somebody; NULL for those that scripts read. */
static void (*const papers[FORMAT_COUNT])(const struct document *, const struct report *, struct buf *) = {
    [FORMAT_TEXT] = document_text,
    [FORMAT_MARKDOWN] = document_markdown,
    [FORMAT_HTML] = document_html,
};

static void write_to_somebody(const struct report *report, enum format format, struct buf *out)
{
    struct document document = { 0 };
    compose(report, &document);
    papers[format](&document, report, out);
    document_clear(&document);
}

/* The usual page says at its end what was left out. */
static void write_usual(const struct report *report, enum format format, struct buf *out)
{
    struct document receipt = { 0 };
    size_t start = out->len;
    writers[format](report, out);
    if ((!report->hide && !report_leaves_out(report)) || !papers[format] || format == FORMAT_HTML)
        return;
    compose_receipt(report, span_from(buf_span(out), start), &receipt);
    papers[format](&receipt, report, out);
    document_clear(&receipt);
}

static void write_form(const struct report *report, enum format format, struct buf *out)
{
    if (report->audience == AUDIENCE_ANYONE || !papers[format])
        write_usual(report, format, out);
    else
        write_to_somebody(report, format, out);
}

void report_write(const struct report *report, enum format format, struct buf *out)
{
    struct redacted *redacted = report->hide ? redact_new(report) : NULL;
    write_form(redacted ? redacted_report(redacted) : report, format, out);
    redacted_free(redacted);
}

int report_exit_status(const struct diagnosis *diagnosis)
{
    static const int statuses[] = {
        [VERDICT_OK] = 0, [VERDICT_WARNING] = 1, [VERDICT_PROBLEM] = 2, [VERDICT_UNDECIDED] = 3
    };
    return statuses[diagnosis->status];
}

void report_sentence(const struct report *report, struct buf *out)
{
    if (report->log && log_words_nothing(report, out))
        return;
    words_verdict(report->words, &(struct judged){ report->record, report->diagnosis }, out);
}

bool report_part(const struct report *report, const char *part, struct buf *out)
{
    return words_verdict_part(report->words, &(struct judged){ report->record, report->diagnosis }, part, out);
}

/* The sign-in that was taken, wherever that was: at a mail server, else at the mailbox. */
static const struct fact *accepted(const struct report *report)
{
    static const enum fact_kind kinds[] = { FACT_LOGIN_OK, FACT_CORRECTED_OK, FACT_FORM_OK, FACT_MAILBOX_LOGIN_OK };
    const struct fact *fact = NULL;
    for (size_t i = 0; !fact && i < sizeof kinds / sizeof *kinds; i++)
        fact = record_find(report->record, kinds[i]);
    return fact;
}

static const char *innocent_key(const struct report *report)
{
    const struct fact *fact = accepted(report);
    if (fact && fact->kind == FACT_MAILBOX_LOGIN_OK)
        return "verdict.not-password.mailbox";
    if (fact)
        return fact->where.port ? "verdict.not-password.accepted.port" : "verdict.not-password.accepted";
    if (report->record->logins_allowed > 0 && report->record->logins_used == 0)
        return "verdict.not-password.never-sent";
    if (record_find(report->record, FACT_LOGIN_REFUSED))
        return "verdict.not-password.not-judged";
    return "verdict.not-password";
}

const char *report_password_key(const struct report *report)
{
    const struct candidate *first = &report->diagnosis->candidates[0];
    if (report->diagnosis->candidate_count == 0)
        return NULL;
    switch (first->cause) {
    case CAUSE_APP_PASSWORD_REQUIRED:
    case CAUSE_AUTHORIZATION_CODE_REQUIRED:
        return first->certainty == CERTAINTY_POSSIBLE ? "verdict.password.open" : "verdict.not-password.other-secret";
    case CAUSE_BAD_CREDENTIALS:
    case CAUSE_WRONG_USERNAME_FORM:
        if (accepted_otherwise(report->record))
            return report->diagnosis->password_innocent ? innocent_key(report) : "verdict.password.corrected";
        /* A text shows one reply, not what was ruled out before it. */
        return report->is_explain || first->certainty == CERTAINTY_POSSIBLE ? "verdict.password.open"
                                                                            : "verdict.password";
    case CAUSE_REFUSED_WITHOUT_REASON:
        return "verdict.password.open";
    default:
        return report->diagnosis->password_innocent ? innocent_key(report) : NULL;
    }
}

bool report_password(const struct report *report, struct buf *out)
{
    const char *key = report_password_key(report);
    const struct fact *fact = accepted(report);
    struct fact where = { .ms = -1 };
    if (!key)
        return false;
    if (fact) {
        where.number = fact->where.port;
        mem_copy_text(where.subject, sizeof where.subject, span_of(fact->subject));
        mem_copy_text(where.text, sizeof where.text,
                      report_word(report, "security.", security_word(fact->where.security)));
    }
    words_fill(out, words_get(report->words, key), &where);
    return true;
}

bool report_actions(const struct report *report, struct buf *out)
{
    char key[80];
    const struct diagnosis *diagnosis = report->diagnosis;
    bool found = report_part(report, "do", out);
    if (diagnosis->warning_count) {
        words_warnings(report->words, &(struct judged){ report->record, diagnosis }, out);
        return true;
    }
    if (found || !diagnosis->next_test)
        return found;
    (void)snprintf(key, sizeof key, "next.%.60s", diagnosis->next_test);
    if (!words_has(report->words, key))
        return false;
    words_fill(out, words_get(report->words, key), NULL);
    return true;
}

struct span report_word(const struct report *report, const char *prefix, const char *word)
{
    char key[120];
    (void)snprintf(key, sizeof key, "%s%.80s", prefix, word);
    return words_get(report->words, key);
}

bool report_is_new_exclusion(const struct report *report, size_t index)
{
    const struct ruled_out *list = report->diagnosis->ruled_out;
    for (size_t i = 0; i < index; i++)
        if (list[i].because == list[index].because)
            return false;
    return true;
}

void report_excluded(const struct report *report, size_t because, struct buf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < report->diagnosis->ruled_out_count; i++) {
        struct cause_part part = { .cause = report->diagnosis->ruled_out[i].cause, .part = "short" };
        if (report->diagnosis->ruled_out[i].because != because)
            continue;
        buf_add_text(out, is_first ? "" : " · ");
        words_cause(report->words, &part, out);
        is_first = false;
    }
}

void report_not_tested(const struct report *report, size_t index, struct buf *out)
{
    const struct not_tested *left = &report->diagnosis->not_tested[index];
    buf_add(out, report_word(report, "check.", left->check));
    buf_add(out, words_get(report->words, "report.colon"));
    buf_add(out, report_word(report, "why.", left->why));
}
