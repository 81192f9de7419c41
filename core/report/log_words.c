#include "report/log_words.h"

#include "base/clean.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* What stands in a sentence for {number}, {subject}, {expected} and {text}; NULL: nothing. */
struct filling {
    uint64_t number;
    const char *subject, *expected, *text;
};

static void say(const struct report *report, const char *key, struct filling with, struct buf *out)
{
    struct fact fact = { .ms = -1, .number = (int64_t)with.number };
    mem_copy_text(fact.subject, sizeof fact.subject, span_of(with.subject));
    mem_copy_text(fact.expected, sizeof fact.expected, span_of(with.expected));
    mem_copy_text(fact.text, sizeof fact.text, span_of(with.text));
    words_fill(out, words_get(report->words, key), &fact);
}

static void between(struct buf *out, const char *mark)
{
    if (out->len && out->at[out->len - 1] != '\n')
        buf_add_text(out, mark);
}

/* ---- what was read ---- */

static void say_file(const struct report *report, const struct report_log_file *file, struct buf *out)
{
    struct filling with = { .subject = file->path, .text = file->error ? strerror(file->error) : "" };
    const char *key = NULL;
    if (!file->packing)
        key = "logs.file.closed";
    else if (file->end == UNPACK_DAMAGED)
        key = "logs.file.damaged";
    else if (file->end == UNPACK_ERROR)
        key = "logs.file.broken";
    if (!key)
        return;
    between(out, "\n");
    say(report, key, with, out);
}

void log_words_read(const struct report *report, struct buf *out)
{
    const struct scan_counts *counts = report->log->counts;
    char first[20];
    char last[20];
    log_time_text(counts->first, first);
    log_time_text(counts->last, last);
    say(report, first[0] ? "logs.read" : "logs.lines",
        (struct filling){ .number = counts->lines, .subject = first, .expected = last }, out);
    if (counts->kinds[LOG_UNREAD]) {
        between(out, "\n");
        say(report, "logs.unread", (struct filling){ .number = counts->kinds[LOG_UNREAD] }, out);
    }
    if (counts->cut) {
        between(out, "\n");
        say(report, "logs.cut", (struct filling){ .number = counts->cut }, out);
    }
    for (size_t i = 0; i < report->log->file_count; i++)
        say_file(report, &report->log->files[i], out);
    if (report->log->was_cancelled) {
        between(out, "\n");
        say(report, "logs.cancelled", (struct filling){ 0 }, out);
    }
}

void log_words_kinds(const struct report *report, struct buf *out)
{
    const struct log_answer *answer = report->log->answer;
    bool is_part = log_question_asks(&answer->question);
    const uint64_t *kinds = is_part ? answer->kinds : report->log->counts->kinds;
    static const enum log_kind told[] = { LOG_SENT,     LOG_DEFERRED,     LOG_BOUNCED,    LOG_EXPIRED, LOG_REJECTED,
                                          LOG_LOGIN_OK, LOG_LOGIN_FAILED, LOG_TLS_FAILED, LOG_BANNED,  LOG_TROUBLE };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        uint64_t count = kinds[told[i]];
        struct span name = report_word(report, "logs.kind.", log_kind_word(told[i]));
        if (count == 0)
            continue;
        between(out, " · ");
        buf_addf(out, "%.*s %llu", SPAN_ARG(name), (unsigned long long)count);
    }
}

/* ---- where nothing failed ---- */

static bool was_all_read(const struct report_log *log)
{
    for (size_t i = 0; i < log->file_count; i++)
        if (!log->files[i].packing || log->files[i].end != UNPACK_WHOLE)
            return false;
    return !log->was_cancelled;
}

static bool covers_time(const struct report_log *log)
{
    const struct log_question *question = &log->answer->question;
    const struct scan_counts *counts = log->counts;
    if (question->from == LOG_NO_TIME && question->to == LOG_NO_TIME)
        return true;
    if (counts->first == LOG_NO_TIME)
        return false;
    return (question->from == LOG_NO_TIME || counts->last >= question->from) &&
           (question->to == LOG_NO_TIME || counts->first < question->to);
}

static const char *key_of_nothing(const struct report_log *log)
{
    const struct log_answer *answer = log->answer;
    bool is_asked_closely = answer->question.account[0] || answer->question.message[0];
    if (log_answer_verdict(answer))
        return NULL;
    if (log->counts->lines == log->counts->kinds[LOG_UNREAD])
        return "logs.nothing-known";
    if (!covers_time(log))
        return "logs.nothing-then";
    if (is_asked_closely && answer->concerned == 0)
        return "logs.nothing-about";
    if (answer->trail && log_trail_is_delivered(answer->trail))
        return "logs.delivered";
    return was_all_read(log) ? "logs.none" : "logs.none-partly";
}

bool log_is_well(const struct report_log *log)
{
    const char *key = key_of_nothing(log);
    return key && (strcmp(key, "logs.none") == 0 || strcmp(key, "logs.delivered") == 0);
}

bool log_words_nothing(const struct report *report, struct buf *out)
{
    const struct log_question *question = &report->log->answer->question;
    const char *key = key_of_nothing(report->log);
    char first[20];
    char last[20];
    if (!key)
        return false;
    log_time_text(report->log->counts->first, first);
    log_time_text(report->log->counts->last, last);
    say(report, key,
        (struct filling){
            .subject = first, .expected = last, .text = question->message[0] ? question->message : question->account },
        out);
    return true;
}

/* ---- a break-in ---- */

bool log_words_break_ins(const struct report *report, struct buf *out)
{
    enum { SHOWN = 5 };
    const struct log_answer *answer = report->log->answer;
    for (uint64_t i = 0; i < answer->break_in_count && i < SHOWN; i++) {
        const struct log_break_in *broken = &answer->break_ins[i];
        char when[20];
        log_time_exact(broken->time, when);
        between(out, "\n");
        say(report, "logs.break-in",
            (struct filling){ .subject = answer->clients.all[broken->client].name,
                              .expected = answer->accounts.all[broken->account].name,
                              .text = when[0] ? when : "?" },
            out);
    }
    if (answer->break_in_count > SHOWN) {
        between(out, "\n");
        say(report, "logs.break-in.more", (struct filling){ .number = answer->break_in_count - SHOWN }, out);
    }
    return answer->break_in_count > 0;
}

/* ---- what still waits ---- */

bool log_words_waiting(const struct report *report, struct buf *out)
{
    const struct log_queue *queue = &report->log->answer->queue;
    char since[20];
    if (queue->count == 0)
        return false;
    log_time_text(queue->since, since);
    say(report, since[0] ? "logs.waiting" : "logs.waiting.count",
        (struct filling){ .number = queue->count, .subject = since }, out);
    if (queue->interval) {
        between(out, "\n");
        say(report, "logs.waiting.interval", (struct filling){ .number = (uint64_t)(queue->interval + 59) / 60 }, out);
    }
    if (queue->left_out) {
        between(out, "\n");
        say(report, "logs.waiting.more", (struct filling){ 0 }, out);
    }
    return true;
}

void log_words_destination(const struct report *report, const struct log_name *destination, struct buf *out)
{
    char since[20];
    log_words_cause(report, destination->cause, out);
    log_time_text(destination->first, since);
    if (!since[0])
        return;
    between(out, " · ");
    say(report, "logs.waiting.since", (struct filling){ .subject = since }, out);
}

/* ---- a group ---- */

bool log_words_place(const struct report *report, size_t file, uint64_t line, struct buf *out)
{
    if (line == 0 || file >= report->log->file_count)
        return false;
    clean_add(out, span_of(report->log->files[file].path), CLEAN_LINE_MAX);
    buf_addf(out, ":%llu", (unsigned long long)line);
    return true;
}

void log_words_cause(const struct report *report, enum cause cause, struct buf *out)
{
    struct cause_part part = { .cause = cause, .part = "short" };
    if (cause == CAUSE_NONE || !words_cause(report->words, &part, out))
        buf_add(out, words_get(report->words, "logs.no-cause"));
}

void log_words_span(const struct report *report, int64_t first, int64_t last, struct buf *out)
{
    char from[20];
    char to[20];
    log_time_text(first, from);
    log_time_text(last, to);
    if (!from[0])
        return;
    bool is_once = strcmp(from, to) == 0;
    say(report, is_once ? "logs.once" : "logs.span", (struct filling){ .subject = from, .expected = to }, out);
}

bool log_words_guessing(const struct report *report, const struct log_group *group, struct buf *out)
{
    if (group->guessed)
        say(report, "logs.guessed", (struct filling){ .number = group->guessed }, out);
    if (group->own) {
        between(out, "\n");
        say(report, "logs.own", (struct filling){ .number = group->own }, out);
    }
    if (group->repeated) {
        between(out, "\n");
        say(report, "logs.repeated", (struct filling){ .number = group->repeated }, out);
    }
    return group->guessed || group->own || group->repeated;
}

/* ---- who ---- */

static void say_signed_in(const struct report *report, const struct log_name *name, struct buf *out)
{
    char when[20];
    log_time_text(name->last_ok, when);
    if (name->logins_ok == 0)
        return;
    between(out, " · ");
    say(report, when[0] ? "logs.signed-in" : "logs.signed-in.count",
        (struct filling){ .number = name->logins_ok, .subject = when }, out);
}

void log_words_client(const struct report *report, const struct log_name *client, struct buf *out)
{
    const char *key = log_client_repeats(client)    ? "logs.client.repeats"
                      : !log_client_guesses(client) ? NULL
                      : client->others              ? "logs.client.guesses"
                                                    : "logs.client.tries";
    log_words_cause(report, client->cause, out);
    if (key) {
        between(out, " · ");
        say(report, key, (struct filling){ .number = client->others ? client->others : client->logins_failed }, out);
    }
    say_signed_in(report, client, out);
}

void log_words_account(const struct report *report, const struct log_name *account, struct buf *out)
{
    log_words_cause(report, account->cause, out);
    if (account->others > 1) {
        between(out, " · ");
        say(report, "logs.account.clients", (struct filling){ .number = account->others }, out);
    }
    say_signed_in(report, account, out);
}

void log_words_chart(const struct report *report, const struct log_chart *chart, struct buf *out)
{
    char from[20];
    char highest[24];
    log_time_text(chart->start, from);
    (void)snprintf(highest, sizeof highest, "%llu", (unsigned long long)chart->most);
    say(report, chart->cell_hours == 1 ? "logs.chart.hour" : "logs.chart",
        (struct filling){ .number = (uint64_t)chart->cell_hours, .subject = from, .expected = highest }, out);
}

void log_words_step(const struct report *report, const struct log_step *step, struct buf *out)
{
    char when[20];
    log_time_exact(step->time, when);
    if (when[0])
        buf_addf(out, "%s  ", when);
    buf_add(out, report_word(report, "logs.kind.", log_kind_word(step->kind)));
    if (step->cause == CAUSE_NONE)
        return;
    buf_add(out, words_get(report->words, "report.colon"));
    log_words_cause(report, step->cause, out);
}

void log_words_event(const struct report *report, const struct log_event *event, enum cause cause, struct buf *out)
{
    const struct span who[] = { event->account.len ? event->account : event->sender, event->recipient, event->client };
    char when[20];
    log_time_exact(event->time, when);
    buf_addf(out, "%s%s", when, when[0] ? "  " : "");
    log_words_cause(report, cause, out);
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        if (who[i].len == 0)
            continue;
        buf_add_text(out, "  ");
        clean_add(out, who[i], CLEAN_LINE_MAX);
    }
}
