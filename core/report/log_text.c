/* What a log says, as text: what was read, what fails, when, for whom. */
#include "base/clean.h"
#include "base/utf8.h"
#include "report/log_hours.h"
#include "report/log_words.h"
#include "report/wrap.h"

#include <string.h>

enum { COLUMNS = 80, COLUMNS_LEAST = 40, COUNT_CELLS = 9, NAMES_SHOWN = 8, STEPS_SHOWN = 40, LINE_SHOWN = 300 };

struct sheet {
    const struct report *report;
    const struct log_answer *answer;
    struct buf *out;
    int columns;
    struct buf text; /* the piece that is being made */
};

static void colour(const struct sheet *sheet, const char *code)
{
    if (sheet->report->colour)
        buf_add_text(sheet->out, code);
}

/* Writes the piece and makes room for the next. */
static void put(struct sheet *sheet, int indent)
{
    if (sheet->text.len)
        wrap_add(sheet->out, buf_span(&sheet->text), sheet->columns, indent);
    buf_clear(&sheet->text);
}

static void indent(struct sheet *sheet, int cells)
{
    while (cells-- > 0)
        buf_add_char(sheet->out, ' ');
}

static void put_lines(struct sheet *sheet, int cells)
{
    struct span rest = buf_span(&sheet->text);
    struct span line;
    while (span_line(&rest, &line)) {
        indent(sheet, cells);
        wrap_add(sheet->out, line, sheet->columns, cells);
    }
    buf_clear(&sheet->text);
}

static void heading(struct sheet *sheet, const char *key)
{
    buf_add_char(sheet->out, '\n');
    colour(sheet, "\033[1m");
    buf_add(sheet->out, words_get(sheet->report->words, key));
    colour(sheet, "\033[0m");
    buf_add_char(sheet->out, '\n');
}

static void put_dim_line(struct sheet *sheet, const char *raw)
{
    clean_add(&sheet->text, span_of(raw), LINE_SHOWN);
    indent(sheet, COUNT_CELLS);
    colour(sheet, "\033[2m");
    put(sheet, COUNT_CELLS);
    colour(sheet, "\033[0m");
}

static void put_group(struct sheet *sheet, const struct log_group *group)
{
    struct log_chart chart;
    buf_addf(sheet->out, "%7llu  ", (unsigned long long)group->count);
    colour(sheet, "\033[1m");
    log_words_cause(sheet->report, group->cause, &sheet->text);
    put(sheet, COUNT_CELLS);
    colour(sheet, "\033[0m");
    log_words_span(sheet->report, group->first, group->last, &sheet->text);
    put_lines(sheet, COUNT_CELLS);
    if (log_words_guessing(sheet->report, group, &sheet->text))
        put_lines(sheet, COUNT_CELLS);
    log_chart_make(sheet->answer, group->cause, (size_t)(sheet->columns - COUNT_CELLS - 1), &chart);
    if (chart.count > 1) {
        indent(sheet, COUNT_CELLS);
        log_chart_text(&chart, sheet->out);
        buf_add_char(sheet->out, '\n');
    }
    put_dim_line(sheet, group->example);
}

static void put_chart_note(struct sheet *sheet)
{
    struct log_chart chart;
    log_chart_make(sheet->answer, CAUSE_COUNT, (size_t)(sheet->columns - COUNT_CELLS - 1), &chart);
    if (chart.count < 2)
        return;
    indent(sheet, COUNT_CELLS);
    log_chart_text(&chart, sheet->out);
    buf_add_char(sheet->out, '\n');
    log_words_chart(sheet->report, &chart, &sheet->text);
    put_lines(sheet, COUNT_CELLS);
}

static void put_names(struct sheet *sheet, const struct log_names *names, bool are_clients)
{
    const struct log_name *top[NAMES_SHOWN];
    size_t count = log_names_top(names, top, NAMES_SHOWN);
    if (count)
        heading(sheet, are_clients ? "logs.clients" : "logs.accounts");
    for (size_t i = 0; i < count; i++) {
        buf_addf(sheet->out, "%7llu  ", (unsigned long long)top[i]->failures);
        clean_add(&sheet->text, span_of(top[i]->name), LOG_NAME_ROOM);
        put(sheet, COUNT_CELLS);
        if (are_clients)
            log_words_client(sheet->report, top[i], &sheet->text);
        else
            log_words_account(sheet->report, top[i], &sheet->text);
        put_lines(sheet, COUNT_CELLS);
    }
}

static void put_steps(struct sheet *sheet)
{
    const struct log_answer *answer = sheet->answer;
    uint64_t i = answer->step_count > STEPS_SHOWN ? answer->step_count - STEPS_SHOWN : 0;
    if (answer->step_count)
        heading(sheet, "logs.steps");
    for (; i < answer->step_count; i++) {
        const struct log_step *step = &answer->steps[i % LOG_STEPS_MAX];
        log_words_step(sheet->report, step, &sheet->text);
        put_lines(sheet, 2);
        put_dim_line(sheet, step->line);
    }
}

void report_log_text(const struct report *report, struct buf *out)
{
    unsigned columns = report->columns ? report->columns : COLUMNS;
    struct sheet sheet = { .report = report, .answer = report->log->answer, .out = out };
    sheet.columns = columns < COLUMNS_LEAST ? COLUMNS_LEAST : (int)columns;
    buf_init(&sheet.text, 16 * KIB);
    log_words_read(report, &sheet.text);
    put_lines(&sheet, 0);
    log_words_kinds(report, &sheet.text);
    put_lines(&sheet, 0);
    if (sheet.answer->order_count)
        heading(&sheet, "logs.fails");
    put_chart_note(&sheet);
    for (size_t i = 0; i < sheet.answer->order_count; i++)
        put_group(&sheet, &sheet.answer->groups[sheet.answer->order[i]]);
    put_names(&sheet, &sheet.answer->accounts, false);
    put_names(&sheet, &sheet.answer->clients, true);
    put_steps(&sheet);
    if (sheet.answer->order_count == 0)
        buf_add_char(out, '\n');
    buf_free(&sheet.text);
}
