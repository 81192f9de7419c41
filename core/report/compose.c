#include "report/compose.h"

#include "base/clean.h"
#include "base/mem.h"
#include "report/redact.h"
#include "report/repeat.h"
#include "report/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 64 * 1024, QUOTES_MAX = 4, KEY_MAX = 160 };

/* The document being written. A heading waits until there is something under it. */
struct composer {
    const struct report *report;
    struct document *document;
    const char *heading; /* a key, or NULL */
    struct buf text;
};

static struct span word_of(const struct composer *composer, const char *key)
{
    return words_get(composer->report->words, key);
}

static void add(struct composer *composer, const struct block *block)
{
    if (composer->heading) {
        struct block heading = { .kind = BLOCK_HEADING };
        struct buf text;
        buf_init(&text, KIB);
        buf_add(&text, word_of(composer, composer->heading));
        heading.text = (char *)buf_text(&text);
        composer->heading = NULL;
        document_add(composer->document, &heading);
        buf_free(&text);
    }
    document_add(composer->document, block);
}

/* What was collected in composer->text, as a block; nothing when it is empty. */
static void put(struct composer *composer, struct block block)
{
    if (composer->text.len == 0)
        return;
    block.text = (char *)buf_text(&composer->text);
    add(composer, &block);
    buf_clear(&composer->text);
}

/* A label of the language and what was collected. */
static void put_point(struct composer *composer, const char *key)
{
    struct buf label;
    buf_init(&label, KIB);
    buf_add(&label, word_of(composer, key));
    put(composer, (struct block){ .kind = BLOCK_POINT, .label = (char *)buf_text(&label) });
    buf_free(&label);
}

static void put_key(struct composer *composer, enum block_kind kind, const char *key)
{
    buf_add(&composer->text, word_of(composer, key));
    put(composer, (struct block){ .kind = kind });
}

static const struct candidate *first_candidate(const struct composer *composer)
{
    return composer->report->diagnosis->candidate_count ? &composer->report->diagnosis->candidates[0] : NULL;
}

/* Whoever reads it is the person the sentences are written for. */
static bool speaks_to_user(const struct composer *composer)
{
    return composer->report->audience == AUDIENCE_ANYONE || composer->report->audience == AUDIENCE_USER;
}

/* ---- the answer ---- */

static enum status status_of(enum verdict_status status)
{
    static const enum status statuses[] = { [VERDICT_OK] = STATUS_OK,
                                            [VERDICT_WARNING] = STATUS_WARNING,
                                            [VERDICT_PROBLEM] = STATUS_PROBLEM,
                                            [VERDICT_UNDECIDED] = STATUS_UNKNOWN };
    return statuses[status];
}

static void tell_title(struct composer *composer)
{
    const struct target *target = composer->report->target;
    char key[KEY_MAX];
    struct fact values = { .ms = -1 };
    struct buf when;
    buf_init(&when, KIB);
    if (composer->report->record->began)
        stamp_add_short(&when, composer->report->record->began);
    mem_copy_text(values.text, sizeof values.text, buf_span(&when));
    (void)snprintf(key, sizeof key, "report.title.%s", audience_word(composer->report->audience));
    mem_copy_text(values.subject, sizeof values.subject, word_of(composer, key));
    words_fill(&composer->text, word_of(composer, when.len ? "report.title.dated" : "report.title.plain"), &values);
    put(composer, (struct block){ .kind = BLOCK_TITLE });
    buf_free(&when);
    /* Names are not looked up, a port has a detour: only practice does that. */
    if (target && target->connect_to[0] && target->detour_count)
        put_key(composer, BLOCK_TEXT, "report.practice");
}

/* To those who help: the name of the cause, since the sentence speaks to the person who has the trouble. */
static void tell_verdict(struct composer *composer)
{
    const struct candidate *first = first_candidate(composer);
    struct cause_part part = { .part = "short" };
    if (!first || speaks_to_user(composer)) {
        report_sentence(composer->report, &composer->text);
    } else {
        part.cause = first->cause;
        words_cause(composer->report->words, &part, &composer->text);
    }
    put(composer, (struct block){ .kind = BLOCK_VERDICT, .status = status_of(composer->report->diagnosis->status) });
}

static void tell_points(struct composer *composer)
{
    const struct candidate *first = first_candidate(composer);
    const char *side = speaks_to_user(composer) ? "verdict.side." : "report.side-of.";
    if (!first)
        return;
    if (report_password(composer->report, &composer->text))
        put_point(composer, "report.password");
    buf_add(&composer->text, report_word(composer->report, side, side_word(first->side)));
    put_point(composer, speaks_to_user(composer) ? "report.side" : "report.side-of");
    buf_add(&composer->text, report_word(composer->report, "verdict.certainty.", certainty_word(first->certainty)));
    put_point(composer, "report.certainty");
}

static void put_part(struct composer *composer, const char *key, const char *part)
{
    struct buf text;
    struct span rest;
    struct span line;
    buf_init(&text, TEXT_MAX);
    composer->heading = key;
    (void)report_part(composer->report, part, &text);
    rest = buf_span(&text);
    while (span_line(&rest, &line)) {
        buf_add(&composer->text, line);
        put(composer, (struct block){ .kind = BLOCK_TEXT });
    }
    buf_free(&text);
}

static void tell_meaning(struct composer *composer)
{
    put_part(composer, "report.proves", "proves");
}

static void tell_steps(struct composer *composer)
{
    struct buf text;
    struct span rest;
    struct span line;
    buf_init(&text, TEXT_MAX);
    composer->heading = "report.do";
    (void)report_actions(composer->report, &text);
    rest = buf_span(&text);
    while (span_line(&rest, &line)) {
        buf_add(&composer->text, line);
        put(composer, (struct block){ .kind = BLOCK_STEP });
    }
    buf_free(&text);
}

static void tell_ask(struct composer *composer)
{
    put_part(composer, "report.ask-support", "ask");
}

/* What whoever runs the server, or sits at its support, is asked to look up. */
static void tell_request(struct composer *composer)
{
    const struct candidate *first = first_candidate(composer);
    if (composer->report->diagnosis->status == VERDICT_OK)
        return;
    composer->heading = "report.request";
    buf_add(&composer->text,
            report_word(composer->report, "report.request.", first ? side_word(first->side) : "unknown"));
    put(composer, (struct block){ .kind = BLOCK_TEXT });
    if (report_part(composer->report, "ask", &composer->text))
        put(composer, (struct block){ .kind = BLOCK_TEXT });
}

/* Tables of text: as they are. */
static void tell_log(struct composer *composer)
{
    struct buf text;
    struct span rest;
    struct span line;
    if (!composer->report->log)
        return;
    buf_init(&text, REPORT_MAX);
    report_log_text(composer->report, &text);
    rest = buf_span(&text);
    while (span_line(&rest, &line)) {
        buf_add(&composer->text, line.len ? line : SPAN(" "));
        put(composer, (struct block){ .kind = BLOCK_LINE, .from = SPEAKER_SERVER });
    }
    buf_free(&text);
}

/* ---- account and connection ---- */

static const struct fact *fact_at(const struct composer *composer, enum fact_kind kind, const struct endpoint *where)
{
    const struct record *record = composer->report->record;
    const struct fact *found = record_find(record, kind);
    for (size_t i = 0; i < record->fact_count; i++) {
        const struct fact *fact = &record->facts[i];
        if (fact->kind == kind && fact->where.port == where->port && strcmp(fact->where.host, where->host) == 0)
            found = fact;
    }
    return found;
}

static const struct session_log *session_at(const struct composer *composer, const struct endpoint *where)
{
    const struct record *record = composer->report->record;
    const struct session_log *found = NULL;
    for (size_t i = 0; i < record->session_count; i++) {
        const struct session_log *log = record->sessions[i];
        if (log->where.port == where->port && strcmp(log->where.host, where->host) == 0)
            found = log;
    }
    return found;
}

static void put_raw(struct composer *composer, const char *key, const char *raw)
{
    clean_add(&composer->text, span_of(raw), CLEAN_LINE_MAX);
    put_point(composer, key);
}

static void tell_encryption(struct composer *composer, const struct endpoint *where)
{
    const struct fact *tls = fact_at(composer, FACT_TLS_OK, where);
    buf_add(&composer->text, report_word(composer->report, "security.", security_word(where->security)));
    if (tls && tls->subject[0]) {
        buf_add_text(&composer->text, ", ");
        clean_add(&composer->text, span_of(tls->subject), CLEAN_LINE_MAX);
    }
    put_point(composer, "report.encryption");
}

static void tell_server(struct composer *composer, const struct endpoint *where)
{
    const struct session_log *log = session_at(composer, where);
    char mechanism[MECHANISM_MAX];
    clean_add(&composer->text, span_of(where->host), CLEAN_LINE_MAX);
    put_point(composer, "report.server");
    if (log)
        put_raw(composer, "report.server-address", log->address);
    buf_addf(&composer->text, "%u", where->port);
    put_point(composer, "report.port");
    tell_encryption(composer, where);
    repeat_mechanism(composer->report->record, where, mechanism);
    put_raw(composer, "report.method", mechanism);
}

/* "198.51.100.7", or the name that this program gave in EHLO. */
static struct span hello_of(const struct session_log *log)
{
    for (size_t i = 0; log && i < log->line_count; i++) {
        struct span raw = line_raw(&log->lines[i]);
        if (log->lines[i].from == SPEAKER_CLIENT && span_starts(raw, SPAN("EHLO ")))
            return span_from(raw, 5);
    }
    return SPAN_EMPTY;
}

/* "250-mx.example.com Hello laptop [198.51.100.7]": what stands in brackets is the address that came in. */
static struct span seen_address(const struct session_log *log)
{
    for (size_t i = 0; log && i < log->line_count; i++) {
        struct span raw = line_raw(&log->lines[i]);
        size_t bracket = log->lines[i].from == SPEAKER_SERVER ? span_find_char(raw, '[') : SPAN_NONE;
        struct span rest = bracket == SPAN_NONE ? SPAN_EMPTY : span_from(raw, bracket);
        struct span ip;
        if (cloak_next_ip(&rest, &ip) && !span_equal(ip, span_of(log->address)))
            return ip;
    }
    return SPAN_EMPTY;
}

/* Providers see another address than this machine has when a router translates it. */
static void tell_own_side(struct composer *composer, const struct endpoint *where)
{
    const struct fact *path = record_find(composer->report->record, FACT_NET_PATH);
    if (!report_includes(composer->report, PART_NETWORK))
        return;
    if (path)
        put_raw(composer, "report.own-address", path->text);
    clean_add(&composer->text, seen_address(session_at(composer, where)), CLEAN_LINE_MAX);
    put_point(composer, "report.seen-as");
    clean_add(&composer->text, hello_of(session_at(composer, where)), CLEAN_LINE_MAX);
    put_point(composer, "report.hello");
}

static void tell_times(struct composer *composer)
{
    const struct record *record = composer->report->record;
    const struct fact *sent = record_find(record, FACT_MESSAGE_SENT);
    if (record->began)
        stamp_add(&composer->text, record->began);
    put_point(composer, "report.began");
    if (record->total_ms > 0)
        buf_addf(&composer->text, "%lld\302\240ms", (long long)record->total_ms);
    put_point(composer, "report.took");
    if (record->logins_allowed)
        buf_addf(&composer->text, "%u / %u", record->logins_used, record->logins_allowed);
    put_point(composer, "report.logins");
    if (sent)
        put_raw(composer, "report.queue-id", sent->subject);
    if (!composer->report->is_explain)
        buf_add_text(&composer->text, "smtpdoctor " SMTPDOCTOR_VERSION);
    put_point(composer, "report.program");
}

static void tell_connection(struct composer *composer)
{
    const struct target *target = composer->report->target;
    struct endpoint where;
    bool has_endpoint = repeat_endpoint(composer->report->record, target, &where);
    composer->heading = "report.connection";
    if (target) {
        put_raw(composer, "report.account", target->address);
        put_raw(composer, "report.login", strcmp(target->login, target->address) == 0 ? "" : target->login);
    }
    if (has_endpoint) {
        tell_server(composer, &where);
        tell_own_side(composer, &where);
    }
    tell_times(composer);
}

/* ---- word for word ---- */

struct quotes {
    struct evidence shown[QUOTES_MAX];
    size_t count;
};

static void quote(struct quotes *quotes, struct evidence evidence)
{
    for (size_t i = 0; i < quotes->count; i++)
        if (quotes->shown[i].session == evidence.session && quotes->shown[i].line == evidence.line)
            return;
    if (quotes->count < QUOTES_MAX)
        quotes->shown[quotes->count++] = evidence;
}

static bool is_said_by_server(const struct record *record, struct evidence evidence)
{
    const struct line *line = record_line(record, evidence);
    return line && line->from == SPEAKER_SERVER;
}

/* What proves the cause; where no reply does, the last ones of the conversation. */
static void find_quotes(const struct composer *composer, struct quotes *quotes)
{
    const struct record *record = composer->report->record;
    const struct candidate *first = first_candidate(composer);
    struct endpoint where;
    for (size_t i = 0; first && i < first->for_count; i++) {
        const struct fact *fact = &record->facts[first->for_facts[i]];
        for (unsigned k = 0; k < fact->evidence_count; k++)
            if (composer->report->is_explain || is_said_by_server(record, fact->evidence[k]))
                quote(quotes, fact->evidence[k]);
    }
    if (quotes->count || !repeat_endpoint(record, composer->report->target, &where))
        return;
    const struct session_log *log = session_at(composer, &where);
    size_t replies = 0;
    for (size_t i = log ? log->line_count : 0; i > 0 && replies < QUOTES_MAX; i--)
        if (log->lines[i - 1].from == SPEAKER_SERVER) {
            quote(quotes, (struct evidence){ log->id, log->lines[i - 1].n });
            replies++;
        }
}

/* In the order of the conversation. */
static void sort_quotes(struct quotes *quotes)
{
    for (size_t i = 1; i < quotes->count; i++)
        for (size_t k = i; k > 0; k--) {
            struct evidence *a = &quotes->shown[k - 1];
            struct evidence *b = &quotes->shown[k];
            if (a->session < b->session || (a->session == b->session && a->line <= b->line))
                break;
            struct evidence later = *a;
            *a = *b;
            *b = later;
        }
}

static void put_quote(struct composer *composer, struct evidence evidence)
{
    const struct record *record = composer->report->record;
    const struct line *line = record_line(record, evidence);
    const struct session_log *log = record->sessions[evidence.session - 1];
    struct buf when;
    buf_init(&when, KIB);
    if (log->began)
        stamp_add(&when, log->began + line->us);
    words_line(composer->report->words, line, &composer->text);
    put(composer, (struct block){ .kind = BLOCK_QUOTE, .from = line->from, .label = (char *)buf_text(&when) });
    buf_free(&when);
}

static void tell_replies(struct composer *composer)
{
    struct quotes quotes = { .count = 0 };
    composer->heading = composer->report->is_explain ? "report.proof" : "report.replies";
    find_quotes(composer, &quotes);
    sort_quotes(&quotes);
    for (size_t i = 0; i < quotes.count; i++)
        put_quote(composer, quotes.shown[i]);
}

static const char *speaker_sign(enum speaker from)
{
    return from == SPEAKER_CLIENT ? "C" : from == SPEAKER_SERVER ? "S" : "-";
}

static void tell_session(struct composer *composer, const struct session_log *log)
{
    char label[64];
    if (log->where.host[0]) {
        buf_addf(&composer->text, "%u: ", log->id);
        clean_add(&composer->text, span_of(log->where.host), CLEAN_LINE_MAX);
        buf_addf(&composer->text, ":%u %s", log->where.port, security_word(log->where.security));
        buf_add_text(&composer->text, log->began ? "  " : "");
        if (log->began)
            stamp_add(&composer->text, log->began);
        put(composer, (struct block){ .kind = BLOCK_TEXT });
    }
    for (size_t i = 0; i < log->line_count; i++) {
        const struct line *line = &log->lines[i];
        (void)snprintf(label, sizeof label, "%3u %8.3f %s", line->n, (double)line->us / 1e6, speaker_sign(line->from));
        words_line(composer->report->words, line, &composer->text);
        if (composer->text.len == 0)
            buf_add_char(&composer->text, ' ');
        put(composer, (struct block){ .kind = BLOCK_LINE, .from = line->from, .label = label });
    }
}

static void tell_transcript(struct composer *composer)
{
    const struct record *record = composer->report->record;
    composer->heading = "report.transcript";
    for (size_t i = 0; i < record->session_count; i++)
        tell_session(composer, record->sessions[i]);
}

/* ---- findings, what was ruled out, what is open ---- */

static void tell_ruled_out(struct composer *composer)
{
    const struct report *report = composer->report;
    composer->heading = "report.ruled-out";
    for (size_t i = 0; i < report->diagnosis->ruled_out_count; i++) {
        size_t because = report->diagnosis->ruled_out[i].because;
        struct buf reason;
        if (!report_is_new_exclusion(report, i))
            continue;
        buf_init(&reason, TEXT_MAX);
        words_fact(report->words, &report->record->facts[because], &reason);
        report_excluded(report, because, &composer->text);
        put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_OK, .label = (char *)buf_text(&reason) });
        buf_free(&reason);
    }
}

static void tell_open(struct composer *composer)
{
    const struct diagnosis *diagnosis = composer->report->diagnosis;
    composer->heading = "report.not-tested";
    for (size_t i = 0; i < diagnosis->not_tested_count; i++) {
        report_not_tested(composer->report, i, &composer->text);
        put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
    }
    composer->heading = "report.next";
    if (diagnosis->next_test)
        buf_add(&composer->text, report_word(composer->report, "next.", diagnosis->next_test));
    put(composer, (struct block){ .kind = BLOCK_TEXT });
}

/* How long a password is, and what is odd about it, is nobody else's business. */
static bool is_told(const struct composer *composer, const struct fact *fact)
{
    bool is_about_secret = strcmp(fact->subject, "password") == 0;
    return fact->kind != FACT_CONTEXT && fact->kind != FACT_ANSWER && fact->status != STATUS_SKIPPED &&
           parts_tell(composer->report, fact) && (speaks_to_user(composer) || !is_about_secret);
}

/* With what to do about it, where no cause says so. */
static void put_finding(struct composer *composer, const struct fact *fact)
{
    struct buf advice;
    buf_init(&advice, TEXT_MAX);
    if (fact->status == STATUS_WARNING)
        (void)words_advice(composer->report->words, fact, &advice);
    if (fact->where.port)
        buf_addf(&composer->text, "%u: ", fact->where.port);
    words_fact(composer->report->words, fact, &composer->text);
    /* A blank that does not break: the number stays with its unit. */
    if (fact->ms > 0)
        buf_addf(&composer->text, "  %lld\302\240ms", (long long)fact->ms);
    put(composer, (struct block){ .kind = BLOCK_ITEM, .status = fact->status, .label = (char *)buf_text(&advice) });
    buf_free(&advice);
}

static void tell_findings(struct composer *composer)
{
    const struct record *record = composer->report->record;
    composer->heading = "report.findings";
    for (size_t i = 0; i < record->fact_count; i++)
        if (is_told(composer, &record->facts[i]))
            put_finding(composer, &record->facts[i]);
}

/* ---- what was asked, and what it changed ---- */

static void put_call_entry(struct composer *composer, const struct call_entry *entry)
{
    char time[CALL_TIME_MAX];
    struct buf verdict;
    enum status status = entry->has_fact ? entry->fact.status : STATUS_UNKNOWN;
    buf_init(&verdict, TEXT_MAX);
    call_time(entry->at, time);
    buf_addf(&composer->text, "%s%s", time, time[0] ? "  " : "");
    call_said(composer->report->words, entry, &composer->text);
    if (entry->is_new) {
        buf_add_text(&verdict, "→ ");
        call_verdict(composer->report->words, entry, &verdict);
    }
    put(composer, (struct block){ .kind = BLOCK_ITEM, .status = status, .label = (char *)buf_text(&verdict) });
    buf_free(&verdict);
}

static void tell_answers(struct composer *composer)
{
    const struct call_note *kept = composer->report->note;
    struct call_note *note = mem_new(sizeof *note);
    composer->heading = "report.call";
    if (kept)
        *note = *kept;
    else
        call_note_of(composer->report->record, note);
    for (size_t i = 0; i < note->count; i++)
        put_call_entry(composer, &note->entries[i]);
    free(note);
}

static void tell_repeat(struct composer *composer)
{
    struct repeat repeat;
    if (!repeat_read(composer->report->record, composer->report->target, &repeat))
        return;
    composer->heading = "report.repeat";
    put_key(composer, BLOCK_TEXT, "report.repeat.note");
    for (int tool = 0; tool < REPEAT_TOOL_COUNT; tool++)
        if (repeat_command(&repeat, (enum repeat_tool)tool, &composer->text))
            put(composer, (struct block){ .kind = BLOCK_COMMAND });
}

/* ---- what was left out ---- */

static void put_number(struct composer *composer, const char *key, size_t number)
{
    struct fact fact = { .ms = -1, .number = (int64_t)number };
    words_fill(&composer->text, word_of(composer, key), &fact);
    put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_OK });
}

static void put_kept(struct composer *composer, const char *key)
{
    buf_add(&composer->text, word_of(composer, key));
    put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
}

static void put_parts(struct composer *composer)
{
    struct fact names = { .ms = -1 };
    struct buf text;
    if (!report_leaves_out(composer->report))
        return;
    buf_init(&text, KIB);
    parts_left_out(composer->report, &text);
    mem_copy_text(names.text, sizeof names.text, buf_span(&text));
    words_fill(&composer->text, word_of(composer, "report.receipt.parts"), &names);
    put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_SKIPPED });
    buf_free(&text);
}

void compose_receipt(const struct report *report, struct span body, struct document *document)
{
    struct composer composer = { .report = report, .document = document, .heading = "report.receipt" };
    struct redact_counts counts = redact_count(report, body);
    buf_init(&composer.text, TEXT_MAX);
    put_number(&composer, "report.receipt.password", counts.masked);
    if (report->hide & HIDE_ACCOUNT)
        put_number(&composer, "report.receipt.account", counts.account);
    else
        put_kept(&composer, "report.receipt.account.kept");
    if (report->hide & HIDE_NETWORK)
        put_number(&composer, "report.receipt.network", counts.network);
    else
        put_kept(&composer, "report.receipt.network.kept");
    if (report->hide)
        put_kept(&composer, "report.receipt.server");
    put_parts(&composer);
    buf_free(&composer.text);
}

static void tell_changes(struct composer *composer)
{
    const struct report *report = composer->report;
    if (!changes_matter(report->compared, report->diagnosis->status))
        return;
    composer->heading = "report.changes";
    changes_head(report->words, report->compared, &composer->text);
    put(composer, (struct block){ .kind = BLOCK_TEXT });
    for (size_t i = 0; i < report->compared->count; i++) {
        changes_line(report->words, report->compared, i, &composer->text);
        put(composer, (struct block){ .kind = BLOCK_ITEM, .status = STATUS_WARNING });
    }
}

/* ---- who reads what ---- */

/* A section belongs to a part of the report, or is always told. */
enum { PART_ALWAYS = PART_COUNT, SECTIONS_MAX = 16 };
struct section {
    void (*tell)(struct composer *composer);
    int part;
};

#define OF(part, name)                                                                                                 \
    {                                                                                                                  \
        tell_##name, PART_##part                                                                                       \
    }
static const struct section sections[AUDIENCE_COUNT][SECTIONS_MAX] = {
    [AUDIENCE_ANYONE] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                          OF(VERDICT, meaning), OF(VERDICT, steps), OF(ALWAYS, changes), OF(ALWAYS, replies),
                          OF(ANSWERS, answers), OF(VERDICT, ruled_out), OF(VERDICT, open), OF(ALWAYS, connection),
                          OF(FINDINGS, findings), OF(TRANSCRIPT, transcript), OF(ALWAYS, repeat) },
    [AUDIENCE_USER] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                        OF(VERDICT, meaning), OF(VERDICT, steps), OF(ALWAYS, changes), OF(VERDICT, open),
                        OF(VERDICT, ask), OF(ANSWERS, answers), OF(ALWAYS, replies), OF(VERDICT, ruled_out),
                        OF(FINDINGS, findings), OF(TRANSCRIPT, transcript) },
    [AUDIENCE_ADMIN] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(VERDICT, points), OF(ALWAYS, log),
                         OF(ALWAYS, request), OF(ALWAYS, changes), OF(ALWAYS, replies), OF(ALWAYS, connection),
                         OF(ANSWERS, answers), OF(VERDICT, ruled_out), OF(VERDICT, open), OF(FINDINGS, findings),
                         OF(TRANSCRIPT, transcript), OF(ALWAYS, repeat) },
    [AUDIENCE_PROVIDER] = { OF(ALWAYS, title), OF(VERDICT, verdict), OF(ALWAYS, log), OF(ALWAYS, request),
                            OF(ALWAYS, changes), OF(ALWAYS, connection), OF(ALWAYS, replies), OF(ANSWERS, answers),
                            OF(VERDICT, ruled_out), OF(FINDINGS, findings), OF(TRANSCRIPT, transcript) },
};
#undef OF

static bool is_wanted(const struct report *report, const struct section *section)
{
    return section->part == PART_ALWAYS || report_includes(report, (enum part)section->part);
}

static void collect(const struct document *document, struct buf *out)
{
    for (size_t i = 0; i < document->count; i++) {
        buf_add_text(out, document->blocks[i].label);
        buf_add_char(out, '\n');
        buf_add_text(out, document->blocks[i].text);
        buf_add_char(out, '\n');
    }
}

void compose(const struct report *report, struct document *document)
{
    struct composer composer = { .report = report, .document = document };
    struct buf body;
    buf_init(&composer.text, TEXT_MAX);
    for (size_t i = 0; i < SECTIONS_MAX && sections[report->audience][i].tell; i++) {
        if (is_wanted(report, &sections[report->audience][i]))
            sections[report->audience][i].tell(&composer);
        composer.heading = NULL;
    }
    buf_init(&body, REPORT_MAX);
    collect(document, &body);
    compose_receipt(report, buf_span(&body), document);
    buf_free(&body);
    buf_free(&composer.text);
}
