#include "report/report.h"

#include "base/clean.h"
#include "report/log_json.h"
#include "report/redact.h"
#include "report/repeat.h"
#include "report/stamp.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *clean_string(struct span raw)
{
    struct buf clean;
    buf_init(&clean, 16 * KIB);
    clean_add(&clean, raw, 4 * CLEAN_LINE_MAX);
    json_t *string = json_stringn(buf_text(&clean), clean.len);
    buf_free(&clean);
    return string;
}

static json_t *string_of(struct buf *buf)
{
    json_t *string = json_stringn(buf_text(buf), buf->len);
    buf_free(buf);
    return string ? string : json_string("");
}

static json_t *label_or_null(const char *label, bool is_there)
{
    return is_there ? json_string(label) : json_null();
}

static json_t *fact_id(size_t place)
{
    return json_sprintf("F%zu", place + 1);
}

static json_t *fact_ids(const size_t *places, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, fact_id(places[i]));
    return list;
}

static json_t *actions_of(const struct report *report)
{
    struct buf text;
    json_t *list = json_array();
    buf_init(&text, 16 * KIB);
    if (report_actions(report, &text)) {
        struct span rest = buf_span(&text);
        struct span line;
        while (span_line(&rest, &line))
            if (line.len)
                json_array_append_new(list, json_stringn(line.at, line.len));
    }
    buf_free(&text);
    return list;
}

/* The open question, with the answers that it takes. */
static json_t *ask_of(const struct report *report)
{
    enum question question = report->diagnosis->question;
    if (question == QUESTION_NONE)
        return json_null();
    struct span text = report_word(report, "next.", question_key(question));
    json_t *ask = json_object();
    json_t *answers = json_array();
    for (int i = 0; i < TOLD_COUNT; i++)
        if (question_takes(question, (enum told)i))
            json_array_append_new(answers, json_string(told_word((enum told)i)));
    json_object_set_new(ask, "question", json_string(question_key(question)));
    json_object_set_new(ask, "text", json_stringn(text.at, text.len));
    json_object_set_new(ask, "answers", answers);
    return ask;
}

static json_t *verdict_of(const struct report *report)
{
    const struct diagnosis *diagnosis = report->diagnosis;
    const struct candidate *first = &diagnosis->candidates[0];
    const struct cause_row *row = cause_row(first->cause);
    bool is_there = diagnosis->candidate_count > 0;
    struct buf sentence;
    json_t *verdict = json_object();
    buf_init(&sentence, 4 * KIB);
    report_sentence(report, &sentence);
    json_object_set_new(verdict, "status", json_string(verdict_status_word(diagnosis->status)));
    json_object_set_new(verdict, "cause", label_or_null(row->label, is_there));
    json_object_set_new(verdict, "family", label_or_null(row->family, is_there));
    json_object_set_new(verdict, "side", label_or_null(side_word(first->side), is_there));
    json_object_set_new(verdict, "certainty", label_or_null(certainty_word(first->certainty), is_there));
    json_object_set_new(verdict, "sentence", string_of(&sentence));
    json_object_set_new(verdict, "actions", actions_of(report));
    json_object_set_new(verdict, "password_innocent", json_boolean(diagnosis->password_innocent));
    json_object_set_new(verdict, "next_test", label_or_null(diagnosis->next_test, diagnosis->next_test != NULL));
    json_object_set_new(
        verdict, "correction",
        label_or_null(correction_word(diagnosis->correction), diagnosis->correction != CORRECTION_NONE));
    json_object_set_new(verdict, "provider", label_or_null(diagnosis->provider, diagnosis->provider != NULL));
    return verdict;
}

static json_t *cause_of(const struct candidate *candidate)
{
    const struct cause_row *row = cause_row(candidate->cause);
    json_t *cause = json_object();
    json_object_set_new(cause, "cause", json_string(row->label));
    json_object_set_new(cause, "family", json_string(row->family));
    json_object_set_new(cause, "side", json_string(side_word(candidate->side)));
    json_object_set_new(cause, "certainty", json_string(certainty_word(candidate->certainty)));
    json_object_set_new(cause, "for", fact_ids(candidate->for_facts, candidate->for_count));
    json_object_set_new(cause, "against", fact_ids(candidate->against, candidate->against_count));
    return cause;
}

static json_t *causes_of(const struct diagnosis *diagnosis)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosis->candidate_count; i++)
        json_array_append_new(list, cause_of(&diagnosis->candidates[i]));
    return list;
}

static json_t *ruled_out_of(const struct diagnosis *diagnosis)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosis->ruled_out_count; i++) {
        const struct ruled_out *out = &diagnosis->ruled_out[i];
        json_t *entry = json_object();
        json_object_set_new(entry, "cause", json_string(cause_row(out->cause)->label));
        json_object_set_new(entry, "because", fact_ids(&out->because, 1));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *not_tested_of(const struct diagnosis *diagnosis)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnosis->not_tested_count; i++) {
        json_t *entry = json_object();
        json_object_set_new(entry, "check", json_string(diagnosis->not_tested[i].check));
        json_object_set_new(entry, "why", json_string(diagnosis->not_tested[i].why));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *evidence_of(const struct fact *fact)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < fact->evidence_count; i++) {
        json_t *entry = json_object();
        json_object_set_new(entry, "session", json_integer(fact->evidence[i].session));
        json_object_set_new(entry, "line", json_integer(fact->evidence[i].line));
        json_array_append_new(list, entry);
    }
    return list;
}

static void add_where(json_t *finding, const struct fact *fact)
{
    if (!fact->where.host[0] && !fact->where.port)
        return;
    json_object_set_new(finding, "host", clean_string(span_of(fact->where.host)));
    if (fact->where.port) {
        json_object_set_new(finding, "port", json_integer(fact->where.port));
        json_object_set_new(finding, "security", json_string(security_word(fact->where.security)));
    }
}

/* Only where it was seen by a run before this one. */
static void add_before(json_t *finding, const struct fact *fact)
{
    struct buf stamp;
    if (!fact->before)
        return;
    buf_init(&stamp, 64);
    stamp_add_machine(&stamp, fact->before);
    json_object_set_new(finding, "seen_before", string_of(&stamp));
    buf_free(&stamp);
}

static json_t *finding_of(const struct report *report, size_t place)
{
    const struct fact *fact = &report->record->facts[place];
    char code[48];
    struct buf sentence;
    json_t *finding = json_object();
    fact_code(fact, code, sizeof code);
    buf_init(&sentence, 4 * KIB);
    words_fact(report->words, fact, &sentence);
    json_object_set_new(finding, "id", fact_id(place));
    json_object_set_new(finding, "check", json_string(fact->check ? fact->check : ""));
    json_object_set_new(finding, "step", json_string(step_word(fact_row(fact->kind)->step)));
    json_object_set_new(finding, "stage", json_string(stage_word(fact->stage)));
    json_object_set_new(finding, "status", json_string(status_word(fact->status)));
    json_object_set_new(finding, "code", json_string(code));
    json_object_set_new(finding, "fact", json_string(fact_row(fact->kind)->word));
    json_object_set_new(finding, "sentence", string_of(&sentence));
    json_object_set_new(finding, "detail", clean_string(span_of(fact->text)));
    buf_init(&sentence, 4 * KIB);
    if (words_advice(report->words, fact, &sentence))
        json_object_set_new(finding, "advice", string_of(&sentence));
    buf_free(&sentence);
    json_object_set_new(finding, "ms", fact->ms < 0 ? json_null() : json_integer(fact->ms));
    add_before(finding, fact);
    add_where(finding, fact);
    json_object_set_new(finding, "evidence", evidence_of(fact));
    return finding;
}

static json_t *line_of(const struct line *line)
{
    json_t *entry = json_object();
    json_object_set_new(entry, "n", json_integer(line->n));
    json_object_set_new(entry, "ms", json_real((double)line->us / 1000));
    json_object_set_new(entry, "from", json_string(speaker_word(line->from)));
    if (line->note != NOTE_NONE)
        json_object_set_new(entry, "note", json_string(note_word(line->note)));
    json_object_set_new(entry, "text", clean_string(line_raw(line)));
    return entry;
}

static void set_moment(json_t *object, const char *name, int64_t us)
{
    struct buf text;
    if (us == 0)
        return;
    buf_init(&text, KIB);
    stamp_add_machine(&text, us);
    json_object_set_new(object, name, string_of(&text));
}

static json_t *session_of(const struct session_log *log)
{
    json_t *session = json_object();
    json_t *lines = json_array();
    json_object_set_new(session, "id", json_integer(log->id));
    json_object_set_new(session, "host", clean_string(span_of(log->where.host)));
    json_object_set_new(session, "address", clean_string(span_of(log->address)));
    json_object_set_new(session, "port", json_integer(log->where.port));
    json_object_set_new(session, "security", json_string(security_word(log->where.security)));
    set_moment(session, "began", log->began);
    for (size_t i = 0; i < log->line_count; i++)
        json_array_append_new(lines, line_of(&log->lines[i]));
    json_object_set_new(session, "lines", lines);
    return session;
}

static json_t *logins_of(const struct record *record)
{
    json_t *logins = json_object();
    json_object_set_new(logins, "used", json_integer(record->logins_used));
    json_object_set_new(logins, "allowed", json_integer(record->logins_allowed));
    return logins;
}

static int put_json(const char *bytes, size_t len, void *out)
{
    buf_add(out, (struct span){ bytes, len });
    return 0;
}

/* Findings keep their numbers when others are left out. */
static bool is_told(const struct report *report, const struct fact *fact)
{
    bool is_answer = fact->kind == FACT_ANSWER;
    return parts_tell(report, fact) && report_includes(report, is_answer ? PART_ANSWERS : PART_FINDINGS);
}

static void add_findings(const struct report *report, json_t *root)
{
    const struct record *record = report->record;
    json_t *findings = json_array();
    json_t *sessions = json_array();
    for (size_t i = 0; i < record->fact_count; i++)
        if (is_told(report, &record->facts[i]))
            json_array_append_new(findings, finding_of(report, i));
    for (size_t i = 0; report_includes(report, PART_TRANSCRIPT) && i < record->session_count; i++)
        json_array_append_new(sessions, session_of(record->sessions[i]));
    json_object_set_new(root, "findings", findings);
    json_object_set_new(root, "sessions", sessions);
}

static json_t *change_of(const struct comparison *compared, enum figure figure)
{
    json_t *change = json_object();
    json_object_set_new(change, "figure", json_string(figure_word(figure)));
    json_object_set_new(change, "before", clean_string(span_of(compared->good.figures[figure])));
    json_object_set_new(change, "now", clean_string(span_of(compared->now.figures[figure])));
    return change;
}

/* "changed": { "since": …, "figures": [ … ] }: only where a run that worked is known. */
static void add_changes(const struct comparison *compared, json_t *root)
{
    json_t *changed;
    json_t *list;
    if (!compared || !compared->good.time)
        return;
    changed = json_object();
    list = json_array();
    set_moment(changed, "since", compared->good.time * 1000000);
    for (size_t i = 0; i < compared->count; i++)
        json_array_append_new(list, change_of(compared, compared->changed[i]));
    json_object_set_new(changed, "figures", list);
    json_object_set_new(root, "changed", changed);
}

/* "repeat": { "swaks": "swaks …" } */
static void add_repeat(const struct report *report, json_t *root)
{
    struct repeat repeat;
    json_t *commands = json_object();
    bool is_there = repeat_read(report->record, report->target, &repeat);
    for (int tool = 0; is_there && tool < REPEAT_TOOL_COUNT; tool++) {
        struct buf text;
        buf_init(&text, 16 * KIB);
        if (repeat_command(&repeat, (enum repeat_tool)tool, &text))
            json_object_set_new(commands, repeat_tool_word((enum repeat_tool)tool), string_of(&text));
        buf_free(&text);
    }
    if (json_object_size(commands))
        json_object_set(root, "repeat", commands);
    json_decref(commands);
}

static json_t *parts_of(const struct report *report)
{
    json_t *list = json_array();
    for (int i = 0; i < PART_COUNT; i++)
        if (!report_includes(report, (enum part)i))
            json_array_append_new(list, json_string(part_word((enum part)i)));
    return list;
}

/* What was left out, counted in the object as it stands. */
static void add_receipt(const struct report *report, json_t *root)
{
    struct buf body;
    json_t *receipt = json_object();
    buf_init(&body, REPORT_MAX);
    json_dump_callback(root, put_json, &body, 0);
    struct redact_counts counts = redact_count(report, buf_span(&body));
    json_object_set_new(receipt, "masked_lines", json_integer((json_int_t)counts.masked));
    if (report->hide & HIDE_ACCOUNT)
        json_object_set_new(receipt, "account", json_integer((json_int_t)counts.account));
    if (report->hide & HIDE_NETWORK)
        json_object_set_new(receipt, "network", json_integer((json_int_t)counts.network));
    if (report_leaves_out(report))
        json_object_set_new(receipt, "parts", parts_of(report));
    json_object_set_new(root, "left_out", receipt);
    buf_free(&body);
}

static void add_verdict(const struct report *report, json_t *root)
{
    json_object_set_new(root, "verdict", verdict_of(report));
    json_object_set_new(root, "ask", ask_of(report));
    json_object_set_new(root, "causes", causes_of(report->diagnosis));
    json_object_set_new(root, "ruled_out", ruled_out_of(report->diagnosis));
    json_object_set_new(root, "not_tested", not_tested_of(report->diagnosis));
}

void report_json(const struct report *report, struct buf *out)
{
    json_t *root = json_object();
    json_object_set_new(root, "schema", json_string("smtpdoctor/1"));
    json_object_set_new(root, "program", json_string("smtpdoctor " SMTPDOCTOR_VERSION));
    json_object_set_new(root, "language", json_string(report->language));
    if (report_includes(report, PART_VERDICT))
        add_verdict(report, root);
    add_findings(report, root);
    json_object_set_new(root, "logins", logins_of(report->record));
    json_object_set_new(root, "total_ms", json_integer(report->record->total_ms));
    set_moment(root, "began", report->record->began);
    if (report->log)
        log_json_add(report->log, root);
    add_changes(report->compared, root);
    add_repeat(report, root);
    if (report->hide || report_leaves_out(report))
        add_receipt(report, root);
    json_dump_callback(root, put_json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    buf_add_char(out, '\n');
    json_decref(root);
}

void report_json_answer(const struct report *report, struct span id, struct buf *out)
{
    const struct diagnosis *diagnosis = report->diagnosis;
    buf_add_text(out, "{\"id\": ");
    buf_add(out, id);
    buf_addf(out, ", \"status\": \"%s\", \"causes\": [", verdict_status_word(diagnosis->status));
    for (size_t i = 0; i < diagnosis->candidate_count; i++) {
        const struct candidate *candidate = &diagnosis->candidates[i];
        const struct cause_row *row = cause_row(candidate->cause);
        buf_addf(out, "%s{\"cause\": \"%s\", \"family\": \"%s\", \"side\": \"%s\", \"certainty\": \"%s\"}",
                 i ? ", " : "", row->label, row->family, side_word(candidate->side),
                 certainty_word(candidate->certainty));
    }
    buf_addf(out, "], \"next_test\": %s%s%s}\n", diagnosis->next_test ? "\"" : "",
             diagnosis->next_test ? diagnosis->next_test : "null", diagnosis->next_test ? "\"" : "");
}
