/* What a log says, as Markdown. */
#include "base/clean.h"
#include "report/log_words.h"

enum { NAMES_SHOWN = 10, STEPS_SHOWN = 100, LINE_SHOWN = 300 };

static void put_escaped(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\n') {
            buf_add_text(out, "  \n");
            continue;
        }
        if (span_find_char(SPAN("\\`*_[]<>|#"), text.at[i]) != SPAN_NONE)
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
}

/* Writes the piece, and makes room for the next. */
static void put(struct buf *out, struct buf *text)
{
    put_escaped(out, buf_span(text));
    buf_clear(text);
}

static void put_raw(struct buf *out, const char *raw)
{
    struct buf clean;
    buf_init(&clean, 4 * KIB);
    clean_add(&clean, span_of(raw), LINE_SHOWN);
    put(out, &clean);
    buf_free(&clean);
}

static void heading(const struct report *report, const char *key, struct buf *out)
{
    struct span text = words_get(report->words, key);
    buf_addf(out, "\n## %.*s\n\n", SPAN_ARG(text));
}

static void put_group(const struct report *report, const struct log_group *group, struct buf *out)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    buf_addf(out, "- **%llu** ", (unsigned long long)group->count);
    log_words_cause(report, group->cause, &text);
    put(out, &text);
    log_words_span(report, group->first, group->last, &text);
    if (text.len)
        buf_add_text(out, "  \n  ");
    put(out, &text);
    if (log_words_guessing(report, group, &text))
        buf_add_text(out, "  \n  ");
    put(out, &text);
    if (log_words_place(report, group->file, group->line, &text))
        buf_add_text(out, "  \n  ");
    put(out, &text);
    buf_add_text(out, "  \n  ");
    put_raw(out, group->example);
    buf_add_char(out, '\n');
    buf_free(&text);
}

static void put_break_ins(const struct report *report, struct buf *out)
{
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (log_words_break_ins(report, &text)) {
        heading(report, "logs.break-ins", out);
        put(out, &text);
        buf_add_text(out, "\n\n");
        buf_add(&text, words_get(report->words, "logs.break-in.do"));
        put(out, &text);
        buf_add_char(out, '\n');
    }
    buf_free(&text);
}

static void put_waiting(const struct report *report, struct buf *out)
{
    const struct log_name *top[LOG_DESTINATIONS_SHOWN];
    size_t count = log_queue_top(&report->log->answer->queue, top, LOG_DESTINATIONS_SHOWN);
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (log_words_waiting(report, &text)) {
        heading(report, "logs.queue", out);
        put(out, &text);
        buf_add_text(out, "\n\n");
        for (size_t i = 0; i < count; i++) {
            buf_addf(out, "- **%u** ", top[i]->others);
            put_raw(out, top[i]->name);
            buf_add_text(out, "  \n  ");
            log_words_destination(report, top[i], &text);
            put(out, &text);
            buf_add_char(out, '\n');
        }
    }
    buf_free(&text);
}

static void put_names(const struct report *report, bool are_clients, struct buf *out)
{
    const struct log_answer *answer = report->log->answer;
    const struct log_name *top[NAMES_SHOWN];
    size_t count =
        log_names_top(are_clients ? &answer->clients : &answer->accounts, log_name_failures, top, NAMES_SHOWN);
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (count)
        heading(report, are_clients ? "logs.clients" : "logs.accounts", out);
    for (size_t i = 0; i < count; i++) {
        buf_addf(out, "- **%llu** ", (unsigned long long)top[i]->failures);
        put_raw(out, top[i]->name);
        buf_add_text(out, "  \n  ");
        if (are_clients)
            log_words_client(report, top[i], &text);
        else
            log_words_account(report, top[i], &text);
        put(out, &text);
        buf_add_char(out, '\n');
    }
    buf_free(&text);
}

static void put_steps(const struct report *report, struct buf *out)
{
    const struct log_answer *answer = report->log->answer;
    uint64_t i = answer->step_count > STEPS_SHOWN ? answer->step_count - STEPS_SHOWN : 0;
    struct buf text;
    buf_init(&text, 8 * KIB);
    if (answer->step_count)
        heading(report, "logs.steps", out);
    for (; i < answer->step_count; i++) {
        const struct log_step *step = &answer->steps[i % LOG_STEPS_MAX];
        buf_add_text(out, "- ");
        log_words_step(report, step, &text);
        put(out, &text);
        buf_add_text(out, "  \n  ");
        put_raw(out, step->line);
        buf_add_char(out, '\n');
    }
    buf_free(&text);
}

void report_log_markdown(const struct report *report, struct buf *out)
{
    const struct log_answer *answer = report->log->answer;
    struct buf text;
    buf_init(&text, 8 * KIB);
    log_words_read(report, &text);
    put(out, &text);
    buf_add_text(out, "  \n");
    log_words_kinds(report, &text);
    put(out, &text);
    buf_add_char(out, '\n');
    put_break_ins(report, out);
    if (answer->order_count)
        heading(report, "logs.fails", out);
    for (size_t i = 0; i < answer->order_count; i++)
        put_group(report, &answer->groups[answer->order[i]], out);
    put_waiting(report, out);
    put_names(report, false, out);
    put_names(report, true, out);
    put_steps(report, out);
    buf_add_char(out, '\n');
    buf_free(&text);
}
