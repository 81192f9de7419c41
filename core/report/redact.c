#include "report/redact.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 256, LINE_TEXT_MAX = 1024 * 1024 };

struct redacted {
    struct report report;
    struct cloak cloak;
    struct record record;
    struct comparison compared;
    struct target target; /* borrows nothing and owns nothing: no secret, no message */
};

/* ---- looking ---- */

static void trust_servers(struct cloak *cloak, const struct report *report)
{
    const struct record *record = report->record;
    for (size_t i = 0; i < record->session_count; i++) {
        cloak_trust(cloak, span_of(record->sessions[i]->address));
        cloak_trust(cloak, span_of(record->sessions[i]->where.host));
    }
    for (size_t i = 0; i < record->fact_count; i++)
        cloak_trust(cloak, span_of(record->facts[i].where.host));
    if (report->target) {
        cloak_trust(cloak, span_of(report->target->server.host));
        cloak_trust(cloak, span_of(report->target->connect_to));
    }
}

/* The server's addresses, as our own look-up of its name gave them. */
static void trust_addresses(struct cloak *cloak, const struct record *record)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        struct span rest = span_of(record->facts[i].text);
        struct span word;
        if (record->facts[i].kind == FACT_NET_PATH || record->facts[i].kind == FACT_NET_VPN)
            cloak_trust(cloak, span_of(record->facts[i].expected));
        while (record->facts[i].kind == FACT_NAME_FOUND && span_word(&rest, &word))
            cloak_trust(cloak, span_head(word, word.len - (word.at[word.len - 1] == ',')));
    }
}

/* "proxy.example" of "http://proxy.example:3128". */
static struct span proxy_host(const struct target *target)
{
    struct span text = span_of(target->proxy);
    size_t scheme = span_find(text, SPAN("://"));
    struct span host = scheme == SPAN_NONE ? text : span_from(text, scheme + 3);
    size_t colon = span_find_last(host, ':');
    return colon == SPAN_NONE ? host : span_head(host, colon);
}

static void look_at_target(struct cloak *cloak, const struct target *target)
{
    const char *const accounts[] = { target->address,   target->login,   target->sender,
                                     target->recipient, target->send_to, target->cc };
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        cloak_account(cloak, span_of(accounts[i]));
    cloak_host(cloak, span_of(target->helo));
    cloak_host(cloak, proxy_host(target));
}

static void look_at_line(struct cloak *cloak, const struct line *line)
{
    struct span raw = line_raw(line);
    bool is_hello = span_starts_nocase(raw, SPAN("EHLO ")) || span_starts_nocase(raw, SPAN("HELO "));
    if (line->from == SPEAKER_CLIENT && is_hello)
        cloak_host(cloak, span_trim(span_from(raw, 5)));
    cloak_look(cloak, raw);
}

static void look_at_record(struct cloak *cloak, const struct record *record)
{
    for (size_t i = 0; i < record->fact_count; i++) {
        cloak_look(cloak, span_of(record->facts[i].subject));
        cloak_look(cloak, span_of(record->facts[i].expected));
        cloak_look(cloak, span_of(record->facts[i].text));
    }
    for (size_t i = 0; i < record->session_count; i++)
        for (size_t k = 0; k < record->sessions[i]->line_count; k++)
            look_at_line(cloak, &record->sessions[i]->lines[k]);
}

/* The server's names and addresses of both runs stay; the address it saw us from is looked at. */
static void look_at_snapshot(struct cloak *cloak, const struct snapshot *snapshot)
{
    struct span rest = span_of(snapshot->figures[FIGURE_ADDRESSES]);
    struct span word;
    cloak_trust(cloak, span_of(snapshot->figures[FIGURE_SERVER]));
    while (span_word(&rest, &word))
        cloak_trust(cloak, span_head(word, word.len - (word.at[word.len - 1] == ',')));
    cloak_look(cloak, span_of(snapshot->figures[FIGURE_PUBLIC_ADDRESS]));
}

static void look_at_all(struct cloak *cloak, const struct report *report)
{
    trust_servers(cloak, report);
    trust_addresses(cloak, report->record);
    if (report->target)
        look_at_target(cloak, report->target);
    if (report->compared) {
        look_at_snapshot(cloak, &report->compared->good);
        look_at_snapshot(cloak, &report->compared->now);
    }
    look_at_record(cloak, report->record);
}

/* ---- copying ---- */

static void cover_text(const struct cloak *cloak, char *text, size_t room)
{
    struct buf covered;
    buf_init(&covered, LINE_TEXT_MAX);
    cloak_add(cloak, span_of(text), &covered);
    mem_copy_text(text, room, buf_span(&covered));
    buf_free(&covered);
}

static void copy_comparison(struct redacted *redacted, const struct comparison *compared)
{
    redacted->compared = *compared;
    for (int i = 0; i < FIGURE_COUNT; i++) {
        cover_text(&redacted->cloak, redacted->compared.good.figures[i], FIGURE_MAX);
        cover_text(&redacted->cloak, redacted->compared.now.figures[i], FIGURE_MAX);
    }
    redacted->report.compared = &redacted->compared;
}

/* The subject of some facts is one of our own words: "password", "no-password". */
static bool is_own_word(const struct words *words, const struct fact *fact)
{
    static const char *const prefixes[] = { "why", "correction" };
    char key[KEY_MAX];
    (void)snprintf(key, sizeof key, "fact.%s.%s", fact_row(fact->kind)->word, fact->subject);
    bool is_ours = words_has(words, key);
    for (size_t i = 0; !is_ours && i < sizeof prefixes / sizeof *prefixes; i++) {
        (void)snprintf(key, sizeof key, "%s.%s", prefixes[i], fact->subject);
        is_ours = words_has(words, key);
    }
    return is_ours;
}

static void copy_facts(struct redacted *redacted, const struct report *report)
{
    for (size_t i = 0; i < report->record->fact_count; i++) {
        struct fact fact = report->record->facts[i];
        if (!is_own_word(report->words, &fact))
            cover_text(&redacted->cloak, fact.subject, sizeof fact.subject);
        cover_text(&redacted->cloak, fact.expected, sizeof fact.expected);
        cover_text(&redacted->cloak, fact.text, sizeof fact.text);
        record_add(&redacted->record, &fact);
    }
}

/* *line with its text covered; the text is the caller's to free. */
static struct line covered_line(const struct cloak *cloak, const struct line *line)
{
    struct line covered = *line;
    struct buf text;
    buf_init(&text, LINE_TEXT_MAX);
    cloak_add(cloak, line_raw(line), &text);
    covered.len = text.len;
    covered.raw = buf_take(&text);
    return covered;
}

static void copy_session(struct redacted *redacted, const struct session_log *log)
{
    struct session_log *copy = record_session(&redacted->record, log->id);
    copy->where = log->where;
    copy->began = log->began;
    mem_copy_text(copy->address, sizeof copy->address, span_of(log->address));
    for (size_t i = 0; i < log->line_count; i++) {
        struct line line = covered_line(&redacted->cloak, &log->lines[i]);
        session_log_add(copy, &line);
        free(line.raw);
    }
}

static void copy_record(struct redacted *redacted, const struct report *report)
{
    const struct record *record = report->record;
    record_init(&redacted->record);
    redacted->record.logins_used = record->logins_used;
    redacted->record.logins_allowed = record->logins_allowed;
    redacted->record.total_ms = record->total_ms;
    redacted->record.began = record->began;
    copy_facts(redacted, report);
    for (size_t i = 0; i < record->session_count; i++)
        copy_session(redacted, record->sessions[i]);
}

static void copy_target(struct redacted *redacted, const struct target *target)
{
    struct target *copy = &redacted->target;
    *copy = *target;
    copy->has_password = false;
    copy->password = (struct secret){ 0 };
    copy->message = NULL;
    copy->message_len = 0;
    cover_text(&redacted->cloak, copy->address, sizeof copy->address);
    cover_text(&redacted->cloak, copy->login, sizeof copy->login);
    cover_text(&redacted->cloak, copy->sender, sizeof copy->sender);
    cover_text(&redacted->cloak, copy->recipient, sizeof copy->recipient);
    cover_text(&redacted->cloak, copy->helo, sizeof copy->helo);
    cover_text(&redacted->cloak, copy->proxy, sizeof copy->proxy);
    redacted->report.target = copy;
}

struct redacted *redact_new(const struct report *report)
{
    struct redacted *redacted = mem_new(sizeof *redacted);
    redacted->report = *report;
    cloak_init(&redacted->cloak, report->hide);
    look_at_all(&redacted->cloak, report);
    copy_record(redacted, report);
    redacted->report.record = &redacted->record;
    if (report->target)
        copy_target(redacted, report->target);
    if (report->compared)
        copy_comparison(redacted, report->compared);
    return redacted;
}

const struct report *redacted_report(const struct redacted *redacted)
{
    return &redacted->report;
}

void redacted_free(struct redacted *redacted)
{
    if (!redacted)
        return;
    record_clear(&redacted->record);
    cloak_clear(&redacted->cloak);
    free(redacted);
}

static size_t masked_lines(const struct record *record)
{
    size_t count = 0;
    for (size_t i = 0; i < record->session_count; i++)
        for (size_t k = 0; k < record->sessions[i]->line_count; k++)
            count += record->sessions[i]->lines[k].note == NOTE_SECRET_HIDDEN;
    return count;
}

struct redact_counts redact_count(const struct report *report, struct span body)
{
    return (struct redact_counts){ .masked = masked_lines(report->record),
                                   .account = cloak_count(CLOAKED_ACCOUNT, body),
                                   .network = cloak_count(CLOAKED_IP, body) + cloak_count(CLOAKED_HOST, body) };
}
